"""The file: its modes, its migrations, full and read-only disks, damage, backup and restore."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, SESSION, TODAY, Clock, two_weeks
from tui.logbook import DamagedLogbook, Logbook, LogbookError, NewerLogbook, NotSaved
from tui.logbook.backup import backup, restore
from tui.logbook.journal import journal_of
from tui.logbook.replacing import set_aside_files
from tui.logbook.salvage import check, salvage
from tui.logbook.store import schema_versions
from tui.training.entry import Entry

OWNER = "lifter@project"


def logged(logbook: Logbook) -> list[float]:
    found = logbook.workouts.session(SESSION)
    return [] if found is None else [one.weight_kg for one in found.exercises[0].performed]


def test_the_file_is_for_its_owner_alone(logbook: Logbook, path: Path) -> None:
    logbook.workouts.start_free_session(TODAY)
    for part in path.parent.iterdir():
        assert part.stat().st_mode & 0o077 == 0, part
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_it_waits_for_the_disk_before_it_says_saved(logbook: Logbook) -> None:
    assert logbook._connection.execute("pragma synchronous").fetchone()[0] == 2
    assert logbook._connection.execute("pragma journal_mode").fetchone()[0] == "wal"
    # What macOS needs beyond that, where fsync does not reach the disk; elsewhere both do nothing.
    assert logbook._connection.execute("pragma fullfsync").fetchone()[0] == 1
    assert logbook._connection.execute("pragma checkpoint_fullfsync").fetchone()[0] == 1


def test_every_earlier_format_is_migrated_without_loss(tmp_path: Path) -> None:
    for number, _ in schema_versions():
        old = tmp_path / f"{number}.sqlite3"
        with closing(sqlite3.connect(old)) as connection:
            for earlier, script in schema_versions():
                if earlier <= number:
                    connection.executescript(script)
            connection.execute(f"pragma user_version = {number}")
            connection.execute("insert into meta (key, value) values ('device', 'kept')")
            connection.commit()
        with Logbook.open(old) as opened:
            assert opened.base.device() == "kept"
            opened.base.apply(two_weeks())


def test_a_logbook_of_a_newer_topset_is_left_untouched(tmp_path: Path) -> None:
    newer = tmp_path / "newer.sqlite3"
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("pragma user_version = 999")
    before = newer.read_bytes()
    with pytest.raises(NewerLogbook, match="newer topset"):
        Logbook.open(newer)
    assert newer.read_bytes() == before


def test_a_logbook_opens_for_its_own_lifter_alone(tmp_path: Path) -> None:
    Logbook.open(tmp_path / "a.sqlite3", owner=OWNER).close()
    with pytest.raises(LogbookError, match="another lifter"):
        Logbook.open(tmp_path / "a.sqlite3", owner="somebody else")


def test_a_set_is_not_logged_on_a_disk_that_takes_no_more(trained: Logbook, path: Path) -> None:
    """A child whose files may not grow logs sets until it cannot: what it said is what is there."""
    child = subprocess.run(
        [sys.executable, "-c", _LOG_UNTIL_FULL, str(path), BENCH],
        capture_output=True,
        text=True,
        preexec_fn=_files_may_not_grow,
        check=True,
        timeout=60,
    )
    *acknowledged, refusal = child.stdout.splitlines()
    assert refusal.startswith("not saved: ")
    assert len(acknowledged) > 3
    assert logged(trained) == [float(one) for one in acknowledged]


_LOG_UNTIL_FULL = """
import sys
from pathlib import Path
from tui.logbook import Logbook, NotSaved
from tui.training.entry import Entry
with Logbook.open(Path(sys.argv[1])) as logbook:
    for weight in range(1, 2000):
        try:
            logbook.workouts.record_sets(sys.argv[2], [Entry(float(weight), 8)])
        except NotSaved as refusal:
            print(refusal)
            break
        print(weight)
"""


def _files_may_not_grow() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes to read-only files too")
def test_a_read_only_logbook_says_so(trained: Logbook, path: Path) -> None:
    trained.close()
    path.chmod(0o400)
    with pytest.raises(NotSaved):
        Logbook.open(path).workouts.record_sets(BENCH, [Entry(80, 8)])


def test_a_folder_where_the_file_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    with pytest.raises(NotSaved):
        Logbook.open(tmp_path / "here")


def test_a_file_that_is_no_logbook_is_damage(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    other.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(DamagedLogbook):
        Logbook.open(other)


def test_unsent_changes_are_salvaged_from_a_damaged_file(
    trained: Logbook, path: Path, clock: Clock
) -> None:
    for weight in range(40, 140):
        trained.workouts.record_sets(BENCH, [Entry(float(weight), 8, 8)])
    trained.close()
    _damage_table(path, "modular_training_exercise")
    with pytest.raises(DamagedLogbook):
        check(path)
    found = salvage(path, at=clock())
    assert (found.changes, found.complete) == (100, True)
    assert found.set_aside is not None
    assert found.set_aside.exists()
    with Logbook.open(path) as again:
        again.base.apply(two_weeks())
        assert logged(again) == [float(weight) for weight in range(40, 140)]


def test_what_can_be_read_of_damaged_changes_is_salvaged_and_the_loss_is_told(
    trained: Logbook, path: Path, clock: Clock
) -> None:
    for weight in range(40, 240):
        trained.workouts.record_sets(BENCH, [Entry(float(weight), 8, 8)])
    trained.close()
    _damage_table(path, "change", only_page=4)
    journal_of(path).unlink()
    found = salvage(path, at=clock())
    assert 0 < found.changes < 200
    assert not found.complete
    assert "could be read and kept" in found.words


def test_a_backup_holds_everything_while_the_logbook_is_in_use(
    trained: Logbook, path: Path, tmp_path: Path
) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    backup(path, tmp_path / "copy")
    trained.workouts.record_sets(BENCH, [Entry(85, 5)])
    with Logbook.open(tmp_path / "copy") as copy:
        assert logged(copy) == [82.5]
        assert copy.changes.counts().unsent == 1
    with pytest.raises(LogbookError, match="exists already"):
        backup(path, tmp_path / "copy")


def test_a_restore_keeps_what_was_logged_since_the_backup(
    path: Path, tmp_path: Path, clock: Clock
) -> None:
    with Logbook.open(path, now=clock, owner=OWNER) as logbook:
        logbook.base.apply(two_weeks())
        logbook.workouts.record_sets(BENCH, [Entry(82.5, 8)])
        backup(path, tmp_path / "copy")
        logbook.workouts.record_sets(BENCH, [Entry(85, 5)])
    aside = restore(tmp_path / "copy", path, owner=OWNER, at=clock())
    assert aside is not None
    assert aside.exists()
    with Logbook.open(path, now=clock, owner=OWNER) as restored:
        assert logged(restored) == [82.5, 85.0]
        assert restored.changes.counts().unsent == 2


@pytest.mark.parametrize("content", [b"", b"a letter to a friend" * 500], ids=["empty", "text"])
def test_only_a_whole_backup_of_this_lifter_is_restored(
    path: Path, tmp_path: Path, clock: Clock, content: bytes
) -> None:
    with Logbook.open(path, now=clock, owner=OWNER) as logbook:
        logbook.base.apply(two_weeks())
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(LogbookError):
        restore(tmp_path / "file", path, owner=OWNER, at=clock())
    backup(path, tmp_path / "mine")
    with pytest.raises(LogbookError, match="another lifter"):
        restore(tmp_path / "mine", path, owner="somebody else", at=clock())
    with Logbook.open(path, owner=OWNER) as untouched:
        assert untouched.workouts.session(SESSION) is not None


def _damage_table(path: Path, table: str, *, only_page: int | None = None) -> None:
    """Overwrite pages of one table with noise, as a failing disk would."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        size = connection.execute("pragma page_size").fetchone()[0]
        root = connection.execute(
            "select rootpage from sqlite_schema where name = ?", (table,)
        ).fetchone()[0]
    content = bytearray(path.read_bytes())
    if only_page is None:
        pages = [root]
    else:  # a leaf of the table: the pages a root of several levels points to
        start = (root - 1) * size
        cells = int.from_bytes(content[start + 3 : start + 5], "big")
        pointers = [
            int.from_bytes(content[start + 12 + 2 * n : start + 14 + 2 * n], "big")
            for n in range(cells)
        ]
        leaves = [
            int.from_bytes(content[start + place : start + place + 4], "big") for place in pointers
        ]
        pages = [leaves[only_page]]
    for page in pages:
        content[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(content)


def test_a_log_without_a_server_is_whole_again_after_a_salvage(path: Path, clock: Clock) -> None:
    with Logbook.open(path, now=clock) as logbook:
        session_id = logbook.workouts.start_free_session(TODAY)
        row_id = logbook.workouts.add_exercise(session_id, {"exercise_name": "Curl"})
        logbook.workouts.record_sets(row_id, [Entry(20, 12), Entry(20, 10)])
    _damage_table(path, "training_set")
    assert salvage(path, at=clock()).complete
    with Logbook.open(path, now=clock) as again:
        session = again.workouts.session(session_id)
        assert session is not None
        assert [one.reps_done for one in session.exercises[0].performed] == [12, 10]


def test_a_change_that_makes_no_sense_any_more_is_left_in_the_old_file(
    trained: Logbook, path: Path, clock: Clock
) -> None:
    trained.workouts.record_sets(BENCH, [Entry(80, 8), Entry(82.5, 8)])
    trained._connection.execute("update change set document = '{\"id\": ' where seq = 1")
    trained.close()
    journal_of(path).unlink()
    found = salvage(path, at=clock())
    assert (found.changes, found.complete) == (1, False)
    with Logbook.open(path) as again:
        assert len(again.changes.unsent()) == 1


def test_a_logbook_that_is_open_elsewhere_is_neither_salvaged_nor_replaced(
    path: Path, tmp_path: Path, clock: Clock
) -> None:
    with Logbook.open(path, now=clock, owner=OWNER) as logbook:
        logbook.base.apply(two_weeks())
        backup(path, tmp_path / "copy")
        with pytest.raises(NotSaved, match="close that one first"):
            salvage(path, at=clock())
        with pytest.raises(NotSaved, match="close that one first"):
            restore(tmp_path / "copy", path, owner=OWNER, at=clock())
        logbook.workouts.record_sets(BENCH, [Entry(82.5, 8)])
        assert logged(logbook) == [82.5]
    assert set_aside_files(path) == []


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("mount") is None, reason="mounts a disk")
def test_a_log_on_a_read_only_disk_can_be_read(tmp_path: Path, clock: Clock) -> None:
    """Its WAL included, which SQLite alone reads only where it may write beside it."""
    disk, copy = tmp_path / "disk", tmp_path / "copy"
    disk.mkdir()
    with Logbook.open(tmp_path / "book", now=clock) as book:
        book.base.apply(two_weeks())
        book.workouts.record_sets(BENCH, [Entry(82.5, 8)])
        shutil.copytree(tmp_path, copy, ignore=lambda *_: ["disk", "copy"])
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "none", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("this machine lets nobody mount a disk")
    try:
        shutil.copytree(copy, disk, dirs_exist_ok=True)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with Logbook.open(disk / "book", now=clock) as book:
            assert logged(book) == [82.5]
            with pytest.raises(NotSaved, match="read-only"):
                book.workouts.record_sets(BENCH, [Entry(85, 5)])
    finally:
        subprocess.run(["umount", str(disk)], check=True)
