"""The plan's reps text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.training.reps_text import parse_planned_reps


@pytest.mark.parametrize(
    ("text", "low", "high", "label"),
    [
        ("8", 8, 8, "8"),
        ("6-8", 6, 8, "6–8"),
        ("6–8", 6, 8, "6–8"),
        (" 6 - 8 ", 6, 8, "6–8"),
        ("6 to 8 reps", 6, 8, "6–8"),
        ("8-6", 6, 8, "6–8"),
        ("8+", 8, None, "8+"),
        ("AMRAP (8+)", 8, None, "8+"),
        ("AMRAP", None, None, "AMRAP"),
        ("5/3/1", 1, 5, "5/3/1"),
        ("30s", 30, 30, "30 s"),
        ("30-45 sec", 30, 45, "30–45 s"),
        ("1 min", 60, 60, "60 s"),
        ("8 each side", 8, 8, "8/side"),
        ("10-12 per leg", 10, 12, "10–12/side"),
        ("12/arm", 12, 12, "12/side"),
        ("as heavy as you like", None, None, "as heavy as you like"),
        ("", None, None, ""),
    ],
)
def test_understands_what_plans_write(
    text: str, low: int | None, high: int | None, label: str
) -> None:
    planned = parse_planned_reps(text)
    assert (planned.low, planned.high, planned.label) == (low, high, label)


@pytest.mark.parametrize(
    ("text", "amrap"),
    [
        ("AMRAP", True),
        ("max", True),
        ("8+", True),
        ("5/3/1+", True),
        ("8", False),
        ("5/3/1", False),
    ],
)
def test_tells_as_many_as_possible(text: str, amrap: bool) -> None:
    assert parse_planned_reps(text).amrap is amrap


def test_tells_seconds_and_sides_from_reps() -> None:
    assert parse_planned_reps("30s").timed
    assert parse_planned_reps("8 each side").each_side
    assert not parse_planned_reps("8").timed


def test_gives_each_set_its_own_reps() -> None:
    wave = parse_planned_reps("5/3/1+")
    assert [wave.for_set(no).low for no in (1, 2, 3, 4)] == [5, 3, 1, 1]
    assert [wave.for_set(no).amrap for no in (1, 2, 3)] == [False, False, True]
    assert wave.for_set(3).label == "1+"


@settings(deadline=None)
@given(st.text(max_size=40) | st.text("0123456789-–/+ sAMRPeachidm", max_size=20))
def test_no_text_is_too_strange_to_show(text: str) -> None:
    planned = parse_planned_reps(text)
    assert planned.text == " ".join(text.split())
    assert isinstance(planned.label, str)
    assert planned.low is None or planned.high is None or planned.low <= planned.high
