"""The owner of a hosted project: what `postgres` may do there is enough, on PostgreSQL 18 and 15.

What supautils adds to it there (reserved roles, extensions) is not to be had here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
import pytest

from tests.sql.lifters import (
    Connection,
    Lifter,
    acting,
    ask,
    begin_session,
    claims_of,
    column,
    login_of,
    new_set,
    outcomes,
    pull,
    stamped,
)
from tests.sql.test_start_states import LIFTER, STARTS
from tests.support.cluster import Database, Templates
from tui.supabase import schema
from tui.sync.protocol import Json

POWERS = """
    select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication, rolcanlogin,
           datdba = r.oid, has_schema_privilege(r.oid, 'auth', 'usage'),
           has_schema_privilege(r.oid, 'auth', 'create')
    from pg_roles r, pg_database
    where rolname = current_user and datname = current_database()
"""
MEMBER = """
    select rolname from pg_roles
    where not rolsuper and rolname <> current_user and pg_has_role(oid, 'member')
      and rolname in ('anon', 'authenticated', 'service_role', 'authenticator',
                      'supabase_auth_admin', 'pg_read_all_data', 'pg_monitor', 'pg_signal_backend')
"""
IN_AUTH = """
    select distinct p.privilege from pg_class c,
      unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'])
        as p (privilege)
    where c.relnamespace = 'auth'::regnamespace and c.relkind = 'r'
      and has_table_privilege(c.oid, p.privilege)
"""
ALL_HERE = """
    select c.oid::regclass::text from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'topset_private'::regnamespace)
      and c.relkind in ('r', 'v') and c.relowner <> current_user::regrole
"""


@pytest.fixture(params=[18, 15])
def hosted(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Production in a hosted project, before any of topset's migrations."""
    name = "templates" if request.param == 18 else "postgres_15"
    templates = cast("Templates", request.getfixturevalue(name))
    with templates.clone(templates.bare) as database:
        with psycopg.connect(database.owner_url) as owner:
            schema.run_script(owner, (STARTS / "production.sql").read_text())
        with psycopg.connect(database.superuser_url) as superuser:
            schema.run_script(superuser, (STARTS / "hosted_owner.sql").read_text())
        yield database


@pytest.fixture
def owner(hosted: Database) -> Iterator[Connection]:
    """Its `postgres`."""
    with psycopg.connect(hosted.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def auth(hosted: Database) -> Iterator[Connection]:
    """Auth, which alone writes in its schema."""
    with psycopg.connect(hosted.url("supabase_auth_admin"), autocommit=True) as connection:
        yield connection


@contextmanager
def through(
    door: str, database: Database, owner: Connection, lifter: Lifter
) -> Iterator[Connection]:
    """Ask as a lifter, as the Data API does or with a login of their own."""
    login = "authenticator" if door == "authenticated" else login_of(owner, lifter)
    with acting(database.url(login), door, lifter.claims) as connection:
        yield connection


def test_the_state_is_that_of_a_hosted_project(owner: Connection) -> None:
    assert owner.execute(POWERS.encode()).fetchone() == (
        *(False, True, True, True, True, True),
        *(True, True, False),
    )
    assert set(column(owner, MEMBER)) == {
        *("anon", "authenticated", "service_role", "authenticator"),
        *("pg_read_all_data", "pg_monitor", "pg_signal_backend"),
    }
    assert set(column(owner, IN_AUTH)) == {"select", "references"}
    for statement in (
        "create table auth.mine (id int)",
        "insert into auth.users (id) values (gen_random_uuid())",
        "update auth.sessions set aal = 'aal2'",
        "alter table auth.users disable row level security",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute(statement.encode())


def test_migrations_and_logins_need_no_more(owner: Connection, hosted: Database) -> None:
    sets = ask(owner, "select count(*) from training_set")
    assert schema.apply(owner) == [one.version for one in schema.migrations()]
    report = schema.check(owner)
    assert (report.missing, report.problems) == ((), ())
    assert report.ready
    for migration in schema.migrations():
        with owner.transaction():
            schema.run_script(owner, migration.sql)
    assert ask(owner, "select count(*) from training_set") == sets
    assert column(owner, ALL_HERE) == []
    login = schema.create_direct_login(owner, LIFTER)
    with acting(hosted.url(login.role), "lifter", None) as connection:
        assert ask(connection, "select session_user::text") == login.role


@pytest.mark.parametrize("door", ["authenticated", "lifter"])
def test_an_ended_session_and_a_missing_second_factor_shut_the_door(
    owner: Connection, auth: Connection, hosted: Database, door: str
) -> None:
    schema.apply(owner)
    claims = claims_of(LIFTER)
    begin_session(auth, claims)
    lifter = Lifter(LIFTER, stamped(owner, claims))
    with through(door, hosted, owner, lifter) as connection:
        assert len(cast("list[Json]", pull(connection)["weeks"])) == 3
        exercise = ask(
            owner,
            "select id::text from modular_training_exercise where user_id = %s limit 1",
            LIFTER,
        )
        assert outcomes(connection, new_set(str(exercise), set_no=9)) == ["applied"]

    auth.execute("insert into auth.mfa_factors (user_id, status) values (%s, 'verified')", [LIFTER])
    with (
        pytest.raises(psycopg.Error, match="second factor needed"),
        through(door, hosted, owner, lifter) as connection,
    ):
        pull(connection)

    both = {**claims_of(LIFTER), "aal": "aal2"}
    begin_session(auth, both, level="aal2")
    twice = Lifter(LIFTER, stamped(owner, both))
    with through(door, hosted, owner, twice) as connection:
        assert pull(connection)["weeks"]

    auth.execute("delete from auth.sessions where user_id = %s", [LIFTER])
    with (
        pytest.raises(psycopg.Error, match="session ended"),
        through(door, hosted, owner, twice) as connection,
    ):
        pull(connection)
