"""How long a key may wait on ten years of log: `python -m tests.bench.keys [words of a screen]`.

Every declared key is pressed in a process of its own, so that what it imports when it is first
pressed is counted too, and once more where it has been pressed before. What counts is the longest
stretch in which the app's own thread could take no other key, in processor time: what other
programs do meanwhile, and the wait for the disk, are not in it. A key that takes longer than the
limit is pressed on a log of four weeks too: what it takes there is Textual's time, to lay out and
draw what opens, and no wait for the log.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import monotonic, thread_time

from textual.pilot import Pilot

from tests.bench.decade import HISTORY_SETS, write_decade
from tests.support.app_ports import AccountInMemory, Clock, SilentSync
from tui.app.app import TopsetApp
from tui.app.today.screen import TodayScreen
from tui.cli.settings_store import SettingsStore
from tui.cli.wiring import AppContext
from tui.logbook import Logbook
from tui.settings.paths import Paths, private_folder
from tui.workout.commands.command import CHOOSE, EVERYWHERE, Command
from tui.workout.commands.today import HISTORY, TODAY
from tui.workout.ports import Ports

LIMIT = 0.050
SHOWN = 12
TRIES = 4


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key on a screen: the keys that lead there, the key, and its time in seconds."""

    where: str
    way: tuple[str, ...]
    key: str
    first: float = 0.0
    again: float = 0.0

    @property
    def longest(self) -> float:
        """The longer of both times."""
        return max(self.first, self.again)


def every_key() -> Iterator[Pressed]:
    """Return each declared key of each screen, and typing on those that take text."""
    from tui.workout.commands.settings import SETTINGS
    from tui.workout.commands.sync import SYNC
    from tui.workout.commands.weeks import PAST, WEEKS

    screens: Sequence[tuple[str, tuple[str, ...], Sequence[Command], str]] = (
        ("today", (), (*TODAY, *EVERYWHERE), "8"),
        ("today, a set logged", ("enter",), TODAY, "8"),
        ("history", ("h",), HISTORY, ""),
        ("weeks", ("W",), WEEKS, ""),
        ("a past session", ("W", "down", "enter"), PAST, "8"),
        ("sync", ("y",), SYNC, ""),
        ("settings", ("f2",), SETTINGS, ""),
        ("other sessions", ("o",), CHOOSE, ""),
        ("finish", ("f",), (), "8"),
        ("swap", ("w",), (), "b"),
        ("comment", ("c",), (), "b"),
        ("all commands", ("ctrl+p",), (), "b"),
    )
    for where, way, commands, typed in screens:
        keys = [key for command in commands for key in command.keys.split(",")[:1] if key]
        for key in [*dict.fromkeys(keys), *([typed] if typed else [])]:
            if key not in ("q", "ctrl+z"):  # after which there is no app to be waited for
                yield Pressed(where, way, key)


async def _settled(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


class Stretches:
    """Measures every callback of the event loop; between two of them a key can be taken."""

    def __init__(self) -> None:
        self.longest = 0.0
        run = asyncio.Handle._run

        def timed_run(handle: asyncio.Handle) -> None:
            began = thread_time()
            run(handle)
            self.longest = max(self.longest, thread_time() - began)

        # The event loop offers no other place to time each callback in.
        asyncio.Handle._run = timed_run  # type: ignore[method-assign, assignment]


async def _time_of(pilot: Pilot[None], key: str, stretches: Stretches) -> float:
    stretches.longest = 0.0
    await pilot.press(key)
    await _settled(pilot)
    return stretches.longest


async def timed(pressed: Pressed, folder: Path) -> tuple[float, float]:
    """Return the seconds that a key takes when it is first pressed, and after that."""
    stretches = Stretches()
    private_folder(folder / "topset")
    context = AppContext(Paths.under(folder / "topset"), {}, {})
    file = folder / "book.sqlite3"
    clock = Clock(datetime.now().astimezone())
    app = TopsetApp(
        Ports(
            account=AccountInMemory(),
            open_logbook=lambda _: Logbook.open(file, now=clock),
            start_sync=SilentSync(),
            now=clock,
            preferences=context.settings,
            settings=SettingsStore(context),
        )
    )
    async with app.run_test(size=(100, 30)) as pilot:
        end = monotonic() + 20
        while not isinstance(app.screen, TodayScreen) or app.screen.top.view is None:
            if monotonic() > end:
                raise TimeoutError("the session did not open")
            await pilot.pause()
        await _settled(pilot)
        for key in pressed.way:
            await _time_of(pilot, key, stretches)
        first = await _time_of(pilot, pressed.key, stretches)
        if len(app.screen_stack) > 2 + len(pressed.way):
            await _time_of(pilot, "escape", stretches)
        return first, await _time_of(pilot, pressed.key, stretches)


def in_its_own_process(pressed: Pressed, book: Path) -> Pressed:
    """Press a key in a copy of this process as it is now, with its own copy of the log."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(book, Path(folder) / "book.sqlite3")
                times = asyncio.run(timed(pressed, Path(folder)))
            os.write(writing, json.dumps(times).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with open(reading, "rb") as answer:  # noqa: PTH123  # a pipe has no path
        said = answer.read()
    os.waitpid(child, 0)
    if not said:
        raise RuntimeError(f"{pressed.key} on {pressed.where} ended the app")
    first, again = json.loads(said)
    return replace(pressed, first=first, again=again)


def least(pressed: Pressed, book: Path) -> Pressed:
    """Press a key, and again where it took too long: a busy machine only adds to its time."""
    timed = in_its_own_process(pressed, book)
    for _ in range(TRIES - 1):
        if timed.longest <= LIMIT:
            break
        more = in_its_own_process(pressed, book)
        timed = replace(
            timed, first=min(timed.first, more.first), again=min(timed.again, more.again)
        )
    return timed


def main(screen: str) -> int:
    """Print the slowest keys, and end with 1 where one is over the limit."""
    with tempfile.TemporaryDirectory() as folder:
        book, short = Path(folder) / "book.sqlite3", Path(folder) / "short.sqlite3"
        today = datetime.now().astimezone().date()
        write_decade(book, today)
        write_decade(short, today, weeks_before=4)
        times = [least(one, book) for one in every_key() if screen in one.where]
        without_log = {one: in_its_own_process(one, short) for one in times if one.longest > LIMIT}
    times.sort(key=lambda one: one.longest, reverse=True)
    say = sys.stdout.write
    say(f"{len(times)} keys, {HISTORY_SETS:,} sets of history: longest stretch of each\n")
    for one in times[:SHOWN]:
        where = f"{one.key} on {one.where}"
        say(f"  {where:34} first {one.first * 1000:5.1f} ms   again {one.again * 1000:5.1f} ms\n")
    over = 0
    for one, short_log in without_log.items():
        waited = one.longest - short_log.longest
        over += waited > LIMIT
        say(
            f"  {one.key} on {one.where}: {short_log.longest * 1000:.1f} ms with four weeks of log,"
            f" so {waited * 1000:.1f} ms for the rest of it\n"
        )
    say(f"  waiting more than {LIMIT * 1000:.0f} ms for the log: {over}\n")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
