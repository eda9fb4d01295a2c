"""The app itself, headless, on a real logbook: few and short."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest
from textual.pilot import Pilot

from tests.app.conftest import EVENING
from tests.support.app_ports import AccountInMemory, Clock, SilentSync
from tests.support.pictures import words_on
from tests.support.sample_book import sample_page
from tui.app.app import TopsetApp
from tui.app.choose.screen import ChooseScreen
from tui.app.sign_in.screen import SignInScreen
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.sync.status import SyncStatus
from tui.training.entry import Entry
from tui.workout.commands.command import EVERYWHERE
from tui.workout.commands.today import TODAY

DEADLINE = 60.0
MakeApp = Callable[..., TopsetApp]


async def until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    """Wait until something is so, or fail when it takes too long."""
    end = monotonic() + DEADLINE
    while not condition():
        if monotonic() > end:
            pytest.fail(f"never happened; the screen shows:\n{words_on(pilot.app.screen)}")
        await pilot.pause()


def shows(pilot: Pilot[None], words: str) -> Callable[[], bool]:
    return lambda: words in words_on(pilot.app.screen)


async def test_it_opens_on_todays_session_and_enter_logs_a_set(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "1 to send ↑"))
        assert book.changes.counts().unsent == 1
        assert isinstance(pilot.app.screen, TodayScreen)


async def test_a_typed_line_is_logged_amended_and_undone_by_keys(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"82,5x7@9", "enter")
        await until(pilot, shows(pilot, "82.5 × 7 @9"))
        await pilot.press("up", *"@10", "enter")
        await until(pilot, shows(pilot, "82.5 × 7 @10"))
        await pilot.press("u", "u")
        await until(pilot, shows(pilot, "undone: Bench Press set 1"))
        assert "82.5 × 7" not in words_on(pilot.app.screen).split("undone")[0]


async def test_signing_in_says_what_is_wrong_and_then_opens_today(
    book: Logbook, make_app: MakeApp, door: AccountInMemory
) -> None:
    door.signed_in = None
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen))
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press("x", "enter")
        await until(pilot, shows(pilot, "do not go together."))
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        assert door.tried == ["topset-demox", "topset-demo"]


async def test_finishing_asks_and_completes(book: Logbook, make_app: MakeApp, clock: Clock) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("enter", "f")
        await until(pilot, shows(pilot, "Finish Push-H"))
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press("8", "enter")
        await until(pilot, shows(pilot, "completed"))
        session = book.workouts.agenda(clock.moment.date()).today[0]
        assert (session.completed, session.overall_difficulty) == (True, 8)


async def test_news_that_come_while_the_app_closes_find_no_screen(make_app: MakeApp) -> None:
    exchange = SilentSync(first=SyncStatus(state="syncing"))
    app = make_app(exchange)
    closed = threading.Event()

    def tell_until_closed() -> None:
        while not closed.wait(0.001):
            if exchange.changed is not None:
                exchange.changed()
                exchange.tell(SyncStatus(state="idle"))

    telling = threading.Thread(target=tell_until_closed)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
            telling.start()
    finally:
        closed.set()
        telling.join()
    assert app.failure is None


async def test_an_empty_logbook_waits_for_the_plan_and_opens_it_when_it_is_there(
    make_app: MakeApp, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    exchange = SilentSync(first=SyncStatus(state="syncing"))
    async with make_app(exchange).run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "fetching ↓"))
        assert "Fetching your plan" in words_on(pilot.app.screen)
        assert isinstance(pilot.app.screen, ChooseScreen)
        with open_book() as second:
            second.base.apply(sample_page(clock.moment.date()))
        assert exchange.changed is not None
        thread = threading.Thread(target=exchange.changed)
        thread.start()
        thread.join()
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
    assert exchange.stopped == 1


async def test_a_pulled_name_cannot_write_to_the_terminal(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    session = book.workouts.agenda(clock.moment.date()).today[0]
    full = book.workouts.session(session.id)
    assert full is not None
    evil = "\x1b]0;owned\x07[bold]Bench\u202e"
    book.workouts.update_exercise(full.exercises[0].id, {"exercise_name": evil}, "renamed")
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "[bold]Bench"))
        shown = words_on(pilot.app.screen)
        assert not any(mark in shown for mark in ("\x1b", "\x07", "\u202e"))


async def test_without_a_rest_nothing_ticks(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        screen = pilot.app.screen
        assert isinstance(screen, TodayScreen)
        assert not screen.ticking
        await pilot.press("enter")
        await until(pilot, lambda: screen.ticking)
        await pilot.press("R")
        await until(pilot, lambda: not screen.ticking)


async def test_the_palette_and_the_help_have_every_command(
    book: Logbook, make_app: MakeApp
) -> None:
    app = make_app()
    async with app.run_test(size=(100, 60)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        offered = {command.help for command in app.get_system_commands(app.screen)}
        every = {one.sentence for one in (*TODAY, *EVERYWHERE) if one.palette}
        assert {one.sentence for one in TODAY if one.palette} <= offered <= every
        await pilot.press("question_mark")
        for command in (*TODAY, *EVERYWHERE):
            if command.keys:
                await until(pilot, shows(pilot, command.sentence))


@pytest.mark.parametrize("theme", ["topset", "light", "ansi", "no such theme"])
async def test_every_theme_opens(book: Logbook, make_app: MakeApp, theme: str) -> None:
    async with make_app(theme=theme).run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))


def test_nothing_heavy_is_imported_with_the_app() -> None:
    code = (
        "import sys, tui.app.app, tui.app.sign_in.screen, tui.workout.search\n"
        "heavy = {'psycopg', 'supabase_auth', 'httpx', 'keyring', 'pydantic', 'rapidfuzz'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


async def test_a_set_that_another_topset_logs_shows_by_itself(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test() as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        session = book.workouts.agenda(EVENING.date()).today[0]
        whole = book.workouts.session(session.id)
        assert whole is not None
        book.workouts.record_sets(whole.exercises[0].id, [Entry(81.0, 8)])
        await until(pilot, shows(pilot, "81 × 8"))
