"""What a key asks of the logbook costs the same after three months as after a year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.app.conftest import EVENING
from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock
from tests.support.long_book import EXERCISES, SESSIONS, long_page
from tests.support.pages import exercise, session, week
from tui.app.finish.screen import FinishScreen
from tui.app.today.build import today_view
from tui.logbook import Logbook
from tui.training.rules import DEFAULT_RULES
from tui.workout import actions
from tui.workout.notice import SyncMark
from tui.workout.weeks.reader import WeeksReader
from tui.workout.workout import Workout

SHORT, LONG = 13, 52
AS_MUCH = 1.3  # an index that is a level deeper costs a little more


def write_weeks(book: Logbook, weeks: int, today: datetime) -> None:
    """Log so many weeks up to last week, and plan a session for today."""
    page = long_page(today.date() - timedelta(weeks=1), weeks=weeks)
    number, place = weeks + 1, (weeks + 1) * SESSIONS
    rows = [
        exercise(place * len(EXERCISES) + order, place, name, [], order_in_session=order + 1)
        for order, name in enumerate(EXERCISES)
    ]
    monday = today.date() - timedelta(days=today.weekday())
    of_today = week(number, number, [session(place, number, today.date(), rows)], starts=monday)
    all_weeks = (*page.weeks, of_today)
    ids = tuple(str(one["id"]) for one in all_weeks)
    book.base.apply(replace(page, revision=number, weeks=all_weeks, week_ids=ids))


class Steps:
    """Counts what SQLite does for this connection, in steps of its own machine."""

    def __init__(self, book: Logbook) -> None:
        self.count = 0
        book.workouts._connection.set_progress_handler(self._on_step, 10)

    def _on_step(self) -> int:
        self.count += 1
        return 0

    def of(self, act: Callable[[], object]) -> int:
        """Return the steps that something takes."""
        before = self.count
        act()
        return self.count - before


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Logbook, Logbook]]:
    """A log of a quarter of a year and one of a whole year."""
    folder, clock = tmp_path_factory.mktemp("books"), Clock(EVENING, step=timedelta(seconds=1))
    with (
        Logbook.open(folder / "short.sqlite3", now=clock) as short,
        Logbook.open(folder / "long.sqlite3", now=clock) as long,
    ):
        write_weeks(short, SHORT, EVENING)
        write_weeks(long, LONG, EVENING)
        yield short, long


def costs(book: Logbook) -> dict[str, int]:
    """Train a session, look back, and return the steps of each key."""
    clock, steps = Clock(EVENING, step=timedelta(seconds=1)), Steps(book)
    (today,) = book.workouts.agenda(EVENING.date()).today
    found: list[Workout] = []

    def opened() -> None:
        found.append(Workout(book, today.id, now=clock, rules=DEFAULT_RULES, bests_later=True))

    taken = {"opening": steps.of(opened)}
    (workout,) = found
    reader = WeeksReader(book, EVENING.date())
    reader.count_on()
    for name, act in (
        ("painting", lambda: today_view(workout.inputs(), SyncMark(""))),
        ("enter", workout.enter),
        ("enter again", workout.enter),
        ("undo", workout.undo),
        ("n", lambda: workout.step_exercise(1)),
        ("s", lambda: actions.skip(workout)),
        ("what was pulled", workout.refresh),
        ("f", workout.summary),
        ("the newest weeks", lambda: book.weeks.totals(reader.heads[:10])),
        ("the oldest weeks", lambda: book.weeks.totals(reader.heads[-10:])),
        ("a week's sessions", lambda: reader.sessions(reader.heads[5])),
        ("counting records", reader.count_on),
    ):
        taken[name] = steps.of(act)
    return taken


def test_no_key_costs_more_the_longer_the_log_is(books: tuple[Logbook, Logbook]) -> None:
    short, long = (costs(book) for book in books)
    dearer = {key: (short[key], long[key]) for key in short if long[key] > short[key] * AS_MUCH + 5}
    assert dearer == {}
    assert all(short[key] for key in ("opening", "enter", "undo", "counting records"))


def test_a_record_is_told_once_what_it_has_to_beat_was_read(book: Logbook) -> None:
    clock = Clock(EVENING, step=timedelta(seconds=1))
    (today,) = book.workouts.agenda(EVENING.date()).today
    workout = Workout(book, today.id, now=clock, rules=DEFAULT_RULES, bests_later=True)
    wanted = workout.bests_wanted()
    assert wanted is not None and workout.bests_wanted() is None
    workout.edit(lambda editor: editor.insert("200x5"))
    workout.enter()
    workout.insist()
    assert workout.summary().comparing
    assert workout.notice is None or "heaviest" not in workout.notice.words
    workout.take_bests(wanted, wanted.read(book))
    assert workout.notice is not None and "heaviest ever: 200" in workout.notice.words
    summary = workout.summary()
    assert not summary.comparing and any("200" in words for words in summary.records)


def test_what_was_read_before_a_change_from_elsewhere_is_read_again(book: Logbook) -> None:
    clock = Clock(EVENING, step=timedelta(seconds=1))
    (today,) = book.workouts.agenda(EVENING.date()).today
    workout = Workout(book, today.id, now=clock, rules=DEFAULT_RULES, bests_later=True)
    old = workout.bests_wanted()
    assert old is not None
    workout.refresh()
    workout.take_bests(old, old.read(book))
    assert workout.summary().comparing or not any(
        one.performed for one in workout.session.exercises
    )
    new = workout.bests_wanted()
    assert new is not None and new is not old


async def test_the_finish_form_says_records_when_they_are_known(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"200x5", "enter", "exclamation_mark")
        await pilot.press("f", "9")
        await until(pilot, lambda: isinstance(pilot.app.screen, FinishScreen))
        await until(pilot, shows(pilot, "heaviest ever: 200"))
        await until(pilot, shows(pilot, "9"))
