"""Who may do what to everything of ours, in each world that a database can come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import psycopg
import pytest

from tests.sql.lifters import Connection, column
from tests.sql.matrix import FUNCTIONS, RELATIONS, surprises
from tests.sql.worlds import World, populate
from tests.support.cluster import Templates
from tui.supabase import schema


@pytest.fixture(params=[18, 15])
def server(request: pytest.FixtureRequest) -> Templates:
    """Both versions of PostgreSQL, the older where this machine has it."""
    name = "templates" if request.param == 18 else "postgres_15"
    return cast("Templates", request.getfixturevalue(name))


@pytest.fixture(params=["no automatic grants", "automatic grants"])
def world(request: pytest.FixtureRequest, server: Templates) -> Iterator[World]:
    """Projects made since October 2026 and before: what was made was granted to the API's roles."""
    with server.clone(server.bare) as database:
        if request.param == "automatic grants":
            with psycopg.connect(database.superuser_url) as superuser:
                schema.prepare_sandbox(superuser, automatic_grants=True)
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            schema.apply(owner)
        found = populate(database)
        try:
            yield found
        finally:
            found.close()


def test_everybody_gets_what_is_theirs_and_nobody_more(world: World) -> None:
    assert list(surprises(world)) == []


def test_the_matrix_has_everything_that_is_ours(owner: Connection) -> None:
    relations = column(
        owner,
        "select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'v', 'm', 'S', 'p')"
        " and c.relnamespace::regnamespace::text in ('public', 'topset', 'topset_private')",
    )
    functions = column(
        owner,
        "select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n"
        " on n.oid = p.pronamespace where n.nspname in ('public', 'topset', 'topset_private')",
    )
    ours = {relation.name for relation in RELATIONS}
    assert {name if "." in str(name) else f"public.{name}" for name in relations} <= ours
    assert set(functions) == {function.name for function in FUNCTIONS}
