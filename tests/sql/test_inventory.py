"""Everything of ours in the database, and every right to it, stands in a file that was reviewed.

`UPDATE_INVENTORY=1` writes the file anew. Whatever runs as its owner or gives somebody a right
needs a reason there, and loses it when its rights change: write why it may.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import psycopg
import pytest

from tests.sql.inventory import Entry, found_in, reviewed, rights, write
from tests.sql.worlds import World


def test_everything_stands_in_the_inventory(migrated_world: World) -> None:
    with psycopg.connect(migrated_world.database.owner_url) as owner:
        found = found_in(owner)
    if os.environ.get("UPDATE_INVENTORY"):
        write(found)
    known = reviewed()
    assert found.keys() == known.keys()
    assert {name: entry.facts for name, entry in found.items()} == {
        name: entry.facts for name, entry in known.items()
    }


def test_whoever_has_a_right_has_it_for_a_reason() -> None:
    without = [entry.name for entry in reviewed().values() if rights(entry) and not entry.why]
    assert without == []


def test_nothing_that_is_gone_keeps_a_reason() -> None:
    assert [entry.name for entry in reviewed().values() if entry.why and not rights(entry)] == []


@pytest.fixture(scope="module")
def whole(migrated_world: World) -> Mapping[str, Entry]:
    """The inventory while nothing is amiss."""
    return found_in(migrated_world.superuser)


@pytest.mark.parametrize(
    "statement",
    [
        "create function topset.extra() returns int language sql as 'select 1'",
        "alter function topset_private.noun(text) security definer",
        "alter function topset_private.noun(text) set search_path = ''",
        "alter function topset_private.noun(text) volatile",
        "alter function public.push_changes(jsonb, uuid) owner to topset_rows",
        "grant execute on function topset_private.raise_head(uuid) to authenticated",
        "grant select on training_set to anon",
        "grant update (user_id) on modular_training_plan to authenticated",
        'alter policy "Owner-Read" on training_set using (true)',
        'drop policy "Owner-Delete" on training_set',
        "alter view workout_sessions set (security_invoker = false)",
        "alter table training_set disable trigger topset_owner",
        "alter table training_head disable row level security",
        "grant usage on schema topset_private to lifter",
        "create sequence topset.numbers",
        "create domain topset.weight as numeric",
        "alter table training_set add column extra text",
        "grant lifter to authenticated",
    ],
)
def test_the_inventory_sees(
    migrated_world: World, whole: Mapping[str, Entry], statement: str
) -> None:
    with migrated_world.undone():
        migrated_world.prepare(statement)
        assert found_in(migrated_world.superuser) != whole
