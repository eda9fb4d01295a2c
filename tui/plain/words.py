"""What plain topset says: whole sentences, each on a line of its own."""

from __future__ import annotations

from collections.abc import Callable
from string import Template
from typing import TYPE_CHECKING, Final

from tui.plain.names import IN_A_SESSION
from tui.training.equipment import is_bodyweight
from tui.training.progression import has_plan
from tui.training.reps_text import planned_reps
from tui.training.review import set_count
from tui.training.wording import day_and_date, sets_word
from tui.workout.formats import format_plan, format_set, format_sets, format_target
from tui.workout.half_typed import LineWords
from tui.workout.rest import minutes_and_seconds

if TYPE_CHECKING:
    from datetime import date

    from tui.training.records import Exercise, Session, TrainingSet
    from tui.training.sheet import ExerciseSheet, SessionSheet
    from tui.training.units import Unit
    from tui.workout.finish import FinishView
    from tui.workout.rest import Rest
    from tui.workout.workout import Workout


def line_words(key: Callable[[str], str]) -> LineWords:
    """Return what the line mode calls its acts; `key` gives the name of a command."""
    again, drop = "an empty line", "any other line drops it"
    return LineWords(enter=again, again=again, drop=drop, key=key)


def looking_back(key: Callable[[str], str]) -> str:
    """Return what is said where a past session is opened."""
    back = key("past.back")
    return f"Looking back: nothing is logged by an empty line. {back} goes back to the weeks."


def help_lines(key: Callable[[str], str]) -> list[str]:
    """Return what can be typed, under the names that the commands have now."""
    names = {command.id.partition(".")[2]: key(command.id) for command in NAMED_IN_HELP}
    return [Template(line).substitute(names) for line in _HELP]


NAMED_IN_HELP: Final = tuple(command for command in IN_A_SESSION if isinstance(command.word, str))
_HELP: Final = (
    "An empty line logs the set that was offered. 82.5x8@8 logs that: weight, reps, RPE.",
    "x7, @9, +2.5 and -5 change what was offered. bw x12 is bodyweight. 3x80x5 is three sets.",
    "$next next exercise. $previous the one before. $exercises all exercises."
    " $exercises 3 goes to the third. $here where you are.",
    "$up 2 chooses the second set: then a line amends it. $guess leaves it. $remove 2 removes it.",
    "$take takes the weight that is advised. $extra repeats the last set beyond the plan.",
    "$undo undoes. $redo does it again. $skip skips.",
    "$add NAME adds an exercise. $swap NAME does it in place of this one, today;",
    "$swap NAME from now on does so in the sessions to come too.",
    "$add or $swap NAME as written takes a name that the catalogue lacks.",
    "$move_down and $move_up move the exercise down and up. $superset supersets it with the next.",
    "$comment TEXT comments on the exercise, $session_comment TEXT on the session;"
    " $comment alone reads it, $comment - removes it.",
    "$history earlier times. $plates plates. $warm_up warm-up; $warm_up log logs it.",
    "$rest pauses the rest or goes on. $rest_less and $rest_more 15 seconds less or more."
    " $rest_off no rest.",
    "$finish finishes, and asks where sets are left. $finish 8 good day: difficulty 8 and a"
    " comment.",
    "$finish on a finished session reopens it; with words it only keeps them.",
    "$choose other sessions. $choose 2 opens the second. $day yesterday moves this one to that"
    " day.",
    "$weeks past weeks and sessions.",
    "$sync sync: what is waiting, and fixing what was refused. $gym next gym.",
    "$settings. $lifters to sign in.",
    "In weeks, sync, settings and account numbers choose, and q goes back. Here $back leaves.",
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
        f"{'skipped' if one.exercise.skipped else describe_done(one)}"
        f"{', chosen' if number == chosen + 1 else ''}."
        for number, one in enumerate(sheet.exercises, start=1)
    ]


def describe_done(sheet: ExerciseSheet) -> str:
    """Return the sets done of those planned, or just those done."""
    return f"{sheet.done} of {sheet.planned}" if sheet.planned else f"{sheet.done} done"


def exercise_lines(sheet: ExerciseSheet, unit: Unit, *, looking_back: bool = False) -> list[str]:
    """Return the exercise, its plan, the target with its reason, last time, and notes.

    Looking back there is no target.
    """
    exercise = sheet.exercise
    bodyweight, counted = is_bodyweight(exercise), planned_reps(exercise).unit
    plan = f"Plan {format_plan(exercise)}" if has_plan(exercise) else "No plan"
    lines = [f"{exercise.exercise_name}. {plan}."]
    if has_plan(exercise) and sheet.target.reason and not looking_back:
        target = format_target(sheet.target, unit, bodyweight=bodyweight)
        lines.append(f"Next {target}: {sheet.target.reason}.")
    if sheet.last_time is not None and sheet.last_time.sets:
        before = format_sets(sheet.last_time.sets, unit, bodyweight=bodyweight, counted=counted)
        lines.append(f"Last time, {day_and_date(sheet.last_time.session_date)}: {before}.")
        if sheet.last_time.note:
            lines.append(f"Note from last time: {sheet.last_time.note}.")
    if exercise.performed:
        when = "Done" if looking_back else "Today"
        done = format_sets(exercise.performed, unit, bodyweight=bodyweight, counted=counted)
        lines.append(f"{when}: {done}.")
    if exercise.notes:
        lines.append(f"Note: {exercise.notes}.")
    lines.extend(f"Not readable in the database: {what}." for what in exercise.unreadable)
    return lines


def has_offer(workout: Workout) -> bool:
    """Tell whether an empty line would log or amend something."""
    looking = workout.looking_back and workout.chosen_set is None
    return bool(workout.entry().text) and not looking


def line_now(workout: Workout, unit: Unit) -> str:
    """Return what an empty line would do, or what else can be typed."""
    exercise = workout.exercise
    if exercise is None:
        return "No exercise yet: a NAME adds one."
    view = workout.entry()
    name, number = exercise.exercise_name, view.purpose.set_no
    if workout.chosen_set is not None:
        return f"{name}, set {number} is chosen: {view.text}."
    if workout.looking_back:
        return f"{name}: a set that is typed, like 80x8, is added as set {number}."
    if workout.session.completed:
        return f"{workout.session.day_label} is completed: {workout.line_words.reopens}."
    if not view.text:
        return f"{name}, set {number}: {view.placeholder}."
    hint = f", {view.hint}" if view.hint else ""
    planned = workout.sheet.exercises[workout.index].planned
    of = f" of {planned}" if planned else ""
    return f"{name}, set {number}{of}: {view.text}{hint}."


def comment_lines(about: str, text: str | None, key: str) -> list[str]:
    """Return the comment that stands, and how it is changed."""
    if not text:
        return [f"No comment on {about} yet: {key} and words make one."]
    return [f"Comment on {about}: {text}.", f"{key} and words replace it, {key} - removes it."]


def unfinished(session: Session) -> str:
    """Return the question before a session is completed of which something is left, or nothing."""
    again = "yes completes it all the same; an empty line goes on."
    count = set_count(session.exercises)
    if not count.done + count.extra:
        return f"Nothing is logged in {session.day_label}: {again}"
    if count.left:
        left = "1 set of the plan is" if count.left == 1 else f"{count.left} sets of the plan are"
        return f"{left} left in {session.day_label}: {again}"
    return ""


def logged_line(exercise: Exercise, performed: TrainingSet, unit: Unit) -> str:
    """Return a set that was logged."""
    words = format_set(
        performed,
        unit,
        bodyweight=is_bodyweight(exercise),
        counted=planned_reps(exercise).unit,
    )
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
