"""Commands at the prompt over a real log of this laptop, in this process."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests.support.pages import ident, page, week
from tui.cli.root import topset
from tui.logbook import Logbook
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER, Row
from tui.training.records import Session

NOW = datetime.now().astimezone()
TODAY = NOW.date()


def run(*arguments: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(topset, list(arguments))


def answer(*arguments: str) -> Any:
    """Run a command with --json and return its document; it has to be done."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refusal(*arguments: str) -> str:
    """Run a command that has to be refused, and return why: one sentence, and no data."""
    result = run(*arguments)
    assert result.exit_code == 1, (result.exit_code, result.stderr)
    assert result.stdout == ""
    (words,) = result.stderr.splitlines()
    return words


def file_of(home: Path) -> Path:
    """Return where the log of this laptop is."""
    return Paths.under(home).logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)


def make_log(home: Path, *sessions: Row) -> Path:
    """Make the log of this laptop with these sessions in one week."""
    file = file_of(home)
    file.parent.mkdir(parents=True)
    monday = TODAY - timedelta(days=TODAY.weekday())
    with Logbook.open(file) as book:
        book.base.apply(page([week(1, 1, list(sessions), starts=monday)], revision=1))
    return file


def stored(file: Path, number: int) -> Session:
    """Return a session as it stands in the log."""
    with Logbook.open(file) as book:
        found = book.workouts.session(ident("s", number))
    assert found is not None
    return found


def done(
    number: int, row: int, minutes_ago: float, set_no: int = 1, weight_kg: float = 80.0
) -> Row:
    """Return a set that was logged some minutes ago."""
    return {
        "id": ident("t", number),
        "exercise_row_id": ident("e", row),
        "set_no": set_no,
        "reps_done": 8,
        "weight_kg": weight_kg,
        "rpe": None,
        "recorded_at": (NOW - timedelta(minutes=minutes_ago)).isoformat(),
    }
