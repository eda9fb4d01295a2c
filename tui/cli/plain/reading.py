"""What plain topset reads out about an exercise when asked: earlier times, plates, warm-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.views.cards import plates_card, warm_up_card
from tui.app.views.words import sets_words
from tui.training.gym import is_bodyweight
from tui.training.loading import warm_up_ramp
from tui.training.wording import day_and_date

if TYPE_CHECKING:
    from tui.app.views.cards import CardView
    from tui.app.workout import Workout
    from tui.logbook import Logbook

_TIMES = 5
_DRAWN = frozenset("━▐▌┫█")  # a line with one of these is a drawing
_NO_WEIGHT = "The line has no weight yet."


def history_lines(workout: Workout, book: Logbook) -> list[str]:
    """Return the last times of the chosen exercise, newest first."""
    exercise = workout.exercise
    if exercise is None:
        return ["No exercise yet."]
    bodyweight = is_bodyweight(exercise)
    lines = [
        f"{day_and_date(time.session_date)}: "
        f"{sets_words(time.sets, workout.gym.unit, bodyweight=bodyweight)}."
        for time in book.workouts.last_times(exercise, workout.session.session_date, _TIMES)
        if time.sets
    ]
    return lines or [f"{exercise.exercise_name} was never done before."]


def plates_lines(workout: Workout) -> list[str]:
    """Return what to put on the bar for the weight in the line."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return [_NO_WEIGHT]
    return _read_out(plates_card(exercise, weight, workout.gym))


def warm_up_lines(workout: Workout) -> list[str]:
    """Return the sets that lead up to the weight in the line."""
    exercise, weight = workout.exercise, workout.weight_in_line()
    if exercise is None or weight is None:
        return [_NO_WEIGHT]
    gym = workout.gym
    return _read_out(
        warm_up_card(exercise, weight, warm_up_ramp(weight, gym.loading(exercise)), gym)
    )


def _read_out(card: CardView) -> list[str]:
    lines = (" ".join("".join(part.text for part in line).split()) for line in card.lines)
    return [f"{card.title}.", *(line for line in lines if line and not _DRAWN & set(line))]
