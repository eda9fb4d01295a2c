"""Draws the pictures of the README from the sample lifter: `make screenshots`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from time import monotonic

from textual.pilot import Pilot
from textual.widgets import Input

from tests.support.app_ports import ME, PASSWORD, AccountInMemory, Clock, SilentSync
from tests.support.pictures import words_on
from tests.support.sample_book import sample_page, small_catalogue
from tests.support.svg import screen_svg
from tui.app.app import TopsetApp
from tui.logbook import Logbook
from tui.workout.ports import Ports, SignInOffer

FOLDER = Path(__file__).parent.parent / "screenshots"
EVENING = datetime(2026, 11, 24, 17, 31, tzinfo=timezone(timedelta(hours=1)))


@dataclass(frozen=True)
class Shot:
    """One picture: the keys that lead to it, each after so many seconds, and what it shows."""

    name: str
    title: str
    keys: Sequence[tuple[int, str]]
    shows: str
    size: tuple[int, int] = (100, 30)
    signed_in: bool = True


BENCH = ((0, "enter"), (185, "x 7 @ 9"), (1, "enter"))
SHOTS = (
    Shot("sign-in", "Signing in", (), "Enter signs in", signed_in=False),
    Shot("today", "Today's session", (*BENCH, (88, "x 7 @ 8")), "82.5 × 7 @9"),
    Shot("finish", "Finishing a session", (*BENCH, (170, "enter"), (5, "f")), "Enter completes it"),
    Shot("choose", "Choosing a session", ((0, "o"),), "Free session"),
)


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = monotonic() + 20
    while not condition():
        if monotonic() > end:
            raise TimeoutError(words_on(pilot.app.screen))
        await pilot.pause()


async def draw(shot: Shot, folder: Path) -> str:
    """Return the picture."""
    clock, numbers, file = Clock(EVENING), count(1), folder / f"{shot.name}.sqlite3"

    def open_book() -> Logbook:
        return Logbook.open(
            file, now=clock, new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"
        )

    with open_book() as book:
        book.base.apply(sample_page(EVENING.date()))
        book.base.replace_catalogue(small_catalogue())
    ports = Ports(
        account=AccountInMemory(ME if shot.signed_in else None),
        open_logbook=lambda _: open_book(),
        start_sync=SilentSync(),
        now=clock,
        offer=SignInOffer(
            where="the sandbox on this laptop",
            email=ME.email,
            password=PASSWORD,
            note="This is the sample lifter: press Enter.",
        ),
    )
    async with TopsetApp(ports).run_test(size=shot.size) as pilot:
        first = "▸   1" if shot.signed_in else shot.shows
        await until(pilot, lambda: first in words_on(pilot.app.screen))
        for seconds, keys in shot.keys:
            clock.moment += timedelta(seconds=seconds)
            await pilot.press(*keys.split())
        await until(pilot, lambda: shot.shows in words_on(pilot.app.screen))
        for field in pilot.app.screen.query(Input):
            field.cursor_blink = False
        await pilot.pause()
        return screen_svg(pilot.app.screen, f"topset: {shot.title}")


async def draw_all() -> None:
    """Draw every picture into the folder."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for shot in SHOTS:
            picture = await draw(shot, Path(folder))
            file = FOLDER / f"{shot.name}.svg"
            file.write_text(picture, encoding="utf-8")
            sys.stdout.write(f"{file.relative_to(FOLDER.parent)}\n")


if __name__ == "__main__":
    asyncio.run(draw_all())
