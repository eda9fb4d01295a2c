"""A line of a kilobyte a second: `python -m tests.bench.slow_line`.

How long until the session stands on the screen, and how much still comes after the last of thirty
quick presses: of a frame that nobody will see, nothing should.
"""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.bench.decade import write_decade
from tests.bench.line import Line

PACE = 1_000  # bytes a second
_QUESTION = b"\x1b[?2048$p"
_ANSWER = "\x1b[?2048;0$y"
_QUIET_SECONDS = 2.0
_STEP_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a slow line carried: bytes and seconds to open, and after the last key."""

    opening_bytes: int
    opening_seconds: float
    after_bytes: int
    after_seconds: float

    @property
    def frames_after(self) -> float:
        """How many times the opening frame the bytes after the last key are."""
        return self.after_bytes / self.opening_bytes


class SlowReader:
    """Reads at a pace, as a terminal behind a slow line does, and answers what it is asked."""

    def __init__(self, line: Line, pace: int, *, answers: bool) -> None:
        self._line, self._pace, self._answers = line, pace, answers

    def read_for(self, seconds: float) -> bytes:
        """Read for a time."""
        came, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            came += self._read_step()
        return came

    def read_until_quiet(self) -> tuple[bytes, float]:
        """Read until nothing has come for a while; return it, and when the last of it came."""
        came, began, last = b"", time.monotonic(), time.monotonic()
        while time.monotonic() - last < _QUIET_SECONDS:
            part = self._read_step()
            if part.replace(_QUESTION, b""):
                last = time.monotonic()
            came += part
        return came, last - began

    def _read_step(self) -> bytes:
        began = time.monotonic()
        part = self._line.read_some(round(self._pace * _STEP_SECONDS), _STEP_SECONDS)
        if self._answers:
            for _ in range(part.count(b"$p")):
                self._line.press(_ANSWER)
        time.sleep(max(0.0, began + _STEP_SECONDS - time.monotonic()))  # the line's own pace
        return part


def crawl(book: Path, *, pace: int = PACE, answers: bool, presses: int = 30) -> Crawl:
    """Open the app over a slow line, press `n` quickly, and wait for calm."""
    with Line("tests.bench.app_under_test", str(book)) as line:
        reader = SlowReader(line, pace, answers=answers)
        began = time.monotonic()
        opening = b""
        while b"set" not in opening:
            opening += reader.read_for(_STEP_SECONDS)
        waited = time.monotonic() - began
        rest, seconds = reader.read_until_quiet()
        for _ in range(presses):
            line.press("n")
            reader.read_for(0.1)
        after, calm = reader.read_until_quiet()
        return Crawl(
            len(opening + rest),
            waited + seconds,
            len(re.sub(rb"\x1b\[\?2048\$p", b"", after)),
            calm,
        )


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.sqlite3"
        write_decade(book, datetime.now().astimezone().date())
        print(f"a line of {PACE:,} bytes a second, 100×30, true colour")  # noqa: T201
        for answers in (True, False):
            seen = crawl(book, answers=answers)
            terminal = "that answers" if answers else "that is silent"
            print(  # noqa: T201
                f"  a terminal {terminal:14}  opening {seen.opening_bytes:6,} bytes in"
                f" {seen.opening_seconds:4.1f} s; calm {seen.after_seconds:4.1f} s after the last"
                f" of 30 keys ({seen.after_bytes:,} bytes, {seen.frames_after:.2f} frames)"
            )


if __name__ == "__main__":
    main()
