"""Key to painted set, against a bare app: `python -m tests.bench.latency [sets]`.

Both run in pseudo-terminals of the same size at the same time and take turns, so that whatever
else the machine does falls on both. The app has ten years of log; the bare one an empty table.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from tests.bench.decade import HISTORY_SETS, TODAYS_SETS, write_decade
from tests.bench.line import Line

SET_COUNT = 300
TARGET = 1.5


def percentile(times: list[float], share: float) -> float:
    """Return the time that this share of them does not exceed."""
    return sorted(times)[min(len(times) - 1, round(share * len(times)))]


def timed(line: Line, shown: str) -> float:
    """Press Enter and return the seconds until the text has come."""
    began = time.perf_counter()
    line.press("\r")
    line.until(shown)
    return time.perf_counter() - began


def measure(folder: Path, sets: int) -> tuple[list[float], list[float]]:
    """Return the times of the app and of the bare one, set by set."""
    book = folder / "book.sqlite3"
    write_decade(book, datetime.now().astimezone().date())
    ours: list[float] = []
    bare: list[float] = []
    with (
        Line("tests.bench.app_under_test", str(book), "--steps") as app,
        Line("tests.bench.bare_app", str(folder / "bare.sqlite3")) as other,
    ):
        app.until("set 1")
        other.until("0 sets")
        app.settle()
        other.settle()
        while len(ours) < sets:
            for done in range(1, TODAYS_SETS + 1):
                ours.append(timed(app, f"{(done - 1) % 3 + 1}/3"))
                app.settle(0.02)
                bare.append(timed(other, f"{len(bare) + 1} sets"))
                other.settle(0.02)
            for _ in range(TODAYS_SETS):
                undo(app)
                app.settle(0.02)
    return ours[:sets], bare[:sets]


def undo(app: Line) -> None:
    """Undo the last set; one of an exercise that is not on the screen is named first."""
    app.press("u")
    if b"undone" not in app.quiet(0.5):
        app.press("u")
        app.until("undone")


def main(sets: int) -> float:
    """Print the table and return the ratio at p50."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = measure(Path(folder), sets)
    print(f"key to painted set, {sets} sets, {HISTORY_SETS:,} sets of history, 100×30")  # noqa: T201
    ratio = 0.0
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        app_time, bare_time = percentile(ours, share), percentile(bare, share)
        if name == "p50":
            ratio = app_time / bare_time
        print(  # noqa: T201
            f"  {name}  topset {app_time * 1000:6.1f} ms   bare {bare_time * 1000:6.1f} ms"
            f"   ratio {app_time / bare_time:.2f}"
        )
    print(f"  target at p50: at most {TARGET}")  # noqa: T201
    return ratio


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SET_COUNT) > TARGET)
