"""Which earlier times a target is compared with, and which of their sets count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.training.builders import BENCH, TODAY, last
from tui.training.records import LastTime, Role, is_warm_up
from tui.training.slots import counted_sets, done_before, marks_deload, same_role

HERE = Role(plan_id="plan", day_label="A", tier="tier 1", rir=2)


def ago(days: int, reps: str, weight: float, *, role: Role = HERE) -> LastTime:
    """Return three sets of five at a weight, so many days ago."""
    day = TODAY - timedelta(days=days)
    return replace(
        last((weight, 5), (weight, 5), (weight, 5), day=day, planned_reps=reps, planned_sets=3),
        role=role,
    )


def weights(reps: str, *times: LastTime) -> list[float]:
    """Return the weights of the times that a plan is compared with, newest first."""
    exercise = replace(BENCH, reps=reps)
    alike = same_role(exercise, HERE, done_before(exercise, times))
    return [time.sets[0].weight_kg for time in alike]


def test_a_place_that_alternates_ranges_goes_on_from_the_same_range() -> None:
    assert weights("3-5", ago(7, "12-15", 77), ago(14, "3-5", 172), ago(21, "12-15", 76)) == [172]


def test_a_place_that_moved_to_another_range_for_good_goes_on_from_the_newest() -> None:
    assert weights("3-5", ago(7, "8-10", 100), ago(60, "3-5", 90))[0] == 100


def test_a_role_left_long_ago_counts_no_more() -> None:
    elsewhere = replace(HERE, day_label="B")
    times = [ago(7, "12-15", 77, role=elsewhere), ago(90, "3-5", 140)]
    assert weights("3-5", *times) == [77]


def test_a_day_that_shares_its_label_is_told_by_its_number() -> None:
    other = replace(HERE, session_number=2)
    assert weights("5", ago(3, "5", 90, role=other), ago(7, "5", 110)) == [110]


@pytest.mark.parametrize("tier", ["warm-up", "Warm-up", "Warmup", "warm up sets", "WARM_UP"])
def test_a_warm_up_is_known_in_every_spelling(tier: str) -> None:
    assert is_warm_up(tier)


@pytest.mark.parametrize("tier", ["", "tier 1", "primary", "warrior"])
def test_work_is_no_warm_up(tier: str) -> None:
    assert not is_warm_up(tier)


@pytest.mark.parametrize("text", ["Deload", "week 4: DELOAD", "de-load, easy", "Deloading week"])
def test_a_plan_marks_a_deload(text: str) -> None:
    assert marks_deload(None, text)


@pytest.mark.parametrize(
    "text", ["", "no deload", "deload next week", "the last week before the deload", "overload"]
)
def test_words_about_a_deload_are_no_mark(text: str) -> None:
    assert not marks_deload(text)


def test_a_heavy_single_after_the_planned_top_set_does_not_count() -> None:
    time = last((140, 5), (150, 2), planned_reps="3-5", planned_sets=1)
    assert [one.weight_kg for one in counted_sets(time, 1)] == [140]


def test_a_missed_attempt_before_the_work_does_not_count() -> None:
    time = last((90, 2), (80, 8), (80, 8), (80, 8), planned_sets=3)
    assert [one.weight_kg for one in counted_sets(time, 3)] == [80, 80, 80]
