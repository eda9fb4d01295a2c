"""Applies `sql/migrations` to a database and tells what is missing, edited or amiss.

The books are `supabase_migrations.schema_migrations`, the table that the Supabase CLI keeps, so
either can follow the other.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote, urlencode

from tui.supabase.errors import MIGRATE
from tui.supabase.hook import HookState, hook_problems, hook_state, mend_hook

if TYPE_CHECKING:
    import psycopg

    Connection: TypeAlias = "psycopg.Connection[tuple[object, ...]]"

LATEST: Final = "20261125120000"  # what topset_schema_version() answers when nothing is missing
DIRECT_ROLE: Final = "topset_direct"
LOCK_SECONDS: Final = 10
FILE_NAME: Final = re.compile(r"^(\d{14})_(.+)\.sql$")
TABLES: Final = (
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
    "exrcwiki",
    "training_head",
    "training_change",
)
POLICIES: Final = (
    "Owner-Read",
    "Owner-Insert",
    "Owner-Update",
    "Owner-Delete",
    "Signed-in-Read",
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of `sql/migrations`."""

    version: str
    name: str
    path: Path

    @property
    def sql(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReport:
    """What a database has of topset: what is applied, missing, edited since, and amiss."""

    applied: tuple[str, ...]
    missing: tuple[Migration, ...]
    edited: tuple[Migration, ...]
    problems: tuple[str, ...]
    hook: HookState
    hook_last_called: datetime | None = None

    @property
    def ready(self) -> bool:
        """Whether a lifter can train with this database."""
        return not self.missing and not self.problems


def sql_folder() -> Path:
    """Return the folder `sql`: beside this package when installed, at the top of a checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "sql"
    return installed if installed.is_dir() else package.parent / "sql"


@cache
def migrations() -> tuple[Migration, ...]:
    """Return all migrations in the order in which they are applied."""
    found = []
    for path in sorted((sql_folder() / "migrations").glob("*.sql")):
        match = FILE_NAME.match(path.name)
        if match:
            found.append(Migration(match[1], match[2], path))
    return tuple(found)


def run_script(connection: Connection, sql: str) -> None:
    """Run a file's statements; no parameters, so that `%` is an ordinary character."""
    connection.execute(sql.encode())


def missing_words(version: str | None) -> str | None:
    """Say which migrations a database at this version lacks, and the command; None if it has all.

    `version` is None for a database that has none of them.
    """
    lacking = [m for m in migrations() if version is None or m.version > version]
    if not lacking:
        return None
    first = f"{lacking[0].version}_{lacking[0].name}"
    which = first if len(lacking) == 1 else f"{len(lacking)}, from {first} on"
    return f"The database lacks topset's migrations ({which}): {MIGRATE}."


def apply(
    connection: Connection,
    *,
    wanted: Sequence[Migration] | None = None,
    on_begin: Callable[[Migration], None] | None = None,
) -> list[str]:
    """Apply what is missing, one transaction a file; return the versions. Two may run at once.

    `on_begin` is told each one before it is applied; one that fails leaves nothing behind.
    """
    applied = []
    with connection.transaction():
        _open_books(connection)
    for migration in migrations() if wanted is None else wanted:
        with connection.transaction():
            _hold_books(connection)
            done = connection.execute(
                "select from supabase_migrations.schema_migrations where version = %s",
                [migration.version],
            ).fetchone()
            if done is not None:
                continue
            if on_begin is not None:
                on_begin(migration)
            run_script(connection, migration.sql)
            connection.execute(
                "insert into supabase_migrations.schema_migrations (version, statements, name)"
                " values (%s, %s, %s)",
                [migration.version, [migration.sql], migration.name],
            )
            applied.append(migration.version)
    return applied


def mend(connection: Connection) -> bool:
    """Bring the access token hook back where it keeps everybody out; tell if anything was done."""
    with connection.transaction():
        _hold_books(connection)
        made = next(one for one in reversed(migrations()) if one.name == "hook")
        last = migrations()[-1].sql
        version = last[last.rindex("create or replace function public.topset_schema_version") :]
        return mend_hook(connection, definition=made.sql, version=version)


def _hold_books(connection: Connection) -> None:
    """Let one migrator in at a time, with no limit on how long a backfill may take.

    For a table it waits but a while: whoever comes after would wait behind it.
    """
    connection.execute("set local statement_timeout = 0")
    connection.execute("set local lock_timeout = 0")
    connection.execute("select pg_advisory_xact_lock(hashtextextended('topset migrations', 0))")
    connection.execute(f"set local lock_timeout = '{LOCK_SECONDS}s'")


def _open_books(connection: Connection) -> None:
    """Make the table of applied migrations as the Supabase CLI would."""
    _hold_books(connection)
    connection.execute("create schema if not exists supabase_migrations")
    connection.execute(
        "create table if not exists supabase_migrations.schema_migrations"
        " (version text not null primary key)"
    )
    connection.execute(
        "alter table supabase_migrations.schema_migrations"
        " add column if not exists statements text[],"
        " add column if not exists name text"
    )


def check(connection: Connection) -> SchemaReport:
    """Compare a database with `sql/migrations`; changes nothing."""
    books = _read_books(connection)
    missing = tuple(m for m in migrations() if m.version not in books)
    edited = tuple(
        m for m in migrations() if books.get(m.version) and _gist(books[m.version]) != _gist(m.sql)
    )
    hook, last_called = hook_state(connection)
    problems = (*hook_problems(connection), *_problems(connection)) if not missing else ()
    return SchemaReport(
        applied=tuple(m.version for m in migrations() if m.version in books),
        missing=missing,
        edited=edited,
        problems=problems,
        hook=hook,
        hook_last_called=last_called,
    )


def _read_books(connection: Connection) -> dict[str, str]:
    """Return the statements of each applied version, empty where none were kept."""
    columns = {
        str(name)
        for (name,) in connection.execute(
            "select a.attname from pg_attribute a"
            " where a.attrelid = to_regclass('supabase_migrations.schema_migrations')"
            " and a.attnum > 0 and not a.attisdropped"
        )
    }
    if not columns:
        return {}
    kept = "array_to_string(statements, ';')" if "statements" in columns else "null"
    rows = connection.execute(
        f"select version, coalesce({kept}, '') from supabase_migrations.schema_migrations".encode()
    )
    return {str(version): str(statements) for version, statements in rows}


def _gist(sql: str) -> str:
    """Return the SQL without comments, blanks and semicolons: the CLI stores statements apart."""
    return re.sub(r"[\s;]+", "", re.sub(r"--[^\n]*", "", sql))


def _problems(connection: Connection) -> tuple[str, ...]:
    """List what would let a lifter see or do too much, in words."""
    tables = list(TABLES)
    found = [
        f"row level security is off on {name}"
        for (name,) in connection.execute(
            "select c.relname from pg_class c where c.oid = any (select to_regclass('public.' || t)"
            " from unnest(%s::text[]) as t) and not c.relrowsecurity order by 1",
            [tables],
        )
    ]
    found += [
        f'the policy "{policy}" on {table} is not one of topset\'s: it may show rows to others'
        for table, policy in connection.execute(
            "select tablename, policyname from pg_policies where schemaname = 'public'"
            " and permissive = 'PERMISSIVE' and tablename = any (%s) and policyname <> all (%s)"
            " order by 1, 2",
            [tables, list(POLICIES)],
        )
    ]
    found += [
        f"anon has been granted {privileges} on {name}"
        for name, privileges in connection.execute(
            "select c.relname, string_agg(lower(p), ', ' order by p)"
            " from pg_class c"
            " cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) as p"
            " where c.oid = any (select to_regclass('public.' || t)"
            " from unnest(%s::text[]) as t)"
            " and has_table_privilege('anon', c.oid, p) group by 1 order by 1",
            [[*tables, "workout_sessions", "modular_training_set"]],
        )
    ]
    found += [
        f"the view {name} runs as its owner and shows every lifter's rows"
        for (name,) in connection.execute(
            "select c.relname from pg_class c"
            " where c.oid in (to_regclass('public.workout_sessions'),"
            " to_regclass('public.modular_training_set')) and c.relkind = 'v'"
            " and not coalesce('security_invoker=true' = any (c.reloptions), false)"
        )
    ]
    version = connection.execute("select public.topset_schema_version()").fetchone()
    if version is None or version[0] != LATEST:
        found.append(
            f"the database calls itself version {version and version[0]}, the books say {LATEST}"
        )
    return tuple(found)


def create_direct_login(connection: Connection, password: str | None = None) -> str:
    """Make the login `topset_direct`, or give it a new password, and return its connection URL.

    The role may become `lifter` and nothing else. Its password is random unless one is given.
    """
    from psycopg import sql

    secret = password or secrets.token_urlsafe(32)
    role = sql.Identifier(DIRECT_ROLE)
    database = connection.info.dbname
    with connection.transaction():
        exists = connection.execute(
            "select from pg_roles where rolname = %s", [DIRECT_ROLE]
        ).fetchone()
        verb = sql.SQL("create" if exists is None else "alter")
        connection.execute(
            sql.SQL("{} role {} with login noinherit password {}").format(
                verb, role, sql.Literal(secret)
            )
        )
        if exists is None:
            connection.execute(sql.SQL("grant lifter to {}").format(role))
            connection.execute(sql.SQL("alter role {} set statement_timeout = '8s'").format(role))
            connection.execute(sql.SQL("alter role {} set lock_timeout = '8s'").format(role))
        connection.execute(
            sql.SQL("grant connect on database {} to {}").format(sql.Identifier(database), role)
        )
    info = connection.info
    options = {
        name: value
        for name, value in info.get_parameters().items()
        if name in {"sslmode", "sslrootcert"}
    }
    place = f"{quote(info.host, safe='')}:{info.port}/{quote(database, safe='')}"
    query = f"?{urlencode(options)}" if options else ""
    return f"postgresql://{DIRECT_ROLE}:{quote(secret, safe='')}@{place}{query}"


def prepare_sandbox(connection: Connection, *, automatic_grants: bool = False) -> None:
    """Give an empty database what a Supabase database has; `connection` is `supabase_admin`'s.

    With `automatic_grants` new tables are handed to the API roles, as before October 2026.
    """
    folder = sql_folder() / "sandbox"
    scripts = sorted(folder.glob("*.sql"))
    if automatic_grants:
        scripts.append(folder / "variants" / "automatic_grants.sql")
    for script in scripts:
        with connection.transaction():
            run_script(connection, script.read_text(encoding="utf-8"))
