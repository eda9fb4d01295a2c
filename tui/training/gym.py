"""The gym: its unit, bars, plates, steps and increments, and what an exercise is loaded with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.training.equipment import equipment_kind
from tui.training.loading import KG_PLATES, LB_PLATES, Barbell, Loading, Plate, Steps
from tui.training.records import Exercise
from tui.training.units import KG_PER_LB, Unit, to_kg

_BY_2_5: Final = Steps(2.5, 2.5)
_BY_4: Final = Steps(4, 4)
_AROUND_BODYWEIGHT: Final = Steps(2.5, -200)
_NAMED_WITH_BAR: Final = frozenset({"trap", "hex"})
_LOWER_BODY: Final = ("quad", "ham", "glute", "leg", "calf", "calves", "lower", "hip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gym:
    """What one gym has; weights are in its unit. Increments are by exercise id or name."""

    name: str = "Gym"
    unit: Unit = "kg"
    bar: float = 20
    collars: float = 0  # the pair of them
    other_bars: Mapping[str, float] = field(
        default_factory=lambda: {"ez": 10.0, "e-z": 10.0, "trap": 25.0, "hex": 25.0}
    )
    plates: tuple[Plate, ...] = KG_PLATES
    dumbbells: Steps = _BY_2_5
    kettlebells: Steps = _BY_4
    machines: Steps = _BY_2_5
    added: Steps = _AROUND_BODYWEIGHT
    upper_increment: float = 2.5
    lower_increment: float = 5
    increments: Mapping[str, float] = field(default_factory=dict)

    def loading(self, exercise: Exercise) -> Loading:
        """Return what the exercise is loaded with here."""
        kind = equipment_kind(exercise)
        if kind == "barbell":
            return Barbell(self._bar_of(exercise), self.plates, self.unit, self.collars)
        if kind == "dumbbell":
            return self.dumbbells
        if kind == "kettlebell":
            return self.kettlebells
        return self.added if kind == "bodyweight" else self.machines

    def increment_kg(self, exercise: Exercise) -> float:
        """Return what is added after success: the exercise's own, else by equipment and muscle."""
        for key in (exercise.exercise_id, exercise.exercise_name):
            if key is not None and key.casefold() in self._increments():
                return to_kg(self._increments()[key.casefold()], self.unit)
        loading = self.loading(exercise)
        if isinstance(loading, Steps):
            return to_kg(loading.step, loading.unit)
        lower = any(word in exercise.muscle_group.lower() for word in _LOWER_BODY)
        return to_kg(self.lower_increment if lower else self.upper_increment, self.unit)

    def _increments(self) -> dict[str, float]:
        return {name.casefold(): increment for name, increment in self.increments.items()}

    def _bar_of(self, exercise: Exercise) -> float:
        words = f"{exercise.equipment} {exercise.exercise_name}".casefold()
        named = _bar_named(words, tuple(self.other_bars))
        return self.bar if named is None else self.other_bars[named]


@lru_cache(maxsize=1024)
def _bar_named(words: str, names: tuple[str, ...]) -> str | None:
    """Return the first bar whose name stands in the words: a trap bar is none of the muscle."""
    for name in names:
        bar = "[ -]?bar" if name in _NAMED_WITH_BAR else ""
        if re.search(rf"\b{re.escape(name.casefold())}{bar}", words):
            return name
    return None


DEFAULT_GYM: Final = Gym()
POUND_GYM: Final = Gym(
    unit="lb",
    bar=45,
    other_bars={"ez": 20.0, "e-z": 20.0, "trap": 55.0, "hex": 55.0},
    plates=LB_PLATES,
    dumbbells=Steps(5, 5, unit="lb"),
    kettlebells=Steps(round(4 / KG_PER_LB, 3), round(4 / KG_PER_LB, 3), unit="lb"),
    machines=Steps(5, 5, unit="lb"),
    added=Steps(5, -400, unit="lb"),
    upper_increment=5,
    lower_increment=10,
)
