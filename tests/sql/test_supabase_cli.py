"""The books shared with the Supabase CLI, asked of the CLI itself where this machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.sql.lifters import Connection
from tests.support.cluster import Database
from tests.support.proxy import Line, postgres_messages
from tui.supabase import schema

CLI = shutil.which("supabase")
STARTS = Path(__file__).parent / "starts"
VERSIONS = [one.version for one in schema.migrations()]

pytestmark = pytest.mark.skipif(CLI is None, reason="this machine has no Supabase CLI")


class Cli:
    """The CLI in a project folder of its own, with one database as its remote."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._url = url
        (folder / "supabase" / "migrations").mkdir(parents=True)

    def take(self, migrations: tuple[schema.Migration, ...]) -> None:
        """Put migrations into the project."""
        for one in migrations:
            shutil.copy(one.path, self._folder / "supabase" / "migrations")

    def run(self, *words: str) -> str:
        """Run one command; return what it said."""
        assert CLI is not None
        done = subprocess.run(
            [CLI, *words, f"--remote={self._url}", "--yes", "--workdir", self._folder],
            env=dict(os.environ) | {"DO_NOT_TRACK": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        return said


@pytest.fixture(params=["empty", "production", "before_completed"])
def started(request: pytest.FixtureRequest, bare_database: Database) -> Database:
    """A database in one of the three states that migrations begin from."""
    if request.param != "empty":
        with psycopg.connect(bare_database.owner_url) as owner:
            schema.run_script(owner, (STARTS / f"{request.param}.sql").read_text())
    return bare_database


@pytest.fixture
def cli(started: Database, tmp_path: Path) -> Iterator[Cli]:
    """The CLI speaks TCP alone, so it gets a line to the database's socket."""
    given = conninfo_to_dict(started.owner_url)
    socket = f"{given['host']}/.s.PGSQL.{given['port']}"
    with Line(socket, postgres_messages) as line:
        place = f"127.0.0.1:{line.port}/{quote(started.name)}"
        yield Cli(tmp_path / "project", f"postgresql://postgres:any@{place}?sslmode=disable")


@pytest.fixture
def owner(started: Database) -> Iterator[Connection]:
    with psycopg.connect(started.owner_url, autocommit=True) as connection:
        yield connection


def test_what_the_cli_pushed_topset_finds_whole_and_its_advisors_find_nothing(
    cli: Cli, owner: Connection
) -> None:
    cli.take(schema.migrations())
    cli.run("db", "push")
    report = schema.check(owner)
    assert list(report.applied) == VERSIONS
    assert (report.missing, report.edited, report.problems) == ((), (), ())
    assert schema.apply(owner) == []
    cli.run("db", "advisors", "--fail-on", "warn")


def test_what_topset_applied_the_cli_has_nothing_to_add_to(cli: Cli, owner: Connection) -> None:
    cli.take(schema.migrations())
    schema.apply(owner)
    assert "up to date" in cli.run("db", "push")
    listed = cli.run("migration", "list")
    assert [listed.count(version) for version in VERSIONS] == [2] * len(VERSIONS)


def test_each_carries_on_where_the_other_stopped(cli: Cli, owner: Connection) -> None:
    cli.take(schema.migrations()[:3])
    cli.run("db", "push")
    assert schema.apply(owner, wanted=schema.migrations()[:6]) == VERSIONS[3:6]
    cli.take(schema.migrations())
    cli.run("db", "push")
    report = schema.check(owner)
    assert (report.ready, report.edited) == (True, ())
