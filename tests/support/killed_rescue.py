"""One deed on logbooks, as a program of its own: run by the tests that kill it at a system call."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tui.logbook import Logbook
from tui.logbook.adoption import adopt
from tui.logbook.backup import backup, restore
from tui.logbook.salvage import salvage
from tui.training.entry import Entry

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)


def main(deed: str, file: Path, other: str) -> None:
    """Do it; `other` is a second file, or the exercise to log to."""
    if deed == "salvage":
        salvage(file, at=AT)
    elif deed == "restore":
        restore(Path(other), file, owner="", at=AT)
    elif deed == "backup":
        backup(file, Path(other))
    elif deed == "adopt":
        adopt(file, Path(other))
    elif deed == "migrate":
        Logbook.open(file).close()
    elif deed == "log":
        with Logbook.open(file) as book:
            for weight in (1.0, 2.0):
                (made,) = book.workouts.record_sets(other, [Entry(weight, 5)])
                sys.stdout.write(f"{made.id}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
