"""Where the lifter was: the chosen exercise, the half-typed line, the running rest."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from datetime import datetime

from tui.lazy_dataclass import dataclass
from tui.logbook.store import light_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The place to return to after a restart; `line` is None where nothing was typed.

    A paused rest has `rest_paused_seconds` left and no `rest_ends`. `kept_at` is when the lifter
    was there.
    """

    session_id: str
    exercise_row_id: str | None = None
    exercise_name: str | None = None
    set_id: str | None = None
    set_no: int | None = None
    line: str | None = None
    rest_started: datetime | None = None
    rest_ends: datetime | None = None
    rest_paused_seconds: int | None = None
    kept_at: datetime | None = None


_FIELDS = tuple(field.name for field in fields(Draft))  # asdict copies: too slow for every key
TIMES = ("rest_started", "rest_ends", "kept_at")


class Drafts:
    """Keeps one draft; it survives a kill, and only a power cut may take the last key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def draft(self) -> Draft | None:
        """Return where the lifter was, or None."""
        stored = self._connection.execute("select document from draft").fetchone()
        if stored is None:
            return None
        document = json.loads(stored["document"])
        for name in TIMES:
            if document.get(name):
                document[name] = datetime.fromisoformat(document[name])
        return Draft(**document)

    def save_draft(self, draft: Draft) -> None:
        """Remember where the lifter is; raises NotSaved."""
        document = {field: getattr(draft, field) for field in _FIELDS}
        for name in TIMES:
            if document[name] is not None:
                document[name] = document[name].isoformat()
        with light_transaction(self._connection):
            self._connection.execute(
                "insert into draft (only, document) values (1, ?)"
                " on conflict (only) do update set document = excluded.document",
                (json.dumps(document),),
            )
