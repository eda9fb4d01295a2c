"""A gym as it stands in config.toml, from there to what training takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf

from tui.settings.model import Expected
from tui.training.equipment_text import (
    PLATES_EXPECTED,
    STEPS_EXPECTED,
    parse_plates,
    parse_steps,
)
from tui.training.gym import DEFAULT_GYM, POUND_GYM, Gym
from tui.training.loading import Plate
from tui.training.units import Unit

Value = TypeVar("Value")

_STEPS = ("dumbbells", "kettlebells", "machines", "added")


def _written(parse: Callable[[str], Value], expected: str) -> Callable[[object], Value]:
    """Return what reads a line of equipment, also one written as a list or a number."""

    def read(value: object) -> Value:
        if isinstance(value, bool | dict):
            raise ValueError(expected)
        parts = value if isinstance(value, list) else [value]
        return parse(" ".join(str(part) for part in parts))

    return read


def _steps(name: str) -> BeforeValidator:
    """Return what checks a line of steps; how light they begin hangs on the gym's unit."""

    def read(line: str) -> str:
        parse_steps(line, getattr(DEFAULT_GYM, name), "kg")
        return line

    return BeforeValidator(_written(read, STEPS_EXPECTED))


Weight = Annotated[
    float, Field(strict=True, gt=0, lt=10_000), Expected("a number like 20 or 1.25, more than 0")
]


class GymTable(BaseModel):
    """`[gyms.home]`, by its names there; what it does not say is as in most gyms."""

    model_config = ConfigDict(extra="forbid", validate_default=False)

    unit: Annotated[Unit, Expected('"kg" or "lb"')] = "kg"
    bar: Weight = 0
    collars: Annotated[
        float,
        Field(strict=True, ge=0, lt=10_000),
        Expected("a number like 5 or 2.5, or 0 for none"),
    ] = 0
    upper_increment: Weight = 0
    lower_increment: Weight = 0
    plates: Annotated[
        InstanceOf[tuple[Plate, ...]], BeforeValidator(_written(parse_plates, PLATES_EXPECTED))
    ] = ()
    dumbbells: Annotated[str, _steps("dumbbells")] = ""
    kettlebells: Annotated[str, _steps("kettlebells")] = ""
    machines: Annotated[str, _steps("machines")] = ""
    added: Annotated[str, _steps("added")] = ""
    increments: Annotated[
        dict[str, Weight], Expected("a table of numbers, like [gyms.home.increments]")
    ] = Field(default_factory=dict)
    bars: Annotated[dict[str, Weight], Expected("a table of numbers, like [gyms.home.bars]")] = (
        Field(default_factory=dict)
    )


def gym_of(name: str, table: GymTable, everywhere: Unit) -> Gym:
    """Return the gym that a table describes; `everywhere` is the unit where it names none."""
    said: dict[str, Any] = {key: getattr(table, key) for key in table.model_fields_set}
    unit: Unit = said.get("unit", everywhere)
    usual = replace(POUND_GYM if unit == "lb" else DEFAULT_GYM, name=name)
    for key in said.keys() & set(_STEPS):
        said[key] = parse_steps(said[key], getattr(usual, key), unit)
    if "bars" in said:
        bars: Mapping[str, float] = said.pop("bars")
        said["other_bars"] = {**usual.other_bars, **bars}
    return replace(usual, **said)
