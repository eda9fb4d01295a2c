"""Text of any kind from the database, on the screens of the running app."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings

from tests.app.conftest import EVENING
from tests.app.test_app import MakeApp, until
from tests.support.days import pulled
from tests.support.hostile_text import TEXTS, is_harmless
from tests.support.pages import exercise, performed, plan, session, week
from tests.support.pictures import words_on
from tui.app.today.past import PastScreen
from tui.app.today.screen import TodayScreen
from tui.app.weeks.screen import WeeksScreen
from tui.logbook import Logbook
from tui.sync.protocol import PulledPage, Row

TODAY = EVENING.date()
LAST_WEEK = TODAY - timedelta(days=7)


def page_of(text: str, revision: int) -> PulledPage:
    """Return a log of today and last week with the text in every column that takes one."""
    words: Row = {"notes": text, "reps": text, "target": text, "tips": text, "instructions": text}
    kinds: Row = {"muscle_group": text, "equipment": text, "tier": text}
    about: Row = {"notes": text, "day_label": text, "focus_area": text}

    def of_day(number: int, sets: list[Row]) -> Row:
        day = TODAY if number == 1 else LAST_WEEK
        row = exercise(number, number, text, sets, **words, **kinds)
        return {**session(number, number, day, [row], **about), "completed": number != 1}

    monday = LAST_WEEK - timedelta(days=LAST_WEEK.weekday())
    past = week(2, 2, [of_day(2, [performed(1, 2, 1, 82.5, 8)])], starts=monday)
    plans = (plan(notes=text, split_type=text),)
    page = pulled([of_day(1, [])], TODAY, plans=plans, others=(past,))
    return replace(page, revision=revision)


async def look_round(app: MakeApp) -> None:
    """Open the screens that show the database's words, and look at each."""
    async with app().run_test(size=(100, 30)) as pilot:

        async def at(*keys: str, screen: type, shown: str) -> None:
            await pilot.press(*keys)

            def opened() -> bool:
                on = pilot.app.screen
                return isinstance(on, screen) and shown in words_on(on)

            await until(pilot, opened)
            assert is_harmless(words_on(pilot.app.screen))

        await at(screen=TodayScreen, shown="set 1 ›")
        await at("W", "down", screen=WeeksScreen, shown="▸")
        await at("enter", screen=PastScreen, shown="set")
        await at("escape", "escape", screen=TodayScreen, shown="set 1 ›")


def test_no_text_steers_a_screen_or_stops_the_app(
    open_book: Callable[[], Logbook], make_app: MakeApp
) -> None:
    revisions = count(2)

    @given(text=TEXTS)
    @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(text: str) -> None:
        with open_book() as book:
            book.base.apply(page_of(text, next(revisions)))
        asyncio.run(look_round(make_app))

    holds()
