"""Pictures of the sync screen, and of what it asks, in every state of the exchange."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.conftest import EVENING
from tests.app.test_app import MakeApp
from tests.support.album import Album, Compare, Shot
from tests.support.app_ports import Clock, Exchange
from tests.support.unsettled import NO_NETWORK, leave_unsettled
from tui.logbook import Logbook
from tui.sync.protocol import LOCAL_LIFTER, Round
from tui.sync.status import SyncStatus
from tui.training.entry import Entry

OFFLINE = SyncStatus(state="offline", detail=NO_NETWORK, next_try_seconds=40.0)
MISSING = (
    "The database lacks topset's migrations (12, from 20261122180300_ownership on):"
    " whoever owns the database runs `topset db migrate`."
)

STUCK = (
    Shot("sync", "77.5 kg", ("y",)),
    Shot("sync-refused", "Move it to another exercise", ("down",)),
    Shot("sync-discard-asked", "d once more discards it for good", ("d",)),
    Shot("mend", "Enter sends it again", ("e",)),
    Shot("mend-refused", "RPE is a whole number", ("down", "down", *"2", "enter")),
    Shot("move", "Enter moves it there", ("escape", "o")),
    Shot("move-nothing", "no session of the last weeks fits", (*"zercher",)),
    Shot("sync-waits-for-another", "Goes with it: Curl", ("escape", "down", "down")),
    Shot("sync-mended", "queued again", ("r",)),
    Shot("sync-unsent", "a new row, sent in its turn", ("down", "down")),
)
QUIET = {
    "sync-begun": (None, "has not begun yet."),
    "sync-talking": (SyncStatus(state="syncing"), "Talking to the database."),
    "sync-all-sent": (SyncStatus(last_fetched=EVENING), "Nothing waits"),
    "sync-offline": (
        replace(OFFLINE, offline_since=EVENING.replace(hour=16, minute=40)),
        "Offline since 16:40",
    ),
    "sync-signed-out": (
        SyncStatus(state="signed_out", detail="The session has ended."),
        "Signed out: go on logging",
    ),
    "sync-wrong-database": (SyncStatus(state="wrong_database", detail=MISSING), "db migrate"),
    "sync-trouble": (
        SyncStatus(
            state="trouble",
            detail="An answer was not understood: the log file has more.",
            next_try_seconds=120.0,
        ),
        "In trouble.",
    ),
}


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to write files into by their names alone."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_what_is_stuck_and_every_way_to_mend_it(
    book: Logbook, make_app: MakeApp, picture_of: Compare, clock: Clock
) -> None:
    leave_unsettled(book, clock.moment.date())
    async with make_app(Exchange(first=OFFLINE)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(STUCK)


async def test_asking_for_a_file_until_it_can_be_written(
    book: Logbook, make_app: MakeApp, picture_of: Compare, clock: Clock, in_a_folder: Path
) -> None:
    (in_a_folder / "taken").write_text("mine")
    leave_unsettled(book, clock.moment.date())
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(
            [
                Shot("save", "Enter keeps it", ("y", "w")),
                Shot("save-refused", "exists already", ("ctrl+u", *"taken", "enter")),
                Shot("saved", "5 changes kept in free", ("ctrl+u", *"free", "enter")),
            ]
        )


@pytest.mark.parametrize("name", QUIET)
async def test_how_the_exchange_stands(
    book: Logbook, make_app: MakeApp, picture_of: Compare, name: str
) -> None:
    status, shown = QUIET[name]
    book.base.note_round(Round(sent=3, fetched=1))
    async with make_app(Exchange(first=status)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take([Shot(name, shown, ("y",))])


async def test_two_thousand_sets_to_send(
    book: Logbook, make_app: MakeApp, picture_of: Compare, clock: Clock
) -> None:
    session = book.workouts.session(book.workouts.agenda(clock.moment.date()).today[0].id)
    assert session is not None
    for _ in range(100):
        book.workouts.record_sets(session.exercises[0].id, [Entry(20, 10, count=20)])
    async with make_app(Exchange(first=OFFLINE)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take([Shot("sync-many", "▸ ↑ Bench Press set 17", ("y", *["pagedown"] * 2))])


async def test_a_log_that_stays_on_this_laptop(
    open_book: Callable[[], Logbook], make_app: MakeApp, picture_of: Compare
) -> None:
    app = make_app()
    app.ports = replace(app.ports, account=None, start_sync=None, local=LOCAL_LIFTER)
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("Free session")
        await album.take([Shot("sync-local", "stays on this laptop", ("y",))])
