"""The colours: a calm dark and a calm light theme of our own, and the terminal's own colours."""

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
OWN_THEMES: Final = (TOPSET, TOPSET_LIGHT)

# What a lifter may write in the settings, and the theme that it stands for.
_NAMES: Final = {"ansi": "ansi-dark", "light": TOPSET_LIGHT.name, "dark": TOPSET.name}


def theme_name(wanted: str) -> str:
    """Return the theme that a setting stands for; an unknown name gives our own."""
    name = _NAMES.get(wanted, wanted)
    known = {*BUILTIN_THEMES, *(theme.name for theme in OWN_THEMES)}
    return name if name in known else TOPSET.name


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
