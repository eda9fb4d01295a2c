"""plates and warm-up: what to put on the bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from tui.cli.at_work import choose_exercise, tell, workout_of
from tui.cli.current_session import open_logbook, session_meant
from tui.cli.documents import exercise_document
from tui.cli.exits import Stopped
from tui.cli.options import as_json, which_exercise, which_session
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document
from tui.training.loading import Barbell
from tui.training.records import Exercise
from tui.workout import actions
from tui.workout.cards import plates_card, ramp_to, read_out, warm_up_card
from tui.workout.formats import weight_in

if TYPE_CHECKING:
    from tui.cli.documents import Document
    from tui.logbook import Logbook
    from tui.training.gym import Gym
    from tui.training.loading import Loading, WarmUpSet
    from tui.workout.workout import Workout

# What a weight is for where no exercise is at hand.
_BARBELL: Final = Exercise(
    id="",
    session_id="",
    exercise_name="Barbell",
    muscle_group="",
    sets=0,
    reps="",
    equipment="barbell",
    tier="",
)

a_weight = click.argument("weight", metavar="[WEIGHT]", required=False)


@click.command()
@a_weight
@which_exercise
@which_session
@as_json
@click.pass_obj
def plates(
    context: AppContext,
    weight: str | None,
    name: str | None,
    session_name: str | None,
    as_json: bool,
) -> None:
    """Show what to load for WEIGHT, like 100 or 225lb; else for the next set."""
    gym = context.settings.rules.gym
    with open_logbook(context) as book:
        workout = _workout(context, book, name, weight, session_name)
        exercise, weight_kg = _weight(workout, weight, gym)
    loading = gym.loading(exercise)
    nearest = loading.nearest(weight_kg)
    if as_json:
        put_document(
            {
                "exercise": exercise.exercise_name,
                "weight_kg": weight_kg,
                "exact": abs(nearest - weight_kg) < 0.005,
                "nearest_kg": nearest,
                "below_kg": loading.below(weight_kg),
                "above_kg": loading.above(weight_kg),
                **_bar(loading, nearest),
            }
        )
        return
    for line in read_out(plates_card(exercise, weight_kg, gym)):
        put(line)


@click.command("warm-up")
@a_weight
@which_exercise
@which_session
@click.option(
    "--log", "logs", is_flag=True, help="Log it above the exercise; it counts as no work."
)
@as_json
@click.pass_obj
def warm_up(
    context: AppContext,
    *,
    weight: str | None,
    name: str | None,
    session_name: str | None,
    logs: bool,
    as_json: bool,
) -> None:
    """Show the steps up to WEIGHT, like 100 or 225lb; else up to the next set."""
    gym = context.settings.rules.gym
    with open_logbook(context) as book:
        workout = _workout(context, book, name, None if logs else weight, session_name)
        exercise, weight_kg = _weight(workout, weight, gym)
        ramp = ramp_to(weight_kg, exercise, gym)
        document: Document = {
            "exercise": exercise.exercise_name,
            "weight_kg": weight_kg,
            "steps": [_step(step, gym.loading(exercise)) for step in ramp],
        }
        if logs and workout is not None:
            if not ramp:
                raise Stopped("Light enough to begin with: no warm-up needed, nothing is logged.")
            known = {sheet.exercise.id for sheet in workout.sheet.exercises}
            actions.record_warm_up(workout, ramp)
            rows = [sheet.exercise for sheet in workout.sheet.exercises]
            document["logged"] = [exercise_document(one) for one in rows if one.id not in known]
            tell(workout, document, as_json=as_json, unchanged="")
            return
    if as_json:
        put_document(document)
        return
    for line in read_out(warm_up_card(exercise, weight_kg, ramp, gym)):
        put(line)


def _workout(
    context: AppContext,
    book: Logbook,
    name: str | None,
    weight: str | None,
    session_name: str | None,
) -> Workout | None:
    """Open the session at the exercise that is meant.

    A weight needs no session: without one it is what a barbell is loaded with. Raises Stopped.
    """
    try:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        choose_exercise(workout, name)
    except Stopped:
        if weight is None or name is not None or session_name is not None:
            raise
        return None
    return workout


def _weight(workout: Workout | None, weight: str | None, gym: Gym) -> tuple[Exercise, float]:
    """Return the exercise and the weight that are meant, in kg. Raises Stopped."""
    exercise = None if workout is None else workout.exercise
    weight_kg: float | None = None
    if weight is not None and not weight.strip():
        exercise = exercise or _BARBELL
    elif workout is None or exercise is None:
        exercise = _BARBELL
        weight_kg = weight_in(weight or "", None, exercise, gym.unit)
    else:
        weight_kg = workout.weight_in_line() if weight is None else workout.weight_in(weight)
    if weight_kg is not None:
        return exercise, weight_kg
    if weight is None:
        raise Stopped(f"{exercise.exercise_name} has no target yet: expected a weight, like 100.")
    raise Stopped(f"{weight!r}: expected a weight, like 100, 82.5kg or 225lb.")


def _step(step: WarmUpSet, loading: Loading) -> Document:
    return {"weight_kg": step.weight_kg, "reps": step.reps} | _bar(loading, step.weight_kg)


def _bar(loading: Loading, weight_kg: float) -> Document:
    """Return what hangs on a bar for a weight, in the gym's unit; nothing for other equipment."""
    if not isinstance(loading, Barbell):
        return {"bar": None, "each_side": None, "unit": loading.unit}
    each_side = loading.plates_each_side(weight_kg)
    return {
        "bar": loading.bar,
        "each_side": None if each_side is None else list(each_side),
        "unit": loading.unit,
    }
