"""A short list to choose from, as its widget draws it."""

from __future__ import annotations

from tui.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the choice; a free session has no id yet."""

    label: str
    detail: str
    session_id: str | None
    note: str = ""  # shown where there is room


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """What could be trained, the most likely first."""

    title: str
    lines: tuple[str, ...]
    options: tuple[Option, ...]
    chosen: int = 0
