"""Numbers and dates in words."""

from __future__ import annotations

from datetime import date

import pytest

from tui.training.wording import counted, day_span


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 weeks"), (1, "1 week"), (2, "2 weeks"), (21, "21 weeks")]
)
def test_one_thing_is_not_several(number: int, words: str) -> None:
    assert counted(number, "week") == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 25), date(2026, 11, 25), "25 Nov"),
        (date(2026, 11, 16), date(2026, 11, 22), "16–22 Nov"),
        (date(2026, 9, 28), date(2026, 10, 4), "28 Sep–4 Oct"),
    ],
)
def test_a_span_of_one_day_is_that_day(first: date, last: date, words: str) -> None:
    assert day_span(first, last) == words
