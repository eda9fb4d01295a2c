"""The whole logbook in one file, unsent changes included, and back again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from tui.logbook.connection import failures_in_words
from tui.logbook.errors import DamagedLogbook, LogbookError, NotSaved
from tui.logbook.salvage import COMPANIONS, check, refuse_while_open
from tui.logbook.seen import Seen
from tui.logbook.store import connect, open_store, transaction


def backup(path: Path, to: Path) -> None:
    """Write one consistent copy of the logbook at `path`, while others may be writing to it.

    Raises LogbookError where `to` exists already or cannot be written.
    """
    if to.exists():
        raise LogbookError(f"{to} exists already: choose a name that is free")
    _copy_file(path, to)


def restore(backup_file: Path, path: Path, *, owner: str, at: datetime) -> Path | None:
    """Put a backup in the place of the logbook at `path`; return where the old one was put.

    Changes of the old logbook that were not sent yet, and that the backup does not have, are kept.
    Raises LogbookError where the file is no whole logbook of this lifter, DamagedLogbook where the
    old one cannot be read (salvage it first), NotSaved while it is open in another topset.
    """
    if not backup_file.is_file():
        raise LogbookError(f"there is no file {backup_file}")
    _check_backup(backup_file, owner)
    if path.exists():
        refuse_while_open(path)
    incoming = path.with_name(f"{path.name}.incoming")
    incoming.unlink(missing_ok=True)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy_file(backup_file, incoming)
    aside = None
    if path.exists():
        _carry_over(path, incoming)
        aside = path.with_name(f"{path.name}.before-restore-{at:%Y%m%d-%H%M%S}")
        for suffix in COMPANIONS:
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    incoming.rename(path)
    open_store(path).close()
    return aside


def _check_backup(backup_file: Path, owner: str) -> None:
    try:
        check(backup_file)
        with closing(connect(backup_file)) as connection:
            stored = connection.execute("select value from meta where key = 'owner'").fetchone()
    except DamagedLogbook as error:
        raise LogbookError(f"{backup_file} is damaged: {error}") from error
    except LogbookError as error:
        raise LogbookError(f"{backup_file} is not a topset backup") from error
    if (stored["value"] if stored else "") != owner:
        raise LogbookError(f"{backup_file} is another lifter's logbook")


def _copy_file(source: Path, target: Path) -> None:
    """Copy a database page by page, as of one moment, readable by its owner alone."""
    try:
        target.touch(mode=0o600)
    except OSError as error:
        raise NotSaved(f"cannot write {target}: {error.strerror}") from error
    with (
        failures_in_words(),
        closing(sqlite3.connect(source)) as origin,
        closing(sqlite3.connect(target)) as copy,
    ):
        origin.backup(copy)
        copy.execute("pragma journal_mode = delete")


def _carry_over(path: Path, incoming: Path) -> None:
    """Take the old logbook's unsettled changes into the new one, behind its own."""
    with closing(open_store(path)) as old, closing(open_store(incoming)) as new:
        pending = old.execute("select * from change order by seq").fetchall()
        with transaction(new):
            for row in pending:
                names = [name for name in tuple(row.keys()) if name != "seq"]
                new.execute(
                    f"insert or ignore into change ({', '.join(names)})"
                    f" values ({', '.join('?' * len(names))})",
                    tuple(row[name] for name in names),
                )
            for in_week in {row["in_week"] for row in pending}:
                Seen(new).rebuild(in_week)
        new.execute("pragma wal_checkpoint(truncate)")
        new.execute("pragma journal_mode = delete")
