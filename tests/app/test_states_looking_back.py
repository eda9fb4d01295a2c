"""Looking back: the weeks, a past session, and the history of an exercise."""

from __future__ import annotations

from collections.abc import Callable

from tests.app.test_app import MakeApp
from tests.support.album import Album
from tests.support.app_ports import Clock, SilentSync
from tests.support.long_book import long_page
from tests.support.walk import Step
from tui.app.app import TopsetApp
from tui.app.weeks.screen import WeeksScreen
from tui.logbook import Logbook
from tui.sync.status import SyncStatus

WEEKS = (
    Step(("W", "down"), ("81   43.7  14", "27 weeks since 25 May"), picture="weeks"),
    Step(("slash", *"dead"), ("with “dead”",)),
    Step((*"lift", "enter"), ("25 weeks with “deadlift”", "6 sets · 4,540 kg · 1 record")),
    Step(
        ("escape", "slash", *"zercher"),
        (
            "no weeks with “zercher”",
            "No exercise with “zercher” has been done.",
            "Esc shows everything",
        ),
    ),
)
PAST = (
    Step(
        ("W", "down", "enter", "enter", *"80x7@9", "enter"),
        ("looking back from Tue 24 Nov", "set 4 added on Tue 17 Nov"),
        picture="past",
    ),
)
HISTORY = (
    Step("h", ("24 times since", "↓ "), picture="history"),
    Step(("end",), ("26 May", "newer", "“stuck halfway, sets touch too high”")),
    Step(("escape", "n", "n", "h"), ("bw+10", "older")),
    Step(("escape", "a", *"zercher", "enter", "h"), ("never done before",)),
)


async def test_the_weeks(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(WEEKS)


async def test_the_weeks_while_their_records_are_counted(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        assert isinstance(pilot.app, TopsetApp)
        assert pilot.app.lifter is not None
        await pilot.app.push_screen(WeeksScreen(pilot.app.lifter, breath=3600))
        await album.says("  …")


async def test_ten_years_of_weeks(
    open_book: Callable[[], Logbook], make_app: MakeApp, clock: Clock
) -> None:
    with open_book() as book:
        book.base.apply(long_page(clock.moment.date(), weeks=120))
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.press(["W", *["pagedown"] * 3])
        await album.says("120 weeks since")
        screen = pilot.app.screen
        assert isinstance(screen, WeeksScreen)
        await album.until(lambda: screen.counted)
        await album.says("week 66", "29 Dec 2025", "10–15 Nov 2025")


OFFLINE = SyncStatus(state="offline", detail="gym.example cannot be reached.")


async def test_no_weeks_yet_while_offline(
    open_book: Callable[[], Logbook], make_app: MakeApp
) -> None:
    async with make_app(SilentSync(first=OFFLINE)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("Free session")
        await album.go([Step("W", ("No weeks yet", "offline"))])


async def test_a_past_session(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(PAST)


async def test_the_history_of_an_exercise(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(HISTORY)
