"""push_changes: what is refused, in which words, and that the rest goes through."""

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
)
from tui.sync.protocol import Json, Row


@pytest.fixture
def rows(owner: Connection, lifter: Lifter) -> Rows:
    return log_a_session(owner, lifter)


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
    assert column(owner, "select set_no from training_set order by set_no") == [1, 2, 3]
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


def test_an_amendment_of_what_is_gone_is_refused(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    owner.execute("delete from training_set")
    with door(lifter) as connection:
        [outcome] = push(connection, amend("training_set", rows.set, reps_done=(8, 7)))
    assert outcome["outcome"] == "refused"
    assert outcome["message"] == "the set is no longer on the server"


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
