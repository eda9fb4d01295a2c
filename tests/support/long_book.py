"""Ten years of training as the server would send it: 520 weeks, 25,000 sets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.support.pages import EPOCH, exercise, ident, plan, session, week
from tui.sync.protocol import PulledPage, Row

WEEKS = 520
EXERCISES = ("Bench Press", "Back Squat", "Barbell Row", "Overhead Press")
SESSIONS, SETS = 4, 3


def long_page(today: date, weeks: int = WEEKS) -> PulledPage:
    """Return the weeks up to today's, four sessions of four exercises of three sets in each."""
    monday = today - timedelta(days=today.weekday())
    documents = [
        _week(number, monday - timedelta(weeks=weeks - number)) for number in range(1, weeks + 1)
    ]
    return PulledPage(
        epoch=EPOCH,
        revision=weeks,
        more=False,
        plans=(plan(),),
        week_ids=tuple(str(one["id"]) for one in documents),
        weeks=tuple(documents),
    )


def _week(number: int, starts: date) -> Row:
    sessions = [
        _session(number, place, starts + timedelta(days=(0, 1, 3, 5)[place]))
        for place in range(SESSIONS)
    ]
    return week(number, number, sessions, starts=starts)


def _session(number: int, place: int, day: date) -> Row:
    of_session = number * SESSIONS + place
    exercises = []
    for order, name in enumerate(EXERCISES):
        of_exercise = of_session * len(EXERCISES) + order
        sets = [_set(of_exercise, set_no, number, day) for set_no in range(1, SETS + 1)]
        exercises.append(exercise(of_exercise, of_session, name, sets, order_in_session=order + 1))
    return session(of_session, number, day, exercises, completed=True)


def _set(of_exercise: int, set_no: int, week_number: int, day: date) -> Row:
    begun = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
    return {
        "id": ident("t", of_exercise * SETS + set_no),
        "exercise_row_id": ident("e", of_exercise),
        "set_no": set_no,
        "reps_done": 5 + (week_number + set_no) % 4,
        "weight_kg": 60.0 + 2.5 * (week_number // 8 % 20),
        "rpe": 8,
        "recorded_at": (begun + timedelta(minutes=3 * set_no)).isoformat(),
    }
