"""The colours: six themes, four of them our own, and the terminal's own colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


TEXT: Final = 4.5  # the least contrast of text, and of marks: WCAG 2.2, 1.4.3 and 1.4.11
MARK: Final = 3.0


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colours, from 1 to 21. Source: WCAG 2.2."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable(colour: Color, towards: Color, grounds: Sequence[Color], least: float) -> Color:
    """Return the colour, blended no further than needed to be told from every ground."""
    for step in range(51):
        blended = colour.blend(towards, step / 50)
        if all(contrast(blended, ground) >= least for ground in grounds):
            return blended
    return towards


def own_colours(theme: Theme, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the colours that screens ask any theme for, opaque, each readable where it is used.

    `quiet` is less important text, `chosen` the ground of the chosen row, `rule` lines and tracks.
    """
    if theme.ansi:  # bright black, the usual choice, is invisible in some terminals
        return {"quiet": "ansi_default", "chosen": "ansi_default", "rule": "ansi_default"}
    background = Color.parse(variables["background"])
    foreground = Color.parse(variables["foreground"])
    chosen = background.blend(foreground, 0.08)
    grounds = (background, chosen)
    own = {
        "chosen": chosen,
        "quiet": _readable(background.blend(foreground, 0.55), foreground, grounds, TEXT),
        "rule": _readable(Color.parse(variables["panel"]), foreground, grounds, MARK),
    }
    for name in ("accent", "success", "warning", "error"):
        own[name] = _readable(Color.parse(variables[name]), foreground, grounds, TEXT)
    return {name: colour.hex for name, colour in own.items()}
