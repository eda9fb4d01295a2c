"""Ten of the weakened databases that `make mutants` has, and the probes on a whole one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import psycopg
import pytest

from tests.sql.mutants import Mutant, harmless, killers, mutants
from tests.sql.probes import PROBES
from tests.sql.worlds import World, in_copy, populate
from tests.support.cluster import Database, Templates

# Those of the kinds that a review found alive, and one of each other kind.
SAMPLE = (
    "topset_private.insert_new_sets(uuid,uuid,jsonb): definer",
    "topset_private.insert_plan_slot(uuid,jsonb,text,integer): definer",
    "topset_private.row_as_pulled(uuid,text,uuid): definer",
    "topset_private.raise_head(uuid): granted to authenticated",
    "topset_private.rotate_stamp_key(): granted to public",
    "topset_private.lifter_id(): search_path public, pg_catalog, pg_temp",
    "public.modular_training_plan: update (user_id) granted to authenticated",
    '"Owner-Read" on public.training_set: using (true)',
    "public.workout_sessions: security_invoker off",
    "topset_private.who_asks: and d.user_id = asker -> ",
)


@pytest.fixture(scope="session")
def original(templates: Templates) -> Iterator[tuple[World, Database]]:
    """A world whose database nobody is connected to, to be copied."""
    with templates.clone(templates.migrated) as database:
        yield populate(database), database


@pytest.fixture(scope="session")
def made(original: tuple[World, Database]) -> Mapping[str, Mutant]:
    """All mutants by name."""
    with psycopg.connect(original[1].owner_url) as owner:
        return {mutant.name: mutant for mutant in mutants(owner)}


@pytest.mark.parametrize("name", PROBES)
def test_a_whole_database_gives_nothing_away(
    original: tuple[World, Database], templates: Templates, name: str
) -> None:
    world, database = original
    with templates.clone(database.name) as copy:
        whole = in_copy(world, copy)
        try:
            assert list(PROBES[name](whole)) == []
        finally:
            whole.close()


@pytest.mark.parametrize("name", SAMPLE)
def test_a_weakened_database_is_noticed(
    original: tuple[World, Database],
    templates: Templates,
    made: Mapping[str, Mutant],
    name: str,
) -> None:
    world, database = original
    with templates.clone(database.name) as copy:
        assert next(killers(in_copy(world, copy), made[name]), None) is not None


def test_there_are_mutants_of_every_kind(made: Mapping[str, Mutant]) -> None:
    assert len(made) >= 80
    for kind in (
        *(": dropped", "using (true)", "with check (true)", "security_invoker off", ": definer"),
        *("search_path", "granted to public", "granted to anon", "granted to authenticated"),
        *("row level security", "trigger", "_readable dropped", "who_asks: ", "stamp: ", "push_"),
        *("apply_insert: ", "insert_full_plan: ", "pull_training: ", "bypassrls", "member of"),
    ):
        assert any(kind in name for name in made), kind


def test_what_is_called_harmless_is_a_mutant(made: Mapping[str, Mutant]) -> None:
    assert harmless().keys() <= made.keys()
