"""Whether a line that can be understood is likely to be meant, by what the exercise has seen.

Nothing doubtful is logged before it is asked about: a weight far from all that was done, weight and
reps or the number of sets in another order, bodyweight on an exercise that is loaded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.training.durations import DURATION, seconds_in
from tui.training.entry import (
    Entry,
    EntryError,
    Reading,
    format_entry,
    format_weight,
    parse_entry,
    plain_width,
    read_line,
)
from tui.training.equipment import is_assisted, is_bodyweight
from tui.training.gym import DEFAULT_GYM, Gym
from tui.training.loading import Barbell
from tui.training.records import Exercise, LastTime, TrainingSet
from tui.training.reps_text import Counted, planned_reps
from tui.training.sheet import ExerciseSheet
from tui.training.units import Unit, plain_number, to_kg

MOST_LIKELY_SETS: Final = 10
MOST_LIKELY_REPS: Final = 30
MOST_LIKELY_KG: Final = 400.0
_FEW_SETS: Final = 6  # so small a number before an x may be how many sets
_ALWAYS_NEAR_KG: Final = 5.0  # light exercises go up in large parts of themselves
_ALWAYS_NEAR_ADDED_KG: Final = 20.0  # the same for what is added to the lifter's own weight

_CLOSE: Final = 0.25  # a logarithm: within a quarter or so of a weight that was seen
_OUT_OF_THE_QUESTION: Final = 1.1  # three times a weight that was seen, or a third of one

_NUMBER = r"([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)"
_CROSS = r"\s*(?:[x×✕✖хХ*]|for)\s*"
_CROSSED: Final = late_pattern(
    rf"\s*{_NUMBER}(?:{_CROSS}|\s+){_NUMBER}(?:{_CROSS}{_NUMBER})?"
    r"((?:\s*reps?)?(?:\s*(?:@|r|at)[^x]*|\s+[0-9][^x]*)?)",
    re.IGNORECASE | re.ASCII,
)
_AT: Final = late_pattern(
    rf"\s*(?:{_NUMBER}(?:{_CROSS}|\s*sets?(?:\s*of)?\s*))?{_NUMBER}\s*(?:reps?\s*)?at\s*"
    rf"{_NUMBER}\s*(lbs?|pounds?|#|kilograms?|kilos?|kgs?|)(.*)",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the exercise that a line is typed for.

    `sets` are those it has seen, whatever the day; `likely_kg` are weights that it is planned or
    advised at.
    """

    exercise: Exercise
    basis: Entry | None = None
    sets: Sequence[TrainingSet] = ()
    likely_kg: Sequence[float] = ()
    gym: Gym = DEFAULT_GYM

    @property
    def unit(self) -> Unit:
        """The unit of a bare number."""
        return self.gym.unit

    @property
    def bodyweight(self) -> bool:
        """Whether the weight is what is added to the lifter's own."""
        return is_bodyweight(self.exercise)

    @property
    def counted(self) -> Counted:
        """What is counted instead of reps, if anything."""
        return planned_reps(self.exercise).unit

    @property
    def weights(self) -> tuple[float, ...]:
        """The weights in kg that the exercise has seen or is planned at."""
        return (*(one.weight_kg for one in self.sets), *self.likely_kg)

    @property
    def most_reps(self) -> int:
        """The most reps of a set that need no question."""
        seen = max((one.reps_done for one in self.sets), default=0)
        return max(2 * seen, 100 if self.bodyweight else MOST_LIKELY_REPS)

    def parse(self, line: str) -> Entry:
        """Understand a line for this exercise. Raises EntryError."""
        line = without_unit(line, self.counted, bodyweight=self.bodyweight)
        return parse_entry(line, basis=self.basis, unit=self.unit, bodyweight=self.bodyweight)

    def words(self, entry: Entry) -> str:
        """Return a set as `3 sets of 60 × 8 @8`."""
        line = format_entry(
            replace(entry, count=1), unit=self.unit, bodyweight=self.bodyweight
        ).replace(" x ", " × ")
        return line if entry.count == 1 else f"{entry.count} sets of {line}"


def known_of(
    sheet: ExerciseSheet,
    times: Sequence[LastTime],
    *,
    gym: Gym,
    basis: Entry | None,
    amended: TrainingSet | None = None,
) -> Known:
    """Return what is known of an exercise by its sheet and its last times.

    `basis` is the set in the line, which relative entries refer to. A set that is `amended` may be
    the very mistake, and tells nothing.
    """
    likely = [sheet.target.weight_kg]
    if amended is None:
        likely += [one.weight_kg for one in (basis, sheet.guess) if one is not None]
    performed = (*sheet.exercise.performed, *(one for time in times for one in time.sets))
    return Known(
        exercise=sheet.exercise,
        basis=basis,
        sets=[one for one in performed if one != amended],
        likely_kg=[weight for weight in likely if weight is not None],
        gym=gym,
    )


@dataclass(frozen=True, slots=True)
class Doubt:
    """What has to be asked before a line is logged.

    `why` says what is odd, `offer` is what is likely meant (the line as written, where nothing is
    likelier; None where that is not to be had for an Enter), `written` what the line says
    literally (None where it says nothing that can be logged), `other` one more reading.
    """

    why: str
    offer: Entry | None
    written: Entry | None
    other: Entry | None = None

    def question(self, known: Known) -> str:
        """Return the question, without the keys or words that answer it."""
        asked = self.why if self.why.endswith("?") else f"{self.why}."
        other = "" if self.other is None else f", or {known.words(self.other)}"
        if self.offer is None:
            return asked
        if self.offer == self.written:
            return asked if not other else f"{asked} {known.words(self.offer)}{other}?"
        return f"{asked} You mean {known.words(self.offer)}{other}?"


def understand(line: str, known: Known) -> Entry | Doubt:
    """Return what a line says, or the doubt about it; a line that ends with `!` is never doubted.

    Raises EntryError for a line that cannot be understood.
    """
    line = without_unit(line, known.counted, bodyweight=known.bodyweight)
    try:
        reading = read_line(line, basis=known.basis, unit=known.unit, bodyweight=known.bodyweight)
    except EntryError:
        every = [
            *_three_in_other_orders(line, known),
            *_turned_round(line, known),
            *_with_load_or_effort_at(line, known),
        ]
        orders = _best(dict.fromkeys(every), known)
        if not orders or not known.weights:
            raise
        return Doubt("In this order it says nothing", orders[0], None, *orders[1:2])
    if reading.insists:
        return reading.entry
    return (
        _bodyweight_doubt(reading, known)
        or _help_doubt(reading, known)
        or _at_doubt(line, reading, known)
        or _weight_doubt(line, reading, known)
        or _order_doubt(line, reading, known)
        or reading.entry
    )


_DISTANCES: Final[Mapping[Counted, str]] = {
    "m": r"met(?:er|re)s?|m",
    "yd": r"yards?|yds?",
    "ft": r"feet|ft",
}


def without_unit(line: str, unit: Counted, *, bodyweight: bool) -> str:
    """Return a line with a time in plain seconds, or a distance without its unit: `bw x 1:30`.

    What stands behind it keeps its place, as far as the number is no longer than what it was.
    """
    if not unit:
        return line
    words = DURATION if unit == "s" else rf"[0-9]+\s*(?:{_DISTANCES[unit]})(?![a-z])"
    found = re.search(
        rf"(?<![0-9.,:])({words})(?=\s*(?:[@!]|(at)(?![a-z])|rpe|r[0-9]|rir|$))", line.lower()
    )
    if found is None:
        return line
    text = found[1]
    number = f"{seconds_in(text):g}" if unit == "s" else re.sub(r"[^0-9]", "", text)
    names_load = found.groups()[-1] is not None
    cross = "" if bodyweight or names_load or line[: found.start()].strip() else "x"
    return f"{line[: found.start()]}{cross}{number.ljust(len(text))}{line[found.end() :]}"


def _bodyweight_doubt(reading: Reading, known: Known) -> Doubt | None:
    """Doubt bodyweight on an exercise that has never been done so."""
    entry = reading.entry
    if known.bodyweight or any(weight <= 0 for weight in known.weights):
        return None
    if not (reading.names_bodyweight or entry.weight_kg <= 0):
        return None
    return Doubt(f"{known.exercise.exercise_name} is no bodyweight exercise", None, entry)


def _help_doubt(reading: Reading, known: Known) -> Doubt | None:
    """Doubt weight added to assisted work that so far was helped: a machine shows its help bare."""
    entry = reading.entry
    if not is_assisted(known.exercise) or entry.weight_kg <= 0:
        return None
    if any(weight > 0 for weight in known.weights):
        return None
    helped = replace(entry, weight_kg=-entry.weight_kg)
    return Doubt(f"{known.words(entry)} adds weight", helped, entry)


def _at_doubt(line: str, reading: Reading, known: Known) -> Doubt | None:
    """Doubt what `at` names where the effort and the load are both likely."""
    entry = reading.entry
    if not _likely(entry, known):
        return None
    rivals = [
        one
        for one in _with_load_or_effort_at(line, known)
        if one != entry and (_likely(one, known) if known.weights else one.weight_kg > 0)
    ]
    return Doubt("This can be read in two ways", entry, entry, rivals[0]) if rivals else None


def _weight_doubt(line: str, reading: Reading, known: Known) -> Doubt | None:
    """Doubt what is unlikely in itself; offer the likeliest that the same characters can mean."""
    entry = reading.entry
    why = _what_is_odd(reading, known)
    if not why:
        return None
    orders = [
        *_three_in_other_orders(line, known),
        *_sets_of(line, known),
        *_with_load_or_effort_at(line, known),
    ]
    weights: list[Entry] = []
    if known.weights and not _near(entry.weight_kg, known):
        weights = [one for one in _other_weights(line, reading, known) if _gap(one, known) < _CLOSE]
    fewer = [replace(entry, reps=entry.reps // 10)] if entry.reps > known.most_reps else []
    others = _best([*orders, *sorted(weights, key=lambda one: _gap(one, known)), *fewer], known)
    others += _best(_turned_round(line, known), known)
    others = [one for one in dict.fromkeys(others) if one != entry]
    if not others and _thinkable(entry, known):
        return None
    return Doubt(why, others[0] if others else entry, entry, *others[1:2])


def _order_doubt(line: str, reading: Reading, known: Known) -> Doubt | None:
    """Doubt the order of sets, weight and reps where another makes as much sense."""
    entry = reading.entry
    rivals = [
        one
        for one in _three_in_other_orders(line, known)
        if one != entry and _likely(one, known) and _seen(one, known) >= _seen(entry, known)
    ]
    if rivals:
        return Doubt("This can be read in two ways", entry, entry, rivals[0])
    if not _may_be_sets(line, reading, known):
        return None
    sets = _best(_sets_of(line, known), known)[:1]
    first = _crossed(line)[0]
    why = f"{first}: the weight, or the number of sets?"
    if sets and sets[0].count == known.exercise.sets:
        return Doubt(why, sets[0], entry)
    return Doubt(why, entry, entry, *sets)


def _best(entries: Iterable[Entry], known: Known) -> list[Entry]:
    """Return the likely ones; where none is, those not out of the question."""
    every = list(entries)
    likely = [one for one in every if _likely(one, known)]
    if not likely:
        likely = [one for one in every if _possible(one, known)]
    return sorted(likely, key=lambda one: one.count not in (1, known.exercise.sets))


def _what_is_odd(reading: Reading, known: Known) -> str:
    """Say what is unlikely about a set, or nothing."""
    entry = reading.entry
    weight = format_weight(entry.weight_kg, unit=known.unit, bodyweight=known.bodyweight)
    if reading.weight_at is not None and not _near(entry.weight_kg, known):
        shown = weight if weight.startswith("bw") else f"{weight} {known.unit}"
        return f"{shown}? {_describe_seen(known)}"
    unnamed = reading.weight_at and not (reading.names_bodyweight or reading.changes)
    unnamed = unnamed and "weighted" not in known.exercise.exercise_name.casefold()
    if known.bodyweight and unnamed and not _is_usual_addition(entry.weight_kg, known):
        return f"{weight}? No weight was added so far"
    if entry.reps > known.most_reps:
        return f"{entry.reps} reps?"
    if entry.count > MOST_LIKELY_SETS:
        return f"{entry.count} sets?"
    return ""


def _is_usual_addition(weight_kg: float, known: Known) -> bool:
    added = max(known.weights, default=0.0)
    return 0 < weight_kg <= added * 1.5 and added > 0


def _likely(entry: Entry, known: Known) -> bool:
    return (
        _near(entry.weight_kg, known)
        and 1 <= entry.reps <= known.most_reps
        and entry.count <= MOST_LIKELY_SETS
    )


def _possible(entry: Entry, known: Known) -> bool:
    return (
        entry.weight_kg > 0
        and _gap(entry, known) <= _OUT_OF_THE_QUESTION
        and 1 <= entry.reps <= known.most_reps
        and entry.count <= MOST_LIKELY_SETS
    )


def _seen(entry: Entry, known: Known) -> bool:
    """Tell whether a weight lies within those that the exercise has seen."""
    weights = known.weights
    return bool(weights) and min(weights) <= entry.weight_kg <= max(weights)


def _gap(entry: Entry, known: Known) -> float:
    """Return how far a weight is from the nearest that was seen: the logarithm of their ratio."""
    if entry.weight_kg <= 0:
        return math.inf
    return min(
        (abs(math.log(entry.weight_kg / one)) for one in known.weights if one > 0),
        default=0.0 if _near(entry.weight_kg, known) else math.inf,
    )


def _near(weight_kg: float, known: Known) -> bool:
    """Tell whether a weight is near to those that the exercise has seen."""
    loading = known.gym.loading(known.exercise)
    if known.bodyweight:
        seen = [0.0, *known.weights]
        low, high = min(seen), max(seen)
        return (
            min(low * 1.5, low - _ALWAYS_NEAR_ADDED_KG * 2)
            <= weight_kg
            <= max(high * 1.5, high + _ALWAYS_NEAR_ADDED_KG)
        )
    bar = to_kg(loading.bar, loading.unit) if isinstance(loading, Barbell) else 0.0
    if not known.weights:
        return max(bar, 0.5) <= weight_kg <= MOST_LIKELY_KG
    low, high = min(known.weights), max(known.weights)
    if weight_kg < bar and weight_kg < low:
        return False
    return low / 2 <= weight_kg <= max(high * 1.5, high + _ALWAYS_NEAR_KG)


def _thinkable(entry: Entry, known: Known) -> bool:
    """Tell whether a weight may be meant as long as nothing likelier is in sight: a warm-up."""
    if known.bodyweight or not known.weights or entry.reps > known.most_reps:
        return False
    loading = known.gym.loading(known.exercise)
    bar = to_kg(loading.bar, loading.unit) if isinstance(loading, Barbell) else 0.0
    low, high = min(known.weights), max(known.weights)
    return max(bar, low * 0.3) <= entry.weight_kg <= high * 2 and entry.count <= MOST_LIKELY_SETS


def _describe_seen(known: Known) -> str:
    """Return what a weight was compared with."""
    weights = known.weights
    if not weights:
        loading = known.gym.loading(known.exercise)
        if isinstance(loading, Barbell):
            return f"The bar alone is {plain_number(loading.bar)} {loading.unit}"
        return "That would be a first time"
    low, high = (
        format_weight(weight, unit=known.unit, bodyweight=known.bodyweight)
        for weight in (min(weights), max(weights))
    )
    return f"So far it was {low if low == high else f'{low} to {high}'}"


def _may_be_sets(line: str, reading: Reading, known: Known) -> bool:
    """Tell whether `3x8` may mean three sets: 3 is a usual number of sets and no weight seen."""
    first, _, third, _ = _crossed(line)
    if not first or third or reading.entry.count != 1:
        return False
    number = _number(first)
    few = number == int(number) and 2 <= number <= _FEW_SETS
    return few and not _seen(reading.entry, known)


def _crossed(line: str) -> tuple[str, str, str, str]:
    """Return the two or three crossed numbers of a line, and what follows; else nothing."""
    crossed = _CROSSED.fullmatch(plain_width(line))
    if crossed is None:
        return "", "", "", ""
    first, second, third, tail = crossed.groups(default="")
    return first, second, third, tail


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _three_in_other_orders(line: str, known: Known) -> list[Entry]:
    """Return what `A x B x C` says in the orders of sets, weight and reps that people write."""
    first, second, third, tail = _crossed(line)
    if not third:
        return []
    orders = (
        f"{first} x {third} x {second}",  # sets, reps, weight
        f"{third} x {first} x {second}",  # weight, reps, sets
        f"{second} x {first} x {third}",  # weight, sets, reps
    )
    return _parsed([order + tail for order in orders], known)


def _with_load_or_effort_at(line: str, known: Known) -> list[Entry]:
    """Return what `3x5 at 8` and `12 at 8` say with a load after `at`, and with an effort."""
    found = _AT.fullmatch(plain_width(line))
    if found is None:
        return []
    sets, first, at, unit, rest = found.groups(default="")
    if sets:
        lines = [f"{sets} x {at}{unit} x {first}{rest}", f"{sets} x {first} @{at}{rest}"]
    else:
        lines = [f"{at}{unit} x {first}{rest}", f"{first} x {at}{unit}{rest}"]
    return _parsed(lines, known)


def _turned_round(line: str, known: Known) -> list[Entry]:
    """Return what `A x B` says with the reps before the weight."""
    first, second, third, tail = _crossed(line)
    if not first or third or known.bodyweight:
        return []
    return _parsed([f"{second} x {first}{tail}"], known)


def _sets_of(line: str, known: Known) -> list[Entry]:
    """Return what `A x B` says as sets and reps at the weight of the guess."""
    first, second, third, tail = _crossed(line)
    if not first or third:
        return []
    lines = [f"{first} sets of {second}{tail}"]
    if known.bodyweight:
        lines.append(f"{second} sets of {first}{tail}")
    return _parsed(lines, known)


def _parsed(lines: Sequence[str], known: Known) -> list[Entry]:
    entries: list[Entry] = []
    for line in lines:
        with suppress(EntryError):
            entries.append(known.parse(line))
    return entries


def _other_weights(line: str, reading: Reading, known: Known) -> list[Entry]:
    """Return the set with the point elsewhere in its weight, or in the other unit."""
    if reading.weight_at is None:
        return []
    line = plain_width(line)
    start, end = reading.weight_at
    unit_start, unit_end = reading.unit_at or (end, end)
    unit = line[unit_start:unit_end]
    other = known.unit if unit else ("kg" if known.unit == "lb" else "lb")
    amount = _number(line[start:end])
    shifts = (0.1, 0.01) if reading.changes else (0.1, 10, 0.01, 100)
    weights = [
        *((plain_number(amount * times, decimals=4), unit) for times in shifts),
        (line[start:end], other),
    ]
    return _parsed(
        [f"{line[:start]}{number}{unit} {line[unit_end:]}" for number, unit in weights], known
    )
