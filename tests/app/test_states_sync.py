"""The sync screen and what it asks: what is stuck, and every way to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.app.test_app import MakeApp
from tests.support.album import Album
from tests.support.app_ports import Clock, SilentSync
from tests.support.unsettled import NO_NETWORK, leave_many_to_send, leave_unsettled
from tests.support.walk import Step
from tui.logbook import Logbook
from tui.sync.protocol import LOCAL_LIFTER
from tui.sync.status import SyncStatus

OFFLINE = SyncStatus(state="offline", detail=NO_NETWORK, next_try_seconds=40.0)
STUCK = (
    Step(
        "y",
        (
            "4 refused !, 1 in conflict !, 5 to send",
            "next try at 18:00:40",
            "77.5 kg",
            "m use mine",
        ),
        picture="sync",
    ),
    Step(("down",), ("the exercise is no longer on the server", "Move it to another exercise")),
    Step("d", ("d once more discards it for good",)),
    Step("e", ("Bench Press set 1: 82.5 × 7 @9", "Enter sends it again"), picture="mend"),
    Step(("down", "down", *"2", "enter"), ("RPE is a whole number from 6 to 10.",)),
    Step(("escape", "o"), ("82.5 × 7 @9 and 1 more", "Enter moves it there"), picture="move"),
    Step((*"zercher",), ("no session of recent weeks fits",)),
    Step(("escape", "down", "down"), ("Goes with it: Curl set 1: 20 × 12.", "Edit the value")),
    Step("r", ("queued again", "2 refused !, 1 in conflict !, 7 to send")),
    Step("down", ("a new row, sent in turn", "s sync  y back")),
)


@pytest.fixture
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to write files into by their names alone."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def test_what_is_stuck_and_every_way_to_mend_it(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    leave_unsettled(book, clock.moment.date())
    async with make_app(SilentSync(first=OFFLINE)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(STUCK)


async def test_asking_for_a_file_until_it_can_be_written(
    book: Logbook, make_app: MakeApp, clock: Clock, in_a_folder: Path
) -> None:
    (in_a_folder / "taken").write_text("mine")
    leave_unsettled(book, clock.moment.date())
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go([Step(("y", "w"), ("changes go to?", "Enter keeps it"))])
        assert album.screen.query_one(Input).value == "~/topset-changes-20261124-1800.json"
        await album.go(
            [
                Step(("ctrl+u", *"taken", "enter"), ("exists already: choose a name",)),
                Step(("ctrl+u", *"free", "enter"), ("5 changes kept in free",)),
            ]
        )


async def test_hundreds_of_sets_to_send(book: Logbook, make_app: MakeApp, clock: Clock) -> None:
    leave_many_to_send(book, clock.moment.date(), 400)
    async with make_app(SilentSync(first=OFFLINE)).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(
            [Step(("y", *["pagedown"] * 2), ("↑ 14 more", "▸ ↑ Bench Press set 17", "↓ 181 more"))]
        )


async def test_a_log_that_stays_on_this_laptop(
    open_book: Callable[[], Logbook], make_app: MakeApp
) -> None:
    app = make_app()
    app.ports = replace(app.ports, account=None, start_sync=None, local=LOCAL_LIFTER)
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("Free session")
        await album.go([Step("y", ("on this laptop", "stays on this laptop", "Connect a project"))])
