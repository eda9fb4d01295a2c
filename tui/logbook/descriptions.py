"""Changes in the lifter's words: what was done, and each value of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import Origin, QueuedChange, SettledChange
from tui.sync.protocol import Json, SyncRun, TableName
from tui.training.entry import format_weight
from tui.training.units import Unit
from tui.training.wording import counted, day_and_date

LABELS: Mapping[str, str] = {
    "weight_kg": "weight",
    "reps_done": "reps",
    "rpe": "RPE",
    "recorded_at": "time",
    "session_date": "date",
    "overall_difficulty": "difficulty",
    "duration_minutes": "minutes",
    "notes": "comment",
    "day_label": "name",
    "focus_area": "focus",
    "exercise_name": "name",
    "muscle_group": "muscle",
    "sets": "planned sets",
    "reps": "planned reps",
    "rir": "in reserve",
    "exercise_id": "in the catalogue",
    "order_in_session": "place",
    "superset_group": "superset",
    "split_type": "name",
}
NOUNS: Mapping[TableName, str] = {
    "modular_training_plan": "plan",
    "modular_training_week": "week",
    "modular_training_session": "session",
    "modular_training_exercise": "exercise",
    "training_set": "set",
}
SAME_WEIGHT_KG = 0.0005  # the server keeps a REAL
_BEFORE: Mapping[Origin, str] = {
    "entered": "",
    "undone": "undone: ",
    "offered_again": "offered again: ",
    "removed_again": "removed before the server was set back: ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A column in conflict: what the lifter entered, or took away, and what the server has."""

    column: str
    mine: Json
    theirs: Json


def label(column: str) -> str:
    """Return what a lifter calls a column."""
    return LABELS.get(column, column.replace("_", " "))


def format_value(column: str, value: Json, unit: Unit, *, bodyweight: bool = False) -> str:
    """Return a column's value as a lifter reads it."""
    if value is None or value in ("", []):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column == "weight_kg" and isinstance(value, int | float):
        text = format_weight(float(value), unit=unit, bodyweight=bodyweight)
        return text if text == "bw" else f"{text} {unit}"
    if column in ("session_date", "week_start") and isinstance(value, str):
        return day_and_date(date.fromisoformat(value))
    if column == "recorded_at" and isinstance(value, str):
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def describe_change(one: QueuedChange, unit: Unit) -> str:
    """Return what a change does: `Bench Press set 3: 82.5 × 7 @9`.

    A new set is told with the values that it has now, everything else as it was when it was done.
    """
    row = one.change.row
    words = one.about.replace(" x ", " × ")
    if row is not None and one.change.table == "training_set":
        if one.exercise_name is not None:
            words = f"{one.exercise_name} {_format_set(row, unit, bodyweight=one.bodyweight)}"
    elif row is not None and one.origin == "offered_again":
        words = describe_row(one.change.table, row)
    return f"{_BEFORE[one.origin]}{words}"


def describe_row(table: TableName, row: Mapping[str, Json]) -> str:
    """Return what tells a lifter which row it is: `session Push-H`, `set 2`."""
    names = ("exercise_name", "day_label", "split_type", "week_number", "set_no")
    title = next((row[one] for one in names if row.get(one) is not None), "")
    return f"{NOUNS[table]} {title}".rstrip()


def differences(conflict: SettledChange) -> tuple[Difference, ...]:
    """Return the columns in which the lifter and the server disagree."""
    current = conflict.current or {}
    mine = {
        column: step.before if conflict.change.op == "remove" else step.after
        for column, step in (conflict.change.fields or {}).items()
    }
    return tuple(
        Difference(column=column, mine=value, theirs=current.get(column))
        for column, value in mine.items()
        if not _same(column, value, current.get(column))
    )


def describe_round(done: SyncRun) -> str:
    """Return how a round went: `sent 3, fetched 1 week`, or why it stopped."""
    facts = [
        words
        for words, number in (
            (f"sent {done.sent}", done.sent),
            (f"fetched {counted(done.fetched, 'week')}", done.fetched),
            (f"{done.refused} refused", done.refused),
            (f"{done.conflicts} in conflict", done.conflicts),
            (f"{done.requeued} offered again", done.requeued),
        )
        if number
    ]
    if done.problem:
        return ", ".join([*facts, f"stopped: {done.problem}"])
    return ", ".join(facts) or "nothing new"


def _format_set(row: Mapping[str, Json], unit: Unit, *, bodyweight: bool) -> str:
    weight_kg, rpe = row.get("weight_kg"), row.get("rpe")
    amount = float(weight_kg) if isinstance(weight_kg, int | float) else 0.0
    load = format_weight(amount, unit=unit, bodyweight=bodyweight)
    effort = "" if rpe is None else f" @{rpe}"
    return f"set {row.get('set_no')}: {load} × {row.get('reps_done')}{effort}"


def _same(column: str, mine: Json, theirs: Json) -> bool:
    if column == "weight_kg" and isinstance(mine, int | float) and isinstance(theirs, int | float):
        return abs(mine - theirs) < SAME_WEIGHT_KG
    return mine == theirs
