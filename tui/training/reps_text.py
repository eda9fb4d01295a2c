"""The plan's reps (`6-8`, `AMRAP`, `5/3/1`, `30s`, `8 each side`), understood where possible."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class PlannedReps:
    """What the plan asks of a set; `low` and `high` are None where the text gives no number.

    `per_set` holds one number a set for texts such as `5/3/1`; `timed` counts seconds instead of
    reps; `each_side` counts one side.
    """

    low: int | None
    high: int | None
    text: str
    amrap: bool = False
    per_set: tuple[int, ...] = ()
    timed: bool = False
    each_side: bool = False

    @property
    def label(self) -> str:
        """The text for a narrow column: `6–8`, `8+`, `AMRAP`, `30 s`, `8/side`, else as written."""
        if self.per_set or self.low is None or self.high not in (self.low, None):
            return self.text if self.per_set or self.low is None else self._span(self._range())
        return self._span(f"{self.low}+" if self.amrap else str(self.low))

    @property
    def top(self) -> str:
        """What a set has to reach: the highest number of the range, or each set's own."""
        return self.label if self.per_set else self._span(str(self.high or self.low or 0))

    def _range(self) -> str:
        return f"{self.low}–{self.high}"

    def _span(self, number: str) -> str:
        if self.timed:
            return f"{number} s"
        return f"{number}/side" if self.each_side else number

    def for_set(self, number: int) -> PlannedReps:
        """What is asked of the set with this number (from 1); sets past the last are like it."""
        if not self.per_set:
            return self
        index = min(max(number, 1), len(self.per_set)) - 1
        reps = self.per_set[index]
        top = self.amrap and index == len(self.per_set) - 1
        text = f"{reps}+" if top else str(reps)
        return PlannedReps(reps, None if top else reps, text, top)


_SIDE = re.compile(
    r"\s*(?:\(?\s*(?:each|per|/|ea\.?|e/s)\s*(?:side|leg|arm|hand|way|direction)?\s*\)?)\s*$"
)
_REPS_WORD = re.compile(r"\s*(?:reps?|repetitions?|wdh\.?)\s*$")
_TIME = re.compile(r"\s*(?P<unit>seconds?|secs?|s|minutes?|mins?|m)\.?\s*(?:holds?)?$")
_ONE = re.compile(r"^([0-9]{1,4})$")
_RANGE = re.compile(r"^([0-9]{1,4})\s*(?:-|–|—|−|\.\.|to)\s*([0-9]{1,4})$")
_AT_LEAST = re.compile(r"^([0-9]{1,4})\s*\+$")
_PER_SET = re.compile(r"^[0-9]{1,4}(?:\s*[/,]\s*[0-9]{1,4})+\s*\+?$")
_AMRAP = re.compile(r"^(?:amrap|max(?:imum)?|to failure|failure)\b")
_AMRAP_AFTER = re.compile(
    r"^([0-9]{1,4})\s*\+?\s*,?\s*\(?amrap\)?$|^amrap\s*\(?([0-9]{1,4})\s*\+\)?$"
)


@lru_cache(maxsize=512)
def parse_planned_reps(text: str) -> PlannedReps:
    """Understand the plan's reps text; what is not understood is kept as written."""
    written = " ".join(text.split())
    rest = written.lower()
    sided = _SIDE.search(rest)
    each_side = sided is not None and sided.start() > 0 and rest[0].isdigit()
    if sided is not None and each_side:
        rest = rest[: sided.start()]
    rest = _REPS_WORD.sub("", rest)
    factor, timed = _seconds(rest)
    if timed:
        rest = _TIME.sub("", rest)
    planned = _counted(rest.strip(), written)
    if planned.low is None or not (timed or each_side):
        return planned
    high = None if planned.high is None else planned.high * factor
    return PlannedReps(
        planned.low * factor,
        high,
        written,
        planned.amrap,
        planned.per_set if not timed else (),
        timed,
        each_side,
    )


def _seconds(rest: str) -> tuple[int, bool]:
    match = _TIME.search(rest)
    if match is None or not rest[0].isdigit():
        return 1, False
    return (60 if match["unit"].startswith("m") else 1), True


def _counted(rest: str, written: str) -> PlannedReps:
    if one := _ONE.match(rest):
        reps = int(one[1])
        return PlannedReps(reps, reps, written)
    if span := _RANGE.match(rest):
        low, high = sorted((int(span[1]), int(span[2])))
        return PlannedReps(low, high, written)
    if at_least := _AT_LEAST.match(rest):
        return PlannedReps(int(at_least[1]), None, written, amrap=True)
    if _PER_SET.match(rest):
        numbers = tuple(int(number) for number in re.findall(r"[0-9]+", rest))
        return PlannedReps(min(numbers), max(numbers), written, rest.endswith("+"), numbers)
    if after := _AMRAP_AFTER.match(rest):
        return PlannedReps(int(after[1] or after[2]), None, written, amrap=True)
    return PlannedReps(None, None, written, amrap=_AMRAP.match(rest) is not None)
