"""What the settings screen is told ends in config.toml, and everything else there stays."""

from __future__ import annotations

import pwd
import stat
from pathlib import Path

import pytest

from tui.cli.settings_store import SettingsStore
from tui.cli.wiring import AppContext
from tui.settings.file import read_settings
from tui.settings.paths import Paths, private_folder
from tui.training.loading import Plate
from tui.workout.ports import SettingRefused

MINE = """\
# my settings
unit = "kg"   # never pounds

[gyms.home]   # the garage
bar = 15
# two of the heavy ones
plates = "20x1 10x2"

[keys]
today.undo = "z"
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Folders of one's own with a config.toml that somebody wrote with care."""
    found = Paths.under(tmp_path / "mine")
    private_folder(found.config)
    found.config_file.write_text(MINE, encoding="utf-8")
    return found


@pytest.fixture
def store(paths: Paths) -> SettingsStore:
    """The way to that file."""
    return SettingsStore(AppContext(paths, {}, {}))


def text_of(paths: Paths) -> str:
    return paths.config_file.read_text(encoding="utf-8")


def test_a_change_leaves_comments_and_order_as_they_were(
    store: SettingsStore, paths: Paths
) -> None:
    settings = store.change(("gyms", "home", "bar"), "20")
    assert settings.training_gym.bar == 20
    assert text_of(paths) == MINE.replace("bar = 15", "bar = 20")


def test_a_new_value_goes_into_the_table_that_is_there(store: SettingsStore, paths: Paths) -> None:
    settings = store.change(("gyms", "home", "increments", "Bench Press"), "1,25")
    assert settings.rules.gym.increments == {"Bench Press": 1.25}
    assert "# the garage" in text_of(paths)
    assert settings.training_gym.plates == (Plate(20, 1), Plate(10, 2))


def test_the_first_gym_is_written_as_a_table_of_its_own(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path / "new")
    store = SettingsStore(AppContext(paths, {}, {}))
    store.change(("gyms", "home", "plates"), "20x2 10 2,5x1")
    store.change(("gyms", "club", "unit"), "lb")
    settings = store.change(("gym",), "club")
    assert list(settings.gyms) == ["home", "club"]
    assert (settings.training_gym.unit, settings.training_gym.bar) == ("lb", 45)
    assert "[gyms]" not in text_of(paths)
    assert stat.S_IMODE(paths.config_file.stat().st_mode) == 0o600


def test_an_empty_text_brings_the_usual_value_back(store: SettingsStore, paths: Paths) -> None:
    assert store.change(("gyms", "home", "bar"), "").training_gym.bar == 20
    store.change(("gyms", "home", "increments", "Squat"), "5")
    store.change(("gyms", "home", "increments", "Squat"), "")
    assert "increments" not in text_of(paths)
    assert store.change(("keys", "today.undo"), "").keys == {}


def test_rests_switches_and_formula_are_kept(store: SettingsStore) -> None:
    store.change(("rest", "tier 1"), "4:00")
    store.change(("rest", "Bench Press"), "200")
    store.change(("rest_bell",), "off")
    settings = store.change(("e1rm",), "wathan")
    assert settings.rest.by_tier[1] == 240
    assert settings.rest.by_exercise == {"Bench Press": 200}
    assert (settings.rest_bell, settings.e1rm) == (False, "wathan")


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        (("gyms", "home", "bar"), "heavy", "Expected a number like 20 or 1.25."),
        (("gyms", "home", "bar"), "0", "more than 0"),
        (("gyms", "home", "plates"), "20 20", "every plate once"),
        (("gyms", "home", "dumbbells"), "2 until 40", "2 from 4 to 40"),
        (("rest", "tier 1"), "3 hours", "at most half an hour"),
        (("rest_bell",), "loud", "on or off"),
        (("e1rm",), "guess", "epley"),
        (("gym",), "garage", "described: home"),
        (("unit",), "stone", '"kg" or "lb"'),
        (("unit", "mine"), "kg", "unit is not a table"),
    ],
)
def test_a_wrong_value_is_refused_in_words_and_nothing_is_written(
    store: SettingsStore, paths: Paths, path: tuple[str, ...], text: str, words: str
) -> None:
    with pytest.raises(SettingRefused) as refused:
        store.change(path, text)
    assert words in str(refused.value)
    assert text_of(paths) == MINE
    assert [file.name for file in paths.config.iterdir()] == ["config.toml"]


def test_what_the_environment_decides_cannot_be_changed_here(paths: Paths) -> None:
    store = SettingsStore(AppContext(paths, {"TOPSET_UNIT": "lb"}, {}))
    with pytest.raises(SettingRefused, match="TOPSET_UNIT is set"):
        store.change(("unit",), "kg")


def test_a_file_that_is_a_link_stays_one(paths: Paths, tmp_path: Path) -> None:
    kept = tmp_path / "dotfiles.toml"
    paths.config_file.rename(kept)
    paths.config_file.symlink_to(kept)
    SettingsStore(AppContext(paths, {}, {})).change(("theme",), "light")
    assert paths.config_file.is_symlink()
    assert read_settings(kept, {}, {}).theme == "light"


def test_a_file_broken_meanwhile_is_told_and_left_alone(store: SettingsStore, paths: Paths) -> None:
    paths.config_file.write_text("unit = \n", encoding="utf-8")
    with pytest.raises(SettingRefused, match="not valid TOML"):
        store.change(("theme",), "light")
    assert text_of(paths) == "unit = \n"


def test_the_project_does_not_change_under_a_running_program(paths: Paths) -> None:
    given = {"url": "https://abcd.supabase.co", "publishable_key": "sb_publishable_x"}
    context = AppContext(paths, {}, given)
    before = context.settings.url
    SettingsStore(context).change(("theme",), "light")
    assert (context.settings.url, context.settings.theme) == (before, "light")


def test_where_no_home_is_known_the_file_is_named_whole(
    store: SettingsStore, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_: int) -> None:
        raise KeyError("no such account")

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert store.place == str(paths.config_file)
