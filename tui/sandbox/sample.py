"""Gives a lifter of the sandbox half a year of training behind them and six weeks ahead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow
from psycopg.sql import SQL, Identifier

from tui.sandbox.sample_lifter import SampleLog, play
from tui.supabase.catalogue import import_starter, read_catalogue, starter_files
from tui.training.records import Exercise

_PLAN = (
    *("id", "user_id", "split_type", "week_start", "goal_type", "experience_level", "status"),
    "notes",
)
_WEEK = ("id", "plan_id", "week_number", "week_start", "notes")
_SESSION = (
    *("id", "week_id", "day_label", "session_date", "day_of_week", "focus_area"),
    *("session_number", "overall_difficulty", "duration_minutes", "completed", "notes"),
)
_EXERCISE = (
    *("id", "session_id", "exercise_name", "muscle_group", "sets", "reps", "rir", "equipment"),
    *("tier", "target", "secondary_muscles", "tips", "instructions", "weight", "actual_reps"),
    *("difficulty", "notes", "display_order", "exercise_id", "order_in_session", "skipped"),
)
_SET = ("id", "exercise_row_id", "set_no", "reps_done", "weight_kg", "rpe", "recorded_at")


def fill(
    connection: Connection[TupleRow], user_id: str, *, today: date, seed: int = 20261122
) -> None:
    """Write the sample lifter's log for a user who has none, in one transaction.

    The connection is the database owner's: it also brings in the catalogue that the exercises
    refer to. The rows depend on nothing but `user_id`, `today` and `seed`.
    """
    with connection.transaction(), connection.cursor() as cursor:
        import_starter(connection)
        log = sample_log(user_id, today=today, seed=seed)
        _write(cursor, log, user_id)


def sample_log(user_id: str, *, today: date, seed: int = 20261122) -> SampleLog:
    """Return the log that `fill` writes."""
    catalogue = {
        exercise.exercise_id: exercise
        for path in starter_files()
        for exercise in read_catalogue(path).exercises
    }
    return play(today=today, seed=seed, user_id=user_id, catalogue=catalogue)


def _write(cursor: Cursor[TupleRow], log: SampleLog, user_id: str) -> None:
    exercises = [exercise for session in log.sessions for exercise in session.exercises]
    sets = [performed for exercise in exercises for performed in exercise.performed]
    _copy(
        cursor,
        "modular_training_plan",
        _PLAN,
        ([getattr(plan, column, user_id) for column in _PLAN] for plan in log.plans),
    )
    _copy(
        cursor,
        "modular_training_week",
        _WEEK,
        ([getattr(week, column) for column in _WEEK] for week in log.weeks),
    )
    _copy(
        cursor,
        "modular_training_session",
        _SESSION,
        ([getattr(session, column) for column in _SESSION] for session in log.sessions),
    )
    _copy(
        cursor,
        "modular_training_exercise",
        _EXERCISE,
        ([_exercise_value(exercise, column) for column in _EXERCISE] for exercise in exercises),
    )
    _copy(
        cursor,
        "training_set",
        _SET,
        ([getattr(performed, column) for column in _SET] for performed in sets),
    )


def _exercise_value(exercise: Exercise, column: str) -> object:
    """Return a column's value; `actual_reps` is the summary that a finished session leaves."""
    if column == "actual_reps":
        reps = [performed.reps_done for performed in exercise.performed]
        return json.dumps(reps) if reps else None
    value = getattr(exercise, column)
    return json.dumps(value) if isinstance(value, tuple) else value


def _copy(
    cursor: Cursor[TupleRow],
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    """Write rows in one statement, so that the triggers of the table fire once."""
    statement = SQL("copy public.{} ({}) from stdin").format(
        Identifier(table), SQL(", ").join(map(Identifier, columns))
    )
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
