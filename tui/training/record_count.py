"""Counts the sets that broke a record, week by week, fed a few at a time in order of time."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.training.personal_records import Bests
from tui.training.records import TrainingSet
from tui.training.strength import Formula


@dataclass(slots=True)
class RecordCount:
    """The bests of every exercise so far, and how many sets of each week beat those before.

    A set that breaks several records counts once; the first time of an exercise breaks none.
    """

    formula: Formula = "default"
    _bests: dict[str, Bests] = field(default_factory=dict)
    _found: dict[str, dict[str, int]] = field(default_factory=dict)

    def take_in(
        self,
        performed: TrainingSet,
        *,
        week_id: str,
        name: str,
        known_as: str,
        bodyweight: bool = False,
    ) -> None:
        """Count a set; `known_as` says which exercise it is, `name` what it was called."""
        bests = self._bests.get(known_as)
        if bests is None:
            bests = self._bests[known_as] = Bests(self.formula, bodyweight)
        if bests.broken_by(performed):
            of_week = self._found.setdefault(week_id, {})
            of_week[name] = of_week.get(name, 0) + 1
        bests.take_in(performed)

    def of_week(self, week_id: str, names: frozenset[str] | None = None) -> int:
        """Return how many sets of a week broke a record, of all exercises or of those named."""
        found = self._found.get(week_id, {})
        return sum(count for name, count in found.items() if names is None or name in names)
