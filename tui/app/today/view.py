"""What the parts of the today screen show: frozen values with the words already chosen."""

from __future__ import annotations

from typing import Literal

from tui.lazy_dataclass import dataclass
from tui.workout.entry_view import EntryView
from tui.workout.footer import FooterView
from tui.workout.header import HeaderView

Joined = Literal["", "first", "middle", "last"]  # the place in a superset


@dataclass(frozen=True, slots=True)
class ExerciseItem:
    """One line of the exercise list."""

    name: str
    count: str  # "2/3", or "skip"
    finished: bool
    joined: Joined = ""


@dataclass(frozen=True, slots=True)
class ExerciseListView:
    """The exercises of the session in order."""

    items: tuple[ExerciseItem, ...]
    chosen: int


@dataclass(frozen=True, slots=True)
class HeadView:
    """The chosen exercise: what it is, the plan, the next target and why, and notes."""

    name: str
    facts: str
    plan: str
    target: str = ""
    reason: str = ""
    notes: tuple[tuple[str, str], ...] = ()  # (what it is, its text)


@dataclass(frozen=True, slots=True)
class SetLine:
    """One row of the set table."""

    number: str
    target: str
    today: str
    earlier: tuple[str, ...]
    one_rep_max: str = ""


@dataclass(frozen=True, slots=True)
class SetTableView:
    """The sets of the chosen exercise beside those of the last times."""

    rows: tuple[SetLine, ...]
    earlier_dates: tuple[str, ...]  # "17 Nov", newest first
    chosen: int
    done_heading: str = "today"


@dataclass(frozen=True, slots=True)
class Lookback:
    """How one earlier time went."""

    date: str
    sets: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class BackgroundView:
    """What fills the room below where there is room: earlier times and how the exercise is done."""

    earlier: tuple[Lookback, ...] = ()
    original: str = ""  # what the exercise stands in place of, and how that went
    original_earlier: tuple[Lookback, ...] = ()
    how_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TodayView:
    """Everything on the today screen but the rest line, which changes by the second."""

    header: HeaderView
    exercises: ExerciseListView
    head: HeadView
    table: SetTableView
    entry: EntryView
    background: BackgroundView
    footer: FooterView
    table_height: int  # for the longest exercise of the session, so that the entry stays put
