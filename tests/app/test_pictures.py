"""Pictures of the screens as text, at three sizes; `UPDATE_PICTURES=1` keeps new ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.screen import Screen

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Door, Exchange
from tui.logbook import Logbook
from tui.sync.status import SyncStatus

Compare = Callable[[Screen[object], str], None]
SIZES = [(80, 24), (100, 30), (160, 50)]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_choosing_a_session(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("o")
        await until(pilot, shows(pilot, "Free session"))
        picture_of(pilot.app.screen, f"choose-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_signing_in(
    make_app: MakeApp, door: Door, picture_of: Compare, size: tuple[int, int]
) -> None:
    door.signed_in = None
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "Enter signs in"))
        picture_of(pilot.app.screen, f"sign-in-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", [*SIZES, (100, 48)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_help(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("question_mark")
        await until(pilot, shows(pilot, "82.5x8@8"))
        picture_of(pilot.app.screen, f"help-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_an_empty_logbook_while_the_plan_is_fetched(
    make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    fetching = Exchange(first=SyncStatus(state="syncing"))
    async with make_app(fetching).run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "fetching ↓"))
        picture_of(pilot.app.screen, f"first-fetch-{size[0]}x{size[1]}")
