"""Where topset's files live, and the settings: command line, then environment, then config.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from tui.lazy_dataclass import dataclass
from tui.private_files import make_folder, replacing
from tui.training.strength import FORMULAS, Formula
from tui.training.units import Unit

if TYPE_CHECKING:
    from tui.training.gym import Gym
    from tui.training.rules import TrainingRules
    from tui.training.volume import Landmarks


class ConfigError(ValueError):
    """A setting cannot be used; the message is one sentence for the lifter.

    `expected` is what would do, where that is known.
    """

    def __init__(self, message: str, *, expected: str = "") -> None:
        super().__init__(message)
        self.expected = expected


UTF_8 = "utf-8-sig"  # editors of Windows begin a file with a mark that is no part of its text
NO_HOME = "No home folder is known: set HOME, or TOPSET_HOME to a folder for topset's files."


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of configuration, data and state, each readable by its owner alone."""

    config: Path
    data: Path
    state: Path

    @classmethod
    def find(cls, environment: Mapping[str, str]) -> Paths:
        """Return the folders of this user; `TOPSET_HOME` puts all three under one.

        Raises ConfigError where no home folder is known.
        """
        home = environment.get("TOPSET_HOME")
        if home:
            return cls.under(_below_home(home).absolute())
        import platformdirs

        try:
            paths = cls(
                config=platformdirs.user_config_path("topset"),
                data=platformdirs.user_data_path("topset"),
                state=platformdirs.user_state_path("topset"),
            )
        except RuntimeError:
            raise ConfigError(NO_HOME) from None
        known = (paths.config.is_absolute(), paths.data.is_absolute(), paths.state.is_absolute())
        if not all(known) or environment.get("HOME") == "":
            raise ConfigError(NO_HOME)
        return paths

    @classmethod
    def under(cls, home: Path) -> Paths:
        """Return the three folders inside one."""
        return cls(config=home / "config", data=home / "data", state=home / "state")

    @property
    def config_file(self) -> Path:
        """The settings as the lifter writes them."""
        return self.config / "config.toml"

    @property
    def log_file(self) -> Path:
        """Details for whoever looks for a fault; never a token or a password."""
        return self.state / "topset.log"

    @property
    def demo_home(self) -> Path:
        """The sandbox of `topset demo` and everything logged against it."""
        return self.data / "demo"

    def project_folder(self, project: str) -> Path:
        """Return the folder of what is kept for one Supabase project."""
        return self.data / project

    def logbook_file(self, project: str, user_id: str) -> Path:
        """Return the logbook of one lifter in one project."""
        return self.project_folder(project) / f"{user_id}.sqlite3"


def _below_home(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError:
        raise ConfigError(NO_HOME) from None


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can enter, if it is not there, and return it.

    Raises ConfigError if it cannot be made.
    """
    try:
        make_folder(folder)
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be made: {error.strerror}. TOPSET_HOME puts everything elsewhere."
        ) from error
    return folder


def _usual_rests() -> Mapping[int, int]:
    from tui.training.rest import REST_BY_TIER

    return REST_BY_TIER


def _usual_landmarks() -> Mapping[str, Landmarks]:
    from tui.training.volume import LANDMARKS

    return LANDMARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the lifter has set; None is unset."""

    url: str | None = None
    publishable_key: str | None = None
    database_url: str | None = None
    email: str | None = None
    unit: Unit = "kg"
    theme: str | None = None
    insecure: str | None = None
    keyring: bool = False
    rest_bell: bool = True
    rest_notice: bool = False
    e1rm: Formula = "default"
    gym: str | None = None
    gyms: Mapping[str, Gym] = field(default_factory=dict)
    rest_by_tier: Mapping[int, int] = field(default_factory=_usual_rests)
    own_rests: Mapping[str, int] = field(default_factory=dict)
    landmarks: Mapping[str, Landmarks] = field(default_factory=_usual_landmarks)
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def training_gym(self) -> Gym:
        """The gym that is trained in: the chosen one, else the first, else what most gyms have."""
        from tui.training.gym import DEFAULT_GYM, POUND_GYM

        usual = POUND_GYM if self.unit == "lb" else DEFAULT_GYM
        return self.gyms.get(self.gym or "") or next(iter(self.gyms.values()), usual)

    @property
    def rules(self) -> TrainingRules:
        """What targets, plates, estimates and rests are computed by."""
        from tui.training.rules import TrainingRules

        return TrainingRules(
            gym=self.training_gym,
            formula=self.e1rm,
            rest_by_tier=self.rest_by_tier,
            own_rests=self.own_rests,
            landmarks=self.landmarks,
        )

    @property
    def shown_unit(self) -> Unit:
        """The unit that weights are read and shown in: that of the gym."""
        return self.training_gym.unit

    @property
    def door(self) -> Literal["direct", "data_api"]:
        """The way to the database: straight to PostgreSQL if it is set, else the Data API."""
        return "direct" if self.database_url else "data_api"


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _database_address(value: object) -> bool:
    try:
        return isinstance(value, str) and urlsplit(value).scheme in {"postgresql", "postgres"}
    except ValueError:  # brackets that hold no address
        return False


def _yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def _table(value: object) -> bool:
    return isinstance(value, dict)


# Each setting: whether a value is usable, and the words for what is expected.
EXPECTED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "url": (_text, 'the project\'s URL, like "https://abcd.supabase.co"'),
    "publishable_key": (_text, 'the publishable key, like "sb_publishable_…"'),
    "database_url": (
        _database_address,
        'a PostgreSQL address, like "postgresql://topset_…:…@host/postgres"',
    ),
    "email": (_text, "an e-mail address in quotes"),
    "unit": (lambda value: value in ("kg", "lb"), '"kg" or "lb"'),
    "theme": (_text, "the name of a theme in quotes"),
    "insecure": (_text, "the host that may be reached without encryption, in quotes"),
    "keyring": (
        _yes_or_no,
        "true to keep the refresh token in the system's keyring, or false",
    ),
    "rest_bell": (_yes_or_no, "true to ring when the rest is over, or false"),
    "rest_notice": (_yes_or_no, "true for a desktop notification after the rest, or false"),
    "e1rm": (lambda value: value in FORMULAS, " or ".join(FORMULAS)),
    "gym": (_text, "the name of a gym in quotes"),
    "gyms": (_table, "tables of gyms, like [gyms.home]"),
    "rest": (_table, 'a table of rests, like "tier 1" = "3:00"'),
    "landmarks": (_table, 'a table of weekly sets by muscle, like chest = "4 8 12-20 22"'),
    "keys": (_table, 'a table of keys by command, like today.undo = "z"'),
}


_TABLES = frozenset({"gyms", "rest", "landmarks", "keys"})
# The settings that the environment and the command line can give: those that are one text.
FROM_OUTSIDE = ("url", "publishable_key", "database_url", "email", "insecure", "unit", "theme")


def read_settings(
    file: Path, environment: Mapping[str, str], given: Mapping[str, str | None]
) -> Settings:
    """Return the settings: `given` (the command line), then the environment, then the file.

    Raises ConfigError naming the place of the setting and what is expected there.
    """
    values, text = _from_file(file)
    for name in FROM_OUTSIDE:
        for source, value in (
            (f"TOPSET_{name.upper()}", environment.get(f"TOPSET_{name.upper()}")),
            (f"--{name.replace('_', '-')}", given.get(name)),
        ):
            if value:
                _check(name, value, source)
                values[name] = value
    if not _TABLES & values.keys():
        return Settings(**values)
    from tui.settings.gyms import SettingError

    try:
        return Settings(**values | _tables(values))
    except SettingError as error:
        from tui.settings.toml_lines import line_of

        place = f"{file}, line {line_of(error.path, text)}: {'.'.join(error.path)}"
        raise ConfigError(f"{place}: expected {error}.", expected=str(error)) from error


def _tables(values: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of the tables, which are taken out of `values`. Raises SettingError."""
    from tui.settings.gyms import SettingError, gyms_of, keys_of, landmarks_of, rests_of

    gyms = gyms_of(values.pop("gyms", {}), values.get("unit", "kg"))
    if gyms and values.get("gym", next(iter(gyms))) not in gyms:
        raise SettingError(("gym",), f"a gym that is described: {', '.join(gyms)}")
    tiers, own_rests = rests_of(values.pop("rest", {}))
    return {
        "gyms": gyms,
        "rest_by_tier": {**_usual_rests(), **tiers},
        "own_rests": own_rests,
        "landmarks": {**_usual_landmarks(), **landmarks_of(values.pop("landmarks", {}))},
        "keys": keys_of(values.pop("keys", {})),
    }


def _check(name: str, value: object, source: str) -> None:
    usable, expected = EXPECTED[name]
    if not usable(value):
        raise ConfigError(f"{source}: expected {expected}.", expected=expected)


def _from_file(file: Path) -> tuple[dict[str, Any], str]:
    """Return what the file sets, its tables unread, and its text."""
    try:
        text = file.read_text(encoding=UTF_8)
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{file}, line {number}: expected text in UTF-8.") from error
    import tomllib

    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = f"{file}, line {line[1]}" if line else f"{file}, at its end"
        why = str(error).partition(" (at ")[0]
        raise ConfigError(
            f'{where}: this is not TOML ({why}), expected lines like unit = "kg", each once.'
        ) from error
    for name, value in table.items():
        place = f"{file}, line {_line_of(name, text)}: {name}"
        if name not in EXPECTED:
            known = ", ".join(EXPECTED)
            raise ConfigError(f"{place}: no such setting, expected one of {known}.")
        _check(name, value, place)
    return table, text


def place_in_file(file: Path, name: str) -> str:
    """Return the file and line that set a top-level name."""
    return f"{file}, line {_line_of(name, file.read_text(encoding=UTF_8))}: {name}"


def _line_of(name: str, text: str) -> int:
    """Return the line that sets a top-level name (tomllib keeps no positions)."""
    key = re.compile(rf"""\s*\[{{0,2}}\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    numbered = enumerate(text.splitlines(), start=1)
    return next((number for number, line in numbered if key.match(line)), 1)


def remember_project(
    paths: Paths,
    *,
    url: str,
    publishable_key: str,
    insecure: str | None = None,
    replace: bool = False,
) -> bool:
    """Write the project into config.toml unless one stands there; tell whether it was written.

    `replace` puts it in the place of another one. The file may hold comments and tables, so the
    lines go to its top and the rest stays as it is. `insecure` is the project's host, where its
    lifter said by name that it may be reached without encryption.
    """
    before, _ = _from_file(paths.config_file)
    if before.get("url") and not replace:
        return False
    if (before.get("url"), before.get("publishable_key")) == (url, publishable_key):
        return False
    file = paths.config_file.resolve()
    private_folder(file.parent)
    rest = file.read_text(encoding=UTF_8) if file.exists() else ""
    project = {"url": url, "publishable_key": publishable_key}
    if insecure is not None:
        project["insecure"] = insecure
    for name in project:
        if name in before:
            rest = _without(name, rest)
    lines = "".join(f'{name} = "{value}"\n' for name, value in project.items())
    with replacing(file) as (stream, _):
        stream.write(lines + rest)
    return True


def _without(name: str, text: str) -> str:
    """Return the text of a TOML file without the line that sets a top-level name."""
    lines = text.splitlines(keepends=True)
    del lines[_line_of(name, text) - 1]
    return "".join(lines)
