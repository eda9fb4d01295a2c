"""A half-typed set: no key, no sync and no other topset takes it anywhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from textual.events import Paste
from textual.widgets import Input

from tests.app.test_app import MakeApp, shows, until
from tests.app.test_workout import done, open_workout, type_line, view
from tests.support.app_ports import Clock
from tests.support.pictures import words_on
from tests.support.sample_book import sample_page
from tui.app.choose.screen import ChooseScreen
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.training.entry import Entry
from tui.training.gym import POUND_GYM
from tui.training.rules import TrainingRules
from tui.workout import actions
from tui.workout.pasted import read_pasted
from tui.workout.workout import Workout


@pytest.fixture
def workout(book: Logbook, clock: Clock) -> Workout:
    """Today's session of the sample lifter; every look at the clock takes a second."""
    clock.step = timedelta(seconds=1)
    return open_workout(book, clock)


def notice(workout: Workout) -> str:
    shown = view(workout).entry.notice
    return "" if shown is None else shown.words


def footer(workout: Workout) -> list[tuple[str, str]]:
    return [(key.key, key.label) for key in view(workout).footer.keys]


# -- what is asked


def test_an_unlikely_weight_is_asked_and_enter_takes_the_likely_one(workout: Workout) -> None:
    type_line(workout, "825x8")
    workout.enter()
    assert done(workout) == []
    assert "You mean 82.5 × 8? · enter takes it · ! logs 825 × 8" in notice(workout)
    assert view(workout).entry.text == "825x8"
    workout.enter()
    assert done(workout) == [(82.5, 8, None)]


def test_an_exclamation_mark_insists(workout: Workout) -> None:
    type_line(workout, "825x8")
    workout.enter()
    workout.insist()
    assert done(workout) == [(825, 8, None)]


def test_a_bounced_enter_answers_no_question(workout: Workout, clock: Clock) -> None:
    clock.step = timedelta(milliseconds=30)
    type_line(workout, "825x8")
    for _ in range(30):
        workout.enter()
    assert done(workout) == []
    clock.moment += timedelta(seconds=1)
    workout.enter()
    assert done(workout) == [(82.5, 8, None)]


def test_typing_on_takes_the_question_back(workout: Workout) -> None:
    type_line(workout, "825x")
    workout.enter()
    type_line(workout, "8")
    workout.enter()
    assert workout.asks
    type_line(workout, "8")
    assert not workout.asks
    workout.insist()
    assert done(workout) == []


def test_bodyweight_on_a_barbell_takes_more_than_enters(workout: Workout) -> None:
    type_line(workout, "bw+10x8")
    for _ in range(3):
        workout.enter()
    assert done(workout) == []
    assert notice(workout).startswith("Bench Press is no bodyweight exercise")


def test_no_record_is_told_before_the_answer(workout: Workout) -> None:
    type_line(workout, "825x8")
    workout.enter()
    assert "record" not in notice(workout)
    workout.enter()
    assert "825" not in notice(workout)


# -- keys


def test_the_footer_says_what_keys_do_while_a_set_is_typed(workout: Workout) -> None:
    type_line(workout, "80x")
    assert footer(workout) == [("enter", "log"), ("esc", "guess back"), ("f1", "help")]
    workout.restore_guess()
    assert ("n", "next") in footer(workout)


@pytest.mark.parametrize(
    "key", ["tab", "shift+tab", "up", "down", "f5", "ctrl+y"], ids=lambda key: key
)
async def test_no_key_takes_a_half_typed_set_to_another_exercise(
    book: Logbook, make_app: MakeApp, key: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        pilot.app.set_keymap({"today.skip": "f5"})
        await pilot.press(*"80x7", key)
        await until(pilot, shows(pilot, "“80x7” is not logged yet"))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        assert (today.workout.index, today.workout.typed) == (0, "80x7")
        await pilot.press("enter")
        await until(pilot, shows(pilot, "80 × 7"))


# -- what comes from elsewhere


def test_an_exercise_removed_elsewhere_leaves_the_line_unlogged(
    workout: Workout, book: Logbook, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    workout.step_exercise(1)
    type_line(workout, "30x9")
    bench, incline = (sheet.exercise for sheet in workout.sheet.exercises[:2])
    deeds_of_another(book, incline.id)
    workout.refresh()
    assert notice(workout).startswith("Incline DB Press was removed elsewhere: “30x9” was typed")
    workout.enter()
    assert "enter again reads it for" in notice(workout)
    assert sum(sheet.done for sheet in workout.sheet.exercises) == 0
    assert view(workout).entry.text == "30x9"
    again = open_workout(book, clock)
    assert "was removed elsewhere" in notice(again)
    again.enter()
    assert sum(sheet.done for sheet in again.sheet.exercises) == 0
    assert bench.id != incline.id


def deeds_of_another(book: Logbook, row_id: str) -> None:
    """Take an exercise away as a pull would."""
    book._connection.execute("delete from modular_training_exercise where id = ?", (row_id,))


def test_an_exercise_swapped_elsewhere_is_asked_about(workout: Workout, book: Logbook) -> None:
    type_line(workout, "80x7")
    row = workout.sheet.exercises[0].exercise
    book.workouts.update_exercise(row.id, {"exercise_name": "Pec Deck"}, "swapped")
    workout.refresh()
    assert notice(workout).startswith("Bench Press was swapped for Pec Deck elsewhere")
    workout.enter()
    assert done(workout) == []
    workout.restore_guess()
    type_line(workout, "50x12!")
    workout.enter()
    assert done(workout) == [(50, 12, None)]


def test_a_set_removed_elsewhere_does_not_turn_its_amendment_into_a_new_set(
    workout: Workout, book: Logbook
) -> None:
    workout.enter()
    workout.step_set(-1)
    type_line(workout, "85x5")
    book.workouts.delete_set(workout.sheet.exercises[0].exercise.performed[0].id)
    workout.refresh()
    workout.enter()
    assert done(workout) == []
    assert notice(workout).startswith("set 1 was removed elsewhere")
    workout.enter()
    assert done(workout) == [(85, 5, None)]


def test_a_relative_line_keeps_meaning_what_it_meant(workout: Workout, book: Logbook) -> None:
    type_line(workout, "x7")
    book.workouts.record_sets(workout.sheet.exercises[0].exercise.id, [Entry(60, 10)])
    workout.refresh()
    workout.enter()
    assert len(done(workout)) == 1
    assert "says something else now" in notice(workout)


def test_a_change_of_gym_is_asked_about(workout: Workout) -> None:
    type_line(workout, "82.5x7")
    workout.use(TrainingRules(gym=POUND_GYM))
    workout.enter()
    assert done(workout) == []
    assert "“82.5x7” was typed in kg" in notice(workout)


def test_a_session_completed_elsewhere_is_asked_about(workout: Workout, book: Logbook) -> None:
    type_line(workout, "82.5x7")
    book.workouts.update_session(workout.session.id, {"completed": True})
    workout.refresh()
    workout.enter()
    assert done(workout) == []
    assert "was completed elsewhere" in notice(workout)


# -- undo and redo


def test_a_held_u_undoes_once(workout: Workout, clock: Clock) -> None:
    workout.enter()
    workout.enter()
    clock.step = timedelta(milliseconds=40)
    for _ in range(20):
        workout.undo()
    assert len(done(workout)) == 1


def test_everything_undone_is_done_again(workout: Workout, book: Logbook) -> None:
    workout.enter()
    workout.enter()
    actions.comment_on_session(workout, "so so")
    after = workout.session
    for _ in range(3):
        workout.undo()
    assert done(workout) == []
    for _ in range(3):
        workout.redo()
    assert workout.session == after
    workout.redo()
    assert notice(workout) == "nothing left to redo"
    workout.undo()
    assert notice(workout) == "undone: Push-H comment"


def test_what_is_done_anew_ends_what_could_be_done_again(workout: Workout) -> None:
    workout.enter()
    workout.undo()
    workout.enter()
    workout.redo()
    assert notice(workout) == "nothing left to redo"


def test_an_amendment_undone_is_said_by_its_values(workout: Workout) -> None:
    workout.enter()
    workout.step_set(-1)
    type_line(workout, "82.5x8")
    workout.enter()
    workout.undo()
    assert notice(workout) == "undone: Bench Press set 1: back to 82.5 x 6 @8 from 82.5 x 8"


def test_what_was_done_in_another_session_is_named_first(
    workout: Workout, book: Logbook, clock: Clock
) -> None:
    following = book.workouts.agenda(clock.moment.date()).next
    assert following is not None
    book.workouts.update_session(following.id, {"notes": "easy"})
    workout.undo()
    assert notice(workout) == (
        f"u once more undoes in {following.day_label}: {following.day_label} comment"
    )
    workout.undo()
    assert notice(workout).startswith("undone")


# -- what is pasted


def has_logged(workout: Workout, sets: int) -> Callable[[], bool]:
    return lambda: len(done(workout)) == sets


async def test_several_pasted_lines_are_shown_and_logged_together(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        for answer, sets in (("escape", 0), ("enter", 3)):
            pilot.app.post_message(Paste("82.5 x 8\r\nx7 @9\n\n80x8\n"))
            await until(pilot, shows(pilot, "Enter logs them all"))
            assert "82.5 × 7 @9" in words_on(pilot.app.screen)
            await pilot.press(answer)
            await until(pilot, lambda: pilot.app.screen is today)
            await until(pilot, has_logged(today.workout, sets))
        assert done(today.workout) == [(82.5, 8, None), (82.5, 7, 9), (80, 8, None)]
        today.workout.undo()
        today.workout.undo()
        assert done(today.workout) == []


async def test_lines_pasted_into_a_completed_session_are_asked_about_as_such(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        actions.finish(today.workout)
        for answer, sets in (("escape", 0), ("enter", 2)):
            pilot.app.post_message(Paste("82.5x8\n80x8\n"))
            await until(pilot, shows(pilot, "Push-H is completed: Enter adds them all to it"))
            assert done(today.workout) == []
            await pilot.press(answer)
            await until(pilot, lambda: pilot.app.screen is today)
            await until(pilot, has_logged(today.workout, sets))
        assert today.workout.session.completed
        pilot.app.post_message(Paste("75x8\n70x8\n"))  # and reopened while it is asked
        await until(pilot, shows(pilot, "Enter adds them all to it"))
        actions.reopen(today.workout)
        await pilot.press("enter")
        await until(pilot, shows(pilot, "none of what was pasted was logged"))
        assert len(done(today.workout)) == 2


def test_a_pasted_line_that_is_no_set_stops_them_all(workout: Workout) -> None:
    read = read_pasted(["80x8", "great day", "825x8"], workout.known)
    assert [one.entry for one in read] == [Entry(80, 8), None, None]
    workout.log_pasted(read)
    assert done(workout) == []


async def test_a_comment_keeps_all_pasted_lines(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        pilot.app.post_message(Paste("left shoulder\nelbows in\n"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "left shoulder / elbows in"))


async def test_the_comment_of_the_finish_form_keeps_every_pasted_line(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        await pilot.press("enter", "f")
        await until(pilot, shows(pilot, "Enter completes it"))
        await pilot.press("down", "down")
        pilot.app.post_message(Paste("slept badly\nleft shoulder\r\n\nelbows in\n"))
        comment = pilot.app.screen.query_one("#notes", Input)
        await until(pilot, lambda: bool(comment.value))
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is today)
        assert today.workout.session.notes == "slept badly / left shoulder / elbows in"


async def test_a_session_that_is_removed_elsewhere_is_told_with_what_was_typed_in_it(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"100x5")
        page = sample_page(clock().date())
        left = [{**week, "sessions": []} for week in page.weeks]
        book.base.apply(replace(page, revision=page.revision + 1, weeks=tuple(left)))
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        assert [str(one.message) for one in pilot.app._notifications] == [
            "Push-H was removed elsewhere: “100x5” is not logged."
        ]
