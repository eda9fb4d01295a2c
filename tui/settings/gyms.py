"""The tables of config.toml: gyms, rests, landmarks and keys, from TOML to what training takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from tui.late_pattern import late_pattern
from tui.training.equipment_text import (
    PLATES_EXPECTED,
    STEPS_EXPECTED,
    EquipmentError,
    parse_plates,
    parse_steps,
)
from tui.training.gym import DEFAULT_GYM, POUND_GYM, Gym
from tui.training.landmark_text import LandmarksError, parse_landmarks
from tui.training.rest import LONGEST_REST
from tui.training.units import Unit
from tui.training.volume import Landmarks, muscle_name

Value = TypeVar("Value")

REST_EXPECTED: Final = 'a rest of at most half an hour, like "2:30" or 150'
NUMBER_EXPECTED: Final = "a number like 20 or 1.25, more than 0"
MAY_BE_NOTHING: Final = ("collars",)
NUMBER_OR_NOTHING_EXPECTED: Final = "a number like 5 or 2.5, or 0 for none"
STEPS: Final = ("dumbbells", "kettlebells", "machines", "added")
NUMBERS: Final = ("bar", "collars", "upper_increment", "lower_increment")
GYM_NAMES: Final = ("unit", *NUMBERS, "plates", *STEPS, "increments", "bars")

_CLOCK: Final = late_pattern(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,4})\s*(?:s|sec)?)")
_TIER: Final = late_pattern(r"tier[ _]?([123])", re.IGNORECASE)


class SettingError(ValueError):
    """A value that cannot be; `path` leads to it from the table's own name on."""

    def __init__(self, path: tuple[str, ...], expected: str) -> None:
        super().__init__(expected)
        self.path = path


def gyms_of(table: object, unit: Unit) -> dict[str, Gym]:
    """Return the gyms of the table `[gyms]`, in its order. Raises SettingError."""
    return {
        name: _gym(name, _table(gym, ("gyms", name), "a table of one gym"), unit)
        for name, gym in _table(table, ("gyms",), "tables of gyms, like [gyms.home]").items()
    }


def usual_gym(name: str, unit: Unit) -> Gym:
    """Return a gym with what most gyms have."""
    return replace(POUND_GYM if unit == "lb" else DEFAULT_GYM, name=name)


def _gym(name: str, table: Mapping[str, Any], everywhere: Unit) -> Gym:
    unit: Unit = everywhere
    if "unit" in table:
        if table["unit"] not in ("kg", "lb"):
            raise SettingError(("gyms", name, "unit"), '"kg" or "lb"')
        unit = table["unit"]
    usual = usual_gym(name, unit)
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = ("gyms", name, key)
        if key not in GYM_NAMES:
            raise SettingError(path, f"one of {', '.join(GYM_NAMES)}")
        if key in NUMBERS:
            found[key] = _number(value, path, or_nothing=key in MAY_BE_NOTHING)
        elif key == "plates":
            found[key] = _written(value, path, parse_plates, PLATES_EXPECTED)
        elif key in STEPS:
            found[key] = _written(
                value,
                path,
                partial(parse_steps, usual=getattr(usual, key), unit=unit),
                STEPS_EXPECTED,
            )
        elif key in ("increments", "bars"):
            words = f"a table of numbers, like [gyms.{name}.{key}]"
            numbers = _table(value, path, words)
            kept = {one: _number(number, (*path, one)) for one, number in numbers.items()}
            found["increments" if key == "increments" else "other_bars"] = kept
    if "other_bars" in found:
        found["other_bars"] = {**usual.other_bars, **found["other_bars"]}
    return replace(usual, **found)


def rests_of(table: object) -> tuple[dict[int, int], dict[str, int]]:
    """Return the seconds of `[rest]` by tier and by exercise. Raises SettingError."""
    tiers: dict[int, int] = {}
    own: dict[str, int] = {}
    for name, value in _table(table, ("rest",), 'a table of rests, like "tier 1" = "3:00"').items():
        seconds = rest_of(value)
        if seconds is None:
            raise SettingError(("rest", name), REST_EXPECTED)
        tier = _TIER.fullmatch(name)
        if tier:
            tiers[int(tier[1])] = seconds
        else:
            own[name] = seconds
    return tiers, own


def landmarks_of(table: object) -> dict[str, Landmarks]:
    """Return the weekly landmarks of `[landmarks]` by muscle. Raises SettingError."""
    found: dict[str, Landmarks] = {}
    words = 'a table of weekly sets by muscle, like chest = "4 8 12-20 22"'
    for muscle, value in _table(table, ("landmarks",), words).items():
        try:
            found[muscle_name(muscle)] = parse_landmarks(str(value))
        except LandmarksError as error:
            raise SettingError(("landmarks", muscle), str(error)) from error
    return found


def rest_of(value: object) -> int | None:
    """Return the seconds of `150`, `"150"` or `"2:30"`; None for what is no rest."""
    found = _CLOCK.fullmatch(str(value).strip())
    if isinstance(value, bool) or found is None:
        return None
    seconds = int(found[3]) if found[3] else int(found[1]) * 60 + int(found[2])
    return seconds if 0 <= seconds <= LONGEST_REST else None


def keys_of(table: object) -> dict[str, str]:
    """Return the keys by command id; `today.undo` may be written with its dots or in quotes."""
    found: dict[str, str] = {}

    def take(part: Mapping[str, Any], path: tuple[str, ...]) -> None:
        for name, value in part.items():
            here = (*path, name)
            if isinstance(value, dict):
                take(value, here)
            elif isinstance(value, str) and value.strip():
                found[".".join(here[1:])] = value.strip()
            else:
                raise SettingError(here, 'a key in quotes, like "z" or "ctrl+y"')

    take(_table(table, ("keys",), 'a table of keys by command, like today.undo = "z"'), ("keys",))
    return found


def _table(value: object, path: tuple[str, ...], expected: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise SettingError(path, expected)
    return value


def _number(value: object, path: tuple[str, ...], *, or_nothing: bool = False) -> float:
    expected = NUMBER_OR_NOTHING_EXPECTED if or_nothing else NUMBER_EXPECTED
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SettingError(path, expected)
    if not (0 < value < 10_000 or (or_nothing and value == 0)):
        raise SettingError(path, expected)
    return value


def _written(
    value: object, path: tuple[str, ...], parse: Callable[[str], Value], expected: str
) -> Value:
    text = value if isinstance(value, str) else str(value)
    if isinstance(value, bool | dict):
        raise SettingError(path, expected)
    if isinstance(value, list):
        text = " ".join(str(one) for one in value)
    try:
        return parse(text)
    except EquipmentError as error:
        raise SettingError(path, str(error)) from error
