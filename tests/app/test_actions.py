"""What is done to exercises while training, on a real logbook, without a screen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.app.test_workout import done, open_workout, type_line, view
from tests.support.app_ports import Clock
from tui.logbook import Logbook
from tui.training.gym import POUND_GYM
from tui.training.loading import warm_up_ramp
from tui.training.records import CatalogueExercise
from tui.training.rules import TrainingRules
from tui.workout import actions
from tui.workout.day_entry import read_day
from tui.workout.search import Finder
from tui.workout.workout import Workout

TODAY = date(2026, 11, 24)


@pytest.fixture
def workout(book: Logbook, clock: Clock) -> Workout:
    """Today's session of the sample lifter; every look at the clock takes a second."""
    clock.step = timedelta(seconds=1)
    return open_workout(book, clock)


def notice(workout: Workout) -> str:
    said = view(workout).entry.notice
    return "" if said is None else said.words


def names(workout: Workout) -> list[str]:
    return [item.name for item in view(workout).exercises.items]


def swap(workout: Workout, book: Logbook, name: str, *, from_now_on: bool = False) -> None:
    to = Finder(book.history.catalogue()).named(name)
    assert to is not None
    actions.swap(workout, to, from_now_on=from_now_on, today=TODAY)


def test_a_swapped_exercise_shows_both_histories_and_its_own_target(
    workout: Workout, book: Logbook
) -> None:
    swap(workout, book, "Pec Deck")
    shown = view(workout)
    assert names(workout)[0] == shown.head.name == "Pec Deck"
    assert ("In place of", "Bench Press") in shown.head.notes
    assert shown.background.original == "Bench Press"
    assert shown.background.original_earlier
    assert shown.background.earlier != shown.background.original_earlier
    assert "4 Aug" in shown.head.reason


def test_an_added_exercise_is_planned_as_the_last_time(workout: Workout, book: Logbook) -> None:
    known = Finder(book.history.catalogue()).named("Cable Fly")
    assert known is not None
    actions.add_exercise(workout, known)
    added = workout.sheet.exercises[-1].exercise
    assert (added.exercise_name, added.sets, added.reps) == ("Cable Fly", 2, "12-15")
    actions.add_exercise(
        workout, CatalogueExercise(exercise_id="", name="Sled", body_part="", target="")
    )
    added = workout.sheet.exercises[-1].exercise
    assert (added.exercise_name, added.sets, added.reps) == ("Sled", 0, "")


def test_swapping_back_is_offered_and_leaves_no_trace(workout: Workout, book: Logbook) -> None:
    before = workout.sheet.exercises[0].exercise
    swap(workout, book, "Pec Deck")
    swapped = workout.exercise
    assert swapped is not None
    original = book.editing.original(swapped)
    assert original is not None
    actions.swap(workout, original, from_now_on=False, today=TODAY)
    after = workout.sheet.exercises[0].exercise
    assert (after.exercise_name, after.equipment, after.swapped_from) == (
        before.exercise_name,
        before.equipment,
        None,
    )
    assert "last week" in view(workout).head.reason


def test_a_swap_from_now_on_says_how_often_it_comes(workout: Workout, book: Logbook) -> None:
    swap(workout, book, "Pec Deck", from_now_on=True)
    assert "today and" in notice(workout)
    workout.undo()
    assert names(workout)[0] == "Bench Press"


def test_a_swap_after_a_set_goes_on_with_what_is_left(workout: Workout, book: Logbook) -> None:
    workout.enter()
    swap(workout, book, "Pec Deck")
    assert names(workout)[:2] == ["Bench Press", "Pec Deck"]
    assert view(workout).exercises.chosen == 1
    assert [item.count for item in view(workout).exercises.items][:2] == ["1/1", "0/2"]


def test_a_superset_alternates_and_rests_after_the_pair(workout: Workout) -> None:
    actions.pair(workout)
    chosen = []
    rested = []
    for _ in range(6):
        chosen.append(workout.index)
        workout.enter()
        rested.append(workout.rest is not None)
    assert chosen == [0, 1, 0, 1, 0, 1]
    assert rested == [False, True, False, True, False, True]
    assert view(workout).exercises.items[0].joined == "first"


def test_the_last_exercise_cannot_be_paired_and_that_is_said(workout: Workout) -> None:
    workout.choose_exercise(-1)
    actions.pair(workout)
    assert "no exercise comes after" in notice(workout)


def test_moving_an_exercise_keeps_it_chosen(workout: Workout) -> None:
    actions.move(workout, 1)
    assert names(workout)[:2] == ["Incline DB Press", "Bench Press"]
    assert view(workout).exercises.chosen == 1
    actions.move(workout, -1)
    actions.move(workout, -1)
    assert notice(workout) == "it is already the first"


def test_a_warm_up_is_logged_only_when_asked_and_counts_for_nothing(
    workout: Workout, book: Logbook
) -> None:
    exercise, weight_kg = workout.exercise, workout.weight_in_line()
    assert exercise is not None
    assert weight_kg is not None
    ramp = warm_up_ramp(weight_kg, workout.gym.loading(exercise))
    actions.record_warm_up(workout, ramp)
    assert names(workout)[0] == "Bench Press warm-up"
    assert view(workout).entry.text == "82.5 x 6 @8"
    assert workout.summary().summary == "Nothing logged yet"
    workout.enter()
    assert workout.summary().volume.startswith("chest 1")
    assert "heaviest" in notice(workout)


def test_a_comment_on_the_session_is_kept_and_undone(workout: Workout) -> None:
    actions.comment_on_session(workout, "slept badly")
    assert workout.session.notes == "slept badly"
    assert workout.summary().notes == "slept badly"
    workout.undo()
    assert workout.session.notes is None


def test_the_session_is_put_on_another_day(workout: Workout) -> None:
    workout.enter()
    actions.move_to_day(workout, TODAY - timedelta(days=1))
    assert workout.session.session_date == TODAY - timedelta(days=1)
    assert "Mon 23 Nov" in notice(workout)
    workout.undo()
    assert workout.session.session_date == TODAY


def test_a_session_stays_on_the_day_that_the_lifter_gave_it(workout: Workout) -> None:
    actions.move_to_day(workout, TODAY - timedelta(days=1))
    workout.enter()
    assert workout.session.session_date == TODAY - timedelta(days=1)
    assert len(done(workout)) == 1


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", TODAY),
        ("yesterday", date(2026, 11, 23)),
        ("-2", date(2026, 11, 22)),
        ("mon", date(2026, 11, 23)),
        ("Tuesday", TODAY),
        ("24 nov", TODAY),
        ("3. December 2025", date(2025, 12, 3)),
        ("30 dec", date(2025, 12, 30)),
        ("2026-11-20", date(2026, 11, 20)),
        ("31 feb", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_day_is_understood_as_lifters_write_it(said: str, day: date | None) -> None:
    assert read_day(said, TODAY) == day


def test_bodyweight_work_takes_a_bare_number_for_reps(workout: Workout) -> None:
    workout.choose_exercise(2)
    type_line(workout, "9")
    workout.enter()
    assert done(workout, 2) == [(10.0, 9, None)]


def test_signals_are_gone_with_the_next_key(workout: Workout) -> None:
    type_line(workout, "x5@10")
    workout.enter()
    assert "drop to" in notice(workout)
    type_line(workout, "8")
    assert notice(workout) == ""


def test_a_signal_about_another_exercise_says_its_name(workout: Workout) -> None:
    actions.pair(workout)
    type_line(workout, "100x8")
    workout.enter()
    assert notice(workout).startswith("Bench Press, record: heaviest ever")


def test_what_is_done_after_a_change_of_gym_is_undone_in_its_unit(workout: Workout) -> None:
    workout.use(TrainingRules(gym=POUND_GYM))
    type_line(workout, "180x8")
    workout.enter()
    workout.undo()
    assert notice(workout) == "undone: Bench Press set 1: 180 x 8"


def test_the_summary_holds_records_volume_and_time(workout: Workout, clock: Clock) -> None:
    type_line(workout, "100x8")
    workout.enter()
    clock.moment += timedelta(minutes=12)
    workout.enter()
    summary = workout.summary()
    assert "Bench Press: heaviest ever: 100" in summary.records
    assert summary.volume == "chest 2 of 11, front delts 1 of 5.5, triceps 1 of 7.5"
    assert summary.minutes == 13
    assert summary.exercises[0].top_set == "100 × 8"


def test_the_summary_says_when_the_plan_was_too_heavy(workout: Workout) -> None:
    type_line(workout, "x6@10")
    workout.enter()
    assert "2.0 RPE harder than planned" in workout.summary().summary


def test_everything_done_to_a_session_is_undone_level_by_level(
    workout: Workout, book: Logbook
) -> None:
    before = book.workouts.session(workout.session.id)
    workout.enter()
    swap(workout, book, "Pec Deck")
    actions.pair(workout)
    actions.move(workout, 1)
    actions.skip(workout)
    actions.comment(workout, "hm")
    actions.comment_on_session(workout, "so so")
    actions.finish(workout, difficulty=5, minutes=10, notes="so so")
    for _ in range(8):
        workout.undo()
    assert book.workouts.session(workout.session.id) == before
