"""What is changed about a session's exercises, in the logbook and in what is sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.logbook.conftest import BENCH, FLY, SESSION, TODAY
from tests.support.pages import exercise, ident, page, session, week
from tui.logbook import Logbook
from tui.training.entry import Entry
from tui.training.loading import WarmUpSet
from tui.training.records import CatalogueExercise, Exercise
from tui.training.supersets import NoPartner

PRESS = CatalogueExercise(
    exercise_id="db-press",
    name="Dumbbell Press",
    body_part="chest",
    target="chest",
    secondary_muscles=("triceps",),
    equipment="dumbbell",
    instructions="Press.",
)


def exercises(book: Logbook, session_id: str = SESSION) -> tuple[Exercise, ...]:
    found = book.workouts.session(session_id)
    assert found is not None
    return found.exercises


def names(book: Logbook) -> list[str]:
    return [one.exercise_name for one in exercises(book)]


@pytest.fixture
def planned_ahead(trained: Logbook) -> Logbook:
    """A logbook in which the bench press comes again in the next two weeks."""
    ahead = [
        session(
            number,
            number,
            TODAY + timedelta(days=7 * (number - 2)),
            [exercise(number * 2, number, "Bench Press", [])],
        )
        for number in (3, 4)
    ]
    weeks = [week(number, 6, [one]) for number, one in zip((3, 4), ahead, strict=True)]
    alive = [ident("w", number) for number in (1, 2, 3, 4)]
    trained.base.apply(page(weeks, revision=6, alive=alive))
    return trained


def test_a_swap_keeps_the_row_and_remembers_what_was_planned(trained: Logbook) -> None:
    swapped = trained.editing.swap(BENCH, PRESS, today=TODAY)
    row = trained.workouts.exercise(BENCH)
    assert swapped.row_id == BENCH
    assert (row.exercise_name, row.exercise_id, row.equipment, row.swapped_from) == (
        "Dumbbell Press",
        "db-press",
        "dumbbell",
        "Bench press",
    )
    assert (row.sets, row.reps, row.order_in_session) == (3, "6-8", 2)


def test_a_swap_is_one_step_of_undo(trained: Logbook) -> None:
    before = exercises(trained)
    trained.editing.swap(BENCH, PRESS, today=TODAY)
    assert trained.workouts.undo() == "Bench press swapped for Dumbbell Press"
    assert exercises(trained) == before


def test_a_second_swap_still_knows_the_plans_exercise(trained: Logbook) -> None:
    trained.editing.swap(BENCH, PRESS, today=TODAY)
    other = CatalogueExercise(exercise_id="dip", name="Dips", body_part="chest", target="chest")
    trained.editing.swap(BENCH, other, today=TODAY)
    assert trained.workouts.exercise(BENCH).swapped_from == "Bench press"


def test_swapping_back_takes_the_note_away_and_brings_what_was_known(trained: Logbook) -> None:
    trained.editing.swap(BENCH, PRESS, today=TODAY)
    original = trained.editing.original(trained.workouts.exercise(BENCH))
    assert original is not None
    trained.editing.swap(BENCH, original, today=TODAY)
    row = trained.workouts.exercise(BENCH)
    assert (row.exercise_name, row.equipment, row.muscle_group, row.swapped_from) == (
        "Bench press",
        "barbell",
        "chest",
        None,
    )


def test_a_swap_after_a_set_leaves_that_set_what_it_was(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(80, 8)])
    before = exercises(trained)
    swapped = trained.editing.swap(BENCH, PRESS, today=TODAY)
    rows = exercises(trained)
    assert [(one.exercise_name, one.sets, len(one.performed)) for one in rows[:2]] == [
        ("Bench press", 1, 1),
        ("Dumbbell Press", 2, 0),
    ]
    assert rows[1].id == swapped.row_id
    assert rows[1].swapped_from == "Bench press"
    assert [one.order_in_session for one in rows] == [1, 2, 3]
    trained.workouts.undo()
    assert exercises(trained) == before


def test_from_now_on_swaps_the_coming_sessions_of_the_plan_too(planned_ahead: Logbook) -> None:
    swapped = planned_ahead.editing.swap(BENCH, PRESS, from_now_on=True, today=TODAY)
    coming = [planned_ahead.workouts.exercise(ident("e", number)) for number in (6, 8)]
    past = planned_ahead.workouts.exercise(ident("e", 1))
    assert swapped.later_sessions == 2
    assert {one.exercise_name for one in coming} == {"Dumbbell Press"}
    assert past.exercise_name == "Bench Press"
    planned_ahead.workouts.undo()
    assert planned_ahead.workouts.exercise(ident("e", 8)).exercise_name == "Bench Press"


def test_today_only_leaves_the_coming_sessions_alone(planned_ahead: Logbook) -> None:
    planned_ahead.editing.swap(BENCH, PRESS, today=TODAY)
    assert planned_ahead.workouts.exercise(ident("e", 6)).exercise_name == "Bench Press"


def test_exercises_are_moved_and_the_move_is_undone(trained: Logbook) -> None:
    before = exercises(trained)
    assert trained.editing.move(BENCH, 1)
    assert names(trained) == ["Cable Fly", "Bench press"]
    assert not trained.editing.move(BENCH, 1)
    trained.workouts.undo()
    assert exercises(trained) == before


def test_a_superset_is_made_and_taken_apart(trained: Logbook) -> None:
    assert trained.editing.pair(BENCH) == ("Bench press", "Cable Fly")
    assert {one.superset_group for one in exercises(trained)} == {1}
    assert trained.editing.pair(BENCH) == ()
    assert {one.superset_group for one in exercises(trained)} == {None}
    with pytest.raises(NoPartner):
        trained.editing.pair(FLY)


def test_a_recorded_warm_up_is_an_exercise_of_its_own(trained: Logbook) -> None:
    before = exercises(trained)
    trained.editing.record_warm_up(BENCH, [WarmUpSet(20, 10), WarmUpSet(40, 5)])
    rows = exercises(trained)
    assert [one.exercise_name for one in rows] == [
        "Bench press warm-up",
        "Bench press",
        "Cable Fly",
    ]
    assert [(one.weight_kg, one.reps_done) for one in rows[0].performed] == [(20, 10), (40, 5)]
    assert rows[1].performed == ()
    trained.workouts.undo()
    assert exercises(trained) == before


def test_a_session_is_moved_to_another_day(trained: Logbook) -> None:
    trained.editing.move_session(SESSION, TODAY - timedelta(days=1))
    moved = trained.workouts.session(SESSION)
    assert moved is not None
    assert (moved.session_date, moved.day_of_week) == (TODAY - timedelta(days=1), 7)


def test_everything_reshaped_is_queued_for_the_database(trained: Logbook) -> None:
    trained.editing.swap(BENCH, PRESS, today=TODAY)
    trained.editing.pair(BENCH)
    trained.editing.record_warm_up(FLY, [WarmUpSet(10, 5)])
    queued = [(change.table, change.op) for change in trained.changes.unsent()]
    assert queued.count(("modular_training_exercise", "amend")) >= 3
    assert ("modular_training_exercise", "insert") in queued
    assert ("training_set", "insert") in queued
