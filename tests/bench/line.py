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
from collections.abc import Callable

PATIENCE = 30.0


class Line:
    """Runs a Python module as a person would, and counts what comes over the line."""

    def __init__(self, module: str, *arguments: str, columns: int = 100, rows: int = 30) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            for name in ("COLUMNS", "LINES", "NO_COLOR"):
                os.environ.pop(name, None)
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
            os.execv(command[0], command)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._fd)

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
