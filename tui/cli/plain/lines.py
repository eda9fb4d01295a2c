"""Runs plain topset: reads lines, says what happened, waits for nothing but a line or an event."""

from __future__ import annotations

import os
import selectors
import sys
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import click

from tui.cli.plain.desk import PlainDesk
from tui.plain_text import clean

if TYPE_CHECKING:
    from tui.cli.compose import House
    from tui.sync.loop import SyncLoop
    from tui.sync.protocol import Identity
    from tui.sync.status import SyncStatus

FLUSH_SECONDS = 2.0


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
    kept = b""
    source = sys.stdin.fileno()
    with selectors.SelectSelector() as waiting:
        waiting.register(news.reader, selectors.EVENT_READ)
        waiting.register(source, selectors.EVENT_READ)
        while True:
            ready = {key.fd for key, _ in waiting.select(desk.seconds_to_event())}
            due = desk.due()
            if due:
                _put(due)
                if bell:
                    sys.stdout.write("\a")
                    sys.stdout.flush()
            if news.reader in ready:
                _put(news.take(desk))
            if source not in ready:
                continue
            read = os.read(source, 65536)
            if not read:
                if kept:
                    yield kept.decode("utf-8", "replace")
                return
            *whole, kept = (kept + read).split(b"\n")
            for line in whole:
                yield line.decode("utf-8", "replace").rstrip("\r")


class _News:
    """The exchange with the database, and what it has to tell, handed over through a pipe."""

    def __init__(self, house: House, identity: Identity) -> None:
        self._house = house
        self._identity = identity
        self._told: SimpleQueue[SyncStatus | None] = SimpleQueue()
        self._state = ""
        self.reader, self._writer = os.pipe()
        os.set_blocking(self._writer, False)
        self._loop: SyncLoop | None = None

    def __enter__(self) -> _News:
        from tui.sync.protocol import LOCAL_LIFTER

        if self._house.settings.url and self._identity != LOCAL_LIFTER:
            self._loop = self._house.start_sync(self._identity, self._tell, self._changed)
        return self

    def __exit__(self, *_: object) -> None:
        if self._loop is not None:
            self._loop.stop(FLUSH_SECONDS)
        os.close(self._writer)
        os.close(self.reader)

    def wake(self) -> None:
        """Say that something was entered."""
        if self._loop is not None:
            self._loop.wake()

    def take(self, desk: PlainDesk) -> list[str]:
        """Return what the exchange has to tell, each state once."""
        os.read(self.reader, 65536)
        said: list[str] = []
        while True:
            try:
                status = self._told.get_nowait()
            except Empty:
                return said
            said += desk.reread() if status is None else self._words(status)

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
        self._hand_over(status)

    def _changed(self) -> None:
        self._hand_over(None)

    def _hand_over(self, status: SyncStatus | None) -> None:
        self._told.put(status)
        try:
            os.write(self._writer, b".")
        except OSError:
            return  # the pipe is full, so the reader is told already, or it has closed
