"""Counts the keys of ten typical workouts, from the open session to the completed one.

`python -m tests.bench.keystrokes` prints them; a test holds the budget of the planned one.
"""

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

from tests.support.app_ports import AccountInMemory, Clock, SilentSync
from tests.support.pictures import words_on
from tests.support.sample_book import sample_page, small_catalogue
from tui.app.app import TopsetApp
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.settings.model import Settings
from tui.workout.ports import Ports

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@dataclass(frozen=True)
class Typical:
    """One workout: the keys that a lifter presses; runs of characters are typed one by one."""

    name: str
    keys: Sequence[str]
    sets: int


def _logs(number: int) -> tuple[str, ...]:
    return ("enter",) * number


FACE_PULL = ("20x15", "enter", "enter")  # never done before: the first weight is typed
END = ("f", "enter")
WORKOUTS: tuple[Typical, ...] = (
    Typical("all as planned, 18 sets", (*_logs(18), *END), 18),
    Typical("all as planned, with difficulty", (*_logs(18), "f", "8", "enter"), 18),
    Typical("the last set of each exercise one rep less", (
        *(*_logs(2), "x5", "enter"), *(*_logs(2), "x9", "enter"), *(*_logs(2), "x10", "enter"),
        *("enter", "x14", "enter"), *(*_logs(2), "x11", "enter"), *(*_logs(3), "x14", "enter"),
        *END), 18),
    Typical("every set with its own effort", (
        *("@7", "enter", "@8", "enter", "@9", "enter") * 3, *("@7", "enter", "@9", "enter"),
        *END), 11),
    Typical("heavier bench, then as planned", ("+2.5", "enter", *_logs(17), *END), 18),
    Typical("the bench is taken: swapped for the pec deck", (
        "w", "pec", "enter", "50x12", "enter", *_logs(17), *END), 18),
    Typical("a superset of two", ("n", "n", "n", "S", *_logs(9), *FACE_PULL, *_logs(9), *END), 20),
    Typical("short of time: two exercises skipped", (
        *_logs(9), "s", "s", *_logs(4), *END), 13),
    Typical("a wrong set amended, one removed", (
        *_logs(3), "p", "up", "x8", "enter", "n", *_logs(3), "p", "up", "d", "enter",
        *_logs(12), *END), 18),
    Typical("three equal sets on one line", (
        "3x80x8", "enter", "3x30x9", "enter", "3xbw+10x9", "enter", *_logs(9), *END), 18),
)  # fmt: skip
BUDGET = {"all as planned, 18 sets": 30}


def keys_of(workout: Typical) -> list[str]:
    """Return the keys one by one, as Textual names them."""
    named = ("enter", "up")
    return [key for one in workout.keys for key in ([one] if one in named else one)]


async def trained(workout: Typical, folder: Path) -> int:
    """Press the keys on a fresh log; return how many sets were logged once it is completed."""
    clock, numbers = Clock(EVENING, step=timedelta(seconds=1)), count(1)
    file = folder / "book.sqlite3"

    def open_book() -> Logbook:
        return Logbook.open(
            file, now=clock, new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"
        )

    with open_book() as book:
        book.base.apply(sample_page(EVENING.date()))
        book.base.replace_catalogue(small_catalogue())
    ports = Ports(
        account=AccountInMemory(),
        open_logbook=lambda _: open_book(),
        start_sync=SilentSync(),
        now=clock,
        preferences=Settings(),
    )
    async with TopsetApp(ports).run_test(size=(80, 24)) as pilot:
        await _until(pilot, lambda: "▸   1" in words_on(pilot.app.screen))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        for key in keys_of(workout):
            before = pilot.app.screen
            await pilot.press(key)
            if pilot.app.screen is not before and pilot.app.screen.query(Input):
                await _until(pilot, lambda: pilot.app.focused is not None)
        await _until(pilot, lambda: today.workout.session.completed)
        return sum(sheet.done for sheet in today.workout.sheet.exercises)


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    end = monotonic() + 20
    while not condition():
        if monotonic() > end:
            raise TimeoutError(words_on(pilot.app.screen))
        await pilot.pause()


def main() -> None:
    """Print the keys of each workout."""
    for workout in WORKOUTS:
        with tempfile.TemporaryDirectory() as folder:
            done = asyncio.run(trained(workout, Path(folder)))
        keys = len(keys_of(workout))
        budget = f"  (budget {BUDGET[workout.name]})" if workout.name in BUDGET else ""
        line = f"{keys:4} keys  {done:3} sets  {keys / done:4.1f} a set  {workout.name}{budget}\n"
        sys.stdout.write(line)
        if done != workout.sets:
            sys.stdout.write(f"     {workout.sets} sets were expected\n")


if __name__ == "__main__":
    main()
