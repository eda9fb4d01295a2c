"""Pictures of the states of a training day, each at three sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from tests.app.conftest import EVENING
from tests.app.test_bad_input import read_only
from tests.support.album import Album, Compare
from tests.support.app_ports import Clock, Exchange
from tests.support.pictures import words_on
from tui.app.app import TopsetApp
from tui.app.screens.today import TodayScreen
from tui.logbook import Logbook
from tui.sync.protocol import Outcome
from tui.sync.status import SyncStatus
from tui.training.entry import Entry

MakeApp = Callable[..., TopsetApp]
BEGUN = "▸   1"


@dataclass(frozen=True)
class State:
    """One state: the keys that lead to it, a second apart, and words that it shows."""

    name: str
    keys: Sequence[str]
    shown: str
    later: timedelta = timedelta()


RUNS: dict[str, tuple[State, ...]] = {
    "a wrong line": (
        State("today", ("enter", *"x7@9", "enter", *"80x8@8.5", "enter"), "whole RPE"),
    ),
    "all sets and one more": (
        State("amending", ("enter", "enter", "up"), "amend 2"),
        State("exercise-done", ("down", "enter"), "m repeats its last set"),
        State("one-more", "m", "extra 4"),
    ),
    "too hard": (
        State("harder", ("enter", *"x5@10", "enter"), "t takes it"),
        State("advice-taken", "t", "75 x 6 @8"),
    ),
    "the longest exercise": (State("longest-done", (*"nnnnn", *["enter"] * 4, "p"), "extra 5"),),
    "a rest": (
        State("rest-paused", ("enter", "r"), "paused: r goes on"),
        State("rest-over", "r", "rest over", later=timedelta(minutes=4)),
    ),
    "a swap": (
        State("swap-search", ("w", *"inc"), "Tab: from now on"),
        State("swapped", ("escape", "w", *"cable fl", "enter"), "Cable Fly for Bench Press, today"),
    ),
    "a swap after a set": (
        State("swapped-begun", ("enter", "w", *"cable fl", "enter"), "for the rest of Bench"),
    ),
    "a superset": (State("superset", ("S", "enter"), "0/3"),),
    "skipped": (State("skipped", ("s", "s", "p", "p"), "Skipped today"),),
    "a warm-up": (
        State("warm-up", "g", "logs the warm-up"),
        State("warm-up-logged", "l", "4/4"),
    ),
    "cards": (
        State("plates", ("enter", *"87x", "l"), "cannot be loaded"),
        State("history", ("escape", "h"), "since"),
        State("comment", ("escape", "c"), "Comment on Bench Press"),
    ),
    "another day": (
        State("day-refused", ("D", *"soon", "enter"), "“soon” was not understood"),
        State("day-moved", ("ctrl+u", *"yesterday", "enter"), "is now on Mon 23 Nov"),
    ),
    "to the end": (
        State("finish", ("enter", "f"), "Enter completes it"),
        State("finish-refused", (*"11", "enter"), "whole number from 1 to 10"),
        State("completed", ("backspace", "backspace", "8", "enter"), "session completed"),
    ),
    "to a record": (
        State("record", (*"100x8@8", "enter"), "record: heaviest ever: 100"),
        State("finish-records", "f", "heaviest ever: 100"),
    ),
    "a free session": (State("no-exercises", "of", "No exercises yet"),),
}
STANDINGS = (
    ("offline since 18:00", SyncStatus(state="offline", offline_since=EVENING)),
    ("database needs migrations", SyncStatus(state="wrong_database")),
    ("signed out", SyncStatus(state="signed_out", detail="The session has ended.")),
)


async def reach(pilot: Pilot[None], album: Album, clock: Clock, state: State) -> None:
    """Press a key a second until the state shows, and bring the rest up to the clock."""
    for key in state.keys:
        clock.moment += timedelta(seconds=1)
        await album.press([key])
    clock.moment += state.later
    repaint(pilot)
    await album.shows(state.shown)


def repaint(pilot: Pilot[None]) -> None:
    """Paint the sessions that are open: the rest line would follow the clock a second later."""
    for screen in pilot.app.screen_stack:
        if isinstance(screen, TodayScreen):
            screen.paint()


@pytest.mark.parametrize("run", RUNS)
async def test_the_states_of_training(
    book: Logbook, make_app: MakeApp, clock: Clock, picture_of: Compare, run: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows(BEGUN)
        for state in RUNS[run]:
            await reach(pilot, album, clock, state)
            await album.shot(state.name, state.shown)


@pytest.mark.parametrize(("words", "standing"), STANDINGS, ids=[words for words, _ in STANDINGS])
async def test_how_the_exchange_stands_while_training(
    book: Logbook,
    make_app: MakeApp,
    picture_of: Compare,
    words: str,
    standing: SyncStatus,
) -> None:
    log_two_sets(book)
    async with make_app(Exchange(first=standing)).run_test(size=(80, 24)) as pilot:
        name = f"today-{standing.state.replace('_', '-')}"
        await Album(pilot, picture_of).shot(name, f"{words}, 2 to send")


async def test_a_set_that_the_database_refused(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    log_two_sets(book)
    changes = book.changes.unsent()
    refused = Outcome(id=changes[0].id, outcome="refused", code="23514", message="no such weight")
    book.changes.settle(changes[:1], [refused])
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).shot("today-refused", "1 refused !, 1 to send")


async def test_a_set_that_could_not_be_saved(
    book: Logbook, make_app: MakeApp, picture_of: Compare, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows(BEGUN)
        await reach(pilot, album, clock, State("", "82.5x7@9", "82.5x7@9_"))
        assert app.lifter is not None
        with read_only(app.lifter.book):
            await pilot.press("enter")
            await album.shot("not-saved", "not saved: ")
        assert "82.5x7@9" in words_on(pilot.app.screen)


def log_two_sets(book: Logbook) -> None:
    """Log two sets of the first exercise before the app opens."""
    session = book.workouts.session(book.workouts.agenda(EVENING.date()).today[0].id)
    assert session is not None
    book.workouts.record_sets(session.exercises[0].id, [Entry(82.5, 8, 8, count=2)])
