"""The settings that the screens obey, as the lifter chose them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Final

from tui.lazy_dataclass import dataclass
from tui.training.gym import DEFAULT_GYM, POUND_GYM, Gym
from tui.training.rest import REST_BY_TIER
from tui.training.rules import TrainingRules
from tui.training.volume import LANDMARKS, Landmarks

if TYPE_CHECKING:
    from tui.training.strength import Formula
    from tui.training.units import Unit


# What can be chosen, as a lifter writes it: iron and chalk have the most contrast.
THEME_CHOICES: Final = ("topset", "light", "iron", "chalk", "nord", "gruvbox", "ansi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The settings that the screens obey."""

    unit: Unit = "kg"
    theme: str = "topset"
    rest_bell: bool = True
    formula: Formula = "default"
    rest_notice: bool = False
    rest_by_tier: Mapping[int, int] = field(default_factory=lambda: REST_BY_TIER)
    own_rests: Mapping[str, int] = field(default_factory=dict)
    gyms: Mapping[str, Gym] = field(default_factory=dict)
    gym_name: str = ""
    landmarks: Mapping[str, Landmarks] = field(default_factory=lambda: LANDMARKS)
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def gym(self) -> Gym:
        """The gym that weights are rounded for."""
        usual = POUND_GYM if self.unit == "lb" else DEFAULT_GYM
        return self.gyms.get(self.gym_name) or next(iter(self.gyms.values()), usual)

    @property
    def rules(self) -> TrainingRules:
        """What the today screen computes by."""
        return TrainingRules(
            gym=self.gym,
            formula=self.formula,
            rest_by_tier=self.rest_by_tier,
            own_rests=self.own_rests,
            landmarks=self.landmarks,
        )
