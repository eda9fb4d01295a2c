"""topset plates and warm-up: what to put on the bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pages import exercise, session
from tests.support.prompt import TODAY, answer, done, make_log, refusal, run, stored


@pytest.fixture
def file(topset_home: Path) -> Path:
    """A squat that was begun, and dumbbells."""
    rows = [
        exercise(1, 1, "Squat", [done(1, 1, 5, weight_kg=100)]),
        exercise(2, 1, "Dumbbell Curl", [], equipment="dumbbell"),
    ]
    return make_log(topset_home, session(1, 1, TODAY, rows))


def test_plates_are_those_of_the_next_set_or_of_a_weight(file: Path) -> None:
    document = answer("plates")
    assert document["exercise"] == "Squat"
    assert document["weight_kg"] == 100
    assert document["exact"]
    assert (document["bar"], document["each_side"], document["unit"]) == (20, [25, 15], "kg")
    assert (document["below_kg"], document["above_kg"]) == (97.5, 102.5)
    lines = run("plates", "101").stdout.splitlines()
    assert lines[0] == "Squat: 101 kg."
    assert "101 kg cannot be loaded here." in lines
    assert any(line.endswith("each side 25 · 15, the nearest") for line in lines)
    assert answer("plates", "225lb")["weight_kg"] == pytest.approx(102.06, abs=0.01)
    dumbbell = answer("plates", "12", "--exercise", "curl")
    assert (dumbbell["bar"], dumbbell["each_side"]) == (None, None)


@pytest.mark.parametrize("weight", ["heavy", "", "nan", "1e400", "--"])
def test_what_is_no_weight_is_refused(file: Path, weight: str) -> None:
    assert f"{weight!r}: expected a weight, like 100" in refusal("plates", "--", weight)
    assert "expected a weight" in refusal("warm-up", "--log", "--", weight)
    assert len(stored(file, 1).exercises) == 2


def test_an_exercise_that_was_never_done_needs_a_weight(file: Path) -> None:
    words = refusal("plates", "--exercise", "curl")
    assert words == "Dumbbell Curl has no target yet: expected a weight, like 100."


def test_a_weight_needs_no_session(topset_home: Path) -> None:
    make_log(topset_home)
    assert answer("plates", "60")["each_side"] == [20]
    assert answer("warm-up", "100")["exercise"] == "Barbell"
    assert "There is no session today" in refusal("plates")
    assert "There is no session today" in refusal("warm-up", "100", "--log")


def test_a_warm_up_is_shown_and_logged_only_when_that_is_said(file: Path) -> None:
    document = answer("warm-up", "100", "--exercise", "squat")
    steps = [(step["weight_kg"], step["reps"]) for step in document["steps"]]
    assert steps == [(20, 10), (40, 5), (60, 3), (80, 1)]
    assert document["steps"][3]["each_side"] == [25, 5]
    lines = run("warm-up").stdout.splitlines()
    assert lines[0] == "Warm-up for 100 kg."
    assert len(stored(file, 1).exercises) == 2
    logged = answer("warm-up", "100", "--log")
    assert logged["changed"]
    assert [one["name"] for one in logged["logged"]] == ["Squat warm-up"]
    assert [one["reps_done"] for one in logged["logged"][0]["sets"]] == [10, 5, 3, 1]
    assert stored(file, 1).exercises[0].exercise_name == "Squat warm-up"
    assert answer("undo")["words"] == "Squat warm-up logged"
    assert len(stored(file, 1).exercises) == 2


def test_a_light_weight_needs_none(file: Path) -> None:
    assert run("warm-up", "20").stdout.splitlines()[-1] == (
        "Light enough to begin with: no warm-up needed."
    )
    assert "nothing is logged" in refusal("warm-up", "20", "--log")
