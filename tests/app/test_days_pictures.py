"""Pictures of the days that are not like others, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.app.test_app import MakeApp, shows, until
from tests.app.test_days import LATE, TODAY, YESTERDAY, many_exercises
from tests.app.test_pictures import SIZES, Compare
from tests.support.app_ports import Clock
from tests.support.days import done_at, pulled, workout_on
from tests.support.pages import exercise, ident, plan, session, week
from tui.logbook import Logbook
from tui.sync.protocol import PulledPage
from tui.training.entry import Entry

SIZE_IDS = [f"{width}x{height}" for width, height in SIZES]


def two_today() -> PulledPage:
    """Two sessions of one plan today, one of another, a missed one."""
    plans = (plan(1), plan(2, split_type="full_body"))
    second = week(2, 2, [session(3, 2, TODAY, [])], starts=TODAY - timedelta(days=1))
    second["plan_id"] = ident("p", 2)
    rows = [workout_on(4, YESTERDAY), workout_on(1, TODAY), workout_on(2, TODAY)]
    return pulled(rows, TODAY, plans=plans, others=(second,))


def ended() -> PulledPage:
    """A plan whose last session was on Friday."""
    friday = TODAY - timedelta(days=4)
    return pulled([workout_on(1, friday, completed=True)], friday)


def thirty_sets() -> PulledPage:
    """An exercise of thirty planned sets."""
    return pulled([session(1, 1, TODAY, [{**exercise(1, 1, "Bench", []), "sets": 30}])], TODAY)


def past_midnight() -> PulledPage:
    """A session begun yesterday evening."""
    return pulled([workout_on(1, YESTERDAY, [done_at(1, 1, 1, LATE)])], TODAY)


@pytest.fixture
def log(open_book: Callable[[], Logbook]) -> Iterator[Logbook]:
    """An empty logbook."""
    with open_book() as opened:
        yield opened


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_two_sessions_and_two_plans(
    log: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    log.base.apply(two_today())
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "today · Full body"))
        picture_of(pilot.app.screen, f"choose-two-today-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_an_ended_plan(
    log: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    log.base.apply(ended())
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "nothing is planned after it"))
        picture_of(pilot.app.screen, f"choose-ended-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_forty_exercises(
    log: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    log.base.apply(pulled([many_exercises(40)], TODAY))
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*["n"] * 24)
        await until(pilot, shows(pilot, "▸ Exercise 25"))
        picture_of(pilot.app.screen, f"forty-exercises-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_thirty_sets(
    log: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int]
) -> None:
    log.base.apply(thirty_sets())
    log.workouts.record_sets(ident("e", 1), [Entry(80, 8, 8, count=22)])
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "▸  23"))
        picture_of(pilot.app.screen, f"thirty-sets-{size[0]}x{size[1]}")


@pytest.mark.parametrize("size", SIZES, ids=SIZE_IDS)
async def test_a_session_past_midnight(
    log: Logbook, make_app: MakeApp, picture_of: Compare, size: tuple[int, int], clock: Clock
) -> None:
    clock.moment = LATE + timedelta(minutes=30)
    log.base.apply(past_midnight())
    async with make_app().run_test(size=size) as pilot:
        await until(pilot, shows(pilot, "begun yesterday, not finished"))
        await pilot.press("enter")
        await until(pilot, shows(pilot, "since 23:40"))
        picture_of(pilot.app.screen, f"midnight-{size[0]}x{size[1]}")


async def test_forty_by_ten(book: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    async with make_app().run_test(size=(40, 10)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"82.5x7@8.5", "enter")
        await until(pilot, shows(pilot, "whole RPE"))
        picture_of(pilot.app.screen, "today-40x10")
        await pilot.press("escape", "W", "down")
        await until(pilot, shows(pilot, "▸ 16–22 Nov"))
        picture_of(pilot.app.screen, "weeks-40x10")
