"""Logbooks as failing disks and newer topsets leave them."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def damage(file: Path | str, table: str) -> None:
    """Overwrite the first page of a table with noise."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
        size = connection.execute("pragma page_size").fetchone()[0]
        page = connection.execute(
            "select rootpage from sqlite_schema where name = ?", (table,)
        ).fetchone()[0]
    with Path(file).open("rb+") as content:
        content.seek((page - 1) * size)
        content.write(b"\xa5" * size)
        content.flush()
        os.fsync(content.fileno())


def make_newer(file: Path) -> None:
    """Mark a logbook as written by a later topset."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma user_version = 999")
