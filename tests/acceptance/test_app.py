"""The real program in a pseudo-terminal, from the first key to the rows in the database."""

from __future__ import annotations

import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.laptop import TOPSET, Laptop, Sandbox, ServedDemo
from tests.acceptance.terminal import Terminal, environment
from tests.acceptance.training import all_sent, enter

TODAYS_SETS = """
    select exercise.exercise_name, set_no, weight_kg, reps_done, rpe, recorded_at
    from training_set
    join modular_training_exercise as exercise on exercise.id = exercise_row_id
    join modular_training_session as session on session.id = exercise.session_id
    where session.session_date = %s
    order by exercise.order_in_session, set_no
"""
TODAYS_SESSION = """
    select session.id, completed, overall_difficulty, status
    from modular_training_session as session join workout_sessions using (id)
    where session_date = %s
"""
SUMMARY = """
    select actual_reps, weight from modular_training_exercise
    where session_id = %s and exercise_name = 'Bench Press'
"""


def test_the_demo_from_signing_in_to_the_rows_in_the_database(tmp_path: Path) -> None:
    home = tmp_path / "home"
    today = datetime.now().astimezone().date()
    entered = [datetime.now(UTC)]
    with Terminal([TOPSET, "demo"], environment(home)) as terminal:
        terminal.wait_for("Enter signs in")
        terminal.type("enter")
        terminal.wait_for("0/3")
        terminal.type("enter")
        terminal.wait_for("1/3")
        entered.append(datetime.now(UTC))
        enter(terminal, "82,5x7@9", "2/3")
        entered.append(datetime.now(UTC))

        terminal.type("up")
        terminal.wait_for("amend 2")
        enter(terminal, "80x8@9", "set 2 amended")
        terminal.type("u")
        terminal.wait_for("undone")

        terminal.type("f")
        terminal.wait_for("Difficulty")
        terminal.type("8")
        terminal.type("enter")
        terminal.wait_for("session completed")
        terminal.wait_for(all_sent)
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    assert {stat.S_IMODE((home / name).stat().st_mode) for name in ("data", "data/demo")} == {0o700}

    sandbox = ServedDemo(home)
    try:
        rows = sandbox.ask(TODAYS_SETS, today)
        assert [row[:5] for row in rows] == [
            ("Bench Press", 1, 82.5, 6, 8),
            ("Bench Press", 2, 82.5, 7, 9),
        ]
        for row, before, after in zip(rows, entered[:-1], entered[1:], strict=True):
            assert before <= row[5] <= after
        [(session_id, completed, difficulty, status)] = sandbox.ask(TODAYS_SESSION, today)
        assert (completed, difficulty, status) == (True, 8, "completed")
        assert sandbox.ask(SUMMARY, session_id) == [([6, 7], 82.5)]
    finally:
        sandbox.stop()


@pytest.mark.soak  # without a network: test_workouts.py; by commands: test_by_commands.py
def test_sets_logged_while_the_server_is_gone_arrive_by_themselves(
    laptop: Laptop, sandbox: Sandbox
) -> None:
    password = sandbox.info["password"]
    assert laptop.topset("sign-in", "--password-stdin", stdin=password).code == 0
    assert laptop.topset("sync").code == 0
    today = datetime.now().astimezone().date()

    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("0/3").wait_for(all_sent)
        sandbox.stop()
        for number, reps in enumerate((9, 8, 7), start=1):
            enter(terminal, f"80x{reps}", f"{number}/3")
        terminal.wait_for("Incline")
        for number, reps in enumerate((11, 10), start=1):
            enter(terminal, f"30x{reps}", f"{number}/3")
        terminal.wait_for("5 to send")
        terminal.type("q")
        assert terminal.wait_for_end() == 0

    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("5 to send").wait_for("30 × 10")
        terminal.type("p")
        terminal.wait_for("80 × 9").wait_for("80 × 7")
        sandbox.start()
        terminal.wait_for(all_sent, seconds=60)
        terminal.type("q")
        assert terminal.wait_for_end() == 0

    rows = sandbox.ask(TODAYS_SETS, today)
    assert [row[:5] for row in rows] == [
        ("Bench Press", 1, 80.0, 9, None),
        ("Bench Press", 2, 80.0, 8, None),
        ("Bench Press", 3, 80.0, 7, None),
        ("Incline DB Press", 1, 30.0, 11, None),
        ("Incline DB Press", 2, 30.0, 10, None),
    ]
    times = [row[5] for row in rows]
    assert times == sorted(times)


@pytest.mark.parametrize("laptop", ["data_api"], indirect=True)
def test_a_kill_loses_neither_a_set_nor_the_half_typed_line(
    laptop: Laptop, sandbox: Sandbox
) -> None:
    assert laptop.topset("sign-in", "--password-stdin", stdin=sandbox.info["password"]).code == 0
    assert laptop.topset("sync").code == 0
    with Terminal([TOPSET], laptop.environment) as terminal:
        terminal.wait_for("0/3")
        enter(terminal, "80x9", "1/3")
        terminal.type("82.5x")
        terminal.wait_for("82.5x_")
        terminal.kill()
    with Terminal([TOPSET], laptop.environment) as terminal:
        terminal.wait_for("1/3").wait_for("80 × 9").wait_for("82.5x_").wait_for("of 3:00")


def test_a_bug_in_the_app_ends_in_one_line_and_keeps_the_details_in_the_log(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    laptop = Laptop(tmp_path / "laptop", sandbox.settings("data_api"))
    script = """
from tui.app.app import TopsetApp
from tui.cli import main
def broken(self):
    password = "hunter2"
    raise RuntimeError(f"password={password}")
TopsetApp.action_quit = broken
main()
"""
    with Terminal([sys.executable, "-c", script], laptop.environment) as terminal:
        terminal.wait_for("Enter signs in")
        terminal.type("ctrl+q")
        assert terminal.wait_for_end() == 70
        assert "This is a bug in topset (RuntimeError)" in terminal.text
        assert "hunter2" not in terminal.text
    log = (laptop.home / "state" / "topset.log").read_text(encoding="utf-8")
    assert "Traceback" in log
    assert "hunter2" not in log
