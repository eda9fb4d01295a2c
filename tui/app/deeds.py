"""What is done to an exercise or a session rather than to a set."""

from __future__ import annotations

from tui.app.workout import Workout
from tui.sync.protocol import Json
from tui.training.records import CatalogueExercise


def skip(workout: Workout) -> None:
    """Skip the chosen exercise today, or take that back."""
    exercise = workout.exercise
    if exercise is None:
        return
    verb = "taken back" if exercise.skipped else "skipped"
    about = f"{exercise.exercise_name} {verb}"
    columns = {"skipped": not exercise.skipped}
    done = workout.do(
        lambda book: book.workouts.amend_exercise(exercise.id, columns, about),
        said=f"{about} · u undoes",
    )
    if done and not exercise.skipped:
        workout.move_on()


def comment(workout: Workout, text: str) -> None:
    """Keep a comment on the chosen exercise; an empty one takes it away."""
    exercise = workout.exercise
    if exercise is None or (exercise.notes or "") == text:
        return
    about = f"{exercise.exercise_name} comment"
    workout.do(
        lambda book: book.workouts.amend_exercise(exercise.id, {"notes": text or None}, about),
        said="comment kept · u undoes" if text else "comment taken away · u undoes",
    )


def add_exercise(workout: Workout, chosen: CatalogueExercise) -> None:
    """Put an exercise of the catalogue, or one of the lifter's own naming, at the end."""
    columns: dict[str, Json] = {"exercise_name": chosen.name}
    if chosen.exercise_id:
        columns |= {
            "exercise_id": chosen.exercise_id,
            "muscle_group": chosen.target or chosen.body_part,
            "secondary_muscles": list(chosen.secondary_muscles),
            "equipment": chosen.equipment,
            "instructions": chosen.instructions,
            "tips": list(chosen.tips),
        }
    done = workout.do(
        lambda book: book.workouts.add_exercise(workout.session.id, columns),
        said=f"{chosen.name} added · u undoes",
    )
    if done:
        workout.choose_exercise(len(workout.sheet.exercises) - 1)


def finish(
    workout: Workout, *, difficulty: int | None, minutes: int | None, notes: str | None
) -> None:
    """Complete the session and end the rest."""
    done = workout.do(
        lambda book: book.workouts.finish(
            workout.session.id, difficulty=difficulty, duration_minutes=minutes, notes=notes
        ),
        said="session completed · f reopens it, u undoes",
    )
    if done:
        workout.stop_rest()


def reopen(workout: Workout) -> None:
    """Take the completion back."""
    workout.do(
        lambda book: book.workouts.reopen(workout.session.id), said="session reopened · u undoes"
    )
