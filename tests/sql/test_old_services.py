"""What older services read goes on answering, and only to whom it should."""

from __future__ import annotations

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    Rows,
    amend,
    ask,
    column,
    log_a_session,
    new_set,
    outcomes,
    push,
    remove,
)
from tui.sync.protocol import Json


def summary(owner: Connection, rows: Rows) -> tuple[Json, ...] | None:
    return owner.execute(
        "select actual_reps, weight from modular_training_exercise where id = %s",
        [rows.exercise],
    ).fetchone()


def test_the_view_of_sessions_has_its_columns_and_status(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    query = (
        "select id::text, user_id::text, status, focus_area, day_of_week, created_at::text,"
        " updated_at is not null from workout_sessions where user_id = %s and status = %s"
    )
    with data_api(lifter) as connection:
        assert connection.execute(query.encode(), [lifter.user_id, "active"]).fetchall() == [
            (rows.session, lifter.user_id, "active", "chest,triceps", 1, "2026-11-16", True)
        ]
        push(connection, amend("modular_training_session", rows.session, completed=(False, True)))
        assert column(connection, "select status from workout_sessions") == ["completed"]


def test_sets_can_be_written_under_their_other_name(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    with data_api(lifter) as connection:
        connection.execute(
            "insert into modular_training_set (exercise_row_id, set_no, reps_done, weight_kg)"
            " values (%s, 2, 6, 85)",
            [rows.exercise],
        )
        connection.execute("update modular_training_set set reps_done = 5 where set_no = 2")
        connection.execute("delete from modular_training_set where set_no = 1")
    assert owner.execute(
        "select set_no, reps_done, weight_kg, user_id::text from training_set"
    ).fetchall() == [(1, 5, 85.0, lifter.user_id)]


def test_completing_a_session_summarises_its_sets(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    rows = log_a_session(owner, lifter)
    with door(lifter) as connection:
        push(
            connection,
            new_set(rows.exercise, set_no=3, reps_done=6, weight_kg=85),
            new_set(rows.exercise, set_no=2, reps_done=7, weight_kg=82.5),
        )
    assert summary(owner, rows) == (None, None)
    with door(lifter) as connection:
        push(connection, amend("modular_training_session", rows.session, completed=(False, True)))
    assert summary(owner, rows) == ([8, 7, 6], 85.0)


def test_a_set_changed_later_is_summarised_again(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    late = new_set(rows.exercise, reps_done=5, weight_kg=90)
    with data_api(lifter) as connection:
        push(connection, amend("modular_training_session", rows.session, completed=(False, True)))
        push(connection, late)
        assert summary(connection, rows) == ([8, 5], 90.0)
        push(connection, amend("training_set", rows.set, reps_done=(8, 9)))
        assert summary(connection, rows) == ([9, 5], 90.0)
        push(connection, remove("training_set", str(late["row_id"])))
        assert summary(connection, rows) == ([9], 80.0)
        push(connection, remove("training_set", rows.set))
    assert summary(owner, rows) == ([], 80.0)


def test_what_was_written_before_there_were_sets_stays(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    rows = log_a_session(owner, lifter)
    owner.execute("delete from training_set")
    owner.execute("update modular_training_exercise set actual_reps = '[10, 9]', weight = 60")
    owner.execute("update modular_training_session set completed = true")
    with door(lifter) as connection:
        assert outcomes(
            connection,
            amend("modular_training_session", rows.session, notes=(None, "hard")),
        ) == ["applied"]
    assert summary(owner, rows) == ([10, 9], 60.0)


def test_updated_at_is_kept(owner: Connection, lifter: Lifter, door: Door) -> None:
    rows = log_a_session(owner, lifter)
    for table in ("modular_training_plan", "modular_training_week", "modular_training_session"):
        owner.execute(f"alter table {table} disable trigger topset_touch".encode())
        owner.execute(f"update {table} set updated_at = '2020-01-01'".encode())
        owner.execute(f"alter table {table} enable trigger topset_touch".encode())
    with door(lifter) as connection:
        push(connection, new_set(rows.exercise))
    assert ask(owner, "select updated_at < '2020-01-02' from modular_training_week")
    with door(lifter) as connection:
        push(
            connection,
            amend("modular_training_plan", rows.plan, notes=(None, "x")),
            amend("modular_training_week", rows.week, notes=(None, "x")),
            amend("modular_training_session", rows.session, notes=(None, "x")),
        )
    for table in ("modular_training_plan", "modular_training_week", "modular_training_session"):
        assert ask(owner, f"select updated_at > now() - interval '1 minute' from {table}")
