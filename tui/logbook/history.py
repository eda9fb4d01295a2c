"""What the app asks when looking back: a week's sessions, a day's, the catalogue."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from tui.lazy_dataclass import dataclass
from tui.logbook.store import query
from tui.logbook.tables import plan_record, session_record, week_record, words_of
from tui.sync.protocol import Json
from tui.training.records import CatalogueExercise, Plan, Session, Week


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPosition:
    """Where a session stands: its plan, its week, and how many weeks and sessions there are."""

    plan: Plan | None
    week: Week
    weeks_in_plan: int
    session_in_week: int
    sessions_in_week: int


class History:
    """Looks back at sessions; `weeks` of the logbook sums them up."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def sessions_of_week(self, monday: date) -> tuple[Session, ...]:
        """Return a calendar week's sessions of every plan in order, without their exercises."""
        stored = self._connection.execute(
            "select * from modular_training_session where session_date between ? and ?"
            " order by session_date, session_number, id",
            (monday.isoformat(), (monday + timedelta(days=6)).isoformat()),
        )
        return tuple(session_record(entry) for entry in stored)

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """Return a day's sessions of every plan, without their exercises."""
        stored = self._connection.execute(
            "select * from modular_training_session where session_date = ?"
            " order by session_number, id",
            (day.isoformat(),),
        )
        return tuple(session_record(entry) for entry in stored)

    def place(self, session_id: str) -> PlanPosition | None:
        """Return where a session stands in its plan, or None if it is gone."""
        stored = self._connection.execute(query("place"), (session_id,)).fetchone()
        if stored is None:
            return None
        plan = self._connection.execute(
            "select * from modular_training_plan where id = ?", (stored["plan_id"],)
        ).fetchone()
        return PlanPosition(
            plan=None if plan is None else plan_record(plan),
            week=week_record(stored),
            weeks_in_plan=stored["weeks_in_plan"],
            session_in_week=stored["session_in_week"],
            sessions_in_week=stored["sessions_in_week"],
        )

    def planned_until(self) -> tuple[str, date] | None:
        """Return the split type and last day of the active plan that goes furthest, or None."""
        stored = self._connection.execute(query("planned_until")).fetchone()
        if stored is None:
            return None
        return stored["split_type"], date.fromisoformat(stored["last_day"])

    def plans_of(self, session_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Return the id and split type of each session's plan, by the session's id."""
        stored = self._connection.execute(
            query("plans_of_sessions"), {"session_ids": json.dumps(session_ids)}
        )
        return {entry["id"]: (entry["plan_id"], entry["split_type"]) for entry in stored}

    def catalogue(self) -> tuple[CatalogueExercise, ...]:
        """Return the exercise catalogue in order of name."""
        stored = self._connection.execute("select document from catalogue order by name")
        return tuple(_catalogue_record(json.loads(entry["document"])) for entry in stored)


def _catalogue_record(row: dict[str, object]) -> CatalogueExercise:
    def text(key: str) -> str:
        value = row.get(key)
        return value if isinstance(value, str) else ""

    def words(key: str) -> tuple[str, ...]:
        return words_of(cast("Json", row.get(key)))

    return CatalogueExercise(
        exercise_id=text("exercise_id"),
        name=text("name"),
        body_part=text("body_part"),
        target=text("target"),
        secondary_muscles=words("secondary_muscles"),
        equipment=text("equipment"),
        instructions=text("instructions"),
        tips=words("tips"),
        aliases=words("aliases"),
    )
