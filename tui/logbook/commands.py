"""Carries out what the lifter does: a change, its words, and how to take it back, in one write."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import Changes, Origin
from tui.logbook.entered_text import refuse_long, storable_columns
from tui.logbook.overlay import Overlay
from tui.logbook.store import transaction
from tui.plain_text import storable
from tui.sync.protocol import Change, Json, Operation, Row, Step, TableName

UNDO_REACHES_BACK = timedelta(hours=12)
UNDO_LEVELS = 200
_EXERCISE: Final = "modular_training_exercise"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEdit:
    """One row touched: inserted with `row`, amended in `columns`, or removed.

    `about` says it in words, where the words of the whole command speak of other rows as well.
    """

    table: TableName
    op: Operation
    row_id: str
    row: Mapping[str, Json] | None = None
    columns: Mapping[str, Json] | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep:
    """What an undo would take back, or a redo do again: in words, and where.

    `session` is the label of one of the sessions; `row_ids` are the exercises whose
    sets or comments it touches; `set_id` is the set whose values it gives back, if that is all.
    """

    about: str
    session_ids: frozenset[str]
    session: str
    row_ids: frozenset[str]
    set_id: str | None


# The lists of what can be undone and of what was undone, by the names of their tables.
_ListName = Literal["undoable", "redoable"]


@dataclass(frozen=True, slots=True)
class _Remembered:
    """An entry of a list: what it is in words, and the edits that take it back or do it again."""

    seq: int
    about: str
    edits: tuple[RowEdit, ...]


class Commands:
    """Does edits and undoes them, newest first, over as many levels as there are.

    What was undone can be done again until something else is done, also in another topset.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        overlay: Overlay,
        changes: Changes,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._connection = connection
        self._overlay = overlay
        self._changes = changes
        self._now = now
        self._new_id = new_id

    def do(self, about: str, edits: Sequence[RowEdit]) -> None:
        """Do everything in one durable write, and remember the way back.

        Raises NotSaved or TextTooLong, and then nothing was done.
        """
        about = storable(about)
        entered = [_as_entered(edit) for edit in edits]
        with transaction(self._connection):
            back = [inverse for edit in entered for inverse in self._carry_out(edit, about)]
            if back:
                self._remember("undoable", about, back[::-1])
            self._connection.execute("delete from redoable")

    def undo(self) -> str | None:
        """Take back the newest command of the last hours; return what it was, in words."""
        with transaction(self._connection):
            newest = self._newest("undoable")
            if newest is None:
                return None
            self._forget("undoable", newest)
            again = [
                inverse
                for edit in newest.edits
                for inverse in self._carry_out(edit, newest.about, "undone")
            ]
            self._remember("redoable", newest.about, again[::-1])
        return newest.about

    def redo(self) -> str | None:
        """Redo what was undone last; return what it was, in words."""
        with transaction(self._connection):
            newest = self._newest("redoable")
            if newest is None:
                return None
            self._forget("redoable", newest)
            back = [
                inverse for edit in newest.edits for inverse in self._carry_out(edit, newest.about)
            ]
            if back:
                self._remember("undoable", newest.about, back[::-1])
        return newest.about

    def next_undo(self) -> UndoStep | None:
        """Return what the next undo takes back."""
        return self._next("undoable")

    def next_redo(self) -> UndoStep | None:
        """Return what the next redo does again."""
        return self._next("redoable")

    def _next(self, list_name: _ListName) -> UndoStep | None:
        newest = self._newest(list_name)
        return None if newest is None else self._step(newest.about, newest.edits)

    def _newest(self, list_name: _ListName) -> _Remembered | None:
        """Return the newest of a list, if it is of the last hours."""
        oldest = (self._now() - UNDO_REACHES_BACK).timestamp()
        newest: sqlite3.Row | None = self._connection.execute(
            f"select * from {list_name} order by seq desc limit 1"
        ).fetchone()
        if newest is None or datetime.fromisoformat(newest["made_at"]).timestamp() < oldest:
            return None
        edits = tuple(RowEdit(**one) for one in json.loads(newest["steps"]))
        return _Remembered(newest["seq"], str(newest["about"]), edits)

    def _forget(self, list_name: _ListName, one: _Remembered) -> None:
        self._connection.execute(
            f"delete from {list_name} where seq = ?",
            (one.seq,),
        )

    def _step(self, about: str, edits: Sequence[RowEdit]) -> UndoStep:
        sessions: dict[str, str] = {}
        row_ids: set[str] = set()
        for edit in edits:
            row = self._overlay.row(edit.table, edit.row_id) or edit.row or {}
            if edit.table == "training_set":
                row_id = str(row.get("exercise_row_id"))
                row_ids.add(row_id)
                row = self._overlay.row(_EXERCISE, row_id) or {}
            elif edit.table == _EXERCISE and set(edit.columns or ()) == {"notes"}:
                row_ids.add(edit.row_id)
            session_id = row.get("id" if "day_label" in row else "session_id")
            session = self._overlay.row("modular_training_session", str(session_id))
            if session is not None:
                sessions[str(session["id"])] = str(session["day_label"])
        alone = edits[0] if len(edits) == 1 else None
        of_a_set = alone is not None and (alone.table, alone.op) == ("training_set", "amend")
        return UndoStep(
            about=about,
            session_ids=frozenset(sessions),
            session=next(iter(sessions.values()), ""),
            row_ids=frozenset(row_ids),
            set_id=alone.row_id if alone is not None and of_a_set else None,
        )

    def _carry_out(self, edit: RowEdit, about: str, origin: Origin = "entered") -> list[RowEdit]:
        """Queue one edit's change; return the edits that take it back."""
        about = edit.about or about
        before = self._overlay.row(edit.table, edit.row_id)
        if edit.op == "insert":
            self._queue(edit, about, origin, row=edit.row)
            return [RowEdit(table=edit.table, op="remove", row_id=edit.row_id, about=edit.about)]
        if before is None:  # gone in the meantime: nothing is left to change
            return []
        if edit.op == "remove":
            inverse = self._subtree(edit.table, before)
            self._changes.add_removal(edit.table, before, about, origin)
            return inverse[::-1]
        steps = {
            column: Step(before=before[column], after=value)
            for column, value in (edit.columns or {}).items()
            if before[column] != value
        }
        if not steps:
            return []
        self._queue(edit, about, origin, fields=steps)
        back = {column: step.before for column, step in steps.items()}
        return [replace(edit, columns=back)]

    def _subtree(self, table: TableName, row: Row) -> list[RowEdit]:
        """Return the inserts that bring back a row with all that hangs on it, parents first."""
        edits = [RowEdit(table=table, op="insert", row_id=str(row["id"]), row=row)]
        for child_table, child in self._overlay.children(table, str(row["id"])):
            edits.extend(self._subtree(child_table, child))
        return edits

    def _queue(
        self,
        edit: RowEdit,
        about: str,
        origin: Origin,
        *,
        row: Mapping[str, Json] | None = None,
        fields: Mapping[str, Step] | None = None,
    ) -> None:
        change = Change(
            id=self._new_id(),
            table=edit.table,
            op=edit.op,
            row_id=edit.row_id,
            made_at=self._now(),
            row=row,
            fields=fields,
        )
        self._changes.add(change, about, origin)

    def _remember(self, list_name: _ListName, about: str, back: Sequence[RowEdit]) -> None:
        steps = [
            {
                "table": edit.table,
                "op": edit.op,
                "row_id": edit.row_id,
                "row": None if edit.row is None else dict(edit.row),
                "columns": None if edit.columns is None else dict(edit.columns),
                "about": edit.about,
            }
            for edit in back
        ]
        self._connection.execute(
            f"insert into {list_name} (made_at, about, steps) values (?, ?, ?)",
            (self._now().isoformat(), about, json.dumps(steps)),
        )
        self._connection.execute(
            f"delete from {list_name} where seq <= (select max(seq) from {list_name}) - ?",
            (UNDO_LEVELS,),
        )


def _as_entered(edit: RowEdit) -> RowEdit:
    """Return the edit with its texts as the server can hold them. Raises TextTooLong."""
    row = None if edit.row is None else storable_columns(edit.row)
    columns = None if edit.columns is None else storable_columns(edit.columns)
    refuse_long(columns or row or {})
    return replace(edit, row=row, columns=columns, about=storable(edit.about))
