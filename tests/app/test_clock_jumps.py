"""A laptop that sleeps for hours, and clocks that jump: the rest, the order of sets, the words."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.app.test_workout import open_workout
from tests.support.app_ports import Clock
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.training.rules import DEFAULT_RULES
from tui.workout.rest import Rest, rest_view
from tui.workout.workout import Workout

JUMPS = {
    "asleep for hours": timedelta(hours=5),
    "asleep over midnight": timedelta(hours=9),
    "put back": timedelta(hours=-3),
    "put back over midnight": timedelta(hours=-20),
    "summer time as local time": timedelta(hours=1),
    "winter time as local time": timedelta(hours=-1),
}


def left(workout: Workout, clock: Clock) -> int:
    workout.keep_up_with_clock()
    assert workout.rest is not None
    return workout.rest.left(clock.moment)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_a_rest_is_over_after_sleep_and_goes_on_where_the_clock_was_put_back(
    book: Logbook, clock: Clock, jump: timedelta
) -> None:
    workout = open_workout(book, clock)
    workout.enter()
    whole = left(workout, clock)
    clock.moment += timedelta(seconds=30)
    assert left(workout, clock) == whole - 30
    clock.moment += jump
    after = left(workout, clock)
    if jump > timedelta():
        assert after == 0
        return
    assert whole - 32 <= after <= whole - 30
    again = Workout(book, workout.session.id, now=clock, rules=DEFAULT_RULES)
    assert again.rest == workout.rest
    clock.moment += timedelta(seconds=after)
    assert left(workout, clock) == 0


def test_a_rest_begun_after_the_clock_was_put_back_is_a_whole_one(
    book: Logbook, clock: Clock
) -> None:
    workout = open_workout(book, clock)
    workout.enter()
    whole = left(workout, clock)
    workout.stop_rest()
    clock.moment -= timedelta(hours=3)
    workout.toggle_rest()
    assert left(workout, clock) == whole


def test_a_rest_from_the_future_is_not_gone_on_with_by_the_next_start(
    book: Logbook, clock: Clock
) -> None:
    open_workout(book, clock).enter()
    clock.moment -= timedelta(hours=3)
    assert open_workout(book, clock).rest is None


def test_the_line_mode_says_that_the_rest_is_over_though_the_clock_was_put_back(
    book: Logbook, clock: Clock
) -> None:
    controller = PlainController(book, clock, DEFAULT_RULES)
    controller.begin()
    controller.take("")
    whole = controller.seconds_to_event()
    assert whole
    clock.moment -= timedelta(hours=3)
    seconds = controller.seconds_to_event()
    assert seconds is not None
    assert whole - 2 <= seconds <= whole
    clock.moment += timedelta(seconds=whole)
    assert controller.due() == ["Rest over."]


def test_the_end_of_a_rest_is_told_in_the_time_of_the_clock_on_the_wall() -> None:
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    before = datetime(2026, 10, 25, 2, 59, tzinfo=summer)
    after = datetime(2026, 10, 25, 2, 0, tzinfo=winter)
    view = rest_view(Rest.begin(before, 180), after)
    assert view is not None
    assert (view.left, view.until) == (120, "02:02")


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_sets_stay_in_the_order_of_their_entry(
    book: Logbook, clock: Clock, jump: timedelta
) -> None:
    workout = open_workout(book, clock)
    workout.enter()
    clock.moment += jump
    workout.enter()
    clock.moment -= jump / 2
    workout.enter()
    assert "twice" not in str(workout.notice)
    session = book.workouts.session(workout.session.id)
    assert session is not None
    performed = session.exercises[0].performed
    entered = [one.row_id for one in book.changes.unsent() if one.op == "insert"]
    assert [one.id for one in performed] == entered
    assert [one.set_no for one in performed] == [1, 2, 3]
    assert sorted(one.recorded_at for one in performed) == [one.recorded_at for one in performed]
