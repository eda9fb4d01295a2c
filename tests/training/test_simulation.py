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


def _faults(lifters: range) -> list[str]:
    faults = []
    for seed in lifters:
        for asked in season(seed):
            weight = asked.target.weight_kg
            if weight is not None and weight != asked.gym.loading(asked.exercise).nearest(weight):
                faults.append(f"cannot be loaded: {_told(asked)}")
            faults += [f"false, {one}: {_told(asked)}" for one in false_numbers(asked)]
            if asked.times_before >= 3 and asked.off() > 0.1:
                faults.append(f"{asked.off():.0%} off: {_told(asked)}")
    return faults


def test_forty_lifters_are_asked_for_what_they_can_do() -> None:
    assert _faults(range(FEW)) == []


@pytest.mark.soak
def test_a_thousand_lifters_are_asked_for_what_they_can_do() -> None:
    assert _faults(range(FEW, FEW + MANY)) == []


def test_a_false_number_in_a_reason_is_found() -> None:
    from dataclasses import replace

    asked = next(one for one in season(2) if " at " in one.target.reason)
    assert false_numbers(asked) == []
    lie = replace(asked.target, reason=asked.target.reason.replace(" at ", " at 1"))
    assert false_numbers(replace(asked, target=lie))
