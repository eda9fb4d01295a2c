"""What can be done about a refused change: other values, another place, or a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import QueuedChange, SettledChange
from tui.logbook.descriptions import describe_change, differences, label
from tui.logbook.errors import LogbookError, NotSaved
from tui.logbook.tables import TABLES
from tui.sync.protocol import Change, Json, TableName
from tui.training.entry import EntryError, format_weight, parse_entry
from tui.training.units import Unit

RowEdit = Literal["retry", "edit", "move", "discard", "save"]

MOVABLE: frozenset[TableName] = frozenset(
    {"training_set", "modular_training_exercise", "modular_training_session"}
)


class EditError(ValueError):
    """A value cannot be kept; `column` names it, the text says what is expected."""

    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class EditField:
    """A value of a refused change as it stands in a form."""

    column: str
    label: str
    text: str


def what_can_be_done(refused: SettledChange) -> tuple[RowEdit, ...]:
    """Return what helps with a refused change, the most likely first.

    One that waits for another goes with it, and can only be given up or kept in a file.
    """
    if refused.parked_with is not None:
        return ("discard", "save")
    edits: list[RowEdit] = ["retry"]
    if refused.change.op != "remove":
        edits.append("edit")
    if refused.change.op == "insert" and refused.change.table in MOVABLE:
        edits.append("move")
    return (*edits, "discard", "save")


def edit_fields(change: Change, unit: Unit) -> tuple[EditField, ...]:
    """Return the values that can be edited: of a new row those that matter, else those amended."""
    if change.row is not None:
        values = {name: change.row.get(name) for name in TABLES[change.table].entered}
    else:
        values = {name: step.after for name, step in (change.fields or {}).items()}
    return tuple(
        EditField(column=name, label=label(name), text=_typed(name, value, unit))
        for name, value in values.items()
        if not isinstance(value, list | dict)
    )


def edited(change: Change, typed: Mapping[str, str], unit: Unit) -> dict[str, Json]:
    """Return the columns that were typed anew. Raises MendError."""
    known = {field.column: field.text for field in edit_fields(change, unit)}
    columns: dict[str, Json] = {}
    for column, text in typed.items():
        if column not in known:
            raise EditError(column, f"{label(column)} is not part of this change")
        if text.strip() != known[column]:
            columns[column] = _READERS.get(column, _optional_text)(column, text.strip(), unit)
    if isinstance(day := columns.get("session_date"), str) and change.row is not None:
        columns["day_of_week"] = date.fromisoformat(day).isoweekday()
    return columns


def entry_values(line: str, unit: Unit) -> dict[str, Json]:
    """Return the columns of a set that an entry line says, such as `82.5x7@9`. Raises MendError."""
    try:
        entry = parse_entry(line, unit=unit)
    except EntryError as error:
        raise EditError("weight_kg", error.message) from error
    if entry.count != 1:
        raise EditError("weight_kg", "one set is fixed at a time")
    return {
        "weight_kg": round(entry.weight_kg, 3),
        "reps_done": entry.reps,
        "rpe": entry.rpe,
    }


# -- a file


def change_document(waiting: SettledChange, unit: Unit) -> dict[str, object]:
    """Return a change that waits for the lifter as a JSON document."""
    return unsent_document(waiting, unit) | {
        "state": waiting.state,
        "code": waiting.code,
        "message": waiting.message,
        "settled_at": waiting.settled_at.isoformat() if waiting.settled_at else None,
        "parked_with": waiting.parked_with,
        "can": (
            ["use-mine", "discard", "save"]
            if waiting.state == "conflict"
            else list(what_can_be_done(waiting))
        ),
        "differences": [
            {"column": one.column, "mine": one.mine, "theirs": one.theirs}
            for one in (differences(waiting) if waiting.state == "conflict" else ())
        ],
    }


def unsent_document(one: QueuedChange, unit: Unit) -> dict[str, object]:
    """Return a change as a JSON document."""
    change = one.change
    return {
        "id": change.id,
        "state": "unsent",
        "table": change.table,
        "op": change.op,
        "row_id": change.row_id,
        "about": describe_change(one, unit),
        "origin": one.origin,
        "made_at": change.made_at.isoformat(),
        "row": dict(change.row) if change.row is not None else None,
        "fields": (
            {name: [step.before, step.after] for name, step in change.fields.items()}
            if change.fields is not None
            else None
        ),
    }


def save_to_file(waiting: Iterable[SettledChange], file: Path, unit: Unit) -> None:
    """Write changes into a new file that its owner alone can read.

    Raises LogbookError where it exists already, NotSaved where the disk refuses.
    """
    document = {"changes": [change_document(one, unit) for one in waiting]}
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as written:
            written.write(json.dumps(document, indent=2) + "\n")
    except FileExistsError as error:
        raise LogbookError(f"{file} exists already: choose a name that is free") from error
    except OSError as error:
        raise NotSaved(f"not saved: cannot write {file}: {error.strerror}") from error


# -- values as text


def _typed(column: str, value: Json, unit: Unit) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "weight_kg" and isinstance(value, int | float):
        return format_weight(float(value), unit=unit)
    return str(value)


def _weight(column: str, text: str, unit: Unit) -> Json:
    try:
        return round(parse_entry(f"{text} x 1", unit=unit).weight_kg, 3)
    except EntryError as error:
        words = f"a weight is expected, like 82.5, bw or bw-20 ({unit})"
        raise EditError(column, words) from error


def _whole(low: int, high: int, *, optional: bool) -> Callable[[str, str, Unit], Json]:
    def read(column: str, text: str, unit: Unit) -> Json:
        if not text and optional:
            return None
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            raise EditError(column, f"{label(column)} is a whole number from {low} to {high}")
        return int(text)

    return read


def _day(column: str, text: str, unit: Unit) -> Json:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise EditError(column, "a date is expected, like 2026-11-24") from error


def _yes_or_no(column: str, text: str, unit: Unit) -> Json:
    if text.casefold() not in ("yes", "no"):
        raise EditError(column, f"{label(column)} is yes or no")
    return text.casefold() == "yes"


def _text(column: str, text: str, unit: Unit) -> Json:
    if not text:
        raise EditError(column, f"{label(column)} cannot be empty")
    return text


def _optional_text(column: str, text: str, unit: Unit) -> Json:
    return text or None


_READERS: Mapping[str, Callable[[str, str, Unit], Json]] = {
    "weight_kg": _weight,
    "reps_done": _whole(0, 1000, optional=False),
    "rpe": _whole(6, 10, optional=True),
    "overall_difficulty": _whole(1, 10, optional=True),
    "duration_minutes": _whole(1, 1440, optional=True),
    "sets": _whole(0, 100, optional=False),
    "rir": _whole(0, 10, optional=True),
    "order_in_session": _whole(1, 1000, optional=False),
    "display_order": _whole(0, 1000, optional=False),
    "superset_group": _whole(0, 1000, optional=True),
    "session_number": _whole(1, 100, optional=False),
    "day_of_week": _whole(1, 7, optional=False),
    "week_number": _whole(1, 1000, optional=False),
    "session_date": _day,
    "week_start": _day,
    "completed": _yes_or_no,
    "skipped": _yes_or_no,
    "exercise_name": _text,
    "day_label": _text,
    "split_type": _text,
    "status": _text,
    "reps": _text,
    "muscle_group": lambda column, text, unit: text,
    "equipment": lambda column, text, unit: text,
    "focus_area": lambda column, text, unit: text,
}
