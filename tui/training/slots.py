"""What a target is compared with: earlier times of the same role, and the sets that count.

Heavy and volume days, top sets and back-offs of one exercise are different things. They are told
apart by the plan and the place in it, else by the nearest rep range, tier and place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tui.late_pattern import late_pattern
from tui.training.records import Exercise, LastTime, Role, TrainingSet, is_warm_up
from tui.training.reps_text import PlannedReps, parse_planned_reps, planned_reps, reps_of

STALE: Final = timedelta(days=56)
RANGE_RETURNS_WITHIN: Final = timedelta(days=35)
_RAMP: Final = 0.85  # a set before the work that is lighter than this share of it warms up
_RAMP_ALONE: Final = 0.7
_RAMP_ALONE_WITHIN: Final = timedelta(days=28)  # after a longer time it may be a new beginning
_OTHER_RANGE: Final = 50
_NO_RANGE: Final = 200


_DELOAD = late_pattern(
    r"(?<!\bno )(?<!\bnot a )(?<!before )(?<!before the )(?<!after )(?<!after the )(?<!until )"
    r"\bde-?load(?:ing)?\b(?! next| in \d)",
    re.IGNORECASE,
)


def marks_deload(*texts: str | None) -> bool:
    """Tell whether a plan's words call a week or a day a deload."""
    return any(_DELOAD.search(" ".join(text.split())) for text in texts if text)


def worth_reading(
    exercise: Exercise, role: Role | None, times: Sequence[LastTime], *, shown: int, alike: int
) -> tuple[LastTime, ...]:
    """Return the newest times to show, and the newest of the same role to go on from."""
    same = same_role(exercise, role, _of_kind(exercise, times))[:alike]
    return tuple(time for place, time in enumerate(times) if place < shown or time in same)


def done_before(exercise: Exercise, times: Sequence[LastTime]) -> tuple[LastTime, ...]:
    """Return every earlier time with sets, warm-ups apart from work, newest first."""
    done = [time for time in _of_kind(exercise, times) if time.sets]
    return tuple(sorted(done, key=lambda time: time.session_date, reverse=True))


def _of_kind(exercise: Exercise, times: Sequence[LastTime]) -> list[LastTime]:
    warm_up = is_warm_up(exercise.tier)
    return [time for time in times if time.role is None or is_warm_up(time.role.tier) == warm_up]


def same_role(
    exercise: Exercise, role: Role | None, times: Sequence[LastTime]
) -> tuple[LastTime, ...]:
    """Return the earlier times that a target may be compared with, newest first.

    `times` are those of `done_before`. One-offs count only for one-offs, and a role that was left
    long before the exercise was last done counts no more.
    """
    if role is None or not role.one_off:
        times = [time for time in times if not _is_one_off(time)]
    if not times:
        return ()
    newest = times[0].session_date
    recent = [time for time in times if newest - time.session_date <= STALE]
    reps = planned_reps(exercise)
    here = [time for time in recent if same_place(role, time.role)]
    if here and role is not None:
        return _of_place(exercise, role, here)
    likeness = [(_unlike(exercise, role, reps, time), time) for time in recent]
    nearest = min(key for key, _ in likeness)
    return tuple(time for key, time in likeness if key == nearest)


def _is_one_off(time: LastTime) -> bool:
    return time.planned_sets == 0 or (time.role is not None and time.role.one_off)


def same_place(one: Role | None, other: Role | None) -> bool:
    """Tell whether two roles are the same row of the same day of one plan."""
    return (
        one is not None
        and other is not None
        and one.plan_id is not None
        and one.plan_id == other.plan_id
        and one.nth == other.nth
        and one.day_label.strip().casefold() == other.day_label.strip().casefold()
    )


def _of_place(exercise: Exercise, role: Role, here: Sequence[LastTime]) -> tuple[LastTime, ...]:
    """Return the times of a place; of one that alternates ranges, those of this range."""
    numbered = [
        time for time in here if time.role and time.role.session_number == role.session_number
    ]
    here = numbered or here
    newest = here[0].session_date
    reps = planned_reps(exercise)
    returning = [
        time
        for time in here
        if overlap(reps, reps_of(exercise.exercise_name, time.planned_reps))
        and newest - time.session_date <= RANGE_RETURNS_WITHIN
    ]
    return tuple(returning or here)


def _unlike(
    exercise: Exercise, role: Role | None, reps: PlannedReps, time: LastTime
) -> tuple[int, bool, bool, bool]:
    """Return how far a time's role is from the exercise's: by range, tier, row and place."""
    other = time.role
    apart = _apart(reps, reps_of(exercise.exercise_name, time.planned_reps))
    if role is None or other is None:
        return apart, False, False, False
    tier_differs = exercise.tier.strip().casefold() != other.tier.strip().casefold()
    return apart, tier_differs, role.nth != other.nth, abs(role.order - other.order) > 2


def _apart(one: PlannedReps, other: PlannedReps) -> int:
    if one.low is None or other.low is None or one.unit != other.unit:
        return 0 if one.text.casefold() == other.text.casefold() else _NO_RANGE
    if (one.low, one.high, one.amrap) == (other.low, other.high, other.amrap):
        return 0
    middles = [max((reps.low or 1) + (reps.high or reps.low or 1), 1) for reps in (one, other)]
    distance = 1 + round(10 * abs(math.log(middles[0] / middles[1])))
    return distance if overlap(one, other) else _OTHER_RANGE + distance


def overlap(one: PlannedReps, other: PlannedReps) -> bool:
    """Tell whether two rep ranges have a number in common; one without numbers fits all."""
    if one.low is None or other.low is None:
        return True
    if one.unit != other.unit:
        return False
    tops = [math.inf if reps.amrap and not reps.per_set else (reps.high or reps.low or 0)
            for reps in (one, other)]  # fmt: skip
    return one.low <= tops[1] and other.low <= tops[0]


def is_deload(time: LastTime, before: LastTime | None, after: tuple[int, int | None]) -> bool:
    """Tell whether a time was a deload: marked, or fewer sets and more reserve than around it.

    `after` holds the sets and the reserve that were planned the time after.
    """
    if time.role is None:
        return False
    if time.role.deload:
        return True
    if before is None or not _eased(time.planned_sets, time.role.rir, before):
        return False
    sets, rir = after
    return sets > (time.planned_sets or 0) and rir is not None and rir <= (time.role.rir or 0)


def in_deload(exercise: Exercise, role: Role | None, times: Sequence[LastTime]) -> bool:
    """Tell whether the exercise is planned as a deload; `times` are those of `same_role`."""
    if role is not None and role.deload:
        return True
    before = without_deloads(exercise, times)
    return bool(before) and _eased(exercise.sets, exercise.rir, before[0])


def _eased(sets: int | None, rir: int | None, before: LastTime) -> bool:
    if sets is None or rir is None or before.planned_sets is None or before.role is None:
        return False
    return sets < before.planned_sets and before.role.rir is not None and rir > before.role.rir


def without_deloads(exercise: Exercise, times: Sequence[LastTime]) -> tuple[LastTime, ...]:
    """Return the times that were no deload; all of them where there was nothing else."""
    kept = []
    after = (exercise.sets, exercise.rir)
    for number, time in enumerate(times):
        before = times[number + 1] if number + 1 < len(times) else None
        if not is_deload(time, before, after):
            kept.append(time)
        after = (time.planned_sets or 0, None if time.role is None else time.role.rir)
    return tuple(kept or times)


def without_ramps_alone(times: Sequence[LastTime]) -> tuple[LastTime, ...]:
    """Return the times from the newest on that came as far as the work.

    One that was broken off after a ramp, with fewer sets than planned and each far below the time
    before, says nothing. Times are newest first; the last is always kept.
    """
    kept = tuple(times)
    while len(kept) > 1 and _is_ramp_alone(kept[0], kept[1]):
        kept = kept[1:]
    return kept


def _is_ramp_alone(time: LastTime, before: LastTime) -> bool:
    if len(time.sets) >= (time.planned_sets or 0) or time.planned_reps != before.planned_reps:
        return False
    if time.session_date - before.session_date > _RAMP_ALONE_WITHIN:
        return False
    heaviest = max(one.weight_kg for one in before.sets)
    return heaviest > 0 and all(one.weight_kg < _RAMP_ALONE * heaviest for one in time.sets)


def counted_sets(time: LastTime, planned: int) -> tuple[TrainingSet, ...]:
    """Return the sets of a time that its plan asked for, without ramps, bonus and drop sets.

    They are as many in a row as were planned, those with the most in the range at one weight.
    """
    reps = parse_planned_reps(time.planned_reps)
    sets = time.sets
    if len(sets) <= planned or planned < 1:
        return sets
    if reps.per_set:
        return sets[:planned]
    low = reps.low or 1
    heaviest = max((one.weight_kg for one in sets if one.reps_done >= low), default=0.0)
    first = 0
    while len(sets) - first > planned and 0 < sets[first].weight_kg < _RAMP * heaviest:
        first += 1
    sets = sets[first:]
    windows = [sets[start : start + planned] for start in range(len(sets) - planned + 1)]
    return max(windows, key=lambda window: _agreeing(window, low))


def _agreeing(window: Sequence[TrainingSet], low: int) -> int:
    in_range = [one.weight_kg for one in window if one.reps_done >= low]
    return in_range.count(max(in_range)) if in_range else 0
