"""Lifters of known strength, session after session: the targets hold what they promise."""

from __future__ import annotations

import pytest

from tests.training.simulation import Asked, false_numbers, season

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
    """One who rates nothing, or rates badly, and grinds on a good day looks stronger than he is."""
    asked = [one for seed in range(FEW, FEW + MANY) for one in season(seed)]
    assert [fault for one in asked for fault in _faults(one)] == []
    assert [fault for one in asked for fault in _out_of_reach(one, 0.15)] == []
    assert len([one for one in asked if _out_of_reach(one, 0.1)]) <= len(asked) / 5000


def test_a_false_number_in_a_reason_is_found() -> None:
    from dataclasses import replace

    asked = next(one for one in season(2) if " at " in one.target.reason)
    assert false_numbers(asked) == []
    lie = replace(asked.target, reason=asked.target.reason.replace(" at ", " at 1"))
    assert false_numbers(replace(asked, target=lie))
