"""Keys that come in one burst, as a slow line brings them, each reach the screen meant for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import PASSWORD, AccountInMemory
from tui.app.finish.screen import FinishScreen
from tui.app.help.screen import HelpScreen
from tui.app.history.screen import HistoryScreen
from tui.app.shell.screen import LifterScreen
from tui.app.today.screen import TodayScreen
from tui.app.weeks.screen import WeeksScreen
from tui.logbook import Logbook
from tui.workout.ports import SignInOffer

NAMES = {
    "?": "question_mark",
    "@": "at",
    "-": "minus",
    ".": "full_stop",
    " ": "space",
    "⏎": "enter",
    "⇥": "tab",
}


def burst(pilot: Pilot[None], keys: str) -> None:
    """Give the app all these keys before it has time for any of them."""
    for key in keys:
        pilot.app.post_message(Key(NAMES.get(key, key), None if key in "⏎⇥" else key))


async def test_the_difficulty_typed_with_the_finish_key_goes_into_its_form(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test() as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        burst(pilot, "x7@9⏎f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, FinishScreen))
        form = pilot.app.screen
        await until(pilot, lambda: form.query_one("#difficulty", Input).value == "8")
        burst(pilot, "⏎")
        await until(pilot, shows(pilot, "completed"))
        [done] = book.workouts.agenda(date(2026, 11, 24)).today
        session = book.workouts.session(done.id)
        assert session is not None
        assert session.overall_difficulty == 8
        assert [one.rpe for one in session.exercises[0].performed] == [9]


@pytest.mark.parametrize("words", ["dumb", "no pain, 3 sets"])
async def test_no_letter_of_a_comment_is_taken_for_a_command(
    book: Logbook, make_app: MakeApp, words: str
) -> None:
    async with make_app().run_test() as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("enter")
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        burst(pilot, f"c{words}⏎n")
        workout = today.workout
        await until(pilot, lambda: workout.sheet.exercises[0].exercise.notes == words)
        assert pilot.app.screen is today
        assert workout.sheet.exercises[0].done == 1
        await until(pilot, lambda: workout.index == 1)


async def test_keys_after_the_last_question_reach_the_session_again(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test() as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("h")
        await until(pilot, shows(pilot, "times since"))
        await pilot.press("escape")
        burst(pilot, "x7⏎")
        await until(pilot, shows(pilot, "82.5 × 7"))


@pytest.mark.parametrize("between", ["⇥", "⏎"])
async def test_a_password_manager_may_type_the_whole_form_at_once(
    book: Logbook, make_app: MakeApp, door: AccountInMemory, between: str
) -> None:
    door.signed_in = None
    app = make_app()
    app.ports = replace(app.ports, offer=SignInOffer())
    async with app.run_test() as pilot:
        await until(pilot, shows(pilot, "Enter signs in"))
        burst(pilot, f"lifter@topset.example{between}{PASSWORD}⏎")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        assert door.tried == [PASSWORD]


BOUNCES = {
    "celbows⏎⏎": [TodayScreen],
    "f⏎⏎⏎": [TodayScreen],
    "wcable⏎⏎⏎": [TodayScreen],
    "abench⏎⏎n⏎": [TodayScreen],
    "g⏎⏎⏎": [TodayScreen],
    "ooo⏎⏎": [TodayScreen],
    "h⇥/W": [TodayScreen, HistoryScreen, WeeksScreen],
}
SAMPLE = ("f⏎⏎⏎", "abench⏎⏎n⏎", "h⇥/W")  # a form, a search, screens: the soak has all


@pytest.mark.parametrize(
    ("keys", "left_open"),
    [
        pytest.param(keys, left, marks=() if keys in SAMPLE else pytest.mark.soak)
        for keys, left in BOUNCES.items()
    ],
    ids=BOUNCES,
)
async def test_no_burst_of_keys_closes_more_than_it_opened(
    book: Logbook, make_app: MakeApp, keys: str, left_open: list[type[LifterScreen]]
) -> None:
    async with make_app().run_test() as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        burst(pilot, f"{keys}?")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        assert [type(screen) for screen in pilot.app.screen_stack[1:-1]] == left_open
