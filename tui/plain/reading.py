"""What plain topset reads out about an exercise when asked: earlier times, plates, warm-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.training.equipment import is_bodyweight
from tui.training.loading import warm_up_ramp
from tui.training.reps_text import planned_reps
from tui.training.wording import day_and_date
from tui.workout.cards import MARK, plates_card, warm_up_card
from tui.workout.formats import format_sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.logbook import Logbook
    from tui.training.loading import WarmUpSet
    from tui.workout.cards import CardView
    from tui.workout.workout import Workout

_TIMES = 5
_DRAWN = frozenset("━▐▌┫█")  # a line with one of these is a drawing
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
    nearest = workout.gym.loading(exercise).nearest(weight)
    exact = abs(nearest - weight) < 0.005
    card = plates_card(exercise, weight, workout.gym)
    return _read_out(card, marked="" if exact else ", the nearest")


def ramp_of(workout: Workout) -> tuple[WarmUpSet, ...]:
    """Return the sets that lead up to the weight in the line."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return ()
    return tuple(warm_up_ramp(weight, workout.gym.loading(exercise)))


def warm_up_lines(workout: Workout, ramp: Sequence[WarmUpSet]) -> list[str]:
    """Return a warm-up, and how to log it."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return [_NO_WEIGHT]
    card = warm_up_card(exercise, weight, ramp, workout.gym)
    how = ["g log logs it."] if ramp else []
    return [*_read_out(card, marked=", the work itself"), *how]


def _read_out(card: CardView, *, marked: str) -> list[str]:
    """Return a card without its drawings; `marked` says what the mark before a line shows."""
    lines = [f"{card.title}."]
    for line in card.lines:
        told = " ".join("".join(part.text for part in line if part.text != MARK).split())
        if told and not _DRAWN & set(told):
            lines.append(told + (marked if any(part.text == MARK for part in line) else ""))
    return lines
