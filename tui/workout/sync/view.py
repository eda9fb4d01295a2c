"""What the sync screen shows: the lines to choose from, and all about the chosen one."""

from __future__ import annotations

from typing import Literal

from tui.lazy_dataclass import dataclass
from tui.workout.header import HeaderView
from tui.workout.notice import Notice, Tone

LineKind = Literal["heading", "conflict", "refused", "unsent", "unreadable", "round", "more"]


@dataclass(frozen=True, slots=True)
class SyncLine:
    """One line of the list; `key` tells it from the others, and is empty for a heading."""

    kind: LineKind
    words: str
    when: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class SyncListView:
    """The lines, and which is chosen."""

    lines: tuple[SyncLine, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class DetailView:
    """All about the chosen line: sentences, and for a conflict both sides of each value."""

    title: str = ""
    sentences: tuple[tuple[str, Tone], ...] = ()
    sides: tuple[tuple[str, str, str], ...] = ()  # what it is, mine, theirs


@dataclass(frozen=True, slots=True)
class SyncView:
    """Everything on the sync screen."""

    header: HeaderView
    state: tuple[tuple[str, Tone], ...]
    list: SyncListView
    detail: DetailView
    notice: Notice | None = None
