"""A logbook in a temporary folder, with a clock that a test can move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.support.pages import MONDAY, exercise, ident, page, performed, session, week
from tui.logbook import Logbook
from tui.sync.protocol import PulledPage

TODAY = MONDAY + timedelta(days=7)


@dataclass
class Clock:
    """The lifter's clock, moved by hand."""

    moment: datetime

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    """18:00 on the second Monday."""
    return Clock(datetime(TODAY.year, TODAY.month, TODAY.day, 18, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the logbook lies."""
    return tmp_path / "logbook" / "lifter.sqlite3"


@pytest.fixture
def logbook(path: Path, clock: Clock) -> Iterator[Logbook]:
    """An empty logbook whose own ids count up."""
    numbers = count(1)
    with Logbook.open(
        path, now=clock, new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"
    ) as opened:
        yield opened


def two_weeks(revision: int = 5) -> PulledPage:
    """Return a page with last week's bench press (three sets) and today's, not begun."""
    done = [performed(number, 1, number, 80.0, 8) for number in (1, 2, 3)]
    last = session(1, 1, MONDAY, [exercise(1, 1, "Bench Press", done, notes="elbows in")])
    last["completed"] = True
    today = session(
        2,
        2,
        TODAY,
        [exercise(2, 2, "Bench press", []), exercise(3, 2, "Cable Fly", [], tier="3")],
    )
    return page([week(1, 1, [last]), week(2, revision, [today], starts=TODAY)], revision=revision)


@pytest.fixture
def trained(logbook: Logbook) -> Logbook:
    """A logbook that has pulled `two_weeks`."""
    logbook.base.apply(two_weeks())
    return logbook


BENCH = ident("e", 2)
FLY = ident("e", 3)
SESSION = ident("s", 2)
