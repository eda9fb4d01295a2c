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
        ("Accessory 1", 90),
        ("T3 (15+)", 90),
        ("isolation (12-15)", 90),
        ("Tier 2 compound", 120),
        ("Main 2", 180),
        ("secondary 1", 120),
        ("T4", 90),
        ("1a", 180),
        ("tier 1b", 180),
        ("1 (12-15)", 180),
        ("3 (12-15)", 90),
        ("12-15", 120),
        ("1a/1b superset", 120),
        ("A1", 120),
        ("21s", 120),
        ("warm-up", 60),
        ("Warm up 1", 60),
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
        ("2 s pause on the chest", None),
        ("1s pause, 3 min rest", 180),
        ("rest 2 s on the pins, rest 3 min", 180),
        ("3s down, 1s pause, rest 120", 120),
        ("tempo 3-1-1", None),
        ("hold 30 s", None),
        ("30 s each side", None),
        ("rest-pause 20 s", None),
        ("rest 15 s between reps", None),
        ("15 s rest between clusters, 3 min between sets", 180),
        ("do the rest at 80 kg", None),
        ("rest 80 kg", None),
        ("rest 3x8", None),
        ("rest 1-2 days", None),
        ("rest 2 min 30 s", 150),
        ("2 min 30 s rest", 150),
        ("rest 2m30", 150),
        ("rest 2min30", 150),
        ("rest 2'30\"", 150),
        ("2' rest", 120),
        ("rest for 2 minutes and 30 seconds", 150),
        ("1½ min rest", 90),
        ("rest 90", 90),
        ("rest 90-120", 120),
        ("rest 60s-90s", 90),
        ("rest 3", 180),
        ("rest 12", None),
        ("rest: 2:00", 120),
        ("rest 1:30-2:00", 120),
        ("RI 90", 90),
        ("rest between sets: 2 min", 120),
        ("90 sec. between sets", 90),
        ("Pause: 2 min", 120),
        ("90s", 90),
        ("2m30", 150),
        ("rest 2 min 30", 150),
        ("two minutes rest", 120),
        ("2 minutes' rest", 120),
        ("90-second rest", 90),
        ("rest (90 s)", 90),
        ("60-90 rest", 90),
        ("3x8, 90 rest", 90),
        ("the rest 60", None),
        ("10 s rest at the bottom", None),
        ("12 reps, rest", None),
        ("30s plank", None),
        ("", None),
        (None, None),
    ],
)
def test_a_note_may_say_the_rest(note: str | None, seconds: int | None) -> None:
    assert rest_in_note(note) == seconds


def test_a_length_alone_is_the_work_of_a_timed_exercise_and_the_rest_of_any_other() -> None:
    plank = replace(PULL_UP, exercise_name="Plank", reps="AMRAP", tier="3", notes="60s")
    assert rest_seconds(plank) == 90
    assert rest_seconds(replace(plank, reps="30-60s")) == 90
    assert rest_seconds(replace(plank, notes="60s rest")) == 60
    assert rest_seconds(replace(PULL_UP, tier="3", notes="60s")) == 60


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
