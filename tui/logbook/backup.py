"""The whole logbook in one file, unsent changes included, and back again."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from tui.logbook.backup_reader import BackupReader
from tui.logbook.connection import describe_failures
from tui.logbook.errors import DamagedLogbook, LogbookError, NotSaved
from tui.logbook.removed import Removed
from tui.logbook.replacing import REPLACED, replace
from tui.logbook.rescue import refill
from tui.logbook.salvage import REMOVED_ROW, keep_changes, note_taken, remains_of
from tui.logbook.store import build_store, open_store, transaction
from tui.private_files import move, remove, sync_to_disk


def backup(path: Path, to: Path) -> None:
    """Write one consistent copy of the logbook at `path`, while others may be writing to it.

    The copy gets its name when it is whole and on the disk. Raises LogbookError where `to` exists
    already, a link that leads nowhere included, or cannot be written.
    """
    if os.path.lexists(to):
        raise LogbookError(f"{to} exists already: choose a name that is free")
    part = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with (
                describe_failures(),
                closing(sqlite3.connect(path)) as origin,
                closing(sqlite3.connect(part)) as copy,
            ):
                origin.backup(copy)
                copy.execute("pragma journal_mode = delete")
            sync_to_disk(part)
            _name_it(part, to)
            sync_to_disk(to.parent)
        finally:
            remove(part)
    except FileExistsError as error:
        raise LogbookError(f"{to} exists already: choose a name that is free") from error
    except OSError as error:
        raise NotSaved(f"cannot write {to}: {error.strerror}") from error


def restore(backup_file: Path, path: Path, *, owner: str, at: datetime) -> Path | None:
    """Put a backup in the place of the logbook at `path`; return where the old one was put.

    Only rows are taken from the backup, into tables of topset's own making. Changes of the old
    logbook that were not sent yet, and that the backup does not have, are kept. Raises LogbookError
    where the file is no whole logbook of this lifter, DamagedLogbook where the old one cannot be
    read (salvage it first), NotSaved while it is open in another topset.
    """
    with closing(BackupReader(backup_file)) as reader:
        reader.check_owner(owner)

        def build(part: Path, old: Path | None) -> None:
            remains = None if old is None else remains_of(old, journal_of=path)
            if remains is not None and not remains.sound:
                raise DamagedLogbook("the logbook is damaged")
            with closing(build_store(part)) as built, transaction(built):
                reader.copy_into(built)
                if old is not None and remains is not None:
                    keep_changes(built, remains.changes)
                    removed = remains.rows[REMOVED_ROW]
                    Removed(built).note(str(one["row_id"]) for one in removed)
                    note_taken(built, old, at)

        aside = replace(path, REPLACED, build, at=at)
    with closing(open_store(path)) as restored:
        refill(restored)
    return aside


def _name_it(part: Path, to: Path) -> None:
    """Give the copy its name, unless something has it; a rename alone would replace that."""
    try:
        os.link(part, to)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        # No second names on this disk: hold the name first, then replace what holds it.
        os.close(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with suppress(FileNotFoundError):
            move(part, to)
