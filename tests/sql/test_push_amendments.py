"""push_changes: amendments are compared column by column with what stands."""

from __future__ import annotations

import pytest

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    Rows,
    amend,
    ask,
    log_a_session,
    outcomes,
    push,
    remove,
)
from tui.sync.protocol import Json, Row


@pytest.fixture
def rows(owner: Connection, lifter: Lifter) -> Rows:
    return log_a_session(owner, lifter)


def test_an_amendment_writes_what_stands_as_it_was_seen(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    with door(lifter) as connection:
        assert outcomes(
            connection, amend("training_set", rows.set, weight_kg=(80, 82.5), reps_done=(8, 7))
        ) == ["applied"]
    assert owner.execute("select weight_kg, reps_done from training_set").fetchone() == (82.5, 7)


def test_an_amendment_that_stands_already_is_fine(lifter: Lifter, rows: Rows, door: Door) -> None:
    with door(lifter) as connection:
        assert outcomes(connection, amend("training_set", rows.set, weight_kg=(75, 80))) == [
            "already"
        ]


def test_a_column_changed_meanwhile_is_a_conflict_and_the_others_are_written(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    owner.execute("update training_set set weight_kg = 85")
    change = amend("training_set", rows.set, weight_kg=(80, 82.5), rpe=(8, None))
    with door(lifter) as connection:
        [outcome] = push(connection, change)
    assert outcome == {
        "id": change["id"],
        "outcome": "conflict",
        "message": "changed on the server meanwhile: weight_kg",
        "current": {"weight_kg": 85, "rpe": None},
    }
    with door(lifter) as connection:
        [again] = push(connection, change)
    assert (again["outcome"], again["current"]) == ("conflict", outcome["current"])


def test_a_weight_is_compared_as_the_column_holds_it(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    owner.execute("update training_set set weight_kg = 80.0::real * 0.45359237::real")
    with door(lifter) as connection:
        assert outcomes(
            connection, amend("training_set", rows.set, weight_kg=(36.287, 38.555))
        ) == ["applied"]


def test_amendments_of_every_type_are_compared_as_their_type(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    with door(lifter) as connection:
        assert (
            outcomes(
                connection,
                amend(
                    "modular_training_session",
                    rows.session,
                    session_date=("2026-11-16", "2026-11-17"),
                    completed=(False, True),
                    overall_difficulty=(None, 7),
                    notes=(None, "good — “really”"),
                ),
                amend(
                    "modular_training_exercise",
                    rows.exercise,
                    tips=(None, ["elbows in"]),
                    skipped=(False, True),
                    swapped_from=(None, "Dips"),
                    superset_group=(None, 1),
                ),
                amend("modular_training_exercise", rows.exercise, tips=(["elbows in"], None)),
                amend(
                    "training_set",
                    rows.set,
                    recorded_at=(
                        ask(owner, "select to_json(recorded_at)#>>'{}' from training_set"),
                        "2026-11-16T19:00:00+01:00",
                    ),
                ),
            )
            == ["applied"] * 4
        )
    found = owner.execute("select completed, notes from modular_training_session").fetchone()
    assert found == (True, "good — “really”")


def seen(change: Row, **columns: Json) -> Row:
    """Add to a removal what the lifter saw of the row."""
    return change | {"fields": {name: {"from": value} for name, value in columns.items()}}


def test_a_row_that_stands_as_it_was_seen_is_removed(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    removal = seen(remove("training_set", rows.set), weight_kg=80, reps_done=8, rpe=8)
    with door(lifter) as connection:
        assert outcomes(connection, removal) == ["applied"]
        assert outcomes(connection, removal) == ["applied"]
    assert ask(owner, "select count(*) from training_set") == 0


def test_a_row_that_was_amended_meanwhile_is_not_removed(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    owner.execute("update training_set set weight_kg = 82.5")
    removal = seen(remove("training_set", rows.set), weight_kg=80, reps_done=8)
    with door(lifter) as connection:
        [told] = push(connection, removal)
        [again] = push(connection, removal)
    assert told == {
        "id": removal["id"],
        "outcome": "conflict",
        "message": "changed on the server meanwhile: weight_kg",
        "current": {"weight_kg": 82.5, "reps_done": 8},
    }
    assert (again["outcome"], again["current"]) == ("conflict", told["current"])
    assert ask(owner, "select weight_kg from training_set") == 82.5


def test_a_row_on_which_something_hangs_is_not_removed_unseen(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    for table, row_id, noun in (
        ("modular_training_exercise", rows.exercise, "exercise"),
        ("modular_training_session", rows.session, "session"),
        ("modular_training_week", rows.week, "week"),
        ("modular_training_plan", rows.plan, "plan"),
    ):
        with door(lifter) as connection:
            [told] = push(connection, seen(remove(table, row_id)))
        assert (told["outcome"], told["message"]) == (
            "conflict",
            f"the {noun} holds something that was entered elsewhere meanwhile",
        )
    with door(lifter) as connection:
        assert outcomes(
            connection,
            seen(remove("training_set", rows.set), weight_kg=80),
            seen(remove("modular_training_exercise", rows.exercise), exercise_name="Bench Press"),
        ) == ["applied", "applied"]
