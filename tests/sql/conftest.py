"""Two lifters in a fresh database, and the two ways in which a lifter's laptop reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.lifters import Connection, Door, Lifter, acting, login_of, sign_up
from tests.support.cluster import Database, Templates


@pytest.fixture(scope="session")
def shared_database(templates: Templates) -> Iterator[Database]:
    """One database with all migrations for the tests here that leave its schema alone."""
    with templates.clone(templates.migrated) as database:
        yield database


@pytest.fixture
def database(shared_database: Database) -> Iterator[Database]:
    """The shared database, emptied afterwards: many times faster than a fresh one."""
    yield shared_database
    with psycopg.connect(shared_database.superuser_url, autocommit=True) as superuser:
        superuser.execute("set lock_timeout = '5s'")
        superuser.execute("truncate auth.users, exrcwiki cascade")


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
