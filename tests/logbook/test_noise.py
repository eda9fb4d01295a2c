"""Logbooks after a failing disk: noise, zeroes and cuts at random places, and a lost WAL.

The seed of each case is its number, so that a failure can be played again. What has to be kept is
counted: everything with the second copy, and a floor without it.
"""

from __future__ import annotations

import random
import shutil
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, Clock, two_weeks
from tui.logbook import DamagedLogbook, Logbook
from tui.logbook.connection import connect
from tui.logbook.journal import journal_of
from tui.logbook.salvage import check, salvage
from tui.training.entry import Entry

SETS = 150
PAGE = 4096
KINDS = ("truncated", "noise", "zeroed", "wal deleted", "wal truncated", "wal noise")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a book of 150 unsent sets, a third of them in its WAL alone."""
    folder = tmp_path_factory.mktemp("sound")
    file = folder / "book"
    with Logbook.open(file) as book:
        book.base.apply(two_weeks())
        for weight in range(SETS):
            if weight == SETS * 2 // 3:
                book._connection.execute("pragma wal_checkpoint(truncate)")
            book.workouts.record_sets(BENCH, [Entry(float(weight), 8)])
        copy = folder.parent / "copy"
        shutil.copytree(folder, copy)
    return copy


def spoil(file: Path, seed: int) -> str:
    """Do to a book what the seed says; return what it was."""
    chance = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    wal = file.with_name(f"{file.name}-wal")
    victim = wal if kind.startswith("wal") else file
    content = bytearray(victim.read_bytes())
    if kind == "wal deleted":
        victim.unlink()
        return kind
    if kind.endswith("truncated"):
        victim.write_bytes(content[: chance.randrange(len(content) // 3, len(content))])
        return kind
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(content) // PAGE) * PAGE
        content[start : start + PAGE] = b"\0" * PAGE if kind == "zeroed" else chance.randbytes(PAGE)
    victim.write_bytes(content)
    return kind


def kept_of(file: Path, clock: Clock) -> int:
    try:
        with Logbook.open(file):
            check(file)
    except DamagedLogbook:
        salvage(file, at=clock())
    with Logbook.open(file) as book:
        return sum(one.table == "training_set" for one in book.changes.unsent(10_000))


@pytest.mark.parametrize("cases", [6, pytest.param(600, marks=pytest.mark.soak)])
def test_spoiled_books_keep_every_unsent_set_by_their_second_copy(
    sound: Path, tmp_path: Path, clock: Clock, cases: int
) -> None:
    for seed in range(cases):
        folder = tmp_path / str(seed)
        shutil.copytree(sound, folder)
        kind = spoil(folder / "book", seed)
        assert kept_of(folder / "book", clock) == SETS, (seed, kind)
        shutil.rmtree(folder)


@pytest.mark.parametrize("cases", [18, pytest.param(600, marks=pytest.mark.soak)])
def test_without_a_second_copy_what_can_be_read_of_them_is_kept(
    sound: Path, tmp_path: Path, clock: Clock, cases: int
) -> None:
    kept: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for seed in range(cases):
        folder = tmp_path / str(seed)
        shutil.copytree(sound, folder)
        journal_of(folder / "book").unlink()
        kind = spoil(folder / "book", seed)
        kept[kind].append(kept_of(folder / "book", clock))
        shutil.rmtree(folder)
    # A page of the file holds seven changes, and the WAL a third of them; what stands behind
    # noise in it SQLite takes for a write that was cut off, as after every crash.
    assert min(kept["noise"]) >= SETS * 8 // 10
    assert min(kept["zeroed"]) >= SETS * 8 // 10
    assert sum(kept["truncated"]) / len(kept["truncated"]) >= SETS * 4 // 10
    assert min(kept["wal deleted"]) >= SETS * 2 // 3
    assert min(kept["wal truncated"]) >= SETS * 2 // 3
    assert min(kept["wal noise"]) >= SETS * 2 // 3


def test_a_change_full_of_zeroes_is_found_and_taken_from_the_second_copy(
    sound: Path, tmp_path: Path, clock: Clock
) -> None:
    """SQLite takes it for a text: its pages are in order."""
    folder = tmp_path / "zeroes"
    shutil.copytree(sound, folder)
    file = folder / "book"
    with closing(connect(file)) as connection:
        connection.execute(
            "update change set document = substr(document, 1, 70) || cast(zeroblob(60) as text)"
            " where seq = (select max(seq) from change)"
        )
    with pytest.raises(DamagedLogbook, match="in a change"):
        Logbook.open(file)
    assert kept_of(file, clock) == SETS


def test_a_truncated_book_whose_changes_are_all_there_keeps_them_all(
    sound: Path, tmp_path: Path, clock: Clock
) -> None:
    folder = tmp_path / "cut"
    shutil.copytree(sound, folder)
    file = folder / "book"
    with closing(connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        connection.execute("create table ballast (content)")
        connection.execute("insert into ballast values (randomblob(40000))")
        connection.execute("pragma wal_checkpoint(truncate)")
    for name in (f"{file.name}-wal", f"{file.name}-shm", journal_of(file).name):
        with suppress(FileNotFoundError):
            (folder / name).unlink()
    file.write_bytes(file.read_bytes()[:-30_000])
    assert kept_of(file, clock) == SETS
