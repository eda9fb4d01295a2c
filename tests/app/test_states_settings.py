"""The settings: each kind of row, what is refused, and files that cannot be kept."""

from __future__ import annotations

import pytest

from tests.app.conftest import Configured
from tests.support.album import Album
from tests.support.walk import Step
from tui.logbook import Logbook
from tui.settings.paths import Paths

GYMS = '[gyms.home]\nplates = "25x1 20x2 10"\n[gyms.home.increments]\n"Bench Press" = 1.25\n'

ROWS = (
    Step(("f2",), ("▸ gym                    home", "Where you train now", "enter change")),
    Step(
        ("down", "down", "down", "down", "enter"),
        ("plates › 25x1 20x2 10_", "Each size once", "enter keep"),
        picture="settings",
    ),
    Step(("ctrl+u", *"many", "enter"), ("plates › many_", "Expected plates as 25x1 20x2 10 5")),
    Step(("escape", *["down"] * 8, "enter"), ("an exercise › Bench Press = _", "↑ 5 more")),
    Step((*["backspace"] * 2, "enter"), ("Expected an exercise, = and a value.",)),
    Step(("ctrl+u", *"Bench Press = 2", "enter"), ("kept: Bench Press = 2",)),
    Step((*["down"] * 5, "enter"), ("‹ off ›", "kept: bell = off", "Ring the terminal's bell")),
    Step(("a", *"club"), ("new gym › club_", "What the gym is called")),
    Step(("enter",), ("gym: club, kg", "‹ club ›", "25 20 15 10 5 2.5", "is where you train now")),
)
LANDMARKS = (
    Step(
        ("f2", *["down"] * 22, "enter"),
        ("chest › 4 8 12-20 22_", "Sets that keep what is there", "biceps"),
    ),
    Step(("ctrl+u", *"8", "enter"), ("chest › 8_", "Expected weekly sets as 4 8 12-20 22")),
)
HELP = (
    Step(("f2", "question_mark"), ("Where you train now; G", "Add another gym")),
    Step(
        ("escape", *["down"] * 20, "question_mark"),
        ("How a one-rep maximum is estimated", "Brzycki", "lombardi", "O'Conner"),
    ),
)
KEYS = (
    Step(("f2", "up", "enter"), ("Keys: settings", "back › press the key · esc leaves it")),
    Step(("q",), ("Not saved: q is “quit” (app.quit) already.",)),
)
SCENES = {"rows": ROWS, "landmarks": LANDMARKS, "help": HELP, "keys": KEYS}


@pytest.mark.parametrize("scene", SCENES)
async def test_the_settings(book: Logbook, configured: Configured, scene: str) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        await album.go(SCENES[scene])


async def test_a_file_that_is_no_toml_any_more(
    book: Logbook, configured: Configured, paths: Paths
) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        paths.config_file.write_text("[gyms.home\n", encoding="utf-8")
        await album.go(
            [Step(("f2", "down", "enter"), ("is not valid TOML; correct it first", "line 1"))]
        )


async def test_a_file_that_cannot_be_written(
    book: Logbook, configured: Configured, paths: Paths
) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        paths.config_file.unlink()
        paths.config_file.mkdir()
        await album.go([Step(("f2", "down", "enter"), ("config.toml cannot be written: Is a",))])
