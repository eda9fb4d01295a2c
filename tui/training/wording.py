"""Numbers and dates as a lifter reads them between two sets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count_word(number: int) -> str:
    """Return `three` for 3; figures above ten."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def counted(number: int, noun: str) -> str:
    """Return `1 week` or `3 weeks`, for a noun that takes an s."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def sets_word(number: int) -> str:
    """Return `1 set` or `3 sets`."""
    return counted(number, "set")


def all_sets(number: int) -> str:
    """Return `the set`, `both sets`, `all three sets`."""
    if number == 1:
        return "the set"
    return "both sets" if number == 2 else f"all {count_word(number)} sets"


def short_date(day: date, *, today: date | None = None) -> str:
    """Return `17 Nov`, with the year when it is another one than today's."""
    text = f"{day.day} {month_word(day)}"
    return text if today is None or today.year == day.year else f"{text} {day.year}"


def month_word(day: date) -> str:
    """Return `Nov`."""
    return _MONTHS[day.month - 1]


def day_and_date(day: date) -> str:
    """Return `Mon 24 Nov`."""
    return f"{DAYS[day.weekday()]} {short_date(day)}"


def day_and_year(day: date) -> str:
    """Return `Mon 24 Nov 2025`."""
    return f"{day_and_date(day)} {day.year}"


def day_span(first: date, last: date) -> str:
    """Return `16–22 Nov`, or `28 Sep–4 Oct` across months; one day is `25 Nov`."""
    if first == last:
        return short_date(first)
    start = str(first.day) if first.month == last.month else short_date(first)
    return f"{start}–{short_date(last)}"


def matching(names: Iterable[str], typed: str) -> frozenset[str]:
    """Return the names that hold every typed word, in upper or lower case."""
    words = typed.casefold().split()
    return frozenset(name for name in names if all(word in name.casefold() for word in words))


def when(day: date, today: date | None = None) -> str:
    """Return `yesterday`, `last week` or `last time, 17 Nov`."""
    if today is not None:
        if day == today:
            return "earlier today"
        if day == today - timedelta(days=1):
            return "yesterday"
        monday = today - timedelta(days=today.weekday())
        if monday - timedelta(days=7) <= day < monday:
            return "last week"
    return f"last time, {short_date(day, today=today)}"


def listed(words: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
