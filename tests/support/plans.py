"""Plans for tests, put into the database as its owner would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

import psycopg


@dataclass(frozen=True, slots=True)
class PlantedPlan:
    """The ids of a plan of one exercise a week."""

    plan_id: str
    week_ids: tuple[str, ...]
    session_ids: tuple[str, ...]
    exercise_ids: tuple[str, ...]


def plant_plan(superuser_url: str, user_id: str, *, weeks: int = 1) -> PlantedPlan:
    """Insert a plan with one session of one exercise in each week."""
    start = date(2026, 11, 23)
    plan_id = str(uuid4())
    week_ids, session_ids, exercise_ids = (
        tuple(str(uuid4()) for _ in range(weeks)) for _ in range(3)
    )
    with psycopg.connect(superuser_url) as connection:
        connection.execute(
            "insert into modular_training_plan (id, user_id, split_type, week_start)"
            " values (%s, %s, 'Full body', %s)",
            (plan_id, user_id, start),
        )
        for n, week_id in enumerate(week_ids):
            monday = start + timedelta(weeks=n)
            connection.execute(
                "insert into modular_training_week (id, plan_id, week_number, week_start)"
                " values (%s, %s, %s, %s)",
                (week_id, plan_id, n + 1, monday),
            )
            connection.execute(
                "insert into modular_training_session"
                " (id, week_id, day_label, session_date, day_of_week, focus_area)"
                " values (%s, %s, 'Push', %s, 1, 'chest')",
                (session_ids[n], week_id, monday),
            )
            connection.execute(
                "insert into modular_training_exercise (id, session_id, exercise_name,"
                " muscle_group, sets, reps, equipment, tier, secondary_muscles)"
                " values (%s, %s, 'Bench Press', 'chest', 3, '6-8', 'barbell', '1', %s)",
                (exercise_ids[n], session_ids[n], json.dumps(["triceps"])),
            )
    return PlantedPlan(plan_id, week_ids, session_ids, exercise_ids)
