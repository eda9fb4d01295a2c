"""The five tables as both sides know them, and rows between SQLite, JSON and records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import cast

from tui.lazy_dataclass import dataclass
from tui.sync.protocol import Json, Row, TableName
from tui.training.records import Exercise, Plan, Session, TrainingSet, Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's columns as the server has them, and how it hangs in the tree.

    `entered` are those in which a lifter says something; the others keep rows in their order.
    """

    name: TableName
    columns: tuple[str, ...]
    entered: tuple[str, ...]
    defaults: Mapping[str, Json]
    parent: TableName | None = None
    parent_column: str | None = None
    children_key: str | None = None
    flags: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    @property
    def travels_in_week(self) -> bool:
        """Whether rows of this table arrive inside a week document."""
        return self.name != "modular_training_plan"

    def insertion(self) -> str:
        """Return the SQL that puts a row, over an older one of the same id if there is one."""
        columns = ("in_week", *self.columns) if self.travels_in_week else self.columns
        values = ", ".join(f":{column}" for column in columns)
        updates = ", ".join(f"{column} = excluded.{column}" for column in columns if column != "id")
        return (
            f"insert into {self.name} ({', '.join(columns)}) values ({values})"
            f" on conflict (id) do update set {updates}"
        )

    def to_sqlite(self, row: Mapping[str, Json], in_week: str | None) -> dict[str, object]:
        """Return the row's columns as SQLite stores them; columns we do not know are left out."""
        stored: dict[str, object] = {"in_week": in_week} if self.travels_in_week else {}
        for column in self.columns:
            value = row.get(column)
            if value is None:
                value = self.defaults.get(column)
            if column in self.documents and value is not None:
                stored[column] = json.dumps(value)
            elif column in self.flags:
                stored[column] = int(bool(value))
            else:
                stored[column] = value
        return stored

    def from_document(self, document: Mapping[str, Json]) -> Row:
        """Return just this table's columns of a JSON row, with defaults where it says nothing."""
        return {
            column: self.defaults.get(column) if (value := document.get(column)) is None else value
            for column in self.columns
        }

    def from_sqlite(self, stored: sqlite3.Row) -> Row:
        """Return a stored row as the server would write it in JSON."""
        row: Row = {}
        for column in self.columns:
            value = stored[column]
            if column in self.documents and value is not None:
                value = json.loads(value)
            elif column in self.flags:
                value = bool(value)
            row[column] = value
        return row


PLAN = Table(
    name="modular_training_plan",
    columns=(
        "id",
        "split_type",
        "week_start",
        "goal_type",
        "experience_level",
        "status",
        "notes",
    ),
    entered=(
        "split_type",
        "week_start",
        "status",
        "notes",
    ),
    defaults={
        "goal_type": "general_fitness",
        "experience_level": "intermediate",
        "status": "active",
    },
)
WEEK = Table(
    name="modular_training_week",
    columns=("id", "plan_id", "week_number", "week_start", "notes"),
    entered=(
        "week_number",
        "week_start",
        "notes",
    ),
    defaults={},
    parent="modular_training_plan",
    parent_column="plan_id",
)
SESSION = Table(
    name="modular_training_session",
    columns=(
        "id",
        "week_id",
        "day_label",
        "session_date",
        "day_of_week",
        "focus_area",
        "session_number",
        "overall_difficulty",
        "duration_minutes",
        "completed",
        "notes",
    ),
    entered=(
        "day_label",
        "session_date",
        "focus_area",
        "overall_difficulty",
        "duration_minutes",
        "completed",
        "notes",
    ),
    defaults={"session_number": 1, "completed": False, "focus_area": ""},
    parent="modular_training_week",
    parent_column="week_id",
    children_key="sessions",
    flags=frozenset({"completed"}),
)
EXERCISE = Table(
    name="modular_training_exercise",
    columns=(
        "id",
        "session_id",
        "exercise_name",
        "muscle_group",
        "sets",
        "reps",
        "rir",
        "equipment",
        "tier",
        "target",
        "secondary_muscles",
        "tips",
        "instructions",
        "weight",
        "difficulty",
        "notes",
        "display_order",
        "exercise_id",
        "order_in_session",
        "swapped_from",
        "skipped",
        "superset_group",
    ),
    entered=(
        "exercise_name",
        "muscle_group",
        "sets",
        "reps",
        "rir",
        "equipment",
        "notes",
        "exercise_id",
    ),
    defaults={
        "exercise_name": "",
        "muscle_group": "",
        "sets": 0,
        "reps": "",
        "equipment": "",
        "tier": "",
        "display_order": 0,
        "order_in_session": 1,
        "skipped": False,
    },
    parent="modular_training_session",
    parent_column="session_id",
    children_key="exercises",
    flags=frozenset({"skipped"}),
    documents=frozenset({"secondary_muscles", "tips"}),
)
SET = Table(
    name="training_set",
    columns=(
        "id",
        "exercise_row_id",
        "set_no",
        "reps_done",
        "weight_kg",
        "rpe",
        "recorded_at",
    ),
    entered=(
        "weight_kg",
        "reps_done",
        "rpe",
    ),
    defaults={},
    parent="modular_training_exercise",
    parent_column="exercise_row_id",
    children_key="performed",
)

# Kept by the database in order of `recorded_at`: no change of a laptop's says anything of it.
SET_NUMBER = "set_no"
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
MOMENT = timedelta(milliseconds=1)  # between sets that are logged at once: what SQLite tells apart

TABLES: dict[TableName, Table] = {
    table.name: table for table in (PLAN, WEEK, SESSION, EXERCISE, SET)
}
IN_WEEK: tuple[Table, ...] = (WEEK, SESSION, EXERCISE, SET)
CHILD: dict[TableName, Table] = {
    "modular_training_week": SESSION,
    "modular_training_session": EXERCISE,
    "modular_training_exercise": SET,
}


def flatten_week(document: Mapping[str, Json]) -> list[tuple[Table, Row]]:
    """Return a week document's rows, parents before children."""
    rows: list[tuple[Table, Row]] = []
    level: list[Mapping[str, Json]] = [document]
    for table in IN_WEEK:
        rows.extend((table, dict(entry)) for entry in level)
        child = CHILD.get(table.name)
        if child is not None:
            key = cast("str", child.children_key)
            level = [
                inner
                for entry in level
                for inner in cast("list[dict[str, Json]]", entry.get(key) or [])
            ]
    return rows


def words_of(value: Json) -> tuple[str, ...]:
    """Return a jsonb column that should hold a list of words, whatever it does hold."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list):
        return tuple(str(word) for word in value if word is not None and word != "")
    return ()


def name_key(name: str) -> str:
    """Return a name as SQLite's `lower` has it, which leaves `Ü` and its kind as they are."""
    return name.strip().translate(_LOWER)


def plan_record(stored: sqlite3.Row) -> Plan:
    """Return a stored plan as a record."""
    return Plan(
        id=stored["id"],
        split_type=stored["split_type"],
        week_start=date.fromisoformat(stored["week_start"]),
        goal_type=stored["goal_type"],
        experience_level=stored["experience_level"],
        status=stored["status"],
        notes=stored["notes"],
    )


def week_record(stored: sqlite3.Row) -> Week:
    """Return a stored week as a record."""
    return Week(
        id=stored["id"],
        plan_id=stored["plan_id"],
        week_number=stored["week_number"],
        week_start=date.fromisoformat(stored["week_start"]),
        notes=stored["notes"],
    )


def session_record(stored: sqlite3.Row, exercises: tuple[Exercise, ...] = ()) -> Session:
    """Return a stored session as a record with the given exercises."""
    return Session(
        id=stored["id"],
        week_id=stored["week_id"],
        day_label=stored["day_label"],
        session_date=date.fromisoformat(stored["session_date"]),
        day_of_week=stored["day_of_week"],
        focus_area=stored["focus_area"],
        session_number=stored["session_number"],
        overall_difficulty=stored["overall_difficulty"],
        duration_minutes=stored["duration_minutes"],
        completed=bool(stored["completed"]),
        notes=stored["notes"],
        exercises=exercises,
    )


def exercise_record(
    stored: sqlite3.Row,
    performed: tuple[TrainingSet, ...] = (),
    unreadable: tuple[str, ...] = (),
) -> Exercise:
    """Return a stored exercise as a record, with its sets and what of it cannot be read."""
    row = EXERCISE.from_sqlite(stored)
    row["secondary_muscles"] = cast("Json", words_of(row["secondary_muscles"]))
    row["tips"] = cast("Json", words_of(row["tips"]))
    equipment, target = in_catalogue(stored)
    return Exercise(
        **cast("dict[str, str]", row),  # type: ignore[arg-type]  # the columns are the fields
        performed=performed,
        catalogue_equipment=equipment,
        catalogue_target=target,
        unreadable=unreadable,
    )


def in_catalogue(stored: sqlite3.Row) -> tuple[str, str]:
    """Return the equipment and target that the catalogue says of a row of `known_exercise`."""
    equipment, target = json.loads(stored["catalogue"] or "[null, null]")
    return equipment or "", target or ""


def set_record(stored: sqlite3.Row) -> TrainingSet:
    """Return a stored set as a record."""
    return TrainingSet(
        id=stored["id"],
        exercise_row_id=stored["exercise_row_id"],
        set_no=stored["set_no"],
        reps_done=stored["reps_done"],
        weight_kg=stored["weight_kg"],
        rpe=stored["rpe"],
        recorded_at=datetime.fromisoformat(stored["recorded_at"]),
    )
