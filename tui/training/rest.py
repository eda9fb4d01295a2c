"""How long to rest: from the plan's note, the exercise's own setting, or the tier."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from tui.training.records import Exercise
from tui.training.sheet import ExerciseSheet

REST_BY_TIER: Final[Mapping[int, int]] = {1: 180, 2: 120, 3: 90}
LONGEST_REST: Final = 30 * 60

_NUMBER = (
    r"(?P<low>[0-9]{1,4}(?:[.,][0-9])?)(?:\s*(?:-|–|to)\s*(?P<high>[0-9]{1,4}(?:[.,][0-9])?))?"
)
_UNIT = r"(?P<unit>seconds?|secs?|s\b|minutes?|mins?|m\b|'|\")"
_CLOCK = r"(?P<minutes>[0-9]{1,2}):(?P<seconds>[0-5][0-9])"
_GAP = r"[\s:=~]*(?:for|of|is|about|at least)?\s*"
_NOTES: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:rest(?:ing)?|pause|break)\b{_GAP}{_CLOCK}",
        rf"\b(?:rest(?:ing)?|pause|break)\b{_GAP}{_NUMBER}\s*{_UNIT}",
        rf"{_CLOCK}\s*(?:min(?:utes?)?\s*)?(?:of\s+)?(?:rest|pause|break)\b",
        rf"{_NUMBER}\s*{_UNIT}\s*(?:of\s+)?(?:rest|pause|break)\b",
    )
)
_TIERS: Final = (
    (1, ("1", "primary", "main", "compound", "heavy")),
    (2, ("2", "secondary", "assist", "supplement")),
    (3, ("3", "tertiary", "accessory", "isolation", "finisher")),
)


def tier_of(exercise: Exercise) -> int:
    """Return 1, 2 or 3 for the plan's tier text (`tier 1`, `T2`, `accessory`); 2 if in doubt."""
    words = exercise.tier.lower()
    for tier, signs in _TIERS:
        if any(sign in words for sign in signs):
            return tier
    return 2


def rest_in_note(note: str | None) -> int | None:
    """Return the seconds of rest that a note asks for; of `2-3 min` the longer."""
    for pattern in _NOTES:
        match = pattern.search(note or "")
        if match is None:
            continue
        parts = match.groupdict()
        if parts.get("minutes") is not None:
            seconds = float(parts["minutes"]) * 60 + float(parts["seconds"])
        else:
            amount = float((parts["high"] or parts["low"]).replace(",", "."))
            seconds = amount * (60 if parts["unit"].lower()[0] in "m'" else 1)
        if 0 < seconds <= LONGEST_REST:
            return round(seconds)
    return None


def rest_seconds(
    exercise: Exercise,
    *,
    own: Mapping[str, int] | None = None,
    by_tier: Mapping[int, int] = REST_BY_TIER,
) -> int:
    """Return the rest after a set; `own` holds seconds by exercise id or name (any case)."""
    noted = rest_in_note(exercise.notes)
    if noted is not None:
        return noted
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
