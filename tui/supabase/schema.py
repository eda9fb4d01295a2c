"""Applies `sql/migrations` to a database and tells what is missing, edited or amiss.

The books are `supabase_migrations.schema_migrations`, the table that the Supabase CLI keeps, so
either can follow the other.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import quote, urlencode

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.supabase.errors import MIGRATE
from tui.supabase.hook import HookState, hook_problems, hook_state, mend_hook

if TYPE_CHECKING:
    import psycopg

    Connection: TypeAlias = "psycopg.Connection[tuple[object, ...]]"

LATEST: Final = "20261125141000"  # what topset_schema_version() answers when nothing is missing
CONNECTIONS_A_LOGIN: Final = 5  # two laptops, each with an app and a command at the prompt
LOCK_SECONDS: Final = 10
_ATTEMPTS: Final = 5
_LOGIN_SETTINGS: Final = {
    "statement_timeout": "8s",
    "lock_timeout": "8s",
    # A laptop that was suspended before its COMMIT gives way to the lifter's other ones.
    "idle_in_transaction_session_timeout": "4s",
    "tcp_user_timeout": "15s",
}
FILE_NAME: Final = late_pattern(r"^(\d{14})_(.+)\.sql$")


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


@dataclass(frozen=True, slots=True)
class DirectLogin:
    """The login of one lifter for direct connections; the address holds its password."""

    role: str
    database_url: str


class NoSuchLifter(Exception):
    """Nobody, or more than one, has an account under this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaReport:
    """What a database has of topset: what is applied, missing, edited since, and amiss.

    Each of `problems` and `notes` ends with the command that mends it.
    """

    applied: tuple[str, ...]
    missing: tuple[Migration, ...]
    edited: tuple[Migration, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    hook: HookState

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


def describe_missing(version: str | None) -> str | None:
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


def statements_to_own(connection: Connection) -> list[str]:
    """Return what hands things of `public` that are another role's to the one that migrates.

    In older self-hosted projects `supabase_admin` made what was made in the dashboard.
    """
    rows = connection.execute(
        "select format('alter table %s owner to %I', c.oid::regclass, current_user)"
        " from pg_class c where c.relnamespace = 'public'::regnamespace"
        " and c.relkind in ('r', 'p', 'v') and not pg_has_role(c.relowner, 'usage')"
        " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')"
        " union all"
        " select format('alter function %s owner to %I', p.oid::regprocedure, current_user)"
        " from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'"
        " and not pg_has_role(p.proowner, 'usage')"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
        " order by 1"
    )
    return [str(statement) for (statement,) in rows]


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

    A lock on the table of the books asks for a right to it, as an advisory lock does not. For any
    other table a migration waits but a while: whoever comes after would wait behind it.
    """
    connection.execute("set local statement_timeout = 0")
    connection.execute("set local lock_timeout = 0")
    connection.execute(
        "lock table supabase_migrations.schema_migrations in share row exclusive mode"
    )
    connection.execute(f"set local lock_timeout = '{LOCK_SECONDS}s'")


def _open_books(connection: Connection) -> None:
    """Make the table of applied migrations as the Supabase CLI would.

    Two migrators may make it at once: the slower one finds it made.
    """
    import psycopg

    for attempt in range(_ATTEMPTS):
        try:
            with connection.transaction():
                connection.execute("create schema if not exists supabase_migrations")
                connection.execute(
                    "create table if not exists supabase_migrations.schema_migrations"
                    " (version text not null primary key)"
                )
            break
        except (
            psycopg.errors.UniqueViolation,
            psycopg.errors.DuplicateTable,
            psycopg.errors.DuplicateSchema,
            psycopg.errors.DuplicateObject,
        ):
            if attempt == _ATTEMPTS - 1:
                raise
    with connection.transaction():
        _hold_books(connection)
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
    hook, _ = hook_state(connection)
    amiss = _amiss(connection) if not missing else {}
    return SchemaReport(
        applied=tuple(m.version for m in migrations() if m.version in books),
        missing=missing,
        edited=edited,
        problems=(*hook_problems(connection), *amiss.get("amiss", ())) if not missing else (),
        notes=tuple(amiss.get("note", ())),
        hook=hook,
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


def _amiss(connection: Connection) -> dict[str, list[str]]:
    """Return what `sql/check.sql` finds, by its kind: words, and the command that mends it."""
    found: dict[str, list[str]] = {}
    question = (sql_folder() / "check.sql").read_text(encoding="utf-8")
    for kind, words, remedy in connection.execute(question.encode()):
        found.setdefault(str(kind), []).append(f"{words}: `{remedy}`")
    version = connection.execute("select public.topset_schema_version()").fetchone()
    if version is None or version[0] != LATEST:
        found.setdefault("amiss", []).append(
            f"the database calls itself version {version and version[0]}, its migrations say"
            f" {LATEST}: `topset db migrate` of a newer topset"
        )
    return found


def find_lifter(connection: Connection, email: str) -> str:
    """Return the user id of an account; raises NoSuchLifter."""
    rows = connection.execute(
        "select id::text from auth.users where lower(email) = lower(%s) and not is_sso_user",
        [email.strip()],
    ).fetchall()
    if len(rows) != 1:
        raise NoSuchLifter(
            f"Nobody has an account as {email} in this project: the lifter signs up first."
        )
    return str(rows[0][0])


def create_direct_login(
    connection: Connection, user_id: str, password: str | None = None
) -> DirectLogin:
    """Make a lifter's own login for direct connections, or give it a new password.

    The role may become `lifter` and nothing else, and the database lets in this lifter alone with
    it. Its name tells nobody whose it is; its password is random unless one is given, and reaches
    the server as a verifier only, so that no log of statements holds it.
    """
    from psycopg import sql

    secret = password or secrets.token_urlsafe(32)
    with connection.transaction():
        connection.execute("lock table topset_private.direct_login in share row exclusive mode")
        row = connection.execute(
            "select d.login from topset_private.direct_login d where d.user_id = %s", [user_id]
        ).fetchone()
        name = f"topset_{secrets.token_hex(8)}" if row is None else str(row[0])
        exists = connection.execute("select from pg_roles where rolname = %s", [name]).fetchone()
        role = sql.Identifier(name)
        verifier = connection.pgconn.encrypt_password(
            secret.encode(), name.encode(), b"scram-sha-256"
        ).decode()
        connection.execute(
            sql.SQL("{} role {} with login noinherit connection limit {} password {}").format(
                sql.SQL("create" if exists is None else "alter"),
                role,
                sql.Literal(CONNECTIONS_A_LOGIN),
                sql.Literal(verifier),
            )
        )
        if exists is None:
            connection.execute(sql.SQL("grant lifter to {}").format(role))
        for setting, value in _LOGIN_SETTINGS.items():
            connection.execute(
                sql.SQL("alter role {} set {} = {}").format(
                    role, sql.Identifier(setting), sql.Literal(value)
                )
            )
        if row is None:
            connection.execute(
                "insert into topset_private.direct_login (login, user_id) values (%s, %s)",
                [name, user_id],
            )
        connection.execute(
            sql.SQL(
                "do $$ begin"
                " if not has_database_privilege({name}, current_database(), 'connect') then"
                " execute format('grant connect on database %I to %I', current_database(), {name});"
                " end if; end $$"
            ).format(name=sql.Literal(name))
        )
    return DirectLogin(name, _address(connection, name, secret))


def _address(connection: Connection, role: str, secret: str) -> str:
    """Return the connection URL of a login of the database that this connection is open to.

    A pooler of many projects is told by what follows the dot of the user, or by an option, which
    of them is meant; the database behind it never hears of either.
    """
    info = connection.info
    given = info.get_parameters()
    options: dict[str, str] = {}
    options |= {name: given[name] for name in ("sslmode", "sslrootcert") if name in given}
    if given.get("options", "").startswith("reference="):
        options["options"] = given["options"]
    owner, _, project = info.user.partition(".")
    if project and connection.execute("select session_user").fetchone() == (owner,):
        role = f"{role}.{project}"
    place = f"{quote(info.host, safe='')}:{info.port}/{quote(info.dbname, safe='')}"
    query = f"?{urlencode(options)}" if options else ""
    return f"postgresql://{quote(role, safe='')}:{quote(secret, safe='')}@{place}{query}"


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
