"""A damaged logbook: set aside, read as far as it can be, and begun anew with what was unsent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tui.logbook.connection import LogbookConnection
from tui.logbook.errors import DamagedLogbook, LogbookError, NotSaved
from tui.logbook.seen import Seen, change_of
from tui.logbook.store import connect, open_store, transaction

# What exists on this laptop alone; everything else is pulled again from the server.
ONLY_HERE = ("change", "undoable", "draft")
COMPANIONS = ("", "-wal", "-shm")
CONSECUTIVE_FAILURES = 1000  # after so many unreadable rows in a row, nothing more is to be had


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """What became of a damaged logbook: where it was put, and how many changes were read from it.

    `complete` tells whether every row that exists on this laptop alone could be read.
    """

    set_aside: Path
    changes: int
    complete: bool

    @property
    def words(self) -> str:
        """What the lifter is told."""
        unsent = f"{self.changes} change{'' if self.changes == 1 else 's'} not yet sent"
        found = f"{unsent} found and kept" if self.complete else f"{unsent} could be read and kept"
        return f"the logbook was damaged: {found}, the rest comes again; old file: {self.set_aside}"


def check(path: Path) -> None:
    """Read the whole file for damage; raises DamagedLogbook."""
    connection = connect(path)
    try:
        found = connection.execute("pragma quick_check(1)").fetchone()[0]
    finally:
        connection.close()
    if found != "ok":
        raise DamagedLogbook(f"the logbook is damaged ({found})")


def salvage(path: Path, *, at: datetime) -> Salvage:
    """Put a damaged logbook aside and make a new one with the changes that could be read.

    Raises NotSaved while somebody has it open, or when the disk refuses.
    """
    refuse_while_open(path)
    aside = path.with_name(f"{path.name}.damaged-{at:%Y%m%d-%H%M%S}")
    for suffix in COMPANIONS:
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    fresh = open_store(path)
    try:
        complete = _copy(aside, fresh)
        count = fresh.execute("select count(*) from change").fetchone()[0]
    finally:
        fresh.close()
    return Salvage(set_aside=aside, changes=int(count), complete=complete)


def refuse_while_open(path: Path) -> None:
    """Raise NotSaved while another connection has the file open: it would go on writing there.

    A file too damaged to be asked is open nowhere.
    """
    try:
        connection = connect(path)
    except LogbookError:
        return
    try:
        connection.execute("pragma busy_timeout = 200")
        connection.execute("pragma journal_mode = delete")
    except NotSaved as error:
        raise NotSaved("the logbook is open in another topset: close that one first") from error
    except LogbookError:
        return
    finally:
        connection.close()


def _copy(aside: Path, fresh: LogbookConnection) -> bool:
    """Copy every readable row that exists here alone; return whether all could be read."""
    complete = True
    try:
        damaged = connect(aside)
    except LogbookError:
        return False
    try:
        with transaction(fresh):
            for table in ONLY_HERE:
                try:
                    for row in _readable_rows(damaged, table):
                        if table == "change" and not _makes_sense(row):
                            complete = False
                            continue
                        names = row.keys()
                        fresh.execute(
                            f"insert or ignore into {table} ({', '.join(names)})"
                            f" values ({', '.join('?' * len(names))})",
                            tuple(row),
                        )
                except LogbookError:
                    complete = False
            _show_again(fresh)
    finally:
        damaged.close()
    return complete


def _makes_sense(row: sqlite3.Row) -> bool:
    """Tell whether what was read is a change, and not the noise of a failing disk."""
    try:
        change_of(row)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _show_again(fresh: LogbookConnection) -> None:
    """Lay the changes over the empty tables; a log without a server is whole again by that."""
    seen = Seen(fresh)
    for row in fresh.execute(
        "select in_week, min(seq) from change group by in_week order by min(seq)"
    ).fetchall():
        seen.rebuild(row["in_week"])


def _readable_rows(damaged: LogbookConnection, table: str) -> Iterator[sqlite3.Row]:
    """Yield a table's rows in order of their number, over unreadable ones; raises at the end."""
    number = -(2**62)
    lost = in_a_row = 0
    while in_a_row < CONSECUTIVE_FAILURES:
        try:
            row = damaged.execute(
                f"select * from {table} not indexed where rowid >= ? order by rowid limit 1",
                (number,),
            ).fetchone()
        except LogbookError:
            lost += 1
            in_a_row += 1
            number = max(number + 1, 1)
            continue
        if row is None:
            break
        yield row
        in_a_row = 0
        number = int(row[0]) + 1
    if lost:
        raise DamagedLogbook(f"{lost} rows of {table} could not be read")
