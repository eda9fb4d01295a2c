"""The sync screen itself, headless, on a real logbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock, SilentSync
from tests.support.unsettled import leave_many_to_send, leave_unsettled
from tui.app.sync.screen import SyncScreen
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook


@pytest.fixture
def unsettled(book: Logbook, clock: Clock) -> Logbook:
    """A log with something of every kind waiting."""
    leave_unsettled(book, clock.moment.date())
    return book


async def test_a_discarding_that_was_begun_is_forgotten_over_another_question(
    unsettled: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("y", "down", "d")
        await until(pilot, shows(pilot, "d once more discards it for good"))
        await pilot.press("e")
        await until(pilot, shows(pilot, "Enter sends it again"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SyncScreen))
        assert not shows(pilot, "d once more")()
        await pilot.press("d")
        await until(pilot, shows(pilot, "d once more discards it for good"))
        assert unsettled.changes.counts().refused == 4


async def test_a_conflict_and_refusals_are_mended_by_keys(
    unsettled: Logbook, make_app: MakeApp
) -> None:
    exchange = SilentSync()
    async with make_app(exchange).run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("y")
        await until(pilot, shows(pilot, "77.5 kg"))
        await pilot.press("m")
        await until(pilot, shows(pilot, "mine is sent"))

        await pilot.press("e")
        await until(pilot, shows(pilot, "Enter sends it again"))
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press("down", "down", *"2", "enter")
        await until(pilot, shows(pilot, "RPE is a whole number from 6 to 10."))
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press("backspace", *"10", "enter")
        await until(pilot, shows(pilot, "fixed and queued again"))

        await pilot.press("o")
        await until(pilot, shows(pilot, "Enter moves it there"))
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press(*"dips", "enter")
        await until(pilot, shows(pilot, "moved to Dips"))

        await pilot.press("d", "d")
        await until(pilot, shows(pilot, "Curl added: discarded"))
        assert unsettled.changes.counts().refused == 0
        assert exchange.wakes == 4
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))


async def test_what_is_stuck_is_kept_in_a_file_that_is_asked_for_until_it_is_free(
    unsettled: Logbook, make_app: MakeApp, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("mine")
    async with make_app().run_test(size=(120, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("y")
        await until(pilot, shows(pilot, "77.5 kg"))
        for name, said in (("taken", "exists already"), ("free", "5 changes kept in")):
            if name == "taken":
                await pilot.press("w")
            await until(pilot, lambda: isinstance(pilot.app.focused, Input))
            line = pilot.app.focused
            assert isinstance(line, Input)
            line.value = str(tmp_path / name)
            await pilot.press("enter")
            await until(pilot, shows(pilot, said))
    assert (tmp_path / "taken").read_text() == "mine"
    assert "Curl" in (tmp_path / "free").read_text()


@pytest.mark.parametrize("many", [600, pytest.param(2000, marks=pytest.mark.soak)])
async def test_many_sets_to_send_are_a_handful_of_widgets(
    book: Logbook, make_app: MakeApp, clock: Clock, many: int
) -> None:
    leave_many_to_send(book, clock.moment.date(), many)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, f"{many} to send"))
        await pilot.press("y")
        await until(pilot, shows(pilot, f"To send, {many}, oldest first"))
        screen = pilot.app.screen
        assert isinstance(screen, SyncScreen)
        assert len(screen.query("*")) < 20
        assert len(screen.review.view().list.lines) < 250
