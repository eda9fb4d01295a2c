"""Two lifters in a fresh database, and the two ways in which a lifter's laptop reaches it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.sql.lifters import Connection, Door, Lifter, acting, ask, login_of, sign_up
from tests.sql.worlds import World, populate
from tests.support.cluster import Database, Templates
from tests.support.once import once_a_run
from tests.support.prepared import copy_cluster, prepare_cluster
from tui.sandbox.postgres import Postgres

POSTGRES_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres_15(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """The templates of a PostgreSQL 15, on machines that have one."""
    if not (POSTGRES_15 / "postgres").exists():
        pytest.skip("this machine has no PostgreSQL 15")
    prepared = once_a_run(
        tmp_path_factory, "postgres-15", lambda made: prepare_cluster(made, POSTGRES_15)
    )
    folder = Path(tempfile.mkdtemp(prefix="topset-tests-15-"))
    try:
        copy_cluster(prepared, folder / "postgres")
        with Postgres(folder / "postgres", durable=False, bin_folder=POSTGRES_15) as server:
            yield Templates(server)
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def migrated_world(templates: Templates) -> Iterator[World]:
    """A database with all migrations and two lifters; whoever asks it undoes what it did."""
    with templates.clone(templates.migrated) as database:
        world = populate(database)
        try:
            yield world
        finally:
            world.close()


@pytest.fixture(scope="session")
def shared_database(templates: Templates) -> Iterator[Database]:
    """One database with all migrations for the tests here that leave its schema alone."""
    with templates.clone(templates.migrated) as database:
        yield database


_FILLED = """
with recursive filled (id) as (
  values ('auth.users'::regclass::oid), ('public.exrcwiki'::regclass::oid)
  union
  select conrelid from pg_constraint join filled on id = confrelid where contype = 'f'
)
select string_agg(format('delete from %s', id::regclass), '; ') from filled
"""


@pytest.fixture(scope="session")
def emptying(shared_database: Database) -> str:
    """What empties the tables that hang on an account, and the catalogue."""
    with psycopg.connect(shared_database.superuser_url) as superuser:
        return str(ask(superuser, _FILLED))


@pytest.fixture
def database(shared_database: Database, emptying: str) -> Iterator[Database]:
    """The shared database, emptied afterwards: many times faster than a fresh one.

    To truncate its twenty tables and their indexes would take ten times longer than their few rows.
    """
    yield shared_database
    with psycopg.connect(shared_database.superuser_url, autocommit=True) as superuser:
        superuser.execute("set lock_timeout = '5s'; set session_replication_role = replica")
        superuser.execute(emptying.encode())


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """The project's owner, `postgres`."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def lifter(owner: Connection) -> Lifter:
    return sign_up(owner)


@pytest.fixture
def other(owner: Connection) -> Lifter:
    return sign_up(owner)


@pytest.fixture
def data_api(database: Database) -> Door:
    """As the Data API does it, having verified the token."""
    return lambda lifter: acting(database.url("authenticator"), "authenticated", lifter.claims)


@pytest.fixture
def direct(database: Database, owner: Connection, lifter: Lifter, other: Lifter) -> Door:
    """Straight to PostgreSQL, with the claims of the lifter's own token."""
    for signed_up in (lifter, other):  # not in the threads of a test
        login_of(owner, signed_up)
    return lambda lifter: acting(database.url(login_of(owner, lifter)), "lifter", lifter.claims)


@pytest.fixture(params=["data_api", "direct"])
def door(request: pytest.FixtureRequest) -> Door:
    """Each of the two in turn."""
    found: Door = request.getfixturevalue(request.param)
    return found
