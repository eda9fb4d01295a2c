"""The next target of an exercise: double progression; `reasons` words why.

`docs/training.md` lists the rules, each with the test that shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.training import reasons
from tui.training.equipment import is_assisted, is_bodyweight
from tui.training.evidence import Evidence, effort, of_other_days
from tui.training.gym import DEFAULT_GYM, Gym
from tui.training.reasons import Reasons
from tui.training.records import Exercise, LastTime, Role, TrainingSet, is_warm_up
from tui.training.reps_text import PlannedReps, planned_reps, reps_of
from tui.training.slots import (
    counted_sets,
    done_before,
    in_deload,
    overlap,
    same_role,
    without_deloads,
    without_ramps_alone,
)
from tui.training.strength import (
    Formula,
    estimate_one_rep_max,
    fitting_weight,
    is_past_table,
    share_of_max,
)

RESET: Final = 0.9
BIG_STEP: Final = 0.1  # a step of more than this share of the load goes by reps first
MUCH_TOO_LIGHT: Final = 1.07
MUCH_TOO_HEAVY: Final = 0.93
FAR_TOO_HEAVY: Final = 0.9
BORNE_OUT: Final = 1.05  # up to this share of what the other days show a step may go
DELOADED: Final = 0.98  # a deload is lighter where the table gives no more than this share
MOST_AT_ONCE: Final = 1.3
ABOUT_THE_SAME: Final = 0.95
SECONDS: Final = 5
USUAL_RPE: Final = 8
LAY_OFF_DAYS: Final = 14
LONG_LAY_OFFS: Final = ((183, 0.7), (85, 0.8), (43, 0.9), (29, 0.95))  # from days on: what is left
AMRAP_SPAN: Final = 5


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
    return _rpe_of(exercise.rir)


def _rpe_of(rir: int | None) -> int | None:
    return None if rir is None else min(max(10 - rir, 6), 10)


def has_plan(exercise: Exercise) -> bool:
    """Tell whether anything was planned; exercises added to a session are without a plan."""
    return exercise.sets > 0


def fitting(
    exercise: Exercise,
    weight_kg: float,
    reps_done: int,
    rpe: float,
    *,
    set_no: int = 1,
) -> float | None:
    """Return the weight in kg at which the planned reps are as hard as planned, after a set.

    Of a range the reps nearest to those done are meant. None where the table says nothing:
    bodyweight and timed work, and reps that are no number.
    """
    reps = planned_reps(exercise).for_set(set_no)
    if reps.low is None or not reps.counts_reps or weight_kg <= 0 or is_bodyweight(exercise):
        return None
    high = reps.low + AMRAP_SPAN if reps.amrap else reps.high or reps.low
    planned = target_rpe(exercise)
    return fitting_weight(
        weight_kg,
        reps_done,
        rpe,
        wanted_reps=min(max(reps_done, reps.low), high),
        wanted_rpe=USUAL_RPE if planned is None else planned,
    )


def next_target(
    exercise: Exercise,
    last_times: Sequence[LastTime],
    *,
    gym: Gym = DEFAULT_GYM,
    today: date | None = None,
    one_rep_max: float | None = None,
    formula: Formula = "default",
    role: Role | None = None,
) -> Target:
    """Return the next target for an exercise in its role, given its earlier times in any order.

    Those of other roles only tell how strong the lifter is. `one_rep_max` (kg) is used for a first
    time; `today` for lay-offs and for words such as "last week".
    """
    ever = done_before(exercise, last_times)
    progression = _Progression(exercise, gym=gym, today=today, formula=formula)
    if not has_plan(exercise):
        return Target(None, progression.reps, None, reasons.NO_PLAN)
    planned = exercise.weight
    if planned is not None and (planned != 0 or progression.bodyweight):
        return progression.from_plan(planned)
    alike = same_role(exercise, role, ever)
    if not alike:
        return progression.first_time(ever, one_rep_max)
    if is_warm_up(exercise.tier):
        return progression.warm_up(alike[0])
    return progression.from_history(alike, ever, role)


def _lay_off(ever: Sequence[LastTime], today: date | None) -> int | None:
    """Return the days since the exercise was last done, where they are unusually many."""
    if today is None:
        return None
    days = [time.session_date for time in ever]
    pause = (today - days[0]).days
    rhythm = next(((days[0] - day).days for day in days if day < days[0]), 0)
    if pause < LAY_OFF_DAYS or (rhythm >= LAY_OFF_DAYS and pause <= min(rhythm + 3, 28)):
        return None
    return pause


class _Progression:
    """One decision, with what it is based on at hand."""

    def __init__(
        self, exercise: Exercise, *, gym: Gym, today: date | None, formula: Formula
    ) -> None:
        self.exercise = exercise
        self.gym = gym
        self.today = today
        self.formula: Formula = formula
        self.loading = gym.loading(exercise)
        self.bodyweight = is_bodyweight(exercise)
        self.reps = planned_reps(exercise)
        self.rpe = target_rpe(exercise)
        self.evidence: Evidence | None = None
        self.say = Reasons(reps=self.reps, unit=gym.unit, bodyweight=self.bodyweight, today=today)

    # -- without a last time to go on from

    def from_plan(self, planned: float) -> Target:
        """Return what the plan's own weight column says, as far as it can be loaded."""
        weight = self.loading.nearest(planned)
        return self._at(weight, self.say.planned_weight(planned, weight))

    def first_time(self, ever: Sequence[LastTime], one_rep_max: float | None) -> Target:
        """Return a target from an e1RM where there is one, of any earlier work or as given."""
        low = self.reps.low
        if low is not None and self.reps.counts_reps and not self.bodyweight:
            for time in ever:
                found = self._best(time)
                if found is not None:
                    return self._from_max(*found, "first time as planned here", time)
            if one_rep_max is not None:
                weight = one_rep_max * self._share(low) / 100
                reason = self.say.first_time_from(one_rep_max)
                return self._at(self.loading.nearest(weight), reason)
        if ever:
            weight = max(one.weight_kg for one in ever[0].sets)
            return self._hold(weight, self.say.first_time_after(ever[0]))
        if self.bodyweight:
            return self._at(0.0, reasons.FIRST_TIME_OWN_WEIGHT)
        return self._at(None, reasons.FIRST_TIME_UNKNOWN)

    def warm_up(self, last: LastTime) -> Target:
        """Return last time's warm-up: it neither grows nor fails."""
        weight = max(one.weight_kg for one in last.sets)
        return self._hold(weight, f"warm-up: {self.say.done_then(last.sets, last)}")

    def from_history(
        self, alike: Sequence[LastTime], ever: Sequence[LastTime], role: Role | None
    ) -> Target:
        """Return a target from the times of the same role, newest first; `ever` are all times."""
        steady = without_deloads(self.exercise, alike)
        base = steady[0]
        self.say = replace(self.say, after_deload=base is not alike[0])
        steady = without_ramps_alone(steady)
        base = steady[0]
        if not self.bodyweight:
            self.evidence = of_other_days(self.exercise, base, ever, self._wanted_rpe())
        if in_deload(self.exercise, role, alike):
            return self._deload(base)
        pause = _lay_off(ever, self.today)
        if pause is not None:
            return self._after_lay_off(base, steady[1:], pause)
        moved = self._range_moved(base)
        if moved is not None:
            return moved
        target = self._from_last_time(base, steady[1:])
        return self._borne_out(target, base, steady[1:])

    # -- unlike last time

    def _deload(self, last: LastTime) -> Target:
        """Return a deload's target: never more than before it, lighter by the planned reserve."""
        weight, sets = self._work_sets(last)
        done = self.say.done_then(sets, last)
        fits = self._fit(sets, last, up=False)
        if fits is None:
            return self._hold(weight, f"deload: {done}")
        if self.rpe is None:
            fits = weight * RESET  # a marked deload without a planned reserve
        aim = self._nearest_in_range(sets)
        lighter = self._eased(weight, fits, self._least(aim[0]) or 0)
        if lighter is None:
            return self._hold(weight, f"deload: {done}", aim=aim)
        return self._at(lighter, f"deload: {done}, {self.say.less(weight, lighter)}", aim=aim)

    def _eased(self, weight: float, fits: float, least: float) -> float | None:
        """Return a deload's load: what fits, or a step less that is not far from it."""
        if fits >= weight * DELOADED:
            return None
        eased = max(self.loading.nearest(fits), self._at_least(least))
        if eased < weight:
            return eased
        below = self.loading.below(weight)
        near = below is not None and below >= fits * MUCH_TOO_HEAVY
        return below if near else None

    def _after_lay_off(self, base: LastTime, earlier: Sequence[LastTime], days: int) -> Target:
        """Return what to come back with: the same after two weeks, less after more than four.

        Where the sets before it asked for less than that, it is less.
        """
        left = next((share for since, share in LONG_LAY_OFFS if days >= since), 1.0)
        weight, sets = self._work_sets(base)
        moved = self._range_moved(base)
        if moved is not None:
            held = self.bodyweight or not self._read(base).counts_reps
            return self._less_of(moved, 1.0 if held else left, days)
        usual = self._from_last_time(base, earlier)
        if usual.weight_kg is not None and usual.weight_kg < weight * left - 0.001:
            return replace(usual, reason=f"{usual.reason}, {self.say.away(days)}")
        done = self.say.done_and_away(sets, base, days)
        if left == 1.0 or weight <= 0 or not self.reps.counts_reps:
            return self._hold(weight, done, ", repeat it", aim=self._nearest_in_range(sets))
        lighter = self._lighter(weight, weight * left)
        if lighter is None:
            return self._hold(weight, done, f", {reasons.NOTHING_LIGHTER}")
        return self._at(lighter, f"{done}: {self.say.less(weight, lighter)}")

    def _less_of(self, moved: Target, left: float, days: int) -> Target:
        """Return a computed target after a lay-off; what was only held stays as it is."""
        weight = moved.weight_kg
        if weight is None or left == 1.0 or not self.reps.counts_reps:
            return replace(moved, reason=f"{moved.reason}, {self.say.away(days)}")
        lighter = self._lighter(weight, weight * left)
        reason = self.say.back_after(moved.reason, days, weight, lighter)
        return replace(moved, weight_kg=weight if lighter is None else lighter, reason=reason)

    def _range_moved(self, last: LastTime) -> Target | None:
        """Return a target from last time's e1RM where the plan now asks for quite other reps."""
        before = self._read(last)
        if before.low is None or self.reps.low is None or overlap(before, self.reps):
            return None
        moved = self.say.moved(before)
        if not (before.counts_reps and self.reps.counts_reps) or self.bodyweight:
            weight, sets = self._work_sets(last)
            after = f"{moved} after {self.say.done_then(sets, last)}"
            more = self.reps.low > before.low and before.counts_reps and weight > 0
            if self.bodyweight and more:
                return self._at(0.0, f"{after}: {reasons.OWN_WEIGHT_FIRST}")
            return self._hold(weight, after)
        found = self._best(last)
        return None if found is None else self._from_max(*found, moved, last)

    def _best(self, time: LastTime) -> tuple[float, TrainingSet, bool] | None:
        """Return the best e1RM of a time in kg, its set, and whether it is but a guess."""
        if self.bodyweight or not self._read(time).counts_reps:
            return None
        known: list[tuple[float, TrainingSet, bool]] = []
        for one in time.sets:
            if one.weight_kg <= 0 or one.reps_done < 1:
                continue
            estimate = estimate_one_rep_max(one.weight_kg, one.reps_done, one.rpe, self.formula)
            guess = estimate is None
            if estimate is None:
                share = share_of_max(one.reps_done, 10 if one.rpe is None else one.rpe)
                estimate = one.weight_kg * 100 / share
            known.append((estimate, one, guess))
        guessed = is_past_table(self.reps.low or 1, self._wanted_rpe())
        return max(known, key=lambda found: (guessed or not found[2], found[0]), default=None)

    def _from_max(
        self, most: float, one: TrainingSet, guess: bool, words: str, time: LastTime
    ) -> Target:
        low = self.reps.low or 1
        weight = self.loading.nearest(most * self._share(low) / 100)
        guess = guess or is_past_table(low, self._wanted_rpe())
        reason = self.say.from_max(words, one, time, most, guess=guess)
        return self._at(weight, reason)

    # -- what the other days say

    def _borne_out(self, target: Target, last: LastTime, earlier: Sequence[LastTime]) -> Target:
        """Return the target, or as much of a step up as the other days do not speak against.

        What they speak against altogether waits for a second day at the top.
        """
        weight, sets = self._work_sets(last)
        evidence = self.evidence
        if evidence is None or self.reps.low is None or target.weight_kg is None:
            return target
        most = self._shown_by(evidence, self.reps.low) * BORNE_OUT
        up = target.weight_kg > weight
        if not up or target.weight_kg <= most or self._at_top_before(weight, earlier):
            return target
        against = self.say.not_borne_out(target.reason, target.weight_kg, evidence)
        less = self.loading.nearest(most)
        if less > most + 0.001:
            less = self.loading.below(less) or weight
        if less > weight:
            return replace(target, weight_kg=less, reason=f"{against}: {self.say.shown(less)}")
        return self._hold(weight, against, " once more", aim=self._top_aim(sets))

    def _at_top_before(self, weight: float, earlier: Sequence[LastTime]) -> bool:
        """Tell whether the top was reached at the weight on the day before, too."""
        if not earlier:
            return False
        before, sets = self._work_sets(earlier[0])
        return before >= weight and self._reached_top(earlier[0], sets)

    def _least(self, reps: int) -> float | None:
        """Return the load that the other days show, below which there is no reason to go."""
        return None if self.evidence is None else self._shown_by(self.evidence, reps)

    def _at_least(self, least: float) -> float:
        nearest = self.loading.nearest(least)
        return nearest if nearest >= least else self.loading.above(nearest) or nearest

    def _shown_by(self, evidence: Evidence, reps: int) -> float:
        return evidence.one_rep_max * self._share(reps) / 100

    def _lighten(self, weight: float, lighter: float, reason: str, how: str = "", *,
                 aim: tuple[int, ...] | None = None) -> Target:  # fmt: skip
        """Return a lighter target, but no lighter than the other days see reason for."""
        least = self._least(self._high(1))
        if self.evidence is not None and least is not None and lighter < least:
            higher = self._lighter(weight, self._at_least(least))
            if higher is not None and higher > lighter:
                lighter, how = higher, self.say.no_lower(self.evidence)
        return self._at(lighter, f"{reason}: {self.say.less(weight, lighter)}{how}", aim=aim)

    # -- on from last time

    def _from_last_time(self, last: LastTime, earlier: Sequence[LastTime]) -> Target:
        """Return the step that double progression takes from a time of the same role."""
        weight, sets = self._work_sets(last)
        if self.reps.low is None:
            return self._no_range(last, weight, sets)
        over = self._rpe_over(sets, last)
        in_range = any(one.reps_done >= self._low(no) for no, one in enumerate(sets, 1))
        if self._reached_top(last, sets):
            return self._top(last, weight, sets, over)
        if not in_range:
            return self._below_range(last, earlier, weight, sets, over)
        if over is not None:
            off = self._far_off(last, weight, sets, over)
            if off is not None:
                return off
        return self._one_more_rep(last, weight, sets)

    def _top(
        self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...], over: float | None
    ) -> Target:
        at = self.say.reached_top(sets, self._high(1), weight, last)
        jump = self._jump(last, weight, sets)
        if jump is not None:
            done = self.say.done_then(sets, last)
            reason = f"{done}: more than one step up, {reasons.BY_TABLE}"
            return self._at(jump, reason, aim=self._top_aim(sets))
        if over is not None and over > 0.5 and not self._as_hard_as_planned(last, weight, sets):
            off = self._far_off(last, weight, sets, over)
            harder = f"{at}, but {self.say.harder(over)}"
            return off or self._hold(weight, harder, aim=self._top_aim(sets))
        if self._planned_rpe(last) is None and all(one.rpe == 10 for one in sets):
            return self._hold(weight, f"{at}, but each at RPE 10", aim=self._top_aim(sets))
        if not self.reps.counts_reps and weight <= 0:
            if not self.reps.timed:
                return self._hold(weight, at, aim=self._top_aim(sets))
            aim = tuple(one.reps_done + SECONDS for one in sets)
            return self._hold(weight, at, f", {SECONDS} s more", aim=aim)
        return self._step_up(last, weight, sets, at)

    def _as_hard_as_planned(
        self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...]
    ) -> bool:
        """Tell whether reps above the range made up for the effort above the plan."""
        fits = self._fit(sets, last, up=True)
        return fits is not None and fits >= weight

    def _jump(self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...]) -> float | None:
        """Return a load several steps up, where the RPE table says that one is too light."""
        fits, heavier = self._fit(sets, last, up=True), self.heavier(weight)
        if fits is None or heavier is None:
            return None
        jump = self.loading.nearest(min(fits, weight * MOST_AT_ONCE))
        return jump if jump > heavier else None

    def _step_up(
        self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...], at: str
    ) -> Target:
        """Return the increment, or more reps where the next load is far or is not there."""
        heavier = self.heavier(weight)
        step, more_words = self._more()
        more = tuple(one.reps_done + step for one in sets)
        if heavier is None:
            unloadable = f"{at}, and nothing heavier can be loaded"
            return self._hold(weight, unloadable, more_words, aim=more)
        big = weight > 0 and heavier > weight * (1 + BIG_STEP)
        if big and not self._ready(sets, heavier, last):
            next_load = self.say.next_load(at, heavier)
            first = f"{more_words} first" if more_words else ""
            return self._hold(weight, next_load, first, aim=more)
        return self._at(heavier, at)

    def _ready(self, sets: tuple[TrainingSet, ...], heavier: float, last: LastTime) -> bool:
        """Tell whether the bottom of the range is within reach at a much heavier load."""
        low = self.reps.low
        if low is None or self.bodyweight or not self.reps.counts_reps:
            return True
        reach = min(
            fitting_weight(
                one.weight_kg,
                one.reps_done,
                self._effort(one, last, up=False),
                wanted_reps=low,
                wanted_rpe=self._wanted_rpe(),
            )
            for one in sets
        )
        return reach >= heavier * 0.97 or all(
            one.reps_done >= self._high(no) + AMRAP_SPAN for no, one in enumerate(sets, 1)
        )

    def _far_off(
        self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...], over: float
    ) -> Target | None:
        """Return another load where the effort of last time was far from the plan."""
        done = self.say.done_then(sets, last)
        fits = self._fit(sets, last, up=False)
        if over >= 2:
            lighter = None
            if fits is not None and fits < weight * MUCH_TOO_HEAVY:
                lighter = self._at_most(fits, weight)
            harder = f"{done}, {self.say.harder(over)}"
            if lighter is None:
                return self._hold(weight, harder)
            aim = self._nearest_in_range(sets)
            return self._lighten(weight, lighter, harder, f", {reasons.BY_TABLE}", aim=aim)
        if over <= -2 and fits is not None and fits >= weight * MUCH_TOO_LIGHT:
            heavier = self.loading.nearest(min(fits, weight * MOST_AT_ONCE))
            if heavier > weight:
                easier = f"{done}, {self.say.easier(-over)}: {reasons.BY_TABLE}"
                return self._at(heavier, easier, aim=tuple(one.reps_done for one in sets))
        return None

    def _one_more_rep(self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...]) -> Target:
        step, more = self._more(one=True)
        if not step:
            step, more = self._high(1), f", all of {self.say.number(self._high(1))}"
        counted = counted_sets(last, self._planned(last))
        reason = self.say.done_then(counted, last)
        if all(one.reps_done >= self._high(no) for no, one in enumerate(sets, 1)):
            reason = self.say.some_reached_top(
                len(sets), self._planned(last), self._high(1), weight, last
            )
            more = ", all of them"
        aim = tuple(
            max(min(one.reps_done + step, self._high(no)), self._low(no))
            for no, one in enumerate(sets, 1)
        )
        return self._hold(weight, reason, more, aim=aim)

    def _below_range(
        self,
        last: LastTime,
        earlier: Sequence[LastTime],
        weight: float,
        sets: tuple[TrainingSet, ...],
        over: float | None,
    ) -> Target:
        below = self.say.below(self.reps.low or 0)
        done = self.say.done_then(sets, last)
        fits = self._fit(sets, last, up=False)
        too_hard = over is not None and over >= 2
        if fits is not None and (too_hard or fits < weight * FAR_TOO_HEAVY):
            lighter = self._at_most(fits, weight)
            if lighter is not None:
                how = f", {reasons.BY_TABLE}"
                reset = self._reset(weight)
                if reset is not None and reset > lighter and self._went_well(earlier, weight):
                    lighter, how = reset, f", {reasons.AFTER_ONE_BAD_DAY}"
                return self._lighten(weight, lighter, f"{done}, {below}", how)
        before = self._missed_before(last, earlier, weight)
        if before is None and not too_hard:
            return self._hold(weight, f"{done}, {below}", " once more")
        if before is not None:
            done = f"{done}; {self.say.done(self._work_sets(before)[1])} {self.say.on(before)}"
            below = f"{below} twice running"
        lighter = self._reset(weight) if before is not None else self._step_down(weight)
        if lighter is None or (lighter < 0 <= weight and not self._has_help(earlier)):
            return self._hold(weight, f"{done}, {below}, nothing lighter to load")
        return self._lighten(weight, lighter, f"{done}, {below}")

    def _no_range(self, last: LastTime, weight: float, sets: tuple[TrainingSet, ...]) -> Target:
        best = max(one.reps_done for one in sets)
        done = f"{best} at {self.say.shown(weight)} {self.say.when(last)}"
        if self.reps.amrap:
            return self._hold(weight, done, ", beat it", aim=(best + 1,))
        return self._hold(weight, done, aim=tuple(one.reps_done for one in sets))

    def _more(self, *, one: bool = False) -> tuple[int, str]:
        """Return how many more to try for, and the words; a distance is gone further by load."""
        if self.reps.timed:
            return SECONDS, f", {SECONDS} s more"
        if not self.reps.counts_reps:
            return 0, ""
        return 1, ", one more rep" if one else ", more reps"

    def _read(self, last: LastTime) -> PlannedReps:
        """Return what was planned at an earlier time."""
        return reps_of(self.exercise.exercise_name, last.planned_reps)

    # -- loads

    def heavier(self, weight: float) -> float | None:
        """Return the next load up: the increment, or a smaller step where that is a big one."""
        wanted = self.loading.nearest(weight + self.gym.increment_kg(self.exercise))
        above = self.loading.above(weight)
        if above is None:
            return None
        if wanted <= weight or (weight > 0 and wanted > weight * (1 + BIG_STEP)):
            return above
        return wanted

    def _reset(self, weight: float) -> float | None:
        """Return a tenth less, or the load next above that: a reset takes no more."""
        if weight <= 0:
            return self._step_down(weight)
        least = self.loading.nearest(weight * RESET)
        if least < weight * RESET - 0.001:
            least = self.loading.above(least) or least
        return least if least < weight else self.loading.below(weight)

    def _step_down(self, weight: float) -> float | None:
        return self._lighter(weight, weight - self.gym.increment_kg(self.exercise))

    def _at_most(self, wanted: float, weight: float) -> float | None:
        """Return the load nearest to what is wanted, None where that is no lighter one."""
        lighter = self.loading.nearest(wanted)
        return lighter if lighter < weight else None

    def _lighter(self, weight: float, wanted: float) -> float | None:
        lighter = self.loading.nearest(wanted)
        return lighter if lighter < weight else self.loading.below(weight)

    def _fit(self, sets: tuple[TrainingSet, ...], last: LastTime, *, up: bool) -> float | None:
        """Return the load that the RPE table gives for the plan.

        On the way up it is that of the middle set, and a set without an RPE counts as halfway
        between the plan and all that was there; on the way down it is that of the best set, and
        such a one counts as planned.
        """
        fits = [
            fitting(
                self.exercise,
                one.weight_kg,
                one.reps_done,
                self._effort(
                    _hardest_like(one, sets) if self._missed(one, no) else one, last, up=up
                ),
                set_no=no,
            )
            for no, one in enumerate(sets, 1)
        ]
        known = [fit for fit in fits if fit is not None]
        if not known or len(known) < len(fits):
            return None
        return sorted(known)[(len(known) - 1) // 2] if up else max(known)

    def _missed(self, one: TrainingSet, set_no: int) -> bool:
        return one.reps_done < self._low(set_no)

    def _effort(self, one: TrainingSet, last: LastTime, *, up: bool) -> float:
        planned = self._planned_rpe(last)
        unrated = 10 if planned is None else (planned + 10) / 2 if up else planned
        return effort(one, self._read(last), unrated)

    # -- what was done

    def _planned(self, last: LastTime) -> int:
        return max(last.planned_sets or self.exercise.sets, 1)

    def _planned_rpe(self, last: LastTime) -> int | None:
        """Return the RPE that was planned last time; this time's where nobody knows."""
        return self.rpe if last.role is None else _rpe_of(last.role.rir)

    def _reached_top(self, last: LastTime, sets: tuple[TrainingSet, ...]) -> bool:
        planned = self._planned(last)
        return len(sets) >= planned and all(
            one.reps_done >= self._high(no) for no, one in enumerate(sets[:planned], 1)
        )

    def _work_sets(self, last: LastTime) -> tuple[float, tuple[TrainingSet, ...]]:
        """Return the weight a time was done at, and its sets at that weight.

        That is the heaviest with a set in the range, so that a missed attempt above it does not
        stand for the day; a plan with reps of its own for each set counts every set.
        """
        counted = counted_sets(last, self._planned(last))
        heaviest = max(one.weight_kg for one in counted)
        before = self._read(last)
        if self.reps.per_set or before.per_set:
            return heaviest, counted
        low = before.low or self.reps.low or 1
        in_range = [one.weight_kg for one in counted if one.reps_done >= low]
        weight = max(in_range, default=heaviest)
        return weight, tuple(one for one in counted if one.weight_kg == weight)

    def _missed_before(
        self, last: LastTime, earlier: Sequence[LastTime], weight: float
    ) -> LastTime | None:
        """Return the day before last, if it was below the range too, at no more weight."""
        before = next((time for time in earlier if time.session_date < last.session_date), None)
        if before is None:
            return None
        earlier_weight, sets = self._work_sets(before)
        missed = all(one.reps_done < self._low(no) for no, one in enumerate(sets, 1))
        return before if missed and earlier_weight <= weight else None

    def _has_help(self, earlier: Sequence[LastTime]) -> bool:
        """Tell whether weight can be taken off the lifter's own: it was, or the name says so."""
        helped = any(one.weight_kg < 0 for time in earlier for one in time.sets)
        return helped or is_assisted(self.exercise)

    def _went_well(self, earlier: Sequence[LastTime], weight: float) -> bool:
        """Tell whether the day before was in the range at about the weight."""
        if not earlier:
            return False
        before, sets = self._work_sets(earlier[0])
        in_range = any(one.reps_done >= self._low(no) for no, one in enumerate(sets, 1))
        return in_range and before >= weight * ABOUT_THE_SAME

    def _rpe_over(self, sets: tuple[TrainingSet, ...], last: LastTime) -> float | None:
        """Return by how much last time's mean RPE was above what was planned then."""
        planned = self._planned_rpe(last)
        rated = [one.rpe for one in sets if one.rpe is not None]
        return None if planned is None or not rated else sum(rated) / len(rated) - planned

    def _low(self, set_no: int) -> int:
        return self.reps.for_set(set_no).low or 0

    def _high(self, set_no: int) -> int:
        reps = self.reps.for_set(set_no)
        return reps.high or reps.low or 0

    def _nearest_in_range(self, sets: tuple[TrainingSet, ...]) -> tuple[int, ...]:
        """Return for each set the planned reps nearest to those done, which `fitting` means."""
        return tuple(
            min(max(one.reps_done, self._low(no)), self._high(no) or one.reps_done)
            for no, one in enumerate(sets, 1)
        )

    def _top_aim(self, sets: tuple[TrainingSet, ...]) -> tuple[int, ...]:
        return tuple(self._high(no) for no in range(1, len(sets) + 1))

    def _wanted_rpe(self) -> int:
        return USUAL_RPE if self.rpe is None else self.rpe

    def _share(self, reps: int) -> float:
        return share_of_max(reps, self._wanted_rpe())

    # -- the target

    def _at(
        self, weight: float | None, reason: str, *, aim: tuple[int, ...] | None = None
    ) -> Target:
        if aim is None:
            aim = self.reps.per_set or (() if self.reps.low is None else (self.reps.low,))
        return Target(weight, self.reps, self.rpe, reason, aim)

    def _hold(
        self, weight: float, reason: str, more: str = "", *, aim: tuple[int, ...] | None = None
    ) -> Target:
        """Return a target at the weight of last time, or as near to it as this gym can load."""
        loaded = self.loading.nearest(weight)
        below = self.loading.below(weight)
        if weight > 0 and loaded > weight * 1.05 and below is not None:
            loaded = below
        return self._at(loaded, self.say.held(reason, weight, loaded, more), aim=aim)


def _hardest_like(one: TrainingSet, sets: Sequence[TrainingSet]) -> TrainingSet:
    """Return the set of a day that was rated hardest among those with the same reps and weight."""
    same = [
        other
        for other in sets
        if (other.reps_done, other.weight_kg) == (one.reps_done, one.weight_kg)
    ]
    return max(same, key=lambda other: other.rpe or 0)


def work_weight(last: LastTime) -> float:
    """Return the heaviest weight of a time."""
    return max(done.weight_kg for done in last.sets)


def as_last_time(exercise: Exercise, day: date, role: Role | None = None) -> LastTime:
    """Return how the exercise has gone on a day, as the next time will see it."""
    return LastTime(
        session_date=day,
        sets=exercise.performed,
        planned_reps=exercise.reps,
        planned_sets=exercise.sets,
        note=exercise.notes,
        role=role,
    )


def without_plan_weight(exercise: Exercise) -> Exercise:
    """Return the exercise without its weight column, which a completed session fills itself."""
    return replace(exercise, weight=None)
