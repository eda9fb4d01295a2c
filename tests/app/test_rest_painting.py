"""While a rest runs, one line is painted a second, and nothing else; at its end it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path, PurePath
from typing import ClassVar, cast

import pytest
from rich.console import RenderableType
from textual._compositor import ChopsUpdate
from textual.screen import Screen

from tests.app.test_app import MakeApp, until
from tests.support.app_ports import AccountInMemory, Clock, SilentSync
from tests.support.pictures import words_on
from tui.app import app as app_module
from tui.app.app import TopsetApp
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.settings.model import Settings
from tui.workout.ports import Ports


class WatchedApp(TopsetApp):
    """The app, with a note of the lines that each update paints and of the bells."""

    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        Path(app_module.__file__).parent / file for file in cast("list[str]", TopsetApp.CSS_PATH)
    ]

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self.painted: list[set[int] | None] = []  # None is the whole screen
        self.bells = 0

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, ChopsUpdate):
            self.painted.append({y for y, _, _ in renderable.spans})
        elif renderable is not None:
            self.painted.append(None)
        super()._display(screen, renderable)

    def bell(self) -> None:
        self.bells += 1


def watched(open_book: Callable[[], Logbook], clock: Clock, settings: Settings) -> WatchedApp:
    return WatchedApp(
        Ports(
            account=AccountInMemory(),
            open_logbook=lambda _: open_book(),
            start_sync=SilentSync(),
            now=clock,
            preferences=settings,
        )
    )


async def test_a_tick_paints_the_rest_line_alone(
    book: Logbook, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    app = watched(open_book, clock, Settings())
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "▸   1" in words_on(app.screen))
        await pilot.press("enter")
        await until(pilot, lambda: "3:00 of 3:00" in words_on(app.screen))
        await pilot.pause()
        app.painted.clear()
        clock.moment += timedelta(seconds=1)
        await until(pilot, lambda: len(app.painted) >= 1)
        clock.moment += timedelta(seconds=1)
        await until(pilot, lambda: len(app.painted) >= 2)
        today = app.screen
        assert isinstance(today, TodayScreen)
        line = today.rest_line.region.y
        assert app.painted[:2] == [{line}, {line}]


async def test_without_a_rest_nothing_is_painted(
    book: Logbook, open_book: Callable[[], Logbook], clock: Clock
) -> None:
    app = watched(open_book, clock, Settings())
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "▸   1" in words_on(app.screen))
        await pilot.pause()
        app.painted.clear()
        await pilot.press("R")
        await pilot.pause()
        assert app.painted == []


@pytest.mark.parametrize("rings", [True, False])
async def test_the_end_of_a_rest_rings_once_or_never(
    book: Logbook, open_book: Callable[[], Logbook], clock: Clock, *, rings: bool
) -> None:
    app = watched(open_book, clock, Settings(rest_bell=rings))
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "▸   1" in words_on(app.screen))
        await pilot.press("r")
        clock.moment += timedelta(minutes=10)
        await until(pilot, lambda: "rest over" in words_on(app.screen))
        today = app.screen
        assert isinstance(today, TodayScreen)
        await until(pilot, lambda: not today.ticking)
        assert app.bells == int(rings)


async def test_a_rest_goes_on_after_a_restart(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "▸   1" in words_on(pilot.app.screen))
        await pilot.press("enter")
        await until(pilot, lambda: "of 3:00" in words_on(pilot.app.screen))
    clock.moment += timedelta(seconds=90)
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "1:30 of 3:00" in words_on(pilot.app.screen))
