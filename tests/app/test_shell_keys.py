"""ctrl+A, E, W, U and K in every line of the app that is typed into."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Input

from tests.app.conftest import Configured
from tests.app.test_app import MakeApp, shows, until
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.workout.keymap import GROUPS
from tui.workout.line_editor import EDITING_KEYS


def reads(line: Input, text: str) -> Callable[[], bool]:
    return lambda: line.value == text


async def test_the_line_of_a_set_is_edited_and_logged(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        await pilot.press(*"100 x 5 n", "ctrl+w", "ctrl+a", "delete", "9", "ctrl+e", *"@8")
        assert today.workout.typed == "900 x 5 @8"
        await pilot.press("ctrl+a", "right", "ctrl+k", *"0x6")
        assert today.workout.typed == "90x6"
        await pilot.press("ctrl+u")
        assert (today.workout.typed, today.workout.session.exercises[0].performed) == ("", ())
        await pilot.press("n")
        assert today.workout.index == 1


async def test_every_other_line_is_edited_by_the_same_keys(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        for way in (["c"], ["f"], ["a"], ["ctrl+p"], ["D"], ["W", "slash"]):
            await until(pilot, shows(pilot, "▸   1"))
            await pilot.press(*way)
            await until(pilot, lambda: isinstance(pilot.app.focused, Input))
            line = pilot.app.focused
            assert isinstance(line, Input)
            await pilot.press("ctrl+u", *"12", "ctrl+a", "3", "ctrl+e", "4")
            await until(pilot, reads(line, "3124"))
            await pilot.press("left", "ctrl+k")
            await until(pilot, reads(line, "312"))
            await pilot.press("ctrl+w")
            await until(pilot, reads(line, ""))
            await pilot.press("escape")


async def test_a_setting_that_is_typed_is_edited_by_the_same_keys(
    book: Logbook, configured: Configured
) -> None:
    async with configured().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("f2", "down", "down", "enter", "ctrl+u", *"heavy gym", "ctrl+w")
        await pilot.press("ctrl+a", "ctrl+k", *"slow", "enter")
        await until(pilot, shows(pilot, "slow"))


def test_no_command_has_a_key_that_edits_a_line_of_its_place() -> None:
    in_a_line = {"Everywhere", "Today", "A past session"}
    for place, commands in GROUPS:
        for command in commands:
            clash = EDITING_KEYS.intersection(command.keys.split(","))
            assert place not in in_a_line or not clash, (command.id, clash)
