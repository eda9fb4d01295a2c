"""The time that a set gets which is entered days later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from tests.training.builders import BENCH, LAST_WEEK, PULL_UP, TODAY, sets
from tui.training.backdating import backdated
from tui.training.records import Exercise, Session

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)
TRAINED = replace(BENCH, performed=sets((80, 8), (80, 8), day=LAST_WEEK))


def at(*exercises: Exercise, of: Exercise = BENCH, usual: time | None = None) -> datetime:
    past = Session(
        id="s", week_id="w", day_label="Push", session_date=LAST_WEEK, day_of_week=2,
        focus_area="", exercises=exercises,
    )  # fmt: skip
    return backdated(past, of, usual=usual, now=NOW)


def on_day(hour: int, minute: int = 0) -> datetime:
    return datetime(LAST_WEEK.year, LAST_WEEK.month, LAST_WEEK.day, hour, minute, tzinfo=UTC)


def test_it_follows_the_last_set_of_the_exercise_by_three_minutes() -> None:
    assert at(TRAINED, PULL_UP, of=TRAINED) == on_day(18, 6)


def test_a_first_set_follows_the_last_of_the_session() -> None:
    assert at(TRAINED, PULL_UP, of=PULL_UP) == on_day(18, 6)


def test_a_session_without_sets_begins_at_the_usual_hour() -> None:
    assert at(BENCH, usual=time(7, 30)) == on_day(7, 30)
    assert at(BENCH) == on_day(18)


def test_it_stays_on_the_day() -> None:
    late = replace(TRAINED.performed[-1], recorded_at=on_day(23, 58))
    exercise = replace(BENCH, performed=(late,))
    assert at(exercise, of=exercise) == on_day(23, 59)


def test_a_session_that_went_past_midnight_goes_on_there() -> None:
    beyond = on_day(23) + timedelta(hours=2)
    exercise = replace(BENCH, performed=(replace(TRAINED.performed[-1], recorded_at=beyond),))
    assert at(exercise, of=exercise) == beyond


def test_it_is_never_in_the_future() -> None:
    today = Session(
        id="s", week_id="w", day_label="Push", session_date=TODAY, day_of_week=2, focus_area="",
        exercises=(BENCH,),
    )  # fmt: skip
    assert backdated(today, BENCH, usual=time(19), now=NOW) == NOW
