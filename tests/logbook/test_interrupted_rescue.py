"""A rescue that is killed, or finds no room, at any point: what was unsent is kept all the same.

The kills come from strace, which ends the program at the N-th of the system calls that touch a
file; without strace, and where it may not trace, these tests are skipped. They check the layer of
test_power_cuts.py, where a kill at any call is one of the ways: that one is quick, so most of these
are for the soak.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, Clock, two_weeks
from tests.support.book_actions import AT
from tests.support.books import book_with_sets, make_older, put_back, reopened
from tests.support.damage import damage
from tests.support.seeds import soak_seed
from tui.logbook import DamagedLogbook, Logbook, LogbookError, NotSaved
from tui.logbook.backup import backup
from tui.logbook.journal import journal_of
from tui.logbook.replacing import set_aside_files
from tui.logbook.rescue import rescue, stranded
from tui.logbook.salvage import salvage
from tui.training.entry import Entry

PROGRAM = Path(__file__).parents[1] / "support" / "book_actions.py"
ROOT = Path(__file__).parents[2]
CALLS = (
    "openat,write,pwrite64,ftruncate,truncate,fsync,fdatasync,unlink,rename,link,linkat,mkdir,close"
)
SECONDS = 60
MANY = 40


def strace_works() -> bool:
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=none", "true"], capture_output=True, check=False
    )
    return done.returncode == 0


needs_strace = pytest.mark.skipif(
    not strace_works(), reason="strace is not installed, or may not trace here"
)


def run(
    edit: str, file: Path, other: str, *, strace: list[str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["strace", "-f", "-qq", *strace, sys.executable, str(PROGRAM), edit, str(file), other],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )


def points_of(edit: str, file: Path, other: str, folder: Path) -> list[tuple[str, int]]:
    """Return each call, by its name and number, that the action makes on files under `folder`."""
    log = folder.parent / "calls"
    done = run(edit, file, other, strace=["-y", "-o", str(log), "-e", f"trace={CALLS}"])
    assert done.returncode == 0, done.stderr
    counted: dict[str, int] = {}
    points = []
    for line in log.read_text().splitlines():
        name = line.split(maxsplit=1)[-1].split("(", 1)[0]
        if not name.replace("64", "").isalpha():
            continue
        counted[name] = counted.get(name, 0) + 1
        if str(folder) in line:
            points.append((name, counted[name]))
    return points


def kill_at(edit: str, file: Path, other: str, point: tuple[str, int]) -> list[str]:
    name, number = point
    inject = f"inject={name}:signal=KILL:when={number}"
    done = run(edit, file, other, strace=["-o", os.devnull, "-e", f"trace={name}", "-e", inject])
    assert done.returncode in (0, -signal.SIGKILL, 128 + signal.SIGKILL), done.stderr
    return done.stdout.split()


def sample(points: list[tuple[str, int]], number: int = MANY) -> list[tuple[str, int]]:
    seed = 11 if number < MANY else soak_seed()
    return points if number >= len(points) else random.Random(seed).sample(points, number)


def unsent_after_start(file: Path) -> set[str]:
    """Open as every start does, and return what is unsent."""
    with reopened(file) as book:
        return {one.id for one in book.changes.unsent()}


@pytest.fixture
def kept_copy(tmp_path: Path) -> Iterator[Path]:
    """A folder that is put back before each kill."""
    folder = tmp_path / "kept"
    folder.mkdir()
    yield folder


@needs_strace
@pytest.mark.parametrize(
    ("edit", "journal", "kills"),
    [
        ("salvage", False, 1),
        pytest.param("salvage", True, MANY, marks=pytest.mark.soak),
        pytest.param("salvage", False, MANY, marks=pytest.mark.soak),
        pytest.param("restore", True, MANY, marks=pytest.mark.soak),
        pytest.param("restore", False, MANY, marks=pytest.mark.soak),
    ],
)
def test_a_rescue_killed_at_any_call_loses_no_unsent_set(
    kept_copy: Path, tmp_path: Path, edit: str, kills: int, journal: bool
) -> None:
    file = kept_copy / "book"
    unsent = book_with_sets(file, 3)
    backup(file, tmp_path / "backup")
    with Logbook.open(file) as book:
        for weight in range(5):
            book.workouts.record_sets(BENCH, [Entry(float(weight + 90), 8)])
        unsent |= {one.id for one in book.changes.unsent()}
    if edit == "salvage":
        damage(file, "modular_training_exercise")
    if not journal:
        journal_of(file).unlink()
    work = tmp_path / "work"
    put_back(kept_copy, work)
    points = points_of(edit, work / "book", str(tmp_path / "backup"), work)
    assert len(points) > 20
    for point in sample(points, kills):
        put_back(kept_copy, work)
        kill_at(edit, work / "book", str(tmp_path / "backup"), point)
        assert unsent_after_start(work / "book") >= unsent, point
        assert stranded(work / "book") == [], point


@pytest.mark.soak
@needs_strace
@pytest.mark.parametrize("there", [True, False], ids=["joining", "moving"])
def test_an_adoption_killed_at_any_call_is_done_by_the_next(
    kept_copy: Path, tmp_path: Path, there: bool
) -> None:
    local, account = "local", "account"
    unsent = book_with_sets(kept_copy / local)
    if there:
        with Logbook.open(kept_copy / account) as book:
            book.base.apply(two_weeks())
    work = tmp_path / "work"
    put_back(kept_copy, work)
    for point in sample(points_of("adopt", work / local, str(work / account), work)):
        put_back(kept_copy, work)
        kill_at("adopt", work / local, str(work / account), point)
        if (work / local).exists() or journal_of(work / local).exists():
            done = run("adopt", work / local, str(work / account), strace=["-e", "trace=none"])
            assert done.returncode == 0, (point, done.stderr)
        with Logbook.open(work / account) as book:
            found = [one.id for one in book.changes.unsent()]
        assert sorted(found) == sorted(unsent), point


@pytest.mark.soak
@needs_strace
def test_a_backup_killed_at_any_call_leaves_no_half_file_under_its_name(
    kept_copy: Path, tmp_path: Path
) -> None:
    unsent = book_with_sets(kept_copy / "book")
    work = tmp_path / "work"
    put_back(kept_copy, work)
    for point in sample(points_of("backup", work / "book", str(work / "copy"), work)):
        put_back(kept_copy, work)
        kill_at("backup", work / "book", str(work / "copy"), point)
        if (work / "copy").exists():
            with Logbook.open(work / "copy") as copy:
                assert {one.id for one in copy.changes.unsent()} == unsent, point
        assert unsent_after_start(work / "book") == unsent, point


@pytest.mark.soak
@needs_strace
@pytest.mark.parametrize("edit", ["migrate", "log"])
def test_a_migration_and_a_logging_killed_at_any_call_keep_what_was_acknowledged(
    kept_copy: Path, tmp_path: Path, edit: str
) -> None:
    file = kept_copy / "book"
    unsent = book_with_sets(file)
    if edit == "migrate":
        make_older(file)
    work = tmp_path / "work"
    put_back(kept_copy, work)
    for point in sample(points_of(edit, work / "book", BENCH, work)):
        put_back(kept_copy, work)
        acknowledged = kill_at(edit, work / "book", BENCH, point)
        with Logbook.open(work / "book") as book:
            changes = book.changes.unsent()
        assert {one.id for one in changes} >= unsent, point
        assert {one.row_id for one in changes} >= set(acknowledged), point
        assert len(changes) <= len(unsent) + 2, point


@pytest.mark.parametrize(
    ("room", "journal"), [(60_000, False), (200_000, True)], ids=["book alone", "second copy"]
)
def test_a_salvage_without_room_changes_nothing_and_succeeds_later(
    path: Path, room: int, journal: bool
) -> None:
    unsent = book_with_sets(path)
    damage(path, "modular_training_exercise")
    if not journal:
        journal_of(path).unlink()
    child = subprocess.run(
        [sys.executable, str(PROGRAM), "salvage", str(path), ""],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: _files_may_not_exceed(room),
    )
    assert "NotSaved" in child.stderr or child.returncode == 0
    assert unsent_after_start(path) == unsent
    assert stranded(path) == []


def _files_may_not_exceed(room: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def test_what_only_an_old_book_holds_is_told_and_taken_back_once(path: Path, clock: Clock) -> None:
    """As an earlier topset left it when killed: the damaged book aside, the new one empty."""
    unsent = book_with_sets(path)
    aside = path.with_name(f"{path.name}.damaged-20261124-180000")
    path.rename(aside)
    journal_of(path).unlink()
    Logbook.open(path).close()
    (found,) = stranded(path)
    assert {str(one["id"]) for one in found.changes} == unsent
    assert rescue(path, at=clock()) == [(aside, 8)]
    assert stranded(path) == []
    assert rescue(path, at=clock()) == []
    with Logbook.open(path) as book:
        assert {one.id for one in book.changes.unsent()} == unsent


@pytest.mark.parametrize("how", ["deleted", "emptied", "older copy"])
def test_a_book_that_is_lost_is_filled_again_from_its_second_copy(path: Path, how: str) -> None:
    with Logbook.open(path) as book:
        book.base.apply(two_weeks())
    older = path.read_bytes()
    unsent = book_with_sets(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    if how == "deleted":
        path.unlink()
    else:
        path.write_bytes(b"" if how == "emptied" else older)
    if how != "older copy":
        with pytest.raises(DamagedLogbook, match="has vanished from"):
            Logbook.open(path)
        assert "had vanished: 8 changes not yet sent found" in salvage(path, at=AT).words
    with Logbook.open(path) as book:
        assert {one.id for one in book.changes.unsent()} == unsent


def test_the_second_copy_is_pruned_when_the_server_has_it_all(path: Path) -> None:
    from tui.sync.protocol import Outcome

    book_with_sets(path)
    with Logbook.open(path) as book:
        changes = book.changes.unsent()
        assert journal_of(path).stat().st_size > 0
        book.changes.settle(changes, [Outcome(id=one.id, outcome="applied") for one in changes])
        assert journal_of(path).stat().st_size == 0


def test_a_write_that_failed_is_not_in_the_second_copy(path: Path) -> None:
    unsent = book_with_sets(path)
    with Logbook.open(path) as book:
        book._connection.execute(
            f"pragma max_page_count = {book._connection.execute('pragma page_count').fetchone()[0]}"
        )
        with pytest.raises(NotSaved):
            for weight in range(2000):
                book.workouts.record_sets(BENCH, [Entry(float(weight), 5)])
        stored = {one.id for one in book.changes.unsent(5000)}
    path.unlink()
    salvage(path, at=AT)
    with Logbook.open(path) as again:
        assert {one.id for one in again.changes.unsent(5000)} == stored
    assert unsent <= stored
    assert len(set_aside_files(path)) == 1


def test_a_rescue_never_follows_a_link_nor_writes_over_a_file(path: Path, tmp_path: Path) -> None:
    book_with_sets(path)
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(LogbookError, match="exists already"):
        backup(path, tmp_path / "link")
    assert not (tmp_path / "nowhere").exists()
