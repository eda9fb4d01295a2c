"""The wording of a target's reason: what was done, when, and what follows, in a lifter's words.

Nothing is decided here. Every number in a sentence is one that was done, planned or can be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.training.entry import format_weight
from tui.training.evidence import Evidence
from tui.training.records import LastTime, TrainingSet
from tui.training.reps_text import PlannedReps
from tui.training.units import Unit, from_kg, plain_number
from tui.training.wording import all_sets, listed, short_date, when

NO_PLAN: Final = "no plan: as last time, or as you like"
FIRST_TIME_OWN_WEIGHT: Final = "first time: your own weight"
FIRST_TIME_UNKNOWN: Final = "first time: start light and find the weight"
OWN_WEIGHT_FIRST: Final = "your own weight first"
BY_TABLE: Final = "by the RPE table"
AFTER_ONE_BAD_DAY: Final = "no more after one bad day"
NOTHING_LIGHTER: Final = "nothing lighter can be loaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Words the reasons for one exercise: its planned reps, the gym's unit, and today.

    `after_deload` says with every day that it was the one before the deload.
    """

    reps: PlannedReps
    unit: Unit
    bodyweight: bool
    today: date | None
    after_deload: bool = False

    # -- parts of sentences

    def shown(self, weight_kg: float) -> str:
        """Return a weight as the gym shows it."""
        return format_weight(weight_kg, unit=self.unit, bodyweight=self.bodyweight)

    def number(self, number: int) -> str:
        """Return a number of reps, or of seconds or metres with their unit."""
        return f"{number} {self.reps.unit}" if self.reps.unit else str(number)

    def top(self, high: int) -> str:
        """Return what every set had to reach."""
        return self.reps.label if self.reps.per_set else self.number(high)

    def when(self, time: LastTime) -> str:
        """Return `last week` or `last time, 17 Nov`."""
        words = when(time.session_date, self.today)
        return f"{words}, before the deload" if self.after_deload else words

    def on(self, time: LastTime) -> str:
        """Return `on 17 Nov`."""
        return f"on {short_date(time.session_date, today=self.today)}"

    def done(self, sets: Sequence[TrainingSet]) -> str:
        """Say what was done: the reps at one weight, or each set with its own."""
        if len({one.weight_kg for one in sets}) == 1:
            reps = listed([str(one.reps_done) for one in sets])
            unit = f" {self.reps.unit}" if self.reps.unit else ""
            return f"{reps}{unit} at {self.shown(sets[0].weight_kg)}"
        return listed([f"{self.shown(one.weight_kg)} × {one.reps_done}" for one in sets])

    def done_then(self, sets: Sequence[TrainingSet], time: LastTime) -> str:
        """Say what was done, and when."""
        return f"{self.done(sets)} {self.when(time)}"

    def less(self, before: float, now: float) -> str:
        """Say how much lighter a load is than another, in percent of the two.

        Where it hangs on the lifter the load is said: percentages of a belt's plate tell nothing.
        """
        if now >= before or self.shown(now) == self.shown(before):
            return "same weight"
        if self.bodyweight:
            return f"down to {self.shown(now)}"
        percent = round((1 - now / before) * 100) if before > 0 else 0
        return f"{percent} % less" if percent else "a step lighter"

    def held(self, reason: str, weight: float, loaded: float, more: str) -> str:
        """Say that the weight stays, or which load is the nearest to it."""
        if self.shown(loaded) == self.shown(weight):
            return f"{reason}: same weight{more}"
        return f"{reason}: {self.shown(loaded)} is the nearest this gym can load{more}"

    def _e1rm(self, weight_kg: float) -> str:
        return f"an e1RM of {plain_number(from_kg(weight_kg, self.unit), decimals=1)}"

    # -- without a last time to go on from

    def planned_weight(self, planned: float, loaded: float) -> str:
        """Say that the plan gives the weight, and what of it can be loaded."""
        reason = f"the plan says {self.shown(planned)}"
        if self.shown(loaded) == self.shown(planned):
            return reason
        return f"{reason}, {self.shown(loaded)} is the nearest this gym can load"

    def first_time_from(self, most: float) -> str:
        """Say that a first time comes from a known e1RM."""
        return f"first time: from {self._e1rm(most)}"

    def first_time_after(self, time: LastTime) -> str:
        """Say that a first time in this place comes from what was done elsewhere."""
        return f"first time as planned here: {self.done_then(time.sets, time)}"

    def from_max(
        self, words: str, one: TrainingSet, time: LastTime, most: float, *, guess: bool
    ) -> str:
        """Say from which set, and which e1RM, a load is computed."""
        reason = f"{words}: from {self._set(one)} {self.when(time)}, {self._e1rm(most)}"
        return f"{reason}, a guess for so many reps" if guess else reason

    # -- unlike last time

    def moved(self, before: PlannedReps) -> str:
        """Say that the plan asks for other reps than before."""
        return f"the plan moved from {before.label} to {self.reps.label}"

    def back_after(self, moved: str, days: int, weight: float, lighter: float | None) -> str:
        """Say what is left of a computed load after days without the exercise."""
        away = self.away(days)
        if lighter is None:
            return f"{moved}, {away}, nothing lighter to load"
        return f"{moved}: {self.shown(weight)}, and after {away} {self.shown(lighter)}"

    @staticmethod
    def away(days: int) -> str:
        """Say for how long the exercise was not done."""
        return f"{days} days without it"

    def done_and_away(self, sets: Sequence[TrainingSet], time: LastTime, days: int) -> str:
        """Say what was done, on which day, and for how long nothing was."""
        on = f"{self.on(time)}, before the deload" if self.after_deload else self.on(time)
        return f"{self.done(sets)} {on}, {self.away(days)}"

    # -- on from last time

    def reached_top(
        self, sets: Sequence[TrainingSet], high: int, weight: float, time: LastTime
    ) -> str:
        """Say that every set reached the top of the range."""
        reached = f"{all_sets(len(sets))} reached {self.top(high)}"
        return f"{reached} at {self.shown(weight)} {self.when(time)}"

    def some_reached_top(
        self, reached: int, planned: int, high: int, weight: float, time: LastTime
    ) -> str:
        """Say how many of the planned sets reached the top of the range."""
        count = f"{reached} of {planned} sets reached {self.top(high)}"
        return f"{count} at {self.shown(weight)} {self.when(time)}"

    def not_borne_out(self, at: str, heavier: float, evidence: Evidence) -> str:
        """Say which set of another day speaks against a load."""
        shows = f"{self._set(evidence.done)} {self.on(evidence.time)}"
        return f"{at}, but {shows} speaks against {self.shown(heavier)}"

    def no_lower(self, evidence: Evidence) -> str:
        """Say which set of another day shows that no more need come off."""
        return f", no lower after {self._set(evidence.done)} {self.on(evidence.time)}"

    def _set(self, one: TrainingSet) -> str:
        done = f"{self.shown(one.weight_kg)} × {one.reps_done}"
        return done if one.rpe is None else f"{done} @{one.rpe}"

    def next_load(self, at: str, heavier: float) -> str:
        """Say that the next load is a big step away."""
        return f"{at}, the next load is {self.shown(heavier)}"

    def below(self, low: int) -> str:
        """Say that the sets were below the range."""
        return f"below {self.number(low)}"

    @staticmethod
    def harder(over: float) -> str:
        """Say by how much the effort was above the plan's."""
        return f"{round(over, 1):g} harder than planned"

    @staticmethod
    def easier(under: float) -> str:
        """Say by how much the effort was below the plan's."""
        return f"{round(under, 1):g} easier than planned"
