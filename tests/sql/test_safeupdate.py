"""Supabase loads `safeupdate` for the Data API: no update and no delete there without a condition.

Neither Debian nor PyPI has it. Its rule is held twice: against the text of every function, where
of each UPDATE and DELETE, those in a WITH and in EXECUTE included, the WHERE must be the command's
own; and, where there is a C compiler, by a library of a few lines in the server itself.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    Connection,
    Lifter,
    amend,
    ask,
    log_a_session,
    new_set,
    outcomes,
    pull,
    remove,
)
from tests.sql.test_insert_full_plan import SPECIFIED
from tests.support.cluster import Database
from tui.sandbox.programs import embedded_binaries
from tui.sync.protocol import Row

_FUNCTIONS = """
    select p.pronamespace::regnamespace || '.' || p.proname,
           coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
    from pg_proc p
    where p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      and p.prolang in (select oid from pg_language where lanname in ('sql', 'plpgsql'))
"""
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r"\$(\w*)\$(.*?)\$\1\$|e?'((?:[^']|'')*)'", re.DOTALL)
# The commands, and neither `for update` nor `on conflict … do update`.
_COMMAND = re.compile(
    r"(?<!for )(?<!do )(?<!no key )\b(?:update\s+(?:only\s+)?[\w.\"%]+\s+(?:as\s+)?(?:\w+\s+)?set\b"
    r"|delete\s+from\b)"
)
_TOKEN = re.compile(r"[();]|\bwhere\b")


def unconditional(body: str) -> list[str]:
    """Return the updates and deletes of a function's body that have no condition of their own.

    Texts are looked through as well: each may be what EXECUTE runs.
    """
    bare = _COMMENT.sub(" ", body.lower())
    found = [_squeezed(command) for command in _commands(_TEXT.sub("''", bare))]
    for text in _TEXT.finditer(bare):
        found += unconditional((text[2] or text[3] or "").replace("''", "'"))
    return found


def _commands(text: str) -> Iterator[str]:
    """Yield each command whose WHERE is missing, up to its end: a semicolon or its bracket."""
    text = " ".join(text.split())
    for command in _COMMAND.finditer(text):
        depth, end, conditional = 0, len(text), False
        for token in _TOKEN.finditer(text, command.end()):
            if token[0] == "(":
                depth += 1
            elif token[0] == ")":
                depth -= 1
            elif token[0] == "where":
                conditional |= depth == 0
            if depth < 0 or (token[0] == ";" and depth == 0):
                end = token.start()
                break
        if not conditional:
            yield text[command.start() : end]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "body",
    [
        "update public.a set x = 1;",
        "delete from a; -- where it is",
        "delete from a /* where it is */;",
        "update only a as t set x = 1;",
        "with gone as (delete from a returning id) select id from gone where id > 1;",
        "with a as (select 1), b as (update t set x = 1 returning x) delete from c where d;",
        "update a set x = (select y from b where b.id = 1);",
        "update a set x = b.x from b;",
        "delete from a using b;",
        "execute 'delete from a';",
        "execute format('update %I.%I set x = $1', s, t) using y;",
        "execute 'update a set x = ''where''';",
        "execute $q$ delete from a $q$;",
        "execute format('with gone as (delete from %I returning *) select 1 where true', t);",
        "if a then\n  delete from b;\nend if;\nupdate c set d = 1 where e;",
    ],
)
def test_a_command_without_a_condition_of_its_own_would_be_found(body: str) -> None:
    assert len(unconditional(body)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "insert into a values (1) on conflict (b) do update set c = 1;",
        "select from a for update;\nupdate a set x = 1\n where y;",
        "select from a for no key update;",
        "with gone as (delete from a where b returning id) select id from gone;",
        "update a set x = (select y from b) where a.id = 1;",
        "execute format('delete from %I where id = $1', t) using i;",
        "create trigger t before update on a;",
        "raise exception 'update the row of a set first';",
    ],
)
def test_a_command_with_its_condition_passes(body: str) -> None:
    assert unconditional(body) == []


def test_no_function_updates_or_deletes_without_a_condition(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        functions = connection.execute(_FUNCTIONS.encode()).fetchall()
    bodies = {str(name): str(body) for name, body in functions}
    assert {"topset.push_changes", "public.push_changes"} <= bodies.keys()
    assert sum(len(_COMMAND.findall(_squeezed(body.lower()))) for body in bodies.values()) > 6
    assert {name: found for name, body in bodies.items() if (found := unconditional(body))} == {}


@pytest.fixture(scope="session")
def library() -> Iterator[Path]:
    """The rule as a library of the embedded PostgreSQL, in a folder that its account may read."""
    compiler = shutil.which("cc")
    headers = embedded_binaries().parent / "include" / "postgresql" / "server"
    if compiler is None or not headers.exists():
        pytest.skip("this machine has no C compiler, or no headers of the embedded PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="topset-tests-"))
    try:
        folder.chmod(0o755)
        file = folder / "safeupdate.so"
        source = Path(__file__).with_name("safeupdate.c")
        subprocess.run(
            [compiler, "-shared", "-fPIC", f"-I{headers}", "-o", str(file), str(source)], check=True
        )
        yield file
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def data_api(database: Database, lifter: Lifter, library: Path) -> Iterator[Connection]:
    """The Data API's connection on behalf of a lifter, with the rule in force."""
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"load '{library}'".encode())
        connection.execute("set session authorization authenticator")
        connection.execute("set role authenticated")
        connection.execute(
            "select set_config('request.jwt.claims', %s, false)", [json.dumps(lifter.claims)]
        )
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "update training_set set rpe = 7",
        "delete from training_set",
        "with gone as (delete from training_set returning id) select id from gone where true",
    ],
)
def test_the_rule_is_in_force(data_api: Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.CardinalityViolation, match="require a WHERE"):
        data_api.execute(statement.encode())


def test_all_that_the_data_api_does_is_done_under_the_rule(
    owner: Connection, lifter: Lifter, data_api: Connection
) -> None:
    rows = log_a_session(owner, lifter)
    owner.execute("insert into exrcwiki (exercise_id, name) values ('bench', 'x')")
    second = new_set(rows.exercise, set_no=1)
    third = new_set(rows.exercise, set_no=2)
    added = str(uuid4())
    exercise: Row = {
        **new_set(rows.exercise),
        "table": "modular_training_exercise",
        "row_id": added,
        "row": {"id": added, "session_id": rows.session, "exercise_name": "Curl"},
    }
    assert outcomes(data_api, second, third, exercise) == ["applied"] * 3
    assert (
        outcomes(
            data_api,
            amend("training_set", str(second["row_id"]), exercise_row_id=(rows.exercise, added)),
            amend("modular_training_session", rows.session, completed=(False, True)),
            remove("training_set", str(third["row_id"])),
        )
        == ["applied"] * 3
    )
    assert pull(data_api)["revision"]
    assert ask(data_api, "select pull_catalogue('') is not null")
    plan = ask(data_api, "select insert_full_plan(%s, %s)", lifter.user_id, Jsonb(SPECIFIED))
    for statement in (
        "update modular_training_plan set status = 'archived' where id = %s",
        "delete from modular_training_plan where id = %s",
    ):
        assert data_api.execute(statement.encode(), [plan]).rowcount == 1
