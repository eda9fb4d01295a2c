"""What targets are made from, read from a logbook: roles, deloads, one-offs, the day itself."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.pages import exercise, ident, page, session, week
from tui.logbook import Logbook
from tui.logbook.store import query
from tui.sync.protocol import Row
from tui.training.progression import Target
from tui.training.rules import DEFAULT_RULES
from tui.training.sheet import ExerciseSheet, session_sheet
from tui.workout.session_reader import SessionReader

MONDAY = date(2026, 10, 5)


def lifted(row: int, day: date, weight: float, reps: list[int], *, hour: int = 18) -> list[Row]:
    """Return sets of one weight at RPE 8, done on a day."""
    start = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return [
        {
            "id": ident("t", row * 100 + number),
            "exercise_row_id": ident("e", row),
            "set_no": number,
            "reps_done": count,
            "weight_kg": weight,
            "rpe": 8,
            "recorded_at": (start + timedelta(minutes=3 * number)).isoformat(),
        }
        for number, count in enumerate(reps, 1)
    ]


def planned(book: Logbook, weeks: list[Row], row: int, *, day: date | None = None) -> ExerciseSheet:
    """Pull the weeks and return how an exercise of them stands."""
    book.base.apply(page(weeks, revision=len(weeks)))
    found = book.workouts.session(book.workouts.exercise(ident("e", row)).session_id)
    assert found is not None
    on = day or found.session_date
    background = book.workouts.background(found, on)
    sheet = session_sheet(found, background.last_times, roles=background.roles, today=on)
    return next(one for one in sheet.exercises if one.exercise.id == ident("e", row))


def at(target: Target) -> tuple[float | None, int | None]:
    """Return the load and the first set's reps."""
    return target.weight_kg, target.aim_of(1)


def squat(number: int, of: int, reps: str, done: list[Row], *, count: int = 3, rir: int = 2) -> Row:
    """Return a row of squats."""
    row = exercise(number, of, "Back Squat", done, reps=reps, muscle_group="quads", rir=rir)
    return row | {"sets": count}


def test_a_heavy_day_goes_on_from_the_heavy_day(logbook: Logbook) -> None:
    volume = MONDAY + timedelta(days=3)
    following = MONDAY + timedelta(days=7)
    first = week(1, 1, [
        session(1, 1, MONDAY, [squat(1, 1, "3-5", lifted(1, MONDAY, 180, [5, 5, 5]))],
                day_label="Heavy", session_number=1),
        session(2, 1, volume, [squat(2, 2, "8-12", lifted(2, volume, 120, [10, 10, 10]))],
                day_label="Volume", session_number=2),
    ], starts=MONDAY)  # fmt: skip
    second = week(2, 2, [
        session(3, 2, following, [squat(3, 3, "3-5", [])], day_label="Heavy", session_number=1),
    ], starts=following)  # fmt: skip
    sheet = planned(logbook, [first, second], 3)
    assert at(sheet.target) == (185, 3)
    assert sheet.last_time is not None
    assert sheet.last_done is not None
    assert (sheet.last_time.sets[0].weight_kg, sheet.last_done.sets[0].weight_kg) == (180, 120)


def test_back_offs_of_the_same_range_are_told_by_their_row(logbook: Logbook) -> None:
    following = MONDAY + timedelta(days=7)
    rows = [
        squat(1, 1, "5", lifted(1, MONDAY, 140, [5]), count=1),
        squat(2, 1, "5", lifted(2, MONDAY, 115, [5, 5, 5], hour=19)),
    ]
    first = week(1, 1, [session(1, 1, MONDAY, rows, day_label="Lower")], starts=MONDAY)
    coming = [squat(3, 2, "5", [], count=1), squat(4, 2, "5", [])]
    second = week(2, 2, [session(2, 2, following, coming, day_label="Lower")], starts=following)
    assert at(planned(logbook, [first, second], 4).target) == (120, 5)
    assert at(planned(logbook, [first, second], 3).target) == (145, 5)


def test_after_a_marked_deload_it_goes_on_from_before(logbook: Logbook) -> None:
    days = [MONDAY + timedelta(days=7 * number) for number in range(3)]
    weeks = [
        week(1, 1, [session(1, 1, days[0], [
            squat(1, 1, "6-8", lifted(1, days[0], 100, [8, 8, 8]))], day_label="A")],
            starts=days[0]),
        week(2, 2, [session(2, 2, days[1], [
            squat(2, 2, "6-8", lifted(2, days[1], 85, [6, 6]), count=2, rir=4)], day_label="A")],
            starts=days[1]) | {"notes": "Deload"},
        week(3, 3, [session(3, 3, days[2], [squat(3, 3, "6-8", [])], day_label="A")],
             starts=days[2]),
    ]  # fmt: skip
    sheet = planned(logbook, weeks, 3)
    assert at(sheet.target) == (105, 6)
    assert sheet.target.reason.endswith("before the deload")


def test_a_free_session_in_the_plans_week_is_a_one_off(logbook: Logbook) -> None:
    days = [MONDAY, MONDAY + timedelta(days=4), MONDAY + timedelta(days=7)]
    first = week(1, 1, [
        session(1, 1, days[0], [squat(1, 1, "5", lifted(1, days[0], 110, [5, 5, 5]))],
                day_label="A"),
        session(2, 1, days[1], [squat(2, 2, "5", lifted(2, days[1], 97.5, [5, 5, 5]))],
                day_label="Free session", focus_area=""),
    ], starts=MONDAY)  # fmt: skip
    second = week(2, 2, [session(3, 2, days[2], [squat(3, 3, "5", [])], day_label="A")],
                  starts=days[2])  # fmt: skip
    assert at(planned(logbook, [first, second], 3).target) == (115, 5)


def test_a_session_of_the_same_morning_counts_in_the_evening(logbook: Logbook) -> None:
    before = squat(1, 1, "6-8", lifted(1, MONDAY, 100, [8, 8, 8], hour=7))
    morning = session(1, 1, MONDAY, [before], session_number=2)
    evening = session(2, 1, MONDAY, [squat(2, 2, "6-8", [])], session_number=1)
    sheet = planned(logbook, [week(1, 1, [morning, evening], starts=MONDAY)], 2)
    assert at(sheet.target) == (105, 6)
    assert "earlier today" in sheet.target.reason
    [_] = logbook.workouts.last_times(logbook.workouts.exercise(ident("e", 2)), MONDAY)
    assert logbook.workouts.last_times(logbook.workouts.exercise(ident("e", 1)), MONDAY) == ()


def test_a_missed_session_knows_what_was_done_after_its_day(logbook: Logbook) -> None:
    between = MONDAY + timedelta(days=3)
    missed = session(1, 1, MONDAY, [squat(1, 1, "6-8", [])], day_label="A")
    done = session(2, 1, between, [
        squat(2, 2, "6-8", lifted(2, between, 100, [8, 8, 8]))], day_label="B")  # fmt: skip
    weeks = [week(1, 1, [missed, done], starts=MONDAY)]
    assert planned(logbook, weeks, 1).target.weight_kg is None
    made_up = planned(logbook, weeks, 1, day=MONDAY + timedelta(days=5))
    assert at(made_up.target) == (105, 6)


def test_records_of_a_missed_session_are_judged_as_of_the_day_it_is_trained(
    logbook: Logbook,
) -> None:
    """The missed Monday's lifter did 110 on Thursday: 105 on Saturday is no record."""
    between = MONDAY + timedelta(days=3)
    before = MONDAY - timedelta(days=7)
    first = week(1, 1, [session(1, 1, before, [
        squat(1, 1, "6-8", lifted(1, before, 100, [8]))])], starts=before)  # fmt: skip
    missed = session(2, 2, MONDAY, [squat(2, 2, "6-8", [])], day_label="A")
    done = session(3, 2, between, [
        squat(3, 3, "6-8", lifted(3, between, 110, [8]))], day_label="B")  # fmt: skip
    logbook.base.apply(page([first, week(2, 2, [missed, done], starts=MONDAY)], revision=2))

    def heaviest_before(day: date) -> float:
        reader = SessionReader(logbook, ident("s", 2), DEFAULT_RULES, day_of=lambda _: day)
        bests = reader.bests(logbook.workouts.exercise(ident("e", 2)))
        assert bests is not None
        assert bests.heaviest is not None
        return bests.heaviest.weight_kg

    assert heaviest_before(MONDAY + timedelta(days=5)) == 110
    assert heaviest_before(MONDAY) == 100


def test_an_exercise_without_a_plan_has_no_target_and_is_guessed_set_by_set(
    logbook: Logbook,
) -> None:
    following = MONDAY + timedelta(days=7)
    before = lifted(1, MONDAY, 60, [12, 10])
    first = week(1, 1, [session(1, 1, MONDAY, [squat(1, 1, "", before, count=0)])], starts=MONDAY)
    begun = lifted(2, following, 62.5, [12])
    second = week(2, 2, [session(2, 2, following, [squat(2, 2, "", begun, count=0)])],
                  starts=following)  # fmt: skip
    sheet = planned(logbook, [first, second], 2)
    assert (sheet.target.weight_kg, sheet.target.aim, sheet.planned) == (None, (), 0)
    assert sheet.guess is not None
    assert (sheet.guess.weight_kg, sheet.guess.reps) == (60, 10)
    assert not sheet.finished


def test_what_was_not_done_for_half_a_year_is_found_in_the_whole_log(logbook: Logbook) -> None:
    later = MONDAY + timedelta(days=400)
    first = week(1, 1, [
        session(1, 1, MONDAY, [squat(1, 1, "6-8", lifted(1, MONDAY, 100, [8, 8, 8]))])],
        starts=MONDAY)  # fmt: skip
    second = week(2, 2, [session(2, 2, later, [squat(2, 2, "6-8", [])])], starts=later)
    sheet = planned(logbook, [first, second], 2)
    assert sheet.target.weight_kg == 70
    assert "400 days without it: 30 % less" in sheet.target.reason


def test_a_coachs_warm_up_row_is_no_best(logbook: Logbook) -> None:
    following = MONDAY + timedelta(days=7)
    heavy = squat(1, 1, "3", lifted(1, MONDAY, 200, [3])) | {"tier": "Warm Up"}
    work = squat(2, 1, "6-8", lifted(2, MONDAY, 100, [8, 8, 8], hour=19))
    first = week(1, 1, [session(1, 1, MONDAY, [heavy, work])], starts=MONDAY)
    coming = session(2, 2, following, [squat(3, 2, "6-8", [])])
    second = week(2, 2, [coming], starts=following)
    assert at(planned(logbook, [first, second], 3).target) == (105, 6)
    before = logbook.workouts.session(ident("s", 2))
    assert before is not None
    sets = logbook.workouts.distinct_sets_before(before.exercises[0], before)
    assert {one.weight_kg for one in sets} == {100}


@pytest.mark.parametrize("name", ["recent_rows", "rows_in_plan"])
def test_earlier_times_are_never_sought_by_name_in_the_whole_log(path: Path, name: str) -> None:
    asked = ("exercise_id", "name", "this_session", "before", "began", "since", "limit")
    path.parent.mkdir()
    with Logbook.open(path, now=lambda: datetime(2026, 10, 5, tzinfo=UTC), new_id=str):
        pass
    reading = sqlite3.connect(path)
    plan = reading.execute(
        f"explain query plan {query(name)}", dict.fromkeys(asked) | {"row_ids": "[]"}
    ).fetchall()
    reading.close()
    steps = [str(step[3]) for step in plan]
    assert not any("modular_training_exercise_name" in step for step in steps), steps
    assert not any(step.startswith(("SCAN exercise", "SCAN session", "SCAN other"))
                   for step in steps), steps  # fmt: skip
