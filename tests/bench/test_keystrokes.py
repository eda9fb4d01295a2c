"""The budget of keys for a planned session."""

from __future__ import annotations

from pathlib import Path

from tests.bench.keystrokes import BUDGET, WORKOUTS, keys_of, trained


async def test_a_planned_session_of_18_sets_stays_within_its_keys(tmp_path: Path) -> None:
    planned = WORKOUTS[0]
    assert planned.sets == 18
    assert len(keys_of(planned)) <= BUDGET[planned.name]
    assert await trained(planned, tmp_path) == planned.sets
