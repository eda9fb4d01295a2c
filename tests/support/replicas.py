"""Everything that one laptop shows, and everything that the server holds, to be compared."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TypeAlias

import psycopg

from tests.support.laptops import Laptop

SetRow: TypeAlias = "tuple[str, int, int, float, int | None]"


@dataclass(frozen=True, slots=True)
class Replica:
    """Rows by id: sessions with their week and whether done, exercises with session, sets."""

    sessions: dict[str, tuple[str, bool]]
    exercises: dict[str, tuple[str, str]]
    sets: dict[str, SetRow]


def shown_by(laptop: Laptop) -> Replica:
    """The rows that the lifter sees on a laptop."""
    with closing(sqlite3.connect(laptop.file)) as book:
        sessions = book.execute("select id, week_id, completed from modular_training_session")
        exercises = book.execute(
            "select id, session_id, exercise_name from modular_training_exercise"
        )
        sets = book.execute(
            "select id, exercise_row_id, set_no, reps_done, weight_kg, rpe from training_set"
        )
        return Replica(
            {row[0]: (row[1], bool(row[2])) for row in sessions},
            {row[0]: (row[1], row[2]) for row in exercises},
            {row[0]: (row[1], row[2], row[3], row[4], row[5]) for row in sets},
        )


def held_by(server: psycopg.Connection, user_id: str) -> Replica:
    """What the database holds of a lifter."""
    sessions = server.execute(
        "select id::text, week_id::text, completed from modular_training_session"
        " where user_id = %s",
        [user_id],
    )
    exercises = server.execute(
        "select id::text, session_id::text, exercise_name from modular_training_exercise"
        " where user_id = %s",
        [user_id],
    )
    sets = server.execute(
        "select id::text, exercise_row_id::text, set_no, reps_done, weight_kg, rpe"
        " from training_set where user_id = %s",
        [user_id],
    )
    return Replica(
        {row[0]: (row[1], row[2]) for row in sessions},
        {row[0]: (row[1], row[2]) for row in exercises},
        {row[0]: (row[1], row[2], row[3], round(row[4], 3), row[5]) for row in sets},
    )


def set_aside_by(laptop: Laptop) -> set[float]:
    """The weights that wait for the lifter in conflicts and refused changes."""
    weights: set[float] = set()
    for waiting in (*laptop.book.changes.conflicts(), *laptop.book.changes.refused()):
        change = waiting.change
        if change.row is not None and "weight_kg" in change.row:
            weights.add(float(str(change.row["weight_kg"])))
        if change.op == "amend" and change.fields is not None and "weight_kg" in change.fields:
            weights.add(float(str(change.fields["weight_kg"].after)))
    return weights
