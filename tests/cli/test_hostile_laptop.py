"""The real command where the laptop does not help: locale, home, closed streams, full disks."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import pexpect
import pytest
from click.testing import CliRunner

from tests.acceptance.terminal import Terminal
from tests.support.pages import exercise, page, performed, session, week
from tui.cli.opening import ProjectOnboarding
from tui.cli.root import topset
from tui.cli.wiring import AppContext
from tui.logbook import Logbook
from tui.settings.paths import ConfigError, Paths
from tui.sync.protocol import LOCAL_LIFTER, SignInRefused

TOPSET = str(Path(sys.executable).with_name("topset"))
TODAY = datetime.now().astimezone().date()
CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, PR_CAPBSET_DROP = 1, 2, 24


@pytest.fixture
def log_file(topset_home: Path) -> Path:
    """The log of a lifter without a server, with a session for today and one of last week."""
    file = Paths.under(topset_home).logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    file.parent.mkdir(parents=True)
    before = TODAY - timedelta(days=7)
    past = session(1, 1, before, [exercise(1, 1, "Bench Press", [performed(1, 1, 1, 82.5, 8)])])
    planned = session(2, 1, TODAY, [exercise(2, 2, "Bench Press", [])])
    with Logbook.open(file) as book:
        book.base.apply(page([week(1, 1, [past, planned], starts=before)], revision=1))
    return file


def run(
    *arguments: str,
    environment: dict[str, str] | None = None,
    stdout: IO[bytes] | int = subprocess.PIPE,
    prepare: Callable[[], None] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed command with a plain environment, and `environment` on top."""
    home = {name: os.environ[name] for name in ("HOME", "TOPSET_HOME", "PATH")}
    return subprocess.run(
        [TOPSET, *arguments],
        env=home | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        preexec_fn=prepare,  # limits and closed streams are made nowhere else
        timeout=60,
        check=False,
    )


def close_standard_streams() -> None:
    for stream in (0, 1, 2):
        os.close(stream)


def as_an_ordinary_user() -> None:
    """Take from root what lets it write into read-only folders."""
    if os.geteuid() == 0:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.mark.parametrize(
    "environment",
    [
        {},
        pytest.param({"LC_ALL": "C"}, marks=pytest.mark.soak),  # UTF-8 to Python
        pytest.param({"LC_ALL": "POSIX"}, marks=pytest.mark.soak),  # the same
        {"LC_ALL": "no_SUCH.locale"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=["unset", "C", "POSIX", "unknown", "ascii", "latin-1"],
)
@pytest.mark.parametrize("command", [["today"], ["log", "82,5x8@8"]])
@pytest.mark.usefixtures("log_file")
def test_every_locale_will_do(environment: dict[str, str], command: list[str]) -> None:
    done = run(*command, environment=environment)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    if command == ["today"]:
        assert b"Bench Press" in done.stdout


@pytest.mark.usefixtures("log_file")
def test_an_encoding_that_lacks_a_character_gets_a_lookalike() -> None:
    done = run("today", environment={"PYTHONIOENCODING": "latin-1"})
    shown = done.stdout.decode("latin-1")
    assert "> Bench Press" in shown
    assert "82.5 × 8 @8" in shown
    assert "?" not in shown


@pytest.mark.parametrize(
    "locale",
    [{"LC_ALL": "C"}, pytest.param({"PYTHONIOENCODING": "latin-1"}, marks=pytest.mark.soak)],
)
@pytest.mark.usefixtures("log_file")
def test_the_app_opens_in_every_locale(locale: dict[str, str]) -> None:
    home = {name: os.environ[name] for name in ("HOME", "TOPSET_HOME", "PATH")}
    with Terminal([TOPSET], home | locale) as terminal:
        terminal.wait_for("Bench Press")
        terminal.type("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.usefixtures("log_file")
def test_a_terminal_that_cannot_draw_gets_a_sentence_and_no_escape_sequence() -> None:
    home = {name: os.environ[name] for name in ("HOME", "TOPSET_HOME", "PATH")}
    child = pexpect.spawn(TOPSET, env=home | {"TERM": "dumb"}, timeout=60)
    shown = child.read()
    child.close()
    assert child.exitstatus == 1
    assert b"TERM=dumb" in shown
    assert b"\x1b" not in shown


def test_closed_streams_neither_stop_a_command_nor_reach_the_logbook(log_file: Path) -> None:
    done = run("log", "80x5", prepare=close_standard_streams)
    assert done.returncode == 0
    assert run("today", prepare=close_standard_streams).returncode == 0
    with Logbook.open(log_file) as book:
        assert book.changes.counts().unsent == 1


@pytest.mark.parametrize(
    "arguments", [["sign-in"], ["sign-in", "--email", "a@b.example", "--password-stdin"], []]
)
def test_what_has_to_be_asked_is_not_waited_for_on_a_closed_input(arguments: list[str]) -> None:
    project = {"TOPSET_URL": "http://127.0.0.1:9", "TOPSET_PUBLISHABLE_KEY": "sb_publishable_x"}
    done = run(*arguments, environment=project, prepare=lambda: os.close(0))
    assert done.returncode in (1, 2)
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.usefixtures("log_file")
def test_an_output_that_is_full_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("today", stdout=full)
    assert done.returncode == 1
    assert done.stderr == b"The output could not be written: No space left on device.\n"


@pytest.mark.usefixtures("log_file")
def test_a_reader_that_leaves_early_is_no_bug() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run("today", stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert done.stderr == b""


def test_a_set_that_does_not_fit_on_the_disk_is_not_taken_for_logged(log_file: Path) -> None:
    before = run("today", "--json").stdout
    log_file.with_name(log_file.name + "-wal").unlink(missing_ok=True)

    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = run("log", "80x5", prepare=no_room)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Not saved: ")
    assert done.stderr.endswith(b". `topset doctor` looks at the disk.\n")
    assert run("today", "--json").stdout == before


def test_a_logbook_that_is_read_only_is_told(log_file: Path) -> None:
    log_file.chmod(0o400)
    log_file.parent.chmod(0o500)
    try:
        done = run("log", "80x5", prepare=as_an_ordinary_user)
    finally:
        log_file.parent.chmod(0o700)
        log_file.chmod(0o600)
    assert done.returncode == 1
    assert b"not saved" in done.stderr.lower()


def test_a_home_that_may_not_be_written_is_told(topset_home: Path) -> None:
    topset_home.mkdir(mode=0o500)
    project = {"TOPSET_URL": "http://127.0.0.1:9", "TOPSET_PUBLISHABLE_KEY": "sb_publishable_x"}
    done = run("whoami", environment=project, prepare=as_an_ordinary_user)
    assert done.returncode == 2
    assert b"cannot be made: Permission denied" in done.stderr


def test_the_first_screen_says_that_no_log_can_be_made(topset_home: Path) -> None:
    topset_home.write_text("a file stands here", encoding="utf-8")
    door = ProjectOnboarding(AppContext.of_this_process())
    with pytest.raises(SignInRefused, match=r"data cannot be made: .*TOPSET_HOME"):
        door.stay_local()


def test_the_doctor_looks_at_a_home_that_may_not_be_entered(topset_home: Path) -> None:
    topset_home.mkdir(mode=0o000)
    try:
        done = run("doctor", "--json", prepare=as_an_ordinary_user)
    finally:
        topset_home.chmod(0o700)
    assert done.returncode == 1
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert f"{topset_home} may not be written" in checks["folder_data"]["detail"]
    assert {"configuration", "terminal", "session", "logbook", "project"} <= set(checks)


def test_a_damaged_logbook_is_set_aside_and_the_next_command_works(log_file: Path) -> None:
    assert run("log", "80x5").returncode == 0
    content = bytearray(log_file.read_bytes())
    content[:100] = b"\xff" * 100
    log_file.write_bytes(content)
    for companion in ("-wal", "-shm"):
        log_file.with_name(log_file.name + companion).unlink(missing_ok=True)
    told = run("today")
    assert told.returncode == 1
    assert b"damaged" in told.stderr
    assert b"run this again" in told.stderr
    (aside,) = log_file.parent.glob(f"{log_file.name}.damaged-*")
    assert str(aside).encode() in told.stderr
    assert run("today").returncode == 0


@pytest.mark.parametrize("command", [["status"], ["doctor"], ["--version"]])
def test_without_home_topset_home_is_enough(command: list[str], topset_home: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "TOPSET_HOME": str(topset_home)}
    done = subprocess.run(
        [TOPSET, *command], env=environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode in (0, 1, 3)
    assert b"Traceback" not in done.stderr


def test_an_empty_home_is_told() -> None:
    done = run("status", environment={"HOME": "", "TOPSET_HOME": ""})
    assert done.returncode == 2
    assert b"set HOME" in done.stderr


def test_an_account_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import pwd

    def nobody(_: int) -> None:
        raise KeyError("no such account")

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(ConfigError, match="TOPSET_HOME"):
        Paths.find({})
    with pytest.raises(ConfigError, match="TOPSET_HOME"):
        Paths.find({"TOPSET_HOME": "~/topset"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('uint = "lb"\n', "line 1: uint: no such setting"),
        ("\nrest_bell = 3\n", "line 2: rest_bell: expected true"),
        ("unit = \n", "line 1: this is not TOML (Invalid value)"),
        ('unit = "kg"\nunit = "lb"\n', "line 2: this is not TOML (Cannot overwrite a value)"),
        ("[rest\n", "line 1: this is not TOML"),
        ("\nunit = 'k\udcff'\n", "line 2: expected text in UTF-8"),
        ('\nurl = "ftp://x"\n', "line 2: url: That is not a project URL"),
        ('publishable_key = "sb_secret_x"\n', "line 1: publishable_key: That is a secret key"),
        ('database_url = "postgresql://[::x/y"\n', "line 1: database_url: expected a PostgreSQL"),
        ("[gyms]\nhome = 3\n", "line 2: gyms.home: expected a table"),
        ('[rest]\n"tier 1" = "-5"\n', "line 2: rest.tier 1: expected a rest"),
        ("[keys]\ntoday.undo = 3\n", "line 2: keys.today.undo: expected a key"),
    ],
)
def test_a_wrong_config_file_is_told_with_file_line_and_what_is_expected(
    text: str, expected: str, topset_home: Path
) -> None:
    file = Paths.under(topset_home).config_file
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8", errors="surrogateescape")
    done = CliRunner().invoke(topset, ["status"])
    assert done.exit_code == 2
    assert f"{file}, {expected}" in done.stderr
    checks = json.loads(CliRunner().invoke(topset, ["doctor", "--json"]).stdout)["checks"]
    assert [check["ok"] for check in checks if check["name"] == "configuration"] == [False]


@pytest.mark.parametrize(
    ("setting", "value"),
    [("TOPSET_URL", "ftp://x"), ("TOPSET_DATABASE_URL", "postgresql://[::x/y")],
)
def test_a_wrong_setting_of_the_environment_is_told_by_its_name(setting: str, value: str) -> None:
    done = run("status", environment={setting: value})
    assert done.returncode == 2
    assert done.stderr.startswith(f"{setting}: ".encode())


def test_a_config_file_that_is_a_folder_is_told(topset_home: Path) -> None:
    file = Paths.under(topset_home).config_file
    file.mkdir(parents=True)
    done = run("status")
    assert done.returncode == 2
    assert done.stderr.decode() == f"{file} cannot be read: Is a directory.\n"


def test_a_project_without_its_key_is_told_where_the_key_is() -> None:
    done = run("sign-in", "--email", "a@b.c", environment={"TOPSET_URL": "http://127.0.0.1:9"})
    assert done.returncode == 3
    assert b"publishable key is not set" in done.stderr
