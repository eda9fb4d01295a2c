"""push_changes: every change once, each with its own outcome, refusals in plain words."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    DEVICE,
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
from tui.sync.protocol import Json, Row


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
        assert push(connection, *changes) == first
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


def test_a_refused_change_in_the_middle_stops_none_of_the_others(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    changes = [
        new_set(rows.exercise, set_no=2),
        new_set(rows.exercise, set_no=3, rpe=11),
        new_set(rows.exercise, set_no=4),
    ]
    with door(lifter) as connection:
        assert push(connection, *changes)[1] == {
            "id": changes[1]["id"],
            "outcome": "refused",
            "code": "23514",
            "message": "RPE goes from 6 to 10",
        }
    assert column(owner, "select set_no from training_set order by set_no") == [1, 2, 4]
    assert ask(owner, "select count(*) from training_change") == 2


def test_a_refused_change_is_tried_anew_when_it_is_sent_again(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    change = new_set(rows.exercise, rpe=11)
    with door(lifter) as connection:
        assert outcomes(connection, change) == ["refused"]
    cast("Row", change["row"])["rpe"] = 10
    with door(lifter) as connection:
        assert outcomes(connection, change) == ["applied"]


@pytest.mark.parametrize(
    "case",
    [
        ({"rpe": 5}, "23514", "RPE goes from 6 to 10"),
        ({"reps_done": -1}, "23514", "reps cannot be negative"),
        ({"set_no": 0}, "23514", "sets are counted from 1"),
        ({"weight_kg": None}, "23502", '"weight_kg" cannot be empty'),
        ({"reps_done": "many"}, "22P02", "the server cannot take a value"),
        ({"reps_done": 7.5}, "22P02", "the server cannot take a value"),
        ({"reps_done": 99999}, "22003", "the server cannot take a value"),
        ({"recorded_at": "yesterday-ish"}, "22007", "the server cannot take a value"),
        ({"exercise_row_id": str(uuid4())}, "23503", "the exercise is no longer on the server"),
        ({"colour": "red"}, "42703", 'a set has no "colour"'),
    ],
)
def test_a_set_that_cannot_be_is_refused_in_words(
    lifter: Lifter, rows: Rows, data_api: Door, case: tuple[dict[str, Json], str, str]
) -> None:
    values, code, words = case
    with data_api(lifter) as connection:
        [outcome] = push(connection, new_set(rows.exercise, **values))
    assert (outcome["outcome"], outcome["code"]) == ("refused", code)
    assert str(outcome["message"]).startswith(words)


@pytest.mark.parametrize(
    "case",
    [
        (
            "modular_training_week",
            "plan_id",
            {"week_number": 1, "week_start": "2026-11-16"},
            "the plan is no longer on the server",
        ),
        (
            "modular_training_session",
            "week_id",
            {
                "day_label": "x",
                "session_date": "2026-11-16",
                "day_of_week": 1,
                "focus_area": "x",
            },
            "the week is no longer on the server",
        ),
        (
            "modular_training_exercise",
            "session_id",
            {"exercise_name": "x"},
            "the session is no longer on the server",
        ),
        (
            "training_set",
            "exercise_row_id",
            {"set_no": 1, "reps_done": 1, "weight_kg": 1},
            "the exercise is no longer on the server",
        ),
    ],
)
def test_a_row_whose_parent_is_gone_or_anothers_is_refused_in_the_same_words(
    owner: Connection,
    lifter: Lifter,
    other: Lifter,
    data_api: Door,
    case: tuple[str, str, Row, str],
) -> None:
    table, parent, row, words = case
    theirs = log_a_session(owner, other)
    place = {
        "plan_id": theirs.plan,
        "week_id": theirs.week,
        "session_id": theirs.session,
        "exercise_row_id": theirs.exercise,
    }
    changes: list[Row] = []
    for parent_id in (str(uuid4()), place[parent]):
        row_id = str(uuid4())
        changes.append(
            {
                "id": str(uuid4()),
                "table": table,
                "op": "insert",
                "row_id": row_id,
                "row": {"id": row_id, parent: parent_id, **row},
            }
        )
    with data_api(lifter) as connection:
        found = push(connection, *changes)
    assert [outcome["message"] for outcome in found] == [words, words]


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


def test_an_amendment_of_what_is_gone_is_refused(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    owner.execute("delete from training_set")
    with door(lifter) as connection:
        [outcome] = push(connection, amend("training_set", rows.set, reps_done=(8, 7)))
    assert outcome["outcome"] == "refused"
    assert outcome["message"] == "the set is no longer on the server"


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


@pytest.mark.parametrize(
    "change",
    [
        {},
        "word",
        None,
        {"id": "not an id", "table": "training_set", "op": "remove", "row_id": str(uuid4())},
        {"id": str(uuid4()), "table": "auth.users", "op": "remove", "row_id": str(uuid4())},
        {"id": str(uuid4()), "table": "training_head", "op": "remove", "row_id": str(uuid4())},
        {"id": str(uuid4()), "table": "training_set", "op": "explode", "row_id": str(uuid4())},
        {"id": str(uuid4()), "table": "training_set", "op": "insert"},
        {"id": str(uuid4()), "table": "training_set", "op": "insert", "row": []},
        {"id": str(uuid4()), "table": "training_set", "op": "amend", "row_id": str(uuid4())},
        {
            "id": str(uuid4()),
            "table": "training_set",
            "op": "amend",
            "row_id": str(uuid4()),
            "fields": [],
        },
        {
            "id": str(uuid4()),
            "table": "training_set",
            "op": "amend",
            "row_id": str(uuid4()),
            "fields": {'x" = 1; --': {"from": 1, "to": 2}},
        },
    ],
)
def test_what_is_no_change_is_refused_and_the_next_goes_through(
    owner: Connection, lifter: Lifter, rows: Rows, data_api: Door, change: Json
) -> None:
    good = new_set(rows.exercise)
    with data_api(lifter) as connection:
        answer = ask(connection, "select push_changes(%s, %s)", Jsonb([change, good]), DEVICE)
    assert isinstance(answer, list)
    assert [cast("Row", outcome)["outcome"] for outcome in answer] == ["refused", "applied"]
    assert cast("Row", answer[0])["message"]


def test_an_amendment_cannot_reach_what_is_derived(
    lifter: Lifter, rows: Rows, other: Lifter, data_api: Door
) -> None:
    with data_api(lifter) as connection:
        found = push(
            connection,
            amend("training_set", rows.set, user_id=(lifter.user_id, other.user_id)),
            amend("modular_training_week", rows.week, revision=(1, 0)),
            amend("training_set", rows.set, id=(rows.set, str(uuid4()))),
        )
    assert [(one["outcome"], one["code"]) for one in found] == [("refused", "42501")] * 3


@pytest.mark.parametrize("changes", [None, {}, "word", 1])
def test_what_is_no_list_is_an_error(lifter: Lifter, data_api: Door, changes: Json) -> None:
    with pytest.raises(psycopg.errors.DataError), data_api(lifter) as connection:
        ask(connection, "select push_changes(%s, %s)", Jsonb(changes), DEVICE)


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
