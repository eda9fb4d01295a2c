"""What is worth saying after a set: too hard, too easy, a record, the top of the range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tui.training.entry import Entry, format_weight
from tui.training.gym import DEFAULT_GYM, Gym, is_bodyweight
from tui.training.personal_records import Bests, worth_saying
from tui.training.progression import (
    as_last_time,
    next_target,
    without_plan_weight,
    work_weight,
)
from tui.training.records import WARM_UP, LastTime, TrainingSet
from tui.training.sheet import ExerciseSheet
from tui.training.strength import Formula, percent_of_max
from tui.training.wording import all_sets, count_word

SignalKind = Literal["harder", "easier", "record", "top_of_range"]


@dataclass(frozen=True, slots=True)
class Signal:
    """Something worth knowing about a set: of which kind it is, and in words."""

    kind: SignalKind
    words: str

    @property
    def is_warning(self) -> bool:
        """Whether the set went worse than planned."""
        return self.kind == "harder"


def signals(
    sheet: ExerciseSheet,
    new_set: TrainingSet,
    last_times: Sequence[LastTime],
    bests: Bests,
    *,
    gym: Gym = DEFAULT_GYM,
    formula: Formula = "default",
) -> tuple[Signal, ...]:
    """Say what a lifter should know about a set just logged, the most useful first.

    `sheet` is the exercise with or without the new set, `last_times` its last few, newest first,
    `bests` those of all days before. A warm-up is neither too hard nor a record.
    """
    if sheet.exercise.tier == WARM_UP:
        return ()
    today = _today(sheet, new_set)
    said = [
        _effort(sheet, new_set, today, gym),
        _records(sheet, new_set, today, bests, gym),
        _top_of_range(sheet, today, last_times, gym=gym, formula=formula),
    ]
    return tuple(signal for signal in said if signal is not None)


def _today(sheet: ExerciseSheet, new_set: TrainingSet) -> tuple[TrainingSet, ...]:
    """Return today's sets in order, the new one in its place."""
    before = [row.logged for row in sheet.rows if row.logged and row.logged.id != new_set.id]
    return tuple(sorted([*before, new_set], key=lambda one: one.set_no))


def advised(sheet: ExerciseSheet, *, gym: Gym = DEFAULT_GYM) -> Entry | None:
    """Return the next set as today's last one advises it: at another weight, as hard as planned.

    None where the last set asks for no change, or nothing of the plan is left.
    """
    last = next((row.logged for row in reversed(sheet.rows) if row.logged is not None), None)
    judged = None if last is None else _judged(sheet, last)
    if last is None or judged is None or sheet.done >= sheet.planned:
        return None
    weight_kg = _fitting_weight(sheet, last, gym, harder=judged.harder)
    if weight_kg is None:
        return None
    reps = sheet.target.reps.for_set(sheet.done + 1).low
    return Entry(weight_kg, last.reps_done if reps is None else reps, sheet.target.rpe)


@dataclass(frozen=True, slots=True)
class _Judged:
    """How a set went against the plan, in words, and whether that was the hard way."""

    words: str
    harder: bool


def _judged(sheet: ExerciseSheet, new_set: TrainingSet) -> _Judged | None:
    planned = sheet.target.rpe
    reps = sheet.target.reps.for_set(new_set.set_no)
    if sheet.exercise.tier == WARM_UP:
        return None
    if reps.low is not None and new_set.reps_done < reps.low:
        return _Judged(f"{reps.low - new_set.reps_done} short of {reps.low}", harder=True)
    if planned is None or new_set.rpe is None:
        return None
    over = new_set.rpe - planned
    if over >= 1:
        return _Judged(f"{over} harder than planned", harder=True)
    return _Judged(f"{-over} easier than planned", harder=False) if over <= -2 else None


def _effort(
    sheet: ExerciseSheet, new_set: TrainingSet, today: Sequence[TrainingSet], gym: Gym
) -> Signal | None:
    """Say how the set went and what to do with those that are left."""
    judged = _judged(sheet, new_set)
    if judged is None:
        return None
    left = sheet.planned - len(today)
    weight = None if left < 1 else _fitting_weight(sheet, new_set, gym, harder=judged.harder)
    kind: SignalKind = "harder" if judged.harder else "easier"
    if weight is None:
        return Signal(kind, judged.words)
    bodyweight = is_bodyweight(sheet.exercise)
    shown = format_weight(weight, unit=gym.unit, bodyweight=bodyweight)
    rest = "the last set" if left == 1 else f"the last {count_word(left)}"
    way = "drop" if judged.harder else "go up"
    return Signal(kind, f"{judged.words}: {way} to {shown} for {rest}?")


def _fitting_weight(
    sheet: ExerciseSheet, new_set: TrainingSet, gym: Gym, *, harder: bool
) -> float | None:
    """Return the load at which the planned reps are as hard as planned, by the RPE table."""
    loading = gym.loading(sheet.exercise)
    step = loading.below(new_set.weight_kg) if harder else loading.above(new_set.weight_kg)
    reps = sheet.target.reps.for_set(new_set.set_no)
    wanted_reps = max(new_set.reps_done, reps.low or 1)
    did = percent_of_max(new_set.reps_done, 10 if new_set.rpe is None else new_set.rpe)
    want = percent_of_max(wanted_reps, 8 if sheet.target.rpe is None else sheet.target.rpe)
    if step is None or did is None or want is None or new_set.weight_kg <= 0:
        return step
    fitting = loading.nearest(new_set.weight_kg * want / did)
    return min(fitting, step) if harder else max(fitting, step)


def _records(
    sheet: ExerciseSheet,
    new_set: TrainingSet,
    today: Sequence[TrainingSet],
    bests: Bests,
    gym: Gym,
) -> Signal | None:
    before = bests.copy()
    for one in today:
        if one.set_no < new_set.set_no:
            before.take_in(one)
    broken = worth_saying(before.broken_by(new_set))
    if not broken:
        return None
    bodyweight = is_bodyweight(sheet.exercise)
    words = [record.words(unit=gym.unit, bodyweight=bodyweight) for record in broken]
    return Signal("record", f"record: {', '.join(words)}")


def _top_of_range(
    sheet: ExerciseSheet,
    today: Sequence[TrainingSet],
    last_times: Sequence[LastTime],
    *,
    gym: Gym,
    formula: Formula,
) -> Signal | None:
    """Say after the last planned set that the weight goes up next time."""
    if len(today) != sheet.planned or sheet.target.reps.low is None:
        return None
    exercise = without_plan_weight(replace(sheet.exercise, performed=tuple(today)))
    done = as_last_time(exercise, today[-1].recorded_at.date())
    following = next_target(exercise, [done, *last_times], gym=gym, formula=formula)
    if following.weight_kg is None or following.weight_kg <= work_weight(done):
        return None
    reps = sheet.target.reps
    all_at_top = all(one.reps_done >= (reps.for_set(one.set_no).high or 1) for one in today)
    reached = f"{all_sets(len(today))} reached {reps.top}: " if all_at_top else ""
    shown = format_weight(following.weight_kg, unit=gym.unit, bodyweight=is_bodyweight(exercise))
    return Signal("top_of_range", f"{reached}{shown} next time")
