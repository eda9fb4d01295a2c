"""A SQLite connection whose failures are the logbook's own errors, in words for the lifter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from tui.logbook.errors import Busy, DamagedLogbook, LogbookError, NotSaved

if TYPE_CHECKING:
    from tui.logbook.journal import Journal

BUSY_SECONDS = 5.0


def in_words(error: sqlite3.Error) -> LogbookError:
    """Turn SQLite's word for a failed disk into a sentence."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return NotSaved("not saved: the disk is full")
    if code == sqlite3.SQLITE_READONLY:
        return NotSaved("not saved: the logbook is read-only")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy("not saved: another topset is writing, try again")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return DamagedLogbook(f"the logbook is damaged ({error})")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return NotSaved(f"not saved: the disk refused ({error})")
    return LogbookError(f"the logbook answered: {error}")


@contextmanager
def describe_failures() -> Iterator[None]:
    """Raise what SQLite raises inside the block as a LogbookError."""
    try:
        yield
    except sqlite3.Error as error:
        raise in_words(error) from error


class LogbookCursor(sqlite3.Cursor):
    """A cursor that fails in words, when it is run and when it is read."""

    def execute(self, sql: str, parameters: Any = (), /) -> LogbookCursor:
        """Run one statement."""
        with describe_failures():
            super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Any, /) -> LogbookCursor:
        """Run one statement for each of many rows."""
        with describe_failures():
            super().executemany(sql, parameters)
        return self

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        with describe_failures():
            return super().fetchone()

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        with describe_failures():
            return super().fetchall()

    def __next__(self) -> Any:
        with describe_failures():
            return super().__next__()


class LogbookConnection(sqlite3.Connection):
    """A connection whose statements fail in words, and which lets go of its file when closed.

    SQLite keeps the file while any cursor lives, and one that failed lives on in the traceback.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._cursors: WeakSet[LogbookCursor] = WeakSet()
        self.journal: Journal | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> LogbookCursor:
        """Run one statement and return its cursor."""
        return self._new_cursor().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> LogbookCursor:
        """Run one statement for each of many rows."""
        return self._new_cursor().executemany(sql, parameters)

    def close(self) -> None:
        """Close every cursor, then the file."""
        for cursor in list(self._cursors):
            cursor.close()
        super().close()

    def _new_cursor(self) -> LogbookCursor:
        cursor = self.cursor(LogbookCursor)
        self._cursors.add(cursor)
        return cursor

    def executescript(self, script: str, /) -> LogbookCursor:
        """Run many statements."""
        cursor = self.cursor(LogbookCursor)
        with describe_failures():
            cursor.executescript(script)
        return cursor


def connect_to_read(path: Path) -> LogbookConnection:
    """Connect to a copy in memory of a file and its WAL: nothing beside it has to be written.

    Raises NotSaved where the file cannot be read.
    """
    from tui.logbook.pages import Pages

    try:
        content = Pages.of(path).as_file()
    except OSError as error:
        raise NotSaved(f"cannot read the logbook {path}: {error.strerror}") from error
    connection = connect(Path(":memory:"))
    try:
        with describe_failures():
            connection.deserialize(content)
        connection.execute("pragma query_only = on")
    except LogbookError:
        connection.close()
        raise
    return connection


def connect(path: Path) -> LogbookConnection:
    """Connect to a SQLite file as it is."""
    with describe_failures():
        connection = sqlite3.connect(
            path,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            factory=LogbookConnection,
        )
    connection.row_factory = sqlite3.Row
    return connection
