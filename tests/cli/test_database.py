"""db and catalogue at the prompt, on the embedded PostgreSQL, as the owner that is no superuser."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
from click.testing import CliRunner, Result

from tests.support.cluster import Database
from tui.cli.root import topset
from tui.supabase import schema


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topset, list(arguments))


def test_migrations_are_applied_once(bare_database: Database) -> None:
    all_versions = [migration.version for migration in schema.migrations()]
    owner = ("--owner-url", bare_database.owner_url, "--json")
    first = run("db", "migrate", *owner)
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout)["applied"] == all_versions
    assert json.loads(first.stdout)["missing"] == []
    second = json.loads(run("db", "migrate", *owner).stdout)
    assert (second["applied"], second["problems"]) == ([], [])


def test_a_database_that_lacks_migrations_is_5(bare_database: Database) -> None:
    result = run("db", "check", "--owner-url", bare_database.owner_url, "--json")
    assert result.exit_code == 5
    told = json.loads(result.stdout)
    assert told["missing"] == [migration.version for migration in schema.migrations()]
    assert "topset db migrate" in result.stderr


def test_a_database_with_everything_is_0(database: Database) -> None:
    result = run("db", "check", "--owner-url", database.owner_url)
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_database_that_cannot_be_reached_is_4(tmp_path: Path) -> None:
    nowhere = f"postgresql://postgres:hunter2@/postgres?host={tmp_path}"
    result = run("db", "check", "--owner-url", nowhere)
    assert result.exit_code == 4
    assert "hunter2" not in result.output


def test_the_starter_catalogue_comes_in_once(database: Database) -> None:
    owner = ("--owner-url", database.owner_url, "--json")
    assert json.loads(run("catalogue", "import", *owner).stdout)["added"] >= 150
    assert json.loads(run("catalogue", "import", *owner).stdout)["added"] == 0


def test_a_file_that_is_no_catalogue_is_1(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "wrong.json"
    file.write_text("not json", encoding="utf-8")
    result = run("catalogue", "import", str(file), "--owner-url", database.owner_url)
    assert (result.exit_code, result.stdout) == (1, "")


def test_the_address_of_the_direct_login_opens_the_database(bare_database: Database) -> None:
    run("db", "migrate", "--owner-url", bare_database.owner_url)
    result = run("db", "direct-login", "--owner-url", bare_database.owner_url, "--json")
    assert result.exit_code == 0, result.stderr
    address = json.loads(result.stdout)["database_url"]
    with psycopg.connect(address) as connection:
        assert connection.execute("select session_user").fetchone() == ("topset_direct",)
