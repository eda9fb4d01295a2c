"""Words with a style each, for whoever draws them."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Part(NamedTuple):
    """A run of text in one style; a style is one or more names that the widgets give colours to."""

    text: str
    style: str = ""


Line: TypeAlias = tuple[Part, ...]
