"""Pictures of the settings: each kind of row, what is refused, and files that cannot be kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.test_app import MakeApp
from tests.support.album import Album, Compare, Shot
from tui.app.app import TopsetApp
from tui.cli.compose import House
from tui.cli.settings_desk import SettingsDesk, preferences_of
from tui.config import Places, private_folder
from tui.logbook import Logbook

GYMS = '[gyms.home]\nplates = "25x1 20x2 10"\n[gyms.home.increments]\n"Bench Press" = 1.25\n'
Configured = Callable[[str], TopsetApp]

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
KEYS = (
    Shot("settings-key", "press the key", ("f2", "up", "enter")),
    Shot("settings-key-refused", "Not kept", ("q",)),
)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Folders of one's own, under the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return Places.under(tmp_path / "topset")


@pytest.fixture
def configured(make_app: MakeApp, places: Places) -> Configured:
    """Makes the app with a config.toml."""

    def made(text: str) -> TopsetApp:
        private_folder(places.config)
        places.config_file.write_text(text, encoding="utf-8")
        house = House(places, {}, {})
        app = make_app()
        preferences = preferences_of(house.settings)
        app.ports = replace(app.ports, preferences=preferences, settings=SettingsDesk(house))
        app.dress()
        return app

    return made


@pytest.mark.parametrize("shots", [ROWS, KEYS], ids=["rows", "keys"])
async def test_the_settings(
    book: Logbook, configured: Configured, picture_of: Compare, shots: tuple[Shot, ...]
) -> None:
    async with configured(GYMS).run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        await album.take(shots)


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
