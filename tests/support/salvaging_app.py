"""The app, without a terminal, over a logbook that is damaged while the app has it open."""

from __future__ import annotations

import sys
from asyncio.subprocess import create_subprocess_exec
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from textual.pilot import Pilot

from tests.support.app_ports import AccountInMemory, Clock, FileRecovery, SilentSync
from tests.support.pages import MONDAY
from tests.support.pictures import words_on
from tui.app.app import TopsetApp
from tui.logbook import Logbook, NotSaved
from tui.sync.status import SyncStatus
from tui.workout.ports import Ports

SECONDS = 60
DAMAGE = "import sys; from tests.support.damage import damage; damage(sys.argv[1], sys.argv[2])"
_DAY = MONDAY + timedelta(days=7)


async def train_through_damage(
    file: Path, open_book: Callable[[], Logbook], tell: Callable[[Logbook], object]
) -> None:
    """Log a set; have the file damaged, as a round finds it; be told; log another, and close.

    `tell` is given the logbook as soon as the lifter has seen that a set, or the rescue, is done.
    """
    clock, exchange = Clock(datetime(_DAY.year, _DAY.month, _DAY.day, 18, tzinfo=UTC)), SilentSync()
    app = TopsetApp(
        Ports(
            account=AccountInMemory(),
            open_logbook=lambda _: open_book(),
            start_sync=exchange,
            now=clock,
            recovery=FileRecovery(file, clock),
        )
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await _see(pilot, "set 1 ›")
        await pilot.press(*"81x5", "enter")
        await _see(pilot, "1/3")
        tell(_book_of(app))
        other = await create_subprocess_exec(sys.executable, "-c", DAMAGE, file, "catalogue_name")
        assert await other.wait() == 0
        exchange.tell(SyncStatus(state="damaged", detail="the logbook is damaged"))
        await _see(pilot, "The logbook was damaged")
        tell(_book_of(app))
        await pilot.press("enter", "q")


def _book_of(app: TopsetApp) -> Logbook:
    assert app.lifter is not None
    return app.lifter.book


async def _see(pilot: Pilot[None], words: str) -> None:
    end = monotonic() + SECONDS
    while words not in words_on(pilot.app.screen):
        if pilot.app.return_code is not None or "not saved" in words_on(pilot.app.screen):
            raise NotSaved("as the app says")
        if monotonic() > end:
            raise TimeoutError(f"{words} was never shown:\n{words_on(pilot.app.screen)}")
        await pilot.pause()
