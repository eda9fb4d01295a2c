"""Weakened databases, each with one guard less, and the probe that notices: `make mutants`.

The mutants are made from what is in the database, so a new policy, view, function or grant has its
own. One that no probe can notice stands in `CANNOT_MATTER` with the reason.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg

from tests.sql.lifters import Connection, column
from tests.sql.matrix import FUNCTIONS, RELATIONS, surprises
from tests.sql.probes import PROBES
from tests.sql.worlds import World, in_copy, populate
from tests.support.cluster import Templates
from tui.sandbox.postgres import Postgres

OURS: Final = "('public', 'topset', 'topset_private')"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One guard less; `undo` is for what belongs to the whole cluster."""

    name: str
    statements: tuple[str, ...]
    relations: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()


def mutants(owner: Connection) -> list[Mutant]:
    """Return all of them."""
    made = [
        *_policies(owner),
        *_relations(),
        *_functions(owner),
        *_triggers(owner),
        *_constraints(owner),
        *_bodies(owner),
        *_roles(),
    ]
    assert len({mutant.name for mutant in made}) == len(made)
    return made


def _policies(owner: Connection) -> Iterator[Mutant]:
    for table, name, command in owner.execute(
        "select tablename, policyname, cmd from pg_policies where schemaname = 'public'"
        " order by 1, 2"
    ).fetchall():
        policy = f'"{name}" on public.{table}'
        relations = (f"public.{table}",)
        yield Mutant(f"{policy}: dropped", (f"drop policy {policy}",), relations)
        if command in ("SELECT", "UPDATE", "DELETE"):
            yield Mutant(
                f"{policy}: using (true)", (f"alter policy {policy} using (true)",), relations
            )
        if command in ("INSERT", "UPDATE"):
            yield Mutant(
                f"{policy}: with check (true)",
                (f"alter policy {policy} with check (true)",),
                relations,
            )
        if command == "UPDATE":
            yield Mutant(
                f"{policy}: neither",
                (f"alter policy {policy} using (true) with check (true)",),
                relations,
            )
    for relation in RELATIONS:
        if relation.name.startswith("public.") and relation.is_table:
            yield Mutant(
                f"{relation.name}: no row level security",
                (f"alter table {relation.name} disable row level security",),
                (relation.name,),
            )


def _relations() -> Iterator[Mutant]:
    for relation in RELATIONS:
        name, relations = relation.name, (relation.name,)
        if relation.name.startswith("public.") and not relation.is_table:
            yield Mutant(
                f"{name}: security_invoker off",
                (f"alter view {name} set (security_invoker = false)",),
                relations,
            )
        schema = name.partition(".")[0]
        if schema in ("auth", "supabase_migrations"):
            continue
        for role in ("anon", "lifter"):
            yield Mutant(
                f"{name}: select granted to {role}",
                (f"grant usage on schema {schema} to {role}", f"grant select on {name} to {role}"),
                relations,
            )
        for right in ("select", "insert", "update", "delete", "truncate"):
            asked = right in ("select", "delete") or relation.insert or right == "update"
            if right in relation.rights.split() or not asked:
                continue
            if right == "truncate" and not relation.is_table:
                continue
            yield Mutant(
                f"{name}: {right} granted to authenticated",
                (f"grant {right} on {name} to authenticated",),
                relations,
            )
        if relation.has_owner and "update" in relation.rights:
            yield Mutant(
                f"{name}: update (user_id) granted to authenticated",
                (f"grant update (user_id) on {name} to authenticated",),
                relations,
            )


def _functions(owner: Connection) -> Iterator[Mutant]:
    for schema, name, signature, definer, is_trigger in owner.execute(
        "select n.nspname, p.proname, p.oid::regprocedure::text, p.prosecdef,"
        " p.prorettype = 'trigger'::regtype"
        f" from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in {OURS}"
        " order by 1, 2".encode()
    ).fetchall():
        full = str(signature) if "." in str(signature).partition("(")[0] else f"public.{signature}"
        functions = (f"{schema}.{name}",)
        if not definer:
            yield Mutant(
                f"{full}: definer", (f"alter function {full} security definer",), (), functions
            )
        elif schema != "topset":
            yield Mutant(
                f"{full}: invoker", (f"alter function {full} security invoker",), (), functions
            )
        for path in ("''", "public, pg_catalog, pg_temp"):
            yield Mutant(
                f"{full}: search_path {path}",
                (f"alter function {full} set search_path = {path}",),
                (),
                functions,
            )
        who = next(one.who for one in FUNCTIONS if one.name == f"{schema}.{name}")
        for role in ("public", "anon", "authenticated", "lifter"):
            if _has(role, str(schema), who):
                continue
            usage = f"grant usage on schema {schema} to {role}"
            yield Mutant(
                f"{full}: granted to {role}",
                (usage, f"grant execute on function {full} to {role}"),
                (),
                functions,
            )
        assert is_trigger is not None


def _has(role: str, schema: str, who: str) -> bool:
    if role == "authenticated":
        return schema != "topset" and who in ("door", "helper")
    return role == "lifter" and schema == "topset"


def _triggers(owner: Connection) -> Iterator[Mutant]:
    for table, name in owner.execute(
        "select tgrelid::regclass::text, tgname from pg_trigger"
        " where not tgisinternal and tgname like 'topset_owner%' order by 1, 2"
    ).fetchall():
        yield Mutant(
            f"{table}: trigger {name} dropped",
            (f"drop trigger {name} on {table}",),
            (f"public.{table}",),
        )


def _constraints(owner: Connection) -> Iterator[Mutant]:
    for table, name in owner.execute(
        "select conrelid::regclass::text, conname from pg_constraint"
        " where conname like '%\\_readable' order by 1, 2"
    ).fetchall():
        yield Mutant(f"{name} dropped", (f"alter table {table} drop constraint {name}",))


WEAKENED: Final = Path(__file__).with_name("weakened.txt")
HARMLESS: Final = Path(__file__).with_name("harmless.txt")


def _bodies(owner: Connection) -> Iterator[Mutant]:
    """Yield the functions without the pieces in the file: `-` is taken out, `+` is put there."""
    for block in WEAKENED.read_text(encoding="utf-8").split("\n\n")[1:]:
        function, *lines = block.strip("\n").split("\n")
        old, new = ("\n".join(line[1:] for line in lines if line.startswith(sign)) for sign in "-+")
        schema, _, name = function.partition(".")
        [definition] = column(
            owner,
            "select pg_get_functiondef(p.oid) from pg_proc p"
            " join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname = %s and p.proname = %s",
            schema,
            name,
        )
        whole = str(definition)
        assert whole.count(old) == 1, f"{function} has not once {old!r}"
        shown = " ".join(old.split())
        yield Mutant(f"{function}: {shown} -> {' '.join(new.split())}", (whole.replace(old, new),))


def _roles() -> Iterator[Mutant]:
    yield Mutant(
        "topset_rows: bypassrls",
        ("alter role topset_rows bypassrls",),
        undo=("alter role topset_rows nobypassrls",),
    )
    for role in ("authenticated", "topset_rows", "service_role"):
        yield Mutant(
            f"lifter: member of {role}",
            (f"grant {role} to lifter",),
            undo=(f"revoke {role} from lifter",),
        )
    yield Mutant("lifter: may make things in topset", ("grant create on schema topset to lifter",))
    yield Mutant(
        "authenticated: may make things in public",
        ("grant create on schema public to authenticated",),
    )
    yield Mutant(
        "everybody: temporary tables",
        (
            "do $$ begin execute format("
            "'grant temporary on database %I to public', current_database()); end $$",
        ),
    )


def killers(world: World, mutant: Mutant, *, all_of_them: bool = False) -> Iterator[str]:
    """Yield what noticed the mutant; the first thing that did, unless all are wanted."""
    try:
        with psycopg.connect(world.database.superuser_url, autocommit=True) as superuser:
            for statement in mutant.statements:
                superuser.execute(statement.replace("{victim}", world.victim.user_id).encode())
        for name, words in _noticed(world.signed_in_again(), mutant):
            yield f"{name}: {words}"
            if not all_of_them:
                return
    finally:
        world.close()
        with psycopg.connect(world.database.superuser_url, autocommit=True) as superuser:
            for statement in mutant.undo:
                superuser.execute(statement.encode())


def _noticed(world: World, mutant: Mutant) -> Iterator[tuple[str, str]]:
    if mutant.relations or mutant.functions:
        for words in surprises(world, relations=mutant.relations, functions=mutant.functions):
            yield "matrix", words
    for name, probe in PROBES.items():
        for words in probe(world):
            yield name, words
    for words in surprises(world):
        yield "matrix", words


def harmless() -> dict[str, str]:
    """Return why some mutants cannot be noticed: the end of their name, and the reason."""
    found = {}
    for line in HARMLESS.read_text(encoding="utf-8").splitlines():
        name, _, reason = line.partition(" | ")
        if reason and not name.startswith("#"):
            found[name.strip()] = reason
    return found


def run(templates: Templates, *, wanted: str = "") -> int:
    """Run the mutants, print what noticed each, and return how many nothing did."""
    reasons, unnoticed = harmless(), 0
    with templates.clone(templates.migrated) as original:
        template = populate(original)
        with psycopg.connect(original.owner_url) as owner:
            made = [mutant for mutant in mutants(owner) if wanted in mutant.name]
        for mutant in made:
            with templates.clone(original.name) as copy:
                killer = next(killers(in_copy(template, copy), mutant), "")
            word = "killed" if killer else "harmless" if mutant.name in reasons else "SURVIVED"
            unnoticed += word == "SURVIVED"
            told = killer or reasons.get(mutant.name, "")
            sys.stdout.write(f"{word:8} {mutant.name}\n         {told[:160]}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(made)} mutants, {unnoticed} survived\n")
    return unnoticed


def main() -> int:
    """Run them all, or those that have the words of the first argument in their name."""
    folder = Path(tempfile.mkdtemp(prefix="topset-mutants-"))
    try:
        with Postgres(folder / "postgres", durable=False) as server:
            return min(run(Templates(server), wanted="".join(sys.argv[1:2])), 1)
    finally:
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
