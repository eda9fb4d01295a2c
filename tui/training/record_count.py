"""Counts the records of each week, fed session by session in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field

from tui.lazy_dataclass import dataclass
from tui.training.personal_records import Bests, session_records
from tui.training.records import TrainingSet
from tui.training.strength import Formula


@dataclass(slots=True)
class RecordCount:
    """The bests of every exercise so far, and how many records each week brought.

    They are those that finishing a session shows; the first time of an exercise breaks none.
    """

    formula: Formula = "default"
    _bests: dict[str, Bests] = field(default_factory=dict)
    _found: dict[str, dict[str, int]] = field(default_factory=dict)

    def take_in(
        self,
        sets: Sequence[TrainingSet],
        *,
        week: str,
        name: str,
        known_as: str,
        bodyweight: bool = False,
        counts_reps: bool = True,
    ) -> None:
        """Count one exercise's sets of a session.

        `known_as` says which exercise it is, `name` what it was called.
        """
        bests = self._bests.get(known_as)
        if bests is None:
            bests = self._bests[known_as] = Bests(self.formula, bodyweight, counts_reps)
        if records := session_records(sets, bests):
            of_week = self._found.setdefault(week, {})
            of_week[name] = of_week.get(name, 0) + len(records)
        for performed in sets:
            bests.take_in(performed)

    def of_week(self, week: str, names: frozenset[str] | None = None) -> int:
        """Return how many records a week brought, of all exercises or of those named."""
        found = self._found.get(week, {})
        return sum(count for name, count in found.items() if names is None or name in names)
