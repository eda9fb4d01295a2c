"""push_changes: every change once, each with its own outcome."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

import pytest

from tests.sql.lifters import (
    DEVICE,
    Connection,
    Door,
    Lifter,
    Rows,
    ask,
    column,
    log_a_session,
    new_set,
    outcomes,
    push,
    remove,
)
from tui.sync.protocol import Row


@pytest.fixture
def rows(owner: Connection, lifter: Lifter) -> Rows:
    return log_a_session(owner, lifter)


def test_new_sets_are_written_as_they_were_entered(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    with door(lifter) as connection:
        assert outcomes(
            connection,
            new_set(rows.exercise, set_no=2, weight_kg=82.5),
            new_set(rows.exercise, set_no=3, weight_kg=36.287, rpe=None),
        ) == ["applied", "applied"]
    found = owner.execute(
        "select set_no, reps_done, weight_kg, rpe, (recorded_at at time zone 'utc')::text,"
        " user_id::text"
        " from training_set where set_no > 1 order by set_no"
    ).fetchall()
    recorded = "2026-11-16 17:02:03.456"
    assert found == [
        (2, 8, 82.5, 8, recorded, lifter.user_id),
        (3, 8, 36.287, None, recorded, lifter.user_id),
    ]


def test_a_batch_sent_again_adds_nothing(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    changes = [new_set(rows.exercise, set_no=number) for number in range(2, 7)]
    with door(lifter) as connection:
        first = push(connection, *changes)
    with door(lifter) as connection:
        assert push(connection, *changes) == [{**one, "again": True} for one in first]
    assert ask(owner, "select count(*) from training_set") == 6
    assert ask(owner, "select count(*) from training_change") == 5


def test_a_batch_that_arrived_in_part_is_completed(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    changes = [new_set(rows.exercise, set_no=number) for number in range(2, 6)]
    with door(lifter) as connection:
        push(connection, *changes[:2])
    with door(lifter) as connection:
        assert outcomes(connection, *changes) == ["applied"] * 4
    assert ask(owner, "select count(*) from training_set") == 5


def test_the_same_change_twice_in_one_batch_is_done_once(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    change = new_set(rows.exercise)
    with door(lifter) as connection:
        assert outcomes(connection, change, change) == ["applied", "applied"]
    assert ask(owner, "select count(*) from training_set") == 2


def test_a_row_of_that_id_that_is_there_already_is_fine(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    with door(lifter) as connection:
        assert outcomes(connection, new_set(rows.exercise, id=rows.set)) == ["already"]
    assert column(owner, "select reps_done from training_set") == [8]


def test_a_set_deleted_since_does_not_rise_again(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    change = new_set(rows.exercise)
    with door(lifter) as connection:
        push(connection, change)
    with door(lifter) as connection:
        assert outcomes(connection, remove("training_set", cast("str", change["row_id"]))) == [
            "applied"
        ]
    with door(lifter) as connection:
        assert outcomes(connection, change) == ["applied"]
    assert column(owner, "select id::text from training_set") == [rows.set]


def test_a_removal_of_what_is_gone_is_fine(lifter: Lifter, door: Door) -> None:
    with door(lifter) as connection:
        assert outcomes(connection, remove("training_set", str(uuid4()))) == ["already"]


def test_a_whole_free_session_comes_in_one_batch(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    plan, week, session, exercise = (str(uuid4()) for _ in range(4))

    def insert(table: str, row: Row) -> Row:
        return {
            "id": str(uuid4()),
            "table": table,
            "op": "insert",
            "row_id": row["id"],
            "row": row,
        }

    with door(lifter) as connection:
        assert (
            outcomes(
                connection,
                insert(
                    "modular_training_plan",
                    {"id": plan, "split_type": "free", "week_start": "2026-11-16"},
                ),
                insert(
                    "modular_training_week",
                    {"id": week, "plan_id": plan, "week_number": 1, "week_start": "2026-11-16"},
                ),
                insert(
                    "modular_training_session",
                    {
                        "id": session,
                        "week_id": week,
                        "day_label": "Free",
                        "session_date": "2026-11-16",
                        "day_of_week": 1,
                        "focus_area": "",
                    },
                ),
                insert(
                    "modular_training_exercise",
                    {
                        "id": exercise,
                        "session_id": session,
                        "exercise_name": "Curl",
                        "secondary_muscles": ["forearms"],
                    },
                ),
                new_set(exercise, set_no=1),
            )
            == ["applied"] * 5
        )
    assert ask(owner, "select user_id::text from training_set") == lifter.user_id


def test_no_changes_are_no_outcomes(lifter: Lifter, data_api: Door) -> None:
    with data_api(lifter) as connection:
        assert push(connection) == []


def test_the_receipt_tells_device_and_time(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    change = new_set(rows.exercise)
    with door(lifter) as connection:
        push(connection, change)
    assert owner.execute(
        "select id::text, user_id::text, device::text, (made_at at time zone 'utc')::text, outcome"
        " from training_change"
    ).fetchone() == (
        change["id"],
        lifter.user_id,
        DEVICE,
        "2026-11-16 17:02:03.456",
        "applied",
    )


def test_receipts_of_two_lifters_do_not_meet(
    owner: Connection, lifter: Lifter, other: Lifter, rows: Rows, door: Door
) -> None:
    elsewhere = log_a_session(owner, other)
    change = new_set(rows.exercise)
    theirs = {**new_set(elsewhere.exercise), "id": change["id"]}
    with door(lifter) as connection:
        assert outcomes(connection, change) == ["applied"]
    with door(other) as connection:
        assert outcomes(connection, theirs) == ["applied"]


def test_old_receipts_can_be_pruned(
    owner: Connection, lifter: Lifter, rows: Rows, data_api: Door
) -> None:
    with data_api(lifter) as connection:
        push(connection, new_set(rows.exercise), new_set(rows.exercise))
    assert ask(owner, "select topset_private.prune_receipts()") == 0
    owner.execute(
        "update training_change set applied_at = now() - interval '181 days'"
        " where id = (select id from training_change limit 1)"
    )
    assert ask(owner, "select topset_private.prune_receipts()") == 1
    assert ask(owner, "select count(*) from training_change") == 1


def test_notes_of_removed_rows_are_pruned_with_the_receipts(
    owner: Connection, lifter: Lifter, rows: Rows
) -> None:
    owner.execute("delete from training_set where id = %s", [rows.set])
    owner.execute("update topset_private.removed_row set removed_at = now() - interval '179 days'")
    owner.execute("select topset_private.prune_receipts()")
    assert ask(owner, "select count(*) from topset_private.removed_row") == 1
    owner.execute("update topset_private.removed_row set removed_at = now() - interval '181 days'")
    owner.execute("select topset_private.prune_receipts()")
    assert ask(owner, "select count(*) from topset_private.removed_row") == 0
