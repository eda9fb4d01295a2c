"""Pictures of the states of a training day, each at three sizes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock
from tui.logbook import Logbook

SIZES = ((80, 24), (100, 30), (160, 50))
Compare = Callable[[Screen[object], str], None]

STATES: tuple[tuple[str, Sequence[str], str], ...] = (
    ("harder", ("enter", *"x5@10", "enter"), "short of 6"),
    ("record", (*"100x8@8", "enter"), "record: heaviest ever: 100"),
    ("swap-search", ("w", *"inc"), "Tab: from now on"),
    ("swapped", ("w", *"cable fl", "enter"), "Cable Fly for Bench Press, today"),
    ("swapped-begun", ("enter", "w", *"cable fl", "enter"), "for the rest of Bench"),
    ("superset", ("S", "enter"), "0/3"),
    ("skipped", ("s", "s", "p", "p"), "Skipped today"),
    ("warm-up", ("g",), "logs the warm-up"),
    ("warm-up-logged", ("g", "l"), "4/4"),
    ("plates", ("enter", *"87x", "l"), "cannot be loaded"),
    ("history", ("h",), "since"),
    ("comment", ("c",), "Comment on Bench Press"),
    ("finish-records", (*"100x8@8", "enter", "f"), "heaviest ever: 100"),
)


async def pressed(pilot: Pilot[None], keys: Sequence[str], clock: Clock) -> None:
    """Press a key a second; a question gets the focus before its answer is typed."""
    for key in keys:
        clock.moment += timedelta(seconds=1)
        before = pilot.app.screen
        await pilot.press(key)
        if pilot.app.screen is not before and pilot.app.screen.query(Input):
            await until(pilot, lambda: pilot.app.focused is not None)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state[0])
async def test_a_state_of_training(
    book: Logbook,
    make_app: MakeApp,
    clock: Clock,
    picture_of: Compare,
    state: tuple[str, Sequence[str], str],
) -> None:
    name, keys, shown = state
    async with make_app().run_test(size=SIZES[0]) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pressed(pilot, keys, clock)
        await until(pilot, shows(pilot, shown))
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await until(pilot, lambda size=(width, height): pilot.app.screen.size == size)  # type: ignore[misc]  # bound per round
            for field in pilot.app.screen.query(Input):
                field.cursor_blink = False
            await pilot.pause()
            picture_of(pilot.app.screen, f"{name}-{width}x{height}")
