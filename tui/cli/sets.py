"""set edit and set delete: correcting what was logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.cli.at_work import choose_exercise, tell, was_done, workout_of
from tui.cli.current_session import open_logbook, session_meant, told_apart
from tui.cli.documents import set_document
from tui.cli.exits import Stopped
from tui.cli.options import as_json, which_exercise, which_session
from tui.cli.wiring import AppContext
from tui.training.wording import sets_word
from tui.workout.session_reader import last_trained

if TYPE_CHECKING:
    from tui.cli.documents import Document
    from tui.logbook import Logbook
    from tui.training.records import TrainingSet
    from tui.training.sheet import ExerciseSheet
    from tui.workout.workout import Workout

which_set = click.argument("which", metavar="SET")
LAST = "last"


@click.group("set")
def sets() -> None:
    """Correct or remove a set that was logged.

    SET is its number in the exercise, `last` for the one logged last, or its id. A number without
    --exercise is one of the current exercise or of the one just done.
    """


@sets.command(context_settings={"ignore_unknown_options": True})
@which_set
@click.argument("entry")
@which_exercise
@which_session
@click.option("--yes", is_flag=True, help="Keep it as written, however unlikely it looks.")
@as_json
@click.pass_obj
def edit(
    context: AppContext,
    *,
    which: str,
    entry: str,
    name: str | None,
    session_name: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Correct a set: "82.5x8@8", or what is different, like "x7" or "@9"."""
    from tui.cli.entered import understood

    with open_logbook(context) as book:
        workout, one = _at_set(context, book, which, name, session_name)
        place = told_apart(workout.sheet, workout.index)
        line = understood(
            workout.known,
            entry,
            insists=yes,
            command=f"topset set edit {one.id}",
            nothing="Nothing is changed",
        )
        said = (line.count, line.weight_kg, line.reps, line.rpe)
        if said != (1, one.weight_kg, one.reps_done, one.rpe):
            workout.update(line)
            was_done(workout)
        amended = next(
            found
            for sheet in workout.sheet.exercises
            for found in sheet.exercise.performed
            if found.id == one.id
        )
        unchanged = f"Set {one.set_no} of {place} says that already."
        tell(workout, _document(amended, place), as_json=as_json, unchanged=unchanged)


@sets.command()
@which_set
@which_exercise
@which_session
@as_json
@click.pass_obj
def delete(
    context: AppContext, which: str, name: str | None, session_name: str | None, as_json: bool
) -> None:
    """Remove a set; those after it move up."""
    with open_logbook(context) as book:
        workout, one = _at_set(context, book, which, name, session_name)
        document = _document(one, told_apart(workout.sheet, workout.index))
        workout.remove()
        tell(workout, document, as_json=as_json, unchanged="")


def _document(one: TrainingSet, exercise: str) -> Document:
    return {"set": set_document(one), "set_id": one.id, "exercise": exercise}


def _at_set(
    context: AppContext, book: Logbook, which: str, name: str | None, session_name: str | None
) -> tuple[Workout, TrainingSet]:
    """Open the session of a set with the set chosen. Raises Stopped."""
    which = which.strip()
    known = (
        None
        if name is not None or session_name is not None
        else book.workouts.session_of_set(which.lower())
    )
    session = known or session_meant(context, book, session_name)
    workout = workout_of(context, book, session)
    if name is not None:
        choose_exercise(workout, name)
    one = _meant(workout, which, named=name is not None)
    place = next(
        place
        for place, sheet in enumerate(workout.sheet.exercises)
        if sheet.exercise.id == one.exercise_row_id
    )
    workout.choose_exercise(place)
    workout.choose_set(workout.sheet.exercises[place].exercise.performed.index(one))
    return workout, one


def _meant(workout: Workout, which: str, *, named: bool) -> TrainingSet:
    """Return the set of a number, an id, or the one logged last. Raises Stopped."""
    sheets = workout.sheet.exercises
    looked_at = [sheets[workout.index]] if named else list(sheets)
    logged = [one for sheet in looked_at for one in sheet.exercise.performed]
    if which == LAST:
        if not logged:
            where = sheets[workout.index].exercise.exercise_name if named else "this session"
            raise Stopped(f"Nothing is logged in {where} yet.")
        return max(logged, key=lambda one: one.recorded_at)
    if not (which.isascii() and which.isdecimal()):
        found = [one for one in logged if one.id == which.lower()]
        if not found:
            raise Stopped(
                f"No set is called {which!r}: SET is a number, `last`, or an id of `topset today"
                " --json`."
            )
        return found[0]
    paths = {workout.index, last_trained(workout.sheet)} if not named else {workout.index}
    fitting = [
        (place, one)
        for place in sorted(place for place in paths if place is not None)
        if place < len(sheets)
        for one in sheets[place].exercise.performed
        if one.set_no == int(which)
    ]
    if len(fitting) == 1:
        return fitting[0][1]
    if fitting:
        several = ", ".join(told_apart(workout.sheet, place) for place, _ in fitting)
        raise Stopped(f"Several exercises have a set {which}: {several}. --exercise names one.")
    if named:
        raise Stopped(f"There is no set {which}: {_possible(looked_at)}.")
    raise Stopped(
        f"There is no set {which} of the current exercise or the one just done:"
        f" {_possible(looked_at)}. --exercise names one."
    )


def _possible(sheets: list[ExerciseSheet]) -> str:
    """Return which sets there are."""
    some = [
        f"{sheet.exercise.exercise_name} has {sets_word(sheet.done)}"
        for sheet in sheets
        if sheet.done
    ]
    return ", ".join(some) or "nothing is logged yet"
