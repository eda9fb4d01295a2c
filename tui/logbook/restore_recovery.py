"""A server that went back in time: offers it again what this laptop holds and it has lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from tui.logbook.changes import Changes
from tui.logbook.descriptions import describe_row
from tui.logbook.overlay import Overlay
from tui.logbook.store import transaction
from tui.logbook.tables import EXERCISE, SET, SET_NUMBER, TABLES, Table
from tui.sync.protocol import Change, Json, Row, Step

BEHIND, ELSEWHERE = "behind", "elsewhere"
REMOVED = "removed"  # stands in `arrived` for whatever table a deleted row was of


class RestoreRecovery:
    """Keeps every local row while a restored server is read anew, then queues what it lacks.

    Until the whole server has been read, nothing is removed: rows that arrive are noted in
    `arrived`, and at the end those that neither arrived nor are known to be removed are queued as
    inserts under their own ids. Those that differ are queued as amendments if the server is behind;
    if it is merely another one (a failover may have lost nothing) its values stay, and what was
    entered here is a conflict. What arrives though this laptop has seen it removed is taken away
    again, or asked about, in the same way. Then the server is read once more from its start.
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

    def running(self) -> bool:
        """Tell whether a restored server is being read anew."""
        found = self._connection.execute("select 1 from meta where key = 'rewinding'").fetchone()
        return found is not None

    def begin(self, epoch: str, *, behind: bool) -> None:
        """Start over at the server's beginning; `behind`: it has seen less than this laptop."""
        with transaction(self._connection):
            self._connection.execute("delete from arrived")
            self._connection.execute("delete from week_revision")
            self._connection.executemany(
                "insert or replace into meta (key, value) values (?, ?)",
                [
                    ("rewinding", BEHIND if behind else ELSEWHERE),
                    ("epoch", epoch),
                    ("revision", "0"),
                ],
            )

    def keep_removed(self, row_ids: Sequence[str]) -> None:
        """Note rows of whatever table that were deleted, not lost."""
        self._connection.executemany(
            "insert or ignore into arrived (table_name, row_id) values (?, ?)",
            [(REMOVED, row_id) for row_id in row_ids],
        )

    def keep_unseen(self, rows: Sequence[tuple[Table, Row]], in_week: str | None) -> None:
        """Note the rows that the server still has; take those this laptop lacks."""
        for spec, row in rows:
            row_id = cast("str", row["id"])
            self._connection.execute(
                "insert or ignore into arrived (table_name, row_id) values (?, ?)",
                (spec.name, row_id),
            )
            ours = self._overlay.row(spec.name, row_id)
            if self._has_unsent(row_id):
                self._overlay.correct_server_row(spec, row_id, row, in_week)
            elif ours is None and self._overlay.has_parent(spec, row):
                self._overlay.put(spec, [row], in_week)
            elif ours is None:  # it hangs on a row whose removal is not sent yet
                self._overlay.correct_server_row(spec, row_id, row, in_week)
            elif differing := {
                name: Step(before=row[name], after=ours[name])
                for name in spec.columns
                if name not in (spec.parent_column, SET_NUMBER)
                and not _same(name, row[name], ours[name])
            }:
                self._overlay.put(spec, [row], in_week)
                self._offer(spec, row, differing)

    def finish(self) -> int:
        """Queue the rows that never arrived, before all else and parents first.

        Returns how many rows were queued again, amended ones included. The cursor is back at the
        server's start.
        """
        lost = [
            (spec, spec.from_sqlite(entry))
            for spec in TABLES.values()
            for entry in self._connection.execute(
                f"select * from {spec.name} where id not in"
                " (select row_id from arrived where table_name in (?, ?))"
                " and id not in"
                " (select row_id from change where op = 'insert' and state = 'unsent')",
                (spec.name, REMOVED),
            ).fetchall()
        ]
        first = self._connection.execute("select coalesce(min(seq), 1) from change").fetchone()[0]
        for place, (spec, row) in enumerate(lost, start=first - len(lost)):
            row_id = cast("str", row["id"])
            self._overlay.correct_server_row(
                spec, row_id, None, self._overlay.week_of(spec.name, row)
            )
            change = self._change(spec, row)
            self._changes.add(change, self._about(spec, row), "offered_again")
            self._connection.execute("update change set seq = ? where id = ?", (place, change.id))
        self._remove_again()
        queued = self._connection.execute(
            "select count(*) from change where state = 'unsent' and origin = 'offered_again'"
        ).fetchone()[0]
        self._connection.execute("delete from arrived")
        self._connection.execute("delete from meta where key = 'rewinding'")
        self._connection.execute("update meta set value = '0' where key = 'revision'")
        return int(queued)

    def _remove_again(self) -> None:
        """Take away what came back though it was seen removed; of another server's, ask first.

        What hangs on a row goes before it. Each is taken away only as it came back: where more
        hangs on it, or another has put in other values, the server answers with a conflict.
        """
        behind = self._is_behind()
        for spec in reversed(TABLES.values()):
            for entry in self._connection.execute(
                f"select * from {spec.name} where id in (select row_id from removed_row)"
                " and id in (select row_id from arrived where table_name = ?)"
                " and id not in (select row_id from change where state = 'unsent')",
                (spec.name,),
            ).fetchall():
                row = spec.from_sqlite(entry)
                removal = Change(
                    id=self._new_id(),
                    table=spec.name,
                    op="remove",
                    row_id=cast("str", row["id"]),
                    made_at=self._now(),
                    fields={name: Step(before=row[name], after=None) for name in spec.entered},
                )
                about = self._about(spec, row)
                if behind:
                    self._changes.add(removal, about, "removed_again")
                else:
                    current = {name: row[name] for name in spec.entered}
                    self._changes.add_conflict(removal, about, "removed_again", current)

    def _is_behind(self) -> bool:
        state = self._connection.execute("select value from meta where key = 'rewinding'")
        return bool(state.fetchone()["value"] == BEHIND)

    def _offer(self, spec: Table, row: Row, differing: dict[str, Step]) -> None:
        """Offer values that the server lacks; where it may have later ones, ask the lifter."""
        offered = row | {name: step.after for name, step in differing.items()}
        about = self._about(spec, offered)
        if self._is_behind():
            self._changes.add(self._change(spec, offered, differing), about, "offered_again")
        elif entered := {name: differing[name] for name in spec.entered if name in differing}:
            change = self._change(spec, offered, entered)
            current = {name: row[name] for name in entered}
            self._changes.add_conflict(change, about, "offered_again", current)

    def _has_unsent(self, row_id: str) -> bool:
        found = self._connection.execute(
            "select 1 from change where row_id = ? and state = 'unsent'", (row_id,)
        ).fetchone()
        return found is not None

    def _change(self, spec: Table, row: Row, fields: dict[str, Step] | None = None) -> Change:
        """Return the change that brings a row, or `fields` of one that the server has."""
        return Change(
            id=self._new_id(),
            table=spec.name,
            op="insert" if fields is None else "amend",
            row_id=cast("str", row["id"]),
            made_at=self._now(),
            row=row if fields is None else None,
            fields=fields,
        )

    def _about(self, spec: Table, row: Row) -> str:
        """Return what tells a lifter which row it is."""
        if spec is not SET:
            return describe_row(spec.name, row)
        exercise = self._overlay.row(EXERCISE.name, str(row["exercise_row_id"])) or {}
        what = f"{exercise.get('exercise_name', '')} set {row['set_no']}".lstrip()
        return f"{what}: {row['weight_kg']} kg x {row['reps_done']}"


def _same(column: str, here: Json, there: Json) -> bool:
    """Compare two values of a column; a moment is the same in every zone."""
    if column != "recorded_at" or here is None or there is None:
        return here == there
    return datetime.fromisoformat(str(here)) == datetime.fromisoformat(str(there))
