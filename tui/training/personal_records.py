"""Personal records: what counts as one, which a set breaks, and which a session does.

A record is strictly better than everything before it; a tie is none, and neither is the first
time, which beats nothing. A session is held against the sessions before it, so that each kind
counts once, by its best set. Nothing is stored: after a past set is amended they are computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from typing import Final, Literal

from tui.lazy_dataclass import dataclass
from tui.training.entry import format_weight
from tui.training.records import LastTime, TrainingSet
from tui.training.strength import Formula, estimate_one_rep_max
from tui.training.units import Unit, from_kg, plain_number

RecordKind = Literal["heaviest", "rep_max", "most_reps", "one_rep_max", "set_volume"]
MOST_REP_MAX: Final = 12
LEAST_TELLING_RPE: Final = 7
MOST_UNRATED_REPS: Final = 10


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """A set that beat all before it; values are kg, or reps for `most_reps`."""

    kind: RecordKind
    set: TrainingSet
    value: float
    before: float

    def words(self, *, unit: Unit = "kg", bodyweight: bool = False) -> str:
        """Say the record in a few words, such as "most reps ever at 82.5"."""
        weight = format_weight(self.set.weight_kg, unit=unit, bodyweight=bodyweight)
        most = "least help" if self.set.weight_kg < 0 else "heaviest"
        if self.kind == "heaviest":
            return f"{most} ever: {weight}"
        if self.kind == "rep_max":
            return f"{most} for {self.set.reps_done}: {weight}"
        if self.kind == "most_reps":
            return f"most reps ever at {weight}"
        value = from_kg(self.value, unit)
        if self.kind == "one_rep_max":
            return f"best e1RM: {plain_number(value, decimals=1)}"
        return f"best set volume: {plain_number(value, decimals=0)} {unit}"


@dataclass(slots=True)
class Bests:
    """The best of each kind so far, taken in set by set.

    `rep_maxes` holds for 1..12 reps the set with the most weight for at least so many;
    `most_reps` is by weight in kg. `estimates` holds the best e1RM in kg of sets with (True) and
    without an RPE: it takes one of its own kind to beat, so that rating sets breaks no record by
    itself. `bodyweight` leaves e1RM and volume out: they would count
    the added weight alone. Without `counts_reps` the number of a set is seconds or a distance, and
    only weights are compared.
    """

    formula: Formula = "default"
    bodyweight: bool = False
    counts_reps: bool = True
    heaviest: TrainingSet | None = None
    most_reps: dict[float, TrainingSet] = field(default_factory=dict)
    rep_maxes: dict[int, TrainingSet] = field(default_factory=dict)
    one_rep_max: float | None = None
    set_volume: float | None = None
    estimates: dict[bool, float] = field(default_factory=dict)

    def copy(self) -> Bests:
        """Return the same bests, to take more sets in."""
        return replace(
            self,
            most_reps=dict(self.most_reps),
            rep_maxes=dict(self.rep_maxes),
            estimates=dict(self.estimates),
        )

    def broken_by(self, performed: TrainingSet) -> tuple[PersonalRecord, ...]:
        """Return the records that a set breaks, the greatest first; take nothing in."""
        reps, weight = performed.reps_done, performed.weight_kg
        if reps < 1:
            return ()
        broken: list[PersonalRecord] = []
        if self.heaviest is not None and weight > self.heaviest.weight_kg:
            broken.append(PersonalRecord("heaviest", performed, weight, self.heaviest.weight_kg))
        if not self.counts_reps:
            return tuple(broken)
        if (best := self.rep_maxes.get(reps)) is not None and weight > best.weight_kg:
            broken.append(PersonalRecord("rep_max", performed, weight, best.weight_kg))
        if (most := self.most_reps.get(weight)) is not None and reps > most.reps_done:
            broken.append(PersonalRecord("most_reps", performed, reps, most.reps_done))
        estimate = self._estimate(performed)
        known = self.one_rep_max
        alike = (performed.rpe is not None) in self.estimates
        if estimate is not None and known is not None and alike and estimate > known:
            broken.append(PersonalRecord("one_rep_max", performed, estimate, known))
        if self.set_volume is not None and weight * reps > self.set_volume:
            broken.append(PersonalRecord("set_volume", performed, weight * reps, self.set_volume))
        return tuple(broken)

    def take_in(self, performed: TrainingSet) -> None:
        """Count a set among those before."""
        reps, weight = performed.reps_done, performed.weight_kg
        if reps < 1:
            return
        if _heavier(performed, self.heaviest):
            self.heaviest = performed
        if not self.counts_reps:
            return
        if weight not in self.most_reps or reps > self.most_reps[weight].reps_done:
            self.most_reps[weight] = performed
        for count in range(1, min(reps, MOST_REP_MAX) + 1):
            if _heavier(performed, self.rep_maxes.get(count)):
                self.rep_maxes[count] = performed
        estimate = self._estimate(performed)
        if estimate is not None:
            rated = performed.rpe is not None
            self.estimates[rated] = max(estimate, self.estimates.get(rated, 0))
            if self.one_rep_max is None or estimate > self.one_rep_max:
                self.one_rep_max = estimate
        if self._weighs(performed) and (self.set_volume is None or weight * reps > self.set_volume):
            self.set_volume = weight * reps

    def _estimate(self, performed: TrainingSet) -> float | None:
        if not self._weighs(performed) or not tells_of_strength(performed):
            return None
        estimate = estimate_one_rep_max(
            performed.weight_kg, performed.reps_done, performed.rpe, self.formula
        )
        return None if estimate is None else round(estimate, 3)

    def _weighs(self, performed: TrainingSet) -> bool:
        return performed.weight_kg > 0 and not self.bodyweight


def _heavier(performed: TrainingSet, best: TrainingSet | None) -> bool:
    """Tell whether a set stands above the best one: it is heavier, or as heavy with more reps."""
    return best is None or (performed.weight_kg, performed.reps_done) > (
        best.weight_kg,
        best.reps_done,
    )


def tells_of_strength(performed: TrainingSet) -> bool:
    """Tell whether a set's e1RM is worth comparing: at RPE 7 or more, or unrated up to 10 reps."""
    if performed.rpe is None:
        return performed.reps_done <= MOST_UNRATED_REPS
    return performed.rpe >= LEAST_TELLING_RPE


def bests_of(
    sets: Iterable[TrainingSet],
    *,
    formula: Formula = "default",
    bodyweight: bool = False,
    counts_reps: bool = True,
) -> Bests:
    """Return the bests of one exercise's sets."""
    bests = Bests(formula, bodyweight, counts_reps)
    for performed in sets:
        bests.take_in(performed)
    return bests


def session_records(
    sets: Iterable[TrainingSet], before: Bests
) -> tuple[tuple[TrainingSet, PersonalRecord], ...]:
    """Return what one exercise's sets of a session broke, with the sets that hold the records.

    `before` are the bests of all sessions before, and take nothing in.
    """
    found: dict[tuple[RecordKind, float], PersonalRecord] = {}
    for performed in sets:
        for record in worth_saying(before.broken_by(performed)):
            of = {"most_reps": performed.weight_kg, "rep_max": performed.reps_done}
            key = (record.kind, of.get(record.kind, 0))
            known = found.get(key)
            if known is None or _better(record, known):
                found[key] = record
    return tuple((record.set, record) for record in found.values())


def _better(record: PersonalRecord, known: PersonalRecord) -> bool:
    return (record.value, record.set.reps_done) > (known.value, known.set.reps_done)


def worth_saying(broken: Sequence[PersonalRecord]) -> tuple[PersonalRecord, ...]:
    """Return at most two of the records that one set broke, none that another implies."""
    kinds = {record.kind for record in broken}
    implied = set()
    if kinds & {"heaviest", "most_reps"}:
        implied |= {"rep_max"}
    if kinds - {"set_volume"}:
        implied |= {"set_volume"}
    return tuple(record for record in broken if record.kind not in implied)[:2]


def sets_of(history: Iterable[LastTime]) -> tuple[TrainingSet, ...]:
    """Return the sets of an exercise's earlier times."""
    return tuple(performed for time in history for performed in time.sets)
