"""What the lifter has set about loading, estimating, resting and weekly sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.lazy_dataclass import dataclass
from tui.training.gym import DEFAULT_GYM, Gym
from tui.training.records import Exercise
from tui.training.rest import REST_BY_TIER, rest_after_set, rest_seconds
from tui.training.strength import Formula
from tui.training.volume import LANDMARKS, Landmarks

if TYPE_CHECKING:
    from tui.training.sheet import ExerciseSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRules:
    """The gym one trains in, how a maximum is estimated, how long one rests, how much is enough.

    `own_rests` holds seconds by exercise id or name, `landmarks` a week's sets by muscle.
    """

    gym: Gym = DEFAULT_GYM
    formula: Formula = "default"
    rest_by_tier: Mapping[int, int] = field(default_factory=lambda: REST_BY_TIER)
    own_rests: Mapping[str, int] = field(default_factory=dict)
    landmarks: Mapping[str, Landmarks] = field(default_factory=lambda: LANDMARKS)

    def rest_seconds(self, exercise: Exercise) -> int:
        """Return the rest after a set of the exercise."""
        return rest_seconds(exercise, own=self.own_rests, by_tier=self.rest_by_tier)

    def rest_after_set(self, sheets: Sequence[ExerciseSheet], index: int) -> int:
        """Return the rest after a set that is in the sheets; 0 until its superset catches up."""
        return rest_after_set(sheets, index, own=self.own_rests, by_tier=self.rest_by_tier)


DEFAULT_RULES: Final = TrainingRules()
