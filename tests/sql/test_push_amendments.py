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
)


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
