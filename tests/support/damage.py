"""Logbooks as failing disks and newer topsets leave them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def damage(file: Path, table: str) -> None:
    """Overwrite the first page of a table with noise."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        size = connection.execute("pragma page_size").fetchone()[0]
        page = connection.execute(
            "select rootpage from sqlite_schema where name = ?", (table,)
        ).fetchone()[0]
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    file.write_bytes(content)


def make_newer(file: Path) -> None:
    """Mark a logbook as written by a later topset."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma user_version = 999")
