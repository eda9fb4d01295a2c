"""The access token hook as the database's owner sees it: its state, what breaks it, what mends it.

Auth runs the hook at every sign-in and refresh. Where it may not, nobody gets in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from tui.late_pattern import late_pattern

if TYPE_CHECKING:
    import psycopg

    Connection: TypeAlias = "psycopg.Connection[tuple[object, ...]]"

HookState: TypeAlias = Literal[
    "missing", "not callable", "never called", "no longer called", "called"
]

FUNCTION: Final = "topset_private.stamp_access_token"
AUTH_ROLE: Final = "supabase_auth_admin"

_SIGNATURES: Final = (
    f"{FUNCTION}(jsonb)",
    "topset_private.hook_first()",
    "topset_private.stamped_event(jsonb)",
)
# The hook notes when it was called to the hour.
_NOTED_WITHIN: Final = timedelta(hours=1, minutes=5)
_AFTER: Final = "and Auth fails wherever the hook is on"
_NAME: Final = late_pattern(r"[A-Za-z_][A-Za-z0-9_$]*\.[A-Za-z_][A-Za-z0-9_$]*")


class CannotCompose(Exception):
    """The function that was named cannot be called before the stamp; the words say why."""


def hook_state(connection: Connection) -> tuple[HookState, datetime | None]:
    """Tell whether Auth can call the hook, whether it still does, and when it last did."""
    if not _exists(connection, _SIGNATURES[0]):
        return "missing", None
    if not all(_callable(connection, one) for one in _SIGNATURES if _exists(connection, one)):
        return "not callable", None
    row = connection.execute("select last_used from topset_private.stamp_key").fetchone()
    called = row[0] if row else None
    if not isinstance(called, datetime):
        return "never called", None
    issued = _newest_token(connection)
    if issued is not None and issued - called > _NOTED_WITHIN:
        return "no longer called", called
    return "called", called


def hook_problems(connection: Connection) -> Iterator[str]:
    """Say what keeps everybody out, or will once the hook is on; each ends with what mends it."""
    mends = f"{_AFTER}: `topset db migrate`"
    for signature in _SIGNATURES:
        if not _exists(connection, signature):
            yield f"{signature} is missing, {mends}"
        elif not _callable(connection, signature):
            yield f"{AUTH_ROLE} may not execute {signature}, {mends}"
    first = composed(connection)
    if first is None:
        return
    if not _exists(connection, f"{first}(jsonb)"):
        yield (
            f"{first}, which the hook should call first, is missing: it is passed over;"
            " to leave it out for good: `topset db hook --alone`"
        )
    elif not _callable(connection, f"{first}(jsonb)"):
        yield (
            f"{AUTH_ROLE} may not execute {first}, which the hook calls first: nobody can sign in;"
            f" `grant execute on function {first}(jsonb) to {AUTH_ROLE}`"
        )


def mend_hook(connection: Connection, *, definition: str, version: str) -> bool:
    """Bring back what is missing of the hook, and Auth's right to it; tell if anything was.

    `definition` and `version` are the migration that makes the hook, and the last one's statement
    of the schema's version.
    """
    broken = [
        one for one in _SIGNATURES if not (_exists(connection, one) and _callable(connection, one))
    ]
    if not broken:
        return False
    with connection.transaction():
        connection.execute(definition.encode())
        connection.execute(version.encode())
    return True


def composed(connection: Connection) -> str | None:
    """Return the project's own hook that is called first, None if there is none."""
    table = connection.execute("select to_regclass('topset_private.hook_setting')").fetchone()
    if table is None or table[0] is None:
        return None
    row = connection.execute("select first_function from topset_private.hook_setting").fetchone()
    return None if row is None or row[0] is None else str(row[0])


def compose(connection: Connection, name: str) -> str:
    """Have a function of the project called before the stamp; return its name as it is kept.

    Raises CannotCompose when it is not there, is not a hook, or Auth may not call it.
    """
    if not _NAME.fullmatch(name):
        raise CannotCompose(f"{name} is not schema.function.")
    row = connection.execute(
        "select format('%%I.%%I', s.nspname, f.proname), f.prorettype = 'jsonb'::regtype"
        " from pg_proc f join pg_namespace s on s.oid = f.pronamespace"
        " where f.oid = to_regprocedure(%s)",
        [f"{name}(jsonb)"],
    ).fetchone()
    if row is None or not row[1]:
        raise CannotCompose(f"There is no function {name}(jsonb) that returns jsonb.")
    kept = str(row[0])
    if kept == FUNCTION or kept.startswith("topset_private."):
        raise CannotCompose(f"{kept} is topset's own.")
    if not _callable(connection, f"{kept}(jsonb)"):
        schema = kept.split(".", 1)[0]
        raise CannotCompose(
            f"Auth may not call {kept}: grant usage on schema {schema} to {AUTH_ROLE};"
            f" grant execute on function {kept}(jsonb) to {AUTH_ROLE};"
        )
    connection.execute(
        "insert into topset_private.hook_setting (first_function) values (%s)"
        " on conflict (only_row) do update set first_function = excluded.first_function",
        [kept],
    )
    return kept


def stand_alone(connection: Connection) -> None:
    """Have no other function called before the stamp."""
    connection.execute("delete from topset_private.hook_setting")


def _exists(connection: Connection, signature: str) -> bool:
    row = connection.execute("select to_regprocedure(%s) is not null", [signature]).fetchone()
    return row is not None and bool(row[0])


def _callable(connection: Connection, signature: str) -> bool:
    """Tell whether Auth's role may execute a function that is there."""
    row = connection.execute(
        "select has_function_privilege(r.oid, f.oid, 'execute')"
        " and has_schema_privilege(r.oid, f.pronamespace, 'usage')"
        " from pg_proc f, pg_roles r where f.oid = to_regprocedure(%s) and r.rolname = %s",
        [signature, AUTH_ROLE],
    ).fetchone()
    return row is not None and bool(row[0])


def _newest_token(connection: Connection) -> datetime | None:
    """Return when Auth last gave a token, where its sessions may be read."""
    readable = connection.execute(
        "select coalesce(has_schema_privilege('auth', 'usage')"
        " and has_table_privilege(to_regclass('auth.sessions'), 'select'), false)"
    ).fetchone()
    if readable is None or not readable[0]:
        return None
    row = connection.execute(
        "select max(greatest(created_at, refreshed_at at time zone 'utc')) from auth.sessions"
    ).fetchone()
    return row[0] if row is not None and isinstance(row[0], datetime) else None
