"""Understands the day that a lifter types: `yesterday`, `-2`, `mon`, `24 nov`, `2026-11-24`."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tui.late_pattern import late_pattern

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = late_pattern(r"^([0-9]{1,2})\.?\s*([a-z]{3})[a-z]*\.?(?:\s+([0-9]{4}))?$")


class DayError(ValueError):
    """A day that a session cannot be moved to; the text says why."""


EXPECTED = "a day is today, yesterday, -2, mon, 24 nov or 2026-11-24"


def read_day(text: str, today: date) -> date | None:
    """Return the day that was meant, or None; a weekday or a day of the month is the last one."""
    said = " ".join(text.casefold().split())
    named = {"today": 0, "t": 0, "0": 0, "yesterday": 1, "y": 1}
    if said in named:
        return today - timedelta(days=named[said])
    if re.fullmatch(r"-[0-9]{1,3}", said):
        return today + timedelta(days=int(said))
    if len(said) >= 3 and said[:3] in _DAYS and said.isalpha():
        back = (today.weekday() - _DAYS.index(said[:3])) % 7
        return today - timedelta(days=back)
    try:
        if found := _DAY_MONTH.match(said):
            return _day_of(found, today)
        return date.fromisoformat(said)
    except ValueError:
        return None


def _day_of(found: re.Match[str], today: date) -> date:
    month = _MONTHS.index(found[2]) + 1
    if found[3]:
        return date(int(found[3]), month, int(found[1]))
    this_year = date(today.year, month, int(found[1]))
    if this_year - today > timedelta(days=31):
        return date(today.year - 1, month, int(found[1]))
    return this_year
