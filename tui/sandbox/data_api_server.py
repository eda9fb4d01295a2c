"""The Data API, as far as topset uses it: POST /rest/v1/rpc/<function>, as PostgREST answers it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg_pool import PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tui.sandbox.auth_server import Pool
from tui.sandbox.data_api_errors import DataApiError, from_database
from tui.sandbox.gateway import Condition
from tui.sandbox.tokens import ALLOWED_SKEW_SECONDS, BadToken, ExpiredToken, SigningKey
from tui.sync.protocol import Json

_SEARCH_PATH = '"public", "extensions"'
_ANONYMOUS = "anon"
_RELOADING = "Could not query the database for the schema cache. Retrying."


@dataclass(frozen=True, slots=True)
class _Function:
    """A function that takes the named arguments; types as SQL writes them."""

    schema: str
    name: str
    types: Mapping[str, str]
    returns_set: bool
    returns_void: bool
    read_only: bool


def data_api_routes(
    pool: Pool,
    key: SigningKey,
    now: Callable[[], datetime],
    schemas: tuple[str, ...],
    condition: Condition,
) -> list[Route]:
    """The routes below /rest/v1; the pool's connections are logged in as authenticator.

    `schemas` are those that the project shows; a request that names none means the first.
    """

    async def call(request: Request) -> Response:
        raw = await request.body()
        if condition.reloading:
            return DataApiError(503, "PGRST002", _RELOADING).response()
        return await run_in_threadpool(_answer, request, raw, pool, key, now, schemas=schemas)

    async def elsewhere(request: Request) -> Response:
        table = request.path_params["rest"]
        words = f"Could not find the table '{schemas[0]}.{table}' in the schema cache"
        return DataApiError(404, "PGRST205", words).response()

    return [
        Route("/rpc/{function}", call, methods=["POST"]),
        Route("/{rest:path}", elsewhere, methods=["GET", "POST", "PATCH", "PUT", "DELETE"]),
    ]


def _answer(
    request: Request,
    raw: bytes,
    pool: Pool,
    key: SigningKey,
    now: Callable[[], datetime],
    *,
    schemas: tuple[str, ...],
) -> Response:
    claims: dict[str, Json] = {}
    try:
        claims = _claims(request, key, now)
        arguments = _arguments(request, raw)
        with pool.connection() as connection:
            schema = _schema(request, schemas)
            function = _find(connection, schema, request.path_params["function"], arguments)
            _become(connection, request, claims, read_only=function.read_only)
            found = _call(connection, function, raw)
    except DataApiError as refusal:
        return refusal.response()
    except PoolTimeout:
        words = "Timed out acquiring connection from connection pool."
        return DataApiError(504, "PGRST003", words).response()
    except psycopg.Error as error:
        return from_database(error, signed_in=claims["role"] != _ANONYMOUS).response()
    if function.returns_void:
        return Response(status_code=204)
    return Response(found, media_type="application/json; charset=utf-8")


def _claims(request: Request, key: SigningKey, now: Callable[[], datetime]) -> dict[str, Json]:
    """The verified claims of the bearer token; those of nobody in particular without one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        return {"role": _ANONYMOUS}
    try:
        claims = key.verify(token.strip(), now().timestamp(), skew=ALLOWED_SKEW_SECONDS)
    except ExpiredToken as error:
        raise DataApiError(401, "PGRST303", "JWT expired") from error
    except BadToken as error:
        parts = token.count(".") + 1
        words = str(error) if parts == 3 else f"Expected 3 parts in JWT; got {parts}"
        raise DataApiError(401, "PGRST301", words) from error
    return {"role": _ANONYMOUS, **claims}


def _schema(request: Request, schemas: tuple[str, ...]) -> str:
    """The schema that the request means; raises DataApiError for one that is not shown."""
    asked = request.headers.get("content-profile", schemas[0])
    if asked not in schemas:
        hint = f"Only the following schemas are exposed: {', '.join(schemas)}"
        raise DataApiError(406, "PGRST106", f"Invalid schema: {asked}", hint=hint)
    return asked


def _arguments(request: Request, raw: bytes) -> dict[str, Json]:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind != "application/json":
        raise DataApiError(415, "PGRST107", f"Content-Type not acceptable: {kind}")
    try:
        arguments = json.loads(raw) if raw else {}
    except (ValueError, RecursionError) as error:
        raise DataApiError(400, "PGRST102", "Empty or invalid json") from error
    if not isinstance(arguments, dict):
        raise DataApiError(400, "PGRST102", "All object keys must match")
    return arguments


def _find(
    connection: Connection[Any], schema: str, name: str, arguments: Mapping[str, Json]
) -> _Function:
    """The function that takes these arguments by name, all that have no default included."""
    rows = connection.execute(
        """
        select coalesce(p.proargnames, '{}'), p.proargmodes::text[], p.pronargs, p.pronargdefaults,
          (select coalesce(array_agg(format_type(t, null) order by n), '{}')
             from unnest(p.proargtypes::oid[]) with ordinality as args (t, n)),
          p.proretset, p.prorettype = 'void'::regtype, p.provolatile <> 'v'
        from pg_catalog.pg_proc p
        where p.pronamespace = to_regnamespace(%s) and p.proname = %s and p.prokind = 'f'
        """,
        [schema, name],
    ).fetchall()
    for names, modes, count, defaults, types, returns_set, returns_void, read_only in rows:
        taken = zip(names, modes or ["i"] * len(names), strict=False)
        inputs = [argument for argument, mode in taken if mode in "ibv"]
        known = dict(zip(inputs, types, strict=False))
        required = set(inputs[: count - defaults])
        if arguments.keys() <= known.keys() and required <= arguments.keys():
            used = {argument: known[argument] for argument in arguments}
            return _Function(schema, name, used, returns_set, returns_void, read_only)
    shown = f"({', '.join(sorted(arguments))})" if arguments else " without parameters"
    words = f"Could not find the function {schema}.{name}{shown} in the schema cache"
    details = f"Searched for the function {schema}.{name}{shown}, but no matches were found."
    raise DataApiError(404, "PGRST202", words, details=details)


def _become(
    connection: Connection[Any], request: Request, claims: Mapping[str, Json], *, read_only: bool
) -> None:
    """Take on the token's role and its limits, and say who asks, for one transaction.

    A function that is not volatile promises to write nothing, and is held to it.
    """
    role = str(claims["role"])
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    settings = {
        "search_path": _SEARCH_PATH,
        "request.jwt.claims": json.dumps(claims),
        "transaction_read_only": "on" if read_only else "off",
        "request.method": request.method,
        "request.path": request.url.path.removeprefix("/rest/v1"),
        "request.headers": json.dumps(dict(request.headers.items())),
    }
    limits = connection.execute(
        """
        select split_part(line, '=', 1), substr(line, strpos(line, '=') + 1)
        from pg_catalog.pg_db_role_setting, unnest(setconfig) as line
        where setdatabase = 0 and setrole = (select oid from pg_catalog.pg_roles where rolname = %s)
        """,
        [role],
    ).fetchall()
    settings |= {name: value for name, value in limits if name.endswith("_timeout")}
    for name, value in settings.items():
        connection.execute("select set_config(%s, %s, true)", [name, value])


def _call(connection: Connection[Any], function: _Function, raw: bytes) -> str:
    """Call the function with arguments that the database reads out of JSON; its result as JSON."""
    passed = sql.SQL(", ").join(
        sql.SQL("{} => sent.{}").format(sql.Identifier(name), sql.Identifier(name))
        for name in function.types
    )
    call = sql.SQL("{}({})").format(sql.Identifier(function.schema, function.name), passed)
    source: sql.Composable = sql.SQL("(select 1) as nothing")
    values: list[str] = []
    if function.types:
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
            for name, kind in function.types.items()
        )
        source = sql.SQL("json_to_record(%s::json) as sent ({})").format(columns)
        values.append(raw.decode())
    shape = "coalesce(json_agg(answer), '[]')" if function.returns_set else "to_json(answer)"
    query = sql.SQL("select {}::text from (select {} as answer from {}) as called").format(
        sql.SQL(shape),
        call,
        source,
    )
    row = connection.execute(query, values or None).fetchone()
    return "null" if row is None or row[0] is None else str(row[0])
