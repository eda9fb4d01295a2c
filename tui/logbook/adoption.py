"""A logbook of this laptop alone becomes an account's: everything in it waits to be sent."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

from tui.logbook.connection import LogbookConnection
from tui.logbook.errors import LogbookError, NotSaved
from tui.logbook.journal import journal_of
from tui.logbook.removed import Removed
from tui.logbook.replacing import ROLLBACK, SHARED, WAL, opening
from tui.logbook.rescue import refill
from tui.logbook.salvage import keep_changes
from tui.logbook.store import open_store, transaction
from tui.private_files import make_folder, move, remove, sync_to_disk


def adopt(local: Path, path: Path) -> None:
    """Move the logbook at `local` to `path`; where one is already, its changes join that one.

    A logbook that never met a server holds every row as an unsent change, in the order of making,
    so plans and weeks go up before what hangs on them. Interrupted, it is done again from its
    beginning: a change is the same change however often it is queued. Raises NotSaved while another
    topset has it open, and then nothing was moved.
    """
    with closing(open_store(local)) as connection:
        refill(connection)
        _prepare(connection)
        if path.exists():
            _join(connection, path)
        try:
            # Only the last one out may leave this mode: nobody else writes to the file now.
            connection.execute("pragma journal_mode = delete")
        except LogbookError as error:
            raise NotSaved(
                "the log of this laptop is open in another topset: close that one first"
            ) from error
    with opening(path):
        try:
            make_folder(path.parent)
            # First its second copy: that alone would be taken for the copy of a lost logbook.
            remove(journal_of(local))
            if path.exists():
                remove(local)
            else:
                move(local, path)
            for suffix in (WAL, SHARED, ROLLBACK):
                remove(local.with_name(f"{local.name}{suffix}"))
            for folder in (path.parent, local.parent):
                sync_to_disk(folder)
            with suppress(OSError):
                local.with_name(f"{local.name}.lock").unlink(missing_ok=True)
        except OSError as error:
            raise NotSaved(f"cannot move the logbook {local}: {error.strerror}") from error


def _prepare(connection: LogbookConnection) -> None:
    """Take out what means something on this laptop alone: ids of the catalogue it came with.

    The account's database has a catalogue of its own; exercises are known by their names.
    """
    with transaction(connection):
        connection.execute(
            "update change set document = json_set(document, '$.exercise_id', null)"
            " where table_name = 'modular_training_exercise' and op = 'insert'"
        )
        connection.execute("update modular_training_exercise set exercise_id = null")
        connection.execute("delete from undoable")
        connection.execute("delete from redoable")
        connection.execute("delete from meta where key = 'catalogue'")


def _join(local: LogbookConnection, path: Path) -> None:
    """Queue every change behind those of the account's own logbook; a second time adds none."""
    changes = [dict(row) for row in local.execute("select * from change order by seq")]
    with closing(open_store(path)) as book:
        refill(book)
        with transaction(book):
            keep_changes(book, changes)
            Removed(book).note(Removed(local).known())
