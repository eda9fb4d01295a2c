"""Values that PostgreSQL holds and nobody can read: NaN, infinity, years that no calendar shows.

One such value must not hold up everything else. What can do without the value is taken without it;
a row that cannot is set aside under its id, and nothing is ever sent because of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from tui.late_pattern import late_pattern
from tui.supabase.errors import clean
from tui.sync.protocol import Json, Row, TableName, UnreadableRow
from tui.training.wording import counted

FIRST_YEAR, LAST_YEAR = 1000, 8999
MOST_KILOGRAMS = 1_000_000
_MOMENT = late_pattern(r"([0-9]{4,})-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+(?:Z|[+-][0-9:]+)?)?( BC)?")
_STAYS: Final = "in the database it stays as it is"


def why_no_weight(value: Json) -> str | None:
    """Return what is wrong with a weight that a REAL column can hold; None where nothing is."""
    if value == "NaN" or (isinstance(value, float) and math.isnan(value)):
        return "is not a number"
    if value in ("Infinity", "-Infinity"):
        return "is infinite"
    if isinstance(value, int | float) and not abs(value) <= MOST_KILOGRAMS:
        return "is out of all bounds"
    return None


def why_no_time(value: Json) -> str | None:
    """Return what is wrong with a date or moment of PostgreSQL's; None where nothing is."""
    if value in ("infinity", "-infinity"):
        return "is infinite"
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    if found[2]:
        return "lies before Christ"
    if len(found[1]) > 4 or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return f"lies in the year {found[1][:12]}"
    return None


_JUDGES: Final[Mapping[str, tuple[str, Callable[[Json], str | None]]]] = {
    "weight_kg": ("weight", why_no_weight),
    "weight": ("planned weight", why_no_weight),
    "week_start": ("date", why_no_time),
    "session_date": ("date", why_no_time),
    "recorded_at": ("time", why_no_time),
}


def unreadable_values(row: Mapping[str, Json]) -> str | None:
    """Return in words which value of a row cannot be read; None where all can."""
    for column, (name, judge) in _JUDGES.items():
        why = judge(row.get(column))
        if why is not None:
            return f"the {name} {why}"
    return None


def set_aside(answer: Json) -> tuple[Json, tuple[UnreadableRow, ...]]:
    """Return a `pull_training` answer without what cannot be read, and what that was."""
    if not isinstance(answer, dict):
        return answer, ()
    sorting = _Sorting()
    page: Row = dict(answer)
    if isinstance(answer.get("plans"), list):
        page["plans"] = [one for one in _rows(answer, "plans") if sorting.keeps_plan(one)]
    if isinstance(answer.get("weeks"), list):
        weeks = (sorting.week(one) for one in _rows(answer, "weeks"))
        page["weeks"] = [one for one in weeks if one is not None]
    return page, tuple(sorting.found)


class _Sorting:
    """Walks down a page, and collects what was set aside on the way."""

    def __init__(self) -> None:
        self.found: list[UnreadableRow] = []
        self._week: str | None = None

    def keeps_plan(self, plan: Row) -> bool:
        why = unreadable_values(plan)
        if why is not None:
            self._week = None
            about = f"A plan ({_text(plan, 'split_type')})"
            self._note("modular_training_plan", plan, about, f"{why}: it is not shown", [plan])
        return why is None

    def week(self, week: Row) -> Row | None:
        self._week = _id(week)
        about = f"Week {_text(week, 'week_number')}"
        kept = [self._session(one, about) for one in _rows(week, "sessions")]
        sessions: list[Json] = [one for one in kept if one is not None]
        why = unreadable_values(week)
        if why is None:
            return {**week, "sessions": sessions}
        monday = _first_monday(sessions)
        if monday is None:
            self._note(
                "modular_training_week", week, about, f"{why}: it is not shown", _with_all(week)
            )
            return None
        words = f"{why}: it is shown under that of its first session"
        self._note("modular_training_week", week, about, words, [])
        return {**week, "week_start": monday, "sessions": sessions}

    def _session(self, session: Row, of_week: str) -> Row | None:
        why = unreadable_values(session)
        if why is not None:
            hidden = _with_all(session)
            with_it = (
                f", with the {counted(len(hidden) - 1, 'row')} in it" if len(hidden) > 1 else ""
            )
            self._note(
                "modular_training_session",
                session,
                f"{of_week}, {_text(session, 'day_label')}",
                f"{why}: it is not shown{with_it}",
                hidden,
            )
            return None
        about = _text(session, "session_date")
        return {
            **session,
            "exercises": [self._exercise(one, about) for one in _rows(session, "exercises")],
        }

    def _exercise(self, exercise: Row, day: str) -> Row:
        about = f"{day}, {_text(exercise, 'exercise_name')}"
        kept: list[Json] = [
            one for one in _rows(exercise, "performed") if self._keeps_set(one, exercise, about)
        ]
        why = unreadable_values(exercise)
        taken: Row = {**exercise, "performed": kept}
        if why is None:
            return taken
        words = f"{why}: it is shown without"
        self._note(
            "modular_training_exercise", exercise, about, words, [], of=exercise, in_place=why
        )
        return {**taken, "weight": None}

    def _keeps_set(self, performed: Row, exercise: Row, about: str) -> bool:
        why = unreadable_values(performed)
        if why is not None:
            number = f"set {_text(performed, 'set_no')}"
            self._note(
                "training_set",
                performed,
                f"{about}, {number}",
                f"{why}: it is not shown",
                [performed],
                of=exercise,
                in_place=f"{number}: {why}",
            )
        return why is None

    def _note(
        self,
        table: TableName,
        row: Row,
        about: str,
        what: str,
        hidden: list[Row],
        *,
        of: Row | None = None,
        in_place: str | None = None,
    ) -> None:
        self.found.append(
            UnreadableRow(
                table=table,
                row_id=_id(row),
                in_week=self._week,
                words=f"{about}: {what}; {_STAYS}.",
                hidden=tuple(_id(one) for one in hidden),
                exercise_id=None if of is None else _id(of),
                in_place=in_place,
            )
        )


def _rows(holder: Row, key: str) -> list[Row]:
    """Return a list of rows; what is none is left to the check of the whole answer's shape."""
    found = holder.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _with_all(row: Row) -> list[Row]:
    """Return a row and everything that hangs on it."""
    inner = [
        one
        for key in ("sessions", "exercises", "performed")
        for child in _rows(row, key)
        for one in _with_all(child)
    ]
    return [row, *inner]


def _first_monday(sessions: list[Json]) -> str | None:
    days = [one.get("session_date") for one in sessions if isinstance(one, dict)]
    try:
        first = min(date.fromisoformat(day) for day in days if isinstance(day, str))
    except ValueError:
        return None
    return (first - timedelta(days=first.weekday())).isoformat()


def _id(row: Row) -> str:
    """Return a row's id as it is kept here; one that is none is left to the check of the shape."""
    try:
        return str(UUID(str(row.get("id"))))
    except ValueError:
        return ""


def _text(row: Row, column: str) -> str:
    return clean(str(row.get(column, "?")), 60)
