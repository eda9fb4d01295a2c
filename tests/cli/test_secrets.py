"""What is secret stands in no output, no log and no file but the session's, also when all fails."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.faulty import SayingServer, answer
from tests.support.plans import plant_plan
from tui.cli.root import topset
from tui.private_files import NotOursError, close_to_others, open_to_append, replacing
from tui.settings.paths import Paths

WRONG = "planted-wrong-password"
IN_ADDRESS = "planted-direct-password"
OWNERS = "planted-owner-password"


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, arguments, input=stdin)


@pytest.fixture
def project(box: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch) -> SandboxUnderTest:
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)
    return box


def plan_for_today(project: SandboxUnderTest, lifter: TestLifter) -> None:
    plan = plant_plan(project.database.superuser_url, lifter.user_id)
    with psycopg.connect(project.database.superuser_url) as server:
        server.execute(
            "update modular_training_session set session_date = %s where id = %s",
            [datetime.now().astimezone().date(), plan.session_ids[0]],
        )


def sign_in(lifter: TestLifter, password: str | None = None) -> Result:
    word = password or lifter.password
    return run("sign-in", "--email", lifter.email, "--password-stdin", stdin=word)


def script(lifter: TestLifter, dead_end: str) -> Iterator[Result]:
    """Run what a lifter, a script and an owner run, well and badly."""
    yield sign_in(lifter, WRONG)
    yield sign_in(lifter)
    for command in ("sync", "today", "weeks", "status", "whoami", "changes", "doctor"):
        yield run(command)
        yield run(command, "--json")
    yield run("log", "80x8", "--exercise", "Bench Press")
    direct = f"postgresql://planted_login:{IN_ADDRESS}@{dead_end}/postgres"
    for address in (
        direct,
        f"{direct}?nonsense={IN_ADDRESS}",
        f"host=127.0.0.1 password='{IN_ADDRESS}",
        f"postgresql://u:{IN_ADDRESS}@[::1/x",
    ):
        for command in ("sync", "status", "doctor"):
            yield run("--database-url", address, command)
    as_owner = (("db", "check"), ("db", "migrate"), ("catalogue", "import"), ("doctor",))
    for words in as_owner:
        for tail in ("/postgres", f"/postgres?x={OWNERS}", "/postgres?sslmode=require"):
            owner = f"postgresql://postgres:{OWNERS}@{dead_end}{tail}"
            yield run(*words, "--owner-url", owner)
    yield run("db", "check", "--owner-url", OWNERS)


def test_nothing_that_a_script_of_commands_wrote_holds_a_secret(
    project: SandboxUnderTest, lifter: TestLifter, topset_home: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    with SayingServer(answer(200)) as nowhere:
        dead_end = f"127.0.0.1:{nowhere.port}"
    plan_for_today(project, lifter)
    for result in script(lifter, dead_end):
        said.append(result.output)
    (session,) = topset_home.rglob("*.session.json")
    tokens = json.loads(session.read_text(encoding="utf-8"))
    backup = tmp_path / "backup.sqlite3"
    said.append(run("backup", str(backup)).output)
    secrets = {
        "the password": lifter.password,
        "a wrong password": WRONG,
        "the direct password": IN_ADDRESS,
        "the owner's password": OWNERS,
        "the access token": tokens["access_token"],
        "its signature": tokens["access_token"].rpartition(".")[2],
        "the refresh token": tokens["refresh_token"],
    }
    written = {f"the output of command {number}": text for number, text in enumerate(said)}
    for file in [*topset_home.rglob("*"), backup]:
        if file.is_file() and file != session:
            written[str(file)] = file.read_bytes().decode("latin-1")
    assert len(written) > 40
    found = [
        (what, where)
        for what, secret in secrets.items()
        for where in written
        if secret in written[where]
    ]
    assert found == []


BROKEN = {
    "a session of another shape": answer(
        200, {"access_token": "planted-access", "refresh_token": ["planted-refresh"], "user": 1}
    ),
    "a refusal that repeats what was sent": lambda asked: answer(
        422, {"error_code": "odd", "msg": asked.body.decode()}
    )(asked),
    "one that does so in a sentence": lambda asked: answer(
        422, {"error_code": "odd", "msg": f"not let in: {asked.json()['password']}"}
    )(asked),
    "an error page that does": lambda asked: answer(500, raw=asked.body)(asked),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_server_that_repeats_secrets_gets_none_into_the_log(
    kind: str, topset_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SayingServer(BROKEN[kind]) as server:
        monkeypatch.setenv("TOPSET_URL", server.url)
        monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
        result = run(
            "sign-in", "--email", "a@b.example", "--password-stdin", stdin="planted-password"
        )
    assert result.exit_code != 0
    log = Paths.under(topset_home).log_file
    written = result.output + (log.read_text(encoding="utf-8") if log.exists() else "")
    assert "planted-" not in written


CRASH = """
import sys
from tui.cli import main, root
import click
@click.command()
def crash():
    password = "planted-local"
    try:
        raise ValueError("postgresql://u:planted-inner@host/db refused")
    except ValueError as inner:
        said = '{"refresh_token": "planted-outer", "password": "planted-word"}'
        raise RuntimeError(said) from inner
topset = root.topset
topset.add_command(crash, "crash")
sys.argv = ["topset", "crash"]
main()
"""


def test_a_crash_leaves_neither_secret_nor_core(topset_home: Path, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", CRASH], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert ended.returncode == 70, ended.stderr
    log = Paths.under(topset_home).log_file.read_text(encoding="utf-8")
    assert "RuntimeError" in log
    assert "planted-" not in log + ended.stdout + ended.stderr


def test_a_process_killed_by_a_fault_leaves_no_core(tmp_path: Path) -> None:
    words = (
        "import os, resource; from tui.cli.hardening import leave_no_core; leave_no_core();"
        " print(resource.getrlimit(resource.RLIMIT_CORE), flush=True); os.abort()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", words],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2
        ),
    )
    assert ended.stdout.strip() in {"(1, 1)", "(0, 0)"}
    assert list(tmp_path.iterdir()) == []


# -- files


def test_each_start_closes_what_was_open_to_others(
    project: SandboxUnderTest, lifter: TestLifter, topset_home: Path
) -> None:
    sign_in(lifter)
    run("sync")
    paths = Paths.under(topset_home)
    kept = [one for one in paths.data.rglob("*") if one.is_file()]
    assert len(kept) > 2
    for path in (*kept, paths.data):
        path.chmod(0o777)
    result = run("status")
    assert result.exit_code == 0
    assert f"and {len(kept) - 1} more files were open to others on this machine" in result.stderr
    assert {path.stat().st_mode & 0o077 for path in (*kept, paths.data)} == {0}
    assert "open to others" not in run("status").stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another account")
@pytest.mark.parametrize("where", ["data", "config", "session"])
def test_what_belongs_to_another_account_is_refused_and_told(
    where: str, project: SandboxUnderTest, lifter: TestLifter, topset_home: Path
) -> None:
    sign_in(lifter)
    paths = Paths.under(topset_home)
    paths.config.mkdir(exist_ok=True)
    (session,) = paths.data.rglob("*.session.json")
    path = {"data": paths.data, "config": paths.config, "session": session}[where]
    os.chown(path, 65534, 65534)
    for command in (["status"], ["sync"], ["log", "80x8"]):
        result = run(*command)
        assert result.exit_code == 2
        assert f"{path} belongs to another account" in result.stderr
    checks = {one["name"]: one for one in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert checks["files"]["ok"] is False


def test_no_link_leads_a_written_file_astray(tmp_path: Path) -> None:
    target = tmp_path / "theirs"
    link = tmp_path / "topset.log"
    link.symlink_to(target)
    with pytest.raises(OSError, match="symbolic link"):
        open_to_append(link)
    assert not target.exists()
    with replacing(link) as (stream, new):
        assert new.stat().st_mode & 0o777 == 0o600
        stream.write("ours")
    assert not target.exists()
    assert link.read_text(encoding="utf-8") == "ours"
    assert close_to_others([tmp_path / "nothing"]) == []


def test_a_file_that_fails_on_the_way_leaves_the_old_one(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("old", encoding="utf-8")

    def fail() -> None:
        with replacing(file) as (stream, _):
            stream.write("new")
            raise NotOursError

    with pytest.raises(NotOursError):
        fail()
    assert [one.name for one in tmp_path.iterdir()] == ["config.toml"]
    assert file.read_text(encoding="utf-8") == "old"


# -- forgetting


def test_forgetting_takes_log_session_and_copies_away(
    project: SandboxUnderTest, lifter: TestLifter, topset_home: Path
) -> None:
    sign_in(lifter)
    run("sync")
    (session,) = topset_home.rglob("*.session.json")
    aside = session.with_name(f"{lifter.user_id}.sqlite3.before-restore-20261125-100000")
    aside.write_bytes(b"x")
    others = session.with_name("6b1f8f4e-0000-4000-8000-000000000009.sqlite3")
    others.write_bytes(b"x")
    result = run("sign-out", "--forget")
    assert result.exit_code == 0, result.output
    left = [one for one in topset_home.rglob("*") if lifter.user_id in one.name]
    assert left == []
    assert others.exists()
    assert run("whoami").exit_code == 3


@pytest.mark.parametrize("damaged", [False, True])
def test_forgetting_what_is_nowhere_else_asks_first(
    damaged: bool,
    project: SandboxUnderTest,
    lifter: TestLifter,
    topset_home: Path,
) -> None:
    plan_for_today(project, lifter)
    sign_in(lifter)
    run("sync")
    assert run("log", "80x8", "--exercise", "Bench Press").exit_code == 0
    (book,) = topset_home.rglob(f"{lifter.user_id}.sqlite3")
    if damaged:
        for part in book.parent.glob(f"{book.name}-*"):
            part.unlink()
        book.write_bytes(b"not a logbook" * 400)
    result = run("sign-out", "--forget")
    assert result.exit_code == 1
    assert "only on this laptop" in result.stderr
    assert "Nothing was done" in result.stderr
    assert book.exists()
    assert run("whoami").exit_code == 0
    assert run("sign-out", "--forget", "--yes").exit_code == 0
    assert not book.exists()
