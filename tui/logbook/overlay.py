"""What the lifter sees: the server's last known rows with the unsent changes applied over them.

`server_row` remembers what the server has of every row that an unsent change touches, so the
server's state of a week can always be told from the lifter's, and one be laid over the other again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from tui.logbook.entered_text import storable_columns
from tui.logbook.errors import DamagedLogbook
from tui.logbook.store import query
from tui.logbook.tables import CHILD, IN_WEEK, PLAN, SET, TABLES, WEEK, Table
from tui.sync.protocol import Change, Json, Operation, Row, Step, TableName


class Overlay:
    """Applies changes to the visible rows, and rebuilds a week from the server's rows."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def row(self, table: TableName, row_id: str) -> Row | None:
        """Return a visible row as JSON, or None."""
        stored = self._connection.execute(
            f"select * from {table} where id = ?", (row_id,)
        ).fetchone()
        return None if stored is None else TABLES[table].from_sqlite(stored)

    def children(self, table: TableName, row_id: str) -> list[tuple[TableName, Row]]:
        """Return the visible rows that hang on a row of `table`."""
        spec = CHILD.get(table)
        if spec is None:
            return []
        stored = self._connection.execute(
            f"select * from {spec.name} where {spec.parent_column} = ?", (row_id,)
        ).fetchall()
        return [(spec.name, spec.from_sqlite(entry)) for entry in stored]

    def week_of(self, table: TableName, row: Mapping[str, Json]) -> str | None:
        """Return the id of the week that a row belongs to, by its parent; None for a plan."""
        if table == PLAN.name:
            return None
        if table == WEEK.name:
            return cast("str", row["id"])
        spec = TABLES[table]
        parent = self._connection.execute(
            f"select in_week from {spec.parent} where id = ?", (row.get(spec.parent_column or ""),)
        ).fetchone()
        return None if parent is None else cast("str", parent["in_week"])

    def apply(self, change: Change, in_week: str | None) -> None:
        """Apply one change to the visible rows, remembering what the server has of them."""
        self._lay_over(change, in_week)
        if change.table == SET.name:
            self._number_sets(in_week)

    def _lay_over(self, change: Change, in_week: str | None) -> None:
        spec = TABLES[change.table]
        visible = self.row(change.table, change.row_id)
        if change.op == "remove":
            self._remember_with_children(spec, change.row_id, in_week)
            self._connection.execute(f"delete from {spec.name} where id = ?", (change.row_id,))
            return
        self._remember(spec, change.row_id, visible, in_week)
        if change.op == "insert":
            row = dict(change.row or {})
            if self.has_parent(spec, row):
                self.put(spec, [row], in_week)
        elif visible is not None:
            visible.update({column: step.after for column, step in (change.fields or {}).items()})
            self.put(spec, [visible], in_week)

    def put(self, spec: Table, rows: Iterable[Mapping[str, Json]], in_week: str | None) -> None:
        """Write rows as they are."""
        self._connection.executemany(
            spec.insertion(), [spec.to_sqlite(row, in_week) for row in rows]
        )

    def acknowledge(self, change: Change, answer: Mapping[str, Json] | None = None) -> None:
        """Take a settled change into the server's rows.

        `answer` are columns as they stand there after a conflict; a removal then did not happen.
        """
        remembered = self._connection.execute(
            "select document from server_row where table_name = ? and row_id = ?",
            (change.table, change.row_id),
        ).fetchone()
        if remembered is None:
            return
        if change.op == "remove" and answer is None:
            server: Row | None = None
        elif change.op == "insert":
            server = TABLES[change.table].from_document(change.row or {})
        else:
            server = json.loads(remembered["document"]) if remembered["document"] else None
            if server is not None:
                if change.op == "amend":
                    server |= {name: step.after for name, step in (change.fields or {}).items()}
                server |= dict(answer or {})
        self._connection.execute(
            "update server_row set document = ? where table_name = ? and row_id = ?",
            (None if server is None else json.dumps(server), change.table, change.row_id),
        )
        if server is None:
            self._lose_children(change.table, change.row_id)

    def correct_server_row(
        self, spec: Table, row_id: str, row: Row | None, in_week: str | None
    ) -> None:
        """Note what the server really has of a row, whatever was thought before."""
        self._connection.execute(
            "insert into server_row (table_name, row_id, in_week, document) values (?, ?, ?, ?)"
            " on conflict (table_name, row_id) do update"
            " set in_week = excluded.in_week, document = excluded.document",
            (spec.name, row_id, in_week, None if row is None else json.dumps(row)),
        )

    def forget_settled(self) -> None:
        """Drop what is remembered of rows that no unsent change touches any more."""
        self._connection.execute(
            "delete from server_row where not exists (select 1 from change"
            " where change.state = 'unsent' and change.in_week is server_row.in_week)"
        )

    def server_rows(self, in_week: str | None) -> list[tuple[Table, Row]]:
        """Return the rows of a week (None: the plans) as the server has them, parents first."""
        remembered = {
            (entry["table_name"], entry["row_id"]): entry["document"]
            for entry in self._connection.execute(
                "select * from server_row where in_week is ?", (in_week,)
            )
        }
        rows: list[tuple[Table, Row]] = []
        for spec in IN_WEEK if in_week is not None else (PLAN,):
            scope = " where in_week = ?" if in_week is not None else ""
            stored = self._connection.execute(
                f"select * from {spec.name}{scope}", (in_week,) if in_week is not None else ()
            )
            rows.extend(
                (spec, spec.from_sqlite(entry))
                for entry in stored
                if (spec.name, entry["id"]) not in remembered
            )
            rows.extend(
                (spec, json.loads(document))
                for (name, _), document in remembered.items()
                if name == spec.name and document is not None
            )
        return rows

    def rebuild(
        self, in_week: str | None, server: Sequence[tuple[Table, Row]] | None = None
    ) -> None:
        """Lay the unsent changes of a week (None: the plans) over the server's rows again.

        Without `server` the rows are those last known; one whose parent has gone since is left out.
        """
        rows = self.server_rows(in_week) if server is None else server
        self._connection.execute("delete from server_row where in_week is ?", (in_week,))
        if in_week is None:
            self._connection.execute("delete from modular_training_plan")
        else:
            self._connection.execute("delete from modular_training_week where id = ?", (in_week,))
        for spec in (PLAN,) if in_week is None else IN_WEEK:
            fitting = [
                row
                for table, row in rows
                if table is spec and (server is not None or self.has_parent(spec, row))
            ]
            self.put(spec, fitting, in_week)
        for change in unsent_of_week(self._connection, in_week):
            self._lay_over(change, in_week)
        self._number_sets(in_week)

    def has_parent(self, spec: Table, row: Mapping[str, Json]) -> bool:
        """Tell whether the row that this one hangs on is visible; plans and weeks hang on none."""
        if spec.parent is None or spec.parent_column is None or spec is WEEK:
            return True
        found = self._connection.execute(
            f"select 1 from {spec.parent} where id = ?", (row.get(spec.parent_column),)
        ).fetchone()
        return found is not None

    def _number_sets(self, in_week: str | None) -> None:
        if in_week is not None:
            self._connection.execute(query("number_sets"), (in_week,))

    def _lose_children(self, table: TableName, row_id: str) -> None:
        """Note that what hung on a row that the server no longer has is gone there as well."""
        spec = CHILD.get(table)
        if spec is None:
            return
        hanging = self._connection.execute(
            "update server_row set document = null where table_name = ?"
            " and document ->> ? = ? returning row_id",
            (spec.name, spec.parent_column, row_id),
        ).fetchall()
        for entry in hanging:
            self._lose_children(spec.name, entry["row_id"])

    def _remember(self, spec: Table, row_id: str, row: Row | None, in_week: str | None) -> None:
        self._connection.execute(
            "insert or ignore into server_row (table_name, row_id, in_week, document)"
            " values (?, ?, ?, ?)",
            (spec.name, row_id, in_week, None if row is None else json.dumps(row)),
        )

    def _remember_with_children(self, spec: Table, row_id: str, in_week: str | None) -> None:
        self._remember(spec, row_id, self.row(spec.name, row_id), in_week)
        for child, row in self.children(spec.name, row_id):
            self._remember_with_children(TABLES[child], str(row["id"]), in_week)


def unsent_of_week(connection: sqlite3.Connection, in_week: str | None) -> list[Change]:
    """Return the unsent changes that touch a week (None: the plans), oldest first."""
    stored = connection.execute(
        "select * from change where state = 'unsent' and in_week is ? order by seq", (in_week,)
    )
    return [change_of(entry) for entry in stored]


def change_of(stored: sqlite3.Row | Mapping[str, Any]) -> Change:
    """Return a stored change. Raises DamagedLogbook where it cannot be read.

    Its texts are as the server can hold them, also where an older topset or a backup had others.
    """
    try:
        return _read(stored)
    except (ValueError, TypeError, AttributeError) as error:
        raise DamagedLogbook(f"the logbook is damaged (in a change: {error})") from error


def _read(stored: sqlite3.Row | Mapping[str, Any]) -> Change:
    document = storable_columns(json.loads(stored["document"])) if stored["document"] else None
    op = cast("Operation", stored["op"])
    return Change(
        id=stored["id"],
        table=cast("TableName", stored["table_name"]),
        op=op,
        row_id=stored["row_id"],
        made_at=datetime.fromisoformat(stored["made_at"]),
        row=document if op == "insert" else None,
        fields=(
            {
                name: Step(before=step[0], after=step[1])
                for name, step in cast("dict[str, list[Json]]", document).items()
            }
            if op != "insert" and document is not None
            else None
        ),
    )


def document_of(change: Change) -> str | None:
    """Return a change's row or fields as the JSON that `change_of` reads."""
    if change.row is not None:
        return json.dumps(dict(change.row))
    if change.fields is not None:
        return json.dumps({name: [s.before, s.after] for name, s in change.fields.items()})
    return None
