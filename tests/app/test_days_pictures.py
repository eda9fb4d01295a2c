"""Pictures of the days that are not like others, and of what is offered on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.test_app import MakeApp, shows, until
from tests.app.test_days import LATE, TODAY, YESTERDAY, many_exercises
from tests.support.album import Album, Compare, Shot
from tests.support.app_ports import Clock, Exchange
from tests.support.days import done_at, pulled, workout_on
from tests.support.pages import exercise, ident, plan, session, week
from tui.logbook import Logbook
from tui.sync.protocol import LOCAL_LIFTER, PulledPage
from tui.sync.status import SyncStatus
from tui.training.entry import Entry

MISSING = (
    "The database lacks topset's migrations (14, from 20261122180100_tables on):"
    " whoever owns the database runs `topset db migrate`."
)
OFFLINE = "gym.example cannot be reached: is there a network?"


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


def many_missed() -> PulledPage:
    """Two weeks in which nothing was done."""
    days = [TODAY - timedelta(days=back) for back in range(1, 15)]
    rows = [workout_on(number, day) for number, day in enumerate([*days, *days], start=1)]
    return pulled([*rows, workout_on(40, TODAY + timedelta(days=1))], days[-1])


def forty_exercises() -> PulledPage:
    """A session that no screen holds."""
    return pulled([many_exercises(40)], TODAY)


def thirty_sets() -> PulledPage:
    """An exercise of thirty planned sets."""
    return pulled([session(1, 1, TODAY, [{**exercise(1, 1, "Bench", []), "sets": 30}])], TODAY)


def past_midnight() -> PulledPage:
    """A session begun yesterday evening."""
    return pulled([workout_on(1, YESTERDAY, [done_at(1, 1, 1, LATE)])], TODAY)


DAYS: dict[str, tuple[Callable[[], PulledPage], tuple[Shot, ...]]] = {
    "two today": (two_today, (Shot("choose-two-today", "today · Full body"),)),
    "ended": (ended, (Shot("choose-ended", "nothing is planned after it"),)),
    "missed": (
        many_missed,
        (Shot("choose-missed", "6 days ago"), Shot("choose-missed-last", "▸ Free", ("up",))),
    ),
    "forty exercises": (forty_exercises, (Shot("forty-exercises", "▸ Exercise 25", "n" * 24),)),
}
STANDINGS = {
    "choose-offline": (SyncStatus(state="offline", detail=OFFLINE), "is there a network?"),
    "choose-wrong-database": (SyncStatus(state="wrong_database", detail=MISSING), "db migrate"),
    "choose-signed-out": (
        SyncStatus(state="signed_out", detail="Your session has ended: sign in again."),
        "sign in again",
    ),
}


@pytest.fixture
def log(open_book: Callable[[], Logbook]) -> Iterator[Logbook]:
    """An empty logbook."""
    with open_book() as opened:
        yield opened


@pytest.mark.parametrize("day", DAYS)
async def test_a_day_unlike_others(
    log: Logbook, make_app: MakeApp, picture_of: Compare, day: str
) -> None:
    page, shots = DAYS[day]
    log.base.apply(page())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).take(shots)


@pytest.mark.parametrize("name", STANDINGS)
async def test_a_first_start_before_anything_could_be_fetched(
    make_app: MakeApp, picture_of: Compare, name: str
) -> None:
    status, shown = STANDINGS[name]
    async with make_app(Exchange(first=status)).run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).take([Shot(name, shown)])


async def test_a_log_on_this_laptop_alone(make_app: MakeApp, picture_of: Compare) -> None:
    app = make_app()
    app.ports = replace(app.ports, account=None, start_sync=None, local=LOCAL_LIFTER)
    async with app.run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).take([Shot("choose-local", "No session today")])


async def test_thirty_sets(log: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    log.base.apply(thirty_sets())
    log.workouts.record_sets(ident("e", 1), [Entry(80, 8, 8, count=22)])
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).take([Shot("thirty-sets", "▸  23")])


async def test_a_session_past_midnight(
    log: Logbook, make_app: MakeApp, picture_of: Compare, clock: Clock
) -> None:
    clock.moment = LATE + timedelta(minutes=30)
    log.base.apply(past_midnight())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot, picture_of).take(
            [
                Shot("choose-past-midnight", "begun yesterday, not finished"),
                Shot("midnight", "since 23:40", ("enter",)),
            ]
        )


async def test_forty_by_ten(book: Logbook, make_app: MakeApp, picture_of: Compare) -> None:
    async with make_app().run_test(size=(40, 10)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"82.5x7@8.5", "enter")
        await until(pilot, shows(pilot, "whole RPE"))
        picture_of(pilot.app.screen, "today-40x10")
        await pilot.press("escape", "W", "down")
        await until(pilot, shows(pilot, "▸ 16–22 Nov"))
        picture_of(pilot.app.screen, "weeks-40x10")
