"""Looks at a logbook's file as it is: nothing is migrated, mended or made."""

from __future__ import annotations

from pathlib import Path

from tui.lazy_dataclass import dataclass
from tui.logbook.connection import connect_to_read
from tui.logbook.errors import DamagedLogbook
from tui.logbook.store import schema_versions
from tui.sync.protocol import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a logbook's file is: its format, the format that this topset writes, what waits in it.

    `counts` is None for a format that this topset cannot read; `owner` is empty for the log of a
    laptop without an account.
    """

    format: int
    latest_format: int
    counts: Counts | None
    owner: str = ""


def inspect(path: Path) -> Inspection:
    """Read the whole file for damage and count what waits. Raises LogbookError."""
    latest = schema_versions()[-1][0]
    connection = connect_to_read(path)
    try:
        found = connection.execute("pragma quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedLogbook(f"the logbook is damaged ({found})")
        number = int(connection.execute("pragma user_version").fetchone()[0])
        counts, owner = None, ""
        if 0 < number <= latest:
            rows = connection.execute("select state, count(*) from change group by state")
            by_state = {str(state): int(count) for state, count in rows}
            counts = Counts(
                unsent=by_state.get("unsent", 0),
                refused=by_state.get("refused", 0),
                conflicts=by_state.get("conflict", 0),
            )
            stored = connection.execute("select value from meta where key = 'owner'").fetchone()
            owner = stored["value"] if stored else ""
        return Inspection(format=number, latest_format=latest, counts=counts, owner=owner)
    finally:
        connection.close()
