"""Lifters of known strength, session after session: the targets hold what they promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.training.builders import BENCH, sets
from tests.training.simulation import START, Asked, false_numbers, season
from tui.training.progression import next_target
from tui.training.records import LastTime, Role

FEW, MANY = 40, 1000


def _told(asked: Asked) -> str:
    least, most = asked.within_reach()
    return (
        f"lifter {asked.lifter}, session {asked.session}: {asked.target.weight_kg} for"
        f" {asked.target.reps.text} where {least:.1f} to {most:.1f} can be done:"
        f" {asked.target.reason}"
    )


def _faults(asked: Asked) -> list[str]:
    """Return what no lifter may be asked for: loads that the gym lacks, and false reasons."""
    faults = [f"false, {one}: {_told(asked)}" for one in false_numbers(asked)]
    weight = asked.target.weight_kg
    if weight is not None and weight != asked.gym.loading(asked.exercise).nearest(weight):
        faults.append(f"cannot be loaded: {_told(asked)}")
    return faults


def _out_of_reach(asked: Asked, most: float) -> list[str]:
    known = asked.times_before >= 3 and asked.off() > most
    return [f"{asked.off():.0%} off: {_told(asked)}"] if known else []


def test_forty_lifters_are_asked_for_what_they_can_do() -> None:
    asked = [one for seed in range(FEW) for one in season(seed)]
    assert len(asked) > 1000
    assert [fault for one in asked for fault in _faults(one)] == []
    assert [fault for one in asked for fault in _out_of_reach(one, 0.1)] == []


@pytest.mark.soak
def test_a_thousand_lifters_are_asked_for_what_they_can_do() -> None:
    asked = [one for seed in range(FEW, FEW + MANY) for one in season(seed)]
    assert [fault for one in asked for fault in _faults(one)] == []
    assert [fault for one in asked for fault in _out_of_reach(one, 0.1)] == []


@pytest.mark.parametrize("seed", [2117, 3365, 4587, 4685, 5677])
def test_lifters_whose_one_day_misleads_are_asked_for_what_they_can_do(seed: int) -> None:
    """Each has a day that is unrated or rated far from what his other days say."""
    assert [fault for one in season(seed) for fault in _out_of_reach(one, 0.1)] == []


def test_a_beginner_who_adds_weight_every_time_is_not_held_back() -> None:
    """Two near ranges, each at the top every week: the other days lag behind, yet do not brake."""
    history: list[LastTime] = []
    day, weights = START, {"Heavy": 60.0, "Volume": 55.0}
    for number in range(24):
        day += timedelta(days=3 if number % 2 else 4)
        label, reps, top = (("Heavy", "5", 5), ("Volume", "6-8", 8))[number % 2]
        role = Role(plan_id="plan", day_label=label, rir=2)
        exercise = replace(BENCH, reps=reps)
        if number > 1:
            target = next_target(exercise, history, today=day, role=role)
            assert target.weight_kg == weights[label] + 2.5, target.reason
            weights[label] += 2.5
        done = sets(*[(weights[label], top)] * 3, day=day)
        history.insert(
            0,
            LastTime(session_date=day, sets=done, planned_reps=reps, planned_sets=3, role=role),
        )


def test_a_false_number_in_a_reason_is_found() -> None:
    asked = next(one for one in season(2) if " at " in one.target.reason)
    assert false_numbers(asked) == []
    lie = replace(asked.target, reason=asked.target.reason.replace(" at ", " at 1"))
    assert false_numbers(replace(asked, target=lie))
