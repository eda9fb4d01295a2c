"""What an exercise's other days of the last weeks say of a load: the check on one surprising day.

Heavy and volume days of one exercise are held against each other where their ranges are near, so
that the RPE table can be trusted from one to the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.training.records import Exercise, LastTime, TrainingSet
from tui.training.reps_text import PlannedReps, planned_reps, reps_of
from tui.training.slots import counted_sets, same_place
from tui.training.strength import share_of_max

DAYS: Final = 2  # other days that are asked
WITHIN: Final = timedelta(days=21)  # so long before the day that is gone on from
_NEAR: Final = 1.6  # the middle of one range is at most so many times that of the other
_DELOAD_RESERVE: Final = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """The middle set of the better of the other days, its day, and the e1RM it stands for in kg."""

    one_rep_max: float
    done: TrainingSet
    time: LastTime


def of_other_days(
    exercise: Exercise, base: LastTime, ever: Sequence[LastTime], usual_rpe: float
) -> Evidence | None:
    """Return what the newest days of the plan's other roles with a near range say, if two do.

    `base` is the time that a target goes on from, `ever` are all times, newest first. A set
    without an RPE counts as planned, at `usual_rpe` where nothing was; below its range it was all
    there was.
    """
    asked = [time for time in ever if _is_near(exercise, time, base)]
    if len(asked) < DAYS:
        return None
    days = [_middle(exercise, time, usual_rpe) for time in asked[:DAYS]]
    return max(
        (day for day in days if day is not None), key=lambda day: day.one_rep_max, default=None
    )


def _middle(exercise: Exercise, time: LastTime, usual_rpe: float) -> Evidence | None:
    """Return the middle set of a day by e1RM."""
    planned = reps_of(exercise.exercise_name, time.planned_reps)
    said = [
        Evidence(
            one.weight_kg
            * 100
            / share_of_max(one.reps_done, effort(one, planned, _planned_rpe(time, usual_rpe))),
            one,
            time,
        )
        for one in counted_sets(time, time.planned_sets or len(time.sets))
        if one.weight_kg > 0 and one.reps_done > 0
    ]
    ordered = sorted(said, key=lambda one: one.one_rep_max)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def effort(one: TrainingSet, planned: PlannedReps, planned_rpe: float) -> float:
    """Return how hard a set was: as rated, else as planned, and all there was below the range."""
    if one.rpe is not None:
        return one.rpe
    missed = planned.low is not None and one.reps_done < planned.low
    return 10 if missed else planned_rpe


def _planned_rpe(time: LastTime, usual_rpe: float) -> float:
    rir = None if time.role is None else time.role.rir
    return usual_rpe if rir is None else min(max(10 - rir, 6), 10)


def _is_near(exercise: Exercise, time: LastTime, base: LastTime) -> bool:
    role = time.role
    if role is None or role.deload or role.one_off or (role.rir or 0) >= _DELOAD_RESERVE:
        return False
    if base.role is None or role.plan_id is None or role.plan_id != base.role.plan_id:
        return False
    if same_place(role, base.role):
        return False
    if base.session_date - time.session_date > WITHIN:
        return False
    here = planned_reps(exercise)
    there = reps_of(exercise.exercise_name, time.planned_reps)
    if not (here.counts_reps and there.counts_reps) or here.low is None or there.low is None:
        return False
    middles = [(reps.low or 1) + (reps.high or reps.low or 1) for reps in (here, there)]
    return max(middles) <= _NEAR * max(min(middles), 1)
