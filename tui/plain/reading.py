"""What plain topset reads out about an exercise when asked: earlier times, plates, warm-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.training.equipment import is_bodyweight
from tui.training.reps_text import planned_reps
from tui.training.wording import day_and_date
from tui.workout.cards import plates_card, ramp_to, read_out, warm_up_card
from tui.workout.formats import format_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.logbook import Logbook
    from tui.training.loading import WarmUpSet
    from tui.workout.workout import Workout

_TIMES = 5
_NO_WEIGHT = "The line has no weight yet."


def history_lines(workout: Workout, book: Logbook) -> list[str]:
    """Return the last times of the chosen exercise, newest first."""
    exercise = workout.exercise
    if exercise is None:
        return ["No exercise yet."]
    bodyweight, counted = is_bodyweight(exercise), planned_reps(exercise).unit
    lines = [
        f"{day_and_date(time.session_date)}: "
        f"{format_sets(time.sets, workout.gym.unit, bodyweight=bodyweight, counted=counted)}."
        for time in book.workouts.last_times(exercise, workout.session.session_date, _TIMES)
        if time.sets
    ]
    return lines or [f"{exercise.exercise_name} was never done before."]


def plates_lines(workout: Workout) -> list[str]:
    """Return what to put on the bar for the weight in the line."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return [_NO_WEIGHT]
    return read_out(plates_card(exercise, weight, workout.gym))


def ramp_of(workout: Workout) -> tuple[WarmUpSet, ...]:
    """Return the sets that lead up to the weight in the line."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return ()
    return ramp_to(weight, exercise, workout.gym)


def warm_up_lines(workout: Workout, ramp: Sequence[WarmUpSet], key: str) -> list[str]:
    """Return a warm-up, and how to log it: by `key`."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return [_NO_WEIGHT]
    card = warm_up_card(exercise, weight, ramp, workout.gym)
    how = [f"{key} log logs it."] if ramp else []
    return [*read_out(card), *how]
