"""topset --plain: the settings are read out and changed by lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from tests.support.sample_book import sample_page
from tui.cli.settings_store import SettingsStore
from tui.cli.wiring import AppContext
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.plain.settings import settings_talk
from tui.settings.file import read_settings
from tui.settings.model import Settings
from tui.settings.paths import Paths
from tui.training.rules import DEFAULT_RULES

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """The folders of a lifter who has set nothing."""
    return Paths.under(tmp_path / "home")


@pytest.fixture
def controller(tmp_path: Path, paths: Paths) -> Iterator[PlainController]:
    """Plain topset with the settings open."""
    context = AppContext(paths, {}, {})
    now = [Settings()]

    def apply(settings: Settings) -> None:
        now[0] = settings
        opened.use(settings.rules)

    with Logbook.open(tmp_path / "book.sqlite3", now=lambda: EVENING) as book:
        book.base.apply(sample_page(EVENING.date()))
        talk = partial(settings_talk, SettingsStore(context), lambda: now[0], apply)
        rooms = [(("app.settings",), talk)]
        opened = PlainController(book, lambda: EVENING, DEFAULT_RULES, rooms)
        opened.begin()
        yield opened


def number_of(said: list[str], label: str) -> str:
    [line] = [one for one in said if one.partition(". ")[2].startswith(label)]
    return line.partition(".")[0]


def test_every_setting_is_read_out_with_a_number(controller: PlainController, paths: Paths) -> None:
    said = controller.take("settings")
    assert said[0] == f"Settings, kept in {SettingsStore(AppContext(paths, {}, {})).place}."
    assert said[1:5] == ["Gym.", "1. gym, home.", "2. unit, kg.", "3. bar, 20."]
    assert "Weekly sets of a muscle." in said
    assert not [one for one in said if one.startswith("Keys")]


def test_a_value_is_kept_at_once_and_holds(controller: PlainController, paths: Paths) -> None:
    number = number_of(controller.take("settings"), "bar, ")
    assert controller.take(number)[0].startswith("bar. What the empty bar weighs, kg.")
    assert controller.take("heavy")[0].startswith("Expected ")
    assert controller.take("15")[0] == "Kept: bar, 15."
    assert read_settings(paths.config_file, {}, {}).training_gym.bar == 15
    controller.take("q")
    assert "each side 25 · 5 · 2.5 · 1.25" in controller.take("i")[-1]


def test_the_usual_value_comes_back(controller: PlainController, paths: Paths) -> None:
    controller.take("settings")
    for line in ("3", "15", "d 3"):
        said = controller.take(line)
    assert said[0] == "Kept: bar as usual."
    assert read_settings(paths.config_file, {}, {}).training_gym.bar == 20
    assert controller.take("d")[0].startswith("Expected a number from 1 to ")


def test_a_choice_has_numbers(controller: PlainController, paths: Paths) -> None:
    controller.take(number_of(controller.take("settings"), "bell"))
    assert controller.take("2")[0] == "Kept: bell, off."
    assert not read_settings(paths.config_file, {}, {}).rest_bell
    controller.take("l")
    assert controller.take("q")[-1].startswith("Bench Press")


def test_an_exercise_gets_a_rest_of_its_own(controller: PlainController, paths: Paths) -> None:
    controller.take("settings")
    controller.take("16")
    said = controller.take("Bench Press 4:00")
    assert said[0].startswith("Expected an exercise, = and a value.")
    controller.take("")
    assert not paths.config_file.exists()


def test_another_gym_is_described(controller: PlainController, paths: Paths) -> None:
    controller.take("settings")
    assert controller.take("a")[0] == "Expected a name that no other gym has."
    assert controller.take("a cellar")[0] == "cellar is where you train now."
    settings = read_settings(paths.config_file, {}, {})
    assert (settings.gym, list(settings.gyms)) == ("cellar", ["home", "cellar"])


@pytest.mark.parametrize("line", ["", "q"])
def test_nothing_typed_changes_nothing(
    controller: PlainController, paths: Paths, line: str
) -> None:
    controller.take("settings")
    controller.take("3")
    assert controller.take(line)[0] == "Nothing was changed."
    assert not paths.config_file.exists()
