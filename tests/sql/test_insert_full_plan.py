"""insert_full_plan: the specification's own JSON, several weeks, and errors that name the key."""

from __future__ import annotations

from copy import deepcopy
from typing import cast
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.lifters import Connection, Door, Lifter, ask, column
from tui.sync.protocol import Json, Row

SPECIFIED: Row = {
    "split_type": "push_pull_legs",
    "week_start": "2025-06-02",
    "goal_type": "hypertrophy",
    "experience_level": "advanced",
    "sessions": [
        {
            "day_name": "Push-H",
            "date": "2025-06-02",
            "day_of_week": 1,
            "focus_area": "chest,triceps",
            "slots": [
                {
                    "exercise_id": "bench",
                    "name": "Bench Press",
                    "muscle_group": "chest",
                    "sets": 4,
                    "reps": "6-8",
                    "equipment": "barbell",
                    "tier": "primary",
                    "order_in_session": 1,
                },
                {
                    "exercise_id": None,
                    "name": "Dips",
                    "muscle_group": "triceps",
                    "sets": "3",
                    "reps": 12,
                    "equipment": "bodyweight",
                    "tier": "accessory",
                    "order_in_session": 2,
                },
            ],
        }
    ],
}


@pytest.fixture(autouse=True)
def catalogue(owner: Connection) -> None:
    owner.execute("insert into exrcwiki (exercise_id, name) values ('bench', 'Bench Press')")


def insert(connection: Connection, lifter: Lifter, plan: Json) -> str:
    return cast(
        "str", ask(connection, "select insert_full_plan(%s, %s)::text", lifter.user_id, Jsonb(plan))
    )


def test_the_specifications_own_json_is_taken(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    with door(lifter) as connection:
        plan = insert(connection, lifter, SPECIFIED)
    assert owner.execute(
        "select id::text, user_id::text, split_type, week_start::text, goal_type,"
        " experience_level, status from modular_training_plan"
    ).fetchone() == (
        plan,
        lifter.user_id,
        "push_pull_legs",
        "2025-06-02",
        "hypertrophy",
        "advanced",
        "active",
    )
    assert owner.execute(
        "select week_number, week_start::text from modular_training_week"
    ).fetchall() == [(1, "2025-06-02")]
    assert owner.execute(
        "select day_label, session_date::text, day_of_week, focus_area, completed"
        " from modular_training_session"
    ).fetchall() == [("Push-H", "2025-06-02", 1, "chest,triceps", False)]
    assert owner.execute(
        "select exercise_id, exercise_name, muscle_group, sets, reps, equipment, tier,"
        " order_in_session from modular_training_exercise order by order_in_session"
    ).fetchall() == [
        ("bench", "Bench Press", "chest", 4, "6-8", "barbell", "primary", 1),
        (None, "Dips", "triceps", 3, "12", "bodyweight", "accessory", 2),
    ]


def test_eight_weeks_with_every_column_and_ids_of_their_own(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    slot_id, session_id, week_id, plan_id = (str(uuid4()) for _ in range(4))
    slot: Row = {
        "name": "Bench Press",
        "rir": 2,
        "target": "pectorals",
        "secondary_muscles": ["triceps"],
        "tips": ["elbows in"],
        "instructions": "Press.",
        "weight": 82.5,
        "notes": "pause",
        "display_order": 4,
        "superset_group": 1,
    }
    weeks: list[Json] = [
        {
            "sessions": [
                {"day_name": "Push", "day_of_week": 1, "session_number": 1, "slots": [slot]},
                {"day_name": "Pull", "day_of_week": 4, "slots": []},
            ]
        }
        for _ in range(8)
    ]
    first = cast("Row", deepcopy(weeks[0]))
    first["id"] = week_id
    first["notes"] = "easy"
    session = cast("list[Row]", first["sessions"])[0]
    session["id"] = session_id
    session["notes"] = "new gym"
    cast("list[Row]", session["slots"])[0]["id"] = slot_id
    weeks[0] = first
    plan: Row = {
        "id": plan_id,
        "split_type": "ppl",
        "week_start": "2026-11-16",
        "notes": "block 1",
        "weeks": weeks,
    }
    with door(lifter) as connection:
        assert insert(connection, lifter, plan) == plan_id
    assert column(
        owner, "select week_start::text from modular_training_week order by week_number"
    ) == [
        "2026-11-16",
        "2026-11-23",
        "2026-11-30",
        "2026-12-07",
        "2026-12-14",
        "2026-12-21",
        "2026-12-28",
        "2027-01-04",
    ]
    assert column(
        owner, "select session_date::text from modular_training_session order by 1 limit 3"
    ) == ["2026-11-16", "2026-11-19", "2026-11-23"]
    found = cast(
        "Row",
        ask(
            owner,
            "select to_jsonb(e) from modular_training_exercise e where id = %s",
            slot_id,
        ),
    )
    assert {name: found[name] for name in slot if name != "name"} == {
        name: value for name, value in slot.items() if name != "name"
    }
    assert found["session_id"] == session_id
    assert (found["sets"], found["reps"], found["order_in_session"]) == (3, "8-12", 1)
    assert ask(owner, "select notes from modular_training_week where id = %s", week_id) == "easy"
    assert ask(owner, "select notes from modular_training_plan") == "block 1"


def test_a_missing_goal_and_experience_take_the_defaults(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    plan = {
        key: value
        for key, value in SPECIFIED.items()
        if key not in {"goal_type", "experience_level"}
    }
    with door(lifter) as connection:
        insert(connection, lifter, plan)
    assert owner.execute(
        "select goal_type, experience_level from modular_training_plan"
    ).fetchone() == ("general_fitness", "intermediate")


def test_a_week_that_starts_midweek_places_its_days_after_its_start(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    days: list[Json] = [{"day_name": "x", "day_of_week": day, "slots": []} for day in (3, 7, 1)]
    with data_api(lifter) as connection:
        insert(
            connection,
            lifter,
            {"split_type": "x", "week_start": "2026-11-18", "sessions": days},
        )
    assert column(owner, "select session_date::text from modular_training_session order by 1") == [
        "2026-11-18",
        "2026-11-22",
        "2026-11-23",
    ]


SLOT = ("sessions", 0, "slots", 1)


@pytest.mark.parametrize(
    "case",
    [
        (("split_type",), None, "split_type is missing"),
        (("week_start",), None, "week_start is missing"),
        (("week_start",), "Monday", 'week_start: "Monday" is not a date (YYYY-MM-DD)'),
        (("sesions",), [], 'unknown key "sesions"'),
        (("sessions",), {}, "sessions must be a list"),
        (("sessions",), [], "sessions is empty"),
        (("weeks",), [], "give either sessions (a plan of one week) or weeks, not both"),
        (("sessions", 0), "Push", "sessions[0] must be an object with keys"),
        (("sessions", 0, "day_name"), None, "sessions[0].day_name is missing"),
        (("sessions", 0, "day_of_week"), 8, "sessions[0].day_of_week: 8 is not a day"),
        (("sessions", 0, "slots"), None, "sessions[0].slots must be a list"),
        (("sessions", 0, "date"), "soon", 'sessions[0].date: "soon" is not a date (YYYY-MM-DD)'),
        ((*SLOT, "name"), None, "sessions[0].slots[1].name is missing"),
        (
            (*SLOT, "sets"),
            "three",
            'sessions[0].slots[1].sets: "three" is not a whole number',
        ),
        ((*SLOT, "weight"), "heavy", 'sessions[0].slots[1].weight: "heavy" is not a number'),
        ((*SLOT, "tips"), "one", 'sessions[0].slots[1].tips: "one" is not a list'),
        ((*SLOT, "reps"), [8], "sessions[0].slots[1].reps: [8] is not text"),
        ((*SLOT, "rri"), 2, 'sessions[0].slots[1]: unknown key "rri"'),
        ((*SLOT, "id"), "first", 'sessions[0].slots[1].id: "first" is not an id (UUID)'),
        (
            (*SLOT, "exercise_id"),
            "bnech",
            'sessions[0].slots[1].exercise_id: "bnech" is not in the exercise catalogue',
        ),
    ],
)
def test_an_error_names_the_key_and_nothing_is_inserted(
    owner: Connection,
    lifter: Lifter,
    data_api: Door,
    case: tuple[tuple[str | int, ...], Json, str],
) -> None:
    place, value, words = case
    plan = deepcopy(SPECIFIED)
    spot: object = plan
    for step in place[:-1]:
        spot = cast("dict[str | int, object]", spot)[step]
    cast("dict[str | int, object]", spot)[place[-1]] = value
    with (
        pytest.raises((psycopg.errors.InvalidParameterValue, psycopg.IntegrityError)) as raised,
        data_api(lifter) as connection,
    ):
        insert(connection, lifter, plan)
    assert str(raised.value.diag.message_primary).startswith(words)
    assert ask(owner, "select count(*) from modular_training_plan") == 0


@pytest.mark.parametrize("plan", [None, [], "plan", {}, {"weeks": []}, {"split_type": "x"}])
def test_what_is_no_plan_makes_none(
    owner: Connection, lifter: Lifter, data_api: Door, plan: Json
) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue), data_api(lifter) as connection:
        insert(connection, lifter, plan)
    assert ask(owner, "select count(*) from modular_training_plan") == 0


def test_the_place_within_weeks_is_named(lifter: Lifter, data_api: Door) -> None:
    plan: Row = {
        "split_type": "x",
        "week_start": "2026-11-16",
        "weeks": [{"sessions": []}, {"sessions": [{"day_of_week": 1, "slots": []}]}],
    }
    with (
        pytest.raises(psycopg.errors.InvalidParameterValue) as raised,
        data_api(lifter) as connection,
    ):
        insert(connection, lifter, plan)
    assert raised.value.diag.message_primary == "weeks[1].sessions[0].day_name is missing"


def test_a_plan_sent_twice_under_its_own_id_is_there_once(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    plan = {**SPECIFIED, "id": str(uuid4())}
    with data_api(lifter) as connection:
        insert(connection, lifter, plan)
    with pytest.raises(psycopg.errors.UniqueViolation), data_api(lifter) as connection:
        insert(connection, lifter, plan)
    assert ask(owner, "select count(*) from modular_training_session") == 1
