"""Applying, the books shared with the Supabase CLI, what `check` sees, the direct login."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.sql.lifters import Connection, Lifter, acting, ask, claims_of, column, stamped
from tests.sql.lints import findings
from tests.support.cluster import Database, Templates
from tui.supabase import schema
from tui.supabase.hook import hook_state


@pytest.fixture
def database(templates: Templates) -> Iterator[Database]:
    """A database of one's own: these tests change its schema."""
    with templates.clone(templates.migrated) as fresh:
        yield fresh


@pytest.fixture
def undone(shared_database: Database) -> Iterator[Connection]:
    """The owner of the shared database, in a transaction that is undone, whatever it changes."""
    with (
        psycopg.connect(shared_database.owner_url) as connection,
        connection.transaction(force_rollback=True),
    ):
        yield connection


def test_latest_is_the_last_migration() -> None:
    assert schema.migrations()[-1].version == schema.LATEST


def test_versions_are_times_and_none_comes_twice() -> None:
    versions = [one.version for one in schema.migrations()]
    assert versions == sorted(set(versions))
    files = list((schema.sql_folder() / "migrations").iterdir())
    assert len(files) == len(versions)


def test_the_database_tells_its_version(undone: Connection) -> None:
    assert ask(undone, "select topset_schema_version()") == schema.LATEST


def test_the_books_are_the_clis(undone: Connection) -> None:
    found = undone.execute(
        "select version, name, cardinality(statements)"
        " from supabase_migrations.schema_migrations order by version"
    ).fetchall()
    assert found == [(one.version, one.name, 1) for one in schema.migrations()]


def test_what_the_cli_applied_is_not_applied_again(owner: Connection) -> None:
    first = schema.migrations()[0]
    statements = [f"{part.strip()}" for part in first.sql.split(";\n") if part.strip()]
    owner.execute(
        "update supabase_migrations.schema_migrations set statements = %s where version = %s",
        [statements, first.version],
    )
    assert schema.apply(owner) == []
    assert schema.check(owner).edited == ()


def test_books_of_an_old_cli_are_read(bare_database: Database) -> None:
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        owner.execute("create schema supabase_migrations")
        owner.execute(
            "create table supabase_migrations.schema_migrations (version text primary key)"
        )
        assert len(schema.check(owner).missing) == len(schema.migrations())
        schema.apply(owner)
        assert schema.check(owner).ready


def test_check_changes_nothing_and_needs_no_books(bare_database: Database) -> None:
    with psycopg.connect(bare_database.owner_url) as owner:
        owner.read_only = True
        report = schema.check(owner)
    assert (report.applied, report.missing) == ((), schema.migrations())
    assert (report.hook, report.ready) == ("missing", False)


def test_two_migrators_at_once_apply_everything_once(bare_database: Database) -> None:
    applied: list[str] = []

    def migrate() -> None:
        with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
            applied.extend(schema.apply(owner))

    threads = [threading.Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(applied) == [one.version for one in schema.migrations()]


def test_two_databases_of_one_server_are_migrated_at_once(templates: Templates) -> None:
    problems: list[psycopg.Error] = []

    def migrate(database: Database) -> None:
        try:
            with psycopg.connect(database.superuser_url) as superuser:
                schema.prepare_sandbox(superuser)
            with psycopg.connect(database.owner_url) as owner:
                schema.apply(owner)
        except psycopg.Error as error:
            problems.append(error)

    with templates.clone("template0") as one, templates.clone("template0") as two:
        threads = [threading.Thread(target=migrate, args=[each]) for each in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert problems == []


def test_a_connection_without_autocommit_is_committed(bare_database: Database) -> None:
    with psycopg.connect(bare_database.owner_url) as owner:
        schema.apply(owner)
        owner.rollback()
        assert schema.check(owner).ready


def test_an_edited_migration_is_told(undone: Connection) -> None:
    undone.execute(
        "update supabase_migrations.schema_migrations set statements = '{select 1}'"
        " where version = %s",
        [schema.LATEST],
    )
    assert [one.version for one in schema.check(undone).edited] == [schema.LATEST]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("alter table training_set disable row level security", "row level security is off"),
        (
            'create policy "Everyone" on training_set for select using (true)',
            'the policy "Everyone" on training_set is not one of topset\'s',
        ),
        ("grant select on training_set to anon", "anon has been granted select on training_set"),
        (
            "alter view workout_sessions set (security_invoker = false)",
            "the view workout_sessions runs as its owner",
        ),
        (
            "create or replace function topset_schema_version() returns text"
            " language sql immutable set search_path = pg_catalog, pg_temp as 'select ''1'''",
            "the database calls itself version 1",
        ),
    ],
)
def test_what_would_show_rows_to_others_is_a_problem(
    undone: Connection, statement: str, words: str
) -> None:
    undone.execute(statement.encode())
    [problem] = schema.check(undone).problems
    assert problem.startswith(words)


def test_the_hook_is_seen_to_be_called(owner: Connection) -> None:
    assert schema.check(owner).hook == "never called"
    stamped(owner, claims_of(str(uuid4())))
    assert schema.check(owner).hook == "called"
    assert hook_state(owner)[1] is not None
    owner.execute(
        "revoke execute on function topset_private.stamp_access_token(jsonb)"
        " from supabase_auth_admin"
    )
    assert schema.check(owner).hook == "not callable"


def test_the_direct_login_can_become_a_lifter_and_nothing_else(
    owner: Connection, lifter: Lifter
) -> None:
    role = schema.create_direct_login(owner, lifter.user_id).role
    assert owner.execute(
        "select rolcanlogin, rolinherit, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,"
        " rolconnlimit from pg_roles where rolname = %s",
        [role],
    ).fetchone() == (True, False, False, False, False, False, 5)
    assert column(
        owner,
        "select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid"
        " where m.member = %s::regrole",
        role,
    ) == ["lifter"]


def test_the_connection_string_of_the_direct_login_connects(
    owner: Connection, lifter: Lifter
) -> None:
    login = schema.create_direct_login(owner, lifter.user_id, "p@ss/wörd")
    with acting(login.database_url, "lifter", None) as connection:
        assert ask(connection, "select session_user::text") == login.role
        assert connection.info.password == "p@ss/wörd"


def test_a_lifter_keeps_the_login_and_gets_a_new_password(
    owner: Connection, lifter: Lifter, other: Lifter
) -> None:
    first, second = (schema.create_direct_login(owner, lifter.user_id) for _ in range(2))
    assert first.role == second.role != schema.create_direct_login(owner, other.user_id).role
    assert lifter.user_id.replace("-", "") not in first.role  # every login sees all names
    passwords = {conninfo_to_dict(one.database_url)["password"] for one in (first, second)}
    assert len(passwords) == 2
    assert all(len(str(one)) >= 32 for one in passwords)


def test_the_lifter_of_a_login_is_found_by_the_address_they_sign_in_with(
    owner: Connection, lifter: Lifter
) -> None:
    email = f"{lifter.user_id}@topset.example"
    assert schema.find_lifter(owner, f" {email.upper()} ") == lifter.user_id
    with pytest.raises(schema.NoSuchLifter, match="Nobody has an account as x@y"):
        schema.find_lifter(owner, "x@y.example")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "select p.oid::regprocedure::text from pg_proc p"
            " where p.pronamespace in ('public'::regnamespace, 'topset'::regnamespace,"
            " 'topset_private'::regnamespace)"
            " and obj_description(p.oid, 'pg_proc') is null",
            "functions without a comment",
        ),
        (
            "select p.oid::regprocedure::text from pg_proc p"
            " where p.pronamespace in ('public'::regnamespace, 'topset'::regnamespace,"
            " 'topset_private'::regnamespace)"
            " and has_function_privilege('public', p.oid, 'execute')",
            "functions for everybody",
        ),
        (
            "select c.relname from pg_class c where c.relnamespace in"
            " ('public'::regnamespace, 'topset_private'::regnamespace)"
            " and c.relkind in ('r', 'v') and obj_description(c.oid, 'pg_class') is null",
            "tables and views without a comment",
        ),
    ],
)
def test_the_conventions_of_the_migrations_hold(
    undone: Connection, question: str, words: str
) -> None:
    assert column(undone, question) == [], words


def test_the_linter_finds_nothing(undone: Connection) -> None:
    assert findings(undone) == {}


@pytest.mark.parametrize(
    ("statement", "lint"),
    [
        ("create table t (id int primary key)", "rls_disabled_in_public"),
        ("alter table training_set disable row level security", "policy_exists_rls_disabled"),
        ('drop policy "Signed-in-Read" on exrcwiki', "rls_enabled_no_policy"),
        ("create table t (id int)", "no_primary_key"),
        ("create view v as select * from training_set", "security_definer_view"),
        ("create view v as select email from auth.users", "auth_users_exposed"),
        (
            "create policy p on exrcwiki for delete using (topset_private.lifter_id() is null)",
            "auth_rls_initplan",
        ),
        (
            "create policy p on exrcwiki for delete to lifter"
            " using (current_setting('x')::jsonb ->> 'user_metadata' = 'coach')",
            "rls_references_user_metadata",
        ),
        ("create policy p on exrcwiki for insert with check (true)", "rls_policy_always_true"),
        (
            "create policy p on training_set for all to authenticated using (false)",
            "multiple_permissive_policies",
        ),
        ("create index i on training_set (exercise_row_id)", "duplicate_index"),
        ("drop index idx_set_exercise", "unindexed_foreign_keys"),
        (
            "alter function push_changes(jsonb, uuid) reset search_path",
            "function_search_path_mutable",
        ),
        (
            "alter function push_changes(jsonb, uuid) security definer",
            "anon_or_authenticated_security_definer_function_executable",
        ),
    ],
)
def test_each_lint_finds_what_it_is_for(undone: Connection, statement: str, lint: str) -> None:
    undone.execute(statement.encode())
    assert lint in findings(undone)


def test_policies_are_answered_from_indexes(undone: Connection) -> None:
    """With statistics of a large table, a lifter's query reads an index by user_id."""
    for table, query in (
        ("modular_training_session", "where session_date = '2026-11-16'"),
        ("modular_training_session", "where completed"),
        ("training_set", "order by recorded_at desc limit 10"),
        ("modular_training_plan", ""),
        ("modular_training_week", "where revision > 5"),
        ("modular_training_exercise", "where lower(exercise_name) = 'bench press'"),
    ):
        with undone.transaction():
            undone.execute("set local role authenticated")
            undone.execute("set local enable_seqscan = off")
            plan = "\n".join(
                str(line) for line in column(undone, f"explain select * from {table} {query}")
            )
        # As PostgreSQL 18 writes it, or 15.
        assert re.search(r"Index Cond: \(+user_id = (\(InitPlan|\$0\))", plan), plan
