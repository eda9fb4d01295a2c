"""A damaged, newer or full logbook in the app, and what is said on closing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.app.test_app import shows, until
from tests.support.app_ports import ME, AccountInMemory, Clock, FileRecovery, SilentSync
from tests.support.damage import damage, make_newer
from tests.support.sample_book import sample_page, write_sample_book
from tui.app.app import TopsetApp
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook, NotSaved
from tui.logbook.journal import journal_of
from tui.logbook.rescue import rescue
from tui.logbook.salvage import check
from tui.sync.status import SyncStatus
from tui.training.entry import Entry
from tui.workout.ports import Ports
from tui.workout.signed_in import SignedIn


@pytest.fixture
def file(tmp_path: Path, open_book: Callable[[], Logbook], clock: Clock) -> Path:
    """The sample lifter's logbook with two sets to send; nobody has it open."""
    write_sample_book(tmp_path / "book.sqlite3", clock.moment.date())
    with open_book() as book:
        session = book.workouts.session(book.workouts.agenda(clock.moment.date()).today[0].id)
        assert session is not None
        book.workouts.record_sets(session.exercises[0].id, [Entry(82.5, 7), Entry(80, 8)])
    return tmp_path / "book.sqlite3"


@pytest.fixture
def app_over(
    file: Path, open_book: Callable[[], Logbook], clock: Clock, door: AccountInMemory
) -> Callable[..., TopsetApp]:
    """Makes the app over the file, with somebody who looks after it."""

    def made(exchange: SilentSync | None = None) -> TopsetApp:
        return TopsetApp(
            Ports(
                account=door,
                open_logbook=lambda _: open_book(),
                start_sync=exchange or SilentSync(),
                now=clock,
                recovery=FileRecovery(file, clock),
            )
        )

    return made


AppOver = Callable[..., TopsetApp]


async def test_damage_on_the_first_page_read_is_salvaged_and_told(
    file: Path, app_over: AppOver, open_book: Callable[[], Logbook]
) -> None:
    damage(file, "modular_training_session")
    async with app_over().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "The logbook was damaged"))
        await until(pilot, shows(pilot, "2 changes not yet sent found and kept"))
        await until(pilot, shows(pilot, "book.sqlite3.damaged-20261124-180000"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "Fetching your plan"))
        await until(pilot, shows(pilot, "2 to send"))
    with open_book() as book:
        assert [one.op for one in book.changes.unsent()] == ["insert", "insert"]


async def test_damage_elsewhere_is_found_by_a_look_through_the_whole_file(
    file: Path, app_over: AppOver
) -> None:
    damage(file, "catalogue_name")
    async with app_over().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "The logbook was damaged"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "2 to send"))
    check(file)


async def test_damage_that_a_round_came_upon_is_set_right_and_training_goes_on(
    file: Path, app_over: AppOver, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    exchange = SilentSync()
    async with app_over(exchange).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: exchange.say is not None)
        await until(pilot, shows(pilot, "2 to send"))
        assert exchange.say is not None
        exchange.say(SyncStatus(state="damaged", detail="the logbook is damaged"))
        await until(pilot, shows(pilot, "The logbook was damaged"))
        assert exchange.stopped == 1
        await pilot.press("enter")
        with open_book() as fetched:
            fetched.base.apply(sample_page(clock.moment.date()))
        assert exchange.changed is not None
        exchange.changed()
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await until(pilot, shows(pilot, "82.5 × 7"))


async def test_a_damaged_logbook_that_is_open_elsewhere_is_left_alone(
    file: Path, app_over: AppOver
) -> None:
    damage(file, "modular_training_session")
    with closing(sqlite3.connect(file)) as other:
        other.execute("select count(*) from change").fetchone()
        app = app_over()
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.return_code == 1)
    assert list(file.parent.glob("*.damaged-*")) == []


async def test_a_logbook_of_a_newer_topset_is_left_untouched(file: Path, app_over: AppOver) -> None:
    make_newer(file)
    before = _content(file)
    app = app_over()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.return_code == 1)
    assert _content(file) == before


async def test_closing_notes_what_remains_for_the_terminal(file: Path, app_over: AppOver) -> None:
    app = app_over()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "2 to send"))
    assert app.farewell == "2 sets still to send; they are sent next time."


async def test_a_full_disk_keeps_the_line_the_comment_and_the_form(
    file: Path, app_over: AppOver
) -> None:
    app = app_over()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "2 to send"))
        lifter = app.lifter
        assert lifter is not None
        _fill_the_disk(lifter.book.changes._connection)

        await pilot.press(*"85x5@9", "enter")
        await until(pilot, shows(pilot, "not saved: the disk is full"))
        await until(pilot, shows(pilot, "85x5@9"))
        await pilot.press("escape", "c")
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press(*"pause", "enter")
        await until(pilot, shows(pilot, "not saved: the disk is full"))
        await until(pilot, lambda: pilot.app.focused is not None)
        assert getattr(pilot.app.focused, "value", None) == "pause"
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        assert lifter.book.changes.counts().unsent == 2


def _fill_the_disk(connection: sqlite3.Connection) -> None:
    """Let the file grow no more, and use up the room that is left in it."""
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages}")
    for size in (3000, 300, 30):
        with suppress(NotSaved):
            for _ in range(10_000):
                connection.execute(
                    "insert into undoable (made_at, about, steps) values ('', ?, '[]')",
                    (" " * size,),
                )


def _content(file: Path) -> bytes:
    return file.read_bytes()


def test_what_the_database_does_not_take_is_news_once(
    file: Path, open_book: Callable[[], Logbook], clock: Clock, door: AccountInMemory
) -> None:
    ports = Ports(account=door, open_logbook=lambda _: open_book(), start_sync=None, now=clock)
    lifter = SignedIn(ME, ports)
    try:
        said = []
        for refused in (1, 1, 3, 2):
            status = SyncStatus(refused=refused)
            said.append(lifter.newly_stuck(status))
            lifter.take(status)
        assert said == [0, 0, 2, -1]
    finally:
        lifter.close()


@pytest.fixture
def stranded_file(file: Path, open_book: Callable[[], Logbook]) -> None:
    """Logs as an earlier topset left them when it was killed while it salvaged."""
    file.rename(file.with_name(f"{file.name}.damaged-20261124-180000"))
    journal_of(file).unlink()
    open_book().close()


@pytest.mark.usefixtures("stranded_file")
async def test_what_only_an_old_log_holds_stands_in_the_header_until_it_was_taken_back(
    file: Path, app_over: AppOver, clock: Clock
) -> None:
    async with app_over().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "2 changes of yours are in"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "2 set aside: topset rescue"))
        rescue(file, at=clock())
        await until(pilot, lambda: not shows(pilot, "set aside")())
        await until(pilot, shows(pilot, "2 to send"))
