"""What can be loaded: plates with counts on a bar, dumbbells and stacks in steps; warm-up ramps.

Weights go in and come out in kg; a gym in pounds is counted in pounds inside, so that its loads
are exact.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Protocol

from tui.lazy_dataclass import dataclass
from tui.training.units import Unit, from_kg, to_kg

_HEAVIEST_SIDE: Final = 1_000_000  # thousandths of the unit: no sleeve holds a ton
_MOST_SUMS: Final = 200_000  # plates of odd weights share no grain: this bounds the table


@dataclass(frozen=True, slots=True)
class Plate:
    """A size of plate in the gym's unit and how many pairs there are; None is as many as needed."""

    weight: float
    pairs: int | None = None


KG_PLATES: Final = tuple(Plate(weight) for weight in (25, 20, 15, 10, 5, 2.5, 1.25))
LB_PLATES: Final = tuple(Plate(weight) for weight in (45, 35, 25, 10, 5, 2.5))


class Loading(Protocol):
    """What an exercise can be loaded with."""

    @property
    def unit(self) -> Unit:
        """The unit that the loads are counted in."""
        ...

    def below(self, weight_kg: float) -> float | None:
        """Return the heaviest load that is lighter than the weight."""
        ...

    def above(self, weight_kg: float) -> float | None:
        """Return the lightest load that is heavier than the weight."""
        ...

    def nearest(self, weight_kg: float) -> float:
        """Return the load closest to the weight, the lighter one of two equally close."""
        ...


@dataclass(frozen=True, slots=True)
class Barbell:
    """A bar and the plates for it, in one unit; `collars` is what the pair of them weighs."""

    bar: float = 20
    plates: tuple[Plate, ...] = KG_PLATES
    unit: Unit = "kg"
    collars: float = 0

    @property
    def empty(self) -> float:
        """What the bar weighs without plates, collars on."""
        return self.bar + self.collars

    def below(self, weight_kg: float) -> float | None:
        """Return the heaviest load that is lighter than the weight."""
        side = _side(self, weight_kg)
        sums = _loads(self).sums
        lighter = _last_under(sums, side - 1)
        return None if lighter is None else self._total(lighter)

    def above(self, weight_kg: float) -> float | None:
        """Return the lightest load that is heavier than the weight."""
        side = _side(self, weight_kg)
        sums = _loads(self).sums
        heavier = _first_over(sums, side + 1)
        return None if heavier is None else self._total(heavier)

    def nearest(self, weight_kg: float) -> float:
        """Return the load closest to the weight, the lighter one of two equally close."""
        wanted = (_thousandths(from_kg(weight_kg, self.unit)) - _thousandths(self.empty)) / 2
        sums = _loads(self).sums
        lighter = _last_under(sums, wanted)
        heavier = _first_over(sums, wanted)
        if lighter is None:
            return self._total(0)
        if heavier is None or wanted - lighter <= heavier - wanted:
            return self._total(lighter)
        return self._total(heavier)

    def plates_each_side(self, weight_kg: float) -> tuple[float, ...] | None:
        """Return the fewest plates for each side, heaviest first; None if it cannot be loaded."""
        side = (_thousandths(from_kg(weight_kg, self.unit)) - _thousandths(self.empty)) / 2
        return _loads(self).plates_for(side)

    def _total(self, side: float) -> float:
        return to_kg((_thousandths(self.empty) + 2 * side) / 1000, self.unit)


@dataclass(frozen=True, slots=True)
class Steps:
    """Equipment that goes up in equal steps from its lightest: dumbbells, stacks, added weight."""

    step: float = 2.5
    lightest: float = 2.5
    heaviest: float | None = None
    unit: Unit = "kg"

    def below(self, weight_kg: float) -> float | None:
        """Return the heaviest load that is lighter than the weight."""
        number = math.ceil(self._steps(weight_kg) - 1e-3) - 1
        return self._at(number if self.heaviest is None else min(number, self._last()))

    def above(self, weight_kg: float) -> float | None:
        """Return the lightest load that is heavier than the weight."""
        return self._at(max(math.floor(self._steps(weight_kg) + 1e-3) + 1, 0))

    def nearest(self, weight_kg: float) -> float:
        """Return the load closest to the weight, the lighter one of two equally close."""
        wanted = self._steps(weight_kg)
        number = max(math.ceil(wanted - 0.5 - 1e-6), 0)
        if self.heaviest is not None:
            number = min(number, self._last())
        return to_kg(self.lightest + number * self.step, self.unit)

    def _steps(self, weight_kg: float) -> float:
        amount = math.copysign(from_kg(abs(weight_kg), self.unit), weight_kg)
        return (amount - self.lightest) / self.step

    def _last(self) -> int:
        heaviest = self.lightest if self.heaviest is None else self.heaviest
        return math.floor((heaviest - self.lightest) / self.step + 1e-6)

    def _at(self, number: int) -> float | None:
        if number < 0 or (self.heaviest is not None and number > self._last()):
            return None
        return to_kg(self.lightest + number * self.step, self.unit)


@dataclass(frozen=True, slots=True)
class WarmUpSet:
    """One step of a warm-up ramp."""

    weight_kg: float
    reps: int


def warm_up_ramp(work_kg: float, loading: Loading) -> tuple[WarmUpSet, ...]:
    """Return bar x 10, then 40, 60 and 80 % x 5, 3 and 1, each lighter than the work weight.

    Where weight is added to the lifter's own, that own weight x 5 stands in place of the bar.
    Steps that round to the same load are merged into the first of them.
    """
    own_weight = isinstance(loading, Steps) and loading.lightest < 0
    ramp = [WarmUpSet(loading.nearest(0), 10)] if isinstance(loading, Barbell) else []
    if own_weight:
        ramp.append(WarmUpSet(0.0, 5))
    for percent, reps in ((40, 5), (60, 3), (80, 1)):
        ramp.append(WarmUpSet(loading.nearest(work_kg * percent / 100), reps))
    merged = ramp[:1] + [
        after for before, after in pairwise(ramp) if after.weight_kg > before.weight_kg
    ]
    return tuple(
        step for step in merged if step.weight_kg < work_kg and (step.weight_kg > 0 or own_weight)
    )


def _thousandths(amount: float) -> int:
    return round(amount * 1000)


def _side(barbell: Barbell, weight_kg: float) -> float:
    return (_thousandths(from_kg(weight_kg, barbell.unit)) - _thousandths(barbell.empty)) / 2


def _last_under(sums: Sequence[int], most: float) -> int | None:
    index = bisect_right(sums, most)
    return sums[index - 1] if index else None


def _first_over(sums: Sequence[int], least: float) -> int | None:
    index = bisect_left(sums, least)
    return sums[index] if index < len(sums) else None


@dataclass(frozen=True, slots=True)
class _Loads:
    """Every sum that one side can hold (in thousandths) and how many of each plate make it."""

    grain: int
    sums: tuple[int, ...]
    sizes: tuple[int, ...]
    taken: tuple[list[int], ...]

    def plates_for(self, side: float) -> tuple[float, ...] | None:
        if _last_under(self.sums, side) != side:
            return None
        left, plates = int(side) // self.grain, []
        for size, taken in zip(reversed(self.sizes), reversed(self.taken), strict=True):
            count = taken[left]
            plates += [size * self.grain / 1000] * count
            left -= count * size
        return tuple(plates)


@lru_cache(maxsize=32)
def _loads(barbell: Barbell) -> _Loads:
    """Find the fewest plates for every sum: a coin problem, one size at a time, lightest first.

    A tie goes to the heavier plates, so that an unlimited standard set comes out as a lifter
    loads it: the heaviest that fits, then the next.
    """
    pairs: dict[int, int | None] = {}
    for plate in barbell.plates:
        size = _thousandths(plate.weight)
        if size > 0 and plate.pairs != 0:
            known = pairs.get(size, 0)
            pairs[size] = (
                None if None in (known, plate.pairs) else (known or 0) + (plate.pairs or 0)
            )
    sizes = sorted(pairs)
    grain = math.gcd(*sizes) if sizes else 1
    if not sizes:
        return _Loads(1, (0,), (), ())
    held = [pairs[size] for size in sizes]
    if all(count is not None for count in held):
        most = sum(size * (count or 0) for size, count in zip(sizes, held, strict=True))
    else:
        most = _HEAVIEST_SIDE
    most = min(most // grain, _MOST_SUMS)
    fewest: list[float] = [0, *([math.inf] * most)]
    layers: list[list[int]] = []
    for size, count in zip(sizes, held, strict=True):
        layers.append(_add_size(fewest, size // grain, count))
    sums = tuple(total * grain for total, plates in enumerate(fewest) if plates < math.inf)
    return _Loads(grain, sums, tuple(size // grain for size in sizes), tuple(layers))


def _add_size(fewest: list[float], size: int, count: int | None) -> list[int]:
    """Bring one size of plate into `fewest`; return how many of it the best of each sum takes."""
    taken = [0] * len(fewest)
    if count is None:
        for total in range(size, len(fewest)):
            if fewest[total - size] + 1 <= fewest[total] and fewest[total - size] < math.inf:
                fewest[total] = fewest[total - size] + 1
                taken[total] = taken[total - size] + 1
        return taken
    bundle = 1
    left = count
    while left > 0:
        bundle = min(bundle, left)
        for total in range(len(fewest) - 1, size * bundle - 1, -1):
            before = fewest[total - size * bundle]
            if before < math.inf and before + bundle <= fewest[total]:
                fewest[total] = before + bundle
                taken[total] = taken[total - size * bundle] + bundle
        left -= bundle
        bundle *= 2
    return taken
