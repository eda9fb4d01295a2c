"""Runs plain topset: reads lines, says what happened, waits for nothing but a line or an event."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

import click

from tui.cli.plain.desk import PlainDesk
from tui.plain_text import clean

if TYPE_CHECKING:
    from tui.cli.compose import House
    from tui.sync.loop import SyncLoop
    from tui.sync.protocol import Identity
    from tui.sync.status import SyncStatus

# What is typed (b"" at its end), a state of the exchange, or news in the logbook.
_Event: TypeAlias = "bytes | SyncStatus | _Changed"
FLUSH_SECONDS = 2.0
# On Windows a wait without an end does not hear ctrl+c.
_LONGEST_WAIT = 0.5 if sys.platform == "win32" else None
_MARK = "\ufeff"  # what some programs of Windows begin a text with


class _Changed:
    """The exchange has brought something into the logbook."""


def open_plain(house: House) -> None:
    """Log by lines until `q` or the end of the input; ask first where nothing is set up.

    Raises Stopped.
    """
    if not house.settings.url and house.identity() is None:
        from tui.cli.plain.first_start import choose_first

        if choose_first(house) == "demo":
            from tui.cli.demo import open_demo

            open_demo(house, plain=True)
            return
    with suppress(KeyboardInterrupt):
        _train(house)


def _train(house: House) -> None:
    from tui.cli.at_hand import open_logbook
    from tui.cli.log_file import logging_to

    identity = house.lifter()
    with (
        logging_to(house.places.log_file),
        open_logbook(house) as book,
        _News(house, identity) as news,
    ):
        desk = PlainDesk(book, house.now, house.settings.rules)
        typing = sys.stdin.isatty()
        _put(["topset, plain. ? lists what it does.", *desk.begin()])
        bell = house.settings.rest_bell and sys.stdout.isatty()
        for line in _lines(desk, news, bell):
            if line in ("G", "gym"):
                _put([_next_gym(house, desk)])
            else:
                _put(desk.take(line, deliberate=not typing))
                news.wake()
            if desk.over:
                break


def _put(lines: list[str]) -> None:
    for line in lines:
        click.echo(clean(line.replace(" · ", "; ")))
    sys.stdout.flush()


def _next_gym(house: House, desk: PlainDesk) -> str:
    from tui.app.ports import SettingRefused
    from tui.cli.settings_desk import SettingsDesk

    names = list(house.settings.gyms)
    if len(names) < 2:
        return "There is one gym; config.toml can describe another."
    here = names.index(house.settings.training_gym.name)
    name = names[(here + 1) % len(names)]
    try:
        SettingsDesk(house).change(("gym",), name)
    except SettingRefused as refused:
        return str(refused)
    desk.use(house.settings.rules)
    return f"Now at {name}, {house.settings.shown_unit}."


def _lines(desk: PlainDesk, news: _News, bell: bool) -> Iterator[str]:
    """Give each line that is typed; between them say what happens by itself."""
    typed = _Typed(news.events)
    kept = b""
    while True:
        event = _next(news.events, desk.seconds_to_event())
        due = desk.due()
        if due:
            _put(due)
            if bell:
                sys.stdout.write("\a")
                sys.stdout.flush()
        if not isinstance(event, bytes):
            if event is not None:
                _put(news.take(event, desk))
            continue
        if not event:
            if kept:
                yield _line(kept)
            return
        *whole, kept = (kept + event).split(b"\n")
        for line in whole:
            yield _line(line)
        typed.go_on()


def _line(typed: bytes) -> str:
    return typed.decode("utf-8", "replace").removeprefix(_MARK).rstrip("\r")


def _next(events: SimpleQueue[_Event], seconds: float | None) -> _Event | None:
    """Wait for something to happen; None when the time was up."""
    limits = [limit for limit in (seconds, _LONGEST_WAIT) if limit is not None]
    try:
        return events.get(timeout=min(limits) if limits else None)
    except Empty:
        return None


class _Typed(threading.Thread):
    """Reads standard input in a thread, since not every system can wait for it and for others.

    It reads when the lines before have been taken, so what is typed after `q` is left to the shell.
    """

    def __init__(self, events: SimpleQueue[_Event]) -> None:
        super().__init__(daemon=True, name="topset-input")
        self._events = events
        self._wanted = threading.Semaphore()
        self.start()

    def go_on(self) -> None:
        """Read once more."""
        self._wanted.release()

    def run(self) -> None:
        """Hand over what is typed; at its end, or where it cannot be read, nothing."""
        # Opened by its number: no lock is held while it waits, and Windows' console gives UTF-8.
        with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as source:
            while self._wanted.acquire():
                try:
                    read = source.read(65536) or b""
                except OSError:
                    read = b""
                self._events.put(read)
                if not read:
                    return


class _News:
    """The exchange with the database, and what it has to tell, among the other events."""

    def __init__(self, house: House, identity: Identity) -> None:
        self._house = house
        self._identity = identity
        self.events: SimpleQueue[_Event] = SimpleQueue()
        self._state = ""
        self._loop: SyncLoop | None = None

    def __enter__(self) -> _News:
        from tui.sync.protocol import LOCAL_LIFTER

        if self._house.settings.url and self._identity != LOCAL_LIFTER:
            self._loop = self._house.start_sync(self._identity, self._tell, self._changed)
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            self._loop.stop(FLUSH_SECONDS)

    def wake(self) -> None:
        """Say that something was entered."""
        if self._loop is not None:
            self._loop.wake()

    def take(self, event: SyncStatus | _Changed, desk: PlainDesk) -> list[str]:
        """Return what the exchange has to tell, each state once."""
        return desk.reread() if isinstance(event, _Changed) else self._words(event)

    def _words(self, status: SyncStatus) -> list[str]:
        if status.state in ("syncing", self._state):
            return []
        before, self._state = self._state, status.state
        if status.state == "idle":
            return ["In touch with the database again."] if before else []
        words = {
            "offline": "Offline",
            "signed_out": "Session ended" if status.ended else "Signed out",
        }
        detail = f": {status.detail}" if status.detail else ""
        return [f"{words.get(status.state, 'Sync error')}{detail}. Logging goes on."]

    def _tell(self, status: SyncStatus) -> None:
        self.events.put(status)

    def _changed(self) -> None:
        self.events.put(_Changed())
