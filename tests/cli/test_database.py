"""db and catalogue at the prompt, on the embedded PostgreSQL, as the owner that is no superuser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from tests.support.box import SandboxUnderTest
from tests.support.cluster import Database
from tui.cli.root import topset
from tui.sandbox.box import add_lifter
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
    owner = ("--owner-url", bare_database.owner_url)
    run("db", "migrate", *owner)
    nobody = run("db", "direct-login", *owner, "--lifter", "ada@gym.example")
    assert (nobody.exit_code, nobody.stdout) == (1, "")
    assert "Nobody has an account as ada@gym.example" in nobody.stderr
    with psycopg.connect(bare_database.superuser_url) as superuser:
        add_lifter(superuser, "ada@gym.example", "correct horse")
    result = run("db", "direct-login", *owner, "--lifter", "Ada@gym.example", "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    with psycopg.connect(told["database_url"]) as connection:
        assert connection.execute("select session_user").fetchone() == (told["role"],)


def test_a_plan_tells_what_would_be_applied_and_does_nothing(bare_database: Database) -> None:
    all_versions = [migration.version for migration in schema.migrations()]
    owner = ("--owner-url", bare_database.owner_url)
    planned = run("db", "migrate", "--plan", "--json", *owner)
    assert planned.exit_code == 0
    told = json.loads(planned.stdout)
    assert (told["applied"], told["missing"]) == ([], all_versions)
    assert set(told) == {"applied", "missing", "problems", "notes", "hook"}
    with psycopg.connect(bare_database.owner_url) as connection:
        assert connection.execute("select to_regclass('public.training_set')").fetchone() == (None,)
        books = "select to_regclass('supabase_migrations.schema_migrations')"
        assert connection.execute(books).fetchone() == (None,)
    shown = run("db", "migrate", "--plan", *owner)
    assert shown.stdout.count("missing: ") == len(all_versions)
    assert "nothing was done" in shown.stderr


def test_a_migration_that_the_database_refuses_is_named_and_the_rest_goes_on_later(
    bare_database: Database,
) -> None:
    owner = ("--owner-url", bare_database.owner_url)
    with psycopg.connect(bare_database.superuser_url, autocommit=True) as superuser:
        superuser.execute(  # somebody else's, so the owner may not replace it
            "create function public.pull_training(epoch uuid, since bigint, page integer)"
            " returns jsonb language sql as 'select null::jsonb'"
        )
    refused = run("db", "migrate", *owner)
    assert refused.exit_code == 5
    (pull,) = (found.version for found in schema.migrations() if found.name == "pull")
    applied = [found.version for found in schema.migrations() if found.version < pull]
    assert all(f"Applied {version}." in refused.stderr for version in applied)
    assert f"{pull}_pull could not be applied and was rolled back." in refused.stderr
    with psycopg.connect(bare_database.superuser_url, autocommit=True) as superuser:
        superuser.execute("drop function public.pull_training")
    again = json.loads(run("db", "migrate", "--json", *owner).stdout)
    assert again["applied"][0] == pull
    assert again["missing"] == []


def test_tables_of_supabase_admin_are_named_with_what_hands_them_over(
    bare_database: Database,
) -> None:
    """As in older self-hosted projects, where what the dashboard made was the superuser's."""
    script = (Path(__file__).parents[1] / "sql" / "starts" / "production.sql").read_text()
    with psycopg.connect(bare_database.superuser_url, autocommit=True) as superuser:
        with superuser.transaction():
            schema.run_script(superuser, script)
        refused = run("db", "migrate", "--owner-url", bare_database.owner_url)
        assert refused.exit_code == 5, refused.output
        lines = [line.strip() for line in refused.stderr.splitlines()]
        statements = [line for line in lines if line.startswith("alter ")]
        assert "alter table modular_training_plan owner to postgres;" in [
            line.replace("public.", "") for line in statements
        ]
        for statement in statements:
            superuser.execute(statement.encode())
    done = run("db", "migrate", "--owner-url", bare_database.owner_url)
    assert done.exit_code == 0, done.output


def test_an_edited_migration_is_told(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute(
            "update supabase_migrations.schema_migrations set statements = array['select 1']"
            " where version = %s",
            [schema.LATEST],
        )
    told = run("db", "check", "--owner-url", database.owner_url)
    assert told.stdout == f"amiss: {schema.LATEST} was edited since it was applied\n"


def test_a_database_that_shows_rows_to_others_is_1(database: Database) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("alter table public.training_set disable row level security")
    result = run("db", "check", "--owner-url", database.owner_url, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problems"] == [
        "row level security is off on training_set:"
        " `alter table public.training_set enable row level security`"
    ]


def test_the_direct_login_needs_the_migrations_first(bare_database: Database) -> None:
    result = run("db", "direct-login", "--lifter", "a@b.c", "--owner-url", bare_database.owner_url)
    assert (result.exit_code, result.stdout) == (5, "")
    assert "`topset db migrate` comes first" in result.stderr


def test_an_address_that_is_none_is_told() -> None:
    result = run("db", "check", "--owner-url", "https://abcd.supabase.co")
    assert result.exit_code == 2
    assert "postgresql://" in result.stderr


def test_a_round_with_a_database_without_migrations_names_them_and_the_command(
    make_box: Callable[..., SandboxUnderTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make_box(migrated=False)
    lifter = box.add_lifter()
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)
    signed_in = CliRunner().invoke(
        topset, ["sign-in", "--email", lifter.email, "--password-stdin"], input=lifter.password
    )
    assert signed_in.exit_code == 0
    none = run("sync", "--json")
    assert none.exit_code == 5
    every = f"{len(schema.migrations())}, from 20261122180100_tables on"
    assert every in json.loads(none.stdout)["reason"]
    assert "`topset db migrate`" in none.stderr
    run("db", "migrate", "--owner-url", box.owner_database_url)
    with psycopg.connect(box.owner_database_url, autocommit=True) as owner:
        owner.execute("drop function public.pull_training, public.push_changes")
        owner.execute(
            "create or replace function public.topset_schema_version() returns text"
            " language sql immutable set search_path = '' as $$ select '20261122180500' $$"
        )
    some = run("sync")
    assert some.exit_code == 5
    assert "from 20261122180600_pull on" in some.stderr


def test_a_database_from_before_the_direct_doors_own_schema_is_told_what_it_lacks(
    make_box: Callable[..., SandboxUnderTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the direct door nothing goes; over the Data API a newer topset goes on as before."""
    box = make_box(migrated=False)
    with psycopg.connect(box.owner_database_url, autocommit=True) as owner:
        older = [one for one in schema.migrations() if one.version < "20261125"]
        schema.apply(owner, wanted=older)
        owner.execute("create role shared_before login noinherit")
        owner.execute("grant lifter to shared_before")
    lifter = box.add_lifter()
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)
    CliRunner().invoke(
        topset, ["sign-in", "--email", lifter.email, "--password-stdin"], input=lifter.password
    )
    assert run("sync").exit_code == 0
    monkeypatch.setenv("TOPSET_DATABASE_URL", box.database.url("shared_before"))
    behind = run("sync")
    assert behind.exit_code == 5
    assert "from 20261125100000_search_path on" in behind.stderr
    assert "`topset db migrate`" in behind.stderr
    told = json.loads(run("doctor", "--json").stdout)["checks"]
    found = next(check for check in told if check["name"] == "schema")
    assert (found["ok"], older[-1].version in found["detail"]) == (False, True)
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute("drop role shared_before")
