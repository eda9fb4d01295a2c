"""exercise add, swap, skip, move, pair, comment, history: the exercises of a session."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import click

from tui.cli.at_work import choose_exercise, tell, was_done, workout_of
from tui.cli.current_session import open_logbook, session_meant
from tui.cli.documents import exercise_document, last_time_document
from tui.cli.exits import Stopped
from tui.cli.options import as_json, which_session
from tui.cli.training import describe_sets
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say
from tui.workout import actions

if TYPE_CHECKING:
    from tui.cli.documents import Document
    from tui.logbook import Logbook
    from tui.training.records import CatalogueExercise, Exercise
    from tui.workout.workout import Workout

_OFFERED: Final = 8
_STEPS: Final = {"up": -1, "down": 1}

one_exercise = click.argument("name", metavar="EXERCISE")
maybe_exercise = click.argument("name", metavar="[EXERCISE]", required=False)
own_name = click.option(
    "--own", is_flag=True, help="Take the name as it is written, though the catalogue lacks it."
)


@click.group()
def exercise() -> None:
    """Change which exercises a session has, and in which order.

    EXERCISE is a name or an unmistakable part of it, "Pull-Up#2" for the second of two, the number
    of its place, or `current`.
    """


@exercise.command()
@click.argument("name", metavar="NAME")
@own_name
@which_session
@as_json
@click.pass_obj
def add(context: AppContext, name: str, own: bool, session_name: str | None, as_json: bool) -> None:
    """Add an exercise of the catalogue at the end, planned as it was last time."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        actions.add_exercise(workout, _in_catalogue(book, name, own=own))
        _tell(workout, as_json=as_json)


@exercise.command()
@one_exercise
@click.argument("to", metavar="OTHER")
@click.option("--from-now-on", is_flag=True, help="In the coming sessions of the plan as well.")
@own_name
@which_session
@as_json
@click.pass_obj
def swap(
    context: AppContext,
    *,
    name: str,
    to: str,
    from_now_on: bool,
    own: bool,
    session_name: str | None,
    as_json: bool,
) -> None:
    """Do OTHER in place of EXERCISE; sets that are logged stay what they are."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
        other = _in_catalogue(book, to, own=own)
        actions.swap(workout, other, from_now_on=from_now_on, today=context.today())
        _tell(workout, as_json=as_json, unchanged=f"It is {other.name} already.")


@exercise.command()
@maybe_exercise
@click.option("--back", is_flag=True, help="Do it after all.")
@which_session
@as_json
@click.pass_obj
def skip(
    context: AppContext, name: str | None, back: bool, session_name: str | None, as_json: bool
) -> None:
    """Skip an exercise in this session."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
        chosen = _chosen(workout)
        if chosen.skipped == back:
            actions.skip(workout)
        state = "is not skipped" if back else "is skipped already"
        _tell(workout, chosen, as_json=as_json, unchanged=f"{chosen.exercise_name} {state}.")


@exercise.command()
@one_exercise
@click.argument("where", metavar="up|down|PLACE")
@which_session
@as_json
@click.pass_obj
def move(
    context: AppContext, name: str, where: str, session_name: str | None, as_json: bool
) -> None:
    """Move an exercise up, down, or to a place counted from 1."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
        chosen, count = _chosen(workout), len(workout.sheet.exercises)
        step = _STEPS.get(where.lower())
        if step is None:
            if not re.fullmatch("[0-9]{1,4}", where) or not 1 <= int(where) <= count:
                raise Stopped(f"{where!r}: expected up, down, or a place from 1 to {count}.")
            step = int(where) - 1 - workout.index
        if step:
            actions.move(workout, step)
        unchanged = f"{chosen.exercise_name} is there already."
        _tell(workout, chosen, as_json=as_json, unchanged=unchanged)


@exercise.command()
@maybe_exercise
@click.option("--split", is_flag=True, help="Take it out of its superset.")
@which_session
@as_json
@click.pass_obj
def pair(
    context: AppContext, name: str | None, split: bool, session_name: str | None, as_json: bool
) -> None:
    """Do an exercise in turns with the next one: a superset."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
        chosen, place = _chosen(workout), workout.index
        together = [_in_turns(workout, place - 1), _in_turns(workout, place)]
        if split and any(together):
            workout.choose_exercise(place if together[1] else place - 1)
            actions.pair(workout)
        elif not split and not together[1]:
            actions.pair(workout)
        state = "is in no superset" if split else "is in a superset with the next already"
        _tell(workout, chosen, as_json=as_json, unchanged=f"{chosen.exercise_name} {state}.")


@exercise.command()
@one_exercise
@click.argument("text", required=False)
@which_session
@as_json
@click.pass_obj
def comment(
    context: AppContext, name: str, text: str | None, session_name: str | None, as_json: bool
) -> None:
    """Comment on an exercise: TEXT replaces what is there, "" removes it, nothing prints it."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
        chosen = _chosen(workout)
        if text is not None:
            actions.comment(workout, text.strip())
        elif not as_json:
            _read(chosen)
            return
        _tell(workout, chosen, as_json=as_json, unchanged="The comment says that already.")


@exercise.command()
@maybe_exercise
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@which_session
@as_json
@click.pass_obj
def history(
    context: AppContext, name: str | None, limit: int, session_name: str | None, as_json: bool
) -> None:
    """Show how an exercise of the session went before, newest first."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
        chosen = _chosen(workout)
        times = book.workouts.last_times(chosen, workout.session.session_date, limit)
    if as_json:
        documents = [last_time_document(time) for time in times]
        put_document({"exercise": chosen.exercise_name, "times": documents})
        return
    for time in times:
        put(f"{time.session_date}  {describe_sets(chosen, time.sets, workout.gym.unit)}".rstrip())
    if not times:
        say(f"{chosen.exercise_name} was never done before.")


def _read(chosen: Exercise) -> None:
    if chosen.notes:
        put(chosen.notes)
    else:
        say(f"No comment on {chosen.exercise_name}.")


def _in_catalogue(book: Logbook, name: str, *, own: bool) -> CatalogueExercise:
    """Return the exercise that a name means. Raises Stopped where it could be several, or none."""
    from tui.workout.search import Finder, own_exercise

    finder, written = Finder(book.history.catalogue()), own_exercise(name)
    if not written.name:
        raise Stopped("Expected the name of an exercise.")
    known = finder.named(written.name)
    if known is None and own:
        return written
    found = finder.meant(written.name, _OFFERED)
    if len(found) == 1:
        return found[0]
    as_written = "--own takes the name as it is written"
    if not found:
        raise Stopped(f"No exercise of the catalogue fits {name!r}: {as_written}.")
    names = ", ".join(one.name for one in found)
    raise Stopped(f"Several exercises fit {name!r}: {names}; or {as_written}.")


def _chosen(workout: Workout) -> Exercise:
    return workout.sheet.exercises[workout.index].exercise


def _in_turns(workout: Workout, place: int) -> bool:
    """Tell whether the exercise of a place is in a superset with the next one."""
    pair_of = [sheet.exercise.superset_group for sheet in workout.sheet.exercises][
        max(place, 0) : place + 2
    ]
    return len(pair_of) == 2 and pair_of[0] is not None and pair_of[0] == pair_of[1]


def _tell(
    workout: Workout, about: Exercise | None = None, *, as_json: bool, unchanged: str = ""
) -> None:
    """Say what was done, with the exercise as it is now: the chosen one where none is given."""
    was_done(workout)
    wanted = (about or _chosen(workout)).id
    place, now = next(
        (place, sheet.exercise)
        for place, sheet in enumerate(workout.sheet.exercises, start=1)
        if sheet.exercise.id == wanted
    )
    document: Document = {"exercise": exercise_document(now) | {"place": place}}
    tell(workout, document, as_json=as_json, unchanged=unchanged)
