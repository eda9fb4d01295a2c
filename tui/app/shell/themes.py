"""The colours: six themes, four of them our own, and the terminal's own colours."""

from __future__ import annotations

from typing import Final

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

TOPSET: Final = Theme(
    name="topset",
    primary="#6fb3c8",
    secondary="#8f9fb8",
    accent="#74b7cb",
    foreground="#d5d9e0",
    background="#14161b",
    surface="#1d2129",
    panel="#2c323d",
    success="#93b977",
    warning="#dcae6b",
    error="#dd7a7f",
    dark=True,
)
TOPSET_LIGHT: Final = Theme(
    name="topset-light",
    primary="#1f6f8b",
    secondary="#55617a",
    accent="#17657f",
    foreground="#23272e",
    background="#f6f5f1",
    surface="#e9e7e0",
    panel="#d3d0c6",
    success="#3d6f26",
    warning="#8a5a10",
    error="#a8323a",
    dark=False,
)
IRON: Final = Theme(
    name="iron",
    primary="#ffd24a",
    secondary="#c8ccd4",
    accent="#ffd24a",
    foreground="#ffffff",
    background="#000000",
    surface="#161616",
    panel="#4a4a4a",
    success="#7dff8a",
    warning="#ffb84a",
    error="#ff8a8a",
    dark=True,
)
CHALK: Final = Theme(
    name="chalk",
    primary="#003f8a",
    secondary="#333333",
    accent="#003f8a",
    foreground="#000000",
    background="#ffffff",
    surface="#eeeeee",
    panel="#9a9a9a",
    success="#0b5c00",
    warning="#7a4600",
    error="#9c0014",
    dark=False,
)
OWN_THEMES: Final = (TOPSET, TOPSET_LIGHT, IRON, CHALK)


# What a lifter may write in the settings, and the theme that it stands for.
_NAMES: Final = {"ansi": "ansi-dark", "light": TOPSET_LIGHT.name, "dark": TOPSET.name}


def theme_name(wanted: str) -> str:
    """Return the theme that a setting stands for; an unknown name gives our own."""
    name = _NAMES.get(wanted, wanted)
    known = {*BUILTIN_THEMES, *(theme.name for theme in OWN_THEMES)}
    return name if name in known else TOPSET.name


def setting_of(theme: str) -> str:
    """Return what a theme is called in the settings."""
    return next((name for name, full in _NAMES.items() if full == theme and name != "dark"), theme)


def quiet_colours(theme: Theme, variables: dict[str, str]) -> dict[str, str]:
    """Return the colours of less important text and of the chosen row, opaque, for any theme."""
    if theme.ansi:
        return {"quiet": "ansi_bright_black", "chosen": "ansi_default"}
    background = Color.parse(variables["background"])
    foreground = Color.parse(variables["foreground"])
    return {
        "quiet": background.blend(foreground, 0.58).hex,
        "chosen": background.blend(foreground, 0.08).hex,
    }
