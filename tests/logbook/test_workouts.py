"""Training on the logbook alone: logging, amending, removing, undoing, finishing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, FLY, SESSION, TODAY, Clock
from tests.support.pages import MONDAY, exercise, ident, page, session, week
from tui.logbook import Draft, Logbook
from tui.training.entry import Entry


def sets_of(logbook: Logbook, place: int = 0) -> list[tuple[int, float, int, int | None]]:
    found = logbook.workouts.session(SESSION)
    assert found is not None
    return [
        (one.set_no, one.weight_kg, one.reps_done, one.rpe)
        for one in found.exercises[place].performed
    ]


def test_a_logged_set_is_seen_and_waits_to_be_sent(trained: Logbook, clock: Clock) -> None:
    (logged,) = trained.workouts.record_sets(BENCH, [Entry(82.5, 8, 8)])
    assert sets_of(trained) == [(1, 82.5, 8, 8)]
    assert logged.recorded_at == clock.moment
    (change,) = trained.changes.unsent()
    assert change.op == "insert"
    assert change.row is not None
    assert change.row["weight_kg"] == 82.5
    assert change.row["recorded_at"] == clock.moment.isoformat()


def test_three_equal_sets_are_three_rows_and_one_undo(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(80, 8, None, count=3)])
    assert [number for number, *_ in sets_of(trained)] == [1, 2, 3]
    assert trained.workouts.undo() is not None
    assert sets_of(trained) == []


def test_another_connection_sees_a_set_as_soon_as_it_is_logged(
    trained: Logbook, path: Path
) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8, 8)])
    with Logbook.open(path) as second:
        assert sets_of(second) == [(1, 82.5, 8, 8)]


def test_an_amended_set_keeps_its_time_and_number(trained: Logbook, clock: Clock) -> None:
    (logged,) = trained.workouts.record_sets(BENCH, [Entry(82.5, 8, 8)])
    entered = clock.moment
    clock.moment += timedelta(minutes=5)
    amended = trained.workouts.update_set(logged.id, Entry(82.5, 7, 9))
    assert (amended.reps_done, amended.rpe, amended.recorded_at) == (7, 9, entered)
    amendment = trained.changes.unsent()[-1]
    assert amendment.fields is not None
    assert {name: (s.before, s.after) for name, s in amendment.fields.items()} == {
        "reps_done": (8, 7),
        "rpe": (8, 9),
    }


def test_amending_to_the_same_values_is_no_change(trained: Logbook) -> None:
    (logged,) = trained.workouts.record_sets(BENCH, [Entry(82.5, 8, 8)])
    trained.workouts.update_set(logged.id, Entry(82.5, 8, 8))
    assert trained.changes.counts().unsent == 1


def test_removing_a_set_moves_the_later_ones_up_and_undo_brings_it_back(trained: Logbook) -> None:
    first, *_ = trained.workouts.record_sets(BENCH, [Entry(80, 8), Entry(82.5, 7), Entry(85, 5)])
    trained.workouts.delete_set(first.id)
    assert [(number, weight) for number, weight, *_ in sets_of(trained)] == [(1, 82.5), (2, 85.0)]
    assert trained.workouts.undo() == "Bench press set 1: 80 x 8 removed"
    assert [weight for _, weight, *_ in sets_of(trained)] == [80.0, 82.5, 85.0]


def test_undo_goes_back_over_many_levels_and_exercises(trained: Logbook) -> None:
    (logged,) = trained.workouts.record_sets(BENCH, [Entry(80, 8)])
    trained.workouts.record_sets(FLY, [Entry(20, 12)])
    trained.workouts.update_set(logged.id, Entry(82.5, 8))
    trained.workouts.finish(SESSION, difficulty=7, duration_minutes=50, notes="good")
    for _ in range(4):
        assert trained.workouts.undo() is not None
    assert trained.workouts.undo() is None
    assert sets_of(trained) == sets_of(trained, 1) == []
    found = trained.workouts.session(SESSION)
    assert found is not None
    assert not found.completed


def test_undo_does_not_reach_back_to_yesterday(trained: Logbook, clock: Clock) -> None:
    trained.workouts.record_sets(BENCH, [Entry(80, 8)])
    clock.moment += timedelta(hours=13)
    assert trained.workouts.undo() is None
    assert len(sets_of(trained)) == 1


def test_finishing_and_reopening_keep_what_was_said(trained: Logbook) -> None:
    trained.workouts.finish(SESSION, difficulty=7, duration_minutes=50, notes="good")
    trained.workouts.reopen(SESSION)
    found = trained.workouts.session(SESSION)
    assert found is not None
    assert (found.completed, found.overall_difficulty, found.notes) == (False, 7, "good")


def test_last_time_is_found_by_name_whatever_its_case(trained: Logbook) -> None:
    found = trained.workouts.session(SESSION)
    assert found is not None
    (last,) = trained.workouts.last_times(found.exercises[0], TODAY)
    assert last.session_date == MONDAY
    assert [one.weight_kg for one in last.sets] == [80.0, 80.0, 80.0]
    assert last.note == "elbows in"
    assert trained.workouts.last_times(found.exercises[1], TODAY) == ()


def test_a_session_added_by_hand_takes_exercises_and_goes_away_with_undo(trained: Logbook) -> None:
    free = trained.workouts.start_free_session(TODAY)
    row_id = trained.workouts.add_exercise(free, {"exercise_name": "Curl"})
    trained.workouts.record_sets(row_id, [Entry(20, 12)])
    found = trained.workouts.session(free)
    assert found is not None
    assert found.week_id == ident("w", 2)
    assert found.exercises[0].performed[0].reps_done == 12
    for _ in range(3):
        trained.workouts.undo()
    assert trained.workouts.session(free) is None


def test_a_free_session_without_any_plan_makes_its_own_week(logbook: Logbook) -> None:
    free = logbook.workouts.start_free_session(TODAY)
    again = logbook.workouts.start_free_session(TODAY + timedelta(days=1))
    first, second = logbook.workouts.session(free), logbook.workouts.session(again)
    assert first is not None
    assert second is not None
    assert first.week_id == second.week_id
    assert [change.table for change in logbook.changes.unsent()] == [
        "modular_training_plan",
        "modular_training_week",
        "modular_training_session",
        "modular_training_session",
    ]


def test_the_agenda_tells_today_open_missed_and_next(trained: Logbook, clock: Clock) -> None:
    days = {11: MONDAY + timedelta(days=3), 12: TODAY, 13: TODAY + timedelta(days=2)}
    sessions = [
        session(number, 3, day, [exercise(number, number, "Squat", [])])
        for number, day in days.items()
    ]
    logbook_page = page(
        [week(3, 6, sessions)], revision=6, alive=[ident("w", number) for number in (1, 2, 3)]
    )
    trained.base.apply(logbook_page)
    agenda = trained.workouts.agenda(TODAY)
    assert {one.id for one in agenda.today} == {SESSION, ident("s", 12)}
    assert [one.id for one in agenda.missed] == [ident("s", 11)]
    assert agenda.open == ()
    assert agenda.next is not None
    assert agenda.next.id == ident("s", 13)

    trained.workouts.record_sets(BENCH, [Entry(80, 8)])
    clock.moment += timedelta(hours=7)  # past midnight
    assert [one.id for one in trained.workouts.agenda(TODAY + timedelta(days=1)).open] == [SESSION]


def test_where_the_lifter_was_is_there_after_a_restart(
    trained: Logbook, path: Path, clock: Clock
) -> None:
    draft = Draft(
        session_id=SESSION,
        exercise_row_id=FLY,
        line="82.5x",
        rest_started=clock.moment,
        rest_ends=clock.moment + timedelta(minutes=3),
    )
    trained.drafts.save_draft(draft)
    with Logbook.open(path) as second:
        assert second.drafts.draft() == draft


def test_a_set_that_is_gone_cannot_be_amended(trained: Logbook) -> None:
    with pytest.raises(KeyError):
        trained.workouts.update_set(ident("t", 99), Entry(80, 8))
