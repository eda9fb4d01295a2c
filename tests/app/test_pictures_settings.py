"""Pictures of the settings: each kind of row, what is refused, and files that cannot be kept."""

from __future__ import annotations

import pytest

from tests.app.conftest import Configured
from tests.support.album import Album, Compare, Shot
from tui.config import Places
from tui.logbook import Logbook

GYMS = '[gyms.home]\nplates = "25x1 20x2 10"\n[gyms.home.increments]\n"Bench Press" = 1.25\n'

ROWS = (
    Shot("settings-open", "▸ gym", ("f2",)),
    Shot("settings", "plates › 25x1 20x2 10_", ("down", "down", "down", "enter")),
    Shot("settings-refused", "Expected", ("ctrl+u", *"many", "enter")),
    Shot("settings-named", "Bench Press = _", ("escape", *["down"] * 8, "enter")),
    Shot("settings-named-refused", "Expected an exercise", (*["backspace"] * 2, "enter")),
    Shot("settings-kept", "kept: Bench Press = 2", ("ctrl+u", *"Bench Press = 2", "enter")),
    Shot("settings-choice", "kept: bell = off", (*["down"] * 5, "enter")),
    Shot("settings-new-gym", "new gym › club_", ("a", *"club")),
    Shot("settings-two-gyms", "is where you train now", ("enter",)),
)
LANDMARKS = (
    Shot("settings-landmarks", "chest › 4 8 12-20 22_", ("f2", *["down"] * 21, "enter")),
    Shot("settings-landmarks-refused", "Expected weekly sets", ("ctrl+u", *"8", "enter")),
)
HELP = (
    Shot("help-setting", "Where you train now; G", ("f2", "question_mark")),
    Shot("help-formula", "lombardi", ("escape", *["down"] * 19, "question_mark")),
)
KEYS = (
    Shot("settings-key", "press the key", ("f2", "up", "enter")),
    Shot("settings-key-refused", "Not kept", ("q",)),
)
SCENES = {"rows": ROWS, "landmarks": LANDMARKS, "help": HELP, "keys": KEYS}


@pytest.mark.parametrize("scene", SCENES)
async def test_the_settings(
    book: Logbook, configured: Configured, picture_of: Compare, scene: str
) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(SCENES[scene])


async def test_a_file_that_is_no_toml_any_more(
    book: Logbook, configured: Configured, picture_of: Compare, places: Places
) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        places.config_file.write_text("[gyms.home\n", encoding="utf-8")
        await album.take([Shot("settings-broken", "is no TOML any more", ("f2", "down", "enter"))])


async def test_a_file_that_cannot_be_written(
    book: Logbook, configured: Configured, picture_of: Compare, places: Places
) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        places.config_file.unlink()
        places.config_file.mkdir()
        await album.take([Shot("settings-unwritable", "cannot be", ("f2", "down", "enter"))])
