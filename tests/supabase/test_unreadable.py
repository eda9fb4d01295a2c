"""One unreadable value stops nothing: its row is told, the rest comes through, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from tests.supabase.test_wire import make_change
from tests.support.pages import EPOCH, MONDAY, exercise, ident, performed, plan, session, week
from tui.logbook import Logbook
from tui.logbook.tables import SET, flatten_week
from tui.supabase import wire
from tui.sync.protocol import Bug, Json, PulledPage, Row

SETS = [performed(1, 1, 1, 80.0, 8), performed(2, 1, 2, 82.5, 8)]
WEEKS = [
    week(
        1,
        7,
        [
            session(1, 1, MONDAY, [exercise(1, 1, "Bench Press", SETS, weight=80.0)]),
            session(2, 1, MONDAY, [exercise(2, 2, "Row", [performed(3, 2, 1, 60.0, 8)])]),
        ],
    ),
    week(2, 8, [session(3, 2, MONDAY, [exercise(3, 3, "Squat", [performed(4, 3, 1, 100, 5)])])]),
]
ALL_SETS = {ident("t", number) for number in range(1, 5)}
IN_WEEK, IN_SESSION = ("weeks", 0), ("weeks", 0, "sessions", 0)
IN_EXERCISE = (*IN_SESSION, "exercises", 0)
IN_SET = (*IN_EXERCISE, "performed", 0)
TIMES = (
    "infinity",
    "-infinity",
    "12026-11-24",
    "0044-03-15 BC",
    "0999-12-31",
    "9000-01-01",
    "294276-12-31",
)
MOMENTS = ("infinity", "12026-11-24T18:03:00+00:00", "0044-03-15T00:00:00+00:00 BC")
WEIGHTS: tuple[Json, ...] = ("NaN", "Infinity", "-Infinity", 3.4e38, float("nan"), -1_000_001)


def answer_with(steps: tuple[str | int, ...], column: str, value: Json) -> Row:
    weeks: list[Json] = [dict(one) for one in deepcopy(WEEKS)]
    body: Row = {
        "epoch": EPOCH,
        "revision": 8,
        "more": False,
        "plans": [plan()],
        "week_ids": [ident("w", 1), ident("w", 2)],
        "week_revisions": {ident("w", 1): 7, ident("w", 2): 8},
        "weeks": weeks,
    }
    here: Json = body
    for step in steps:
        here = here[step]  # type: ignore[index]  # the steps fit the answer
    assert isinstance(here, dict)
    here[column] = value
    return body


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    with Logbook.open(tmp_path / "ada.sqlite3") as opened:
        yield opened


def sets_in(page: PulledPage) -> set[str]:
    rows = [row for document in page.weeks for row in flatten_week(document)]
    return {str(row["id"]) for table, row in rows if table is SET}


CASES: list[tuple[tuple[str | int, ...], str, tuple[Json, ...], set[str], str]] = [
    (IN_SET, "weight_kg", WEIGHTS, {ident("t", 1)}, "Bench Press, set 1: the weight is"),
    (IN_SET, "recorded_at", MOMENTS, {ident("t", 1)}, "Bench Press, set 1: the time"),
    (IN_EXERCISE, "weight", WEIGHTS, set(), "Bench Press: the planned weight is"),
    (IN_SESSION, "session_date", TIMES, {ident("t", 1), ident("t", 2)}, "Day-1: the date"),
    (IN_WEEK, "week_start", TIMES, set(), "Week 1: the date"),
    (("plans", 0), "week_start", TIMES, set(), "A plan (upper_lower): the date"),
]


@pytest.mark.parametrize(
    ("place", "value", "lost", "words"),
    [
        ((steps, column), value, lost, words)
        for steps, column, values, lost, words in CASES
        for value in values
    ],
)
def test_everything_but_the_row_comes_through(
    place: tuple[tuple[str | int, ...], str],
    value: Json,
    lost: set[str],
    words: str,
    book: Logbook,
) -> None:
    page = wire.training_page(answer_with(*place, value))
    assert sets_in(page) == ALL_SETS - lost
    (told,) = page.unreadable
    assert words in told.words
    assert told.words.endswith("in the database it stays as it is.")
    assert set(told.hidden) >= lost
    assert not book.base.apply(page).more
    assert book.base.unreadable() == [told.words]
    assert book.changes.counts().unsent == 0
    book.base.apply(replace(page, revision=9, unreadable=()))  # mended there
    assert book.base.unreadable() == []


@pytest.mark.parametrize("value", ["24.11.2026", "soon", "", "2026-13-01", 7, None])
def test_what_no_database_holds_is_a_bug_as_ever(value: Json) -> None:
    with pytest.raises(Bug, match="session_date"):
        wire.training_page(answer_with(IN_SESSION, "session_date", value))


def test_a_week_whose_date_cannot_be_read_goes_by_its_sessions() -> None:
    page = wire.training_page(answer_with(IN_WEEK, "week_start", "infinity"))
    assert page.weeks[0]["week_start"] == MONDAY.isoformat()


def test_a_week_of_which_nothing_can_be_read_is_not_shown_as_it_once_was(book: Logbook) -> None:
    book.base.apply(wire.training_page(answer_with((), "more", False)))
    answer = answer_with(IN_WEEK, "week_start", "infinity")
    for number in range(2):
        answer["weeks"][0]["sessions"][number]["session_date"] = "infinity"  # type: ignore[index,call-overload]
    answer["revision"] = 9
    page = wire.training_page(answer)
    assert len(page.weeks) == 1
    book.base.apply(page)
    assert len(book.base.unreadable()) == 3
    assert [one.week_id for one in book.history.sessions_of_week(MONDAY)] == [ident("w", 2)]
    gone = replace(page, revision=10, week_ids=(ident("w", 2),), weeks=(), unreadable=())
    book.base.apply(gone)
    assert book.base.unreadable() == []


def test_a_server_that_went_back_is_not_offered_what_it_holds_unreadably(book: Logbook) -> None:
    good = answer_with((), "more", False)
    book.base.apply(wire.training_page(good))
    bad = answer_with(IN_SESSION, "session_date", "infinity") | {"epoch": str(UUID(int=7))}
    page = wire.training_page(bad)
    assert book.base.apply(page).went_back
    while book.base.apply(page).more:
        pass
    assert book.changes.counts().unsent == 0
    assert book.changes.counts().conflicts == 0


def test_a_conflict_with_an_unreadable_value_is_a_refusal_in_words() -> None:
    change = make_change()
    (told,) = wire.outcomes(
        [change], [{"id": change.id, "outcome": "conflict", "current": {"weight_kg": "NaN"}}]
    )
    assert (told.outcome, told.code) == ("refused", "unreadable")
    assert told.message == "in the database this row cannot be read: the weight is not a number"
    assert told.current is None
