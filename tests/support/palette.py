"""The names of the colours, and the colours of each theme by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from textual.color import Color

# What widgets and styles ask a theme for; of two of one colour the first names it.
NAMES: Final = (
    "foreground",
    "background",
    "quiet",
    "chosen",
    "accent",
    "success",
    "warning",
    "error",
    "surface",
    "rule",
)


def colour_names(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the name of each colour of a theme, by its hex digits in lower case."""
    return {Color.parse(variables[name]).hex.lower(): name for name in reversed(NAMES)}


def palette(variables: Mapping[str, str]) -> str:
    """Return the colours of a theme, a name a line."""
    return "".join(f"{name} {variables[name]}\n" for name in NAMES)
