"""What comes from the SQL functions is checked, and what goes to them can be read there."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from typing import cast

import pytest

from tui.supabase import wire
from tui.sync.protocol import Bug, Change, Json, Row, Step

PLAN, WEEK, SESSION, EXERCISE, SET, EPOCH = (
    f"6b1f8f4e-0000-4000-8000-00000000000{n}" for n in range(6)
)
CREATED = "2026-11-01T08:00:00+00:00"
PAGE: Row = {
    "epoch": EPOCH.upper(),
    "revision": 815,
    "more": True,
    "plans": [
        {
            "id": PLAN,
            "split_type": "Upper/Lower",
            "week_start": "2026-11-23",
            "goal_type": "strength",
            "experience_level": "advanced",
            "status": "active",
            "notes": None,
            "created_at": CREATED,
        }
    ],
    "week_ids": [WEEK.upper()],
    "weeks": [
        {
            "id": WEEK,
            "plan_id": PLAN,
            "week_number": 1,
            "week_start": "2026-11-23",
            "notes": None,
            "revision": 815,
            "sessions": [
                {
                    "id": SESSION,
                    "week_id": WEEK,
                    "day_label": "Push-H",
                    "session_date": "2026-11-24",
                    "day_of_week": 2,
                    "focus_area": "chest",
                    "session_number": 1,
                    "overall_difficulty": None,
                    "duration_minutes": None,
                    "completed": False,
                    "notes": None,
                    "exercises": [
                        {
                            "id": EXERCISE,
                            "session_id": SESSION,
                            "exercise_name": "Bench Press",
                            "muscle_group": "chest",
                            "sets": 3,
                            "reps": "6-8",
                            "rir": 2,
                            "equipment": "barbell",
                            "tier": "1",
                            "target": None,
                            "secondary_muscles": ["triceps"],
                            "tips": None,
                            "weight": 82.5,
                            "display_order": 0,
                            "order_in_session": 1,
                            "performed": [
                                {
                                    "id": SET,
                                    "exercise_row_id": EXERCISE,
                                    "set_no": 1,
                                    "reps_done": 8,
                                    "weight_kg": 61.234970092773438,
                                    "rpe": 8,
                                    "recorded_at": "2026-11-24T18:03:00.5+00:00",
                                    "a_later_column": {"x": 1},
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    ],
}


def inner(page: Row, *steps: str | int) -> Row:
    here: Json = page
    for step in steps:
        here = here[step]  # type: ignore[index]  # the steps fit the page above
    return cast("Row", here)


SET_STEPS = ("weeks", 0, "sessions", 0, "exercises", 0, "performed", 0)
EXERCISE_STEPS = SET_STEPS[:-2]


def test_a_page_comes_through_with_ids_in_lower_case_and_weights_in_three_decimals() -> None:
    page = wire.training_page(PAGE)
    assert (page.epoch, page.revision, page.more) == (EPOCH, 815, True)
    assert page.week_ids == (WEEK,)
    weeks: Row = {"weeks": list(page.weeks)}
    one_set = inner(weeks, *SET_STEPS)
    assert one_set["weight_kg"] == 61.235
    assert one_set["recorded_at"] == "2026-11-24T18:03:00.5+00:00"
    assert "a_later_column" not in one_set
    exercise = inner(weeks, *EXERCISE_STEPS)
    assert (exercise["sets"], exercise["secondary_muscles"], exercise["tips"]) == (
        3,
        ["triceps"],
        [],
    )


def test_nothing_new_is_a_page_without_plans() -> None:
    page = wire.training_page({"epoch": EPOCH, "revision": 0, "more": False})
    assert (page.plans, page.week_ids, page.weeks) == (None, None, ())


@pytest.mark.parametrize(
    ("stored", "texts"),
    [
        (None, []),
        ("chest", ["chest"]),
        ("", []),
        ({"a": 1}, []),
        (["a", 1, None], ["a", "1", "null"]),
        (7, []),
    ],
)
def test_loose_jsonb_of_other_services_does_not_stop_a_pull(stored: Json, texts: Json) -> None:
    page = deepcopy(PAGE)
    inner(page, *EXERCISE_STEPS)["tips"] = stored
    weeks: Row = {"weeks": list(wire.training_page(page).weeks)}
    assert inner(weeks, *EXERCISE_STEPS)["tips"] == texts


@pytest.mark.parametrize(
    ("steps", "key", "value"),
    [
        ((), "epoch", "no uuid"),
        ((), "revision", "815"),
        ((), "more", 1),
        ((), "weeks", None),
        (("weeks", 0), "revision", None),
        (("weeks", 0), "week_start", "24.11.2026"),
        (("weeks", 0, "sessions", 0), "completed", "yes"),
        (EXERCISE_STEPS, "sets", "3"),
        (SET_STEPS, "weight_kg", "82.5"),
        (SET_STEPS, "recorded_at", "2026-11-24T18:03:00"),
        (SET_STEPS, "recorded_at", "yesterday\x1b[31m"),
        (SET_STEPS, "reps_done", 8.5),
    ],
)
def test_a_page_of_another_shape_is_a_bug_that_names_the_place_and_quotes_nothing(
    steps: tuple[str | int, ...], key: str, value: Json
) -> None:
    page = deepcopy(PAGE)
    inner(page, *steps)[key] = value
    with pytest.raises(Bug) as bug:
        wire.training_page(page)
    assert key in bug.value.words
    assert "yesterday" not in bug.value.words
    assert bug.value.__cause__ is None


def make_change(n: int = 1, **changed: object) -> Change:
    given: dict[str, object] = {
        "id": f"6b1f8f4e-0000-4000-8000-0000000000c{n}",
        "table": "training_set",
        "op": "remove",
        "row_id": SET,
        "made_at": datetime(2026, 11, 24, 18, 3, tzinfo=UTC),
    }
    return Change(**{**given, **changed})  # type: ignore[arg-type]  # the fields by name


def test_a_change_is_written_as_push_changes_takes_it() -> None:
    amend = make_change(op="amend", fields={"weight_kg": Step(before=80, after=82.5)})
    assert wire.change_document(amend) == {
        "id": amend.id,
        "table": "training_set",
        "op": "amend",
        "row_id": SET,
        "made_at": "2026-11-24T18:03:00+00:00",
        "fields": {"weight_kg": {"from": 80, "to": 82.5}},
    }
    insert = make_change(op="insert", row={"id": SET, "set_no": 1})
    assert wire.change_document(insert)["row"] == {"id": SET, "set_no": 1}
    assert "fields" not in wire.change_document(insert)


@pytest.mark.parametrize(
    "value", ["a\0b", "\ud800", float("inf"), float("nan"), ["\0"], {"\0": 1}, {"a": ["\0"]}]
)
def test_what_json_or_postgres_cannot_hold_is_noticed(value: Json) -> None:
    assert wire.unsendable({"row": {"notes": value}})


@pytest.mark.parametrize("value", ["", "é × – \U0001f3cb \\0 \\u0000", 1, 82.5, None, True, [], {}])
def test_everything_else_can_be_sent(value: Json) -> None:
    assert wire.unsendable({"row": {"notes": value}}) is None


def test_a_document_that_is_nested_without_end_is_told_before_it_is_sent() -> None:
    value: Json = []
    for _ in range(100_000):
        value = [value]
    assert wire.unsendable({"row": {"tips": value}}) == "It is nested too deeply."


def test_outcomes_come_in_the_order_of_the_changes_with_clean_words() -> None:
    first, second = make_change(1), make_change(2)
    told = wire.outcomes(
        [first, second],
        [
            {"id": second.id, "outcome": "conflict", "current": {"weight_kg": 85}},
            {"id": first.id, "outcome": "refused", "code": "23514", "message": "no\x1b[2J"},
        ],
    )
    assert [outcome.id for outcome in told] == [first.id, second.id]
    assert told[0].message == "no [2J"
    assert told[1].current == {"weight_kg": 85}


@pytest.mark.parametrize(
    "answer", [None, {}, [], [{"id": "x", "outcome": "applied"}], [{"id": SET, "outcome": "lost"}]]
)
def test_a_change_without_an_outcome_is_a_bug(answer: Json) -> None:
    with pytest.raises(Bug):
        wire.outcomes([make_change()], answer)


def test_a_catalogue_comes_through_or_none() -> None:
    assert wire.catalogue(None) is None
    found = wire.catalogue({"digest": "d", "exercises": [{"exercise_id": "a", "name": "Squat"}]})
    assert found is not None
    assert found.exercises[0]["aliases"] == []
    with pytest.raises(Bug):
        wire.catalogue({"digest": 1})


def test_a_version_is_text() -> None:
    assert wire.version("20261122181100") == "20261122181100"
    with pytest.raises(Bug):
        wire.version(None)
