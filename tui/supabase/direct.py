"""The door straight to PostgreSQL: the token's stamp proves to the database who is asking."""

from __future__ import annotations

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import conninfo, sql
from psycopg.types.json import Jsonb

from tui.supabase import errors, wire
from tui.supabase.project import is_loopback, jwt_claims, jwt_payload
from tui.supabase.reach import postgres_answers
from tui.supabase.rpc_gateway import WEEKS_A_PAGE, RpcGateway
from tui.sync.protocol import (
    WIRE,
    Bug,
    Credentials,
    Json,
    Row,
    SignedOut,
    SyncError,
    Unreachable,
    WrongDatabase,
)

_ROLE = "lifter"
_SCHEMA = "topset"
# What a database from before the schema `topset` answers, and where its version is asked for.
_OLDER = frozenset({"3F000", "42501", "42883"})
_OLDER_VERSION = "public.topset_schema_version"
_LOCK_SECONDS = 5
_IDLE_SECONDS = 4  # between an answer and our COMMIT: a suspended laptop holds nothing for longer
_PRELUDE = """
    select set_config('role', %s, true),
           set_config('request.jwt.claims', %s, true),
           set_config('statement_timeout', %s, true),
           set_config('lock_timeout', %s, true),
           set_config('idle_in_transaction_session_timeout', %s, true)
"""
# A connection that says nothing of these waits for minutes on a dead network.
_PATIENCE: dict[str, str] = {
    "connect_timeout": "8",
    "tcp_user_timeout": "15000",
    "keepalives_idle": "30",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "application_name": "topset",
}


class DirectGateway(RpcGateway):
    """A Gateway over psycopg; the connection is kept, and nothing on it outlives a transaction."""

    def __init__(
        self,
        database_url: str,
        credentials: Credentials,
        *,
        statement_seconds: float = 20,
        weeks_a_page: int = WEEKS_A_PAGE,
    ) -> None:
        super().__init__(credentials, weeks_a_page=weeks_a_page)
        parameters = connection_parameters(database_url)
        self._conninfo = conninfo.make_conninfo("", **parameters)
        self._host = _shown_host(parameters)
        self._places = _places(parameters)
        self._statement_limit = f"{round(statement_seconds * 1000)}ms"
        self._patience = statement_seconds * 1.25  # the server gives up first, and says so
        self._connection: psycopg.Connection | None = None

    def reachable(self, seconds: float) -> bool:
        """Tell whether one of the database's hosts answers."""
        return any(postgres_answers(*place, seconds) for place in self._places)

    def schema_version(self) -> str:
        """Return the version of the last migration, also of a database that is behind."""
        try:
            return super().schema_version()
        except WrongDatabase as error:
            if error.code not in _OLDER:
                raise
        return wire.version(self._ask(_OLDER_VERSION, {}))

    def close(self) -> None:
        """Let go of connections."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _ask(self, function: str, arguments: Row) -> Json:
        try:
            return super()._ask(function, arguments)
        except SignedOut as error:
            if error.code != errors.NOT_SIGNED_IN or "topset_stamp" in jwt_claims(
                self._credentials.token()
            ):
                raise
            raise WrongDatabase(
                "The project's tokens carry no stamp, which this door needs: whoever owns the "
                "project turns the access token hook on (`topset db check` says where).",
                code="no_stamp",
            ) from error

    def _call(self, function: str, arguments: Row, token: str) -> Json:
        claims = jwt_payload(token) or ""
        kept = self._connection is not None
        try:
            return self._in_transaction(function, arguments, claims)
        except Unreachable:
            # A kept connection may have died unnoticed; every function may safely be called again.
            if not kept or self._connection is not None:
                raise
        return self._in_transaction(function, arguments, claims)

    def _in_transaction(self, function: str, arguments: Row, claims: str) -> Json:
        connection = self._open()
        try:
            with _broken_off_after(connection, self._patience), connection.transaction():
                self._become_lifter(connection, claims)
                found = connection.execute(_call_of(function, arguments), _values(arguments))
                row = found.fetchone()
        except psycopg.Error as error:
            trouble = self._trouble(error, connection)
            if connection.broken or connection.closed or isinstance(trouble, Bug):
                self.close()  # after an answer to another question, so is every later one
            raise trouble from error
        if row is None:
            raise Bug(f"{function} returned no row.", code=WIRE)
        answer: Json = row[0]
        return answer

    def _open(self) -> psycopg.Connection:
        if self._connection is not None and not self._connection.closed:
            return self._connection
        try:
            self._connection = psycopg.connect(self._conninfo, prepare_threshold=None)
        except psycopg.Error as error:
            raise errors.from_connection(str(error), self._host) from error
        return self._connection

    def _become_lifter(self, connection: psycopg.Connection, claims: str) -> None:
        values = (
            _ROLE,
            claims,
            self._statement_limit,
            f"{_LOCK_SECONDS}s",
            f"{_IDLE_SECONDS}s",
        )
        try:
            connection.execute(_PRELUDE, values)
        except (
            psycopg.errors.InvalidParameterValue,
            psycopg.errors.InsufficientPrivilege,
        ) as error:
            raise WrongDatabase(
                f"The login in `database_url` may not act for lifters: {errors.MIGRATE}, "
                "then `topset db direct-login --lifter` with your e-mail address.",
                code=error.sqlstate,
            ) from error

    def _trouble(self, error: psycopg.Error, connection: psycopg.Connection) -> SyncError:
        # Without a SQLSTATE it was not PostgreSQL that spoke: a line that breaks in the middle of
        # an answer may also come out as an InternalError.
        line_broke = isinstance(error, psycopg.OperationalError) or connection.broken
        if error.sqlstate is None and line_broke:
            return Unreachable(f"The connection to {self._host} broke.", code="broken")
        message = error.diag.message_primary or ""
        return errors.from_sqlstate(error.sqlstate, message)


@contextmanager
def _broken_off_after(connection: psycopg.Connection, seconds: float) -> Iterator[None]:
    """Break the connection where the block takes longer: a line may stand and carry nothing.

    The server's own limit does not help then, and TCP's keepalives are answered by what stalls.
    """
    # By its number, which `os.dup` would take for a file's on Windows; the family goes unasked.
    line = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
    watch = threading.Timer(seconds, _shut, [line])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        watch.join()
        line.close()


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def connection_parameters(database_url: str) -> dict[str, str]:
    """Return what libpq is given: the connection string, and patience and TLS where it is silent.

    A server elsewhere must show a certificate for its own name, unless the string says otherwise.
    Raises Unreachable when the string cannot be read.
    """
    try:
        given = conninfo.conninfo_to_dict(database_url)
    except psycopg.ProgrammingError:
        raise Unreachable(
            "`database_url` is not a PostgreSQL connection string: "
            "it looks like postgresql://topset_0123456789abcdef:password@host:5432/postgres.",
            code="bad_database_url",
        ) from None
    parameters = _PATIENCE | {name: str(value) for name, value in given.items()}
    if "sslmode" not in parameters and not stays_here(parameters):
        parameters["sslmode"] = "verify-full"
    if (
        parameters.get("sslmode") in {"verify-full", "verify-ca"}
        and "sslrootcert" not in parameters
    ):
        parameters["sslrootcert"] = _root_certificates()
    return parameters


def holds_password(database_url: str) -> bool:
    """Tell whether a connection string has a password in it."""
    try:
        return bool(conninfo.conninfo_to_dict(database_url).get("password"))
    except psycopg.ProgrammingError:
        return False


def stays_here(parameters: dict[str, str]) -> bool:
    """Tell whether the connection goes over a socket file or the loopback interface alone."""
    named = parameters.get("hostaddr") or parameters.get("host")
    if not named:
        named = os.environ.get("PGHOSTADDR") or os.environ.get("PGHOST", "")
        if "service" in parameters or "PGSERVICE" in os.environ:
            return False  # the host is in a file that is read later
    hosts = [host for host in named.split(",") if host]
    return all(host.startswith(("/", "@")) or is_loopback(host) for host in hosts)


def _places(parameters: dict[str, str]) -> list[tuple[str, int]]:
    """Return the hosts and ports that libpq would try; one port may serve for all hosts."""
    named = parameters.get("hostaddr") or parameters.get("host") or os.environ.get("PGHOST", "")
    hosts = [host or "localhost" for host in named.split(",")]
    ports = [port or "5432" for port in parameters.get("port", "").split(",")]
    if len(ports) == 1:
        ports *= len(hosts)
    return [
        (host, int(port) if port.isdigit() else 5432)
        for host, port in zip(hosts, ports, strict=False)
    ]


def _shown_host(parameters: dict[str, str]) -> str:
    host = parameters.get("host") or parameters.get("hostaddr") or ""
    return "this machine" if not host or host.startswith(("/", "@")) else errors.clean(host)


def _root_certificates() -> str:
    """Return the authorities to trust: the system's, in the file that this OpenSSL build looks for.

    The libpq inside psycopg's wheel brings an OpenSSL that looks in folders of the machine it was
    built on, so `sslrootcert=system` is left to a libpq of the system's own.
    """
    if psycopg.pq.__impl__ != "binary" and psycopg.pq.version() >= 160000:
        return "system"
    found = ssl.get_default_verify_paths().cafile
    if found is not None and Path(found).is_file():
        return found
    import certifi

    return certifi.where()


def _call_of(function: str, arguments: Row) -> sql.Composed:
    named = sql.SQL(", ").join(
        sql.SQL("{} => %s").format(sql.Identifier(name)) for name in arguments
    )
    schema, _, name = function.rpartition(".")
    return sql.SQL("select {}({})").format(sql.Identifier(schema or _SCHEMA, name), named)


def _values(arguments: Row) -> list[object]:
    return [
        Jsonb(value) if isinstance(value, list | dict) else value for value in arguments.values()
    ]
