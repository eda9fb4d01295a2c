"""The server's side of the logbook: the cursor, pulled weeks, the catalogue, past rounds."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import cast

from tui.logbook.overlay import Overlay
from tui.logbook.removed import Removed
from tui.logbook.restore_recovery import RestoreRecovery
from tui.logbook.store import light_transaction, query, transaction
from tui.logbook.tables import PLAN, flatten_week, name_key
from tui.sync.protocol import Applied, Cursor, PulledCatalogue, PulledPage, Row, SyncRun

WEEKS_IN_ONE_WRITE = 8  # about 30 ms of work: the lifter's own writes never wait longer
ROUNDS_KEPT = 50


class Base:
    """Takes what the server sends and keeps how far this laptop has read."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        overlay: Overlay,
        rewind: RestoreRecovery,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._connection = connection
        self._overlay = overlay
        self._restore_recovery = rewind
        self._removed = Removed(connection)
        self._now = now
        self._new_id = new_id

    def cursor(self) -> Cursor:
        """Return the epoch and revision this laptop has read up to."""
        revision = self._meta("revision")
        return Cursor(epoch=self._meta("epoch"), revision=int(revision) if revision else 0)

    def device(self) -> str:
        """Return this logbook's own id, made once."""
        known = self._meta("device")
        if known is not None:
            return known
        with transaction(self._connection):
            self._connection.execute(
                "insert or ignore into meta (key, value) values ('device', ?)", (self._new_id(),)
            )
        return cast("str", self._meta("device"))

    def apply(self, page: PulledPage) -> Applied:
        """Take a pulled page, a few weeks at a time, cursor and weeks in the same write.

        A server that went back in time (other epoch, older revision of all or of one week) is read
        anew from its start before anything is believed to be gone.
        """
        if self._went_back(page):
            self._restore_recovery.begin(page.epoch, behind=page.revision < self.cursor().revision)
            return Applied(more=True, went_back=True)
        if page.week_ids is not None:
            with transaction(self._connection):
                self._set_meta("epoch", page.epoch)
                self._replace_plans(page.plans or ())
                self._remove_gone_weeks(page.week_ids)
                self._note_unreadable(page)
                if self._restore_recovery.running():
                    self._restore_recovery.keep_removed(page.removed)
                else:
                    self._removed.note(page.removed)
            hidden = {row_id for row in page.unreadable for row_id in row.hidden}
            for weeks, revision in _writes(page):
                with transaction(self._connection):
                    for week in weeks:
                        self._replace_week(week, hidden)
                    self._set_meta("revision", str(revision))
        return Applied(more=True) if page.more else self._caught_up(page)

    def catalogue_digest(self) -> str | None:
        """Return the digest of the catalogue this laptop has, or None."""
        return self._meta("catalogue")

    def replace_catalogue(self, catalogue: PulledCatalogue) -> None:
        """Put a pulled catalogue in the place of the old one."""
        with transaction(self._connection):
            self._connection.execute("delete from catalogue")
            self._connection.executemany(
                "insert into catalogue (exercise_id, name, document) values (?, ?, ?)",
                [(row["exercise_id"], row["name"], json.dumps(row)) for row in catalogue.exercises],
            )
            self._connection.executemany(
                "insert or ignore into catalogue_name (name, exercise_id) values (?, ?)",
                [
                    (name, row["exercise_id"])
                    for row in catalogue.exercises
                    for name in _names_of(row)
                ],
            )
            self._set_meta("catalogue", catalogue.digest)

    def unreadable(self) -> list[str]:
        """Return in words which of the server's rows hold a value that cannot be read."""
        stored = self._connection.execute("select words from unreadable_row order by words")
        return [str(entry["words"]) for entry in stored]

    def note_round(self, finished: SyncRun) -> None:
        """Remember how a round went, for the sync screen; quiet ones in a row are one."""
        if finished == SyncRun():
            with light_transaction(self._connection):
                again = self._connection.execute(
                    query("note_quiet_round"), (self._now().isoformat(),)
                )
            if again.rowcount:
                return
        with transaction(self._connection):
            self._connection.execute(
                query("add_round"),
                {
                    "ended_at": self._now().isoformat(),
                    "sent": finished.sent,
                    "fetched": finished.fetched,
                    "refused": finished.refused,
                    "conflicts": finished.conflicts,
                    "requeued": finished.requeued,
                    "problem": finished.problem,
                },
            )
            self._connection.execute(
                "delete from sync_round where seq <= (select max(seq) from sync_round) - ?",
                (ROUNDS_KEPT,),
            )

    def rounds(self, limit: int = ROUNDS_KEPT) -> list[tuple[datetime, SyncRun]]:
        """Return the last rounds with their end times, newest first."""
        stored = self._connection.execute(
            "select * from sync_round order by seq desc limit ?", (limit,)
        )
        return [
            (
                datetime.fromisoformat(entry["ended_at"]),
                SyncRun(
                    sent=entry["sent"],
                    fetched=entry["fetched"],
                    refused=entry["refused"],
                    conflicts=entry["conflicts"],
                    requeued=entry["requeued"],
                    problem=entry["problem"],
                ),
            )
            for entry in stored
        ]

    def last_times_of_contact(self) -> tuple[datetime | None, datetime | None]:
        """Return when something was last sent and when the server was last read."""
        stored = self._connection.execute(query("last_contact")).fetchone()
        sent, fetched = stored["sent"], stored["fetched"]
        return (
            datetime.fromisoformat(sent) if sent else None,
            datetime.fromisoformat(fetched) if fetched else None,
        )

    def _went_back(self, page: PulledPage) -> bool:
        cursor = self.cursor()
        if cursor.epoch is None:
            return False
        if page.epoch != cursor.epoch or page.revision < cursor.revision:
            return True
        told = json.dumps(dict(page.week_revisions or {}))
        return bool(self._connection.execute(query("weeks_behind"), (told,)).fetchone()["behind"])

    def _replace_plans(self, plans: Sequence[Row]) -> None:
        if self._restore_recovery.running():
            self._restore_recovery.keep_unseen([(PLAN, plan) for plan in plans], None)
            return
        before = {cast("str", row["id"]) for _, row in self._overlay.server_rows(None)}
        self._overlay.rebuild(None, [(PLAN, PLAN.from_document(plan)) for plan in plans])
        now = [cast("str", plan["id"]) for plan in plans]
        self._removed.note(before.difference(now))
        self._removed.forget(now)

    def _replace_week(self, week: Row, hidden: Collection[str]) -> None:
        in_week = cast("str", week["id"])
        rows = [(table, table.from_document(row)) for table, row in flatten_week(week)]
        if self._restore_recovery.running():
            self._restore_recovery.keep_unseen(rows, in_week)
            return
        before = self._removed.server_ids(in_week)
        self._overlay.rebuild(in_week, rows)
        now = [cast("str", row["id"]) for _, row in rows]
        self._removed.note_missing(before.difference(now, hidden))
        self._removed.forget(now)
        self._connection.execute(
            "insert into week_revision (week_id, revision) values (?, ?)"
            " on conflict (week_id) do update set revision = excluded.revision",
            (in_week, week["revision"]),
        )

    def _note_unreadable(self, page: PulledPage) -> None:
        """Remember which rows of a page cannot be read; a week that cannot is not shown as it was.

        While a restored server is read anew they count as arrived: they are not lost.
        """
        weeks = [*(week["id"] for week in page.weeks), *(row.in_week for row in page.unreadable)]
        self._connection.execute(
            "delete from unreadable_row where in_week is null"
            " or in_week in (select value from json_each(?))"
            " or in_week not in (select value from json_each(?))",
            (json.dumps(weeks), json.dumps(page.week_ids)),
        )
        self._connection.executemany(
            "insert or replace into unreadable_row"
            " (row_id, in_week, words, exercise_id, in_place) values (?, ?, ?, ?, ?)",
            [
                (row.row_id, row.in_week, row.words, row.exercise_id, row.in_place)
                for row in page.unreadable
            ],
        )
        if self._restore_recovery.running():
            self._restore_recovery.keep_removed(
                [one for row in page.unreadable for one in row.hidden]
            )
            return
        for row in page.unreadable:
            if row.in_week in row.hidden:
                self._overlay.rebuild(row.in_week, [])
                self._connection.execute(
                    "delete from week_revision where week_id = ?", (row.in_week,)
                )

    def _remove_gone_weeks(self, alive: Sequence[str]) -> None:
        if self._restore_recovery.running():
            return
        gone = self._connection.execute(query("gone_weeks"), (json.dumps(list(alive)),)).fetchall()
        for entry in gone:
            before = self._removed.server_ids(entry["id"])
            self._overlay.rebuild(entry["id"], [])
            self._removed.note_missing(before)
            self._connection.execute("delete from week_revision where week_id = ?", (entry["id"],))

    def _caught_up(self, page: PulledPage) -> Applied:
        """Note that everything was read; after a restore, offer what was lost and begin anew."""
        rewinding = self._restore_recovery.running()
        if not rewinding and self.cursor().revision == page.revision:
            return Applied(more=False)
        with transaction(self._connection):
            self._set_meta("epoch", page.epoch)
            self._set_meta("revision", str(page.revision))
            return Applied(
                more=rewinding, requeued=self._restore_recovery.finish() if rewinding else 0
            )

    def _meta(self, key: str) -> str | None:
        stored = self._connection.execute("select value from meta where key = ?", (key,)).fetchone()
        return None if stored is None else cast("str", stored["value"])

    def _set_meta(self, key: str, value: str) -> None:
        self._connection.execute(
            "insert into meta (key, value) values (?, ?)"
            " on conflict (key) do update set value = excluded.value",
            (key, value),
        )


def _writes(page: PulledPage) -> Iterator[tuple[list[Row], int]]:
    """Cut a page into writes of a few weeks, never between weeks of one revision."""
    batch: list[Row] = []
    revision = 0
    for number, weeks in groupby(page.weeks, key=lambda week: cast("int", week["revision"])):
        batch.extend(weeks)
        revision = number
        if len(batch) >= WEEKS_IN_ONE_WRITE:
            yield batch, revision
            batch = []
    yield batch, page.revision


def _names_of(row: Row) -> set[str]:
    aliases = row.get("aliases")
    listed = aliases if isinstance(aliases, list) else []
    return {name_key(str(name)) for name in (row["name"], *listed) if name}
