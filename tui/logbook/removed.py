"""What this laptop has seen removed, so that a server set back does not bring it back unasked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from tui.logbook.store import query
from tui.logbook.tables import IN_WEEK

MOST = 10_000  # years of removals, in less than 2 MB; what was removed first is forgotten first


class Removed:
    """Remembers ids of rows; call inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def note(self, row_ids: Iterable[str]) -> None:
        """Remember rows that were removed here, or are no longer on the server."""
        self._connection.executemany(
            "insert or ignore into removed_row (row_id) values (?)",
            [(row_id,) for row_id in row_ids],
        )
        self._connection.execute(
            "delete from removed_row where seq <= (select max(seq) from removed_row) - ?", (MOST,)
        )

    def known(self) -> list[str]:
        """Return the rows that are remembered, the first removed first."""
        stored = self._connection.execute("select row_id from removed_row order by seq")
        return [str(entry["row_id"]) for entry in stored]

    def forget(self, row_ids: Iterable[str]) -> None:
        """Forget rows that are there, or there again."""
        self._connection.execute(
            "delete from removed_row where row_id in (select value from json_each(?))",
            (json.dumps(list(row_ids)),),
        )

    def server_ids(self, in_week: str) -> set[str]:
        """Return the ids of what the server had of a week, as last known."""
        stored = self._connection.execute(query("server_row_ids"), {"in_week": in_week})
        return {str(entry["id"]) for entry in stored}

    def note_missing(self, row_ids: Iterable[str]) -> None:
        """Remember those of these rows that are nowhere by now, moved to no other week either."""
        missing = set(row_ids)
        for spec in IN_WEEK:
            if not missing:
                return
            found = self._connection.execute(
                f"select id from {spec.name} where id in (select value from json_each(?))",
                (json.dumps(list(missing)),),
            )
            missing -= {str(entry["id"]) for entry in found}
        self.note(missing)
