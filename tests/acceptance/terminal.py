"""A program inside a pseudo-terminal, and what stands on its screen."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "backspace": "\x7f",
    "ctrl+q": "\x11",
    "ctrl+u": "\x15",
    "ctrl+c": "\x03",
    "ctrl+p": "\x10",
}


class Terminal:
    """Runs one program as a person would, and waits for what it shows, never for time to pass."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 100,
        rows: int = 30,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._lines = [""] * rows
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            env={**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"},
            dimensions=(rows, columns),
        )
        # Kept beside the laptop's folder, to be looked through when the test is over.
        self._shown = Path(environment["TOPSET_HOME"]).with_suffix(".shown").open("ab")
        self._child.logfile_read = self._shown

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close(force=True)
        self._shown.close()

    @property
    def lines(self) -> list[str]:
        """Return the screen's lines as they stand."""
        for y in self._screen.dirty:  # pyte's own `display` draws the whole screen at each look
            row = self._screen.buffer[y]
            cells = (row[x].data for x in range(self._screen.columns))
            self._lines[y] = "".join(cells).rstrip()
        self._screen.dirty.clear()
        return list(self._lines)

    @property
    def text(self) -> str:
        """Return the screen as one text."""
        return "\n".join(self.lines)

    @property
    def process_id(self) -> int:
        """Return the id of the program's process."""
        return int(self._child.pid)

    def type(self, text: str) -> None:
        """Type text, or press one key by its name."""
        self._child.send(KEYS.get(text, text))

    def kill(self) -> None:
        """End the program so that it cannot do anything any more."""
        self._child.kill(signal.SIGKILL)
        self._child.wait()

    def wait_for(
        self, shown: str | Callable[[Terminal], bool], *, seconds: float = 60.0
    ) -> Terminal:
        """Read what the program writes until the screen shows the text, or the condition holds."""
        self._read_until(
            shown if callable(shown) else lambda terminal: shown in terminal.text,
            seconds,
            awaited=repr(shown),
        )
        return self

    def wait_for_end(self, *, seconds: float = 60.0) -> int:
        """Read until the program has ended, and return its exit code (negative: the signal)."""
        self._read_until(lambda _: not self._alive, seconds, awaited="its end")
        self._child.close()
        if self._child.exitstatus is None:
            return -int(self._child.signalstatus)
        return int(self._child.exitstatus)

    _alive = True

    def _read_until(
        self, condition: Callable[[Terminal], bool], seconds: float, *, awaited: str
    ) -> None:
        deadline = time.monotonic() + seconds
        while not condition(self):
            if not self._alive:
                raise AssertionError(f"ended while waiting for {awaited}:\n{self.text}")
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds:g} s for {awaited}, saw:\n{self.text}")
            try:
                self._stream.feed(self._child.read_nonblocking(65536, timeout=0.1))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                self._alive = False


def environment(home: os.PathLike[str], **settings: str) -> dict[str, str]:
    """Return a clean environment for a program whose files all lie under `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
    return {**kept, "HOME": str(home), "TOPSET_HOME": str(home), **settings}
