"""How the weekly landmarks of a muscle are written in one line: `4 8 12-20 22`."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from tui.late_pattern import late_pattern
from tui.training.volume import Landmarks

LANDMARKS_EXPECTED: Final = (
    "weekly sets as 4 8 12-20 22: to keep, to grow, the best range, the most; none less"
    " than the one before"
)

_SETS = r"([0-9]{1,2}(?:[.,]5)?)"
_APART = r"(?:\s*/\s*|\s+)"
_LINE: Final = late_pattern(_APART.join((_SETS, _SETS, rf"{_SETS}\s*[-–]\s*{_SETS}", _SETS)))


class LandmarksError(ValueError):
    """A line that holds no landmarks; the text says what was expected."""


def parse_landmarks(text: str) -> Landmarks:
    """Return the landmarks of a line. Raises LandmarksError."""
    found = _LINE.fullmatch(text.strip())
    if found is None:
        raise LandmarksError(LANDMARKS_EXPECTED)
    numbers = [float(number.replace(",", ".")) for number in found.groups()]
    if any(after < before for before, after in pairwise(numbers)):
        raise LandmarksError(LANDMARKS_EXPECTED)
    return Landmarks(*numbers)


def format_landmarks(marks: Landmarks) -> str:
    """Return landmarks as the line that gives them back."""
    return f"{marks.mv:g} {marks.mev:g} {marks.mav_low:g}-{marks.mav_high:g} {marks.mrv:g}"
