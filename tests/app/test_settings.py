"""Settings, gyms, keys, colours and the jump overlay in the running app."""

from __future__ import annotations

import pytest

from tests.app.conftest import Configured
from tests.app.test_app import shows, until
from tests.support.pictures import words_on
from tui.app.app import TopsetApp
from tui.app.settings.screen import SettingsScreen
from tui.app.today.screen import TodayScreen
from tui.cli.settings_store import SettingsStore
from tui.cli.wiring import AppContext
from tui.logbook import Logbook
from tui.settings.model import THEME_CHOICES
from tui.settings.paths import Paths
from tui.workout.keymap import GROUPS


def file_text(paths: Paths) -> str:
    return paths.config_file.read_text(encoding="utf-8")


async def test_a_bar_of_another_weight_is_kept_and_changes_the_plates(
    book: Logbook, configured: Configured, paths: Paths
) -> None:
    async with configured("# mine\n").run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "each side 25 · 5 · 1.25"))
        await pilot.press("f2", "down", "down", "enter", "ctrl+u", *"heavy", "enter")
        await until(pilot, shows(pilot, "Expected a number like 20 or 1.25."))
        await pilot.press("ctrl+u", *"15", "enter")
        await until(pilot, shows(pilot, "kept: bar = 15"))
        assert file_text(paths).startswith("# mine\n")
        assert "bar = 15" in file_text(paths)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        assert "each side 25 · 5 · 1.25" not in words_on(pilot.app.screen)


async def test_gyms_are_switched_by_a_key_and_the_next_start_remembers(
    book: Logbook, configured: Configured, paths: Paths
) -> None:
    gyms = '[gyms.home]\nbar = 20\n[gyms.club]\nunit = "lb"\n'
    async with configured(gyms).run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "82.5 × 6–8 @8"))
        await pilot.press("G")
        await until(pilot, shows(pilot, "180 × 6–8 @8"))
        assert 'gym = "club"' in file_text(paths)
        await pilot.press("G")
        await until(pilot, shows(pilot, "82.5 × 6–8 @8"))


async def test_a_key_is_given_in_the_settings_and_holds_at_once(
    book: Logbook, configured: Configured, paths: Paths
) -> None:
    async with configured('[keys]\ntoday.skip = "n"\n').run_test(size=(100, 50)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        app = pilot.app
        assert isinstance(app, TopsetApp)
        assert [one.id for one in app.settings.keys.complaints] == ["today.skip"]
        app.settings.apply(
            SettingsStore(AppContext(paths, {}, {})).change(("keys", "today.undo"), "z")
        )
        await pilot.press("enter")
        await until(pilot, shows(pilot, "1/3"))
        await pilot.press("z")
        await until(pilot, shows(pilot, "undone"))
        assert " z undo" in words_on(app.screen)
        await pilot.press("s")
        await until(pilot, shows(pilot, "skipped · z undoes"))


async def test_a_letter_leads_to_an_exercise_and_to_another_screen(
    book: Logbook, configured: Configured
) -> None:
    async with configured("").run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("ctrl+o")
        await until(pilot, shows(pilot, "esc stays"))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        await until(pilot, shows(pilot, "▸ Dips"))
        await pilot.press("ctrl+o", "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))


async def test_a_letter_leads_to_a_week_and_to_one_of_its_sessions(
    book: Logbook, configured: Configured
) -> None:
    async with configured("").run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W", "ctrl+o")
        await until(pilot, shows(pilot, "esc stays"))
        await pilot.press("2")
        await until(pilot, shows(pilot, "▸ 16–22 Nov"))
        await pilot.press("ctrl+o")
        await until(pilot, shows(pilot, "esc stays"))
        await pilot.press("k")
        await until(pilot, shows(pilot, "▸ Lower-H"))


async def test_a_click_takes_an_exercise_a_set_a_footer_key_and_a_setting(
    book: Logbook, configured: Configured
) -> None:
    async with configured("").run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.click("#keys", offset=(2, 0))
        await until(pilot, shows(pilot, "1/3"))
        await pilot.click("#sets", offset=(5, 1))
        await until(pilot, shows(pilot, "amend 1"))
        await pilot.click("#exercises", offset=(5, 2))
        await until(pilot, shows(pilot, "▸ Dips"))
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
        await pilot.click("#settings", offset=(5, 3))
        await until(pilot, shows(pilot, "▸ bar"))


async def test_help_begins_with_what_the_lifter_is_at(
    book: Logbook, configured: Configured
) -> None:
    async with configured("").run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("enter", "up", "question_mark")
        await until(pilot, shows(pilot, "Set 1 is chosen"))


async def test_a_chosen_theme_is_kept(book: Logbook, configured: Configured, paths: Paths) -> None:
    async with configured("").run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        pilot.app.theme = "iron"
        await until(pilot, lambda: 'theme = "iron"' in file_text(paths))


async def test_six_themes_and_the_terminals_own_colours_can_be_chosen(
    book: Logbook, configured: Configured
) -> None:
    app = configured("")
    assert len(THEME_CHOICES) == len(app.available_themes) == 7


async def test_no_color_takes_the_terminals_own(
    book: Logbook, configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert configured('theme = "iron"\n').current_theme.ansi


async def test_every_command_is_in_the_palette_or_has_a_key(
    book: Logbook, configured: Configured
) -> None:
    for _, group in GROUPS:
        assert all(command.palette or command.keys for command in group)
