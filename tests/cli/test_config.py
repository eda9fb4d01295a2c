"""Settings come from the command line, then the environment, then config.toml."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from tui.settings.file import line_of, read_settings, remember_project
from tui.settings.model import NAMES, Expected, Settings
from tui.settings.paths import ConfigError, Paths, private_folder
from tui.training.gym import POUND_GYM, Gym
from tui.training.loading import Plate, Steps
from tui.training.volume import LANDMARKS, Landmarks


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "config.toml", {}, {})
    assert settings.url is None
    assert settings.unit == "kg"
    assert settings.door == "data_api"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'url = "https://file.example"\nunit = "lb"\n')
    settings = read_settings(file, {"TOPSET_URL": "https://environment.example"}, {})
    assert settings.url == "https://environment.example"
    assert settings.unit == "lb"


def test_the_command_line_goes_before_the_environment(tmp_path: Path) -> None:
    given = {"url": "https://given.example"}
    environment = {"TOPSET_URL": "https://environment.example"}
    settings = read_settings(tmp_path / "config.toml", environment, given)
    assert settings.url == "https://given.example"


def test_an_unknown_key_is_told_with_file_line_and_what_is_expected(tmp_path: Path) -> None:
    file = written(tmp_path, '# mine\nunit = "kg"\nuint = "lb"\n')
    with pytest.raises(ConfigError) as told:
        read_settings(file, {}, {})
    assert f"{file}, line 3: uint" in str(told.value)
    assert "unit" in str(told.value).partition("expected")[2]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("unit = 3", '"kg" or "lb"'),
        ("url = true", "URL"),
        ("database_url = 'mysql://host/db'", "postgresql://"),
        ("keys = 1", "table"),
        ("rest_bell = 'yes'", "true"),
    ],
)
def test_a_wrong_type_is_told_with_file_line_and_what_is_expected(
    tmp_path: Path, line: str, expected: str
) -> None:
    file = written(tmp_path, f"\n{line}\n")
    with pytest.raises(ConfigError, match="line 2") as told:
        read_settings(file, {}, {})
    assert expected in str(told.value)


@pytest.mark.parametrize(
    ("lines", "path", "expected"),
    [
        ("[keys]\nlog = 3", "line 2: keys.log", 'like "z"'),
        ("[keys.today]\n\nundo = ''", "line 3: keys.today.undo", 'like "z"'),
        ('[rest]\n"tier 1" = "3 hours"', "line 2: rest.tier 1", "half an hour"),
        ('[landmarks]\nchest = "8"', "line 2: landmarks.chest", "weekly sets as 4 8 12-20 22"),
        ("landmarks = 8", "line 1: landmarks", "weekly sets by muscle"),
        ("[gyms.home]\nbar = 'heavy'", "line 2: gyms.home.bar", "a number"),
        ("[gyms.home]\nplates = '20 20x2'", "line 2: gyms.home.plates", "every plate once"),
        ("[gyms.home]\n# none\nmachines = 'some'", "line 3: gyms.home.machines", "a step"),
        ("[gyms.home.increments]\nSquat = -1", "line 2: gyms.home.increments.Squat", "number"),
        ("[gyms.home]\ncollars = -1", "line 2: gyms.home.collars", "or 0 for none"),
        ("[gyms.home]\nshoes = 2", "line 2: gyms.home.shoes", "one of unit, bar"),
        ("gym = 'club'\n[gyms.home]\nbar = 15", "line 1: gym", "described: home"),
        ("e1rm = 'epely'", "line 1: e1rm", "epley"),
    ],
)
def test_a_wrong_value_in_a_table_is_told_with_file_line_and_what_is_expected(
    tmp_path: Path, lines: str, path: str, expected: str
) -> None:
    file = written(tmp_path, lines)
    with pytest.raises(ConfigError) as told:
        read_settings(file, {}, {})
    assert f"{file}, {path}: expected" in str(told.value)
    assert expected in str(told.value)


def test_a_gym_takes_from_the_usual_one_of_its_unit_what_it_does_not_say(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'gym = "club"\n[gyms.home]\nbar = 15\ncollars = 2.5\nplates = "20x1 10x2 2,5"\n'
        '[gyms.club]\nunit = "lb"\ndumbbells = "5 from 10 to 100"\nbars = { ez = 25 }\n'
        "[gyms.club.increments]\nSquat = 10\n",
    )
    settings = read_settings(file, {}, {})
    home, club = settings.gyms["home"], settings.gyms["club"]
    assert (home.name, home.unit, home.bar, home.collars) == ("home", "kg", 15, 2.5)
    assert home.plates == (Plate(20, 1), Plate(10, 2), Plate(2.5))
    assert (club.bar, club.plates, club.unit) == (45, POUND_GYM.plates, "lb")
    assert club.dumbbells == Steps(5, 10, 100, "lb")
    assert (club.other_bars["ez"], club.other_bars["trap"]) == (25, 55)
    assert club.increments == {"Squat": 10}


def test_weekly_landmarks_are_by_muscle_and_the_others_stay_usual(tmp_path: Path) -> None:
    file = written(tmp_path, '[landmarks]\nPecs = "6/10/14-22/24"\nforearms = "2 4 6-12 16"\n')
    landmarks = read_settings(file, {}, {}).landmarks
    assert landmarks["chest"] == Landmarks(6, 10, 14, 22, 24)
    assert landmarks["forearms"] == Landmarks(2, 4, 6, 12, 16)
    assert landmarks["back"] == LANDMARKS["back"]


def test_rests_are_by_tier_and_by_exercise_in_seconds_or_minutes(tmp_path: Path) -> None:
    file = written(tmp_path, '[rest]\n"tier 1" = "3:30"\ntier_2 = 100\nBench = "240"\n')
    settings = read_settings(file, {}, {})
    assert settings.rest.by_tier == {1: 210, 2: 100, 3: 90}
    assert settings.rest.by_exercise == {"Bench": 240}


def test_keys_may_be_written_with_dots_or_in_quotes(tmp_path: Path) -> None:
    file = written(tmp_path, '[keys]\ntoday.undo = "z"\n"app.help" = "f1"\n')
    assert read_settings(file, {}, {}).keys == {"today.undo": "z", "app.help": "f1"}


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('uint = "lb"', "line 1: uint: no such setting, expected one of url"),
        ('uint = "lb"', "(did you mean unit?)"),
        ("rest_bel = true", "(did you mean rest_bell or rest?)"),
        ("[gyms.home]\nplate = 5", "line 2: gyms.home.plate: expected one of unit"),
        ("[gyms.home]\nplate = 5", "(did you mean plates?)"),
    ],
)
def test_a_name_that_is_nearly_one_names_what_is_close(
    tmp_path: Path, lines: str, told: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        read_settings(written(tmp_path, lines), {}, {})
    assert told in str(refused.value)


@pytest.mark.parametrize("line", ["unit = 3", "theme = ''", "keyring = 'no'"])
def test_what_is_overridden_has_to_be_right_all_the_same(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, line)
    outside = {"TOPSET_UNIT": "lb", "TOPSET_THEME": "iron"}
    with pytest.raises(ConfigError, match="line 1: "):
        read_settings(file, outside, {})


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (("unit",), '# unit = "kg"\n\nunit = "kg"', 3),
        (("unit",), 'note = """\nunit = 1\n"""\nunit = "kg"', 4),
        (("gyms", "home", "plates"), "[gyms.home]\nplates = [\n  20,\n  10,\n]", 2),
        (("gyms", "home", "bar"), "[gyms.home]\n[keys]\n[gyms.club]\nbar = 1", 1),
        (("gyms", "club", "bar"), "[gyms.home]\nbar = 2\n[keys]\n[gyms.club]\n\nbar = 1", 6),
        (("gyms", "home", "bars", "ez"), "[gyms.home]\nbars = { x = 1, ez = 2 }", 2),
        (("gyms", "a.b", "bar"), '[keys]\n[gyms."a.b"]\nbar = 1', 3),
        (("gyms",), "[keys]\n[gyms.home]\nbar = 1", 2),
        (("keys", "today.undo"), '[keys]\n\n"today.undo" = "z"', 3),
        (("keys", "today.undo"), '[keys.today]\n\nundo = "z"', 3),
        (("keys", "today.undo"), 'a = 1\nkeys.today.undo = "z"', 2),
        (("keys",), "unit = 1\n[[keys]]\nlog = 2", 2),
        (("rest", "tier 1"), "[rest]\nBench = 3", 1),
        (("theme",), "unit = \n", 1),
    ],
)
def test_the_line_of_a_setting_is_found_however_it_is_written(
    path: tuple[str, ...], text: str, line: int
) -> None:
    assert line_of(path, text) == line


@pytest.mark.parametrize(
    ("text", "loaded"),
    [
        ("", False),
        ("# nothing yet\n", False),
        ('url = "https://x"\npublishable_key = "y"\nunit = "lb"\nrest_bell = false\n', False),
        ("[gyms.home]\nbar = 15\n", True),
    ],
)
def test_a_start_waits_for_pydantic_only_where_something_is_to_be_checked(
    tmp_path: Path, text: str, loaded: bool
) -> None:
    script = (
        "import sys; from pathlib import Path; from tui.settings.file import read_settings;"
        " read_settings(Path(sys.argv[1]), {}, {}); print('pydantic' in sys.modules)"
    )
    file = written(tmp_path, text)
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{loaded}\n"


def test_every_setting_says_what_is_expected_of_it() -> None:
    hints = get_type_hints(
        Settings, localns={"Gym": Gym, "Landmarks": Landmarks}, include_extras=True
    )
    for name in NAMES:
        assert [one.words for one in get_args(hints[name]) if isinstance(one, Expected)] != []


def test_what_settings_show_of_themselves_holds_no_secret() -> None:
    settings = Settings(database_url="postgresql://a:secret@b/c", publishable_key="secret")
    assert "secret" not in repr(settings)


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    file = written(tmp_path, 'unit = "kg"\nurl = \n')
    with pytest.raises(ConfigError, match="line 2: this is not TOML"):
        read_settings(file, {}, {})


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="line 1: expected text in UTF-8"):
        read_settings(file, {}, {})


def test_a_wrong_value_in_the_environment_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TOPSET_UNIT: expected"):
        read_settings(tmp_path / "config.toml", {"TOPSET_UNIT": "stone"}, {})


def test_topset_home_holds_configuration_data_and_state(tmp_path: Path) -> None:
    paths = Paths.find({"TOPSET_HOME": str(tmp_path)})
    assert {paths.config.parent, paths.data.parent, paths.state.parent} == {tmp_path}


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "above" / "data")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_remembered_project_keeps_the_lines_that_stood_there(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    private_folder(paths.config)
    written(paths.config, '# mine\nunit = "lb"\n[keys]\nlog = "enter"\n')
    assert remember_project(paths, url="https://abcd.supabase.co", publishable_key="sb_x")
    settings = read_settings(paths.config_file, {}, {})
    assert (settings.url, settings.unit, settings.keys) == (
        "https://abcd.supabase.co",
        "lb",
        {"log": "enter"},
    )
    assert "# mine" in paths.config_file.read_text(encoding="utf-8")
    assert stat.S_IMODE(paths.config_file.stat().st_mode) == 0o600


def test_a_remembered_project_is_written_as_toml_whatever_is_in_it(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    assert remember_project(paths, url='https://a"b\\c', publishable_key="sb_x")
    assert read_settings(paths.config_file, {}, {}).url == 'https://a"b\\c'


def test_a_project_that_is_set_already_is_not_overwritten(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    remember_project(paths, url="https://first.supabase.co", publishable_key="sb_x")
    assert not remember_project(paths, url="https://other.example", publishable_key="sb_y")
    assert read_settings(paths.config_file, {}, {}).url == "https://first.supabase.co"


def test_another_project_takes_the_place_of_the_old_one_alone(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    private_folder(paths.config)
    written(
        paths.config,
        '# mine\nurl = "https://old.example"\nunit = "lb" # heavy\npublishable_key = "sb_x"\n'
        '[keys]\nlog = "enter"\n',
    )
    new = {"url": "https://new.example", "publishable_key": "sb_y"}
    assert remember_project(paths, **new, replace=True)
    assert not remember_project(paths, **new, replace=True)
    assert paths.config_file.read_text(encoding="utf-8") == (
        'url = "https://new.example"\npublishable_key = "sb_y"\n'
        '# mine\nunit = "lb" # heavy\n[keys]\nlog = "enter"\n'
    )
