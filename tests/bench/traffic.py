"""Bytes over the line, per logged set and per idle second: `python -m tests.bench.traffic`."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.bench.decade import TODAYS_SETS, write_decade
from tests.bench.line import Line

# Where a write begins on the screen.
_WRITES = re.compile(rb"\x1b\[(\d+);\d+H(?=\x1b\[[\d;]*m|[^\x1b])")


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came over the line; `rest_rows` are the rows that a running rest painted."""

    opening: int
    idle: int  # in `seconds`, with no rest running
    logged: tuple[int, ...]
    resting: int  # in `seconds`
    rest_rows: frozenset[int]
    seconds: float


def measure(book: Path, *, sets: int = TODAYS_SETS, seconds: float = 3.0) -> Traffic:
    """Open the app, wait, log some sets, and rest."""
    with Line("tests.bench.app_under_test", str(book)) as line:
        opening = len(line.until("set 1") + line.settle(1.0))
        idle = len(line.calm(seconds))
        logged = []
        for number in range(sets):
            line.press("R")
            line.settle()
            line.press("x8")
            line.settle()
            line.press("\r")
            logged.append(len(line.until(f"{number % 3 + 1}/3") + line.settle()))
        came = line.calm(seconds, lambda came: len(_rows(came)) == 1)
        return Traffic(opening, idle, tuple(logged), len(came), _rows(came), seconds)


def _rows(came: bytes) -> frozenset[int]:
    return frozenset(int(row) for row in _WRITES.findall(came))


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.sqlite3"
        write_decade(book, datetime.now().astimezone().date())
        traffic = measure(book)
    middle = sorted(traffic.logged)[len(traffic.logged) // 2]
    lines = (
        f"opening the session    {traffic.opening:6,} bytes",
        f"a logged set           {middle:6,} bytes at p50, {max(traffic.logged):,} at most",
        f"an idle second         {traffic.idle / traffic.seconds:6,.0f} bytes",
        f"a second of a rest     {traffic.resting / traffic.seconds:6,.0f} bytes,"
        f" {len(traffic.rest_rows)} row alone",
    )
    print("bytes to the terminal, 100×30, true colour")  # noqa: T201
    print("\n".join(f"  {line}" for line in lines))  # noqa: T201


if __name__ == "__main__":
    main()
