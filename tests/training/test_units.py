"""Kilograms and pounds, and which of the two a weight was entered in."""

from __future__ import annotations

import pytest

from tui.training.units import Unit, entered_in, from_kg, to_kg


def entered(unit: Unit, step: float, heaviest: float) -> list[float]:
    """Return every weight of these steps that is told to be of the other unit, in its gym."""
    other: Unit = "lb" if unit == "kg" else "kg"
    weights = [round(number * step, 3) for number in range(1, int(heaviest / step) + 1)]
    return [weight for weight in weights if entered_in(to_kg(weight, unit), other) != unit]


@pytest.mark.parametrize(("unit", "step", "heaviest"), [("kg", 2.5, 600), ("lb", 2.5, 1300)])
def test_what_plates_make_is_known_by_the_unit_it_was_entered_in(
    unit: Unit, step: float, heaviest: float
) -> None:
    assert entered(unit, step, heaviest) == []


def test_small_plates_are_mistaken_for_the_other_unit_six_times_in_twelve_hundred() -> None:
    assert entered("kg", 1.25, 600) == [378.75]
    assert entered("kg", 0.5, 600) == [151.5, 281.0, 292.0, 303.0, 454.5, 584.0]
    assert entered("lb", 1.25, 1300) == []


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_every_weight_comes_back_as_it_was_entered(unit: Unit) -> None:
    weights = [round(number * 0.25, 2) for number in range(1, 4000)]
    assert [weight for weight in weights if from_kg(to_kg(weight, unit), unit) != weight] == []
