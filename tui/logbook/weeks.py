"""What the weeks screen asks: every week in a line, days, and all sets in order of time.

A week is one of the calendar, from Monday to Sunday. A session stands in the one in which it was
trained, whatever plan it is of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from tui.lazy_dataclass import dataclass
from tui.logbook.store import query
from tui.logbook.tables import in_catalogue, set_record
from tui.training.equipment import kind_of
from tui.training.records import TrainingSet
from tui.training.reps_text import counts_reps

NO_LIMIT = -1


@dataclass(frozen=True, slots=True)
class PlanWeek:
    """A plan's week of which sessions lie in a calendar week."""

    split_type: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekHead:
    """A calendar week without what was done in it; of its `plans` the main one comes first."""

    week_start: date
    plans: tuple[PlanWeek, ...] = ()

    @property
    def id(self) -> str:
        """What names the week: its Monday."""
        return self.week_start.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekTotals:
    """One week in a line: sessions done of planned, sets by weekday, and tonnage in kilograms.

    Tonnage leaves bodyweight and assisted work out. `first_day` and `last_day` are those of the
    sessions, which may be done on other days than planned. `sets_by_weekday` begins on Monday.
    """

    week: WeekHead
    first_day: date
    last_day: date
    planned_sessions: int
    done_sessions: int
    sets_by_weekday: tuple[int, ...]
    tonnage_kg: float

    @property
    def sets(self) -> int:
        """How many sets were done."""
        return sum(self.sets_by_weekday)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDone:
    """A set with its week and session, its exercise's lower-case name, and what that is known as.

    `week` is the id of a WeekHead. Exercises with the same `known_as` are one and the same.
    """

    week: str
    session_id: str
    name: str
    known_as: str
    bodyweight: bool
    counts_reps: bool
    set: TrainingSet


class Weeks:
    """Looks back over weeks; `names` are lower-case names of exercises, None for all of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def heads(
        self, up_to: date, *, names: Collection[str] | None = None, limit: int = NO_LIMIT
    ) -> tuple[WeekHead, ...]:
        """Return the weeks that began on or before a day, newest first.

        With names, only those in which one of these exercises was done.
        """
        plans: dict[str, list[PlanWeek]] = {}
        for entry in self._connection.execute(
            query("week_heads"), {"up_to": up_to.isoformat(), "names": _listed(names)}
        ):
            if entry["monday"] not in plans and len(plans) == limit:
                break
            of_week = plans.setdefault(entry["monday"], [])
            of_week.append(PlanWeek(entry["split_type"] or "", entry["week_number"]))
        return tuple(
            WeekHead(week_start=date.fromisoformat(monday), plans=tuple(of_week))
            for monday, of_week in plans.items()
        )

    def totals(
        self, heads: Sequence[WeekHead], *, names: Collection[str] | None = None
    ) -> tuple[WeekTotals, ...]:
        """Sum up these weeks; with names, sets and tonnage are those of the exercises alone."""
        wanted = _listed([head.id for head in heads])
        sessions = {
            entry["monday"]: entry
            for entry in self._connection.execute(query("week_sessions"), {"mondays": wanted})
        }
        work: dict[str, list[sqlite3.Row]] = {}
        for entry in self._connection.execute(
            query("week_work"), {"mondays": wanted, "names": _listed(names)}
        ):
            work.setdefault(entry["monday"], []).append(entry)
        return tuple(_totals(head, sessions.get(head.id), work.get(head.id, ())) for head in heads)

    def exercise_names(self) -> tuple[str, ...]:
        """Return the lower-case name of every exercise in which something was logged."""
        return tuple(dict.fromkeys(name for name, _ in self._exercises()))

    def sets_by_day(
        self, since: date, until: date, *, names: Collection[str] | None = None
    ) -> dict[date, int]:
        """Return how many sets were done on each day from one to another, both included."""
        stored = self._connection.execute(
            query("sets_by_day"),
            {"since": since.isoformat(), "until": until.isoformat(), "names": _listed(names)},
        )
        return {date.fromisoformat(entry["session_date"]): entry["sets"] for entry in stored}

    def first_day(self) -> date | None:
        """Return the day of the oldest session, or None if there is none."""
        stored = self._connection.execute(
            "select min(session_date) from modular_training_session"
        ).fetchone()[0]
        return None if stored is None else date.fromisoformat(stored)

    def known_as(self) -> Mapping[tuple[str, str | None], str]:
        """Return what each (lower-case name, catalogue id) is known as; None is no id."""
        known: dict[tuple[str, str | None], str] = {}
        for name, exercise_id in self._exercises():
            key = exercise_id or known.get((name, None), name)
            known[name, exercise_id] = key
            known.setdefault((name, None), key)
        return known

    def sets_between(
        self, since: date, until: date, known_as: Mapping[tuple[str, str | None], str]
    ) -> tuple[SetDone, ...]:
        """Return the sets from one day to before another, in order of time."""
        stored = self._connection.execute(
            query("sets_between"), {"since": since.isoformat(), "until": until.isoformat()}
        )
        return tuple(
            SetDone(
                week=entry["monday"],
                session_id=entry["session_id"],
                name=entry["name"],
                known_as=known_as.get((entry["name"], entry["exercise_id"]), entry["name"]),
                bodyweight=_is_bodyweight(entry),
                counts_reps=counts_reps(entry["name"], entry["reps"]),
                set=set_record(entry),
            )
            for entry in stored
        )

    def _exercises(self) -> list[tuple[str, str | None]]:
        stored = self._connection.execute(query("exercise_names"))
        return [(entry["name"], entry["exercise_id"]) for entry in stored]


def _listed(values: Collection[str] | None) -> str | None:
    return None if values is None else json.dumps(list(values))


def _is_bodyweight(entry: sqlite3.Row) -> bool:
    return kind_of(entry["equipment"], entry["name"], in_catalogue(entry)[0]) == "bodyweight"


def _totals(
    head: WeekHead, sessions: sqlite3.Row | None, work: Sequence[sqlite3.Row]
) -> WeekTotals:
    by_weekday = [0] * 7
    moved = 0.0
    for entry in work:
        by_weekday[date.fromisoformat(entry["session_date"]).weekday()] += entry["sets"]
        if not _is_bodyweight(entry) and counts_reps(entry["name"], entry["reps"]):
            moved += entry["moved"]
    return WeekTotals(
        week=head,
        first_day=date.fromisoformat(sessions["first_day"]) if sessions else head.week_start,
        last_day=date.fromisoformat(sessions["last_day"]) if sessions else head.week_start,
        planned_sessions=sessions["planned_sessions"] if sessions else 0,
        done_sessions=sessions["done_sessions"] if sessions else 0,
        sets_by_weekday=tuple(by_weekday),
        tonnage_kg=round(moved, 3),
    )
