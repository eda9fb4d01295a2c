"""How long to rest: from the plan's note, the exercise's own setting, or the tier."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from tui.late_pattern import late_pattern
from tui.training.durations import DURATION, seconds_in
from tui.training.records import Exercise, is_warm_up
from tui.training.reps_text import planned_reps

if TYPE_CHECKING:
    from tui.training.sheet import ExerciseSheet

REST_BY_TIER: Final[Mapping[int, int]] = {1: 180, 2: 120, 3: 90}
LONGEST_REST: Final = 30 * 60

WARM_UP_REST: Final = 60
_SHORTEST_REST: Final = 10  # what is shorter is held within a rep
_SHORTEST_PAUSE: Final = 30
_SHORTEST_ALONE: Final = 30
_GAP = r"[\s:=~≈(]*(?:(?:for|of|is|are|about|at least|around|approx\.?|up to|take)\b)?[\s:=~≈]*"
_REST = (
    r"(?:\brest(?:ing)?(?:\s+(?:periods?|intervals?|times?))?(?![\s-]*pause)|\bri\b|\bbreaks?\b"
    r"|\brecover(?:y)?\b)(?:\s+(?:between|after)\s+(?:all\s+|each\s+|every\s+)?sets?)?"
)
_PAUSE = r"(?<!rest-)(?<!rest )\bpause\b"
_WITHIN = (  # between reps and not between sets
    r"(?!\s*(?:in|on|at) the (?:bottom|top|chest|floor|hole|pins|middle)\b)"
    r"(?!\s*(?:of\s+)?(?:rest\s*)?(?:between|after|before)\s+(?:each\s+|every\s+)?"
    r"(?:reps?|clusters?|singles?)\b)"
)
_OF_OTHER_THINGS = r"kgs?|lbs?|reps?|sets?|days?|weeks?|hours?|h|s|secs?|seconds?|m|mins?|minutes?"
_BARE = (
    r"(?P<bare>[0-9]{1,3}(?:\s*(?:-|–|to)\s*[0-9]{1,3})?)"
    rf"(?![0-9]|[.,:][0-9]|\s*(?:[-–%×]|x(?![a-z])|(?:{_OF_OTHER_THINGS})\b))"
)
_SPELLED_OUT: Final = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_SPELLED: Final = late_pattern(rf"\b(?:{'|'.join(_SPELLED_OUT)})\b(?=[\s-]+min)")
_LENGTH = rf"(?P<length>{DURATION})"
_NOTES: Final = tuple(
    (late_pattern(pattern), least)
    for pattern, least in (
        (rf"{_REST}{_GAP}{_LENGTH}{_WITHIN}", _SHORTEST_REST),
        (
            rf"{_LENGTH}['’]?\s*(?:of\s+)?(?:{_REST}|between\s+(?:all\s+)?sets\b){_WITHIN}",
            _SHORTEST_REST,
        ),
        (rf"\bbetween\s+(?:all\s+)?sets{_GAP}{_LENGTH}", _SHORTEST_REST),
        (rf"(?<!the ){_REST}{_GAP}{_BARE}", _SHORTEST_REST),
        (rf"(?:\A|[,;(])\s*{_BARE}\s*{_REST}(?!\s*-|[^,;.)]*\d){_WITHIN}", _SHORTEST_REST),
        (rf"{_PAUSE}{_GAP}{_LENGTH}(?!\s*(?:on|at|in)\b){_WITHIN}", _SHORTEST_PAUSE),
        (rf"{_LENGTH}\s*(?:of\s+)?{_PAUSE}(?!\s*(?:on|at|in)\b){_WITHIN}", _SHORTEST_PAUSE),
    )
)
_ALONE: Final = (late_pattern(rf"\A\s*{_LENGTH}\s*\.?\s*\Z"), _SHORTEST_ALONE)
_NUMBERED: Final = late_pattern(
    r"\b(?:tier|t|level|priority|p|category|cat)[\s:.#-]*([1-9])[a-d]?\b"
    r"|\A\s*([1-9])(?:st|nd|rd|th|[a-d])?\s*(?:\([^)]*\)\s*)?\Z"
)
_NAMED: Final = (
    (3, ("tertiary", "accessor", "isolation", "finisher", "pump")),
    (2, ("secondary", "assist", "supplement", "variation")),
    (1, ("primary", "main", "compound", "heavy", "competition")),
)


def tier_of(exercise: Exercise) -> int:
    """Return 1, 2 or 3 for the plan's tier text: by its number (`tier 1`, `T3 (15+)`) or its name.

    A letter or brackets after the number change nothing (`1a`, `1 (12-15)`). Other numbers, as in
    `Accessory 1` or `isolation (12-15)`, say no tier. 2 if in doubt.
    """
    words = exercise.tier.casefold()
    if found := _NUMBERED.search(words):
        return min(int(found[1] or found[2]), 3)
    return next((tier for tier, names in _NAMED if any(name in words for name in names)), 2)


def rest_in_note(note: str | None, *, timed: bool = False) -> int | None:
    """Return the seconds of rest that a note asks for; of `2-3 min` the longer.

    Only where it speaks of rest between sets, or says nothing but a length of time: a pause on the
    chest, a tempo and a hold are none. A bare number is minutes up to 10, and seconds from 15.
    A length alone is the work and no rest where the exercise is `timed`.
    """
    text = _SPELLED.sub(lambda found: _SPELLED_OUT[found[0]], (note or "").casefold())
    text = text.replace("½", ".5")
    for pattern, least in _NOTES if timed else (*_NOTES, _ALONE):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            seconds = _bare(parts["bare"]) if parts.get("bare") else seconds_in(found["length"])
            if least <= seconds <= LONGEST_REST:
                return round(seconds)
    return None


def _bare(numbers: str) -> float:
    longest = max(int(number) for number in re.findall(r"[0-9]+", numbers))
    return longest * 60 if longest <= 10 else longest if longest >= 15 else 0


def rest_seconds(
    exercise: Exercise,
    *,
    own: Mapping[str, int] | None = None,
    by_tier: Mapping[int, int] = REST_BY_TIER,
) -> int:
    """Return the rest after a set; `own` holds seconds by exercise id or name (any case)."""
    noted = rest_in_note(exercise.notes, timed=planned_reps(exercise).timed)
    if noted is not None:
        return noted
    if is_warm_up(exercise.tier):
        return WARM_UP_REST
    settings = {name.casefold(): seconds for name, seconds in (own or {}).items()}
    for key in (exercise.exercise_id, exercise.exercise_name):
        if key is not None and key.casefold() in settings:
            return settings[key.casefold()]
    tier = tier_of(exercise)
    return by_tier.get(tier, REST_BY_TIER[tier])


def rest_after_set(
    sheets: Sequence[ExerciseSheet],
    index: int,
    *,
    own: Mapping[str, int] | None = None,
    by_tier: Mapping[int, int] = REST_BY_TIER,
) -> int:
    """Return the rest after a set of the exercise at `index`; 0 until its superset catches up.

    The sheets are those with the set in them. After the round the group's longest rest counts.
    """
    sheet = sheets[index]
    group = sheet.exercise.superset_group
    partners = [
        one
        for one in sheets
        if group is not None and one.exercise.superset_group == group and not one.exercise.skipped
    ]
    if any(one.done < sheet.done and not one.finished for one in partners):
        return 0
    return max(rest_seconds(one.exercise, own=own, by_tier=by_tier) for one in [sheet, *partners])
