"""The JSON documents of training: plain dictionaries with the column names of the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.training.records import Exercise, LastTime, Session, TrainingSet
    from tui.training.sheet import ExerciseSheet, SessionSheet

Document = dict[str, object]


def set_document(performed: TrainingSet) -> Document:
    """Return one performed set."""
    return {
        "id": performed.id,
        "set_no": performed.set_no,
        "weight_kg": performed.weight_kg,
        "reps_done": performed.reps_done,
        "rpe": performed.rpe,
        "recorded_at": performed.recorded_at,
    }


def session_document(session: Session) -> Document:
    """Return one session without its exercises."""
    return {
        "id": session.id,
        "day_label": session.day_label,
        "session_date": session.session_date,
        "focus_area": session.focus_area,
        "completed": session.completed,
        "duration_minutes": session.duration_minutes,
        "overall_difficulty": session.overall_difficulty,
        "notes": session.notes,
    }


def performed_document(session: Session) -> Document:
    """Return one session with what was done, exercise by exercise."""
    return session_document(session) | {
        "exercises": [exercise_document(exercise) for exercise in session.exercises]
    }


def exercise_document(exercise: Exercise) -> Document:
    """Return one exercise of a session with what was done of it."""
    return _exercise(exercise) | {"sets": [set_document(done) for done in exercise.performed]}


def sheet_document(sheet: SessionSheet) -> Document:
    """Return one session against its plan: targets, last times, and the sets of today."""
    return session_document(sheet.session) | {
        "exercises": [_exercise_sheet(exercise) for exercise in sheet.exercises]
    }


def _exercise(exercise: Exercise) -> Document:
    return {
        "id": exercise.id,
        "name": exercise.exercise_name,
        "muscle_group": exercise.muscle_group,
        "skipped": exercise.skipped,
        "superset_group": exercise.superset_group,
        "notes": exercise.notes,
        "unreadable": list(exercise.unreadable),
        "planned": {"sets": exercise.sets, "reps": exercise.reps, "rir": exercise.rir},
    }


def _exercise_sheet(sheet: ExerciseSheet) -> Document:
    return _exercise(sheet.exercise) | {
        "target": {
            "weight_kg": sheet.target.weight_kg,
            "reps": sheet.target.reps.text,
            "reason": sheet.target.reason,
        },
        "last_time": last_time_document(sheet.last_time) if sheet.last_time else None,
        "sets": [set_document(done) for done in sheet.exercise.performed],
    }


def last_time_document(last_time: LastTime) -> Document:
    """Return one earlier time of an exercise."""
    return {
        "date": last_time.session_date,
        "sets": [set_document(done) for done in last_time.sets],
        "note": last_time.note,
    }
