"""What the parts of the weeks screen show: frozen values with the words already chosen."""

from __future__ import annotations

from tui.lazy_dataclass import dataclass
from tui.workout.footer import FooterView
from tui.workout.header import HeaderView
from tui.workout.notice import Tone


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week in the list; `days` are the sets from Monday to Sunday."""

    year: str
    label: str
    done: str
    sets: str
    tonnage: str
    records: str
    days: tuple[int, ...]
    title: str


@dataclass(frozen=True, slots=True)
class WeekListView:
    """The weeks around the chosen one, newest first; `busiest` is a full bar of the sparkline.

    `newer` and `older` are how many more weeks there are before and after these.
    """

    lines: tuple[WeekLine, ...]
    chosen: int
    busiest: int
    moved: str = "tonnes"
    empty: tuple[str, ...] = ()
    newer: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class ExerciseLine:
    """One exercise of a past session against its plan; `short` is for narrow screens."""

    name: str
    count: str
    plan: str
    sets: str
    short: str


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One session of the chosen week."""

    label: str
    date: str
    count: str
    state: str
    tone: Tone
    facts: str
    exercises: tuple[ExerciseLine, ...]


@dataclass(frozen=True, slots=True)
class WeekView:
    """The chosen week: what it was, its totals in words, its sessions, its sets of each muscle."""

    title: str
    facts: tuple[str, ...]
    cards: tuple[SessionCard, ...]
    chosen: int
    muscles: tuple[str, ...] = ()  # the longest wording first


@dataclass(frozen=True, slots=True)
class HeatMapView:
    """The last weeks as columns of seven days, oldest first; a day ahead is None.

    `months` names the month that begins in a column, `chosen` is the chosen week's column. A day
    with as many sets as one of the three `cuts` is a shade darker.
    """

    weeks: tuple[tuple[int | None, ...], ...]
    months: tuple[str, ...]
    chosen: int | None
    cuts: tuple[int, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeeksView:
    """Everything on the weeks screen."""

    header: HeaderView
    weeks: WeekListView
    week: WeekView
    heat: HeatMapView
    footer: FooterView
