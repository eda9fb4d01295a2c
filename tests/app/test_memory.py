"""What an opened screen leaves behind when it has closed: nothing."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from tests.app.test_app import MakeApp, shows, until
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook

OPENINGS = 4
RUNS = 3  # what a screen keeps it keeps each time; threads of other tests leave things once
FEW = 400  # objects in all that a run may leave by chance; one kept screen has thousands


async def test_screens_that_have_closed_keep_no_memory(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))

        async def opened() -> None:
            for key in ("question_mark", "h"):
                await pilot.press(key)
                await until(pilot, lambda: not isinstance(pilot.app.screen, TodayScreen))
                await pilot.press("escape")
                await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))

        def alive() -> Counter[str]:
            gc.unfreeze()
            gc.collect()
            return Counter(type(one).__name__ for one in gc.get_objects())

        await opened()
        await opened()
        left = []
        for _ in range(RUNS):
            before = alive()
            for _ in range(OPENINGS):
                await opened()
            left.append(alive() - before)
            if sum(left[-1].values()) < FEW:
                return
        pytest.fail(f"each run left objects: {[one.most_common(4) for one in left]}")
