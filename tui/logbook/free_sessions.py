"""Where a session goes that no plan asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from tui.logbook.commands import RowEdit
from tui.logbook.store import query


def free_session_edits(
    connection: sqlite3.Connection, today: date, label: str, new_id: Callable[[], str]
) -> tuple[str, list[RowEdit]]:
    """Return a new session's id and the edits that make it.

    It goes into the week of an active plan that covers today; without one, a week (and if need be
    a plan) for free sessions is made.
    """
    edits: list[RowEdit] = []
    monday = today - timedelta(days=today.weekday())
    around = connection.execute(query("week_around"), {"today": today.isoformat()}).fetchone()
    week_id = None if around is None else cast("str", around["id"])
    if week_id is None:
        week_id, edits = _free_week(connection, monday, new_id)
    session_id = new_id()
    number = connection.execute(
        "select coalesce(max(session_number), 0) + 1 from modular_training_session"
        " where week_id = ?",
        (week_id,),
    ).fetchone()[0]
    edits.append(
        RowEdit(
            table="modular_training_session",
            op="insert",
            row_id=session_id,
            row={
                "id": session_id,
                "week_id": week_id,
                "day_label": label,
                "session_date": today.isoformat(),
                "day_of_week": today.isoweekday(),
                "focus_area": "",
                "session_number": int(number),
                "completed": False,
            },
        )
    )
    return session_id, edits


def _free_week(
    connection: sqlite3.Connection, monday: date, new_id: Callable[[], str]
) -> tuple[str, list[RowEdit]]:
    edits: list[RowEdit] = []
    plan = connection.execute(query("free_plan")).fetchone()
    plan_id = new_id() if plan is None else cast("str", plan["id"])
    if plan is None:
        edits.append(
            RowEdit(
                table="modular_training_plan",
                op="insert",
                row_id=plan_id,
                row={
                    "id": plan_id,
                    "split_type": "free",
                    "week_start": monday.isoformat(),
                    "goal_type": "general_fitness",
                    "experience_level": "intermediate",
                    "status": "active",
                    "notes": "Sessions that no plan asked for",
                },
            )
        )
    week_id = new_id()
    number = connection.execute(
        "select coalesce(max(week_number), 0) + 1 from modular_training_week where plan_id = ?",
        (plan_id,),
    ).fetchone()[0]
    edits.append(
        RowEdit(
            table="modular_training_week",
            op="insert",
            row_id=week_id,
            row={
                "id": week_id,
                "plan_id": plan_id,
                "week_number": int(number),
                "week_start": monday.isoformat(),
                "notes": None,
            },
        )
    )
    return week_id, edits
