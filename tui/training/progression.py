"""The next target of an exercise and the reason for it: double progression, in a lifter's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tui.training.entry import format_weight
from tui.training.gym import DEFAULT_GYM, Gym, is_bodyweight
from tui.training.records import Exercise, LastTime, TrainingSet
from tui.training.reps_text import PlannedReps, parse_planned_reps
from tui.training.strength import Formula, estimate_one_rep_max, weight_for
from tui.training.units import from_kg, is_round, plain_number
from tui.training.wording import all_sets, listed, when

RESET = 0.9


@dataclass(frozen=True, slots=True)
class Target:
    """What to do next: weight (None if nobody knows yet), reps, RPE, and why.

    `aim` holds the reps to try for, one number a set; a longer session repeats the last.
    """

    weight_kg: float | None
    reps: PlannedReps
    rpe: int | None
    reason: str
    aim: tuple[int, ...] = ()

    def aim_of(self, set_no: int) -> int | None:
        """Return the reps to try for in a set (from 1), or None where the plan gives no number."""
        return self.aim[min(set_no, len(self.aim)) - 1] if self.aim else None


def target_rpe(exercise: Exercise) -> int | None:
    """Return the RPE that the plan's reps in reserve stand for."""
    return None if exercise.rir is None else min(max(10 - exercise.rir, 6), 10)


def next_target(
    exercise: Exercise,
    last_times: Sequence[LastTime],
    *,
    gym: Gym = DEFAULT_GYM,
    today: date | None = None,
    one_rep_max: float | None = None,
    formula: Formula = "default",
) -> Target:
    """Return the next target for an exercise, given its last times, newest first.

    `one_rep_max` (kg) is used for a first time; `today` only for words such as "last week".
    """
    done = [last for last in last_times if last.sets]
    return _Progression(
        exercise, done, gym=gym, today=today, one_rep_max=one_rep_max, formula=formula
    ).target()


class _Progression:
    """One decision, with what it is based on at hand."""

    def __init__(
        self,
        exercise: Exercise,
        last_times: Sequence[LastTime],
        *,
        gym: Gym,
        today: date | None,
        one_rep_max: float | None,
        formula: Formula,
    ) -> None:
        self.exercise = exercise
        self.last_times = last_times
        self.gym = gym
        self.today = today
        self.one_rep_max = one_rep_max
        self.formula: Formula = formula
        self.loading = gym.loading(exercise)
        self.bodyweight = is_bodyweight(exercise)
        self.reps = parse_planned_reps(exercise.reps)
        self.rpe = target_rpe(exercise)

    def target(self) -> Target:
        planned = self.exercise.weight
        if planned is not None and (planned != 0 or self.bodyweight):
            return self._from_plan(planned)
        if not self.last_times:
            return self._first_time()
        return self._from_last_time(self.last_times[0])

    def _from_plan(self, planned: float) -> Target:
        weight = self.loading.nearest(planned)
        reason = f"the plan says {self._shown(planned)}"
        if self._shown(weight) != self._shown(planned):
            reason += self._nearest_words(weight)
        return self._bottom(weight, reason)

    def _first_time(self) -> Target:
        reps = self.reps.low
        if self.one_rep_max is not None and reps is not None:
            exact = weight_for(self.one_rep_max, reps, 8 if self.rpe is None else self.rpe)
            if exact is not None:
                reason = f"first time: from {self._e1rm(self.one_rep_max)}"
                return self._bottom(self.loading.nearest(exact), reason)
        if self.bodyweight:
            return self._bottom(0.0, "first time: your own weight")
        return self._bottom(None, "first time: start light and find the weight")

    def _from_last_time(self, last: LastTime) -> Target:
        weight, sets = self._work_sets(last)
        if self.reps.low is None:
            return self._no_range(last, weight, sets)
        moved = self._range_moved(last)
        if moved is not None:
            return moved
        over = self._rpe_over(sets)
        in_range = [done for no, done in enumerate(sets, 1) if done.reps_done >= self._low(no)]
        if self._reached_top(last, sets):
            return self._top(last, weight, sets, over)
        if over is not None and over >= 2:
            return self._too_hard(last, weight, over, in_range=bool(in_range))
        if in_range:
            return self._one_more_rep(last, weight, sets)
        return self._below_range(last, weight, sets)

    def _top(
        self, last: LastTime, weight: float, sets: list[TrainingSet], over: float | None
    ) -> Target:
        reached = f"{all_sets(len(sets))} reached {self._top_words()}"
        at = f"{reached} at {self._shown(weight)} {self._when(last)}"
        if over is not None and over > 0.5:
            reason = f"{at}, but {_rounded(over)} harder than planned: same weight"
            return self._bottom(weight, reason, aim=self._top_aim(sets))
        heavier = self.heavier(weight)
        if heavier is None:
            reason = f"{at}, and nothing heavier can be loaded: add reps"
            return self._bottom(weight, reason, aim=tuple(done.reps_done + 1 for done in sets))
        return self._bottom(heavier, at)

    def _too_hard(self, last: LastTime, weight: float, over: float, *, in_range: bool) -> Target:
        harder = f"{_rounded(over)} harder than planned at {self._shown(weight)} {self._when(last)}"
        lighter = None if in_range else self.loading.below(weight)
        if lighter is None:
            return self._bottom(weight, f"{harder}: same weight")
        return self._bottom(lighter, f"{harder}, and below {self.reps.low}: a step lighter")

    def _one_more_rep(self, last: LastTime, weight: float, sets: list[TrainingSet]) -> Target:
        at = f"at {self._shown(weight)} {self._when(last)}"
        done = listed([str(one.reps_done) for one in sets])
        reason = f"{done} {at}: same weight, one more rep"
        if all(one.reps_done >= self._high(no) for no, one in enumerate(sets, 1)):
            count = f"{len(sets)} of {self._planned(last)} sets"
            reason = f"{count} reached {self._top_words()} {at}: same weight, all of them"
        aim = tuple(
            max(min(one.reps_done + 1, self._high(no)), self._low(no))
            for no, one in enumerate(sets, 1)
        )
        return self._bottom(weight, reason, aim=aim)

    def _below_range(self, last: LastTime, weight: float, sets: list[TrainingSet]) -> Target:
        low, at = self.reps.low, self._shown(weight)
        if not self._below_before(weight):
            reason = f"below {low} at {at} {self._when(last)}: same weight once more"
            return self._bottom(weight, reason)
        lighter = self._reset(weight)
        if lighter is None:
            return self._bottom(weight, f"below {low} twice at {at}, and nothing lighter to load")
        return self._bottom(lighter, f"below {low} twice running at {at}: 10 % less")

    def _no_range(self, last: LastTime, weight: float, sets: list[TrainingSet]) -> Target:
        best = max(done.reps_done for done in sets)
        done = f"{best} at {self._shown(weight)} {self._when(last)}"
        if self.reps.amrap:
            return self._bottom(weight, f"{done}: beat it", aim=(best + 1,))
        return self._bottom(weight, done, aim=tuple(one.reps_done for one in sets))

    def _range_moved(self, last: LastTime) -> Target | None:
        """Return a target from last time's e1RM when the plan now asks for quite other reps."""
        before = parse_planned_reps(last.planned_reps)
        timed = self.reps.timed or before.timed
        if before.low is None or self.reps.low is None or timed or self.bodyweight:
            return None
        if before.low <= (self.reps.high or self.reps.low) and self.reps.low <= (
            before.high or before.low
        ):
            return None
        known = [
            estimate_one_rep_max(done.weight_kg, done.reps_done, done.rpe, self.formula)
            for done in last.sets
        ]
        best = max((estimate for estimate in known if estimate is not None), default=None)
        if best is None:
            return None
        exact = weight_for(best, self.reps.low, 8 if self.rpe is None else self.rpe)
        if exact is None:
            return None
        reason = (
            f"the plan moved from {before.label} to {self.reps.label}: "
            f"from {self._e1rm(best)} {self._when(last)}"
        )
        return self._bottom(self.loading.nearest(exact), reason)

    def heavier(self, weight: float) -> float | None:
        """Return the weight with the increment on, rounded to a load that is really heavier."""
        wanted = self.loading.nearest(weight + self.gym.increment_kg(self.exercise))
        return wanted if wanted > weight else self.loading.above(weight)

    def _reset(self, weight: float) -> float | None:
        wanted = weight * RESET if weight > 0 else weight - self.gym.increment_kg(self.exercise)
        lighter = self.loading.nearest(wanted)
        return lighter if lighter < weight else self.loading.below(weight)

    def _planned(self, last: LastTime) -> int:
        return max(last.planned_sets or self.exercise.sets, 1)

    def _reached_top(self, last: LastTime, sets: list[TrainingSet]) -> bool:
        planned = self._planned(last)
        return len(sets) >= planned and all(
            done.reps_done >= self._high(no) for no, done in enumerate(sets[:planned], 1)
        )

    def _work_sets(self, last: LastTime) -> tuple[float, list[TrainingSet]]:
        """Return the weight a time was done at, and its sets at that weight.

        That is the heaviest with a set in the range, so that a missed attempt above it does not
        stand for the day; a plan with reps of its own for each set counts every set.
        """
        if self.reps.per_set:
            return work_weight(last), list(last.sets)
        low = self.reps.low or 1
        in_range = [done.weight_kg for done in last.sets if done.reps_done >= low]
        weight = max(in_range, default=work_weight(last))
        return weight, [done for done in last.sets if done.weight_kg == weight]

    def _below_before(self, weight: float) -> bool:
        """Tell whether the time before last was below the range too, at no more weight."""
        if len(self.last_times) < 2:
            return False
        earlier, sets = self._work_sets(self.last_times[1])
        missed = all(done.reps_done < self._low(no) for no, done in enumerate(sets, 1))
        return missed and earlier <= weight

    def _rpe_over(self, sets: list[TrainingSet]) -> float | None:
        """Return by how much last time's mean RPE was above the target."""
        rated = [done.rpe for done in sets if done.rpe is not None]
        return None if self.rpe is None or not rated else sum(rated) / len(rated) - self.rpe

    def _low(self, set_no: int) -> int:
        return self.reps.for_set(set_no).low or 0

    def _high(self, set_no: int) -> int:
        reps = self.reps.for_set(set_no)
        return reps.high or reps.low or 0

    def _top_aim(self, sets: list[TrainingSet]) -> tuple[int, ...]:
        return tuple(self._high(no) for no in range(1, len(sets) + 1))

    def _bottom(
        self, weight: float | None, reason: str, *, aim: tuple[int, ...] | None = None
    ) -> Target:
        if aim is None:
            aim = self.reps.per_set or (() if self.reps.low is None else (self.reps.low,))
        if weight is not None and not is_round(weight, self.gym.unit):
            return self._loaded(weight, reason, aim)
        return Target(weight, self.reps, self.rpe, reason, aim)

    def _loaded(self, weight: float, reason: str, aim: tuple[int, ...]) -> Target:
        """Return a target at the nearest load, for a weight of a gym in the other unit."""
        loaded = self.loading.nearest(weight)
        if self._shown(loaded) != self._shown(weight):
            reason += self._nearest_words(loaded)
        return Target(loaded, self.reps, self.rpe, reason, aim)

    def _nearest_words(self, loaded: float) -> str:
        return f", {self._shown(loaded)} is the nearest this gym can load"

    def _top_words(self) -> str:
        if self.reps.per_set:
            return self.reps.label
        return f"{self._high(1)} s" if self.reps.timed else str(self._high(1))

    def _shown(self, weight_kg: float) -> str:
        return format_weight(weight_kg, unit=self.gym.unit, bodyweight=self.bodyweight)

    def _e1rm(self, weight_kg: float) -> str:
        return f"an e1RM of {plain_number(from_kg(weight_kg, self.gym.unit), decimals=1)}"

    def _when(self, last: LastTime) -> str:
        return when(last.session_date, self.today)


def _rounded(over: float) -> str:
    return f"{round(over, 1):g}"


def work_weight(last: LastTime) -> float:
    """Return the heaviest weight of a time."""
    return max(done.weight_kg for done in last.sets)


def as_last_time(exercise: Exercise, day: date) -> LastTime:
    """Return how the exercise has gone on a day, as the next time will see it."""
    return LastTime(
        session_date=day,
        sets=exercise.performed,
        planned_reps=exercise.reps,
        planned_sets=exercise.sets,
        note=exercise.notes,
    )


def without_plan_weight(exercise: Exercise) -> Exercise:
    """Return the exercise without its weight column, which a completed session fills itself."""
    return replace(exercise, weight=None)
