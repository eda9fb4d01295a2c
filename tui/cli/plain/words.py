"""What plain topset says: whole sentences, each on a line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.views.rest import minutes_and_seconds
from tui.app.views.today import SyncMark
from tui.app.views.words import plan_words, set_words, sets_words, target_words
from tui.training.gym import is_bodyweight
from tui.training.progression import has_plan
from tui.training.wording import day_and_date, sets_word

if TYPE_CHECKING:
    from datetime import date

    from tui.app.views.finish import FinishView
    from tui.app.views.rest import Rest
    from tui.app.workout import Workout
    from tui.training.records import Exercise, TrainingSet
    from tui.training.sheet import ExerciseSheet, SessionSheet
    from tui.training.units import Unit

HELP = (
    "Enter alone logs the line that was offered. 82.5x8@8 logs that: weight, reps, RPE.",
    "x7, @9, +2.5 and -5 change what was offered. bw x12 is bodyweight. 3x80x5 is three sets.",
    "n next exercise. p the one before. e all exercises. e 3 goes to the third. i where you are.",
    "set 2 chooses the second set: then a line amends it, and d removes it. esc leaves it.",
    "t takes the weight that is advised. m repeats the last set beyond the plan.",
    "u undoes. U does it again. s skips.",
    "a NAME adds an exercise. w NAME does it in place of this one.",
    "J and K move the exercise down and up. S supersets it with the next.",
    "c TEXT comments on the exercise, C TEXT on the session. h earlier times. l plates. g warm-up.",
    "r pauses the rest or goes on. < and > 15 seconds less or more. R no rest.",
    "f finishes. f 8 good day finishes with difficulty 8 and a comment. f again reopens.",
    "o other sessions. o 2 opens the second. G next gym. y what waits to be sent. q leaves.",
)


def session_lines(sheet: SessionSheet, today: date) -> list[str]:
    """Return what is trained."""
    session = sheet.session
    state = ", completed" if session.completed else ""
    done = sum(one.done for one in sheet.exercises)
    planned = sum(one.planned for one in sheet.exercises)
    day = day_and_date(session.session_date)
    moved = "" if session.session_date == today else f", opened {day_and_date(today)}"
    count = len(sheet.exercises)
    exercises = "1 exercise" if count == 1 else f"{count} exercises"
    what = f"{exercises}, {done} of {sets_word(planned)}" if planned else exercises
    return [f"{session.day_label}, {day}{moved}{state}: {what}."]


def list_lines(sheet: SessionSheet, chosen: int) -> list[str]:
    """Return every exercise with its number and how far it is."""
    return [
        f"{number}. {one.exercise.exercise_name}, "
        f"{'skipped' if one.exercise.skipped else done_words(one)}"
        f"{', chosen' if number == chosen + 1 else ''}."
        for number, one in enumerate(sheet.exercises, start=1)
    ]


def done_words(sheet: ExerciseSheet) -> str:
    """Return the sets done of those planned, or just those done."""
    return f"{sheet.done} of {sheet.planned}" if sheet.planned else f"{sheet.done} done"


def exercise_lines(sheet: ExerciseSheet, unit: Unit) -> list[str]:
    """Return the exercise, its plan, the target with its reason, last time, and notes."""
    exercise = sheet.exercise
    bodyweight = is_bodyweight(exercise)
    plan = f"Plan {plan_words(exercise)}" if has_plan(exercise) else "No plan"
    lines = [f"{exercise.exercise_name}. {plan}."]
    if has_plan(exercise) and sheet.target.reason:
        target = target_words(sheet.target, unit, bodyweight=bodyweight)
        lines.append(f"Next {target}: {sheet.target.reason}.")
    if sheet.last_time is not None and sheet.last_time.sets:
        before = sets_words(sheet.last_time.sets, unit, bodyweight=bodyweight)
        lines.append(f"Last time, {day_and_date(sheet.last_time.session_date)}: {before}.")
        if sheet.last_time.note:
            lines.append(f"Note from last time: {sheet.last_time.note}.")
    if exercise.performed:
        lines.append(f"Today: {sets_words(exercise.performed, unit, bodyweight=bodyweight)}.")
    if exercise.notes:
        lines.append(f"Note: {exercise.notes}.")
    lines.extend(f"Not readable in the database: {what}." for what in exercise.unreadable)
    return lines


def line_now(workout: Workout, unit: Unit) -> str:
    """Return what Enter alone would do."""
    view = workout.view(SyncMark("")).entry
    exercise = workout.exercise
    if exercise is None:
        return "No exercise yet: a NAME adds one."
    name = exercise.exercise_name
    number = view.purpose.set_no
    if not view.text:
        return f"{name}, set {number}: {view.placeholder}."
    hint = f", {view.hint}" if view.hint else ""
    planned = workout.sheet.exercises[workout.index].planned
    of = f" of {planned}" if planned else ""
    if view.purpose.verb == "amend":
        return f"{name}, set {number} is chosen: {view.text}."
    return f"{name}, set {number}{of}: {view.text}{hint}."


def logged_line(exercise: Exercise, performed: TrainingSet, unit: Unit) -> str:
    """Return a set that was logged."""
    words = set_words(performed, unit, bodyweight=is_bodyweight(exercise))
    return f"Logged {exercise.exercise_name} set {performed.set_no}: {words}."


def rest_line(rest: Rest) -> str:
    """Return a rest that runs or stands still."""
    if rest.paused_seconds is not None:
        return f"Rest paused with {minutes_and_seconds(rest.paused_seconds)} left."
    return f"Rest {minutes_and_seconds(rest.total)}, until {rest.ends:%H:%M:%S}."


def finish_lines(view: FinishView) -> list[str]:
    """Return what was done against the plan."""
    done = [
        f"{one.name}: {one.count}{f', best {one.top_set}' if one.top_set else ''}."
        for one in view.exercises
    ]
    rest = (view.summary, *view.records, view.volume)
    return [*done, *(f"{words}." for words in rest if words)]
