"""Whole workouts through a pseudo-terminal, from the first key to the rows in the database.

All share one sandbox; each has a lifter and a laptop of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

import pytest

from tests.acceptance.terminal import Terminal
from tests.acceptance.training import Trainee, all_sent, enter
from tests.support.box import SandboxUnderTest

BOUNCE_SECONDS = 0.4
SETS = """
    select exercise.exercise_name, set_no, weight_kg, reps_done, rpe
    from training_set
    join modular_training_exercise as exercise on exercise.id = exercise_row_id
    join modular_training_session as session on session.id = exercise.session_id
    join modular_training_week as week on week.id = session.week_id
    join modular_training_plan as plan on plan.id = week.plan_id
    where plan.user_id = %s and session.session_date = %s
    order by exercise.order_in_session, set_no
"""
EXERCISES = """
    select exercise_name, swapped_from, skipped, superset_group, exercise.sets, exercise.notes
    from modular_training_exercise as exercise
    join modular_training_session as session on session.id = exercise.session_id
    join modular_training_week as week on week.id = session.week_id
    join modular_training_plan as plan on plan.id = week.plan_id
    where plan.user_id = %s and session.session_date = %s
    order by exercise.order_in_session
"""
SESSION = """
    select session.completed, session.overall_difficulty, session.notes
    from modular_training_session as session
    join modular_training_week as week on week.id = session.week_id
    join modular_training_plan as plan on plan.id = week.plan_id
    where plan.user_id = %s and session.session_date = %s
"""


class Enter:
    """Presses Enter, or `u`, as a lifter does: never twice within what is taken for a bounce."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._pressed = 0.0

    def __call__(self, shown: str, *, key: str = "enter") -> None:
        """Log what the line holds, or do what another key does; `shown` is then on the screen."""
        self._terminal.wait_for(lambda _: monotonic() - self._pressed > BOUNCE_SECONDS * 1.2)
        self._pressed = monotonic()
        self._terminal.type(key)
        self._terminal.wait_for(shown)


def leave(terminal: Terminal) -> None:
    """Wait until all is sent, and close."""
    terminal.wait_for(all_sent)
    terminal.type("q")
    assert terminal.wait_for_end() == 0


@pytest.mark.soak  # keys a set: tests/bench/test_keystrokes.py; a whole session: the next one
def test_a_planned_session_costs_one_key_a_set(trainee: Callable[..., Trainee]) -> None:
    lifter = trainee()
    plan = lifter.ask(EXERCISES)
    with lifter.training() as terminal:
        press = Enter(terminal)
        for name, _, _, _, sets, _ in plan:
            for number in range(1, sets + 1):
                terminal.wait_for(f"set {number} ›")
                if "weight x reps" in terminal.text:  # never done before: nothing to guess from
                    terminal.type("20x15")
                    terminal.wait_for("20x15_")
                last_of_all = name == plan[-1][0] and number == sets
                press("f finishes" if last_of_all else f"{name[:16]:<16} {number}/{sets}")
        terminal.type("f")
        terminal.wait_for("Difficulty").wait_for("20 of 20 sets")
        terminal.type("7")
        terminal.wait_for("Difficulty     7")
        terminal.type("enter")
        terminal.wait_for("session completed")
        leave(terminal)
    rows = lifter.ask(SETS)
    assert [(row[0], row[1]) for row in rows] == [
        (name, number) for name, _, _, _, sets, _ in plan for number in range(1, sets + 1)
    ]
    assert rows[0] == ("Bench Press", 1, 82.5, 6, 8)
    assert lifter.ask(SESSION) == [(True, 7, None)]


def test_a_session_with_swap_superset_skip_warm_up_and_extra_sets(
    trainee: Callable[..., Trainee],
) -> None:
    lifter = trainee()
    with lifter.training(columns=100, rows=30) as terminal:
        terminal.wait_for("0/3")
        terminal.type("g")
        terminal.wait_for("Warm-up for 82.5 kg")
        terminal.type("l")
        terminal.wait_for("warm-up of 4 sets logged")
        enter(terminal, "82.5x6@8", "1/3")

        terminal.type("w")
        terminal.wait_for("In place of Bench Press")
        terminal.type("chest pres machin")
        terminal.wait_for("▸ Chest Press (Machine)")
        terminal.type("enter")
        terminal.wait_for("In place of: Bench Press").wait_for("80 × 8")
        enter(terminal, "60x10", "1/2")
        enter(terminal, "x9", "2/2")

        terminal.wait_for("▸ Incline DB Press")
        terminal.type("S")
        terminal.wait_for("superset: Incline DB Press + Dips")
        for number in (1, 2, 3):
            terminal.wait_for(lambda t: "▸ Incline" in t.text)
            enter(terminal, "30x9", f"{number}/3")
            terminal.wait_for(lambda t: "▸ Dips" in t.text)
            enter(terminal, f"bw+10x{7 + number}", f"bw+10 × {7 + number}")

        terminal.wait_for(lambda t: "▸ Cable Fly" in t.text)
        terminal.type("s")
        terminal.wait_for("skipped").wait_for(lambda t: "▸ Triceps" in t.text)
        for number, reps in enumerate((12, 11, 10), start=1):
            enter(terminal, f"25x{reps}", f"{number}/3")
        terminal.type("m")
        terminal.wait_for("extra 4 › 25 x 10")
        terminal.type("c")
        terminal.wait_for("Comment on Triceps Pushdown")
        terminal.type("rope felt good")
        terminal.wait_for("rope felt good")
        terminal.type("enter")
        terminal.wait_for("comment kept")
        enter(terminal, "x15", "4/3")
        terminal.type("f")
        terminal.wait_for("skipped").wait_for("left, which is fine")
        terminal.type("enter")
        terminal.wait_for("session completed")
        leave(terminal)

    assert [(row[0], row[2], row[3]) for row in lifter.ask(SETS)] == [
        ("Bench Press warm-up", 20, 10),
        ("Bench Press warm-up", 32.5, 5),
        ("Bench Press warm-up", 50, 3),
        ("Bench Press warm-up", 65, 1),
        ("Bench Press", 82.5, 6),
        ("Chest Press (Machine)", 60, 10),
        ("Chest Press (Machine)", 60, 9),
        *(("Incline DB Press", 30, 9),) * 3,
        ("Dips", 10, 8),
        ("Dips", 10, 9),
        ("Dips", 10, 10),
        ("Triceps Pushdown", 25, 12),
        ("Triceps Pushdown", 25, 11),
        ("Triceps Pushdown", 25, 10),
        ("Triceps Pushdown", 25, 15),
    ]
    plan = {row[0]: row for row in lifter.ask(EXERCISES)}
    assert plan["Chest Press (Machine)"][1] == "Bench Press"
    assert plan["Cable Fly"][2] is True
    assert plan["Incline DB Press"][3] == plan["Dips"][3] == 1
    assert plan["Triceps Pushdown"][5] == "rope felt good"


@pytest.mark.soak  # lines in pounds are held by tests/app and tests/training
def test_a_gym_in_pounds(trainee: Callable[..., Trainee]) -> None:
    lifter = trainee(TOPSET_UNIT="lb")
    with lifter.training() as terminal:
        terminal.wait_for("0/3").wait_for("each side 45")
        enter(terminal, "185x6@8", "1/3")
        terminal.wait_for("each side 45 · 25")
        enter(terminal, "+5", "2/3")
        terminal.wait_for("190 × 6")
        terminal.type("185lb")
        terminal.type("x5")
        terminal.type("enter")
        terminal.wait_for("3/3")
        leave(terminal)
    weights = [round(row[2], 3) for row in lifter.ask(SETS)]
    assert weights == [83.915, 86.183, 83.915]


@pytest.mark.soak  # one kill is in test_app.py
def test_a_session_killed_and_resumed_three_times(trainee: Callable[..., Trainee]) -> None:
    lifter = trainee()
    with lifter.training() as terminal:
        terminal.wait_for("0/3")
        enter(terminal, "80x8", "1/3")
        terminal.type("82.5x")
        terminal.wait_for("82.5x_")
        terminal.kill()
    with lifter.training() as terminal:
        terminal.wait_for("1/3").wait_for("82.5x_").wait_for("of 3:00")
        terminal.type("7")
        terminal.wait_for("82.5x7_")
        terminal.type("enter")
        terminal.wait_for("2/3")
        terminal.type("n")
        terminal.wait_for("▸ Incline DB Press")
        terminal.kill()
    with lifter.training() as terminal:
        terminal.wait_for("▸ Incline DB Press").wait_for("2/3")
        press = Enter(terminal)
        press("u once more undoes: Bench Press set 2", key="u")
        press("undone: Bench Press set 2", key="u")
        terminal.wait_for("1/3")
        enter(terminal, "85x5", "2/3")
        terminal.kill()
    with lifter.training() as terminal:
        terminal.wait_for("85 × 5")
        enter(terminal, "85x4", "3/3")
        leave(terminal)
    assert [(row[2], row[3]) for row in lifter.ask(SETS)] == [(80, 8), (85, 5), (85, 4)]


def test_a_session_without_a_network(
    trainee: Callable[..., Trainee], box: SandboxUnderTest
) -> None:
    lifter = trainee()
    box.stop()
    try:
        begun = datetime.now(UTC)
        with lifter.training() as terminal:
            terminal.wait_for("0/3").wait_for("offline")
            enter(terminal, "80x8", "1/3")
            terminal.type("w")
            terminal.wait_for("In place of Bench Press")
            terminal.type("pushup")
            terminal.wait_for("▸ Push-Up")
            terminal.type("escape")
            terminal.wait_for(lambda t: "In place of" not in t.text)
            terminal.type("h")
            terminal.wait_for("times since")
            terminal.type("escape")
            terminal.wait_for("enter log")
            enter(terminal, "x7", "2/3")
            terminal.type("f")
            terminal.wait_for("2 of 20 sets")
            terminal.type("enter")
            terminal.wait_for("session completed").wait_for("3 to send")
            terminal.type("q")
            assert terminal.wait_for_end() == 0
        assert lifter.ask(SETS) == []
    finally:
        box.start()
    assert lifter.laptop.topset("sync").code == 0
    assert [(row[2], row[3]) for row in lifter.ask(SETS)] == [(80, 8), (80, 7)]
    assert lifter.ask(SESSION)[0][0] is True
    assert begun < datetime.now(UTC)
