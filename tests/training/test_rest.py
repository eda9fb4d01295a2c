"""How long to rest after a set."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.builders import BENCH, PULL_UP, session, sets
from tui.training.rest import rest_after_set, rest_in_note, rest_seconds
from tui.training.sheet import session_sheet


@pytest.mark.parametrize(
    ("tier", "seconds"),
    [
        ("1", 180),
        ("tier 1", 180),
        ("T1", 180),
        ("primary", 180),
        ("Tier 2", 120),
        ("secondary", 120),
        ("3", 90),
        ("accessory", 90),
        ("isolation", 90),
        ("", 120),
    ],
)
def test_the_tier_gives_the_rest(tier: str, seconds: int) -> None:
    assert rest_seconds(replace(BENCH, tier=tier)) == seconds


@pytest.mark.parametrize(
    ("note", "seconds"),
    [
        ("Rest 2 min", 120),
        ("elbows in; rest: 90s", 90),
        ("rest 2:30 between sets", 150),
        ("3 min rest", 180),
        ("2-3 minutes of rest", 180),
        ("1,5 min pause", 90),
        ("rest about 45 seconds.", 45),
        ("pause on the chest", None),
        ("rest as needed", None),
        ("the rest is up to you, 5 kg more", None),
        ("rest 5 hours", None),
        ("rest 0 s", None),
        ("", None),
        (None, None),
    ],
)
def test_a_note_may_say_the_rest(note: str | None, seconds: int | None) -> None:
    assert rest_in_note(note) == seconds


def test_the_note_wins_over_the_exercises_setting_and_that_over_the_tier() -> None:
    own = {"Bench Press (BARBELL)": 240}
    assert rest_seconds(BENCH, own=own) == 240
    assert rest_seconds(replace(BENCH, notes="rest 60s"), own=own) == 60
    assert rest_seconds(BENCH, by_tier={1: 200}) == 200


def test_in_a_superset_rest_comes_after_the_round() -> None:
    push = replace(BENCH, superset_group=1, tier="3", performed=sets((80, 8)), id="push")
    pull = replace(PULL_UP, superset_group=1, tier="1", id="pull")
    halfway = session_sheet(session(push, pull), {}).exercises
    assert rest_after_set(halfway, 0) == 0
    pulled = replace(pull, performed=sets((0, 8), row="pull"))
    round_done = session_sheet(session(push, pulled), {}).exercises
    assert rest_after_set(round_done, 1) == 180


def test_a_skipped_partner_is_not_waited_for() -> None:
    push = replace(BENCH, superset_group=1, tier="3", performed=sets((80, 8)), id="push")
    pull = replace(PULL_UP, superset_group=1, skipped=True, id="pull")
    assert rest_after_set(session_sheet(session(push, pull), {}).exercises, 0) == 90
