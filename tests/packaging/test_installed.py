"""topset as people install it: from the wheel made of the sdist, with and without the sandbox."""

from __future__ import annotations

import json
import signal
import subprocess
import zipfile
from pathlib import Path

from tests.packaging.conftest import Built
from tests.packaging.environments import ROOT, Installed, plain_environment
from tui.cli.opening import SANDBOX_MISSING

DATA = ("*.sql", "*.tcss", "*.json")


def data_files(folder: Path) -> set[str]:
    """Return the paths of all files that are no Python code, below a folder."""
    return {str(file.relative_to(folder)) for pattern in DATA for file in folder.rglob(pattern)}


def test_the_wheel_holds_every_module_and_every_file_that_is_read_at_run_time(
    built: Built,
) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = set(wheel.namelist())
    modules = {str(file.relative_to(ROOT)) for file in (ROOT / "tui").rglob("*.py")}
    package_data = {f"tui/{name}" for name in data_files(ROOT / "tui")}
    sql = {f"tui/sql/{name}" for name in data_files(ROOT / "sql")}
    assert len(sql) > 20
    assert any(name.endswith(".tcss") for name in package_data)
    assert any("/queries/" in name for name in package_data)
    assert any("/schema/" in name for name in package_data)
    assert any("/catalogue/" in name for name in sql)
    assert names >= modules | package_data | sql
    others = {name for name in names if not name.startswith(("tui/", "topset-"))}
    assert others == set()


def test_the_sdist_holds_what_is_needed_to_go_on_with(unpacked: Path) -> None:
    for name in ("README.md", "CHANGELOG.md", "LICENSE", "CONTRIBUTING.md", "SECURITY.md"):
        assert (unpacked / name).is_file(), name
    for name in ("Makefile", "requirements-dev.in", "requirements-dev.lock", "pyproject.toml"):
        assert (unpacked / name).is_file(), name
    assert (unpacked / "tests" / "conftest.py").is_file()
    assert data_files(unpacked / "sql") == data_files(ROOT / "sql")


def test_the_command_works_with_nothing_but_what_is_declared(
    installed: Installed, tmp_path: Path
) -> None:
    assert installed.run("topset", "--version", home=tmp_path).stdout.startswith("topset, version")
    shown = installed.run("topset", "--help", home=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "\n  doctor " in shown.stdout
    checks = installed.run("topset", "doctor", "--json", home=tmp_path)
    assert "without the sandbox" in json.loads(checks.stdout)["checks"][0]["detail"]


def test_every_module_can_be_imported_but_the_sandbox(installed: Installed, tmp_path: Path) -> None:
    script = """
import importlib, pkgutil, tui
for found in pkgutil.walk_packages(tui.__path__, "tui."):
    if not found.name.startswith("tui.sandbox"):
        importlib.import_module(found.name)
from tui.logbook.store import query, schema_versions
from tui.supabase import schema
from tui.supabase.catalogue import starter_catalogue
assert "site-packages" in str(schema.sql_folder()), schema.sql_folder()
print(len(schema.migrations()), len(schema_versions()), len(starter_catalogue().exercises))
"""
    done = installed.run("python", "-W", "error", "-c", script, home=tmp_path)
    assert done.returncode == 0, done.stderr
    migrations, formats, exercises = map(int, done.stdout.split())
    assert migrations == len(list((ROOT / "sql" / "migrations").glob("*.sql")))
    assert formats == len(list((ROOT / "tui" / "logbook" / "schema").glob("*.sql")))
    assert exercises >= 150


def test_a_log_can_be_kept_without_the_sandbox(installed: Installed, tmp_path: Path) -> None:
    script = """
from tui.cli.wiring import AppContext
from tui.sync.protocol import LOCAL_LIFTER
context = AppContext.of_this_process()
context.make_local_log()
with context.logbook(LOCAL_LIFTER) as book:
    session_id = book.workouts.start_free_session(context.today())
    book.workouts.add_exercise(session_id, {"exercise_name": "Bench Press"})
"""
    done = installed.run("python", "-c", script, home=tmp_path)
    assert done.returncode == 0, done.stderr
    logged = installed.run("topset", "log", "82,5x8@8", "--json", home=tmp_path)
    assert logged.returncode == 0, logged.stderr
    assert json.loads(logged.stdout)["set"]["weight_kg"] == 82.5


def test_without_the_sandbox_the_demo_says_how_to_get_it(
    installed: Installed, tmp_path: Path
) -> None:
    done = installed.run("topset", "demo", home=tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"{SANDBOX_MISSING}\n"
    assert list(tmp_path.iterdir()) == []


def test_without_the_keyring_a_setting_that_wants_it_is_told(
    installed: Installed, tmp_path: Path
) -> None:
    config = tmp_path / "topset" / "config" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("keyring = true\n", encoding="utf-8")
    done = installed.run("topset", "doctor", "--json", home=tmp_path)
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["keyring"]["ok"] is False
    assert checks["keyring"]["do"] == "pip install keyring"


def test_with_the_extra_the_sandbox_runs(installed_with_demo: Installed, tmp_path: Path) -> None:
    with subprocess.Popen(
        [str(installed_with_demo.folder / "bin" / "topset"), "demo", "--serve"],
        cwd=tmp_path,
        env=plain_environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as demo:
        try:
            assert demo.stdout is not None
            info = json.loads(demo.stdout.readline())
        finally:
            demo.send_signal(signal.SIGTERM)
    assert info["url"].startswith("http://127.0.0.1:")
    assert demo.returncode == 0


def test_bash_completes_commands_and_options(installed: Installed, tmp_path: Path) -> None:
    script = installed.run("topset", home=tmp_path, _TOPSET_COMPLETE="bash_source")
    assert script.returncode == 0
    assert "complete -o nosort -F _topset_completion topset" in script.stdout
    for words, count, expected in (
        ("topset si", "1", {"sign-in", "sign-out", "sign-up"}),
        ("topset db m", "2", {"migrate"}),
        ("topset today --", "2", {"--date", "--session", "--json", "--help"}),
    ):
        done = installed.run(
            "topset",
            home=tmp_path,
            _TOPSET_COMPLETE="bash_complete",
            COMP_WORDS=words,
            COMP_CWORD=count,
        )
        offered = {line.partition(",")[2] for line in done.stdout.splitlines()}
        assert offered == expected
