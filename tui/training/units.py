"""Kilograms and pounds: stored in kg to three decimals, shown as they were entered."""

from __future__ import annotations

from typing import Literal

Unit = Literal["kg", "lb"]

KG_PER_LB = 0.45359237
HEAVIEST_KG = 2000.0
_STEPS = (2500, 1250, 500, 250, 100, 50, 10, 1)


def to_kg(amount: float, unit: Unit) -> float:
    """Return an amount in the unit as kilograms, rounded to what the log keeps."""
    kilograms = amount * KG_PER_LB if unit == "lb" else amount
    return round(kilograms, 3) + 0.0


def from_kg(weight_kg: float, unit: Unit) -> float:
    """Return kilograms in the unit with the fewest decimals that convert back to the same weight.

    180 lb is kept as 81.647 kg and comes back as 180, not as 180.0008.
    """
    if unit == "kg":
        return round(weight_kg, 3) + 0.0
    kept = round(weight_kg, 3)
    pounds = kept / KG_PER_LB
    for decimals in range(4):
        rounded = round(pounds, decimals)
        if to_kg(rounded, "lb") == kept:
            return rounded + 0.0
    return round(pounds, 3) + 0.0


def entered_in(weight_kg: float, unit: Unit) -> Unit:
    """Return the unit that a kept weight was entered in: the one in which it is the rounder.

    Where it is as round in both, such as 0, it is the unit given.
    """
    other: Unit = "lb" if unit == "kg" else "kg"
    coarse, other_coarse = (
        _coarseness(from_kg(weight_kg, unit)),
        _coarseness(from_kg(weight_kg, other)),
    )
    return unit if coarse >= other_coarse else other


def _coarseness(amount: float) -> int:
    """Return the coarsest step of plates, in thousandths, that an amount is a multiple of."""
    thousandths = round(amount * 1000)
    return next(step for step in _STEPS if thousandths % step == 0)


def plain_number(amount: float, *, decimals: int = 3) -> str:
    """Print a number without trailing zeros and without a minus before zero."""
    text = f"{amount:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
