"""What the today screen shows of a session."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import FrameType

from tests.training.builders import BENCH, PULL_UP, last, session, sets
from tui.training.entry import Entry
from tui.training.gym import DEFAULT_GYM, POUND_GYM, Gym
from tui.training.records import Exercise, LastTime
from tui.training.sheet import session_sheet
from tui.training.units import to_kg

TOP = last((80, 8, 8), (80, 8, 8), (80, 8, 9))


def logged(exercise: Exercise, *performed: tuple[float, int, int]) -> Exercise:
    return replace(exercise, performed=sets(*performed, row=exercise.id))


def guess_of(exercise: Exercise, *last_times: LastTime, gym: Gym = DEFAULT_GYM) -> Entry | None:
    sheet = session_sheet(session(exercise), {exercise.id: last_times}, gym=gym)
    return sheet.exercises[0].guess


def test_shows_target_today_and_last_time_set_by_set() -> None:
    exercise = logged(BENCH, (82.5, 8, 8), (82.5, 7, 9))
    sheet = session_sheet(session(exercise), {BENCH.id: [TOP]}).exercises[0]
    assert [row.set_no for row in sheet.rows] == [1, 2, 3]
    assert [row.logged and row.logged.reps_done for row in sheet.rows] == [8, 7, None]
    assert [row.last and row.last.rpe for row in sheet.rows] == [8, 8, 9]
    assert {row.target and row.target.weight_kg for row in sheet.rows} == {82.5}
    assert [row.one_rep_max and round(row.one_rep_max, 1) for row in sheet.rows] == [
        111.6,
        105.0,
        None,
    ]
    assert (sheet.done, sheet.planned, sheet.finished) == (2, 3, False)


def test_a_set_beyond_the_plan_has_no_target() -> None:
    exercise = logged(replace(BENCH, sets=1), (82.5, 8, 8), (82.5, 7, 9))
    sheet = session_sheet(session(exercise), {}).exercises[0]
    assert [row.target is None for row in sheet.rows] == [False, True]
    assert sheet.finished


def test_sets_count_by_their_order_where_one_was_removed() -> None:
    one, _, three = sets((80, 8), (80, 7), (80, 6))
    exercise = replace(BENCH, performed=(three, one))
    rows = session_sheet(session(exercise), {}).exercises[0].rows
    assert [row.logged and row.logged.reps_done for row in rows] == [8, 6, None]


def test_the_first_guess_is_the_target() -> None:
    assert guess_of(BENCH, TOP) == Entry(82.5, 6, 8)


def test_after_a_set_the_guess_is_that_set() -> None:
    assert guess_of(logged(BENCH, (82.5, 8, 8), (82.5, 7, 9)), TOP) == Entry(82.5, 7, 9)


def test_the_guess_after_a_set_of_a_gym_in_the_other_unit_can_be_loaded_here() -> None:
    in_kilograms = guess_of(logged(BENCH, (82.5, 7, 9)), gym=POUND_GYM)
    assert in_kilograms == Entry(to_kg(180, "lb"), 7, 9)
    in_pounds = guess_of(logged(BENCH, (to_kg(180, "lb"), 7, 9)))
    assert in_pounds == Entry(82.5, 7, 9)
    assert guess_of(logged(BENCH, (87, 7, 9))) == Entry(87, 7, 9)


def test_the_guess_asks_one_more_rep_than_last_time() -> None:
    assert guess_of(BENCH, last((80, 7, 8), (80, 7, 8), (80, 6, 8))) == Entry(80, 8, 8)


def test_the_first_time_ever_has_no_guess() -> None:
    assert guess_of(BENCH) is None


def test_the_first_pull_ups_are_guessed_at_bodyweight() -> None:
    assert guess_of(PULL_UP) == Entry(0, 6, 8)


def test_where_the_target_gives_no_reps_the_guess_is_last_time() -> None:
    odd = replace(BENCH, reps="some", weight=80)
    assert guess_of(odd, last((75, 9), (75, 8), planned_reps="some")) == Entry(75, 9)


def test_sets_with_reps_of_their_own_are_guessed_one_by_one() -> None:
    wave = replace(BENCH, reps="5/3/1")
    before = last((70, 5), (80, 3), (90, 1), planned_reps="5/3/1")
    rows = session_sheet(session(wave), {BENCH.id: [before]}).exercises[0].rows
    targets = [row.target for row in rows if row.target is not None]
    assert [(one.weight_kg, one.reps.label) for one in targets] == [
        (72.5, "5"),
        (82.5, "3"),
        (92.5, "1"),
    ]
    assert guess_of(logged(wave, (72.5, 5, 7)), before) == Entry(82.5, 3, 8)


def test_the_first_unfinished_exercise_is_the_current_one() -> None:
    first = logged(replace(BENCH, sets=1), (80, 8, 8))
    skipped = replace(BENCH, id="two", skipped=True)
    third = replace(BENCH, id="three")
    assert session_sheet(session(first, skipped, third), {}).current == 2


def test_a_superset_alternates() -> None:
    push = logged(replace(BENCH, id="push", superset_group=1), (80, 8, 8))
    pull = replace(PULL_UP, id="pull", superset_group=1)
    assert session_sheet(session(push, pull), {}).current == 1
    caught_up = logged(pull, (0, 8, 8))
    assert session_sheet(session(push, caught_up), {}).current == 0


def test_with_everything_done_the_last_exercise_stays() -> None:
    finished = logged(replace(BENCH, sets=1), (80, 8, 8))
    assert session_sheet(session(finished, finished), {}).current == 1


def test_a_session_without_exercises_is_a_sheet_too() -> None:
    sheet = session_sheet(session(), {})
    assert (sheet.exercises, sheet.current) == ((), 0)


def test_a_completed_sessions_own_top_set_is_not_taken_for_the_plan() -> None:
    exercise = replace(logged(BENCH, (82.5, 8, 8)), weight=90)
    sheet = session_sheet(session(exercise, completed=True), {BENCH.id: [TOP]})
    assert sheet.exercises[0].target.weight_kg == 82.5


def test_pull_ups_have_no_e1rm_for_the_added_weight() -> None:
    sheet = session_sheet(session(logged(PULL_UP, (10, 8, 8))), {}).exercises[0]
    assert sheet.rows[0].one_rep_max is None


def test_a_set_without_an_e1rm_says_why() -> None:
    light = session_sheet(session(logged(BENCH, (40, 14, 9))), {}).exercises[0].rows
    assert light[0].one_rep_max is None
    assert light[0].no_estimate == "no e1RM above 12 reps: 14 done and 1 in reserve"
    assert light[1].no_estimate == ""


def calls_for_a_sheet(exercises: int) -> int:
    """Return how many functions are called: the same on every machine, however busy."""
    rows = [replace(BENCH, id=f"row-{number}") for number in range(exercises)]
    history = {row.id: [TOP, TOP, TOP] for row in rows}
    planned = session(*rows)
    session_sheet(planned, history)
    called = 0

    def count(_: FrameType, event: str, __: object) -> None:
        nonlocal called
        called += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        session_sheet(planned, history)
    finally:
        sys.setprofile(before)
    return called


def test_a_sheet_costs_little_and_each_exercise_the_same() -> None:
    of_eight = calls_for_a_sheet(8)
    assert of_eight < 5_000
    assert calls_for_a_sheet(16) < 2.1 * of_eight


def test_the_weight_of_a_completed_and_reopened_session_is_no_plan() -> None:
    overwritten = replace(BENCH, weight=82.5, performed=sets((82.5, 8)))
    planned = session_sheet(session(overwritten), {}).exercises[0]
    assert "the plan says" in planned.target.reason
    reopened = replace(session(overwritten), duration_minutes=61)
    for one in (reopened, session(overwritten, completed=True)):
        assert "the plan says" not in session_sheet(one, {}).exercises[0].target.reason


def test_the_planned_weight_of_a_swapped_exercise_was_anothers() -> None:
    swapped = replace(BENCH, weight=100, swapped_from="Squat")
    target = session_sheet(session(swapped), {BENCH.id: [last((60, 8))]}).exercises[0].target
    assert target.weight_kg == 60
