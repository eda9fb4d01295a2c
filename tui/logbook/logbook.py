"""One lifter's logbook: a SQLite file and the rooms that work on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tui.environment import local_now, random_id
from tui.logbook.base import Base
from tui.logbook.changes import Changes
from tui.logbook.commands import Commands
from tui.logbook.connection import connect
from tui.logbook.drafts import Drafts
from tui.logbook.errors import LogbookError
from tui.logbook.history import History
from tui.logbook.overlay import Overlay
from tui.logbook.rescue import refill
from tui.logbook.restore_recovery import RestoreRecovery
from tui.logbook.session_editing import SessionEditing
from tui.logbook.store import open_store
from tui.logbook.weeks import Weeks
from tui.logbook.workouts import Workouts
from tui.training.units import Unit


class Logbook:
    """The local copy of one lifter's training log, for one thread.

    `workouts` and `reshape` are for training, `history` and `weeks` for looking back,
    `places` for where the lifter was, `changes` and `base` for the exchange with the database.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        unit: Unit,
    ) -> None:
        self._connection = connection
        self._path, self._now, self._new_id, self._unit = path, now, new_id, unit
        self._version = self._data_version()
        overlay = Overlay(connection)
        self.changes = Changes(connection, overlay, now=now, new_id=new_id)
        commands = Commands(connection, overlay, self.changes, now=now, new_id=new_id)
        rewind = RestoreRecovery(connection, overlay, self.changes, now=now, new_id=new_id)
        self.base = Base(connection, overlay, rewind, now=now, new_id=new_id)
        self.workouts = Workouts(connection, commands, now=now, new_id=new_id, unit=unit)
        self.editing = SessionEditing(connection, commands, now=now, new_id=new_id)
        self.history = History(connection)
        self.weeks = Weeks(connection)
        self.drafts = Drafts(connection)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        now: Callable[[], datetime] = local_now,
        new_id: Callable[[], str] = random_id,
        unit: Unit = "kg",
        owner: str = "",
    ) -> Logbook:
        """Open the logbook at `path`, made if need be; `unit` is for the words of changes.

        `owner` names the one lifter and project whose logbook this is.
        Raises DamagedLogbook, NewerLogbook, NotSaved, or LogbookError for another's logbook.
        """
        connection = open_store(path)
        try:
            _bind(connection, owner)
            refill(connection)
        except LogbookError:
            connection.close()
            raise
        return cls(connection, path, now=now, new_id=new_id, unit=unit)

    def changed_elsewhere(self) -> bool:
        """Tell whether another connection has written since this was last asked."""
        before, self._version = self._version, self._data_version()
        return self._version != before

    def _data_version(self) -> int:
        version: int = self._connection.execute("pragma data_version").fetchone()[0]
        return version

    def for_another_thread(self) -> Logbook:
        """Open the same file once more, for reading in a thread of its own; the caller closes it.

        Raises LogbookError.
        """
        return Logbook(
            connect(self._path), self._path, now=self._now, new_id=self._new_id, unit=self._unit
        )

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Logbook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _bind(connection: sqlite3.Connection, owner: str) -> None:
    """Write the owner into a new logbook; refuse one that is another's."""
    stored = connection.execute("select value from meta where key = 'owner'").fetchone()
    if stored is None and owner:
        connection.execute("insert or ignore into meta (key, value) values ('owner', ?)", (owner,))
    elif stored is not None and owner and stored["value"] != owner:
        raise LogbookError("this logbook belongs to another lifter")
