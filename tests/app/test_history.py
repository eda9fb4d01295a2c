"""Every time an exercise was done: pages, bests and the trend."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock
from tests.support.long_book import long_page
from tests.training.builders import BENCH, PULL_UP, last
from tui.app.history.history_page import page_of
from tui.app.history.screen import HistoryScreen
from tui.app.history.view import HistoryView, history_view
from tui.app.shell.braille import line_chart
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.training.records import LastTime

TODAY = date(2026, 11, 24)


def years(count: int) -> list[LastTime]:
    """Two times a week for so many years, newest first."""
    return [
        last((60 + week % 40, 8, 8), (60 + week % 40, 7, 9), day=TODAY - timedelta(days=day))
        for week in range(52 * count)
        for day in (week * 7 + 3, week * 7 + 7)
    ]


def history(times: list[LastTime]) -> HistoryView:
    return history_view(BENCH, times, unit="kg", today=TODAY)


def test_the_whole_history_is_told_in_a_line() -> None:
    assert history(years(10)).summary == "1040 times since 6 Dec 2016, 2080 sets"
    assert history([]).summary == "never done before"


def test_the_bests_come_first() -> None:
    view = history([last((100, 3, 9)), last((90, 8, 9), (80, 12, 10))])
    assert view.bests == (
        "heaviest 100 × 3 @9 · for 8: 90 × 8 @9 · for 12: 80 × 12 @10 · best e1RM 118.1"
    )


def test_bodyweight_work_is_drawn_by_its_weight_or_its_reps() -> None:
    times = [last((0, 12), day=TODAY - timedelta(days=3)), last((0, 8))]
    view = history_view(PULL_UP, times, unit="kg", today=TODAY)
    assert view.trend is not None
    assert (view.trend.title, view.trend.lowest, view.trend.highest) == ("top set, reps", "8", "12")


@pytest.mark.parametrize("height", [8, 16, 24, 46])
def test_a_page_never_holds_more_than_there_is_room_for(height: int) -> None:
    lines, days = page_of(history(years(3)), 78, height)
    assert len(lines) <= height
    assert 0 < days < height


def test_a_chart_runs_from_edge_to_edge() -> None:
    rows = line_chart([(0, 1.0), (5, 3.0), (10, 2.0)], 10, 3)
    assert [len(row) for row in rows] == [10, 10, 10]
    assert rows[2][0] != "\u2800"
    assert any(char != "\u2800" for char in rows[0])
    assert line_chart([], 4, 2) == ["\u2800" * 4] * 2
    assert line_chart([(1, 1)], 4, 1)[0].count("\u2800") == 3


async def test_pages_lead_back_to_the_first_time_and_forth_again(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("h")
        await until(pilot, shows(pilot, "times since"))
        screen = pilot.app.screen
        assert isinstance(screen, HistoryScreen)
        newest = screen.page.view
        firsts = [0]
        while True:
            await pilot.press("down")
            view = screen.page.view
            assert view is not None
            if view.first == firsts[-1]:
                break
            firsts.append(view.first)
        assert all(before < after for before, after in pairwise(firsts))
        await until(pilot, shows(pilot, "26 May"))
        for _ in firsts[1:]:
            await pilot.press("up")
        assert screen.page.view == newest
        await pilot.press("escape")
        await until(pilot, shows(pilot, "▸   1"))


async def test_a_long_history_opens_with_its_newest_days_and_the_rest_follows(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    book.base.apply(replace(long_page(clock().date(), weeks=30), revision=10_000))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        bench = today.workout.exercise
        assert bench is not None
        screen = HistoryScreen(today.lifter, bench, clock().date() + timedelta(days=1))
        pilot.app.push_screen(screen)
        seen: list[tuple[str, int]] = []

        def whole() -> bool:
            view = screen.page.view if screen.is_mounted else None
            if view is not None:
                seen.append((view.summary, len(view.days)))
            return view is not None and view.summary != "reading …"

        await until(pilot, whole)
        assert all(days == 40 for summary, days in seen if summary == "reading …")
        assert screen.page.view is not None
        assert len(screen.page.view.days) > 100
        assert screen.page.view.bests and screen.page.view.trend
