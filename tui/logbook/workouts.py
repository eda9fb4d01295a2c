"""What the app asks and does while training: today, this session, this set, last time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.logbook.commands import Commands, RowEdit, UndoStep
from tui.logbook.free_sessions import free_session_edits
from tui.logbook.store import query
from tui.logbook.tables import MOMENT, exercise_record, name_key, session_record, set_record
from tui.sync.protocol import Json
from tui.training.entry import Entry, format_entry
from tui.training.equipment import is_bodyweight
from tui.training.records import Exercise, LastTime, Role, Session, TrainingSet
from tui.training.reps_text import planned_reps
from tui.training.slots import marks_deload, worth_reading
from tui.training.units import Unit


class Keep(Enum):
    """Says of a value that it is to stay as it is, whatever it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
MISSED_WITHIN = timedelta(days=14)
STAYS_OPEN = timedelta(days=2)
RECENTLY = timedelta(days=180)
LOOKED_AT = 40  # earlier rows among which those of the same role are found
SHOWN_BACK = 4
COMPARED = 8
FREE = "free"  # the split type of the plan that holds free sessions, and how their label begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What could be trained today: sessions without their exercises.

    `today` are planned for today or were done today; `open` were begun on another day and not
    completed; `missed` were planned in the last two weeks and not begun, newest first; `next` is
    the first planned after today. `written` tells by session when its newest set was logged.
    `day` is that today.
    """

    day: date
    today: tuple[Session, ...]
    open: tuple[Session, ...]
    missed: tuple[Session, ...]
    next: Session | None
    written: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What the targets of a session are made from, by the exercise's row id.

    `last_times` are the newest times of any role and those of its own, newest first.
    """

    last_times: Mapping[str, Sequence[LastTime]]
    roles: Mapping[str, Role]


class Workouts:
    """Today's training, read from and written to the logbook alone.

    `unit` is what the words of what is done from now on are in.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        commands: Commands,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        unit: Unit,
    ) -> None:
        self._connection = connection
        self._commands = commands
        self._now = now
        self._new_id = new_id
        self.unit: Unit = unit

    def agenda(self, today: date) -> Agenda:
        """Return what could be trained on a day."""
        since = (today - MISSED_WITHIN).isoformat()
        near = self._connection.execute(
            query("agenda"), {"since": since, "today": today.isoformat()}
        ).fetchall()
        now_open = [
            entry
            for entry in near
            if entry["last_recorded"] is not None
            and not entry["completed"]
            and entry["session_date"] < today.isoformat()
            and self._now() - datetime.fromisoformat(entry["last_recorded"]) < STAYS_OPEN
        ]
        missed = [
            entry
            for entry in near
            if entry["session_date"] < today.isoformat()
            and not entry["completed"]
            and entry["last_recorded"] is None
            and entry["plan_active"]
        ]
        upcoming = self._connection.execute(
            query("next_session"), {"today": today.isoformat()}
        ).fetchone()
        return Agenda(
            day=today,
            today=tuple(
                session_record(entry)
                for entry in near
                if entry["session_date"] == today.isoformat()
                and (entry["plan_active"] or entry["completed"] or entry["last_recorded"])
            ),
            open=tuple(session_record(entry) for entry in reversed(now_open)),
            missed=tuple(session_record(entry) for entry in reversed(missed)),
            next=None if upcoming is None else session_record(upcoming),
            written={
                entry["id"]: datetime.fromisoformat(entry["last_recorded"])
                for entry in near
                if entry["last_recorded"] is not None
            },
        )

    def session(self, session_id: str) -> Session | None:
        """Return a session with its exercises and performed sets in order, or None."""
        stored = self._connection.execute(
            "select * from modular_training_session where id = ?", (session_id,)
        ).fetchone()
        if stored is None:
            return None
        sets: dict[str, list[TrainingSet]] = {}
        for entry in self._connection.execute(query("session_sets"), (session_id,)):
            sets.setdefault(entry["exercise_row_id"], []).append(set_record(entry))
        unreadable: dict[str, list[str]] = {}
        for entry in self._connection.execute(query("session_unreadable"), (session_id,)):
            unreadable.setdefault(entry["exercise_id"], []).append(entry["in_place"])
        exercises = tuple(
            exercise_record(
                entry, tuple(sets.get(entry["id"], ())), tuple(unreadable.get(entry["id"], ()))
            )
            for entry in self._connection.execute(query("session_exercises"), (session_id,))
        )
        return session_record(stored, exercises)

    def session_of_set(self, set_id: str) -> Session | None:
        """Return the session that a set was logged in, or None where there is no such set."""
        stored = self._connection.execute(
            "select session_id from training_set as one"
            " join modular_training_exercise as exercise on exercise.id = one.exercise_row_id"
            " where one.id = ?",
            (set_id,),
        ).fetchone()
        return None if stored is None else self.session(stored["session_id"])

    def exercise(self, row_id: str) -> Exercise:
        """Return one exercise of a session with its performed sets. Raises KeyError."""
        return self._exercise(row_id)

    def last_times(self, exercise: Exercise, before: date, limit: int = 3) -> tuple[LastTime, ...]:
        """Return how an exercise went before a session, newest first.

        The same exercise is one of the same catalogue id, or one whose name is the same or
        another name of it, in upper or lower case. `before` is the session's day; what was done
        that day in another session that began earlier counts.
        """
        return self._with_sets(self._in_plan(self._earlier_rows(exercise, before, limit)))

    def background(self, session: Session, day: date) -> Background:
        """Return what the targets of a session trained on a day are made from."""
        roles = {
            row_id: time.role
            for row_id, time in self._in_plan([one.id for one in session.exercises]).items()
            if time.role is not None
        }
        times = {}
        for exercise in session.exercises:
            rows = self._in_plan(self._earlier_rows(exercise, day, LOOKED_AT))
            wanted = worth_reading(
                exercise,
                roles.get(exercise.id),
                tuple(rows.values()),
                shown=SHOWN_BACK,
                alike=COMPARED,
            )
            times[exercise.id] = self._with_sets(
                {row_id: time for row_id, time in rows.items() if time in wanted}
            )
        return Background(last_times=times, roles=roles)

    def _earlier_rows(self, exercise: Exercise, before: date, limit: int) -> list[str]:
        """Return the newest earlier rows of the same exercise, from the recent months if enough.

        Only an exercise that was hardly done of late is looked up in the whole log.
        """
        began = self._connection.execute(query("session_began"), (exercise.session_id,)).fetchone()
        asked = {
            "exercise_id": exercise.exercise_id,
            "name": name_key(exercise.exercise_name),
            "this_session": exercise.session_id,
            "before": before.isoformat(),
            "began": None if began is None else began["recorded_at"],
            "since": (before - RECENTLY).isoformat(),
            "limit": limit,
        }
        rows = []
        if limit <= LOOKED_AT:
            rows = self._connection.execute(query("recent_rows"), asked).fetchall()
        if len(rows) < min(limit, SHOWN_BACK):
            rows = self._connection.execute(query("earlier_rows"), asked).fetchall()
        return [entry["id"] for entry in rows]

    def _in_plan(self, row_ids: Sequence[str]) -> dict[str, LastTime]:
        """Return what these exercises were in their plan, without their sets, newest first."""
        stored = self._connection.execute(
            query("rows_in_plan"), {"row_ids": json.dumps(list(row_ids))}
        )
        return {entry["id"]: _planned_time(entry) for entry in stored}

    def _with_sets(self, rows: Mapping[str, LastTime]) -> tuple[LastTime, ...]:
        sets = self._sets_of(list(rows))
        return tuple(replace(time, sets=sets[row_id]) for row_id, time in rows.items())

    def distinct_sets_before(self, exercise: Exercise, session: Session) -> tuple[TrainingSet, ...]:
        """Return the sets of the same exercise in the sessions before one, of equal ones the first.

        In order of time: bests come from them, and an equal set later on makes none.
        """
        stored = self._connection.execute(
            query("distinct_sets_before"),
            {
                "exercise_id": exercise.exercise_id,
                "name": name_key(exercise.exercise_name),
                "this_session": session.id,
                "day": session.session_date.isoformat(),
            },
        )
        return tuple(set_record(entry) for entry in stored)

    def record_sets(
        self,
        exercise_row_id: str,
        entries: Sequence[Entry],
        *,
        at: datetime | None = None,
        done_on: date | None = None,
    ) -> tuple[TrainingSet, ...]:
        """Log sets after those already there, durably, and queue them for the database.

        `at` is when they were done, if not now: such a set takes its place among the others.
        `done_on` moves the session to another day in the same write. Raises NotSaved, and then
        nothing was logged; KeyError if the exercise is gone.
        """
        exercise = self._exercise(exercise_row_id)
        recorded_at = self._after(exercise) if at is None else at
        number = sum(one.recorded_at <= recorded_at for one in exercise.performed)
        performed: list[TrainingSet] = []
        for entry in entries:
            for _ in range(entry.count):
                number += 1
                performed.append(
                    TrainingSet(
                        id=self._new_id(),
                        exercise_row_id=exercise_row_id,
                        set_no=number,
                        reps_done=entry.reps,
                        weight_kg=round(entry.weight_kg, 3),
                        rpe=entry.rpe,
                        recorded_at=recorded_at + len(performed) * MOMENT,
                    )
                )
        words = [self._words(exercise, one) for one in performed]
        edits = [] if done_on is None else [_move(exercise.session_id, done_on)]
        edits += [_insertion(one, about) for one, about in zip(performed, words, strict=True)]
        self._commands.do(", ".join(words), edits)
        return tuple(performed)

    def update_set(self, set_id: str, entry: Entry) -> TrainingSet:
        """Correct a set's weight, reps and RPE; `recorded_at` stays. Raises NotSaved, KeyError."""
        before = self._set(set_id)
        exercise = self._exercise(before.exercise_row_id)
        columns: dict[str, Json] = {
            "weight_kg": round(entry.weight_kg, 3),
            "reps_done": entry.reps,
            "rpe": entry.rpe,
        }
        edit = RowEdit(table="training_set", op="amend", row_id=set_id, columns=columns)
        self._commands.do(f"{self._words(exercise, before)} amended", [edit])
        return self._set(set_id)

    def delete_set(self, set_id: str) -> None:
        """Take a set out; those after it move up. Raises NotSaved, KeyError."""
        gone = self._set(set_id)
        exercise = self._exercise(gone.exercise_row_id)
        edit = RowEdit(table="training_set", op="remove", row_id=set_id)
        self._commands.do(f"{self._words(exercise, gone)} removed", [edit])

    def finish(
        self,
        session_id: str,
        *,
        difficulty: int | Keep | None = KEEP,
        duration_minutes: int | Keep | None = KEEP,
        notes: str | Keep | None = KEEP,
    ) -> None:
        """Mark a session completed, with how hard (1..10) and how long it was.

        What is not given stays as it stands; None takes it away.
        """
        said = {
            "overall_difficulty": difficulty,
            "duration_minutes": duration_minutes,
            "notes": notes,
        }
        columns: dict[str, Json] = {
            name: value for name, value in said.items() if not isinstance(value, Keep)
        }
        self._amend_session(session_id, "finished", {"completed": True, **columns})

    def reopen(self, session_id: str) -> None:
        """Take a session's completion back."""
        self._amend_session(session_id, "reopened", {"completed": False})

    def update_session(self, session_id: str, columns: Mapping[str, Json]) -> None:
        """Amend columns of a session, such as its notes."""
        about = "comment" if set(columns) == {"notes"} else "amended"
        self._amend_session(session_id, about, columns)

    def update_exercise(self, row_id: str, columns: Mapping[str, Json], about: str) -> None:
        """Amend columns of a session's exercise; `about` says in words what was done."""
        edit = RowEdit(
            table="modular_training_exercise", op="amend", row_id=row_id, columns=columns
        )
        self._commands.do(about, [edit])

    def add_exercise(self, session_id: str, columns: Mapping[str, Json]) -> str:
        """Put an exercise at the end of a session, without a plan; return its row's id.

        `columns` needs `exercise_name` and may hold any other column of the table.
        """
        row_id = self._new_id()
        order = self._connection.execute(
            "select coalesce(max(order_in_session), 0) + 1 as place, count(*) as others"
            " from modular_training_exercise where session_id = ?",
            (session_id,),
        ).fetchone()
        row: dict[str, Json] = {
            "muscle_group": "",
            "sets": 0,
            "reps": "",
            "equipment": "",
            "tier": "accessory",
            **columns,
            "id": row_id,
            "session_id": session_id,
            "order_in_session": order["place"],
            "display_order": order["others"],
        }
        edit = RowEdit(table="modular_training_exercise", op="insert", row_id=row_id, row=row)
        self._commands.do(f"{row['exercise_name']} added", [edit])
        return row_id

    def start_free_session(self, today: date, label: str = "Free session") -> str:
        """Begin a session that no plan asked for; return its id."""
        session_id, edits = free_session_edits(self._connection, today, label, self._new_id)
        self._commands.do(f"{label} started", edits)
        return session_id

    def undo(self) -> str | None:
        """Take back the last thing done; return it in words, or None if nothing is left."""
        return self._stepped(self._commands.next_undo(), self._commands.undo, "back to ")

    def redo(self) -> str | None:
        """Redo what was undone last; return it in words, or None if nothing was."""
        return self._stepped(self._commands.next_redo(), self._commands.redo, "")

    def next_undo(self) -> UndoStep | None:
        """Return what the next undo takes back."""
        return self._commands.next_undo()

    def next_redo(self) -> UndoStep | None:
        """Return what the next redo does again."""
        return self._commands.next_redo()

    def _stepped(
        self, step: UndoStep | None, take: Callable[[], str | None], back_to: str
    ) -> str | None:
        """Undo or redo; of a set whose values change say from what to what."""
        before = None if step is None or step.set_id is None else self._known_set(step.set_id)
        about = take()
        after = None if before is None else self._known_set(before.id)
        if before is None or after is None:
            return about
        exercise = self._exercise(after.exercise_row_id)
        values = self._values(exercise, after), self._values(exercise, before)
        place = f"{exercise.exercise_name} set {after.set_no}"
        return f"{place}: {back_to}{values[0]} from {values[1]}"

    def _known_set(self, set_id: str) -> TrainingSet | None:
        try:
            return self._set(set_id)
        except KeyError:
            return None

    def _amend_session(self, session_id: str, verb: str, columns: Mapping[str, Json]) -> None:
        stored = self._connection.execute(
            "select day_label from modular_training_session where id = ?", (session_id,)
        ).fetchone()
        if stored is None:
            raise KeyError(session_id)
        edit = RowEdit(
            table="modular_training_session", op="amend", row_id=session_id, columns=columns
        )
        self._commands.do(f"{stored['day_label']} {verb}", [edit])

    def _sets_of(self, row_ids: Sequence[str]) -> dict[str, tuple[TrainingSet, ...]]:
        """Return the sets of each of these exercises, in order."""
        sets: dict[str, list[TrainingSet]] = {row_id: [] for row_id in row_ids}
        wanted = {"row_ids": json.dumps(list(row_ids))}
        for entry in self._connection.execute(query("sets_of_exercises"), wanted):
            sets[entry["exercise_row_id"]].append(set_record(entry))
        return {row_id: tuple(performed) for row_id, performed in sets.items()}

    def _set(self, set_id: str) -> TrainingSet:
        stored = self._connection.execute(
            "select * from training_set where id = ?", (set_id,)
        ).fetchone()
        if stored is None:
            raise KeyError(set_id)
        return set_record(stored)

    def _exercise(self, row_id: str) -> Exercise:
        stored = self._connection.execute(
            "select * from known_exercise where id = ?", (row_id,)
        ).fetchone()
        if stored is None:
            raise KeyError(row_id)
        return exercise_record(stored, self._sets_of([row_id])[row_id])

    def _after(self, exercise: Exercise) -> datetime:
        """Return the present moment, or one after the last set if the clock was put back since."""
        now = self._now()
        last = max((one.recorded_at for one in exercise.performed), default=None)
        return now if last is None or last < now else (last + MOMENT).astimezone(now.tzinfo)

    def _words(self, exercise: Exercise, one: TrainingSet) -> str:
        return f"{exercise.exercise_name} set {one.set_no}: {self._values(exercise, one)}"

    def _values(self, exercise: Exercise, one: TrainingSet) -> str:
        entry = Entry(weight_kg=one.weight_kg, reps=one.reps_done, rpe=one.rpe)
        line = format_entry(entry, unit=self.unit, bodyweight=is_bodyweight(exercise))
        counted = planned_reps(exercise).unit
        return f"{line} {counted}" if counted else line


def _planned_time(stored: sqlite3.Row) -> LastTime:
    # topset's own free sessions lie in a plan of that split type. One that a coach's service put
    # into an ordinary plan has no column that says so: its label is all there is.
    free = stored["split_type"] == FREE or (
        not stored["focus_area"].strip() and stored["day_label"].casefold().startswith(FREE)
    )
    return LastTime(
        session_date=date.fromisoformat(stored["session_date"]),
        sets=(),
        planned_reps=stored["reps"],
        planned_sets=stored["sets"],
        note=stored["notes"],
        role=Role(
            plan_id=stored["plan_id"],
            day_label=stored["day_label"],
            session_number=stored["session_number"],
            nth=stored["nth"],
            order=stored["order_in_session"],
            tier=stored["tier"],
            rir=stored["rir"],
            one_off=free or stored["sets"] < 1,
            deload=marks_deload(stored["week_notes"], stored["day_label"], stored["focus_area"]),
        ),
    )


def _move(session_id: str, to: date) -> RowEdit:
    columns: dict[str, Json] = {"session_date": to.isoformat(), "day_of_week": to.isoweekday()}
    return RowEdit(table="modular_training_session", op="amend", row_id=session_id, columns=columns)


def _insertion(one: TrainingSet, about: str) -> RowEdit:
    row: dict[str, Json] = {
        "id": one.id,
        "exercise_row_id": one.exercise_row_id,
        "set_no": one.set_no,
        "reps_done": one.reps_done,
        "weight_kg": one.weight_kg,
        "rpe": one.rpe,
        "recorded_at": one.recorded_at.isoformat(),
    }
    return RowEdit(table="training_set", op="insert", row_id=one.id, row=row, about=about)
