"""`topset doctor --report`: what a project answers, and nothing by which anybody could be known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.box import SandboxUnderTest, TestLifter
from tui.cli.root import topset
from tui.supabase.session_store import SessionStore


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, list(arguments), input=stdin)


def test_the_report_holds_the_projects_answers_and_no_secret(
    box: SandboxUnderTest, lifter: TestLifter, topset_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)
    signed = run("sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password)
    assert signed.exit_code == 0, signed.output
    monkeypatch.setenv("TOPSET_DATABASE_URL", box.database_url_of(lifter))
    monkeypatch.setenv("TOPSET_OWNER_DATABASE_URL", box.owner_database_url)
    result = run("doctor", "--report")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)

    project = told["project"]
    assert project["auth"]["status"] == 200, project["auth"]
    assert (project["functions"]["status"], "42501" in project["functions"]["text"]) == (401, True)
    assert "PGRST202" in project["no_such_function"]["text"]
    assert "PGRST106" in project["no_such_schema"]["text"]
    assert (project["wrong_key"]["status"], project["wrong_key"]["type"]) == (
        401,
        "application/json",
    )
    database = told["database"]
    assert database["roles"]["postgres"]["super"] is False
    assert database["roles"]["postgres"]["bypass_rls"] is True
    assert "statement_timeout=8s" in database["settings"]["authenticated"]
    assert database["may"] == {
        "create_in_auth": False,
        "read_sessions": True,
        "read_factors": True,
    }
    assert {check["name"] for check in told["checks"]} >= {"session", "schema", "hook", "direct"}

    session = SessionStore(topset_home / "data", box.url).load(lifter.user_id)
    port = box.url.rpartition(":")[2]
    for secret in (
        session.access_token,
        session.refresh_token,
        box.publishable_key,
        lifter.email,
        lifter.password,
        lifter.user_id,
        box.direct_login(lifter),
        f"127.0.0.1:{port}",
        str(topset_home),
        str(Path.home()),
    ):
        assert secret not in result.stdout, secret


def test_without_a_project_the_report_is_made_of_the_checks(topset_home: Path) -> None:
    told = json.loads(run("doctor", "--report").stdout)
    assert set(told) == {"checks"}


def test_an_address_that_leads_nowhere_is_reported_without_its_password(
    monkeypatch: pytest.MonkeyPatch, topset_home: Path
) -> None:
    monkeypatch.setenv(
        "TOPSET_OWNER_DATABASE_URL",
        "host=db.abcdefghijklmnopqrst.supabase.co hostaddr=127.0.0.1 port=9 user=postgres"
        " password=hunter2 dbname=postgres",
    )
    result = run("doctor", "--report")
    assert "error" in json.loads(result.stdout)["database"], result.stdout
    for secret in ("hunter2", "abcdefghijklmnopqrst"):
        assert secret not in result.stdout
