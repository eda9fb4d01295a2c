"""Commands on a log of this laptop alone: nothing of what they say needs a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tui.cli.root import topset
from tui.cli.wiring import AppContext
from tui.settings.paths import Paths


@pytest.fixture(autouse=True)
def empty_log(topset_home: Path) -> None:
    """A log of this laptop in which nothing stands yet."""
    AppContext(Paths.under(topset_home), {}, {}).make_local_log()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topset, list(arguments))


@pytest.mark.parametrize("command", [("log", "80x5"), ("finish",)])
def test_without_a_session_it_is_told_what_begins_one(command: tuple[str, ...]) -> None:
    result = run(*command)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no session today" in result.stderr
    assert "`topset session new`" in result.stderr
    assert "sync" not in result.stderr


def test_today_sends_nobody_to_a_server() -> None:
    result = run("today")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "sync" not in result.stderr


@pytest.mark.parametrize("command", ["sync", "whoami", "sign-out"])
def test_what_needs_a_server_says_that_there_is_none(command: str) -> None:
    result = run(command)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "stays on this laptop" in result.stderr


def test_the_doctor_finds_nothing_amiss() -> None:
    assert run("doctor").exit_code == 0
