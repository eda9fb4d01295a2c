"""The real program stopped for hours: its clock has jumped when it goes on, its lines may be dead.

A layer under the program (tests/support/clock_layer.c) moves the time of day; how long anything
takes it leaves alone, as a laptop does that sleeps.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.acceptance.laptop import TOPSET
from tests.acceptance.terminal import Terminal
from tests.acceptance.training import Trainee, all_sent
from tests.support.box import SandboxUnderTest
from tests.support.disk_layer import CLOCK, WORKS_HERE, build_layer
from tests.support.processes import wait_for
from tests.support.seeds import soak_seed

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(not WORKS_HERE, reason="no C compiler, or no Linux"),
]
HOUR = 3600
JUMPS = {
    "asleep": (5 * HOUR, False),
    "asleep, lines dead": (5 * HOUR, True),
    "asleep past midnight": (30 * HOUR, False),
    "put back": (-3 * HOUR, False),
    "put back past midnight": (-26 * HOUR, True),
}
SETS = """
    select weight_kg from training_set
    join modular_training_exercise as exercise on exercise.id = exercise_row_id
    join modular_training_session as session on session.id = exercise.session_id
    join modular_training_week as week on week.id = session.week_id
    join modular_training_plan as plan on plan.id = week.plan_id
    where plan.user_id = %s and weight_kg in (61, 62, 63)
    order by set_no, recorded_at
"""


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
@pytest.mark.parametrize("direct", [False, True], ids=["data_api", "direct"])
def test_a_suspended_app_goes_on_and_nothing_is_lost_or_doubled(
    trainee: Callable[..., Trainee],
    box: SandboxUnderTest,
    tmp_path: Path,
    direct: bool,
    jump: tuple[int, bool],
) -> None:
    seconds, cut = jump
    clock = tmp_path / "clock"
    clock.write_text("0")
    lifter = trainee(
        direct=direct, LD_PRELOAD=str(build_layer(tmp_path, CLOCK)), TOPSET_CLOCK=str(clock)
    )
    with Terminal([TOPSET], lifter.laptop.environment, columns=100, rows=30) as terminal:
        terminal.wait_for("Push-H")
        log(terminal, "61x5@8", "1/3")
        terminal.wait_for(all_sent)
        log(terminal, "62x5@8", "2/3")
        os.kill(terminal.process_id, signal.SIGSTOP)
        clock.write_text(str(seconds))
        if cut:
            break_lines(box)
        os.kill(terminal.process_id, signal.SIGCONT)
        terminal.wait_for(lambda _: times_taken(lifter) == 2)
        log(terminal, "63x5@8", "3/3")
        terminal.wait_for(all_sent)
        assert all(int(minutes) <= 3 for minutes in re.findall(r"(\d+):\d\d of ", terminal.text))
        assert "twice" not in terminal.text
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    assert weights(lifter) == [61.0, 62.0, 63.0]
    assert "Traceback" not in written_by(lifter)


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_a_suspended_prompt_goes_on_and_nothing_is_lost_or_doubled(
    trainee: Callable[..., Trainee], tmp_path: Path, jump: tuple[int, bool]
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    lifter = trainee(LD_PRELOAD=str(build_layer(tmp_path, CLOCK)), TOPSET_CLOCK=str(clock))
    with Terminal([TOPSET, "--plain"], lifter.laptop.environment) as terminal:
        terminal.wait_for("set 1 of 3")
        for number, line in enumerate(("61x5@8", "62x5@8", "63x5@8"), start=1):
            if number == 2:
                os.kill(terminal.process_id, signal.SIGSTOP)
                clock.write_text(str(jump[0]))
                os.kill(terminal.process_id, signal.SIGCONT)
            terminal.type(line)
            terminal.type("enter")
            terminal.wait_for(f"Logged Bench Press set {number}")
        terminal.type("q")
        terminal.type("enter")
        assert terminal.wait_for_end() == 0
    assert lifter.laptop.topset("sync").code == 0
    assert weights(lifter) == [61.0, 62.0, 63.0]


@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_a_suspended_sync_goes_on_and_nothing_is_lost_or_doubled(
    trainee: Callable[..., Trainee], tmp_path: Path, jump: tuple[int, bool]
) -> None:
    """Stopped before one of its calls to the disk: the seed says which."""
    clock, folder = tmp_path / "clock", tmp_path / "laptop" / "data"
    lifter = trainee(TOPSET_CLOCK=str(clock))
    luck = random.Random(soak_seed())
    layers = f"{build_layer(tmp_path, CLOCK)}:{build_layer(tmp_path)}"
    for weight in (61, 62, 63):
        clock.write_text("0")
        assert (
            lifter.laptop.topset("log", "--yes", "--exercise", "Bench Press", f"{weight}x5@8").code
            == 0
        )
        sync = subprocess.Popen(
            [TOPSET, "sync"],
            env={
                **lifter.laptop.environment,
                "LD_PRELOAD": layers,
                "TOPSET_DISK_LOG": str(tmp_path / "calls"),
                "TOPSET_DISK_FOLDER": str(folder),
                "TOPSET_DISK_KILL": str(luck.randint(1, 60)),
                "TOPSET_DISK_SIGNAL": str(int(signal.SIGSTOP)),
            },
        )
        wait_for(partial(has_stopped, sync))
        clock.write_text(str(jump[0]))
        sync.send_signal(signal.SIGCONT)
        assert sync.wait(60) == 0
    assert lifter.laptop.topset("sync").code == 0
    assert weights(lifter) == [61.0, 62.0, 63.0]


def has_stopped(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether a process stands still, or has ended."""
    stat = Path(f"/proc/{process.pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0] == "T" or process.poll() is not None


def weights(lifter: Trainee) -> list[float]:
    """Return the sets that the database has of this test, in their order."""
    with psycopg.connect(lifter.database_url) as owner:
        found = owner.execute(SETS.encode(), (lifter.user_id,)).fetchall()
    return [float(weight) for (weight,) in found]


def log(terminal: Terminal, line: str, done: str) -> None:
    """Enter a line; a question about an unlikely set is answered with another Enter."""
    terminal.type(line)
    terminal.wait_for(f"{line}_")
    terminal.type("enter")
    terminal.wait_for(lambda shown: done in shown.text or "enter again" in shown.text)
    if done not in terminal.text:
        terminal.type("enter")
        terminal.wait_for(done)


def times_taken(lifter: Trainee) -> int:
    """Return how often the program has taken the terminal."""
    return lifter.laptop.home.with_suffix(".shown").read_bytes().count(b"\x1b[?1049h")


def break_lines(box: SandboxUnderTest) -> None:
    """End what the server holds open, as it does with those that are silent for hours."""
    with psycopg.connect(box.database.superuser_url, autocommit=True) as server:
        server.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where application_name = 'topset' and datname = current_database()"
        )


def written_by(lifter: Trainee) -> str:
    """Return the log files of a laptop."""
    return "".join(file.read_text("utf-8") for file in lifter.laptop.home.rglob("*.log*"))
