"""What is done to an exercise or a session rather than to a set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tui.logbook import Logbook
from tui.logbook.session_editing import Swapped
from tui.logbook.workouts import KEEP, Keep
from tui.sync.protocol import Json
from tui.training.loading import WarmUpSet
from tui.training.records import CatalogueExercise, Exercise, Session
from tui.training.supersets import NoPartner
from tui.training.wording import day_and_date, sets_word
from tui.workout.day_entry import EXPECTED, DayError, read_day
from tui.workout.finish import Finished
from tui.workout.notice import Notice
from tui.workout.workout import Workout


def skip(workout: Workout) -> None:
    """Skip the chosen exercise today, or take that back."""
    exercise = workout.exercise
    if exercise is None:
        return
    verb = "taken back" if exercise.skipped else "skipped"
    about = f"{exercise.exercise_name} {verb}"
    columns = {"skipped": not exercise.skipped}
    done = workout.do(
        lambda book: book.workouts.update_exercise(exercise.id, columns, about),
        said=about,
    )
    if done is not None and not exercise.skipped:
        workout.move_on()


def comment(workout: Workout, text: str) -> bool:
    """Keep a comment on the chosen exercise; an empty one takes it away. Tell whether it stands."""
    exercise = workout.exercise
    if exercise is None or (exercise.notes or "") == text:
        return True
    about = f"{exercise.exercise_name} comment"
    done = workout.do(
        lambda book: book.workouts.update_exercise(exercise.id, {"notes": text or None}, about),
        said="comment kept" if text else "comment removed",
    )
    return done is not None


def add_exercise(workout: Workout, chosen: CatalogueExercise) -> None:
    """Put an exercise of the catalogue, or one of the lifter's own naming, at the end.

    It is planned as it was the last time, if it was.
    """
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
    session = workout.session
    done = workout.do(
        lambda book: book.workouts.add_exercise(
            session.id, {**columns, **_planned_last(book, session, chosen)}
        ),
        said=f"{chosen.name} added",
    )
    if done is not None:
        _go_to(workout, done.result)


def _planned_last(book: Logbook, session: Session, chosen: CatalogueExercise) -> dict[str, Json]:
    """Return the sets and reps that were planned of an exercise the last time it was done."""
    wanted = Exercise(
        id="",
        session_id=session.id,
        exercise_name=chosen.name,
        exercise_id=chosen.exercise_id or None,
        muscle_group="",
        sets=0,
        reps="",
        equipment="",
        tier="",
    )
    times = book.workouts.last_times(wanted, session.session_date, 1)
    if not times or not times[0].planned_sets:
        return {}
    role = times[0].role
    rir = None if role is None else role.rir
    return {"sets": times[0].planned_sets, "reps": times[0].planned_reps, "rir": rir}


def swap(workout: Workout, to: CatalogueExercise, *, from_now_on: bool, today: date) -> None:
    """Do another exercise in place of the chosen one."""
    exercise = workout.exercise
    if exercise is None or to.name.casefold() == exercise.exercise_name.casefold():
        return
    begun = workout.sheet.exercises[workout.index].done

    def said(swapped: Swapped) -> str:
        later = swapped.later_sessions
        scope = "today"
        if from_now_on:
            scope = f"today and the next {later} times" if later != 1 else "today and next time"
        if begun:
            return f"{to.name} for the rest of {exercise.exercise_name}"
        return f"{to.name} for {exercise.exercise_name}, {scope}"

    done = workout.do(
        lambda book: book.editing.swap(exercise.id, to, from_now_on=from_now_on, today=today),
        said,
    )
    if done is not None:
        _go_to(workout, done.result.row_id)


def _go_to(workout: Workout, row_id: str) -> None:
    """Choose an exercise anew, whatever stood in the line; what was said stays."""
    said = workout.notice
    workout.choose_row(row_id)
    workout.notice = said


def move(workout: Workout, step: int) -> None:
    """Move the chosen exercise down or up."""
    exercise = workout.exercise
    if exercise is None:
        return
    end, way = ("last", "down") if step > 0 else ("first", "up")
    done = workout.do(lambda book: book.editing.move(exercise.id, step), said=f"moved {way}")
    if done is None:
        return
    _go_to(workout, exercise.id)
    if not done.result:
        workout.notice = Notice(f"it is already the {end}", "muted")


def pair(workout: Workout) -> None:
    """Superset the chosen exercise with the next one, or take that back."""
    exercise = workout.exercise
    if exercise is None:
        return

    def said(names: tuple[str, ...]) -> str:
        together = f"superset: {' + '.join(names)}"
        alone = f"{exercise.exercise_name} on its own again"
        return together if names else alone

    try:
        workout.do(lambda book: book.editing.pair(exercise.id), said)
    except NoPartner:
        workout.notice = Notice(f"no exercise comes after this one: {_moves(workout)}", "warn")


def _moves(workout: Workout) -> str:
    """Say how an exercise is moved."""
    down, up = (workout.line_words.key(f"today.move_{way}") for way in ("down", "up"))
    return f"{down} moves it" if down == up else f"{down} and {up} move it"


def record_warm_up(workout: Workout, ramp: Sequence[WarmUpSet]) -> None:
    """Keep the warm-up beside the exercise; it counts neither as work nor as a record."""
    exercise = workout.exercise
    if exercise is None or not ramp:
        return
    workout.do(
        lambda book: book.editing.record_warm_up(exercise.id, ramp),
        said=f"warm-up of {sets_word(len(ramp))} logged above",
    )
    workout.choose_row(exercise.id, quietly=True)


def comment_on_session(workout: Workout, text: str) -> bool:
    """Keep a comment on the session; an empty one takes it away. Tell whether it stands."""
    session = workout.session
    if (session.notes or "") == text:
        return True
    done = workout.do(
        lambda book: book.workouts.update_session(session.id, {"notes": text or None}),
        said=f"comment on {session.day_label} {'kept' if text else 'removed'}",
    )
    return done is not None


def read_day_of(session: Session, text: str, today: date) -> date:
    """Return the day that a session is to be done on. Raises DayError."""
    day = read_day(text, today)
    if day is None:
        raise DayError(f"“{text}” was not understood: {EXPECTED}")
    if day > today and any(one.performed for one in session.exercises):
        raise DayError("a session with sets cannot be on a day in the future")
    return day


def move_to_day(workout: Workout, day: date) -> None:
    """Change the day that the session is done on."""
    session = workout.session
    if session.session_date == day:
        return
    done = workout.do(
        lambda book: book.editing.move_session(session.id, day),
        said=f"{session.day_label} is now on {day_and_date(day)}",
    )
    workout.day_is_chosen = workout.day_is_chosen or done is not None


def finish(
    workout: Workout,
    *,
    difficulty: int | Keep | None = KEEP,
    minutes: int | Keep | None = KEEP,
    notes: str | Keep | None = KEEP,
) -> bool:
    """Complete the session and end the rest; tell whether that was done.

    What is not given stays as it is.
    """
    done = workout.do(
        lambda book: book.workouts.finish(
            workout.session.id, difficulty=difficulty, duration_minutes=minutes, notes=notes
        ),
        said="session completed",
        also=workout.line_words.reopens,
    )
    if done is None:
        return False
    workout.stop_rest()
    return True


def say_how_it_was(workout: Workout, said: Finished) -> bool:
    """Keep what is said of a session that was completed before; tell whether that was done."""
    columns: dict[str, Json] = {}
    if said.difficulty is not None:
        columns["overall_difficulty"] = said.difficulty
    if said.notes is not None:
        columns["notes"] = said.notes
    if not columns:
        return True
    label = workout.session.day_label
    facts = [f"difficulty {said.difficulty}"] if said.difficulty is not None else []
    facts += ["comment"] if said.notes is not None else []
    done = workout.do(
        lambda book: book.workouts.update_session(workout.session.id, columns),
        said=f"{label} was already completed: {' and '.join(facts)} kept",
    )
    return done is not None


def reopen(workout: Workout) -> None:
    """Take the completion back."""
    workout.do(lambda book: book.workouts.reopen(workout.session.id), said="session reopened")
