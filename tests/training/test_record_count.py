"""Counting the records of weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tui.training.record_count import RecordCount
from tui.training.records import TrainingSet

START = datetime(2026, 11, 16, 18, tzinfo=UTC)


def fed(*sets: tuple[str, str, float, int]) -> RecordCount:
    count = RecordCount()
    for number, (week, name, weight, reps) in enumerate(sets):
        performed = TrainingSet(
            id=str(number),
            exercise_row_id="e",
            set_no=1,
            reps_done=reps,
            weight_kg=weight,
            rpe=None,
            recorded_at=START + timedelta(days=number),
        )
        count.take_in([performed], week=week, name=name, known_as=name)
    return count


def test_the_first_time_is_no_record_and_a_tie_is_none() -> None:
    assert fed(("1", "bench", 80, 8), ("1", "bench", 80, 8)).of_week("1") == 0


def test_each_kind_that_a_session_broke_counts_once() -> None:
    count = fed(("1", "bench", 80, 8), ("2", "bench", 100, 8))
    assert (count.of_week("1"), count.of_week("2")) == (0, 2)  # the heaviest, and the best e1RM


def test_each_exercise_has_its_own_bests_and_can_be_asked_alone() -> None:
    count = fed(("1", "bench", 80, 8), ("1", "row", 60, 8), ("1", "row", 62.5, 8))
    assert count.of_week("1", frozenset({"bench"})) == 0
    assert count.of_week("1", frozenset({"row"})) == 2
