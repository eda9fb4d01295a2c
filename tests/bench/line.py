"""A program at the other end of a pseudo-terminal: what it sends, and how long it takes."""

from __future__ import annotations

import fcntl
import operator
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterable, Mapping

PATIENCE = 60.0


class Line:
    """Runs a Python module as a person would, and counts what comes over the line."""

    def __init__(
        self,
        module: str,
        *arguments: str,
        columns: int = 100,
        rows: int = 30,
        environment: Mapping[str, str] | None = None,
        ignoring: Iterable[signal.Signals] = (),
    ) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self._status: int | None = None
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            for name in ("COLUMNS", "LINES", "NO_COLOR"):
                os.environ.pop(name, None)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", **(environment or {}))
            for number in ignoring:
                signal.signal(number, signal.SIG_IGN)
            os.execv(command[0], command)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.has_ended():
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        self.hang_up()

    @property
    def process_id(self) -> int:
        """The program's process id."""
        return self._pid

    def hang_up(self) -> None:
        """Take the terminal away."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def attributes(self) -> list[object]:
        """Return how the terminal is set: the flags first, as `termios` has them."""
        return list(termios.tcgetattr(self._fd))

    def has_ended(self) -> bool:
        """Tell whether the program has ended."""
        return self._look() is not None and not os.WIFSTOPPED(self._status or 0)

    def has_stopped(self) -> bool:
        """Tell whether the program has suspended itself."""
        return self._look() is not None and os.WIFSTOPPED(self._status or 0)

    def exit_code(self) -> int:
        """Return the exit code of a program that has ended; negative: the signal that ended it."""
        end = time.monotonic() + PATIENCE
        while not self.has_ended():
            if time.monotonic() > end:
                raise TimeoutError("waited for the program to end")
            time.sleep(0.02)  # between two looks at the process
        return os.waitstatus_to_exitcode(self._status or 0)

    def _look(self) -> int | None:
        if self._status is None or os.WIFSTOPPED(self._status):
            pid, status = os.waitpid(self._pid, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            if pid:
                self._status = None if os.WIFCONTINUED(status) else status
        return self._status

    def until_end(self) -> bytes:
        """Read until the program lets go of the terminal, and return all that came."""
        came, end = b"", time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            if not select.select([self._fd], [], [], left)[0]:
                break
            try:
                came += os.read(self._fd, 65536)
            except OSError:  # nobody has it open any more
                return came
        raise TimeoutError(f"waited for the end, got {came[-2000:]!r}")

    def press_until_end(self, key: str) -> None:
        """Press a key until the program lets go of the terminal, reading what comes meanwhile.

        More than once, for it can be taken for the end of an escape that came just before.
        """
        end, pressed = time.monotonic() + PATIENCE, float("-inf")
        while time.monotonic() < end:
            try:
                if time.monotonic() - pressed > 2.0:  # long enough for the one before to be heard
                    self.press(key)
                    pressed = time.monotonic()
                if select.select([self._fd], [], [], 0.5)[0]:
                    os.read(self._fd, 65536)
            except OSError:  # nobody has it open any more
                return
        raise TimeoutError(f"{key} never closed the program")

    def press(self, keys: str) -> None:
        """Send keys as the terminal does."""
        os.write(self._fd, keys.encode())

    def until(self, shown: str) -> bytes:
        """Read until some text has come, and return all that came."""
        wanted, came = shown.encode(), b""
        end = time.monotonic() + PATIENCE
        while wanted not in came:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._fd], [], [], left)[0]:
                raise TimeoutError(f"waited for {shown!r}, got {came[-2000:]!r}")
            came += os.read(self._fd, 65536)
        return came

    def read_some(self, size: int, seconds: float) -> bytes:
        """Return at most so many bytes, or nothing if none come in time."""
        if not select.select([self._fd], [], [], seconds)[0]:
            return b""
        return os.read(self._fd, size)

    def quiet(self, seconds: float) -> bytes:
        """Return what comes within so many seconds."""
        came, end = b"", time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self._fd], [], [], left)[0]:
                came += os.read(self._fd, 65536)
        return came

    def calm(self, seconds: float, is_calm: Callable[[bytes], bool] = operator.not_) -> bytes:
        """Return what comes within so many seconds, of three tries the first that is calm.

        On a busy machine what was asked for before may be painted late, into the first of them.
        """
        came = self.quiet(seconds)
        for _ in range(2):
            if is_calm(came):
                break
            came = self.quiet(seconds)
        return came

    def settle(self, seconds: float = 0.3) -> bytes:
        """Read until nothing has come for a while."""
        came = b""
        while part := self.quiet(seconds):
            came += part
        return came
