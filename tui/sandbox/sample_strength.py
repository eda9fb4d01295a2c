"""How strong the sample lifter is on any day, and how that shows in reps and effort."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from tui.sandbox.sample_programme import DELOAD_WEEKS, FIRST_WEEK, ILLNESS_WEEK, PLATEAUS, Lift

# A source of chance that depends on nothing but the seed and the words given.
Chance: TypeAlias = Callable[..., Random]


@dataclass(frozen=True, slots=True)
class LiftState:
    """Where a lift stands: the load in kg and the reps above the bottom of the range, all sets."""

    weight: float
    above: int


def standings(lift: Lift, chance: Chance) -> dict[int, LiftState]:
    """Return where the lift stood in each cycle, worked out backwards from where it stands."""
    standing = LiftState(lift.weight, lift.above)
    found = {}
    for cycle in range(max(lift.last_cycle + 1, 0), FIRST_WEEK - 2, -1):
        found[cycle] = standing
        if cycle <= lift.last_cycle:
            gained = _gained(lift, cycle, chance)
            stuck = standing.above == lift.top and gained == 0 and cycle not in DELOAD_WEEKS
            standing = _before(lift, standing, 1 if stuck else gained)
    return found


def _gained(lift: Lift, cycle: int, chance: Chance) -> int:
    """Return how many reps a lift gained from the cycle before to this one."""
    first, last = PLATEAUS.get(lift.exercise_id, (0, 0))
    if cycle == ILLNESS_WEEK + 1:
        return -2
    if first <= cycle <= last or cycle in DELOAD_WEEKS or cycle == ILLNESS_WEEK:
        return 0
    gained = int(lift.pace * 2 * chance("gain", lift.exercise_id, cycle).random() + 0.3)
    return max(gained, 1) if cycle == -1 else gained


def _before(lift: Lift, standing: LiftState, gained: int) -> LiftState:
    """Return the standing before `gained` reps: a lighter weight with every set at the top."""
    above = standing.above - gained
    if above >= 0:
        return LiftState(standing.weight, min(above, lift.top))
    lighter = standing.weight - lift.step
    if lift.step == 0 or lighter < 0:
        return LiftState(standing.weight, 0)
    return LiftState(lighter, lift.top)


def spread(lift: Lift, above: int, *, uneven: bool) -> list[int]:
    """Spread the reps over the sets, the first sets the better; `uneven` tires the last one."""
    each, left = divmod(above, lift.sets)
    reps = [lift.low + each + (1 if number < left else 0) for number in range(lift.sets)]
    if uneven and reps[0] < lift.high and reps[-1] > lift.low:
        reps[0] += 1
        reps[-1] -= 1
    return reps


def effort(lift: Lift, progress: float, worn: int, chance: Random) -> int | None:
    """Return a set's RPE: rising from the first set (0) to the last (1), now and then forgotten."""
    if chance.random() < 0.05:
        return None
    felt = 10 - lift.rir - 0.7 + 1.1 * progress + worn + 0.9 * (chance.random() - 0.5)
    return min(max(round(felt), 6), 10)


def lighter(lift: Lift, weight: float, share: float) -> float:
    """Take a share off, in whole steps of the lift."""
    if lift.step == 0:
        return weight
    return max(weight - lift.step * round(weight * share / lift.step), 0)
