"""Finds changes that are in no living logbook any more, and takes them back into it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.lazy_dataclass import dataclass
from tui.logbook.connection import LogbookConnection, connect
from tui.logbook.errors import LogbookError
from tui.logbook.journal import Stored, in_order, read_journal
from tui.logbook.overlay import change_of
from tui.logbook.replacing import TAKEN, is_empty, set_aside_files
from tui.logbook.salvage import keep_changes, note_taken, remains_of
from tui.logbook.store import open_store, transaction
from tui.logbook.tables import TABLES
from tui.sync.protocol import Change

if TYPE_CHECKING:
    from logging import Logger


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranded:
    """An old logbook that holds changes which are nowhere else."""

    file: Path
    changes: Sequence[Stored]


def _log() -> Logger:
    import logging

    return logging.getLogger(__name__)


def refill(connection: LogbookConnection) -> int:
    """Bring a book and its second copy in step; return how many changes the book had lost.

    Raises DamagedLogbook where one of the book's own cannot be read.
    """
    journal = connection.journal
    if journal is None or journal.in_step(connection):
        return 0
    try:
        with transaction(connection):
            standing, _, _ = read_journal(journal.book)
            for row in connection.execute("select * from change"):
                change_of(row)  # of a damaged book no copy is made in the place of a good one
            kept = keep_changes(connection, in_order(standing.values()))
            journal.rewrite(connection)
    except OSError as error:
        _log().warning("the second copy was not made anew: %s", error)
        return 0
    if kept:
        _log().warning("%s changes were taken from the second copy of %s", kept, journal.book)
    return kept


def stranded(book: Path) -> list[Stranded]:
    """Return the old logbooks beside a book that hold changes which are nowhere else."""
    files = [one for one in set_aside_files(book) if not (book.exists() and book.samefile(one))]
    if not files or is_empty(book):
        return []
    found = []
    with closing(connect(book)) as connection:
        for file in files:
            if _is_taken(connection, file):
                continue
            with suppress(OSError):
                changes = [one for one in remains_of(file).changes if not _held(connection, one)]
                if changes:
                    found.append(Stranded(file=file, changes=changes))
    return found


def in_words(found: Sequence[Stranded]) -> str:
    """Return what the lifter is told of changes that are nowhere else, and what to do."""
    number = sum(len(one.changes) for one in found)
    files = " and ".join(str(one.file) for one in found)
    if not number:
        return ""
    return (
        f"{number} change{'' if number == 1 else 's'} of yours {'is' if number == 1 else 'are'} in"
        f" {files} and nowhere else: `topset rescue` takes them back"
    )


def rescue(book: Path, *, at: datetime) -> list[tuple[Path, int]]:
    """Take what is nowhere else back into the book; return from which files how many changes.

    Raises LogbookError, and then nothing was taken.
    """
    with closing(open_store(book)) as connection:
        refill(connection)
        with transaction(connection):
            taken = []
            for one in stranded(book):
                taken.append((one.file, keep_changes(connection, one.changes)))
                note_taken(connection, one.file, at)
    return taken


def _is_taken(connection: LogbookConnection, file: Path) -> bool:
    try:
        stored = connection.execute(
            "select 1 from meta where key = ?", (f"{TAKEN}{file.name}",)
        ).fetchone()
    except LogbookError:
        return False
    return stored is not None


def _held(connection: LogbookConnection, stored: Stored) -> bool:
    """Tell whether a change waits in the book, or its outcome is what the book shows."""
    queued = connection.execute("select 1 from change where id = ?", (stored["id"],)).fetchone()
    if queued is not None:
        return True
    change = change_of(stored)
    return stored["state"] == "unsent" and _shows(connection, change)


def _shows(connection: LogbookConnection, change: Change) -> bool:
    spec = TABLES[change.table]
    visible = connection.execute(
        f"select * from {spec.name} where id = ?", (change.row_id,)
    ).fetchone()
    if change.op == "remove" or visible is None:
        return change.op == "remove" and visible is None
    row = spec.from_sqlite(visible)
    return all(row[name] == step.after for name, step in (change.fields or {}).items())
