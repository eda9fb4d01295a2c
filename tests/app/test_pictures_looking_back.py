"""Pictures of looking back: the weeks, a past session, and the history of an exercise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.test_app import MakeApp
from tests.support.album import Album, Compare, Shot
from tests.support.app_ports import Clock, Exchange
from tests.support.long_book import long_page
from tui.app.app import TopsetApp
from tui.app.screens.weeks import WeeksScreen
from tui.logbook import Logbook
from tui.sync.status import SyncStatus

WEEKS = (
    Shot("weeks", "81   43.7  12", ("W", "down")),
    Shot("weeks-typing", "with “dead”", ("slash", *"dead")),
    Shot("weeks-filtered", "with “deadlift”", (*"lift", "enter")),
    Shot("weeks-nothing", "No exercise with “zercher” was done.", ("escape", "slash", *"zercher")),
)
PAST = (Shot("past", "added on Tue 17 Nov", ("W", "down", "enter", "enter", *"80x7@9", "enter")),)
HISTORY = (
    Shot("history-newest", "24 times since", ("h",)),
    Shot("history-older", "26 May", ("end",)),
    Shot("history-bodyweight", "bw+10", ("escape", "n", "n", "h")),
    Shot("history-empty", "never done before", ("escape", "a", *"zercher", "enter", "h")),
)


async def test_the_weeks(book: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(WEEKS)


async def test_the_weeks_while_their_records_are_counted(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        assert isinstance(pilot.app, TopsetApp)
        assert pilot.app.lifter is not None
        await pilot.app.push_screen(WeeksScreen(pilot.app.lifter, breath=3600))
        await album.shot("weeks-counting", "…")


async def test_ten_years_of_weeks(
    open_book: Callable[[], Logbook], make_app: MakeApp, picture_of: Compare, clock: Clock
) -> None:
    with open_book() as book:
        book.base.apply(long_page(clock.moment.date(), weeks=120))
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.press(["W", *["pagedown"] * 3])
        await album.shows("120 weeks since")
        screen = pilot.app.screen
        assert isinstance(screen, WeeksScreen)
        await album.until(lambda: screen.counted)
        await album.shot("weeks-years", "week 6")


OFFLINE = SyncStatus(state="offline", detail="gym.example cannot be reached.")
EMPTY = (("weeks-empty", None, "No weeks yet"), ("weeks-offline", OFFLINE, "offline"))


@pytest.mark.parametrize(("name", "standing", "shown"), EMPTY, ids=[one[0] for one in EMPTY])
async def test_no_weeks_yet(
    open_book: Callable[[], Logbook],
    make_app: MakeApp,
    picture_of: Compare,
    *,
    name: str,
    standing: SyncStatus | None,
    shown: str,
) -> None:
    async with make_app(Exchange(first=standing)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("Free session")
        await album.take([Shot(name, shown, ("W",))])


async def test_a_past_session(book: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(PAST)


async def test_the_history_of_an_exercise(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(HISTORY)
