"""The first minute of a stranger, in a pseudo-terminal: nothing is set when topset opens."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.acceptance.laptop import TOPSET, Laptop, Sandbox
from tests.acceptance.terminal import Terminal
from tests.acceptance.training import all_sent, enter

FREE_SETS = """
    select exercise.exercise_name, reps_done
    from training_set
    join modular_training_exercise as exercise on exercise.id = exercise_row_id
    join modular_training_session as session on session.id = exercise.session_id
    where session.day_label = 'Free session' and session.session_date = %s
"""


def connect(terminal: Terminal, sandbox: Sandbox) -> None:
    """Fill in the project and sign in as the sample lifter."""
    terminal.wait_for("Enter checks them")
    fill(terminal, sandbox.info["url"])
    terminal.type("tab")
    fill(terminal, sandbox.info["publishable_key"], seen=sandbox.info["publishable_key"][-8:])
    terminal.type("enter")
    terminal.wait_for("Enter signs in")
    fill(terminal, sandbox.info["email"])
    terminal.type("tab")
    fill(terminal, sandbox.info["password"], seen="•" * len(sandbox.info["password"]))
    terminal.type("enter")


def fill(terminal: Terminal, text: str, *, seen: str | None = None) -> None:
    """Type into the field that has the focus, and wait until what was typed stands there."""
    terminal.type(text)
    terminal.wait_for(seen or text)


def test_from_nothing_set_to_a_set_that_has_arrived(sandbox: Sandbox, tmp_path: Path) -> None:
    laptop = Laptop(tmp_path / "laptop")
    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("▸ Supabase project")
        terminal.type("enter")
        connect(terminal, sandbox)
        terminal.wait_for("0/3")
        enter(terminal, "80x8", "1/3")
        terminal.wait_for(all_sent)
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("1/3")
        terminal.type("q")
        assert terminal.wait_for_end() == 0


def test_a_log_of_this_laptop_alone_goes_to_the_project_that_is_connected_later(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    laptop = Laptop(tmp_path / "laptop")
    today = datetime.now().astimezone().date()
    with Terminal([TOPSET], laptop.environment, columns=80, rows=24) as terminal:
        terminal.wait_for("▸ Supabase project")
        terminal.type("down")
        terminal.wait_for("▸ Just this laptop")
        terminal.type("enter")
        terminal.wait_for("Free session")
        terminal.type("f")
        terminal.wait_for("on this laptop")
        terminal.type("a")
        terminal.wait_for("Enter adds it")
        terminal.type("weighted plank")
        terminal.wait_for("▸ Weighted Plank")
        terminal.type("enter")
        terminal.wait_for("No plan")
        enter(terminal, "10x30s", "10 × 30 s")
        terminal.type("ctrl+p")
        terminal.wait_for("Search for commands")
        terminal.type("connect")
        terminal.wait_for("Bring the log of this laptop")
        terminal.type("enter")
        connect(terminal, sandbox)
        terminal.wait_for(all_sent, seconds=60)
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    assert sandbox.ask(FREE_SETS, today) == [("Weighted Plank", 30)]
    told = laptop.topset("status", "--json").document
    assert (told["signed_in_as"], told["unsent"]) == (sandbox.info["email"], 0)
