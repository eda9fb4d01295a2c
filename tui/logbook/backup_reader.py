"""Reads the rows of a backup, which may come from anywhere, and nothing but the rows.

SQLite reads the file, without a function, a view or a trigger of the file's being run: the
connection is denied all but plain reading of the tables that topset knows. What that reading may
take is limited in bytes, rows and time, and each value must be one that topset could have written.
"""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.logbook.checks import Columns, columns_of, is_sensible_change, wrong_with
from tui.logbook.connection import LogbookConnection
from tui.logbook.errors import LogbookError, NewerLogbook, NotSaved
from tui.logbook.journal import Stored
from tui.logbook.store import query, schema_versions

LARGEST_FILE = 1_000_000_000
LONGEST_VALUE = 2_000_000
MOST_ROWS = 3_000_000
MOST_SECONDS = 120.0
_STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's virtual machine: a few milliseconds
_HEADER = b"SQLite format 3\0"

# Parents before what hangs on them.
TABLES_IN_ORDER = (
    "meta",
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
    "server_row",
    "change",
    "undoable",
    "draft",
    "catalogue",
    "catalogue_name",
    "sync_round",
    "arrived",
    "week_revision",
    "unreadable_row",
    "removed_row",
)
_META = ("owner", "device", "epoch", "revision", "catalogue", "rewinding")
_PRAGMAS = ("user_version", "quick_check", "table_xinfo")
_READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)


class BackupReader:
    """An open backup. Raises LogbookError for whatever is not right with it."""

    def __init__(self, file: Path) -> None:
        """Open the file for reading alone, and look whether it is a whole backup."""
        self._file = file
        self._rows_left = MOST_ROWS
        self._until = time.monotonic() + MOST_SECONDS
        wal = _checked_size(file)
        address = f"{file.absolute().as_uri()}?mode=ro{'' if wal else '&immutable=1'}"
        with self._in_words():
            self._connection = sqlite3.connect(address, uri=True, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        try:
            with self._in_words():
                self._lock_down()
            self._check()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def check_owner(self, owner: str) -> None:
        """Raise LogbookError where it is another lifter's, or another project's."""
        meta = {row["key"]: row["value"] for row in self._rows("meta", ("key", "value"))}
        if meta.get("owner", "") != owner:
            raise LogbookError(f"{self._file} is another lifter's logbook")

    def copy_into(self, built: LogbookConnection) -> None:
        """Copy every row into an empty logbook; call inside a transaction."""
        columns = columns_of(built)
        for table in TABLES_IN_ORDER:
            names = self._known_columns(table, columns)
            if not names:
                continue
            insertion = (
                f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})"
            )
            try:
                built.executemany(insertion, self._checked(table, names, columns))
            except NotSaved:
                raise
            except LogbookError as error:
                raise LogbookError(f"{self._file} is no whole backup ({table}: {error})") from error
        built.execute(query("tell_older_changes"))

    def _checked(
        self, table: str, names: tuple[str, ...], columns: Columns
    ) -> Iterator[tuple[object, ...]]:
        for row in self._rows(table, names):
            wrong = wrong_with(columns[table], row)
            if wrong is None and table == "change" and not is_sensible_change(columns, row):
                wrong = "document"
            if wrong is not None:
                raise LogbookError(f"{self._file} is no backup: {table} has a wrong {wrong}")
            if table == "meta" and row["key"] not in _META:
                continue  # what was taken in over there
            yield tuple(row.values())

    def _rows(self, table: str, names: tuple[str, ...]) -> Iterator[Stored]:
        with self._in_words():
            for row in self._connection.execute(
                f"select {', '.join(names)} from main.{table} not indexed"
            ):
                self._rows_left -= 1
                if self._rows_left < 0:
                    raise LogbookError(f"{self._file} holds more rows than any log")
                yield dict(row)

    def _known_columns(self, table: str, columns: Columns) -> tuple[str, ...]:
        """Return the columns that both sides have; none may be computed by the file."""
        with self._in_words():
            there = self._connection.execute(f"pragma main.table_xinfo({table})").fetchall()
        if any(one["hidden"] for one in there):
            raise LogbookError(f"{self._file} is no backup: {table} computes its values")
        present = {str(one["name"]) for one in there}
        return tuple(one.name for one in columns[table] if one.name in present)

    def _check(self) -> None:
        with self._in_words():
            number = self._connection.execute("pragma user_version").fetchone()[0]
            latest = schema_versions()[-1][0]
            if number > latest:
                raise NewerLogbook(f"{self._file} was written by a newer topset: update topset")
            objects = self._connection.execute(
                "select name, type, sql from main.sqlite_schema"
            ).fetchall()
            tables = {str(one["name"]).lower() for one in objects if one["type"] == "table"}
            odd = [
                one["name"]
                for one in objects
                if str(one["name"]).lower() in TABLES_IN_ORDER
                and (one["type"] != "table" or "virtual" in str(one["sql"]).lower().split()[:2])
            ]
            if number < 1 or odd or not {"meta", "change"} <= tables:
                raise LogbookError(f"{self._file} is not a topset backup")
            found = self._connection.execute("pragma main.quick_check(1)").fetchone()[0]
            if found != "ok":
                raise LogbookError(f"{self._file} is damaged: {str(found)[:200]}")

    def _lock_down(self) -> None:
        for pragma in ("trusted_schema = off", "query_only = on", "cell_size_check = on"):
            self._connection.execute(f"pragma {pragma}")
        self._connection.execute("pragma temp_store = memory")
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        self._connection.set_progress_handler(
            lambda: time.monotonic() > self._until, _STEPS_BETWEEN_LOOKS
        )
        self._connection.set_authorizer(_plain_reading)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if time.monotonic() > self._until:
                raise LogbookError(f"{self._file} takes too long to read") from error
            raise LogbookError(f"{self._file} is not a topset backup ({error})") from error
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise LogbookError(
                f"{self._file} is damaged, or not a topset backup ({error})"
            ) from error


def _plain_reading(
    action: int, first: str | None, second: str | None, database: str | None, inside: str | None
) -> int:
    """Allow reading tables and a few pragmas, and nothing from inside a view or a trigger."""
    allowed = inside is None and (
        action in _READING or (action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _checked_size(file: Path) -> bool:
    """Tell whether the file has a WAL. Raises LogbookError where it cannot be a backup."""
    try:
        found = file.stat()
        if not stat.S_ISREG(found.st_mode):
            raise LogbookError(f"{file} is not a file")
        if found.st_size > LARGEST_FILE:
            raise LogbookError(f"{file} is larger than any log")
        with file.open("rb") as content:
            if content.read(len(_HEADER)) != _HEADER:
                raise LogbookError(f"{file} is not a topset backup")
        wal = file.with_name(f"{file.name}-wal")
        return wal.exists() and wal.stat().st_size > 0
    except FileNotFoundError as error:
        raise LogbookError(f"there is no file {file}") from error
    except OSError as error:
        raise LogbookError(f"{file} cannot be read: {error.strerror}") from error
