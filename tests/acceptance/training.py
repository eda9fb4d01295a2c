"""What a lifter does at the today screen, and how to see that it was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from tests.acceptance.laptop import TOPSET, Laptop
from tests.acceptance.terminal import Terminal


@dataclass
class Trainee:
    """A lifter with the sample log, and a laptop that has fetched it."""

    laptop: Laptop
    user_id: str
    database_url: str

    @contextmanager
    def training(self, *, columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
        """Open today's session."""
        with Terminal([TOPSET], self.laptop.environment, columns=columns, rows=rows) as terminal:
            terminal.wait_for("Push-H")
            yield terminal

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the database's owner for what this lifter did today."""
        today = datetime.now().astimezone().date()
        with psycopg.connect(self.database_url) as owner:
            return owner.execute(sql.encode(), (self.user_id, today)).fetchall()


def enter(terminal: Terminal, line: str, done: str) -> None:
    """Type a line and press Enter; `done` is what the screen then shows, such as 2/3 sets."""
    terminal.type(line)
    terminal.wait_for(f"{line}_")
    terminal.type("enter")
    terminal.wait_for(done)


def all_sent(terminal: Terminal) -> bool:
    """Tell whether the header says that nothing waits any more."""
    return " sent" in terminal.lines[0] and "to send" not in terminal.lines[0]
