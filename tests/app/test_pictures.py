"""Pictures of the screens as text, at three sizes; `UPDATE_PICTURES=1` keeps new ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.screen import Screen

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock, Door
from tui.logbook import Logbook

Compare = Callable[[Screen[object], str], None]
SIZES = [(80, 24), (100, 30), (160, 50)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_a_session_in_progress(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int], clock: Clock
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("enter")
        clock.moment = clock.moment.replace(minute=3, second=10)
        await pilot.press(*"x7@9", "enter")
        clock.moment = clock.moment.replace(minute=4, second=38)
        await pilot.press(*"80x8@8.5", "enter")
        await until(pilot, shows(pilot, "whole RPE"))
        picture_of(pilot.app.screen, f"today-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_finishing(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("enter", "f")
        await until(pilot, shows(pilot, "Enter completes it"))
        picture_of(pilot.app.screen, f"finish-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_choosing_a_session(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("o")
        await until(pilot, shows(pilot, "Free session"))
        picture_of(pilot.app.screen, f"choose-{size[0]}x{size[1]}")


async def test_signing_in(make_app: MakeApp, door: Door, picture_of: Compare) -> None:
    door.signed_in = None
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "Enter signs in"))
        picture_of(pilot.app.screen, "sign-in-80x24")


async def test_help(book: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    async with make_app().run_test(size=(100, 48)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("question_mark")
        await until(pilot, shows(pilot, "Close topset"))
        picture_of(pilot.app.screen, "help-100x48")
