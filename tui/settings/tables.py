"""Reads what stands in config.toml into the settings, by pydantic, and says what was expected.

Loaded only for a file with more in it than any text would do for.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Final, NamedTuple

from pydantic import (
    AfterValidator,
    BeforeValidator,
    InstanceOf,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
)

from tui.settings.gyms import GymTable, gym_of
from tui.settings.model import NAMES, Expected, Rests, Settings, not_blank
from tui.settings.schema import UNKNOWN
from tui.training.gym import Gym
from tui.training.landmark_text import parse_landmarks
from tui.training.rest import LONGEST_REST, REST_BY_TIER
from tui.training.volume import LANDMARKS, Landmarks, muscle_name

_CLOCK: Final = re.compile(r"(?:(\d{1,2}):([0-5]\d)|(\d{1,4})\s*(?:s|sec)?)")
_TIER: Final = re.compile(r"tier[ _]?([123])", re.IGNORECASE)


class Problem(NamedTuple):
    """A value that cannot be: the way to it from its table's own name on, and what would do."""

    path: tuple[str, ...]
    expected: str
    unknown: bool = False


def settings_of(values: Mapping[str, Any]) -> Settings:
    """Return the settings with what a file says. Raises pydantic's ValidationError."""
    return _reader().validate_python(values)


def problems(error: ValidationError) -> Iterator[Problem]:
    """Return what is wrong with a file, in the order in which it was met."""
    for line in error.errors(include_url=False):
        path = tuple(str(part) for part in line["loc"])
        if line["type"] in UNKNOWN:
            top = len(path) == 1
            known = NAMES if top else tuple(GymTable.model_fields)
            yield Problem(path, one_of(path[-1], known), unknown=top)
        elif line["type"] == "value_error":
            yield Problem(path, str(line["ctx"]["error"]))
        else:
            yield Problem(path, line["msg"])


def one_of(name: str, known: tuple[str, ...]) -> str:
    """Return the names that there are, those that are close to `name` told apart."""
    close = difflib.get_close_matches(name.casefold(), known, n=2)
    meant = f" (did you mean {' or '.join(close)}?)" if close else ""
    return f"one of {', '.join(known)}{meant}"


def _gyms(tables: dict[str, GymTable], info: ValidationInfo) -> dict[str, Gym]:
    everywhere = info.data.get("unit", "kg")
    return {name: gym_of(name, table, everywhere) for name, table in tables.items()}


def _seconds(value: object) -> int | None:
    """Return the seconds of `150`, `"150"` or `"2:30"`; None for what is no rest."""
    found = _CLOCK.fullmatch(str(value).strip())
    if isinstance(value, bool) or found is None:
        return None
    seconds = int(found[3]) if found[3] else int(found[1]) * 60 + int(found[2])
    return seconds if 0 <= seconds <= LONGEST_REST else None


def _rests(table: dict[str, int]) -> Rests:
    tiers, own = dict(REST_BY_TIER), dict[str, int]()
    for name, seconds in table.items():
        tier = _TIER.fullmatch(name)
        if tier:
            tiers[int(tier[1])] = seconds
        else:
            own[name] = seconds
    return Rests(tiers, own)


def _landmarks(table: dict[str, Landmarks]) -> dict[str, Landmarks]:
    return {**LANDMARKS, **{muscle_name(muscle): marks for muscle, marks in table.items()}}


def _with_dots(table: object) -> object:
    """Return keys by command; `today.undo` may be written with its dots or in quotes."""
    if not isinstance(table, dict):
        return table
    found: dict[str, object] = {}
    for name, value in table.items():
        inner = _with_dots(value)
        if isinstance(inner, dict):
            found |= {f"{name}.{rest}": key for rest, key in inner.items()}
        else:
            found[name] = inner
    return found


FORMS: Final[Mapping[str, Any]] = {
    "gyms": Annotated[
        dict[str, Annotated[GymTable, Expected("a table of one gym")]], AfterValidator(_gyms)
    ],
    "rest": Annotated[
        dict[
            str,
            Annotated[
                InstanceOf[int],
                BeforeValidator(_seconds),
                Expected('a rest of at most half an hour, like "2:30" or 150'),
            ],
        ],
        AfterValidator(_rests),
    ],
    "landmarks": Annotated[
        dict[
            str,
            Annotated[
                InstanceOf[Landmarks],
                BeforeValidator(lambda value: parse_landmarks(str(value))),
            ],
        ],
        AfterValidator(_landmarks),
    ],
    "keys": Annotated[
        dict[
            str,
            Annotated[
                str,
                AfterValidator(str.strip),
                Expected('a key in quotes, like "z" or "ctrl+y"', not_blank),
            ],
        ],
        BeforeValidator(_with_dots),
    ],
}


@cache
def _reader() -> TypeAdapter[Settings]:
    reader = TypeAdapter(Settings)
    reader.rebuild(_types_namespace={"Gym": Gym, "Landmarks": Landmarks})
    return reader
