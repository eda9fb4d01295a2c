"""The plan's reps (`6-8`, `AMRAP`, `5/3/1`, `30s`, `40 m`), understood where possible."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Final, Literal

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.training.durations import EXACT, seconds_in
from tui.training.records import Exercise

Counted = Literal["", "s", "m", "yd", "ft"]


@dataclass(frozen=True, slots=True)
class PlannedReps:
    """What the plan asks of a set; `low` and `high` are None where the text gives no number.

    `per_set` holds one number a set for texts such as `5/3/1`; `unit` is what is counted instead of
    reps, seconds or a distance; `each_side` counts one side.
    """

    low: int | None
    high: int | None
    text: str
    amrap: bool = False
    per_set: tuple[int, ...] = ()
    unit: Counted = ""
    each_side: bool = False

    @property
    def timed(self) -> bool:
        """Whether seconds are counted."""
        return self.unit == "s"

    @property
    def counts_reps(self) -> bool:
        """Whether reps are counted, and no seconds or metres."""
        return not self.unit

    @property
    def label(self) -> str:
        """The text for a narrow column: `6–8`, `8+`, `30 s`, `40 m`, `8/side`, else as written."""
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
        if self.unit:
            return f"{number} {self.unit}"
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


_SIDE = late_pattern(
    r"\s*(?:\(?\s*(?:each|per|/|ea\.?|e/s)\s*(?:side|leg|arm|hand|way|direction)?\s*\)?)\s*$"
)
_REPS_WORD = late_pattern(r"\s*(?:reps?|repetitions?|wdh\.?)\s*$")
_UNITS: Final[tuple[tuple[Counted, int, str], ...]] = (
    ("s", 1, r"seconds?|secs?|s|\"|″"),
    ("s", 60, r"minutes?|mins?|'|′"),
    ("m", 1, r"met(?:er|re)s?|mtrs?|m"),
    ("m", 1000, r"kilomet(?:er|re)s?|kms?"),
    ("yd", 1, r"yards?|yds?"),
    ("ft", 1, r"feet|foot|ft"),
)
_HELD = late_pattern(r"^(?:holds?|carry|walk)\s*(?:for\s+)?(?=[0-9])|\s*(?:holds?|carry|walk)$")
_EXACT = late_pattern(rf"({EXACT})(?:\s*(?:-|–|—|to)\s*({EXACT}))?")
_ONE = late_pattern(r"^([0-9]{1,4})$")
_RANGE = late_pattern(r"^([0-9]{1,4})\s*(?:-|–|—|−|\.\.|to)\s*([0-9]{1,4})$")
_AT_LEAST = late_pattern(r"^([0-9]{1,4})\s*\+$")
_PER_SET = late_pattern(r"^[0-9]{1,4}(?:\s*[/,]\s*[0-9]{1,4})+\s*\+?$")
_AMRAP = late_pattern(r"^(?:amrap|max(?:imum)?|to failure|failure)\b")
_AMRAP_AFTER = late_pattern(
    r"^([0-9]{1,4})\s*\+?\s*,?\s*\(?amrap\)?$|^amrap\s*\(?([0-9]{1,4})\s*\+\)?$"
)


@lru_cache(maxsize=512)
def parse_planned_reps(text: str) -> PlannedReps:
    """Understand the plan's reps text; what is not understood is kept as written."""
    written = " ".join(text.split())
    if (plain := _plain(written)) is not None:
        return plain
    rest = written.lower()
    sided = _SIDE.search(rest)
    each_side = sided is not None and sided.start() > 0 and rest[0].isdigit()
    if sided is not None and each_side:
        rest = rest[: sided.start()]
    rest = _SETS_OF.sub("", _REPS_WORD.sub("", rest))
    rest = _HELD.sub("", rest).removesuffix(".").strip()
    if exact := _EXACT.fullmatch(rest):
        low, high = (round(seconds_in(one or exact[1])) for one in exact.groups())
        return PlannedReps(low, high, written, unit="s", each_side=each_side)
    unit, factor, rest = _measured(rest)
    planned = _counted(rest.strip(), written)
    if planned.low is None or not (unit or each_side):
        return planned
    return replace(
        planned,
        low=planned.low * factor,
        high=None if planned.high is None else planned.high * factor,
        per_set=() if unit else planned.per_set,
        unit=unit,
        each_side=each_side,
    )


def _plain(written: str) -> PlannedReps | None:
    """Return what most plans ask, `5` or `8-12`: read with no pattern, each of which costs time."""
    first, dash, last = written.partition("-")
    if not dash:
        last = first
    if not all(one.isascii() and one.isdigit() and len(one) <= 4 for one in (first, last)):
        return None
    low, high = sorted((int(first), int(last)))
    return PlannedReps(low, high, written)


# Sets that a text repeats although they stand in a column of their own: `3 x 30 s`.
_SETS_OF: Final = late_pattern(r"^[0-9]{1,2}\s*(?:x|×|\*|sets? of)\s*(?=[0-9])")

# What is counted in no reps, in texts that give no number of seconds or metres.
_OTHERWISE_COUNTED: Final = late_pattern(
    r"\d\s*(?:s|secs?|seconds?|mins?|minutes?|m|k|km|met(?:er|re)s?|mi|miles?|yds?|yards?|ft|feet)\b"
    r"|\b(?:miles?|laps?|lengths?|cals?|calories|breaths?|holds?|time|distance)\b"
)

# Names of what is held, and nothing is counted in it but time.
_HOLD: Final = late_pattern(
    r"\b(?:planks?|wall ?sits?|hangs?|holds?|l ?sits?|hollow body|dead ?hangs?)$"
)
_CARRY: Final = late_pattern(
    r"\b(?:carry|carries|farmers? walks?|yoke|prowler|sled (?:push|pull|drag|walk))"
)


# Names of what is rowed, run, ridden or swum; a row with a bar or a cable has more words.
_MACHINE: Final = late_pattern(
    r"\b(?:rowing machine|rower|ergometer|(?:row ?|ski ?|bike ?)?erg|treadmill"
    r"|(?:assault|echo|air|stationary|exercise|spin)[ -]?bike)\b"
)
_DISTANCE: Final = late_pattern(
    r"(?:indoor |outdoor |concept ?2 |c2 )?(?:rows?|rowing)"
    r"|(?:\w+ )?(?:run|running|jog|jogging|swim|swimming|cycling|sprints?|shuttle runs?)"
)
_SHORTEST_DISTANCE: Final = 50  # a plain number from here on is metres, and below it who knows


def planned_reps(exercise: Exercise) -> PlannedReps:
    """Understand what the plan asks of an exercise.

    A plain number of a hold counts seconds; one of a distance, such as `500` on a rower, metres.
    """
    return reps_of(exercise.exercise_name, exercise.reps)


@lru_cache(maxsize=512)
def reps_of(exercise_name: str, text: str) -> PlannedReps:
    """Understand the plan's text for the exercise of that name."""
    planned = parse_planned_reps(text)
    says_reps = "rep" in text.casefold()
    if planned.unit or says_reps:
        return planned
    title = _title(exercise_name)
    if _HOLD.search(title):
        return replace(planned, unit="s", per_set=())
    far = planned.low is not None and planned.low >= _SHORTEST_DISTANCE
    if far and (_MACHINE.search(title) or _DISTANCE.fullmatch(title)):
        return replace(planned, unit="m", per_set=())
    return planned


@lru_cache(maxsize=512)
def counts_reps(exercise_name: str, text: str) -> bool:
    """Tell whether the number of a set is one of reps: by the plan, or by the name."""
    if not reps_of(exercise_name, text).counts_reps:
        return False
    words = text.casefold()
    if "rep" in words:
        return True
    title = _title(exercise_name)
    if _CARRY.search(title) or _MACHINE.search(title):
        return False
    unclear = parse_planned_reps(text).low is None and "amrap" not in words
    return not (unclear and _OTHERWISE_COUNTED.search(words))


def _title(name: str) -> str:
    """Return a name without what stands in brackets, and without marks."""
    plain = re.sub(r"[^\w()]+", " ", name.casefold().replace("'", "").replace("’", ""))
    title = " ".join(re.sub(r"\(.*?\)", " ", plain).split())
    return "" if " to " in title else title  # from one thing to another is a movement


def _measured(rest: str) -> tuple[Counted, int, str]:
    """Return the unit of a text with its factor, and the text without it: `20s-30s` is 20-30."""
    for unit, factor, words in _UNITS if rest[:1].isdigit() else ():
        found = re.fullmatch(
            rf"([0-9]+)\s*(?:{words})?(\s*(?:-|–|—|to)\s*[0-9]+)?(\s*\+)?\s*(?:{words})(\s*\+)?",
            rest,
        )
        if found:
            return unit, factor, "".join(part or "" for part in found.groups())
    return "", 1, rest


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
