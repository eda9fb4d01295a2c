"""The root command: what errors turn into, and what it does not need to start."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tui.cli.exits import ExitCode
from tui.cli.opening import SANDBOX_MISSING
from tui.cli.root import COMMANDS, topset
from tui.settings.paths import Paths, private_folder

ROOT = Path(__file__).parents[2]


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(topset, list(arguments), input=stdin)


def test_the_version_is_told() -> None:
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, "topset, version 0.1.0\n")


@pytest.mark.skipif(shutil.which("zsh") is None, reason="this machine has no zsh")
def test_the_readmes_lines_complete_in_a_zsh_as_it_comes(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    start = readme.index("    autoload -Uz compinit")
    lines = readme[start : readme.index("\n\n", start)].replace("&& compinit", "&& compinit -u")
    done = subprocess.run(
        ["zsh", "-f", "-c", f"{lines}\nprint ${{_comps[topset]}}"],
        env={"HOME": str(tmp_path), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == ("_topset_completion", "")


def test_help_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    for command in ("demo", "sign-in", "today", "log", "finish", "sync", "status", "db"):
        assert f"\n  {command} " in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("todya",),
        ("today", "--date", "tomorrow"),
        ("finish", "--difficulty", "11"),
        ("log",),
        ("db", "migrate"),
        ("--unit",),
    ],
)
def test_wrong_usage_is_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr


@pytest.mark.parametrize(
    "arguments",
    [("today",), ("log", "80x5"), ("finish",), ("sync",), ("status",), ("whoami",), ("weeks",)],
)
def test_without_anybody_signed_in_it_is_3(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPSET_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "sign-in" in result.stderr


def test_a_setting_that_cannot_be_is_2_and_names_its_place(topset_home: Path) -> None:
    paths = Paths.under(topset_home)
    private_folder(paths.config)
    paths.config_file.write_text('colour = "red"\n', encoding="utf-8")
    result = run("status")
    assert result.exit_code == 2
    assert f"{paths.config_file}, line 1: colour" in result.stderr


def test_a_folder_that_cannot_be_made_is_told(
    topset_home: Path,
) -> None:
    topset_home.mkdir()
    (topset_home / "data").write_text("a file stands here")
    result = run("demo")
    assert result.exit_code == 2
    assert "cannot be made" in result.stderr
    assert "TOPSET_HOME" in result.stderr


def test_a_secret_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPSET_URL", "https://abcdefghijklmnopqrst.supabase.co")
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_secret_x")
    result = run("whoami")
    assert result.exit_code == 2
    assert result.stderr.startswith("TOPSET_PUBLISHABLE_KEY: That is a secret key")


def test_an_unreachable_project_is_4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPSET_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
    result = run("sign-in", "--email", "a@b.example", "--password-stdin", stdin="secret\n")
    assert result.exit_code == 4
    assert "secret" not in result.output


def test_a_password_is_never_an_argument() -> None:
    assert run("sign-in", "--password", "secret").exit_code == 2


def test_without_a_terminal_a_missing_password_is_said_and_not_waited_for() -> None:
    result = run(
        "--url",
        "http://127.0.0.1:9",
        "--publishable-key",
        "sb_publishable_x",
        "sign-in",
        "--email",
        "a@b.example",
    )
    assert result.exit_code == 2
    assert "--password-stdin" in result.stderr


def test_a_bug_is_70_with_one_line_here_and_the_rest_in_the_log(topset_home: Path) -> None:
    @click.command()
    def broken() -> None:
        raise RuntimeError("first line\nsecond line password=hunter2")

    topset.add_command(broken, "broken")
    try:
        result = CliRunner().invoke(topset, ["broken"])
    finally:
        del topset.commands["broken"]
    log = Paths.under(topset_home).log_file
    assert result.exit_code == 70
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert str(log) in result.stderr
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "hunter2" not in text


def test_the_app_does_not_open_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOPSET_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", "sb_publishable_x")
    result = run()
    assert result.exit_code == 1
    assert "terminal" in result.stderr


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("today",)])
def test_a_command_imports_neither_the_app_nor_a_client(arguments: tuple[str, ...]) -> None:
    heavy = "textual rich psycopg supabase_auth httpx keyring pydantic filelock rapidfuzz"
    script = f"""
import sys
import tomllib
from click.testing import CliRunner
from tui.cli.exits import ExitCode
from tui.cli.opening import SANDBOX_MISSING
from tui.cli.root import COMMANDS, topset
CliRunner().invoke(topset, {list(arguments)!r})
print([name for name in {heavy.split()!r} if name in sys.modules])
"""
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"


def test_the_readme_names_every_command_and_every_exit_code() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}" not in readme] == []
    assert [code for code in ExitCode if f"| {code.value} | " not in readme] == []


def test_the_packages_of_the_sandbox_are_named_as_a_registry_knows_them() -> None:
    """No extra of topset is asked of a registry on which there is no topset."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"]["demo"]
    for requirement in wanted:
        name = re.split(r"[<>=]", requirement)[0]
        assert name in SANDBOX_MISSING
    assert "topset[" not in SANDBOX_MISSING
