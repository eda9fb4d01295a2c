"""The days that are not like others, and of what is offered on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.app.test_app import MakeApp
from tests.app.test_days import LATE, TODAY, YESTERDAY, many_exercises
from tests.support.album import Album
from tests.support.app_ports import Clock, SilentSync
from tests.support.days import done_at, pulled, workout_on
from tests.support.pages import exercise, ident, plan, session, week
from tests.support.walk import Step
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


DAYS: dict[str, tuple[Callable[[], PulledPage], tuple[Step, ...]]] = {
    "two today": (
        two_today,
        (Step((), ("3 sessions today", "▸ Day-1", "today · Full body", "missed yesterday")),),
    ),
    "ended": (ended, (Step((), ("Upper/Lower ended Fri 20 Nov: nothing is planned after it",)),)),
    "missed": (
        many_missed,
        (
            Step((), ("next, Wed 25 Nov, tomorrow", "6 days ago", "↓ 15 more")),
            Step(("up",), ("↑ 15 more", "14 days ago", "▸ Free")),
        ),
    ),
    "forty exercises": (
        forty_exercises,
        (Step("n" * 24, ("↑ 15 more", "▸ Exercise 25", "↓ 7 more", "set 1 › _ weight x reps")),),
    ),
}
STANDINGS = (
    (SyncStatus(state="offline", detail=OFFLINE), ("offline", OFFLINE)),
    (SyncStatus(state="wrong_database", detail=MISSING), ("needs migrations", "db migrate")),
    (
        SyncStatus(state="signed_out", detail="Your session has ended: sign in again."),
        ("signed out", "Your session has ended: sign in again."),
    ),
)


@pytest.fixture
def log(open_book: Callable[[], Logbook]) -> Iterator[Logbook]:
    """An empty logbook."""
    with open_book() as opened:
        yield opened


@pytest.mark.parametrize("day", DAYS)
async def test_a_day_unlike_others(log: Logbook, make_app: MakeApp, day: str) -> None:
    page, shots = DAYS[day]
    log.base.apply(page())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot).go(shots)


async def test_a_first_start_before_anything_could_be_fetched(make_app: MakeApp) -> None:
    exchange = SilentSync(first=SyncStatus(state="syncing"))
    async with make_app(exchange).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("fetching ↓", "Fetching your plan…")
        for status, told in STANDINGS:
            exchange.tell(status)
            await album.says(*told)


async def test_another_session_can_be_chosen(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        told = ("Today, Tue 24 Nov", "▸ Push-H", "missed Sat 14 Nov, 10 days ago", "Free session")
        await album.go([Step("o", told, picture="choose")])


async def test_a_log_on_this_laptop_alone(make_app: MakeApp) -> None:
    app = make_app()
    app.ports = replace(app.ports, account=None, start_sync=None, local=LOCAL_LIFTER)
    async with app.run_test(size=(80, 24)) as pilot:
        await Album(pilot).go([Step((), ("on this laptop", "No session today", "No plan yet"))])


async def test_thirty_sets(log: Logbook, make_app: MakeApp) -> None:
    log.base.apply(thirty_sets())
    log.workouts.record_sets(ident("e", 1), [Entry(80, 8, 8, count=22)])
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot).go([Step((), ("↑ 19 more", "▸  23", "↓ 5 more"))])


async def test_a_session_past_midnight(log: Logbook, make_app: MakeApp, clock: Clock) -> None:
    clock.moment = LATE + timedelta(minutes=30)
    log.base.apply(past_midnight())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await Album(pilot).go(
            [
                Step((), ("Mon 23 Nov, opened Tue 24 Nov", "since 23:40")),
                Step("o", ("ended Mon 23 Nov", "begun yesterday, not finished")),
            ]
        )
