"""Pictures of the weeks as text, at three sizes; `UPDATE_PICTURES=1` keeps new ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.app.test_app import MakeApp, shows, until
from tests.app.test_pictures import SIZES, Compare
from tui.logbook import Logbook

SIZE_IDS = [f"{width}x{height}" for width, height in SIZES]


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_the_weeks(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W", "down")
        await until(pilot, shows(pilot, "81   43.7  12"))
        picture_of(pilot.app.screen, f"weeks-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_the_weeks_with_an_exercise(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W")
        await until(pilot, shows(pilot, "81   43.7  12"))
        await pilot.press("slash", *"deadlift", "enter")
        await until(pilot, shows(pilot, "with “deadlift”"))
        picture_of(pilot.app.screen, f"weeks-filtered-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_no_weeks_yet(
    open_book: Callable[[], Logbook],
    make_app: MakeApp,
    picture_of: Compare,
    size: tuple[int, int],
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "Free session"))
        await pilot.press("W")
        await until(pilot, shows(pilot, "No weeks yet"))
        picture_of(pilot.app.screen, f"weeks-empty-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES[:2], ids=SIZE_IDS[:2])
async def test_a_past_session(
    book: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W", "down", "enter")
        await until(pilot, shows(pilot, "looking back:"))
        await pilot.press("enter", *"80x7@9", "enter")
        await until(pilot, shows(pilot, "added on Tue 17 Nov"))
        picture_of(pilot.app.screen, f"past-{size[0]}x{size[1]}")
