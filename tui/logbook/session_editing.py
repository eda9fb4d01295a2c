"""Reshapes a session while it is trained: swaps, order, supersets, warm-ups, the day.

Each act is one durable write and one step of undo. The plan's own rows are kept and amended.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from tui.lazy_dataclass import dataclass
from tui.logbook.commands import Commands, RowEdit
from tui.logbook.store import query
from tui.logbook.tables import EXERCISE, MOMENT, exercise_record, name_key, set_record
from tui.sync.protocol import Json, Row
from tui.training.loading import WarmUpSet
from tui.training.records import WARM_UP, CatalogueExercise, Exercise
from tui.training.supersets import paired
from tui.training.wording import day_and_date


@dataclass(frozen=True, slots=True)
class Swapped:
    """The row that now holds the other exercise, and in how many coming sessions it does too."""

    row_id: str
    later_sessions: int = 0


class SessionEditing:
    """What a lifter changes about the exercises of a session rather than about its sets."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        commands: Commands,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._connection = connection
        self._commands = commands
        self._now = now
        self._new_id = new_id

    def swap(
        self, row_id: str, to: CatalogueExercise, *, from_now_on: bool = False, today: date
    ) -> Swapped:
        """Do another exercise in place of this one, keeping its place and its sets and reps.

        Sets that are logged already stay what they were: then only what is left is swapped, in a
        row of its own below. `from_now_on` swaps the same exercise in the plan's coming sessions
        too. Raises NotSaved, KeyError.
        """
        exercise = self._exercise(row_id)
        original = exercise.swapped_from or exercise.exercise_name
        about = f"{exercise.exercise_name} swapped for {to.name}"
        described = self._described(exercise, to, original)
        if exercise.performed:
            new_row, edits = self._split(exercise, described)
        else:
            new_row, edits = row_id, [_amended(row_id, described)]
        later = self._coming(exercise, today) if from_now_on else []
        edits += [_amended(one.id, self._described(one, to, original)) for one in later]
        self._commands.do(about, edits)
        return Swapped(new_row, len({one.session_id for one in later}))

    def original(self, exercise: Exercise) -> CatalogueExercise | None:
        """Return what a swapped exercise stands in place of, as far as the log knows it."""
        if exercise.swapped_from is None:
            return None
        name = exercise.swapped_from
        stored = self._connection.execute(
            query("exercise_named"), {"name": name_key(name), "but": exercise.id}
        ).fetchone()
        if stored is None:
            return CatalogueExercise(exercise_id="", name=name, body_part="", target="")
        found = exercise_record(stored, ())
        return CatalogueExercise(
            exercise_id=found.exercise_id or "",
            name=name,
            body_part="",
            target=found.muscle_group,
            secondary_muscles=found.secondary_muscles,
            equipment=found.equipment,
            instructions=found.instructions or "",
            tips=found.tips,
        )

    def move(self, row_id: str, step: int) -> bool:
        """Move an exercise down (1) or up (-1) among the others; tell whether there was room."""
        exercise = self._exercise(row_id)
        order = [one.id for one in self._session(exercise.session_id)]
        place = order.index(row_id)
        if not 0 <= place + step < len(order):
            return False
        order.insert(place + step, order.pop(place))
        way = "down" if step > 0 else "up"
        self._commands.do(
            f"{exercise.exercise_name} moved {way}", self._ordered(exercise.session_id, order)
        )
        return True

    def pair(self, row_id: str) -> tuple[str, ...]:
        """Superset an exercise with the next one, or take that back.

        Returns the names that are now done in turns, none when they are apart again. Raises
        NoPartner where no exercise comes after it.
        """
        exercise = self._exercise(row_id)
        exercises = self._session(exercise.session_id)
        groups = paired(exercises, row_id)
        names = tuple(
            one.exercise_name
            for one in exercises
            if groups[row_id] is not None and groups[one.id] == groups[row_id]
        )
        about = " + ".join(names) if names else f"{exercise.exercise_name} on its own"
        edits = [
            _amended(one.id, {"superset_group": groups[one.id]})
            for one in exercises
            if groups[one.id] != one.superset_group
        ]
        self._commands.do(f"superset: {about}", edits)
        return names

    def record_warm_up(self, row_id: str, ramp: Sequence[WarmUpSet]) -> str:
        """Keep a warm-up as an exercise of its own above, so that it is never taken for work."""
        exercise = self._exercise(row_id)
        warm_up = self._new_id()
        row = _copied(
            exercise,
            id=warm_up,
            exercise_name=f"{exercise.exercise_name} warm-up",
            exercise_id=None,
            sets=len(ramp),
            reps="/".join(str(step.reps) for step in ramp),
            tier=WARM_UP,
            rir=None,
            notes=None,
            swapped_from=None,
            superset_group=None,
        )
        edits = [RowEdit(table="modular_training_exercise", op="insert", row_id=warm_up, row=row)]
        order = [one.id for one in self._session(exercise.session_id)]
        order.insert(order.index(row_id), warm_up)
        edits += self._ordered(exercise.session_id, order, new={warm_up: row})
        for number, step in enumerate(ramp, 1):
            set_id = self._new_id()
            done: dict[str, Json] = {
                "id": set_id,
                "exercise_row_id": warm_up,
                "set_no": number,
                "reps_done": step.reps,
                "weight_kg": round(step.weight_kg, 3),
                "rpe": None,
                "recorded_at": (self._now() + number * MOMENT).isoformat(),
            }
            edits.append(RowEdit(table="training_set", op="insert", row_id=set_id, row=done))
        self._commands.do(f"{row['exercise_name']} logged", edits)
        return warm_up

    def move_session(self, session_id: str, to: date) -> None:
        """Say that a session is done on another day. Raises NotSaved, KeyError."""
        stored = self._connection.execute(
            "select day_label from modular_training_session where id = ?", (session_id,)
        ).fetchone()
        if stored is None:
            raise KeyError(session_id)
        columns: dict[str, Json] = {"session_date": to.isoformat(), "day_of_week": to.isoweekday()}
        edit = RowEdit(
            table="modular_training_session", op="amend", row_id=session_id, columns=columns
        )
        self._commands.do(f"{stored['day_label']} moved to {day_and_date(to)}", [edit])

    def _split(
        self, exercise: Exercise, described: Mapping[str, Json]
    ) -> tuple[str, list[RowEdit]]:
        """End a begun exercise where it is, and put what is left of it into a new row below."""
        new_row = self._new_id()
        done = len(exercise.performed)
        left = max(exercise.sets - done, 1)
        row = _copied(exercise, id=new_row, sets=left, skipped=False, notes=None) | dict(described)
        order = [one.id for one in self._session(exercise.session_id)]
        order.insert(order.index(exercise.id) + 1, new_row)
        return new_row, [
            _amended(exercise.id, {"sets": done, "superset_group": None}),
            RowEdit(table="modular_training_exercise", op="insert", row_id=new_row, row=row),
            *self._ordered(exercise.session_id, order, new={new_row: row}),
        ]

    def _described(
        self, exercise: Exercise, to: CatalogueExercise, original: str
    ) -> dict[str, Json]:
        """Return the columns that make a row this exercise; what nobody knows stays as it was."""
        back = to.name.strip().casefold() == original.strip().casefold()
        return {
            "exercise_name": to.name,
            "exercise_id": to.exercise_id or None,
            "muscle_group": to.target or to.body_part or exercise.muscle_group,
            "equipment": to.equipment or exercise.equipment,
            "target": to.target or exercise.target,
            "secondary_muscles": list(to.secondary_muscles),
            "tips": list(to.tips),
            "instructions": to.instructions or None,
            "swapped_from": None if back else original,
        }

    def _coming(self, exercise: Exercise, today: date) -> list[Exercise]:
        stored = self._connection.execute(
            query("coming_exercises"),
            {
                "session_id": exercise.session_id,
                "exercise_id": exercise.exercise_id,
                "name": name_key(exercise.exercise_name),
                "today": today.isoformat(),
            },
        )
        return [exercise_record(entry, ()) for entry in stored]

    def _ordered(
        self,
        session_id: str,
        order: Sequence[str],
        *,
        new: Mapping[str, dict[str, Json]] | None = None,
    ) -> list[RowEdit]:
        """Number the exercises anew; rows about to be inserted get their numbers directly."""
        before = {
            one.id: (one.order_in_session, one.display_order) for one in self._session(session_id)
        }
        edits: list[RowEdit] = []
        for place, row_id in enumerate(order):
            if new and row_id in new:
                new[row_id].update(order_in_session=place + 1, display_order=place)
            elif before[row_id] != (place + 1, place):
                columns: dict[str, Json] = {"order_in_session": place + 1, "display_order": place}
                edits.append(_amended(row_id, columns))
        return edits

    def _session(self, session_id: str) -> list[Exercise]:
        stored = self._connection.execute(query("session_exercises"), (session_id,))
        return [exercise_record(entry, ()) for entry in stored]

    def _exercise(self, row_id: str) -> Exercise:
        stored = self._connection.execute(
            "select * from known_exercise where id = ?", (row_id,)
        ).fetchone()
        if stored is None:
            raise KeyError(row_id)
        sets = self._connection.execute(
            "select * from training_set where exercise_row_id = ? order by set_no", (row_id,)
        )
        return replace(
            exercise_record(stored, ()), performed=tuple(set_record(entry) for entry in sets)
        )


def _amended(row_id: str, columns: Mapping[str, Json]) -> RowEdit:
    return RowEdit(table="modular_training_exercise", op="amend", row_id=row_id, columns=columns)


def _copied(exercise: Exercise, **columns: Json) -> dict[str, Json]:
    """Return an exercise's row with some columns changed; the weight was planned for the other."""
    row: Row = {}
    for column in EXERCISE.columns:
        value = getattr(exercise, column)
        row[column] = list(value) if isinstance(value, tuple) else value
    return {**row, "weight": None, "difficulty": None, **columns}
