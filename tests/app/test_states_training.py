"""The states of a training day, reached by keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from tests.app.conftest import EVENING
from tests.app.test_bad_input import read_only
from tests.support.album import Album
from tests.support.app_ports import Clock, SilentSync
from tests.support.walk import Step
from tui.app.app import TopsetApp
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.sync.protocol import Outcome
from tui.sync.status import SyncStatus
from tui.training.entry import Entry

MakeApp = Callable[..., TopsetApp]
BEGUN = "▸   1"


@dataclass(frozen=True)
class State(Step):
    """A step whose keys are a second apart, and which may show only later."""

    later: timedelta = timedelta()


RUNS: dict[str, tuple[State, ...]] = {
    "a wrong line": (
        State(
            ("enter", *"x7@9", "enter", *"80x8@8.5", "enter"),
            ("whole RPE", "since 18:00", "2:51 of 3:00"),
            picture="today",
        ),
    ),
    "all sets and one more": (
        State(("enter", "enter", "up"), ("amend 2 › 82.5 x 6 @8_", "d remove")),
        State(("down", "enter"), ("▸ Incline", "Bench Press done · m repeats its last set")),
        State("m", ("▸   4 extra", "extra 4 › 82.5 x 6 @8_", "m one more")),
    ),
    "too hard": (
        State(("enter", *"x5@10", "enter"), ("1 short of 6: drop to 75", "t takes it")),
        State("t", ("75 x 6 @8", "each side 25 · 2.5")),
    ),
    "the longest exercise": (
        State((*"nnnnn", *["enter"] * 4, "p"), ("Lateral Raise    4/4", "extra 5 › _ m repeats")),
    ),
    "a rest": (
        State(("enter", "r"), ("2:59 of 3:00  paused: r goes on",)),
        State("r", ("rest over  3:00 done",), later=timedelta(minutes=4)),
    ),
    "a swap": (
        State(("w", *"inc"), ("In place of Bench Press", "Incline", "Tab: from now on")),
        State(
            ("escape", "w", *"cable fl", "enter"),
            ("Cable Fly for Bench Press, today · u undoes", "In place of: Bench Press", "15 × 15"),
        ),
    ),
    "a swap after a set": (
        State(
            ("enter", "w", *"cable fl", "enter"),
            ("Cable Fly for the rest of Bench Press", "Bench Press      1/1", "Plan 2 × 6–8"),
        ),
    ),
    "a superset": (State(("S", "enter"), ("┌  Bench Press      1/3", "└▸ Incline DB Press 0/3")),),
    "skipped": (State(("s", "s", "p", "p"), (" skip", "Skipped today: s takes that back")),),
    "a warm-up": (
        State("g", ("Warm-up for 82.5 kg", "the empty bar", "l logs the warm-up")),
        State("l", ("4/4", "warm-up of 4 sets logged above · u undoes")),
    ),
    "cards": (
        State(
            (*"87x6", "enter", "l"),
            ("20 kg bar", "87 kg cannot be loaded here.", "below", "▸ above"),
            picture="plates",
        ),
        State(("escape", "c"), ("Comment on Bench Press", "Enter keeps it"), picture="comment"),
    ),
    "another day": (
        State(("D", *"soon", "enter"), ("“soon” was not understood: a day is today", "Day of")),
        State(
            ("ctrl+u", *"yesterday", "enter"),
            ("Mon 23 Nov, opened Tue 24 Nov", "is now on Mon 23 Nov · u undoes"),
        ),
    ),
    "to the end": (
        State(
            ("enter", "f"), ("1 of 20 sets · 495 kg lifted", "Enter completes it"), picture="finish"
        ),
        State((*"11", "enter"), ("Difficulty is a whole number from 1 to 10.",)),
        State(
            ("backspace", "backspace", "8", "enter"),
            ("completed: f reopens it", "session completed", "f reopen"),
        ),
    ),
    "to a record": (
        State((*"100x8@8", "enter"), ("record: heaviest ever: 100, best e1RM: 135.3",)),
        State("f", ("★ Bench Press: heaviest ever: 100", "★ Bench Press: best e1RM: 135.3")),
    ),
    "a free session": (
        State("of", ("No exercises yet", "a adds one from the catalogue", "add an exercise first")),
    ),
}
STANDINGS = (
    ("offline since 18:00", SyncStatus(state="offline", offline_since=EVENING)),
    ("database needs migrations", SyncStatus(state="wrong_database")),
    ("signed out", SyncStatus(state="signed_out", detail="The session has ended.")),
)


async def reach(album: Album, clock: Clock, state: State) -> None:
    """Press a key a second until the state shows, and bring the rest up to the clock."""
    for key in state.keys:
        clock.moment += timedelta(seconds=1)
        await album.press([key])
    clock.moment += state.later
    repaint(album.pilot)
    await album.go([replace(state, keys=())])


def repaint(pilot: Pilot[None]) -> None:
    """Paint the sessions that are open: the rest line would follow the clock a second later."""
    for screen in pilot.app.screen_stack:
        if isinstance(screen, TodayScreen):
            screen.paint()


@pytest.mark.parametrize("run", RUNS)
async def test_the_states_of_training(
    book: Logbook, make_app: MakeApp, clock: Clock, run: str
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says(BEGUN)
        for state in RUNS[run]:
            await reach(album, clock, state)


async def test_how_the_exchange_stands_while_training(book: Logbook, make_app: MakeApp) -> None:
    log_two_sets(book)
    exchange = SilentSync()
    async with make_app(exchange).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.until(lambda: exchange.say is not None)
        for words, standing in STANDINGS:
            exchange.tell(standing)
            await album.says(f"{words}, 2 to send")


async def test_a_set_that_the_database_refused(book: Logbook, make_app: MakeApp) -> None:
    log_two_sets(book)
    changes = book.changes.unsent()
    refused = Outcome(id=changes[0].id, outcome="refused", code="23514", message="no such weight")
    book.changes.settle(changes[:1], [refused])
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot).says("1 refused !, 1 to send", "Bench Press      1/3")


async def test_a_set_that_could_not_be_saved(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says(BEGUN)
        await reach(album, clock, State("82.5x7@9", ("82.5x7@9_",)))
        assert app.lifter is not None
        with read_only(app.lifter.book):
            await pilot.press("enter")
            await album.says("not saved: the logbook is read-only", "82.5x7@9")


def log_two_sets(book: Logbook) -> None:
    """Log two sets of the first exercise before the app opens."""
    session = book.workouts.session(book.workouts.agenda(EVENING.date()).today[0].id)
    assert session is not None
    book.workouts.record_sets(session.exercises[0].id, [Entry(82.5, 8, 8, count=2)])
