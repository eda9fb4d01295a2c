"""Days that are not like others: two sessions, two plans, very long sessions, midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.support.pages import EPOCH, exercise, ident, plan, session, week
from tui.sync.protocol import Json, PulledPage, Row


def done_at(number: int, of_exercise: int, set_no: int, at: datetime) -> Row:
    """Return a set of 80 × 8 done at a time."""
    return {
        "id": ident("t", number),
        "exercise_row_id": ident("e", of_exercise),
        "set_no": set_no,
        "reps_done": 8,
        "weight_kg": 80.0,
        "rpe": 8,
        "recorded_at": at.astimezone(UTC).isoformat(),
    }


def workout_on(number: int, day: date, sets: list[Row] | None = None, **columns: Json) -> Row:
    """Return a session of week 1 with one exercise, numbered like the session."""
    return session(number, 1, day, [exercise(number, number, "Bench Press", sets or [])], **columns)


def pulled(
    sessions: list[Row], starts: date, *, plans: tuple[Row, ...] = (), others: tuple[Row, ...] = ()
) -> PulledPage:
    """Return a page with one week of these sessions, and other weeks beside it."""
    monday = starts - timedelta(days=starts.weekday())
    weeks = (week(1, 1, sessions, starts=monday), *others)
    return PulledPage(
        epoch=EPOCH,
        revision=len(weeks),
        more=False,
        plans=plans or (plan(),),
        week_ids=tuple(str(one["id"]) for one in weeks),
        weeks=weeks,
    )
