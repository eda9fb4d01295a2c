"""Who may do what to everything of ours, in each world that a database can come from."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.lifters import Connection, column
from tests.sql.matrix import FUNCTIONS, RELATIONS, surprises
from tests.sql.origins import ORIGINS, Origin
from tests.sql.worlds import World, populate
from tui.supabase import schema


@pytest.fixture(params=ORIGINS, ids=str)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Two lifters in a database of one's own, migrated from one of the origins."""
    origin: Origin = request.param
    with origin.bare(request) as database:
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
