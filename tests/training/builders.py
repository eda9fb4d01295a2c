"""Short ways to write sets, exercises, earlier times and sessions down in a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from tui.training.records import Exercise, LastTime, Session, TrainingSet

TODAY = date(2026, 11, 24)
LAST_WEEK = date(2026, 11, 17)
BENCH = Exercise(
    id="bench-row",
    session_id="session",
    exercise_name="Bench Press (Barbell)",
    muscle_group="chest",
    sets=3,
    reps="6-8",
    equipment="barbell",
    tier="tier 1",
    rir=2,
    secondary_muscles=("triceps", "front delts"),
)
PULL_UP = replace(
    BENCH,
    id="pull-up-row",
    exercise_name="Pull-up",
    muscle_group="back",
    equipment="bodyweight",
    secondary_muscles=("biceps",),
)


def done(
    weight_kg: float,
    reps: int,
    rpe: int | None = None,
    *,
    no: int = 1,
    day: date = TODAY,
    row: str = BENCH.id,
) -> TrainingSet:
    """A performed set; each is three minutes after the one before it."""
    start = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return TrainingSet(
        id=f"{row}-{day}-{no}",
        exercise_row_id=row,
        set_no=no,
        reps_done=reps,
        weight_kg=weight_kg,
        rpe=rpe,
        recorded_at=start + timedelta(minutes=3 * (no - 1)),
    )


def sets(*performed: tuple[float, int] | tuple[float, int, int], day: date = TODAY,
         row: str = BENCH.id) -> tuple[TrainingSet, ...]:  # fmt: skip
    """Performed sets in order, each written as (weight, reps) or (weight, reps, RPE)."""
    return tuple(
        done(one[0], one[1], one[2] if len(one) == 3 else None, no=no, day=day, row=row)
        for no, one in enumerate(performed, 1)
    )


def last(
    *performed: tuple[float, int] | tuple[float, int, int],
    day: date = LAST_WEEK,
    planned_reps: str = "6-8",
    planned_sets: int | None = None,
    note: str | None = None,
) -> LastTime:
    """An earlier time of an exercise."""
    return LastTime(
        session_date=day,
        sets=sets(*performed, day=day),
        planned_reps=planned_reps,
        planned_sets=planned_sets,
        note=note,
    )


def session(*exercises: Exercise, day: date = TODAY, completed: bool = False) -> Session:
    """A session of the exercises on a day."""
    return Session(
        id="session",
        week_id="week",
        day_label="Push-H",
        session_date=day,
        day_of_week=day.isoweekday(),
        focus_area="chest",
        completed=completed,
        exercises=exercises,
    )
