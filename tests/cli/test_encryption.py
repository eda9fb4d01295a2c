"""No password crosses a network for all to read, and none has to stand on a command line."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.cluster import Database
from tests.support.faulty import SayingServer, answer
from tui.cli.opening import ProjectOnboarding
from tui.cli.root import topset
from tui.cli.wiring import AppContext
from tui.settings.file import read_settings
from tui.settings.paths import Paths
from tui.supabase.encryption import refuse_weak_tls
from tui.sync.protocol import SignInRefused

KEY = "sb_publishable_x"
ELSEWHERE = "http://gym.invalid"


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, arguments, input=stdin)


def project(url: str) -> tuple[str, ...]:
    return ("--url", url, "--publishable-key", KEY)


SIGN_IN = ("sign-in", "--email", "a@b.example", "--password-stdin")


@pytest.mark.parametrize("host", ["gym.invalid", "192.0.2.7:54321", "[2001:db8::1]", "10.0.0.5"])
@pytest.mark.parametrize("command", [SIGN_IN, ("sign-in", "--email", "a@b.example", "--code")])
def test_plain_http_to_another_machine_is_refused(host: str, command: tuple[str, ...]) -> None:
    result = run(*project(f"http://{host}"), *command, stdin="secret\n")
    assert result.exit_code == 1
    assert "for anybody on the way to read" in result.stderr
    assert "--insecure says so by name" in result.stderr


def test_the_option_lets_it_through_by_name_and_is_remembered_for_this_host_alone(
    monkeypatch: pytest.MonkeyPatch, topset_home: Path
) -> None:
    """A proxy on loopback stands for the way to the other machine."""
    with SayingServer(answer(400, {"error_code": "invalid_credentials", "msg": "no"})) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        refused = run(*project(ELSEWHERE), *SIGN_IN, stdin="secret\n")
        assert "by name" in refused.stderr
        assert server.asked == []
        let = run("--insecure", *project(ELSEWHERE), *SIGN_IN, stdin="secret\n")
        assert "password is wrong" in let.stderr
        assert [one.path.partition("?")[0] for one in server.asked] == [
            f"{ELSEWHERE}/auth/v1/token"
        ]
        monkeypatch.setenv("TOPSET_INSECURE", "another.invalid")
        assert "by name" in run(*project(ELSEWHERE), *SIGN_IN, stdin="secret\n").stderr
        monkeypatch.setenv("TOPSET_INSECURE", "gym.invalid")
        assert "password is wrong" in run(*project(ELSEWHERE), *SIGN_IN, stdin="secret\n").stderr
    context = AppContext.of_this_process({"insecure": "yes"})
    with SayingServer(answer(200, {"external": {"email": True}})) as server:
        monkeypatch.setenv("HTTP_PROXY", server.url)
        ProjectOnboarding(context).connect(ELSEWHERE, KEY)
    settings = read_settings(Paths.under(topset_home).config_file, {}, {})
    assert (settings.url, settings.insecure) == (ELSEWHERE, "gym.invalid")


def test_the_project_screen_refuses_it_too() -> None:
    with pytest.raises(SignInRefused, match="use an address that begins with https") as refusal:
        ProjectOnboarding(AppContext.of_this_process()).connect(ELSEWHERE, KEY)
    assert refusal.value.code == "insecure"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "http://localhost:9", "http://[::1]:9", "127.0.0.1:9"]
)
def test_this_machine_needs_no_encryption(url: str) -> None:
    result = run(*project(url), *SIGN_IN, stdin="secret\n")
    assert result.exit_code == 4
    assert "insecure" not in result.stderr


def test_a_log_under_a_plain_address_can_be_read_and_written_offline(topset_home: Path) -> None:
    config = Paths.under(topset_home).config_file
    config.parent.mkdir(parents=True)
    config.write_text(f'url = "{ELSEWHERE}"\npublishable_key = "{KEY}"\n', encoding="utf-8")
    assert run("status").exit_code == 3  # nobody is signed in, and nothing else is wrong
    checks = {one["name"]: one for one in json.loads(run("doctor", "--json").stdout)["checks"]}
    assert checks["project"]["ok"] is False
    assert "anybody on the way" in checks["project"]["detail"]


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("postgresql://u:p@db.invalid/postgres", False),
        ("postgresql://u:p@db.invalid/postgres?sslmode=verify-full", False),
        ("postgresql://u:p@db.invalid/postgres?sslmode=verify-ca", True),
        ("postgresql://u:p@db.invalid/postgres?sslmode=require", True),
        ("postgresql://u:p@db.invalid/postgres?sslmode=prefer", True),
        ("postgresql://u:p@db.invalid/postgres?sslmode=disable", True),
        ("postgresql://u:p@localhost,db.invalid/postgres?sslmode=disable", True),
        ("postgresql://u:p@/postgres?service=away&sslmode=disable", True),
        ("postgresql://u:p@localhost/postgres?hostaddr=192.0.2.1&sslmode=disable", True),
        ("postgresql://u:p@localhost/postgres?sslmode=disable", False),
        ("postgresql://u:p@/postgres?host=/tmp&sslmode=disable", False),
    ],
)
def test_the_direct_way_wants_a_verified_certificate(address: str, refused: bool) -> None:
    if not refused:
        refuse_weak_tls(address, lambda _: False)
        return
    with pytest.raises(SignInRefused, match="verify-full is used"):
        refuse_weak_tls(address, lambda _: False)
    refuse_weak_tls(address, lambda _: True)


def test_an_owner_is_held_to_it_as_well() -> None:
    weak = "postgresql://u:p@db.invalid/postgres?sslmode=require"
    for command in (["db", "check"], ["db", "migrate"], ["catalogue", "import"], ["doctor"]):
        result = CliRunner().invoke(topset, command, env={"TOPSET_OWNER_DATABASE_URL": weak})
        assert result.exit_code == 1
        assert "sslmode=require" in result.stderr


# -- addresses that hold a password


@pytest.mark.parametrize("way", ["environment", "file", "file in the environment", "stdin"])
def test_the_owners_address_need_not_be_an_argument(
    way: str, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "owner"
    file.write_text(f"\n{database.owner_url}\n", encoding="utf-8")
    options: tuple[str, ...] = ()
    stdin = None
    if way == "environment":
        monkeypatch.setenv("TOPSET_OWNER_DATABASE_URL", database.owner_url)
    elif way == "file":
        monkeypatch.setenv("TOPSET_OWNER_DATABASE_URL", "postgresql://u@db.invalid/no")
        options = ("--owner-url-file", str(file))
    elif way == "file in the environment":
        monkeypatch.setenv("TOPSET_OWNER_DATABASE_URL_FILE", str(file))
    else:
        options, stdin = ("--owner-url", "-"), f"{database.owner_url}\n"
    result = run("db", "check", *options, "--json", stdin=stdin)
    assert json.loads(result.stdout)["missing"] == []


def test_a_password_among_the_arguments_is_told(database: Database) -> None:
    address = "postgresql://u:planted-word@127.0.0.1:9/postgres"
    for told in (
        run("db", "check", "--owner-url", address),
        run("--database-url", address, "status"),
    ):
        assert "Others on this machine can read the password in --" in told.stderr
        assert "planted-word" not in told.output


@pytest.mark.parametrize("content", [b"", b"a\nb\n", b"\xff\xfe", None])
def test_a_file_without_one_address_is_told(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "owner"
    if content is not None:
        file.write_bytes(content)
    for options in (
        ("db", "check", "--owner-url-file", str(file)),
        ("--database-url-file", str(file), "status"),
    ):
        result = run(*options)
        assert result.exit_code == 2
        assert str(file) in result.stderr.replace("\n", "")


def test_the_direct_connections_address_comes_from_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "address"
    file.write_text("postgresql://u:p@127.0.0.1:9/postgres\n", encoding="utf-8")
    local = Paths.find(os.environ)
    AppContext(local, {}, {}).make_local_log()
    told = json.loads(run("--database-url-file", str(file), "status", "--json").stdout)
    assert told["door"] == "direct"
    monkeypatch.setenv("TOPSET_DATABASE_URL_FILE", str(file))
    assert json.loads(run("status", "--json").stdout)["door"] == "direct"
    asked = run("--database-url", "-", "status", "--json", stdin=file.read_text(encoding="utf-8"))
    assert json.loads(asked.stdout)["door"] == "direct"
    both = run("--database-url-file", str(file), "--database-url", "-", "status")
    assert both.exit_code == 2


def test_nobody_to_ask_for_the_owners_address_is_told() -> None:
    result = run("db", "check")
    assert result.exit_code == 2
    assert "TOPSET_OWNER_DATABASE_URL" in result.stderr
