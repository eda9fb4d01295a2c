"""What is worth saying after a set: too hard, too easy, a record, the top of the range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tui.lazy_dataclass import dataclass
from tui.training.entry import Entry, format_weight
from tui.training.equipment import is_bodyweight
from tui.training.gym import DEFAULT_GYM, Gym
from tui.training.loading import Loading
from tui.training.personal_records import Bests, worth_saying
from tui.training.progression import (
    MOST_AT_ONCE,
    as_last_time,
    fitting,
    has_plan,
    next_target,
    without_plan_weight,
    work_weight,
)
from tui.training.records import LastTime, TrainingSet, is_warm_up
from tui.training.sheet import ExerciseSheet
from tui.training.slots import done_before, in_deload, same_role
from tui.training.strength import Formula
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
    if is_warm_up(sheet.exercise.tier):
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
    judged = None if last is None else _judged(sheet, last, gym)
    if last is None or judged is None or judged.weight_kg is None or sheet.done >= sheet.planned:
        return None
    reps = sheet.target.reps.for_set(sheet.done + 1)
    high = last.reps_done if reps.amrap else reps.high or reps.low or last.reps_done
    wanted = min(max(last.reps_done, reps.low or 1), high)
    return Entry(judged.weight_kg, wanted, sheet.target.rpe)


@dataclass(frozen=True, slots=True)
class _Judged:
    """How a set went against the plan, in words, and the load that would fit, if another."""

    words: str
    kind: SignalKind
    weight_kg: float | None


def _judged(sheet: ExerciseSheet, new_set: TrainingSet, gym: Gym) -> _Judged | None:
    """Judge a set by its load, reps and effort together; work without a plan is not judged."""
    exercise = sheet.exercise
    if is_warm_up(exercise.tier) or not has_plan(exercise):
        return None
    reps = sheet.target.reps.for_set(new_set.set_no)
    short = 0 if reps.low is None else reps.low - new_set.reps_done
    above = 0 if reps.high is None or reps.amrap else new_set.reps_done - reps.high
    effort = 10 if new_set.rpe is None and (short > 0 or above > 0) else new_set.rpe
    fits = None
    if effort is not None:
        fits = fitting(
            exercise, new_set.weight_kg, new_set.reps_done, effort, set_no=new_set.set_no
        )
    loading = gym.loading(exercise)
    step_up = loading.above(new_set.weight_kg)
    over = 0
    if new_set.rpe is not None and sheet.target.rpe is not None:
        over = new_set.rpe - sheet.target.rpe
    if above > 0 and fits is not None and step_up is not None and fits >= step_up:
        return _Judged(f"{above} above {reps.high}", "easier", _up(fits, new_set, loading))
    if short > 0:
        unit = f" {reps.unit}" if reps.unit else ""
        lighter = _down(fits, new_set, loading) if reps.counts_reps else None
        return _Judged(f"{short}{unit} short of {reps.low}{unit}", "harder", lighter)
    if over >= 1 and (fits is None or fits < new_set.weight_kg):
        return _Judged(f"{over} harder than planned", "harder", _down(fits, new_set, loading))
    if over <= -2:
        return _Judged(f"{-over} easier than planned", "easier", _up(fits, new_set, loading))
    return None


def _down(fits: float | None, done: TrainingSet, loading: Loading) -> float | None:
    """Return a lighter load, that of the RPE table if it has one; None where it is light enough."""
    if fits is not None and fits >= done.weight_kg:
        return None
    step = loading.below(done.weight_kg)
    return step if fits is None or step is None else min(loading.nearest(fits), step)


def _up(fits: float | None, done: TrainingSet, loading: Loading) -> float | None:
    """Return a heavier load, that of the RPE table if it has one, within what goes at once."""
    step = loading.above(done.weight_kg)
    if fits is None or step is None:
        return step
    return max(loading.nearest(min(fits, done.weight_kg * MOST_AT_ONCE)), step)


def _effort(
    sheet: ExerciseSheet, new_set: TrainingSet, today: Sequence[TrainingSet], gym: Gym
) -> Signal | None:
    """Say how the set went and what to do with those that are left."""
    judged = _judged(sheet, new_set, gym)
    if judged is None:
        return None
    left = sheet.planned - len(today)
    if judged.weight_kg is None or left < 1:
        return Signal(judged.kind, judged.words)
    bodyweight = is_bodyweight(sheet.exercise)
    shown = format_weight(judged.weight_kg, unit=gym.unit, bodyweight=bodyweight)
    rest = "the last set" if left == 1 else f"the last {count_word(left)}"
    way = "drop" if judged.kind == "harder" else "go up"
    return Signal(judged.kind, f"{judged.words}: {way} to {shown} for {rest}?")


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
    # What beats only today's own sets is none: the first time has nothing to beat.
    beats_earlier = {record.kind for record in bests.broken_by(new_set)}
    broken = worth_saying(
        [record for record in before.broken_by(new_set) if record.kind in beats_earlier]
    )
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
    if not today or len(today) != sheet.planned or sheet.target.reps.low is None:
        return None
    ever = done_before(sheet.exercise, last_times)
    if in_deload(sheet.exercise, sheet.role, same_role(sheet.exercise, sheet.role, ever)):
        return None
    exercise = without_plan_weight(replace(sheet.exercise, performed=tuple(today)))
    done = as_last_time(exercise, today[-1].recorded_at.date(), sheet.role)
    following = next_target(
        exercise, [done, *last_times], gym=gym, formula=formula, role=sheet.role
    )
    if following.weight_kg is None or following.weight_kg <= work_weight(done):
        return None
    reps = sheet.target.reps
    all_at_top = all(one.reps_done >= (reps.for_set(one.set_no).high or 1) for one in today)
    reached = f"{all_sets(len(today))} reached {reps.top}: " if all_at_top else ""
    shown = format_weight(following.weight_kg, unit=gym.unit, bodyweight=is_bodyweight(exercise))
    return Signal("top_of_range", f"{reached}{shown} next time")
