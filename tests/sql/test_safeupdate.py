"""Supabase loads `safeupdate` for the Data API: no update and no delete there without a condition.

Neither Debian nor PyPI has it, so its rule is held against the functions that the Data API runs.
"""

from __future__ import annotations

import re

import psycopg

from tests.support.cluster import Database

_FUNCTIONS = """
    select p.pronamespace::regnamespace || '.' || p.proname,
           coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
    from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'topset'::regnamespace,
                             'topset_private'::regnamespace)
      and p.prokind = 'f'
"""
_COMMENT = re.compile(r"--[^\n]*")
_TEXT = re.compile(r"'(?:[^']|'')*'")
# The commands, and neither `for update` nor `on conflict … do update`.
_COMMAND = re.compile(r"(?<!for )(?<!do )(?<!no key )\b(?:update\s+[\w.\"%]+|delete\s+from)\b[^;]*")


def unconditional(body: str) -> list[str]:
    """Return the updates and deletes of a function's body that have no condition."""
    text = _TEXT.sub("''", _COMMENT.sub("", body.lower()))
    return [found[0] for found in _COMMAND.finditer(text) if " where " not in _spaced(found[0])]


def _spaced(text: str) -> str:
    return f" {' '.join(text.split())} "


def test_an_update_without_a_condition_would_be_found() -> None:
    assert unconditional("update public.a set x = 1;") == ["update public.a set x = 1"]
    assert unconditional("delete from a; -- where it is") == ["delete from a"]
    assert unconditional("insert into a values (1) on conflict (b) do update set c = 1;") == []
    assert unconditional("select from a for update;\nupdate a set x = 1\n where y;") == []


def test_no_function_updates_or_deletes_without_a_condition(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        functions = connection.execute(_FUNCTIONS.encode()).fetchall()
    bodies = {str(name): str(body) for name, body in functions}
    assert {"topset.push_changes", "public.push_changes"} <= bodies.keys()
    assert sum(len(_COMMAND.findall(body.lower())) for body in bodies.values()) > 3
    assert {name: found for name, body in bodies.items() if (found := unconditional(body))} == {}
