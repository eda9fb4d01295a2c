"""Runs plain topset: reads lines, says what happened, waits for nothing but a line or an event."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, TypeAlias

import click

from tui.cli.exits import ExitCode, Stopped
from tui.cli.wiring import NO_PROJECT, NOT_SIGNED_IN
from tui.plain.account import Arrival, Demo, SignedOut, Step, Way, account_talk, way_in
from tui.plain.controller import PlainController, Rooms
from tui.plain.names import Names
from tui.plain.settings import settings_talk
from tui.plain.sync import sync_talk
from tui.plain.talk import Asked, How, Quits, Talk
from tui.plain_text import clean
from tui.workout.keymap import keymap_of

if TYPE_CHECKING:
    from tui.cli.wiring import AppContext
    from tui.sync.status import SyncStatus
    from tui.workout.ports import Ports
    from tui.workout.settings import Settings
    from tui.workout.signed_in import SignedIn

# What is typed (b"" at its end), a state of the exchange, or news in the logbook.
_Event: TypeAlias = "bytes | SyncStatus | _Changed"
FLUSH_SECONDS = 2.0
KEPT = "Everything is kept."
CONNECT = (
    "Sign in once, then run this again:"
    " topset --url https://abcd.supabase.co --publishable-key sb_publishable_… sign-in"
)
# On Windows a wait without an end does not hear ctrl+c.
_LONGEST_WAIT = 0.5 if sys.platform == "win32" else None
_ACCOUNT = ("app.sign_in", "app.sign_out", "app.lifters", "app.connect")
_MARK = "\ufeff"  # what some programs of Windows begin a text with


class _Changed:
    """The exchange has brought something into the logbook."""


class _Ended(Exception):
    """Nothing more will be typed."""


def open_plain(context: AppContext, *, chooses_project: bool = True) -> None:
    """Log by lines until `q` or the end of the input; ask first where nobody's log is open.

    Raises Stopped.
    """
    from tui.cli.opening import ProjectOnboarding, ports_of

    ports = ports_of(context, door=ProjectOnboarding(context) if chooses_project else None)
    typed = _Typed()
    identity = context.identity()
    way: Way | None = None if identity is None else Arrival(ports, identity)
    try:
        while True:
            if way is None:
                way = _come_in(ports, typed)
            if isinstance(way, Demo):
                from tui.cli.demo import open_demo

                open_demo(context, plain=True)
                return
            if not isinstance(way, Arrival):
                return
            ports = way.ports
            way = _train(context, way, typed)
            if way is None:
                return
            if isinstance(way, SignedOut):
                _sign_out(ports)
                way = None
    except KeyboardInterrupt:
        _put(["", KEPT])


def _come_in(ports: Ports, typed: _Typed) -> Way | None:
    """Ask whose log is to be opened. Raises Stopped where nobody answers."""
    try:
        return _converse(way_in(ports, lambda words: _put([words])), typed)
    except _Ended:
        no_project = CONNECT if typed.taken else NO_PROJECT
        words = no_project if ports.account is None else NOT_SIGNED_IN
        raise Stopped(words, ExitCode.NOT_SIGNED_IN) from None


def _sign_out(ports: Ports) -> None:
    """Leave the account, now that nothing of it is open."""
    from tui.sync.protocol import SyncError

    if ports.account is None:
        return
    try:
        ports.account.sign_out()
    except SyncError as error:
        _put([error.words])
    else:
        _put(["Signed out; what was logged stays on this laptop."])


def _converse(talk: Step[Way], typed: _Typed) -> Way | None:
    """Hold a talk before any log is open. Raises _Ended at the end of the input."""
    step: Callable[[], Asked] = lambda: next(talk)  # noqa: E731
    try:
        while True:
            asked = step()
            _put(asked.lines)
            line = typed.line(asked.how)
            step = lambda line=line: talk.send(line)  # type: ignore[misc]  # noqa: E731  # bound at once
    except StopIteration as end:
        way: Way | None = end.value
        return way
    except Quits:
        return None


def _train(context: AppContext, arrival: Arrival, typed: _Typed) -> Way | None:
    """Log by lines as one lifter; return who comes next, None when the program is left."""
    from tui.cli.log_file import logging_to

    with logging_to(context.paths.log_file), _opened(context, arrival) as lifter:
        sitting = _Sitting(lifter, arrival.ports, typed)
        try:
            sitting.run()
        finally:
            sitting.stop()
        farewell = lifter.farewell()
        _put([farewell] if farewell and sitting.way is None else [])
    return sitting.way


@contextmanager
def _opened(context: AppContext, arrival: Arrival) -> Iterator[SignedIn]:
    """Open a lifter's log, salvaging one that is damaged. Raises Stopped."""
    from tui.cli.current_session import failures_of_the_log
    from tui.workout.signed_in import SignedIn

    with failures_of_the_log(context, arrival.identity):
        lifter = SignedIn(arrival.identity, arrival.ports)
        try:
            if lifter.salvaged:
                _put([lifter.salvaged])
            yield lifter
        finally:
            lifter.close()


class _Sitting:
    """One lifter's log while it is open; `way` is who comes after."""

    def __init__(self, lifter: SignedIn, ports: Ports, typed: _Typed) -> None:
        self._lifter = lifter
        self._ports = ports
        self._typed = typed
        self._bell = ports.preferences.rest_bell
        self._state = ""
        self.way: Way | None = None
        names = Names(keymap_of(ports.preferences.keys))
        rooms: Rooms = (
            (("app.sync",), lambda: sync_talk(lifter, names)),
            (("app.gym",), self._next_gym),
            (("app.settings",), self._settings),
            (_ACCOUNT, self._account),
        )
        self._controller = PlainController(
            lifter.book,
            lifter.now,
            ports.preferences.rules,
            rooms,
            lifter.waits_for_plan,
            names=names,
        )

    def run(self) -> None:
        """Take lines until the lifter leaves."""
        typed, controller = self._typed, self._controller
        _put(["topset, plain. ? lists what it does.", *controller.begin()])
        self._lifter.start_sync(typed.events.put, lambda: typed.events.put(_Changed()))
        deliberate = not sys.stdin.isatty()
        while not controller.over and self.way is None:
            try:
                line = typed.line(controller.how, controller.seconds_to_event, self._event)
            except _Ended:
                _put(["", KEPT] if sys.stdin.isatty() else [KEPT])
                return
            _put(controller.take(line, deliberate=deliberate))
            self._lifter.wake()

    def stop(self) -> None:
        """Send what waits, for a moment."""
        handle = self._lifter.take_handle()
        if handle is not None:
            handle.stop(FLUSH_SECONDS)
            while not self._typed.events.empty():
                event = self._typed.events.get()
                if not isinstance(event, bytes | _Changed):
                    self._lifter.take(event)

    def _event(self, event: SyncStatus | _Changed | None) -> None:
        """Say what happens by itself: the end of the rest, the exchange, what came from it."""
        due = self._controller.due()
        _put(due)
        if due and self._bell and sys.stdout.isatty():
            sys.stdout.write("\a")
            sys.stdout.flush()
        if isinstance(event, _Changed):
            _put(self._controller.reread())
        elif event is not None:
            _put(self._words(event))

    def _words(self, status: SyncStatus) -> list[str]:
        """Return what the exchange has to tell, each state once."""
        stuck = self._lifter.newly_stuck(status)
        self._lifter.take(status)
        said = []
        if stuck > 0:
            many = "1 change was" if stuck == 1 else f"{stuck} changes were"
            said = [f"{many} not taken by the database: y says why."]
        if status.state in ("syncing", self._state):
            return said
        before, self._state = self._state, status.state
        if status.state == "idle":
            return [*said, *(["Connected to the database again."] if before else [])]
        words = {
            "offline": "Offline",
            "signed_out": "Session ended" if status.ended else "Signed out",
        }
        detail = f": {status.detail}" if status.detail else ""
        after = " account signs in again." if status.state == "signed_out" else ""
        name = words.get(status.state, "Sync error")
        return [*said, f"{name}{detail.rstrip('.')}. Logging goes on.{after}"]

    # -- rooms

    def _settings(self) -> Talk:
        if self._ports.settings is None:
            return _says("There are no settings to change here.")
        return settings_talk(self._ports.settings, lambda: self._ports.preferences, self._apply)

    def _account(self) -> Talk:
        return account_talk(self._ports, self._lifter, lambda words: _put([words]), self._leave)

    def _leave(self, way: Way) -> None:
        self.way = way
        self._controller.over = True

    def _apply(self, settings: Settings) -> None:
        """Do as the settings say from now on."""
        self._ports = replace(self._ports, preferences=settings)
        self._lifter.settings = settings
        self._bell = settings.rest_bell
        self._controller.use(settings.rules)

    def _next_gym(self) -> Talk:
        from tui.workout.ports import SettingRefused

        port, now = self._ports.settings, self._ports.preferences
        names = list(now.gyms)
        if port is None or len(names) < 2:
            return _says("There is only one gym; settings adds another.")
        here = names.index(now.gym_name) if now.gym_name in names else 0
        try:
            self._apply(port.change(("gym",), names[(here + 1) % len(names)]))
        except SettingRefused as refused:
            return _says(str(refused))
        now = self._ports.preferences
        return _says(f"Now at {now.gym_name}, {now.training_gym.unit}.")


def _says(words: str) -> Talk:
    """Say something without asking."""
    return [words]
    yield  # makes this a talk


def _put(lines: list[str]) -> None:
    for line in lines:
        click.echo(clean(line.replace("? · ", "? ").replace(" · ", "; ")))
    sys.stdout.flush()


class _Typed:
    """The lines that are typed, taken one at a time: what is behind a `q` is left to the shell."""

    def __init__(self) -> None:
        self.events: SimpleQueue[_Event] = SimpleQueue()
        self.taken = 0
        self._reader: _Reader | None = None

    def line(
        self,
        how: How = "seen",
        seconds: Callable[[], float | None] = lambda: None,
        happens: Callable[[SyncStatus | _Changed | None], None] = lambda _: None,
    ) -> str:
        """Return the next line; `happens` is told meanwhile what else there is, or that it is time.

        Raises _Ended.
        """
        if how != "seen" and sys.stdin.isatty():
            return self._from_the_terminal(how)
        if self._reader is None:
            self._reader = _Reader(self.events)
        self._reader.go_on()
        while True:
            event = self._next(seconds())
            if not isinstance(event, bytes):
                happens(event)
                continue
            if not event:
                raise _Ended
            self.taken += 1
            return event.decode("utf-8", "replace").removeprefix(_MARK).rstrip("\r\n")

    def _from_the_terminal(self, how: How) -> str:
        """Read a password unseen, or a line of any length: a terminal itself cuts those off."""
        from getpass import getpass

        with suppress(ImportError):  # some builds of Python lack it
            import readline  # noqa: F401  (the import alone makes `input` read through it)
        try:
            line = getpass("") if how == "unseen" else input()
        except EOFError:
            raise _Ended from None
        self.taken += 1
        return line

    def _next(self, seconds: float | None) -> _Event | None:
        """Wait for something to happen; None when the time was up."""
        limits = [limit for limit in (seconds, _LONGEST_WAIT) if limit is not None]
        try:
            return self.events.get(timeout=min(limits) if limits else None)
        except Empty:
            return None


class _Reader(threading.Thread):
    """Reads standard input in a thread, since not every system can wait for it and for others."""

    def __init__(self, events: SimpleQueue[_Event]) -> None:
        super().__init__(daemon=True, name="topset-input")
        self._events = events
        self._wanted = threading.Semaphore(0)
        self.start()

    def go_on(self) -> None:
        """Read one more line."""
        self._wanted.release()

    def run(self) -> None:
        """Hand over a line; at the end, or where nothing can be read, none."""
        # Opened by its number: no lock is held while it waits, and Windows' console gives UTF-8.
        with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as source:
            while self._wanted.acquire():
                line = b""
                with suppress(OSError):
                    while not line.endswith(b"\n") and (byte := source.read(1)):
                        line += byte
                self._events.put(line)
                if not line:
                    return
