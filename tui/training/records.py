"""Plan, week, session, exercise and set: the columns of the tables as frozen records.

Ids are UUIDs as lower-case text, weights are kilograms, times are aware datetimes.
"""

from __future__ import annotations

from datetime import date, datetime

from tui.lazy_dataclass import dataclass

WARM_UP = "warm-up"  # the tier of an exercise that holds recorded warm-up sets


def is_warm_up(tier: str) -> bool:
    """Tell whether a tier, also one in a coach's spelling, is that of warm-up sets."""
    return "".join(char for char in tier.casefold() if char.isalpha()).startswith("warmup")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSet:
    """One performed set (table `training_set`).

    `weight_kg` is 0 for bodyweight work, positive when weight is added, negative when assisted.
    """

    id: str
    exercise_row_id: str
    set_no: int
    reps_done: int
    weight_kg: float
    rpe: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """One exercise of one session (table `modular_training_exercise`) with its performed sets."""

    id: str
    session_id: str
    exercise_name: str
    muscle_group: str
    sets: int
    reps: str
    equipment: str
    tier: str
    rir: int | None = None
    target: str | None = None
    secondary_muscles: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()
    instructions: str | None = None
    weight: float | None = None
    difficulty: int | None = None
    notes: str | None = None
    display_order: int = 0
    exercise_id: str | None = None
    order_in_session: int = 1
    swapped_from: str | None = None
    skipped: bool = False
    superset_group: int | None = None
    performed: tuple[TrainingSet, ...] = ()
    catalogue_equipment: str = ""  # what the catalogue says of it, where it is known there
    catalogue_target: str = ""
    unreadable: tuple[str, ...] = ()  # what of it in the database cannot be read, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One workout day (table `modular_training_session`) with its exercises in order."""

    id: str
    week_id: str
    day_label: str
    session_date: date
    day_of_week: int
    focus_area: str
    session_number: int = 1
    overall_difficulty: int | None = None
    duration_minutes: int | None = None
    completed: bool = False
    notes: str | None = None
    exercises: tuple[Exercise, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One calendar week of a plan (table `modular_training_week`)."""

    id: str
    plan_id: str
    week_number: int
    week_start: date
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The root of a goal or phase (table `modular_training_plan`)."""

    id: str
    split_type: str
    week_start: date
    goal_type: str
    experience_level: str
    status: str
    notes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueExercise:
    """One entry of the exercise catalogue (table `exrcwiki`)."""

    exercise_id: str
    name: str
    body_part: str
    target: str
    secondary_muscles: tuple[str, ...] = ()
    equipment: str = ""
    instructions: str = ""
    tips: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What an exercise is in its plan: heavy day or volume day, top set or back-off, deload.

    `nth` counts the rows of the same exercise in one session; `one_off` is work that no plan
    asked for; `rir` is None where the plan asked for no reserve.
    """

    plan_id: str | None = None
    day_label: str = ""
    session_number: int = 1
    nth: int = 1
    order: int = 1
    tier: str = ""
    rir: int | None = None
    one_off: bool = False
    deload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTime:
    """How an exercise went on an earlier day: its sets in order and the note left then.

    `planned_sets` and `role` are None where nobody knows what was planned.
    """

    session_date: date
    sets: tuple[TrainingSet, ...]
    planned_reps: str
    note: str | None = None
    planned_sets: int | None = None
    role: Role | None = None
