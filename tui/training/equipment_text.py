"""How equipment is written in one line: plates with their pairs, steps with their ends."""

from __future__ import annotations

import re
from typing import Final

from tui.late_pattern import late_pattern
from tui.training.loading import Plate, Steps
from tui.training.units import Unit, plain_number

PLATES_EXPECTED: Final = "plates as 25x1 20x2 10 5: the weight, then x and the pairs if counted"
STEPS_EXPECTED: Final = "a step as 2.5, or 2 from 4 to 40"

_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,3})?"
_PLATE: Final = late_pattern(rf"({_NUMBER})(?:\s*[x×*]\s*([0-9]{{1,3}}))?(?![0-9.,x×*])")
_STEPS: Final = late_pattern(
    rf"({_NUMBER})(?:\s+from\s+(-?{_NUMBER}))?(?:\s+to\s+({_NUMBER}))?", re.IGNORECASE
)


class EquipmentError(ValueError):
    """A line that is no equipment; the text says what was expected."""


def parse_number(text: str) -> float:
    """Return a weight written with a point or a comma. Raises EquipmentError."""
    if not re.fullmatch(_NUMBER, text.strip()):
        raise EquipmentError("a number like 20 or 1.25")
    return float(text.strip().replace(",", "."))


def parse_plates(text: str) -> tuple[Plate, ...]:
    """Return the plates of a line, heaviest first; without a count there are enough of a size.

    Raises EquipmentError.
    """
    plates: dict[float, Plate] = {}
    place = 0
    line = text.strip().replace(";", " ")
    while place < len(line):
        found = _PLATE.match(line, place)
        if found is None:
            raise EquipmentError(PLATES_EXPECTED)
        weight = parse_number(found[1])
        if weight <= 0 or weight in plates:
            raise EquipmentError(
                "every plate once" if weight else "plates that weigh more than nothing"
            )
        plates[weight] = Plate(weight, int(found[2]) if found[2] else None)
        place = found.end()
        while place < len(line) and line[place].isspace():
            place += 1
    if not plates:
        raise EquipmentError(PLATES_EXPECTED)
    return tuple(plates[weight] for weight in sorted(plates, reverse=True))


def format_plates(plates: tuple[Plate, ...]) -> str:
    """Return plates as the line that gives them back."""
    return " ".join(
        plain_number(plate.weight) + ("" if plate.pairs is None else f"x{plate.pairs}")
        for plate in plates
    )


def parse_steps(text: str, usual: Steps, unit: Unit) -> Steps:
    """Return the steps of a line; the lightest is the step, or below nothing as with `usual`.

    Raises EquipmentError.
    """
    found = _STEPS.fullmatch(text.strip())
    if found is None:
        raise EquipmentError(STEPS_EXPECTED)
    step = parse_number(found[1])
    lightest = float(found[2].replace(",", ".")) if found[2] else _usual_lightest(step, usual)
    heaviest = parse_number(found[3]) if found[3] else None
    if step <= 0 or (heaviest is not None and heaviest < lightest):
        raise EquipmentError(STEPS_EXPECTED)
    return Steps(step, lightest, heaviest, unit)


def _usual_lightest(step: float, usual: Steps) -> float:
    """Added weight begins far below nothing, so that assistance is a load too."""
    if usual.lightest >= 0:
        return step
    return -step * round(-usual.lightest / step)


def format_steps(steps: Steps) -> str:
    """Return steps as the line that gives them back."""
    words = plain_number(steps.step)
    if steps.lightest != steps.step and steps.lightest > 0:
        words += f" from {plain_number(steps.lightest)}"
    if steps.heaviest is not None:
        words += f" to {plain_number(steps.heaviest)}"
    return words
