"""Opens the SQLite file: modes, durability, the logbook's own migrations, and transactions."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tui.logbook.connection import LogbookConnection, connect, connect_to_read
from tui.logbook.errors import DamagedLogbook, LogbookError, NewerLogbook, NotSaved
from tui.logbook.journal import Journal, journal_of
from tui.logbook.replacing import WAL, is_empty, opening
from tui.private_files import make_folder

_FOLDER = Path(__file__).parent


def open_store(path: Path) -> LogbookConnection:
    """Open the logbook at `path` (0600 in a 0700 folder), made and migrated if need be.

    A rescue that was interrupted is finished first. From here on the second copy of the unsent
    changes is kept up by every transaction. Raises DamagedLogbook, NewerLogbook, or NotSaved when
    the disk refuses.
    """
    with opening(path):
        _refuse_vanished(path)
        try:
            make_folder(path.parent)
            path.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            if error.errno == errno.EROFS and not is_empty(path):
                return _open_read_only(path)
            raise NotSaved(f"cannot open the logbook {path}: {error.strerror}") from error
        connection = connect(path)
        try:
            _refuse_newer(connection)
            connection.execute("pragma journal_mode = wal")
            _wait_for_disk(connection)
            connection.execute("pragma foreign_keys = on")
            _migrate(connection)
            connection.journal = Journal(path)
            connection.journal.begin(connection)
        except LogbookError:
            connection.close()
            raise
    return connection


def _wait_for_disk(connection: sqlite3.Connection) -> None:
    """Have every commit wait until it is on the disk itself."""
    connection.execute("pragma synchronous = full")
    # On a Mac a plain fsync leaves what was written in the drive's own memory.
    connection.execute("pragma fullfsync = on")
    connection.execute("pragma checkpoint_fullfsync = on")


def _open_read_only(path: Path) -> LogbookConnection:
    """Open what a read-only disk holds: it can be read, and every write says why it cannot be."""
    connection = connect_to_read(path)
    try:
        _refuse_newer(connection)
        if _version(connection) < schema_versions()[-1][0]:
            raise NotSaved("the logbook is of an older topset, and its disk is read-only")
    except LogbookError:
        connection.close()
        raise
    return connection


def build_store(path: Path) -> LogbookConnection:
    """Make an empty logbook in one file that nobody knows of yet, without a second copy."""
    connection = connect(path)
    try:
        _wait_for_disk(connection)
        connection.execute("pragma foreign_keys = on")
        _migrate(connection)
    except LogbookError:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one durable write; raises NotSaved and keeps nothing when the disk refuses."""
    journal = connection.journal if isinstance(connection, LogbookConnection) else None
    connection.execute("begin immediate")
    try:
        yield
        if journal is not None:
            journal.write(connection)
        connection.execute("commit")
    except BaseException:
        if journal is not None:
            journal.take_back()
        if connection.in_transaction:
            connection.execute("rollback")
        raise


@contextmanager
def light_transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Like `transaction`, without waiting for the disk: survives a kill, not a power cut."""
    connection.execute("pragma synchronous = normal")
    try:
        with transaction(connection):
            yield
    finally:
        connection.execute("pragma synchronous = full")


@cache
def query(name: str) -> str:
    """Return the text of `queries/<name>.sql`."""
    return (_FOLDER / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def schema_versions() -> tuple[tuple[int, str], ...]:
    """Return the logbook's own migrations as (number, SQL), oldest first."""
    folder = _FOLDER / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((int(name[:4]), (folder / name).read_text(encoding="utf-8")) for name in names)


def _refuse_vanished(path: Path) -> None:
    """Raise DamagedLogbook where there was a book: its second copy or its WAL is still there."""
    wal = path.with_name(f"{path.name}{WAL}")
    if is_empty(path) and (journal_of(path).exists() or not is_empty(wal)):
        raise DamagedLogbook(f"the logbook has vanished from {path.parent}")


def _refuse_newer(connection: sqlite3.Connection) -> None:
    present, latest = _version(connection), schema_versions()[-1][0]
    if present > latest:
        raise NewerLogbook(
            f"this logbook was written by a newer topset (format {present}, this one knows"
            f" {latest}): update topset to open it"
        )


def _migrate(connection: sqlite3.Connection) -> None:
    present = _version(connection)
    for number, script in schema_versions():
        if number <= present:
            continue
        try:
            connection.executescript(
                f"begin immediate;\n{script}\npragma user_version = {number};\ncommit;"
            )
        except LogbookError:
            if connection.in_transaction:
                connection.rollback()
            if _version(connection) >= number:  # another process was quicker
                continue
            raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])
