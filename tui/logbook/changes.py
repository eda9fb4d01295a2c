"""The changes that the server has not settled: unsent, refused, and in conflict."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, cast

from tui.lazy_dataclass import dataclass
from tui.logbook.entered_text import refuse_long, storable_columns
from tui.logbook.overlay import Overlay, change_of, document_of
from tui.logbook.refused_values import RefusedValues
from tui.logbook.removed import Removed
from tui.logbook.store import query, transaction
from tui.logbook.tables import SET, SET_NUMBER, TABLES
from tui.sync.protocol import (
    Change,
    Counts,
    Json,
    Outcome,
    Row,
    Step,
    TableName,
    is_reason_of_database,
)
from tui.training.equipment import kind_of

EDITED = "edited"  # stands by an unsent change that was parked; `current` is what it said before
PARKED = "parked"  # stands by one that waits for the change it belongs to


Origin = Literal["entered", "undone", "offered_again", "removed_again"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedChange:
    """A change with what is known of it besides its values.

    `about` says in words what was done, and `origin` what it comes from: the lifter's own hand, an
    undo, or a server that was set back. `exercise_name` is what a new set is a set of, None where
    nobody knows any more; `bodyweight` tells whether its weight is what was added to the lifter's.
    """

    change: Change
    about: str
    origin: Origin = "entered"
    exercise_name: str | None = None
    bodyweight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledChange(QueuedChange):
    """A change that waits for the lifter: refused with a reason, or in conflict with the server.

    `current` is what the server has of the columns in conflict; `parked_with` names the refused
    change that this one depends on.
    """

    state: str
    code: str | None
    message: str | None
    current: Mapping[str, Json] | None
    parked_with: str | None
    settled_at: datetime | None


class Changes:
    """The queue between the lifter and the database."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        overlay: Overlay,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._connection = connection
        self._overlay = overlay
        self._removed = Removed(connection)
        self._now = now
        self._new_id = new_id

    def add(self, change: Change, about: str, origin: Origin = "entered") -> None:
        """Apply a change to what the lifter sees and queue it; call inside a transaction."""
        if (told := without_set_number(change)) is None:
            return
        change = told
        visible = self._overlay.row(change.table, change.row_id)
        in_week = self._overlay.week_of(change.table, visible or change.row or {})
        self._keep(change, about, origin, in_week)
        self._overlay.apply(change, in_week)

    def add_conflict(
        self, change: Change, about: str, origin: Origin, current: Mapping[str, Json]
    ) -> None:
        """Keep a change that the server does not get unasked; call inside a transaction."""
        row = self._overlay.row(change.table, change.row_id) or {}
        self._keep(change, about, origin, self._overlay.week_of(change.table, row))
        self._set_aside(change, Outcome(id=change.id, outcome="conflict", current=current))

    def add_removal(
        self, table: TableName, row: Row, about: str, origin: Origin = "entered"
    ) -> None:
        """Queue the removal of a visible row as the lifter sees it, what hangs on it first."""
        row_id = cast("str", row["id"])
        for child_table, child in self._overlay.children(table, row_id):
            self.add_removal(child_table, child, about, origin)
        removal = Change(
            id=self._new_id(),
            table=table,
            op="remove",
            row_id=row_id,
            made_at=self._now(),
            fields={name: Step(before=row[name], after=None) for name in TABLES[table].entered},
        )
        self.add(removal, about, origin)

    def unsent(self, limit: int = 200) -> list[Change]:
        """Return the oldest unsent changes."""
        stored = self._connection.execute(
            "select * from change where state = 'unsent' order by seq limit ?", (limit,)
        )
        return [change_of(entry) for entry in stored]

    def queued(self, limit: int = 200) -> list[QueuedChange]:
        """Return the oldest unsent changes with what is known of them."""
        stored = self._connection.execute(
            "select * from change where state = 'unsent' order by seq limit ?", (limit,)
        )
        return [_queued(entry) for entry in stored]

    def counts(self) -> Counts:
        """Return how many changes are unsent, refused and in conflict."""
        numbers = dict(
            self._connection.execute("select state, count(*) from change group by state").fetchall()
        )
        return Counts(
            unsent=numbers.get("unsent", 0),
            refused=numbers.get("refused", 0),
            conflicts=numbers.get("conflict", 0),
        )

    def refused(self) -> list[SettledChange]:
        """Return what the database refused, oldest first."""
        return self._settled("refused")

    def conflicts(self) -> list[SettledChange]:
        """Return what another device changed first, oldest first."""
        return self._settled("conflict")

    def tidy(self) -> None:
        """Mend what is waiting, before a round.

        What was parked for a reason that is none of the database's is queued again; what an older
        topset said about numbers of sets goes, with conflicts that are about nothing else.
        """
        parked = self._connection.execute(
            "select id, code from change where state = 'refused' and parked_with is null"
        ).fetchall()
        self.retry(*(one["id"] for one in parked if not is_reason_of_database(one["code"])))
        stored = self._connection.execute(query("changes_of_set_numbers")).fetchall()
        if not stored:
            return
        with transaction(self._connection):
            for entry in stored:
                change = without_set_number(change_of(entry))
                current: dict[str, Json] = json.loads(entry["current"] or "{}")
                current.pop(SET_NUMBER, None)
                if change is None or (entry["state"] == "conflict" and _agree(change, current)):
                    self._connection.execute("delete from change where id = ?", (entry["id"],))
                    continue
                self._connection.execute(
                    "update change set document = ?, current = ? where id = ?",
                    (
                        document_of(change),
                        json.dumps(current) if entry["current"] else None,
                        entry["id"],
                    ),
                )

    def settle(self, changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
        """Take the database's answers: applied ones leave, the others wait for the lifter."""
        by_id = {change.id: change for change in changes}
        with transaction(self._connection):
            outcomes = self._without_consequences(by_id, outcomes)
            touched: set[str | None] = set()
            outdated: set[str | None] = set()
            for outcome in outcomes:
                change = by_id.get(outcome.id)
                if change is None:
                    continue
                if _may_hide_news(change, outcome):
                    outdated |= self._weeks_around(change)
                if self._is_sent_anew(change, outcome):
                    touched.add(self._week_of_change(change.id))
                    continue
                if outcome.outcome in ("applied", "already"):
                    if change.op == "remove":
                        self._removed.note([change.row_id])
                    else:
                        self._removed.forget([change.row_id])
                    self._overlay.acknowledge(change)
                    self._connection.execute("delete from change where id = ?", (change.id,))
                    continue
                if outcome.outcome == "conflict":
                    self._overlay.acknowledge(change, outcome.current)
                touched.add(self._week_of_change(change.id))
                self._set_aside(change, outcome)
            for in_week in touched:
                self._overlay.rebuild(in_week)
            self._overlay.forget_settled()
            if outdated:  # what came after these changes may have been pulled under them
                self._connection.execute(query("read_again"), (json.dumps(list(outdated)),))

    def _without_consequences(
        self, by_id: Mapping[str, Change], outcomes: Sequence[Outcome]
    ) -> list[Outcome]:
        """Return the outcomes but for conflicts that only follow from a refusal before them.

        An amendment that follows a refused one began from a value that the server never had. It
        is queued again from the value that the server has, as are those not sent yet.
        """
        refused = RefusedValues()
        left: list[Outcome] = []
        for outcome in outcomes:
            change = by_id.get(outcome.id)
            again = None if change is None else refused.answer(change, outcome)
            if again is None:
                left.append(outcome)
            else:
                self._send_instead(again, new_id=self._new_id())
        for row_id in refused.row_ids:
            for entry in self._connection.execute(
                "select * from change where row_id = ? and state = 'unsent' order by seq", (row_id,)
            ).fetchall():
                change = change_of(entry)
                if change.id not in by_id and (again := refused.from_known(change)) is not None:
                    self._send_instead(again, new_id=change.id)
        return left

    def _send_instead(self, change: Change, *, new_id: str) -> None:
        """Put a change in the place of the one of its id; a server knows those it has answered."""
        self._connection.execute(
            "update change set id = ?, document = ? where id = ?",
            (new_id, document_of(change), change.id),
        )

    def park(self, change: Change, *, code: str, message: str) -> None:
        """Set one change and its dependants aside as refused."""
        outcome = Outcome(id=change.id, outcome="refused", code=code, message=message)
        self.settle([change], [outcome])

    def note_try(self, change: Change) -> int:
        """Count a try that nobody understood; return how many there were."""
        with transaction(self._connection):
            self._connection.execute(
                "update change set tries = tries + 1 where id = ?", (change.id,)
            )
        stored = self._connection.execute(
            "select tries from change where id = ?", (change.id,)
        ).fetchone()
        return int(stored["tries"]) if stored else 0

    def retry(self, *change_ids: str) -> None:
        """Queue refused changes again, with those parked with them.

        They keep their ids: should the server have done one after all, its receipt says so.
        """
        if change_ids:
            self._requeue(change_ids, lambda change: change)

    def edit(self, change_id: str, columns: Mapping[str, Json]) -> None:
        """Queue a refused change again with other values, with those parked with it.

        Should the server have done the first one after all, what was edited becomes an amendment
        of that when it answers. Raises TextTooLong.
        """
        columns = storable_columns(columns)
        refuse_long(columns)

        def edited(change: Change) -> Change:
            if change.id != change_id:
                return change
            if change.row is not None:
                return replace(change, row={**change.row, **columns})
            fields = dict(change.fields or {})
            for name, value in columns.items():
                before = fields[name].before if name in fields else None
                fields[name] = Step(before=before, after=value)
            return replace(change, fields=fields)

        self._requeue([change_id], edited)

    def discard(self, change_id: str) -> None:
        """Give up a refused change and those parked with it, or close a conflict.

        A new row that the server has all the same, or may have, is taken away there as well.
        """
        with transaction(self._connection):
            given_up = self._connection.execute(
                query("refused_group"), {"id": change_id}
            ).fetchall()
            self._connection.execute(
                "delete from change where state <> 'unsent' and (id = ? or parked_with = ?)",
                (change_id, change_id),
            )
            for entry in reversed(given_up):
                if entry["state"] == "refused" and entry["op"] == "insert":
                    self._take_away(change_of(entry), entry)

    def use_mine(self, change_id: str) -> None:
        """Answer a conflict with a new change from the server's values to the lifter's.

        A removal takes the row away as it is seen now, with what hangs on it.
        """
        with transaction(self._connection):
            stored = self._one(change_id, "conflict")
            change = change_of(stored)
            current: dict[str, Json] = json.loads(stored["current"] or "{}")
            self._connection.execute("delete from change where id = ?", (change_id,))
            if change.op == "remove":
                visible = self._overlay.row(change.table, change.row_id)
                if visible is not None:
                    self.add_removal(change.table, visible, stored["about"], stored["origin"])
                return
            fields = {
                name: Step(before=current.get(name, step.before), after=step.after)
                for name, step in (change.fields or {}).items()
            }
            again = replace(change, id=self._new_id(), fields=fields)
            self.add(again, stored["about"], stored["origin"])

    def find(self, id_or_prefix: str) -> str | None:
        """Return the full id of a change by its beginning, or None if none or several fit."""
        found = self._connection.execute(
            "select id from change where substr(id, 1, length(:id)) = :id limit 2",
            {"id": id_or_prefix},
        ).fetchall()
        return cast("str", found[0]["id"]) if len(found) == 1 else None

    def _take_away(self, given_up: Change, entry: sqlite3.Row) -> None:
        """Queue the removal of a row whose insert is given up, unless the server cannot have it."""
        unsure = entry["code"] != PARKED and not is_reason_of_database(entry["code"])
        if not unsure and self._overlay.row(given_up.table, given_up.row_id) is None:
            return
        spec = TABLES[given_up.table]
        row = spec.from_document(given_up.row or {})
        removal = Change(
            id=self._new_id(),
            table=given_up.table,
            op="remove",
            row_id=given_up.row_id,
            made_at=self._now(),
            fields={name: Step(before=row[name], after=None) for name in spec.entered},
        )
        self._keep(removal, entry["about"], "entered", entry["in_week"])
        self._overlay.apply(removal, entry["in_week"])

    def _is_sent_anew(self, change: Change, outcome: Outcome) -> bool:
        """Queue an edited change from what the server has, if that is what it was edited from.

        It was parked as refused and done all the same. The server answers that it has such a row
        already, or that the row holds what was to be there before the edit.
        """
        stored = self._connection.execute(
            "select current from change where id = ? and code = ?", (change.id, EDITED)
        ).fetchone()
        if stored is None:
            return False
        first: dict[str, Json] = json.loads(stored["current"])
        wanted = {name: step.after for name, step in (change.fields or {}).items()}
        there: Mapping[str, Json] = outcome.current or {}
        if change.row is not None and outcome.outcome == "already":
            self._overlay.acknowledge(replace(change, row={**change.row, **first}))
            wanted, there = dict(change.row), {**change.row, **first}
        elif outcome.outcome != "conflict" or any(
            there.get(name) not in (value, first.get(name)) for name, value in wanted.items()
        ):
            return False
        else:
            self._overlay.acknowledge(change, outcome.current)
        fields = {
            name: Step(before=there.get(name), after=value)
            for name, value in wanted.items()
            if there.get(name) != value
        }
        amendment = without_set_number(replace(change, op="amend", row=None, fields=fields))
        if not fields or amendment is None:
            self._connection.execute("delete from change where id = ?", (change.id,))
            return True
        self._connection.execute(
            "update change set id = ?, op = 'amend', document = ?, hangs_on = null, code = null,"
            " current = null where id = ?",
            (self._new_id(), document_of(amendment), change.id),
        )
        return True

    def _keep(self, change: Change, about: str, origin: Origin, in_week: str | None) -> None:
        self._connection.execute(
            query("add_change"),
            {
                "id": change.id,
                "table_name": change.table,
                "op": change.op,
                "row_id": change.row_id,
                "in_week": in_week,
                "document": document_of(change),
                "made_at": change.made_at.isoformat(),
                "about": about,
                "origin": origin,
                "hangs_on": parent_row(change),
            },
        )

    def _settled(self, state: str) -> list[SettledChange]:
        stored = self._connection.execute(
            "select * from change where state = ? order by seq", (state,)
        )
        return [_settled(entry) for entry in stored]

    def _set_aside(self, change: Change, outcome: Outcome) -> None:
        """Move a change to the refused, its dependants with it, or to the conflicts."""
        refused = outcome.outcome == "refused"
        self._connection.execute(
            "update change set state = ?, code = ?, message = ?, current = ?, settled_at = ?,"
            " parked_with = coalesce(parked_with, ?) where id = ?",
            (
                "refused" if refused else "conflict",
                outcome.code,
                outcome.message,
                json.dumps(dict(outcome.current)) if outcome.current is not None else None,
                self._now().isoformat(),
                self._refused_parent(change) if refused else None,
                change.id,
            ),
        )
        if refused and change.op == "insert":
            self._park_dependants(change)

    def _refused_parent(self, change: Change) -> str | None:
        """Return the refused insert that a change depends on, or None."""
        stored = self._connection.execute(
            query("refused_parent"),
            {"row_id": change.row_id, "parent": parent_row(change), "id": change.id},
        ).fetchone()
        return None if stored is None else cast("str", stored["root"])

    def _park_dependants(self, change: Change) -> None:
        """Park every unsent change that stands on a refused insert, however deep."""
        root = self._connection.execute(
            "select coalesce(parked_with, id) as root from change where id = ?", (change.id,)
        ).fetchone()["root"]
        rows = [change.row_id]
        while rows:
            dependants = self._connection.execute(
                query("dependants"), {"refused": change.id, "row_id": rows.pop()}
            ).fetchall()
            for entry in dependants:
                rows.append(entry["row_id"])
                self._connection.execute(
                    "update change set state = 'refused', code = ?, parked_with = ?,"
                    " message = 'waits for the change it belongs to', settled_at = ? where id = ?",
                    (PARKED, root, self._now().isoformat(), entry["id"]),
                )

    def _requeue(self, change_ids: Sequence[str], mend: Callable[[Change], Change]) -> None:
        with transaction(self._connection):
            weeks: set[str | None] = set()
            moved_to: dict[str, str | None] = {}
            for change_id in change_ids:
                self._one(change_id, "refused")
                group = self._connection.execute(
                    query("refused_group"), {"id": change_id}
                ).fetchall()
                for entry in group:
                    parked = change_of(entry)
                    change = mend(parked)
                    edited = change != parked
                    # One whose row could not be read has a receipt that says "conflict" for ever.
                    renamed = edited or entry["code"] == "unreadable"
                    in_week = self._week_after_mending(change, moved_to) or entry["in_week"]
                    moved_to[change.row_id] = in_week
                    weeks |= {entry["in_week"], in_week}
                    # Behind what was done since: its new place may be a row that is unsent itself.
                    self._connection.execute(
                        query("requeue_change"),
                        {
                            "id": change.id,
                            "new_id": self._new_id() if renamed else change.id,
                            "code": EDITED if edited else None,
                            "current": json.dumps(_entered(parked)) if edited else None,
                            "document": document_of(change),
                            "in_week": in_week,
                            "hangs_on": parent_row(change),
                        },
                    )
            for week in weeks:
                self._overlay.rebuild(week)

    def _week_after_mending(self, change: Change, moved_to: Mapping[str, str | None]) -> str | None:
        """Return the week of a mended change; one whose parent moved with it follows it."""
        if change.row is None:
            return moved_to.get(change.row_id)
        parent = parent_row(change)
        if parent is not None and parent in moved_to:
            return moved_to[parent]
        return self._overlay.week_of(change.table, change.row)

    def _weeks_around(self, change: Change) -> set[str | None]:
        """Return the week that a change was made in, and where its row has been moved since."""
        weeks = {self._week_of_change(change.id)}
        visible = self._overlay.row(change.table, change.row_id)
        return weeks if visible is None else weeks | {self._overlay.week_of(change.table, visible)}

    def _week_of_change(self, change_id: str) -> str | None:
        stored = self._connection.execute(
            "select in_week from change where id = ?", (change_id,)
        ).fetchone()
        return None if stored is None else cast("str | None", stored["in_week"])

    def _one(self, change_id: str, state: str) -> sqlite3.Row:
        stored = self._connection.execute(
            "select * from change where id = ? and state = ?", (change_id, state)
        ).fetchone()
        if stored is None:
            raise KeyError(change_id)
        return cast("sqlite3.Row", stored)


def _queued(entry: sqlite3.Row) -> QueuedChange:
    name, bodyweight = _set_of(entry["set_of"])
    return QueuedChange(
        change=change_of(entry),
        about=entry["about"],
        origin=entry["origin"],
        exercise_name=name,
        bodyweight=bodyweight,
    )


def _settled(entry: sqlite3.Row) -> SettledChange:
    name, bodyweight = _set_of(entry["set_of"])
    settled_at = entry["settled_at"]
    return SettledChange(
        change=change_of(entry),
        about=entry["about"],
        origin=entry["origin"],
        exercise_name=name,
        bodyweight=bodyweight,
        state=entry["state"],
        code=entry["code"],
        message=entry["message"],
        current=json.loads(entry["current"]) if entry["current"] else None,
        parked_with=entry["parked_with"],
        settled_at=datetime.fromisoformat(settled_at) if settled_at else None,
    )


def _set_of(told: str | None) -> tuple[str | None, bool]:
    """Return the name of a new set's exercise, and whether that is done with one's own weight."""
    match json.loads(told or "null"):
        case [str(name), str(equipment), str() | None as catalogue]:
            return name, kind_of(equipment, name, catalogue or "") == "bodyweight"
    return None, False


def parent_row(change: Change) -> str | None:
    """Return the id of the row that a new row hangs on; None for a plan and for other changes."""
    parent = (change.row or {}).get(TABLES[change.table].parent_column or "")
    return parent if isinstance(parent, str) else None


def _entered(change: Change) -> dict[str, Json]:
    """Return the values that a new row or an amendment brings."""
    if change.row is not None:
        return dict(change.row)
    return {name: step.after for name, step in (change.fields or {}).items()}


def without_set_number(change: Change) -> Change | None:
    """Return the change without what it says about a set's number; None if it says nothing else.

    The database keeps those numbers. A new row brings one for databases that do not yet.
    """
    if change.fields is None or change.table != SET.name or SET_NUMBER not in change.fields:
        return change
    fields = {name: step for name, step in change.fields.items() if name != SET_NUMBER}
    return replace(change, fields=fields) if fields else None


def _agree(change: Change, current: Mapping[str, Json]) -> bool:
    """Tell whether a conflict is none: the server has what was seen, or what is wanted."""
    return all(
        (step.before if change.op == "remove" else step.after) == current.get(name)
        for name, step in (change.fields or {}).items()
    )


def _may_hide_news(change: Change, outcome: Outcome) -> bool:
    """Tell whether others may have changed the row while this change was laid over it."""
    if outcome.outcome == "applied":
        return outcome.again
    return outcome.outcome != "refused" or change.op != "insert"
