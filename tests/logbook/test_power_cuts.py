"""Power cuts and full disks during whatever writes to a logbook: what was told is there afterwards.

A layer between the program and the disk (tests/support/disk_layer.c) records every call; the disk
after a cut at any of them is made from the record, with what was not synced dropped, torn or out of
order, names in folders included. A failure names the call, the way and the seed to replay it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH
from tests.support.book_actions import State, state_of
from tests.support.book_cases import CASES, TELLING, state_after
from tests.support.books import put_back
from tests.support.disk_cuts import WAYS, Disk, calls_in, cuts, put_on_disk
from tests.support.disk_layer import WORKS_HERE, Actions, Done, build_layer
from tests.support.seeds import soak_seed
from tui.logbook import Logbook

pytestmark = pytest.mark.skipif(not WORKS_HERE, reason="no C compiler, or no Linux")

FEW, ALL = 2, 10_000
IN_THE_APP = "salvage in the running app"
MEMORY = "/dev/shm"


@pytest.fixture(scope="module")
def actions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Actions]:
    folder = tmp_path_factory.mktemp("layer")
    with Actions(build_layer(folder), folder) as server:
        yield server


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where that is possible: the disk is made of a record anyway."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY, prefix="topset-tests-") as folder:
        yield Path(folder)


class Trial:
    """A case in a folder of its own, to be done again and again from where it begins."""

    def __init__(self, case: str, folder: Path, work: Path | None = None) -> None:
        self.action, prepare = CASES[case]
        self._kept, self.work = folder / "kept", work or folder / "work"
        self._kept.mkdir()
        other = prepare(self._kept)
        self.file = self.work / "log" / "book"
        self.other = other if other in ("", BENCH) else str(self.work / other)
        self.put_back()
        self.before = self.state()

    def put_back(self) -> None:
        put_back(self._kept, self.work)

    def state(self) -> State:
        """Return what the lifter has after the next start."""
        return state_after(self.work, self.action, self.other)

    def states(self, told: str) -> list[State]:
        """Return what there was at first, and after each step of which the lifter was told."""
        return [self.before, *(json.loads(line) for line in told.splitlines())]

    def expect(self, allowed: list[State], told: int, name: str) -> None:
        """Compare what is there with what may be."""
        now = self.state()
        if self.action in TELLING:
            assert now in allowed, name
        else:
            assert now["unsent"].keys() in [one["unsent"].keys() for one in allowed], name
        if self.action == "backup" and (told or Path(self.other).exists()):
            with Logbook.open(Path(self.other)) as copy:
                assert state_of(copy) == self.before, name

    def expect_after_refusal(self, done: Done, states: list[State], name: str) -> None:
        """Compare what is there with what was told before there was no room."""
        told = len(done.told.splitlines())
        assert done.code == 0 or "\nNotSaved: " in f"\n{done.error}", (name, done.error)
        self.expect([states[told]], told, name)


def sample(number: int, points: int, seed: int) -> list[int]:
    every = range(1, number + 1)
    return sorted(random.Random(seed).sample(every, points)) if points < number else list(every)


@pytest.mark.parametrize("points", [FEW, pytest.param(ALL, marks=pytest.mark.soak)])
@pytest.mark.parametrize("case", CASES)
def test_what_was_told_is_there_after_a_power_cut(
    memory: Path, actions: Actions, case: str, points: int
) -> None:
    trial = Trial(case, memory)
    trial.put_back()
    disk = Disk(trial.work)
    done = actions.do(trial.action, trial.file, trial.other, within=trial.work)
    assert done.code == 0, done.error
    states = trial.states(done.told)
    calls = calls_in(actions.log)
    seed = 1 if points <= FEW else soak_seed()
    for name, told, found in cuts(disk, calls, sample(len(calls), points, seed), WAYS, seed):
        put_on_disk(found, trial.work)
        trial.expect(states[told : told + 2], told, name)


ONE_EACH = [pytest.param(case, 1) for case in CASES if case != IN_THE_APP]
SOME_EACH = [pytest.param(case, 40, marks=pytest.mark.soak) for case in CASES]


@pytest.mark.parametrize(("case", "points"), ONE_EACH + SOME_EACH)
def test_a_disk_that_is_full_from_any_call_on_loses_nothing_and_says_so(
    memory: Path, actions: Actions, case: str, points: int
) -> None:
    trial = Trial(case, memory)
    trial.put_back()
    done = actions.do(trial.action, trial.file, trial.other, within=trial.work)
    states = trial.states(done.told)
    seed = 1 if points <= FEW else soak_seed()
    for point in sample(len(calls_in(actions.log)), points, seed):
        name = f"full from call {point} on, seed {seed}"
        trial.put_back()
        full = actions.do(trial.action, trial.file, trial.other, within=trial.work, full=point)
        trial.expect_after_refusal(full, states, name)
        if trial.action not in (*TELLING, "app", "backup") and full.code:
            trial.put_back()
            actions.do(trial.action, trial.file, trial.other, within=trial.work, full=point)
            again = actions.do(trial.action, trial.file, trial.other, within=trial.work)
            assert again.code == 0, (name, again.error)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB."""
    disk = tmp_path / "small disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES)
def test_a_small_disk_that_is_full_loses_nothing_and_says_so(
    small_disk: Path, tmp_path: Path, actions: Actions, case: str
) -> None:
    trial = Trial(case, tmp_path, small_disk / "work")
    trial.put_back()
    done = actions.do(trial.action, trial.file, trial.other, within=trial.work)
    states = trial.states(done.told)
    ballast = small_disk / "ballast"
    for room in (0, 8_192, 40_000, 80_000, 120_000, 200_000, 400_000):
        trial.put_back()
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast.write_bytes(b"\0" * max(free - room, 0))
        full = actions.do(trial.action, trial.file, trial.other, within=trial.work)
        ballast.unlink()
        trial.expect_after_refusal(full, states, f"{room} bytes free")
