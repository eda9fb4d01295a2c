"""Looking back: a finished session against its plan, weeks, effort, trends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from tui.lazy_dataclass import dataclass
from tui.training.personal_records import (
    Bests,
    PersonalRecord,
    bests_of,
    session_records,
    sets_of,
    tells_of_strength,
)
from tui.training.progression import target_rpe
from tui.training.records import Exercise, LastTime, Session, TrainingSet, is_warm_up
from tui.training.strength import Formula, estimate_one_rep_max
from tui.training.units import Unit, from_kg
from tui.training.volume import (
    LANDMARKS,
    Landmarks,
    MuscleVolume,
    Tonnage,
    tonnage,
    volume_per_muscle,
)
from tui.training.wording import counted, listed, sets_word

LONGEST_SESSION = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class ExerciseOutcome:
    """One exercise of a finished session: sets done of planned, the top set, its records."""

    exercise: Exercise
    done: int
    planned: int
    top_set: TrainingSet | None
    records: tuple[PersonalRecord, ...]


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """What the finish screen shows; a recorded warm-up is an outcome, and counts for nothing."""

    session: Session
    exercises: tuple[ExerciseOutcome, ...]
    tonnage: Tonnage
    volume: tuple[MuscleVolume, ...]
    effort: EffortGap | None
    duration_minutes: int | None

    @property
    def records(self) -> tuple[tuple[Exercise, PersonalRecord], ...]:
        """Every record of the session with its exercise, in order."""
        return tuple((one.exercise, record) for one in self.exercises for record in one.records)


@dataclass(frozen=True, slots=True)
class SetCount:
    """Sets of the plan that were done, of how many; `extra` are those beyond it.

    A recorded warm-up is no work; an exercise that was skipped asks for no more than it got.
    """

    done: int
    planned: int
    extra: int

    @property
    def left(self) -> int:
        """How many of the plan are still to do."""
        return self.planned - self.done

    def words(self) -> str:
        """Say it so that it adds up: `8 of 11 sets, 1 extra`."""
        if not self.planned:
            return sets_word(self.extra)
        extra = f", {self.extra} extra" if self.extra else ""
        return f"{self.done} of {sets_word(self.planned)}{extra}"


@dataclass(frozen=True, slots=True)
class EffortGap:
    """Planned against reported RPE, over the sets that have both."""

    planned: float
    reported: float
    sets: int

    @property
    def is_off(self) -> bool:
        """Whether the plan was too heavy or too light by half a point or more."""
        return abs(self.reported - self.planned) >= 0.5

    def words(self) -> str:
        """Say whether the plan is too heavy, too light or about right."""
        gap = self.reported - self.planned
        if not self.is_off:
            return "about as hard as planned"
        return f"{abs(gap):.1f} RPE {'harder' if gap > 0 else 'easier'} than planned"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One day of an exercise: its top set and its best e1RM in kg."""

    day: date
    top_set: TrainingSet
    one_rep_max: float | None


def session_summary(
    session: Session,
    bests: Mapping[str, Bests],
    *,
    landmarks: Mapping[str, Landmarks] = LANDMARKS,
) -> SessionSummary:
    """Sum a session up; `bests` holds by the exercise's row id those of all days before."""
    records = _records(session, bests)
    outcomes = tuple(
        _outcome(exercise, tuple(records.get(exercise.id, ()))) for exercise in session.exercises
    )
    return SessionSummary(
        session=session,
        exercises=outcomes,
        tonnage=tonnage(session.exercises),
        volume=volume_per_muscle(session.exercises, landmarks),
        effort=effort_gap(session.exercises),
        duration_minutes=minutes_to_keep(session),
    )


def set_count(exercises: Iterable[Exercise]) -> SetCount:
    """Count the sets of some exercises against their plans, each for itself."""
    done = planned = extra = 0
    for exercise in exercises:
        if is_warm_up(exercise.tier):
            continue
        performed = len(exercise.performed)
        of_plan = min(performed, exercise.sets)
        done += of_plan
        planned += of_plan if exercise.skipped else exercise.sets
        extra += performed - of_plan
    return SetCount(done, planned, extra)


def duration_minutes(session: Session) -> int | None:
    """Return the begun minutes from the first set to the last, at least 1; None without a set.

    None also where a set was added on another day: nobody trained all the time in between.
    """
    times = [done.recorded_at for one in session.exercises for done in one.performed]
    if not times or max(times) - min(times) > LONGEST_SESSION:
        return None
    return max(math.ceil((max(times) - min(times)).total_seconds() / 60), 1)


def minutes_to_keep(session: Session) -> int | None:
    """Return the duration that stands in the session; where none does, first set to last."""
    return session.duration_minutes or duration_minutes(session)


def top_set(sets: Iterable[TrainingSet]) -> TrainingSet | None:
    """Return the heaviest set, of equally heavy ones the one with the most reps."""
    return max(sets, key=lambda one: (one.weight_kg, one.reps_done), default=None)


def effort_gap(exercises: Iterable[Exercise]) -> EffortGap | None:
    """Return planned against reported RPE, or None without a set that has both."""
    pairs = [
        (planned, performed.rpe)
        for exercise in exercises
        if (planned := target_rpe(exercise)) is not None
        for performed in exercise.performed
        if performed.rpe is not None
    ]
    if not pairs:
        return None
    count = len(pairs)
    planned_sum, reported_sum = sum(one for one, _ in pairs), sum(two for _, two in pairs)
    return EffortGap(planned_sum / count, reported_sum / count, count)


def exercise_trend(
    history: Iterable[LastTime], *, formula: Formula = "default", bodyweight: bool = False
) -> tuple[TrendPoint, ...]:
    """Return an exercise's days, oldest first, for a chart."""
    points = []
    for time in sorted(history, key=lambda one: one.session_date):
        top = top_set(time.sets)
        if top is None:
            continue
        estimates = [
            estimate_one_rep_max(one.weight_kg, one.reps_done, one.rpe, formula)
            for one in time.sets
            if not bodyweight and tells_of_strength(one)
        ]
        known = [estimate for estimate in estimates if estimate is not None]
        points.append(TrendPoint(time.session_date, top, max(known, default=None)))
    return tuple(points)


def rep_maxes(
    history: Iterable[LastTime],
    *,
    formula: Formula = "default",
    bodyweight: bool = False,
    counts_reps: bool = True,
) -> Bests:
    """Return an exercise's standing bests: `rep_maxes` for 1..12, heaviest, best e1RM."""
    sets = sorted(sets_of(history), key=lambda one: (one.recorded_at, one.set_no))
    return bests_of(sets, formula=formula, bodyweight=bodyweight, counts_reps=counts_reps)


def format_tonnage(moved: Tonnage, *, unit: Unit = "kg") -> str:
    """Say the tonnage, and what it leaves out: `12,340 kg lifted, without 6 bodyweight sets`."""
    text = f"{from_kg(moved.kg, unit):,.0f} {unit} lifted"
    bodyweight = moved.sets_left_out - moved.sets_without_reps
    left_out = [counted(bodyweight, "bodyweight set")] if bodyweight else []
    if moved.sets_without_reps:
        left_out.append(f"{sets_word(moved.sets_without_reps)} by time or distance")
    return f"{text}, without {listed(left_out)}" if left_out else text


def _records(session: Session, bests: Mapping[str, Bests]) -> dict[str, list[PersonalRecord]]:
    """Return the session's records by exercise row; one exercise in two rows is one."""
    rows: dict[str, list[Exercise]] = {}
    for exercise in session.exercises:
        if not is_warm_up(exercise.tier):
            known_as = exercise.exercise_id or exercise.exercise_name.strip().casefold()
            rows.setdefault(known_as, []).append(exercise)
    found: dict[str, list[PersonalRecord]] = {}
    for same in rows.values():
        sets = sorted(
            (done for exercise in same for done in exercise.performed),
            key=lambda done: (done.recorded_at, done.set_no),
        )
        for performed, record in session_records(sets, bests.get(same[0].id, Bests())):
            found.setdefault(performed.exercise_row_id, []).append(record)
    return found


def _outcome(exercise: Exercise, records: tuple[PersonalRecord, ...]) -> ExerciseOutcome:
    return ExerciseOutcome(
        exercise=exercise,
        done=len(exercise.performed),
        planned=exercise.sets,
        top_set=top_set(exercise.performed),
        records=records,
    )
