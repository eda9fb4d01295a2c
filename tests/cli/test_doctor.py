"""The doctor on real parts: each thing that is amiss is named with what to do, and no secret."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import conninfo

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.certificates import (
    Certificate,
    TlsPostgres,
    TlsSayingServer,
    make_certificate,
)
from tests.support.cluster import Database
from tests.support.faulty import SayingServer, answer, silence
from tui.cli.root import topset
from tui.settings.paths import Paths, private_folder

posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, list(arguments), input=stdin)


def doctor(*options: str, code: int | None = None) -> dict[str, dict[str, Any]]:
    """Run the doctor and return its checks by name."""
    result = run(*options, "doctor", "--json")
    if code is not None:
        assert result.exit_code == code, result.output
    assert result.exit_code in (0, 1), result.output
    checks = json.loads(result.stdout)["checks"]
    assert all(set(check) == {"name", "ok", "detail", "do"} for check in checks)
    assert result.exit_code == any(check["ok"] is False for check in checks)
    return {check["name"]: check for check in checks}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes a sandbox the project of this laptop, by one of the doors."""

    def choose(box: SandboxUnderTest, *, direct: TestLifter | None = None) -> None:
        monkeypatch.setenv("TOPSET_URL", box.url)
        monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)
        if direct is not None:
            monkeypatch.setenv("TOPSET_DATABASE_URL", box.database_url_of(direct))

    return choose


def sign_in(lifter: TestLifter) -> None:
    result = run("sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password)
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("direct", [False, True])
def test_with_everything_in_place_all_is_fine(
    box: SandboxUnderTest, lifter: TestLifter, at: Callable[..., None], direct: bool
) -> None:
    at(box, direct=lifter if direct else None)
    sign_in(lifter)
    assert run("sync").exit_code == 0
    checks = doctor(code=0)
    assert "direct" in checks or not direct
    for name in ("session", "logbook", "project", "data_api", "clock", "schema", "hook"):
        assert checks[name]["ok"], checks[name]
    assert lifter.email in checks["session"]["detail"]


def test_nothing_is_made_or_changed_on_a_new_laptop(topset_home: Path) -> None:
    checks = doctor(code=1)
    assert checks["session"]["do"]
    assert not topset_home.exists()


def test_each_setting_is_told_with_its_source_and_without_its_secret(
    topset_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private_folder(Paths.under(topset_home).config)
    Paths.under(topset_home).config_file.write_text('unit = "lb"\n', encoding="utf-8")
    monkeypatch.setenv("TOPSET_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_abcdefghijklmnop")
    address = "postgresql://topset_direct:hunter2@127.0.0.1:9/postgres?password=hunter2"
    result = run("--database-url", address, "doctor")
    assert "lb (from config.toml)" in result.stdout
    assert "http://127.0.0.1:9 (from TOPSET_URL)" in result.stdout
    assert "postgresql://topset_direct@127.0.0.1:9/postgres (from --database-url)" in result.stdout
    assert "hunter2" not in result.output
    assert "abcdefghijkl" not in result.output


def test_a_wrong_setting_is_told_and_the_rest_is_still_looked_at(topset_home: Path) -> None:
    private_folder(Paths.under(topset_home).config)
    Paths.under(topset_home).config_file.write_text("unit = 3\n", encoding="utf-8")
    checks = doctor(code=1)
    assert "line 1" in checks["configuration"]["detail"]
    assert checks["configuration"]["ok"] is False
    assert checks["folder_data"]["ok"]
    assert checks["project"]["ok"] is None


def test_an_unreachable_project_is_told_from_a_wrong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
    monkeypatch.setenv("TOPSET_URL", "http://127.0.0.1:9")
    assert "network" in doctor(code=1)["project"]["do"]
    with SayingServer(answer(200, raw=b"<html>It works!</html>")) as server:
        monkeypatch.setenv("TOPSET_URL", server.url)
        checks = doctor(code=1)
    assert "network" not in checks["project"]["do"]


def test_a_clock_that_is_wrong_is_told(
    make_box: Callable[..., SandboxUnderTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"external": {"email": True}}
    with SayingServer(
        answer(200, settings, headers={"Date": "Mon, 24 Nov 2025 18:00:00 GMT"})
    ) as server:
        monkeypatch.setenv("TOPSET_URL", server.url)
        monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
        checks = doctor(code=1)
    assert checks["project"]["ok"]
    assert checks["clock"]["ok"] is False
    assert "ahead of the server's" in checks["clock"]["detail"]


def test_the_certificate_of_a_project_is_told_with_its_last_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate: Certificate = make_certificate(tmp_path)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
    with TlsSayingServer(answer(200, {"external": {}})) as server:
        server.certificate = certificate
        monkeypatch.setenv("TOPSET_URL", server.url)
        refused = doctor(code=1)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
        told = doctor(code=1)
    assert "certificate of localhost" in refused["project"]["detail"]
    assert told["project"]["ok"]
    assert told["certificate"]["ok"] is False  # it is good for an hour
    assert "valid until" in told["certificate"]["detail"]


def test_the_certificate_of_the_direct_door_is_told_too(
    box: SandboxUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = make_certificate(tmp_path)
    given = conninfo.conninfo_to_dict(box.database_url_of(box.add_lifter()))
    socket = f"{given['host']}/.s.PGSQL.{given.get('port', 5432)}"
    with TlsPostgres(socket) as server:
        server.certificate = certificate
        url = (
            f"postgresql://{given['user']}@localhost:{server.port}/{given['dbname']}"
            f"?sslmode=verify-full&sslrootcert={certificate.file}"
        )
        monkeypatch.setenv("TOPSET_DATABASE_URL", url)
        checks = doctor()
    assert checks["direct"]["ok"]
    assert "TLS" in checks["direct"]["detail"]
    assert "valid until" in checks["direct_certificate"]["detail"]


def test_a_project_without_encryption_is_amiss_unless_it_is_on_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
    with SayingServer(answer(200, {"external": {}})) as server:
        monkeypatch.setenv("TOPSET_URL", server.url)
        assert doctor()["certificate"]["ok"]
        monkeypatch.setenv("TOPSET_URL", server.url.replace("127.0.0.1", "0.0.0.0"))
        assert "by name" in doctor()["project"]["detail"]
        monkeypatch.setenv("TOPSET_INSECURE", "0.0.0.0")
        check = doctor()["certificate"]
    assert check["ok"] is False
    assert "https" in check["do"]


def test_the_owners_address_is_no_direct_connection_for_a_laptop(
    box: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPSET_DATABASE_URL", box.owner_database_url)
    check = doctor(code=1)["direct"]
    assert "everyone's data" in check["detail"]
    assert "direct-login" in check["do"]


@pytest.mark.parametrize("direct", [False, True])
def test_a_database_without_migrations_is_told_with_the_command(
    make_box: Callable[..., SandboxUnderTest], at: Callable[..., None], direct: bool
) -> None:
    box = make_box(migrated=False)
    at(box)
    if direct:
        with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
            superuser.execute("create role stranger login")
        try:
            options = ["--database-url", box.database.url("stranger")]
            checks = doctor(*options, code=1)
        finally:
            with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
                superuser.execute("drop role stranger")
        assert checks["direct"]["ok"] is False
    else:
        checks = doctor(code=1)
    assert checks["data_api"]["ok"] is False
    assert checks["schema"]["ok"] is False
    assert "topset db migrate" in checks["schema"]["do"]


def test_an_older_schema_is_told_through_the_direct_door(
    make_box: Callable[..., SandboxUnderTest], at: Callable[..., None]
) -> None:
    box = make_box()
    at(box, direct=box.add_lifter())
    with psycopg.connect(box.owner_database_url, autocommit=True) as owner:
        owner.execute(
            "create or replace function public.topset_schema_version() returns text"
            " language sql immutable set search_path = '' as $$ select '20200101000000' $$"
        )
    checks = doctor(code=1)
    assert checks["schema"]["ok"] is False
    assert "20200101000000" in checks["schema"]["detail"]


def test_the_owner_sees_what_lifters_cannot(
    bare_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPSET_OWNER_DATABASE_URL", bare_database.owner_url)
    checks = doctor(code=1)
    assert checks["schema"]["do"] == "topset db migrate"
    assert run("db", "migrate").exit_code == 0
    assert doctor()["schema"]["ok"]


def test_a_hook_that_is_off_matters_to_the_direct_door_alone(
    make_box: Callable[..., SandboxUnderTest], at: Callable[..., None]
) -> None:
    box = make_box()
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute("drop function topset_private.stamp_access_token(jsonb)")
    at(box)
    lifter = box.add_lifter()
    sign_in(lifter)
    assert doctor(code=0)["hook"]["ok"]
    at(box, direct=lifter)
    checks = doctor(code=1)
    assert checks["hook"]["ok"] is False
    assert "stamp_access_token" in checks["hook"]["do"]


def test_the_owner_is_told_how_the_hook_is_and_what_to_do(
    make_box: Callable[..., SandboxUnderTest], at: Callable[..., None]
) -> None:
    box = make_box()
    lifter = box.add_lifter()
    at(box, direct=lifter)
    owner = ("doctor", "--json", "--owner-url", box.owner_database_url)

    def hook() -> dict[str, Any]:
        checks: list[dict[str, Any]] = json.loads(run(*owner).stdout)["checks"]
        return next(check for check in checks if check["name"] == "hook")

    assert hook()["detail"].startswith("Auth has never called it")
    assert "dashboard" in hook()["do"]
    sign_in(lifter)
    assert "the token on this laptop carries the stamp" in hook()["detail"]
    run("sign-out")
    assert hook() == {"name": "hook", "ok": True, "detail": "on: Auth calls it", "do": ""}
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute("drop function topset_private.stamp_access_token(jsonb)")
    assert (hook()["ok"], "topset db migrate" in hook()["do"]) == (False, True)


def test_offline_the_schema_is_not_known(lifter: TestLifter, box: SandboxUnderTest) -> None:
    given = ("--url", box.url, "--publishable-key", box.publishable_key)
    run(*given, "sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password)
    with SayingServer(silence()) as server:
        checks = doctor("--database-url", f"postgresql://x@127.0.0.1:{server.port}/postgres")
    assert checks["schema"] == {
        "name": "schema",
        "ok": None,
        "detail": "not known: the database did not tell",
        "do": "",
    }


@posix
def test_a_session_that_others_can_read_is_told_and_closed(
    box: SandboxUnderTest, lifter: TestLifter, at: Callable[..., None], topset_home: Path
) -> None:
    at(box)
    sign_in(lifter)
    (file,) = topset_home.rglob("*.session.json")
    file.chmod(0o644)
    checks = doctor(code=1)
    assert "644" in checks["session"]["detail"]
    tokens = json.loads(file.read_text(encoding="utf-8"))
    told = json.dumps(checks)
    assert tokens["access_token"] not in told
    assert tokens["refresh_token"] not in told
    assert doctor(code=0)["session"]["ok"]


@posix
def test_a_data_folder_that_is_open_to_others_is_told(topset_home: Path) -> None:
    data = Paths.under(topset_home).data
    data.mkdir(parents=True)
    data.chmod(0o755)
    assert "chmod 700" in doctor(code=1)["folder_data"]["do"]


def test_a_file_where_a_folder_should_be_is_told(topset_home: Path) -> None:
    topset_home.write_text("", encoding="utf-8")
    assert "is a file" in doctor(code=1)["folder_data"]["detail"]


def test_a_damaged_logbook_is_told_and_left_alone(
    box: SandboxUnderTest, lifter: TestLifter, at: Callable[..., None], topset_home: Path
) -> None:
    at(box)
    sign_in(lifter)
    run("sync")
    (file,) = topset_home.rglob(f"{lifter.user_id}.sqlite3")
    file.write_bytes(b"no database at all" * 500)
    checks = doctor(code=1)
    assert "damaged" in checks["logbook"]["detail"]
    assert file.read_bytes().startswith(b"no database")
