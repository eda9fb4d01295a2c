"""What the lifter has set about loading, estimating and resting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.training.gym import DEFAULT_GYM, Gym
from tui.training.rest import USUAL_RESTS, Rests
from tui.training.strength import Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRules:
    """The gym one trains in, how a maximum is estimated, and how long one rests."""

    gym: Gym = DEFAULT_GYM
    formula: Formula = "default"
    rests: Rests = USUAL_RESTS


DEFAULT_RULES: Final = TrainingRules()
