"""What the app is measured against: a row in a table after a synced insert, and nothing else."""

from __future__ import annotations

import sqlite3
import sys
from datetime import datetime

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static


class BareApp(App[None]):
    """Enter writes one set and appends one row."""

    BINDINGS = [("enter", "log", "log"), ("q", "quit", "quit")]  # noqa: RUF012  # as Textual has it

    def __init__(self, file: str) -> None:
        super().__init__()
        self.animation_level = "none"
        self._book = sqlite3.connect(file, isolation_level=None)
        self._book.execute("pragma journal_mode = wal")
        self._book.execute("pragma synchronous = full")
        self._book.execute("create table if not exists done (at text, weight real, reps int)")
        self._count = 0

    def compose(self) -> ComposeResult:
        """Lay out one line and the table."""
        yield Static("0 sets", id="count")
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Make the columns."""
        table = self.query_one(DataTable)
        table.can_focus = False
        self.screen.set_focus(None)
        table.add_columns("at", "weight", "reps")

    def action_log(self) -> None:
        """Write the set, then show it."""
        at = datetime.now().isoformat()
        self._book.execute("insert into done values (?, 82.5, 8)", (at,))
        self._count += 1
        table = self.query_one(DataTable)
        table.add_row(at, "82.5", "8")
        if table.row_count > 18:
            table.clear()
        self.query_one("#count", Static).update(f"{self._count} sets")


if __name__ == "__main__":
    BareApp(sys.argv[1]).run()
