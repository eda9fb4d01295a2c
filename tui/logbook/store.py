"""Opens the SQLite file: modes, durability, the logbook's own migrations, and transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from tui.logbook.errors import DamagedLogbook, LogbookError, NewerLogbook, NotSaved

BUSY_MILLISECONDS = 5000


def open_store(path: Path) -> sqlite3.Connection:
    """Open the logbook at `path` (0600 in a 0700 folder), made and migrated if need be.

    Raises DamagedLogbook, NewerLogbook, or NotSaved when the disk refuses.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MILLISECONDS / 1000)
    except (OSError, sqlite3.OperationalError) as error:
        raise NotSaved(f"cannot open the logbook {path}: {error}") from error
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
        _migrate(connection)
    except sqlite3.Error as error:
        connection.close()
        raise _in_words(error) from error
    except LogbookError:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one durable write; raises NotSaved and keeps nothing when the disk refuses."""
    try:
        connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.execute("commit")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.rollback()
        raise _in_words(error) from error


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
    return (files("tui.logbook") / "queries" / f"{name}.sql").read_text(encoding="utf-8")


def schema_versions() -> tuple[tuple[int, str], ...]:
    """Return the logbook's own migrations as (number, SQL), oldest first."""
    folder = files("tui.logbook") / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((int(name[:4]), (folder / name).read_text(encoding="utf-8")) for name in names)


def _migrate(connection: sqlite3.Connection) -> None:
    latest = schema_versions()[-1][0]
    present = _version(connection)
    if present == latest:
        return
    if present > latest:
        raise NewerLogbook(
            f"this logbook was written by a newer topset (format {present}, this one knows"
            f" {latest}): update topset to open it"
        )
    for number, script in schema_versions():
        if number <= present:
            continue
        try:
            connection.executescript(
                f"begin immediate;\n{script}\npragma user_version = {number};\ncommit;"
            )
        except sqlite3.Error:
            if connection.in_transaction:
                connection.rollback()
            if _version(connection) >= number:  # another process was quicker
                continue
            raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("pragma user_version").fetchone()[0])


def _in_words(error: sqlite3.Error) -> LogbookError:
    """Turn SQLite's word for a failed disk into a sentence."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return NotSaved("not saved: the disk is full")
    if code == sqlite3.SQLITE_READONLY:
        return NotSaved("not saved: the logbook is read-only")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return NotSaved("not saved: another topset is writing, try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedLogbook(f"the logbook is damaged ({error})")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return NotSaved(f"not saved: the disk refused ({error})")
    return LogbookError(f"the logbook answered: {error}")
