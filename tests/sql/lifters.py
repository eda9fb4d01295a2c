"""What the tests of the database do and ask: accounts, rows, changes, one page of a pull."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TypeAlias
from uuid import uuid4

import psycopg
from psycopg.types.json import Jsonb

from tui.supabase.schema import create_direct_login
from tui.sync.protocol import Json, Row

Connection: TypeAlias = psycopg.Connection[tuple[Json, ...]]
Door: TypeAlias = Callable[["Lifter"], AbstractContextManager[Connection]]


@dataclass(frozen=True, slots=True)
class Lifter:
    """Someone with an account, as the claims of an access token tell of them."""

    user_id: str
    claims: Row


@dataclass(frozen=True, slots=True)
class Rows:
    """The ids of one plan with one session, one exercise and one set."""

    plan: str
    week: str
    session: str
    exercise: str
    set: str


def ask(connection: Connection, query: str, *values: object) -> Json:
    """Return the first column of the first row."""
    row = connection.execute(query.encode(), values or None).fetchone()
    assert row is not None
    return row[0]


def column(connection: Connection, query: str, *values: object) -> list[Json]:
    """Return the first column of all rows."""
    return [row[0] for row in connection.execute(query.encode(), values or None)]


def sign_up(owner: Connection) -> Lifter:
    """Make an account, and claims that Auth has stamped for it."""
    user_id = str(uuid4())
    owner.execute(
        "insert into auth.users (id, email, email_confirmed_at) values (%s, %s, now())",
        [user_id, f"{user_id}@topset.example"],
    )
    claims = claims_of(user_id)
    begin_session(owner, claims)
    return Lifter(user_id, stamped(owner, claims))


def begin_session(owner: Connection, claims: Row, *, level: str = "aal1") -> None:
    """Let Auth know the session of these claims."""
    owner.execute(
        "insert into auth.sessions (id, user_id, aal) values (%s, %s, %s)",
        [claims["session_id"], claims["sub"], level],
    )


def login_of(owner: Connection, lifter: Lifter) -> str:
    """Return the lifter's own login for direct connections, made when first asked for."""
    found = column(
        owner,
        "select login::text from topset_private.direct_login where user_id = %s",
        lifter.user_id,
    )
    return str(found[0]) if found else create_direct_login(owner, lifter.user_id).role


def claims_of(user_id: str, *, seconds: int = 3600) -> Row:
    """Return the claims that matter, without a stamp."""
    return {
        "sub": user_id,
        "session_id": str(uuid4()),
        "exp": int(time.time()) + seconds,
        "aal": "aal1",
        "role": "authenticated",
        "aud": "authenticated",
    }


def stamped(owner: Connection, claims: Row) -> Row:
    """Return the claims as the hook hands them back to Auth."""
    with psycopg.connect(owner.info.dsn, user="supabase_auth_admin") as auth:
        row = auth.execute(
            "select topset_private.stamp_access_token(%s)", [Jsonb({"claims": claims})]
        ).fetchone()
    assert row is not None
    found: Row = row[0]["claims"]
    return found


@contextmanager
def acting(url: str, role: str, claims: Row | None) -> Iterator[Connection]:
    """One transaction as `role`, with these claims set, rolled back if the test raises."""
    with psycopg.connect(url) as connection, connection.transaction():
        connection.execute("select set_config('role', %s, true)", [role])
        if role == "lifter":  # whose functions have a schema of their own
            connection.execute("select set_config('search_path', 'topset', true)")
        if claims is not None:
            connection.execute(
                "select set_config('request.jwt.claims', %s, true)", [json.dumps(claims)]
            )
        yield connection


def log_a_session(owner: Connection, lifter: Lifter, *, day: str = "2026-11-16") -> Rows:
    """Give a lifter one plan, week, session, exercise and set, as the owner of the database."""
    rows = Rows(*(str(uuid4()) for _ in range(5)))
    owner.execute(
        "insert into modular_training_plan (id, user_id, split_type, week_start)"
        " values (%s, %s, 'push_pull_legs', %s)",
        [rows.plan, lifter.user_id, day],
    )
    owner.execute(
        "insert into modular_training_week (id, plan_id, week_number, week_start)"
        " values (%s, %s, 1, %s)",
        [rows.week, rows.plan, day],
    )
    owner.execute(
        "insert into modular_training_session"
        " (id, week_id, day_label, session_date, day_of_week, focus_area)"
        " values (%s, %s, 'Push-H', %s, 1, 'chest,triceps')",
        [rows.session, rows.week, day],
    )
    owner.execute(
        "insert into modular_training_exercise"
        " (id, session_id, exercise_name, muscle_group, sets, reps, equipment, tier)"
        " values (%s, %s, 'Bench Press', 'chest', 3, '6-8', 'barbell', 'primary')",
        [rows.exercise, rows.session],
    )
    owner.execute(
        "insert into training_set"
        " (id, exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at)"
        " values (%s, %s, 1, 8, 80, 8, %s::date + time '16:00' at time zone 'utc')",
        [rows.set, rows.exercise, day],
    )
    return rows


def new_set(exercise: str, **values: Json) -> Row:
    """Return a change that inserts one set."""
    row: Row = {
        "id": str(uuid4()),
        "exercise_row_id": exercise,
        "set_no": 2,
        "reps_done": 8,
        "weight_kg": 82.5,
        "rpe": 8,
        "recorded_at": "2026-11-16T18:02:03.456+01:00",
    }
    row.update(values)
    return {
        "id": str(uuid4()),
        "table": "training_set",
        "op": "insert",
        "row_id": row["id"],
        "row": row,
        "made_at": "2026-11-16T18:02:03.456+01:00",
    }


def amend(table: str, row_id: str, **fields: tuple[Json, Json]) -> Row:
    """Return a change of columns, each (as it was seen, as it shall be)."""
    return {
        "id": str(uuid4()),
        "table": table,
        "op": "amend",
        "row_id": row_id,
        "fields": {name: {"from": seen, "to": to} for name, (seen, to) in fields.items()},
        "made_at": "2026-11-16T18:05:00Z",
    }


def remove(table: str, row_id: str) -> Row:
    """Return a change that takes a row away."""
    return {
        "id": str(uuid4()),
        "table": table,
        "op": "remove",
        "row_id": row_id,
        "made_at": "2026-11-16T18:06:00Z",
    }


DEVICE = str(uuid4())


def push(connection: Connection, *changes: Row) -> list[Row]:
    """Send changes and return their outcomes."""
    answer = ask(connection, "select push_changes(%s, %s)", Jsonb(list(changes)), DEVICE)
    assert isinstance(answer, list)
    found: list[Row] = []
    for outcome in answer:
        assert isinstance(outcome, dict)
        found.append(outcome)
    assert [outcome["id"] for outcome in found] == [change["id"] for change in changes]
    return found


def outcomes(connection: Connection, *changes: Row) -> list[Json]:
    """Send changes and return just the word for each."""
    return [outcome["outcome"] for outcome in push(connection, *changes)]


def pull(connection: Connection, epoch: Json = None, since: int = 0, page: int = 40) -> Row:
    """Fetch one page."""
    answer = ask(connection, "select pull_training(%s, %s, %s)", epoch, since, page)
    assert isinstance(answer, dict)
    return answer
