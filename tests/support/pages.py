"""A small training log as the server would send it, with ids that can be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tui.sync.protocol import Json, PulledPage, Row

EPOCH = "00000000-0000-4000-8000-00000000e0c4"
MONDAY = date(2026, 11, 16)


def ident(kind: str, number: int) -> str:
    """Return a UUID that tells what it names: kind "w" 3 is ...a000-000000000003."""
    code = {"p": "aaaa", "w": "bbbb", "s": "cccc", "e": "dddd", "t": "eeee"}[kind]
    return f"00000000-0000-4000-{code}-{number:012d}"


def plan(number: int = 1, **columns: Json) -> Row:
    """Return an active plan."""
    return {
        "id": ident("p", number),
        "split_type": "upper_lower",
        "week_start": MONDAY.isoformat(),
        "goal_type": "strength",
        "experience_level": "intermediate",
        "status": "active",
        "notes": None,
        **columns,
    }


def performed(number: int, exercise: int, set_no: int, weight: float, reps: int) -> Row:
    """Return a performed set."""
    moment = datetime(2026, 11, 16, 17, tzinfo=UTC) + timedelta(minutes=3 * number)
    return {
        "id": ident("t", number),
        "exercise_row_id": ident("e", exercise),
        "set_no": set_no,
        "reps_done": reps,
        "weight_kg": weight,
        "rpe": 8,
        "recorded_at": moment.isoformat(),
    }


def exercise(number: int, session: int, name: str, sets: list[Row], **columns: Json) -> Row:
    """Return an exercise of a session, in the place of its number."""
    return {
        "id": ident("e", number),
        "session_id": ident("s", session),
        "exercise_name": name,
        "muscle_group": "chest",
        "sets": 3,
        "reps": "6-8",
        "rir": 2,
        "equipment": "barbell",
        "tier": "1",
        "target": None,
        "secondary_muscles": ["triceps"],
        "tips": None,
        "instructions": None,
        "weight": None,
        "difficulty": None,
        "notes": None,
        "display_order": number,
        "exercise_id": None,
        "order_in_session": number,
        **columns,
        "performed": list(sets),
    }


def session(number: int, week: int, day: date, exercises: list[Row], **columns: Json) -> Row:
    """Return a session of a week."""
    return {
        "id": ident("s", number),
        "week_id": ident("w", week),
        "day_label": f"Day-{number}",
        "session_date": day.isoformat(),
        "day_of_week": day.isoweekday(),
        "focus_area": "chest",
        "session_number": number,
        "overall_difficulty": None,
        "duration_minutes": None,
        "completed": False,
        "notes": None,
        **columns,
        "exercises": list(exercises),
    }


def week(number: int, revision: int, sessions: list[Row], *, starts: date = MONDAY) -> Row:
    """Return a week document at a revision."""
    return {
        "id": ident("w", number),
        "plan_id": ident("p", 1),
        "week_number": number,
        "week_start": starts.isoformat(),
        "notes": None,
        "revision": revision,
        "sessions": list(sessions),
    }


def page(weeks: list[Row], *, revision: int, alive: list[str] | None = None) -> PulledPage:
    """Return the last page of a pull; every week given is alive unless `alive` says otherwise."""
    return PulledPage(
        epoch=EPOCH,
        revision=revision,
        more=False,
        plans=(plan(),),
        week_ids=tuple(str(one["id"]) for one in weeks) if alive is None else tuple(alive),
        weeks=tuple(weeks),
    )
