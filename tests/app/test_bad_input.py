"""What people and plans may bring: odd reps, hostile text, tiny terminals, disks that refuse."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.events import Key

from tests.app.conftest import EVENING
from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock
from tests.support.days import done_at, pulled
from tests.support.pages import exercise, ident, plan, session, week
from tests.support.pictures import screen_text, words_on
from tui.app.choose.screen import ChooseScreen
from tui.app.shell.text import cell_width
from tui.app.today.build import today_view
from tui.app.today.exercise_head import ExerciseHead
from tui.app.today.past import PastScreen
from tui.app.today.screen import TodayScreen
from tui.app.today.set_table import SetTable
from tui.logbook import Logbook
from tui.sync.protocol import PulledPage, Row
from tui.training.rules import DEFAULT_RULES
from tui.workout.notice import SyncMark
from tui.workout.workout import Workout

TODAY = EVENING.date()
LAST_WEEK = EVENING - timedelta(days=7)
SIZES = [(40, 10), (80, 24)]
ODD_REPS = (
    "AMRAP",
    "8-",
    "",
    "   ",
    "-",
    "9" * 300,
    "eight " * 50,
    "٨-١٢",
    "\u202e8-6\u202c",
    "8\u0301\u0302\u0303",
    "👩‍🏋️ x 8",
    "[red]8[/red]",
    "8\x1b[31m",
)
HOSTILE = (
    "\x1b]0;owned\x07\x9b31m[bold]\\[/bold]\u202eevil\u2066\x00\n\r\x08\x90\u2069\ufff9\U000e0041"
)
FORBIDDEN = (
    "\x90",
    "\u2069",
    "\ufff9",
    "\U000e0041",
    "\x1b",
    "\x07",
    "\x9b",
    "\u202e",
    "\u2066",
    "\x00",
    "\x08",
    "\r",
)


@pytest.fixture
def log(open_book: Callable[[], Logbook]) -> Iterator[Logbook]:
    """An empty logbook."""
    with open_book() as opened:
        yield opened


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def read_only(log: Logbook) -> Iterator[None]:
    """Let nothing be written through this logbook, as on a disk mounted read-only."""
    connection: sqlite3.Connection = log._connection  # the disk cannot be remounted in a test
    connection.execute("pragma query_only = on")
    try:
        yield
    finally:
        connection.execute("pragma query_only = off")


def today_with(**columns: str) -> PulledPage:
    row = {**exercise(1, 1, "Bench Press", []), **columns}
    return pulled([session(1, 1, TODAY, [row])], TODAY)


def training(log: Logbook, clock: Clock) -> Workout:
    return Workout(log, ident("s", 1), now=clock, rules=DEFAULT_RULES)


@pytest.mark.parametrize("reps", ODD_REPS, ids=ascii)
def test_odd_reps_are_shown_as_written_and_trained_all_the_same(
    log: Logbook, clock: Clock, reps: str
) -> None:
    log.base.apply(today_with(reps=reps))
    workout = training(log, clock)
    workout.edit(lambda line: line.insert("80x8"))
    workout.enter()
    view = today_view(workout.inputs(), SyncMark(""))
    assert view.table.rows[0].today == "80 × 8"
    drawn = [*SetTable.draw(view.table, 55, 8), *ExerciseHead.draw(view.head, 55, 5)]
    assert all(sum(cell_width(part.text) for part in line) <= 55 for line in drawn)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("reps", ["9" * 300, "\u202e8-6\u202c", "8\u0301\u0302\u0303"], ids=ascii)
async def test_odd_reps_leave_the_screen_in_shape(
    log: Logbook, make_app: MakeApp, reps: str, size: tuple[int, int]
) -> None:
    log.base.apply(today_with(reps=reps))
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"80x8", "enter")
        await until(pilot, shows(pilot, "set 2 ›"))
        assert all(cell_width(line) <= size[0] for line in words_on(pilot.app.screen).split("\n"))


def _hostile(row: Row, keep: tuple[str, ...]) -> Row:
    """Return the row with hostile text in every text column but those that hold ids and dates."""
    return {
        name: HOSTILE if name not in keep and (value is None or isinstance(value, str)) else value
        for name, value in row.items()
    }


def _hostile_session(number: int, day: date, sets: list[Row]) -> Row:
    numbers: Row = {"rir": 2, "weight": 80.0, "difficulty": 8}
    lists: Row = {"tips": [HOSTILE], "secondary_muscles": [HOSTILE]}
    row = {**exercise(number, number, "x", sets), **numbers}
    hostile = _hostile(row, ("id", "session_id", "exercise_id")) | lists
    facts: Row = {"overall_difficulty": 8, "duration_minutes": 60}
    return _hostile(
        {**session(number, number, day, [hostile]), **facts}, ("id", "week_id", "session_date")
    )


def hostile_log() -> PulledPage:
    """Return a log of today and last week with hostile text in every text column."""
    past = _hostile_session(2, LAST_WEEK.date(), [done_at(1, 2, 1, LAST_WEEK)])
    last_monday = LAST_WEEK.date() - timedelta(days=LAST_WEEK.weekday())
    other = week(2, 2, [past], starts=last_monday)
    other["notes"] = HOSTILE
    lying = plan(split_type=HOSTILE, goal_type=HOSTILE, notes=HOSTILE)
    today = _hostile_session(1, TODAY, [])
    return pulled([today], TODAY, plans=(lying,), others=(other,))


async def test_hostile_text_in_any_column_is_harmless_on_every_screen(
    log: Logbook, make_app: MakeApp
) -> None:
    log.base.apply(hostile_log())

    def harmless(shown: str) -> bool:
        assert not any(mark in shown for mark in FORBIDDEN)
        return "[bold]" in shown

    async with make_app().run_test(size=(160, 50)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        assert harmless(words_on(pilot.app.screen))
        await pilot.press("enter", "f")
        await until(pilot, shows(pilot, "Enter completes it"))
        assert harmless(words_on(pilot.app.screen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await pilot.press("W", "down")
        await until(pilot, shows(pilot, "difficulty 8 of 10"))
        assert harmless(words_on(pilot.app.screen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PastScreen))
        await until(pilot, shows(pilot, "▸   2"))
        assert harmless(words_on(pilot.app.screen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await pilot.press("o")
        await until(pilot, shows(pilot, "Free session"))
        assert harmless(words_on(pilot.app.screen))


async def test_ten_lines_of_forty_cells_are_enough_to_train(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(40, 10)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"82.5x7@9", "enter")
        await until(pilot, shows(pilot, "1 harder than planned"))
        await pilot.press("up")
        await until(pilot, shows(pilot, "82.5 × 7 @9"))
        await until(pilot, lambda: "82.5 x 7 @9" in screen_text(pilot.app.screen))
        await pilot.press("x", "enter")
        await until(pilot, lambda: "reps were expected" in screen_text(pilot.app.screen))
        await pilot.press("escape", "W", "down")
        await until(pilot, shows(pilot, "▸ 16–22 Nov"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PastScreen))
        await until(pilot, shows(pilot, "extra 4 ›"))


async def test_a_resize_while_typing_keeps_the_line(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"82.5x")
        for size in ((40, 10), (160, 50), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
        await pilot.press(*"7@9")
        await until(pilot, shows(pilot, "82.5x7@9_"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "82.5 × 7 @9"))


async def test_keys_that_come_in_one_burst_keep_their_order(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        for key in (*"80", "x", "7", "enter", *"82", "x", "6", "enter", "up", *"85", "x", "5"):
            pilot.app.post_message(Key(key, key if len(key) == 1 else None))
        await until(pilot, shows(pilot, "amend 2 › 85x5_"))
        session_id = book.workouts.agenda(TODAY).today[0].id
        session = book.workouts.session(session_id)
        assert session is not None
        sets = [(one.weight_kg, one.reps_done) for one in session.exercises[0].performed]
        assert sets == [(80, 7), (82, 6)]


@pytest.mark.parametrize("trouble", ["full", "read-only"])
def test_a_disk_that_refuses_keeps_the_line_and_logs_nothing(
    log: Logbook, clock: Clock, trouble: str
) -> None:
    log.base.apply(today_with())
    workout = training(log, clock)
    workout.edit(lambda line: line.insert("80x8"))
    with full_disk() if trouble == "full" else read_only(log):
        workout.enter()
        entry = workout.entry()
    assert entry.text == "80x8"
    assert entry.notice is not None
    assert entry.notice.words.startswith("not saved: ")
    assert entry.notice.words.count("not saved") == 1
    assert workout.sheet.exercises[0].done == 0
    clock.moment += timedelta(seconds=2)
    workout.enter()
    assert workout.sheet.exercises[0].done == 1


def test_a_disk_that_refuses_leaves_a_missed_session_on_its_day(log: Logbook, clock: Clock) -> None:
    yesterday = TODAY - timedelta(days=1)
    rows = [session(1, 1, yesterday, [exercise(1, 1, "Bench Press", [])])]
    log.base.apply(pulled(rows, TODAY))
    workout = training(log, clock)
    workout.edit(lambda line: line.insert("80x8"))
    with read_only(log):
        workout.enter()
    assert workout.session.session_date == yesterday
    assert log.changes.counts().unsent == 0


async def test_a_free_session_that_cannot_be_saved_is_told(log: Logbook, make_app: MakeApp) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "Free session"))
        assert app.lifter is not None
        with read_only(app.lifter.book):
            await pilot.press("f")
            await until(pilot, shows(pilot, "not saved: "))
        assert isinstance(pilot.app.screen, ChooseScreen)
        await pilot.press("f")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))


def test_another_topset_that_writes_keeps_the_line_and_says_so(
    log: Logbook, clock: Clock, tmp_path: Path
) -> None:
    log.base.apply(today_with())
    workout = training(log, clock)
    workout.edit(lambda line: line.insert("80x8"))
    log._connection.execute("pragma busy_timeout = 50")  # five seconds would be long here
    with closing(sqlite3.connect(tmp_path / "book.sqlite3", isolation_level=None)) as other:
        other.execute("begin immediate")
        workout.enter()
        other.execute("rollback")
    entry = workout.entry()
    assert entry.text == "80x8"
    assert entry.notice is not None
    assert "another topset is writing" in entry.notice.words


def test_two_apps_at_once_number_their_sets_one_after_the_other(
    log: Logbook, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    log.base.apply(today_with())
    with open_book() as second:
        one, two = training(log, clock), training(second, clock)
        for workout in (one, two):
            workout.edit(lambda line: line.insert("80x8"))
            workout.enter()
        one.refresh()
        numbers = [done.set_no for done in one.sheet.exercises[0].exercise.performed]
    assert numbers == [1, 2]


def test_a_set_removed_in_another_app_is_not_amended_here(
    log: Logbook, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    log.base.apply(today_with())
    workout = training(log, clock)
    workout.edit(lambda line: line.insert("80x8"))
    workout.enter()
    workout.step_set(-1)
    workout.edit(lambda line: line.insert("82.5x8"))
    clock.moment += timedelta(seconds=2)
    with open_book() as second:
        other = training(second, clock)
        other.step_set(-1)
        other.remove()
    workout.enter()
    entry = workout.entry()
    assert entry.notice is not None
    assert entry.notice.words == "gone in the meantime: removed elsewhere"
    assert entry.text == "82.5x8"
