"""topset --plain: the settings are read out and changed by lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

from tests.support.sample_book import sample_page
from tui.cli.compose import House
from tui.cli.settings_desk import SettingsDesk
from tui.logbook import Logbook
from tui.plain.desk import PlainDesk
from tui.plain.settings import settings_talk
from tui.settings.config import Places, read_settings
from tui.training.rules import DEFAULT_RULES
from tui.workout.preferences import Preferences

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """The folders of a lifter who has set nothing."""
    return Places.under(tmp_path / "home")


@pytest.fixture
def desk(tmp_path: Path, places: Places) -> Iterator[PlainDesk]:
    """Plain topset with the settings open."""
    house = House(places, {}, {})
    now = [Preferences()]

    def obey(preferences: Preferences) -> None:
        now[0] = preferences
        opened.use(preferences.rules)

    with Logbook.open(tmp_path / "book.sqlite3", now=lambda: EVENING) as book:
        book.base.apply(sample_page(EVENING.date()))
        talk = partial(settings_talk, SettingsDesk(house), lambda: now[0], obey)
        rooms = [(("settings",), talk)]
        opened = PlainDesk(book, lambda: EVENING, DEFAULT_RULES, rooms)
        opened.begin()
        yield opened


def number_of(said: list[str], label: str) -> str:
    [line] = [one for one in said if one.partition(". ")[2].startswith(label)]
    return line.partition(".")[0]


def test_every_setting_is_read_out_with_a_number(desk: PlainDesk, places: Places) -> None:
    said = desk.take("settings")
    assert said[0] == f"Settings, kept in {SettingsDesk(House(places, {}, {})).place}."
    assert said[1:5] == ["Gym.", "1. gym, home.", "2. unit, kg.", "3. bar, 20."]
    assert "Weekly sets of a muscle." in said
    assert not [one for one in said if one.startswith("Keys")]


def test_a_value_is_kept_at_once_and_holds(desk: PlainDesk, places: Places) -> None:
    number = number_of(desk.take("settings"), "bar, ")
    assert desk.take(number)[0].startswith("bar. What the empty bar weighs, kg.")
    assert desk.take("heavy")[0].startswith("Expected ")
    assert desk.take("15")[0] == "Kept: bar, 15."
    assert read_settings(places.config_file, {}, {}).training_gym.bar == 15
    desk.take("q")
    assert "each side 25 · 5 · 2.5 · 1.25" in desk.take("i")[-1]


def test_the_usual_value_comes_back(desk: PlainDesk, places: Places) -> None:
    desk.take("settings")
    for line in ("3", "15", "d 3"):
        said = desk.take(line)
    assert said[0] == "Kept: bar as usual."
    assert read_settings(places.config_file, {}, {}).training_gym.bar == 20
    assert desk.take("d")[0].startswith("Expected a number from 1 to ")


def test_a_choice_has_numbers(desk: PlainDesk, places: Places) -> None:
    desk.take(number_of(desk.take("settings"), "bell"))
    assert desk.take("2")[0] == "Kept: bell, off."
    assert not read_settings(places.config_file, {}, {}).rest_bell
    desk.take("l")
    assert desk.take("q")[-1].startswith("Bench Press")


def test_an_exercise_gets_a_rest_of_its_own(desk: PlainDesk, places: Places) -> None:
    desk.take("settings")
    desk.take("16")
    said = desk.take("Bench Press 4:00")
    assert said[0].startswith("Expected an exercise, = and a value.")
    desk.take("")
    assert not places.config_file.exists()


def test_another_gym_is_described(desk: PlainDesk, places: Places) -> None:
    desk.take("settings")
    assert desk.take("a")[0] == "Expected a name that no other gym has."
    assert desk.take("a cellar")[0] == "cellar is where you train now."
    settings = read_settings(places.config_file, {}, {})
    assert (settings.gym, list(settings.gyms)) == ("cellar", ["home", "cellar"])


@pytest.mark.parametrize("line", ["", "q"])
def test_nothing_typed_changes_nothing(desk: PlainDesk, places: Places, line: str) -> None:
    desk.take("settings")
    desk.take("3")
    assert desk.take(line)[0] == "Nothing was changed."
    assert not places.config_file.exists()
