"""What the keys of the today screen do, on a real logbook, without a screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.app_ports import Clock
from tui.app.today.build import today_view
from tui.app.today.view import TodayView
from tui.logbook import Logbook
from tui.training.entry import Entry
from tui.training.rules import DEFAULT_RULES
from tui.workout import actions
from tui.workout.choice import session_to_open
from tui.workout.line_editor import LineEditor
from tui.workout.notice import SyncMark
from tui.workout.workout import Workout


def open_workout(book: Logbook, clock: Clock) -> Workout:
    agenda = book.workouts.agenda(clock.moment.date())
    session_id = session_to_open(agenda, book.drafts.draft())
    assert session_id is not None
    return Workout(book, session_id, now=clock, rules=DEFAULT_RULES)


@pytest.fixture
def workout(book: Logbook, clock: Clock) -> Workout:
    """Today's session of the sample lifter; every look at the clock takes a second."""
    clock.step = timedelta(seconds=1)
    return open_workout(book, clock)


def view(workout: Workout) -> TodayView:
    return today_view(workout.inputs(), SyncMark(""))


def type_line(workout: Workout, line: str) -> None:
    workout.edit(lambda editor: editor.insert(line))


def done(workout: Workout, index: int = 0) -> list[tuple[float, int, int | None]]:
    sheet = workout.sheet.exercises[index]
    return [(one.weight_kg, one.reps_done, one.rpe) for one in sheet.exercise.performed]


def test_one_enter_logs_the_set_as_planned(workout: Workout) -> None:
    target = workout.sheet.exercises[0].target
    workout.enter()
    assert done(workout) == [(target.weight_kg, target.aim_of(1), target.rpe)]


def test_the_set_is_in_the_logbook_before_enter_returns(workout: Workout, book: Logbook) -> None:
    workout.enter()
    assert [change.table for change in book.changes.unsent()] == ["training_set"]


def test_a_typed_set_is_logged_as_typed(workout: Workout) -> None:
    type_line(workout, "82,5x7@9")
    workout.enter()
    assert done(workout) == [(82.5, 7, 9)]


def test_a_wrong_line_keeps_its_text_and_logs_nothing(workout: Workout) -> None:
    type_line(workout, "80x7@8.5")
    workout.enter()
    entry = view(workout).entry
    assert done(workout) == []
    assert entry.text == "80x7@8.5"
    assert entry.notice is not None
    assert entry.notice.column is not None


def test_a_second_enter_at_once_is_a_bounce(workout: Workout, clock: Clock) -> None:
    clock.step = timedelta(milliseconds=50)
    workout.enter()
    workout.enter()
    assert len(done(workout)) == 1
    assert "nothing more was logged" in (view(workout).entry.notice or pytest.fail()).words


def test_a_held_enter_never_logs_a_second_set(workout: Workout, clock: Clock) -> None:
    clock.step = timedelta(milliseconds=30)
    for _ in range(40):
        workout.enter()
    assert len(done(workout)) == 1


def test_after_the_last_planned_set_the_next_exercise_is_chosen(workout: Workout) -> None:
    for _ in range(workout.sheet.exercises[0].planned):
        workout.enter()
    assert view(workout).exercises.chosen == 1


def test_a_logged_set_is_amended_in_place(workout: Workout) -> None:
    workout.enter()
    workout.step_set(-1)
    assert view(workout).entry.prompt == "amend 1"
    type_line(workout, "@10")
    workout.enter()
    assert done(workout)[0][2] == 10
    assert view(workout).entry.prompt == "set 2"


def test_a_chosen_set_without_an_e1rm_says_why(workout: Workout) -> None:
    type_line(workout, "40x14")
    workout.enter()
    assert view(workout).table.rows[0].one_rep_max == "–"
    workout.step_set(-1)
    said = view(workout).entry.notice or pytest.fail()
    assert said.words == "no e1RM above 12 reps: 14 done"


def test_a_removed_set_comes_back_with_undo(workout: Workout) -> None:
    workout.enter()
    before = done(workout)
    workout.step_set(-1)
    workout.remove()
    assert done(workout) == []
    workout.undo()
    assert done(workout) == before


def test_undo_goes_back_many_levels_and_to_the_exercise(workout: Workout) -> None:
    workout.enter()
    workout.step_exercise(1)
    workout.enter()
    workout.step_exercise(2)
    workout.undo()
    said = view(workout).entry.notice or pytest.fail()
    assert said.words.startswith("u once more undoes: Incline DB Press set 1")
    assert len(done(workout, 1)) == 1
    workout.undo()
    assert view(workout).exercises.chosen == 1
    workout.undo()
    workout.undo()
    assert view(workout).exercises.chosen == 0
    assert done(workout) == []


def test_beyond_the_plan_enter_alone_logs_nothing(workout: Workout) -> None:
    for _ in range(workout.sheet.exercises[0].planned):
        workout.enter()
    workout.step_exercise(-1)
    workout.enter()
    assert len(done(workout)) == workout.sheet.exercises[0].planned
    type_line(workout, "x5")
    workout.enter()
    assert done(workout)[-1][1] == 5


def test_a_set_beyond_the_plan_costs_two_keys_from_the_next_exercise(workout: Workout) -> None:
    for _ in range(workout.sheet.exercises[0].planned):
        workout.enter()
    assert view(workout).exercises.chosen == 1
    workout.one_more()
    shown = view(workout)
    assert (shown.exercises.chosen, shown.entry.prompt, shown.entry.text) == (
        0,
        "extra 4",
        "82.5 x 6 @8",
    )
    workout.enter()
    assert len(done(workout)) == 4
    assert view(workout).exercises.chosen == 1


def test_what_changed_is_typed_over_a_set_beyond_the_plan(workout: Workout) -> None:
    for _ in range(workout.sheet.exercises[0].planned):
        workout.enter()
    workout.one_more()
    type_line(workout, "x5")
    workout.enter()
    assert done(workout)[-1] == (82.5, 5, None)


def test_one_more_waits_for_the_plan(workout: Workout) -> None:
    workout.enter()
    workout.one_more()
    shown = view(workout)
    assert shown.entry.prompt == "set 2"
    assert "planned sets are left" in (shown.entry.notice or pytest.fail()).words


def test_the_advice_is_taken_with_one_key(workout: Workout) -> None:
    type_line(workout, "x5@10")
    workout.enter()
    said = view(workout).entry.notice or pytest.fail()
    assert "drop to 75 for the last two? · t takes it" in said.words
    workout.take_advice()
    shown = view(workout).entry
    assert (shown.text, shown.pristine) == ("75 x 6 @8", True)
    workout.enter()
    assert done(workout)[-1] == (75, 6, 8)


def test_what_is_typed_after_the_advice_is_relative_to_it(workout: Workout) -> None:
    type_line(workout, "x5@10")
    workout.enter()
    workout.take_advice()
    type_line(workout, "x7")
    workout.enter()
    assert done(workout)[-1] == (75, 7, None)


def test_the_guess_comes_back_in_place_of_the_advice(workout: Workout) -> None:
    type_line(workout, "x5@10")
    workout.enter()
    workout.take_advice()
    workout.restore_guess()
    assert view(workout).entry.text == "82.5 x 5 @10"


def test_without_advice_the_line_stays_as_it_is(workout: Workout) -> None:
    type_line(workout, "80x")
    workout.take_advice()
    shown = view(workout).entry
    assert shown.text == "80x"
    assert "no other weight" in (shown.notice or pytest.fail()).words


def test_the_advice_stays_with_its_exercise(workout: Workout) -> None:
    type_line(workout, "x5@10")
    workout.enter()
    workout.take_advice()
    workout.step_exercise(1)
    assert view(workout).entry.text.startswith("30 x")


def test_a_restart_keeps_the_advice_that_was_taken(
    workout: Workout, book: Logbook, clock: Clock
) -> None:
    type_line(workout, "x5@10")
    workout.enter()
    workout.take_advice()
    assert view(open_workout(book, clock)).entry.text == "75 x 6 @8"


def footer(workout: Workout) -> list[str]:
    return [key.label for key in view(workout).footer.keys]


def test_the_footer_has_what_the_place_asks_for(workout: Workout) -> None:
    assert footer(workout) == ["log", "next", "undo", "swap", "add", "rest", "finish", "help"]
    workout.enter()
    workout.step_set(-1)
    assert footer(workout) == ["amend", "next", "undo", "remove", "finish", "help"]
    workout.step_set(1)
    for _ in range(2):
        workout.enter()
    workout.step_exercise(-1)
    assert footer(workout) == ["log", "next", "undo", "one more", "rest", "finish", "help"]


def test_a_reopened_workout_is_where_it_was_left(
    workout: Workout, book: Logbook, clock: Clock
) -> None:
    workout.enter()
    workout.step_exercise(2)
    type_line(workout, "14x")
    again = open_workout(book, clock)
    shown = view(again)
    assert (shown.exercises.chosen, shown.entry.text, shown.entry.pristine) == (2, "14x", False)
    assert again.rest == workout.rest
    assert again.rest is not None


def test_what_is_pulled_leaves_the_half_typed_line_alone(workout: Workout, book: Logbook) -> None:
    workout.step_exercise(1)
    type_line(workout, "30x")
    row_id = workout.sheet.exercises[0].exercise.id
    book.workouts.record_sets(row_id, [Entry(80, 8, 8)])
    workout.refresh()
    shown = view(workout)
    assert (shown.exercises.chosen, shown.entry.text) == (1, "30x")
    assert len(done(workout)) == 1


def test_a_session_of_another_day_moves_to_today_with_its_first_set(
    book: Logbook, clock: Clock
) -> None:
    today = clock.moment.date()
    upcoming = book.workouts.agenda(today).next
    assert upcoming is not None
    workout = Workout(book, upcoming.id, now=clock, rules=DEFAULT_RULES)
    assert workout.session.session_date == upcoming.session_date
    workout.enter()
    assert workout.session.session_date == today


def test_a_skipped_exercise_is_passed_over(workout: Workout) -> None:
    actions.skip(workout)
    shown = view(workout)
    assert shown.exercises.items[0].count == "skip"
    assert shown.exercises.chosen == 1


def test_a_comment_is_kept_and_taken_away_again(workout: Workout) -> None:
    actions.comment(workout, "left shoulder")
    assert ("Note", "“left shoulder”") in view(workout).head.notes
    workout.undo()
    assert ("Note", "“left shoulder”") not in view(workout).head.notes


def test_finishing_completes_the_session_and_f_reopens_it(workout: Workout) -> None:
    workout.enter()
    actions.finish(workout, difficulty=7, minutes=62, notes="good")
    session = workout.session
    assert (session.completed, session.overall_difficulty, session.duration_minutes) == (
        True,
        7,
        62,
    )
    assert workout.rest is None
    actions.reopen(workout)
    assert not workout.session.completed


def test_an_enter_too_many_after_the_end_logs_nothing(workout: Workout) -> None:
    workout.enter()
    actions.finish(workout, difficulty=None, minutes=None, notes=None)
    workout.enter()
    assert len(done(workout)) == 1
    assert view(workout).entry.placeholder == "completed: f reopens it"
    actions.reopen(workout)
    assert view(workout).entry.text == "82.5 x 6 @8"


def test_an_added_exercise_stands_last_and_can_be_logged(book: Logbook, workout: Workout) -> None:
    chosen = book.history.catalogue()[0]
    actions.add_exercise(workout, chosen)
    assert view(workout).exercises.items[-1].name == chosen.name
    type_line(workout, "40x10")
    workout.enter()
    assert done(workout, -1) == [(40.0, 10, None)]


def test_a_pause_keeps_what_is_left_of_the_rest(workout: Workout, clock: Clock) -> None:
    workout.enter()
    workout.toggle_rest()
    assert workout.rest is not None
    left = workout.rest.left(clock())
    clock.moment += timedelta(minutes=10)
    assert workout.rest.left(clock()) == left
    workout.toggle_rest()
    assert workout.rest.left(clock.moment) == pytest.approx(left, abs=1)


def test_the_editor_takes_back_what_was_typed(workout: Workout) -> None:
    guess = view(workout).entry.text
    type_line(workout, "1")
    workout.edit(LineEditor.backspace)
    workout.restore_guess()
    assert view(workout).entry.text == guess
