"""Keeps what the settings screen is told in config.toml, and says what holds then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tui.settings.file import TomlValue, change_setting, line_of, read_settings
from tui.settings.model import Settings, is_switch
from tui.settings.paths import ConfigError
from tui.training.equipment_text import EquipmentError, parse_number
from tui.training.gym import DEFAULT_GYM
from tui.workout.ports import SettingRefused

if TYPE_CHECKING:
    from tui.cli.wiring import AppContext

_YES_OR_NO: Mapping[str, bool] = {"on": True, "yes": True, "true": True} | {
    "off": False,
    "no": False,
    "false": False,
}


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
        try:
            text = self._context.paths.config_file.read_text(encoding="utf-8")
        except OSError:
            return self.place
        return f"{self.place}, line {line_of(path, text)}"

    def change(self, path: tuple[str, ...], text: str) -> Settings:
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
        return self._context.read_settings_again()


def _value(path: tuple[str, ...], text: str) -> TomlValue | None:
    """Return what is written into the file; None for the usual value. Raises EquipmentError."""
    if not text:
        return None
    if is_switch(path[0]):
        if text.lower() not in _YES_OR_NO:
            raise EquipmentError("on or off")
        return _YES_OR_NO[text.lower()]
    if path[0] == "gyms" and ("increments" in path[2:-1] or _is_number(path[-1])):
        number = parse_number(text)
        return int(number) if number == int(number) else number
    return text


def _is_number(name: str) -> bool:
    """Tell whether a gym has one number of that name."""
    return isinstance(getattr(DEFAULT_GYM, name, None), int | float)


def _in_words(error: ConfigError) -> str:
    """Return what was expected, without the name of the file that was tried."""
    return f"Expected {error.expected}." if error.expected else str(error)
