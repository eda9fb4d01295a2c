"""Signing in and out at the prompt, against the sandbox's Auth server over HTTP."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.box import SandboxUnderTest, TestLifter
from tui.cli.root import topset
from tui.config import Places


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, list(arguments), input=stdin)


@pytest.fixture(autouse=True)
def project(box: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox as the project of this laptop."""
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)


def sign_in(lifter: TestLifter, *options: str) -> Result:
    return run(
        *options, "sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password
    )


def test_whoever_signed_in_is_told_without_a_network(lifter: TestLifter) -> None:
    assert sign_in(lifter).exit_code == 0
    told = json.loads(run("whoami", "--json").stdout)
    assert set(told) == {"user_id", "email", "door", "expires_at"}
    assert (told["user_id"], told["email"], told["door"]) == (
        lifter.user_id,
        lifter.email,
        "data_api",
    )


def test_a_wrong_password_is_1_and_keeps_nothing(lifter: TestLifter) -> None:
    result = run("sign-in", "--email", lifter.email, "--password-stdin", stdin="wrong-one")
    assert result.exit_code == 1
    assert "wrong-one" not in result.output
    assert run("whoami").exit_code == 3


def test_signing_out_forgets_the_session_and_keeps_the_logbook(
    lifter: TestLifter, topset_home: Path
) -> None:
    sign_in(lifter)
    assert run("sync").exit_code == 0
    assert run("sign-out").exit_code == 0
    assert run("whoami").exit_code == 3
    assert list((topset_home / "data").glob(f"*/{lifter.user_id}.sqlite3"))


def test_a_project_named_on_the_command_line_is_kept_by_signing_in(
    lifter: TestLifter,
    box: SandboxUnderTest,
    topset_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TOPSET_URL")
    monkeypatch.delenv("TOPSET_PUBLISHABLE_KEY")
    given = ("--url", box.url, "--publishable-key", box.publishable_key)
    assert sign_in(lifter, *given).exit_code == 0
    assert box.url in Places.under(topset_home).config_file.read_text(encoding="utf-8")
    assert run("whoami").exit_code == 0


def test_a_day_without_a_session_is_null(lifter: TestLifter) -> None:
    sign_in(lifter)
    run("sync")
    told = json.loads(run("today", "--date", "2026-01-01", "--json").stdout)
    assert told == {"date": "2026-01-01", "session": None, "others": [], "unsent": 0}


def test_logging_without_a_session_is_1(lifter: TestLifter) -> None:
    sign_in(lifter)
    result = run("log", "80x5")
    assert (result.exit_code, result.stdout) == (1, "")


def test_the_password_stands_in_no_file(lifter: TestLifter, topset_home: Path) -> None:
    sign_in(lifter)
    run("sync")
    for file in topset_home.rglob("*"):
        if file.is_file():
            assert lifter.password.encode() not in file.read_bytes()
