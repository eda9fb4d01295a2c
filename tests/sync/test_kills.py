"""SIGKILL at one step after another of making, logging, sending and fetching: nothing is lost.

The child counts the calls and returns of topset's own functions and kills itself at the one that
it was told; no code of topset knows of it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support.box import TestLifter
from tests.support.disk_cuts import calls_in
from tests.support.disk_layer import WORKS_HERE, build_layer
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan
from tests.support.seeds import soak_seed
from tests.support.server_rows import sets_of
from tui.sync.protocol import Counts

CHILD = Path(__file__).parents[1] / "support" / "killed_child.py"
CHILD_SECONDS = 60


def run_child(
    laptop: Laptop, plan: PlantedPlan, step: int, **environment: str
) -> tuple[int, list[list[str]]]:
    """Run the child on a laptop's logbook; return how it ended and what it told."""
    told = {
        "step": step,
        "kind": laptop.kind,
        "file": str(laptop.file),
        "owner": f"{laptop.lifter.user_id}@{laptop.session_store.project}",
        "data": str(laptop.folder / "data"),
        "url": laptop.url,
        "database_url": laptop.database_url,
        "key": laptop.publishable_key,
        "user_id": laptop.lifter.user_id,
        "exercise": plan.exercise_ids[0],
    }
    child = subprocess.run(
        [sys.executable, str(CHILD), json.dumps(told)],
        capture_output=True,
        text=True,
        check=False,
        timeout=CHILD_SECONDS,
        env={**os.environ, **environment},
    )
    lines = [line.split() for line in child.stdout.splitlines()]
    assert child.returncode in (0, -signal.SIGKILL), child.stderr
    return child.returncode, lines


def steps_of(lines: list[list[str]]) -> int:
    return next(int(line[1]) for line in lines if line[0] == "steps")


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.soak)])
def test_a_topset_killed_at_any_step_loses_and_doubles_nothing(
    laptops: Laptops,
    plan: PlantedPlan,
    lifter: TestLifter,
    server: psycopg.Connection,
    kills: int,
) -> None:
    laptop = laptops.new(lifter)
    laptop.sync()
    code, lines = run_child(laptop, plan, 0)
    assert code == 0
    steps = steps_of(lines)
    between = laptop.kind == "direct"  # one door is cut where the other is not
    for kill in range(kills):
        code, more = run_child(laptop, plan, 1 + (2 * kill + between) * steps // (2 * kills))
        lines += more
    expect_all_once(laptop, plan, server, lines, started=kills + 1)


@pytest.mark.skipif(not WORKS_HERE, reason="no C compiler, or no Linux")
@pytest.mark.parametrize("kills", [1, pytest.param(60, marks=pytest.mark.soak)])
def test_a_topset_killed_before_any_call_to_the_disk_loses_and_doubles_nothing(
    laptops: Laptops,
    plan: PlantedPlan,
    lifter: TestLifter,
    server: psycopg.Connection,
    kills: int,
) -> None:
    laptop = laptops.new(lifter)
    laptop.sync()
    log = laptop.folder / "calls"
    layer = {
        "LD_PRELOAD": str(build_layer(laptop.folder)),
        "TOPSET_DISK_LOG": str(log),
        "TOPSET_DISK_FOLDER": str(laptop.file.parent),
    }
    code, lines = run_child(laptop, plan, 0, **layer)
    assert code == 0
    calls = sum(one.kind != "told" for one in calls_in(log))
    # In a soak the seed says which of them: all 244 through one door took 14 minutes.
    step = max(calls // kills, 1)
    first = 1 + (soak_seed() % step if kills > 1 else step // 2)
    points = range(first, calls + 1, step)
    for point in points:
        _, more = run_child(laptop, plan, 0, **layer, TOPSET_DISK_KILL=str(point))
        lines += more
    expect_all_once(laptop, plan, server, lines, started=len(points) + 1)


def expect_all_once(
    laptop: Laptop,
    plan: PlantedPlan,
    server: psycopg.Connection,
    lines: list[list[str]],
    *,
    started: int,
) -> None:
    """Sync, and find on both sides what was told as saved; `started` topsets may have died."""
    acknowledged: dict[str, float] = {}
    under_way: dict[str, float] = {}
    for word, *rest in lines:
        if word == "amending":
            under_way[rest[0]] = float(rest[1])
        if word == "logged":
            acknowledged[rest[0]] = float(rest[1])
            if under_way.get(rest[0]) == float(rest[1]):
                del under_way[rest[0]]
    laptop.restart()
    laptop.sync()
    assert laptop.book.changes.counts() == Counts()
    there = sets_of(server, laptop.lifter.user_id)
    assert acknowledged.keys() <= there.keys()
    for set_id, weight in acknowledged.items():
        assert there[set_id] in (weight, under_way.get(set_id))
    # A set may have been saved and its process killed before it could tell: one for each at most.
    assert len(there) - len(acknowledged) <= started
    assert {one.id for one in laptop.performed(plan.session_ids[0])} == there.keys()
    assert sum(1 for word, *_ in lines if word == "done") <= started


@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.soak)])
def test_a_topset_killed_while_it_makes_or_migrates_its_logbook_leaves_one_that_opens(
    laptops: Laptops, plan: PlantedPlan, lifter: TestLifter, kills: int
) -> None:
    laptop = laptops.new(lifter)
    laptop.sync()
    laptop.book.close()
    for kill in range(kills):
        for part in laptop.file.parent.glob(f"{laptop.file.name}*"):
            part.unlink()
        code, _ = run_child(laptop, plan, 1 + 3 * kill)
        assert code == -signal.SIGKILL
        with laptop.open_book() as book:
            assert book.changes.counts() == Counts()
            assert book.base.cursor().revision == 0
    laptop.book = laptop.open_book()
    laptop.sync()
    assert laptop.book.workouts.session(plan.session_ids[0]) is not None
