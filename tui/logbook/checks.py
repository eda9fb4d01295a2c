"""What a row must look like before it is taken from a file that somebody else may have written."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import get_args

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import Origin
from tui.logbook.errors import DamagedLogbook
from tui.logbook.overlay import change_of
from tui.logbook.tables import TABLES

LONGEST_TEXT = 1_000_000
CHANGE_COLUMNS = (
    "seq",
    "id",
    "state",
    "table_name",
    "op",
    "row_id",
    "in_week",
    "document",
    "made_at",
    "about",
    "tries",
    "code",
    "message",
    "current",
    "parked_with",
    "settled_at",
    "hangs_on",
    "origin",
    "set_of",
)
COLUMNS_AT_FIRST = CHANGE_COLUMNS.index("hangs_on")  # what the oldest topset wrote
ORIGINS = get_args(Origin)
_DATES = frozenset({"week_start", "session_date"})
_MOMENTS = frozenset({"recorded_at", "made_at", "ended_at", "settled_at"})
_JSON: Mapping[str, type] = {
    "document": dict,
    "current": dict,
    "steps": list,
    "set_of": list,
    "secondary_muscles": object,
    "tips": object,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of one of topset's own tables."""

    name: str
    type: str
    required: bool


Columns = Mapping[str, tuple[Column, ...]]


def columns_of(connection: sqlite3.Connection) -> Columns:
    """Return the columns of every table of an open logbook that topset itself has made."""
    tables = connection.execute(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite%'"
    ).fetchall()
    return {
        str(table["name"]): tuple(
            Column(str(one["name"]), str(one["type"]).lower(), bool(one["notnull"] or one["pk"]))
            for one in connection.execute(f"pragma table_info({table['name']})").fetchall()
        )
        for table in tables
    }


def wrong_with(columns: tuple[Column, ...], row: Mapping[str, object]) -> str | None:
    """Return the first column whose value could not have been written by topset, or None."""
    for column in columns:
        value = row.get(column.name)
        if value is None:
            if column.required:
                return column.name
            continue
        if not _of_type(column.type, value) or not _well_formed(column.name, value):
            return column.name
    return None


def is_sensible_change(columns: Columns, stored: Mapping[str, object]) -> bool:
    """Tell whether what was read is a change that can be laid over the rows, and not noise."""
    known = (
        wrong_with(columns["change"], stored) is None
        and stored["table_name"] in TABLES
        and stored["op"] in ("insert", "amend", "remove")
        and stored["state"] in ("unsent", "refused", "conflict")
        and stored.get("origin") in (None, *ORIGINS)
    )
    if not known:
        return False
    try:
        change = change_of(stored)
    except DamagedLogbook:
        return False
    table, types = TABLES[change.table], columns[change.table]
    if change.op == "insert":
        row = table.to_sqlite(change.row or {}, str(stored.get("in_week")))
        return row["id"] == change.row_id and wrong_with(types, row) is None
    steps = {name: step.after for name, step in (change.fields or {}).items()}
    converted = table.to_sqlite(steps, None)
    fitting = all(
        steps.get(one.name) is None or wrong_with((one,), converted) is None for one in types
    )
    return fitting and steps.keys() <= set(table.columns) and (change.op != "amend" or bool(steps))


def _of_type(kind: str, value: object) -> bool:
    if isinstance(value, bool):
        return False
    if kind == "text":
        return isinstance(value, str) and len(value) <= LONGEST_TEXT
    if kind == "integer":
        return isinstance(value, int) and -(2**63) <= value < 2**63
    return isinstance(value, int | float) and math.isfinite(value)


def _well_formed(name: str, value: object) -> bool:
    reader: Callable[[str], object]
    if name in _DATES:
        reader = date.fromisoformat
    elif name in _MOMENTS:
        reader = datetime.fromisoformat
    elif name in _JSON:
        reader = json.loads
    else:
        return True
    try:
        read = reader(str(value))
    except (ValueError, RecursionError):
        return False
    return name not in _JSON or isinstance(read, _JSON[name])
