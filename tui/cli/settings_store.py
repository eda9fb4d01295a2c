"""Keeps what the settings screen is told in config.toml, and says what holds then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tui.settings.config import ConfigError, Settings, read_settings
from tui.settings.file import TomlValue, change_setting
from tui.training.equipment_text import EquipmentError, parse_number
from tui.workout.ports import SettingRefused
from tui.workout.preferences import Preferences

if TYPE_CHECKING:
    from tui.cli.wiring import AppContext

_YES_OR_NO: Mapping[str, bool] = {"on": True, "yes": True, "true": True} | {
    "off": False,
    "no": False,
    "false": False,
}
_SWITCHES = ("rest_bell", "rest_notice")
_NUMBERS = ("bar", "collars", "upper_increment", "lower_increment")


def preferences_of(settings: Settings) -> Preferences:
    """Return the settings that the screens obey."""
    usual = Preferences()
    return Preferences(
        unit=settings.unit,
        theme=settings.theme or usual.theme,
        rest_bell=settings.rest_bell,
        rest_notice=settings.rest_notice,
        formula=settings.e1rm,
        rest_by_tier=settings.rest_by_tier,
        own_rests=settings.own_rests,
        landmarks=settings.landmarks,
        gyms=settings.gyms,
        gym_name=settings.gym or next(iter(settings.gyms), ""),
        keys=settings.keys,
    )


class SettingsStore:
    """The settings screen's way to config.toml."""

    def __init__(self, context: AppContext) -> None:
        self._context = context

    @property
    def place(self) -> str:
        """The file, with the home folder written as ~."""
        file = self._context.paths.config_file
        with suppress(RuntimeError, ValueError):  # no home is known, or the file lies elsewhere
            return f"~/{file.relative_to(Path.home())}"
        return str(file)

    def where(self, path: tuple[str, ...]) -> str:
        """Return the file and the line of a setting; a dotted name may stand in its parts."""
        from tui.settings.toml_lines import line_of

        try:
            text = self._context.paths.config_file.read_text(encoding="utf-8")
        except OSError:
            return self.place
        spelled = (*path[:-1], *path[-1].split("."))
        return f"{self.place}, line {max(line_of(path, text), line_of(spelled, text))}"

    def change(self, path: tuple[str, ...], text: str) -> Preferences:
        """Keep one setting. Raises SettingRefused."""
        above = self._context.goes_before_the_file(path[0])
        if above:
            raise SettingRefused(f"{above} is set and overrides config.toml: change it there.")
        read: Callable[[Path], Settings] = lambda file: read_settings(file, {}, {})  # noqa: E731
        try:
            value = _value(path, text.strip())
            change_setting(self._context.paths.config_file, path, value, check=read)
        except ConfigError as error:
            raise SettingRefused(_in_words(error)) from error
        except EquipmentError as error:
            raise SettingRefused(f"Expected {error}.") from error
        except OSError as error:
            raise SettingRefused(f"{self.place} cannot be written: {error.strerror}.") from error
        except ValueError as error:
            raise SettingRefused(
                f"{self.place} is not valid TOML; correct it first: {error}."
            ) from error
        return preferences_of(self._context.read_settings_again())


def _value(path: tuple[str, ...], text: str) -> TomlValue | None:
    """Return what is written into the file; None for the usual value. Raises EquipmentError."""
    if not text:
        return None
    if path[0] in _SWITCHES:
        if text.lower() not in _YES_OR_NO:
            raise EquipmentError("on or off")
        return _YES_OR_NO[text.lower()]
    if path[0] == "gyms" and (path[-1] in _NUMBERS or "increments" in path[2:-1]):
        number = parse_number(text)
        return int(number) if number == int(number) else number
    return text


def _in_words(error: ConfigError) -> str:
    """Return what was expected, without the name of the file that was tried."""
    return f"Expected {error.expected}." if error.expected else str(error)
