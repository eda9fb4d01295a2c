"""A logbook of ten years, 25,000 sets, with a session of today that waits to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.support.long_book import EXERCISES, SESSIONS, SETS, WEEKS, long_page
from tests.support.pages import exercise, session, week
from tests.support.sample_book import small_catalogue
from tui.logbook import Logbook
from tui.sync.protocol import Row

HISTORY_SETS = WEEKS * SESSIONS * len(EXERCISES) * SETS
TODAYS_SETS = len(EXERCISES) * SETS


def write_decade(file: Path, today: date, *, weeks_before: int | None = None) -> None:
    """Write the log up to last week, or its last few weeks alone, and today's session."""
    page = long_page(today - timedelta(weeks=1))
    before = page.weeks if weeks_before is None else page.weeks[-weeks_before:]
    weeks = (*before, _this_week(today))
    page = replace(
        page,
        revision=len(weeks),
        weeks=weeks,
        week_ids=tuple(str(one["id"]) for one in weeks),
    )
    with Logbook.open(file) as book:
        book.base.apply(page)
        book.base.replace_catalogue(small_catalogue())


def _this_week(today: date) -> Row:
    number = WEEKS + 1
    place = number * SESSIONS
    exercises = [
        exercise(place * len(EXERCISES) + order, place, name, [], order_in_session=order + 1)
        for order, name in enumerate(EXERCISES)
    ]
    monday = today - timedelta(days=today.weekday())
    return week(number, number, [session(place, number, today, exercises)], starts=monday)
