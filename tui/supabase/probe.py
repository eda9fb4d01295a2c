"""Looks at the two ways to a project without changing anything: what `topset doctor` asks."""

from __future__ import annotations

import socket
import ssl
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
from psycopg import conninfo

from tui.lazy_dataclass import dataclass
from tui.supabase import auth_errors, errors
from tui.supabase.direct import connection_parameters
from tui.supabase.transport import http_client
from tui.sync.protocol import Json, SyncError

VERSION_FUNCTION = "topset_schema_version"
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)
_TLS_SECONDS = 6.0
# Without a token a login sees whether it may act for lifters, and whether the migrations are there.
_LOOK = f"""
    select clock_timestamp(),
           session_user::text,
           coalesce(pg_has_role(lifter.oid, 'member'), false),
           exists (
             select from pg_catalog.pg_proc
             where pronamespace = 'public'::regnamespace and proname = '{VERSION_FUNCTION}'
           ),
           to_regnamespace('topset') is not null
    from (select (select oid from pg_catalog.pg_roles where rolname = 'lifter') as oid) as lifter
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLook:
    """How a project answered over HTTP.

    `clock_ahead` is how many seconds this laptop is ahead of the server, to a second or two.
    """

    milliseconds: float
    clock_ahead: float | None
    certificate_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseLook:
    """How a PostgreSQL server answered, and what its login may do.

    `schema_version` is None where the migrations are missing or the login may not ask.
    """

    milliseconds: float
    clock_ahead: float
    encrypted: bool
    certificate_until: datetime | None
    server_version: str
    login: str
    acts_for_lifters: bool
    schema_version: str | None


def look_at_project(url: str, publishable_key: str, now: Callable[[], datetime]) -> ProjectLook:
    """Ask Auth for its settings. Raises SignInRefused or Unreachable."""
    host = urlsplit(url).netloc
    begun = time.monotonic()
    seen: list[tuple[float, datetime | None]] = []

    def note(head: httpx.Response) -> None:  # the certificate is gone once the answer is read
        seen.append((time.monotonic() - begun, _certificate_of(head)))

    try:
        with http_client(url) as client:
            client.event_hooks = {"response": [note]}
            response = client.get(f"{url}/auth/v1/settings", headers={"apikey": publishable_key})
            response.raise_for_status()
            answer = response.json()
    except httpx.HTTPError as error:
        raise auth_errors.from_sign_in(error, host, now()) from error
    except (httpx.InvalidURL, ValueError, RecursionError):
        raise auth_errors.not_supabase(host) from None
    if not isinstance(answer, dict) or "external" not in answer:
        raise auth_errors.not_supabase(host)
    took, certificate = seen[0]
    return ProjectLook(
        milliseconds=took * 1000,
        clock_ahead=_clock_ahead(response.headers.get("date"), now(), took),
        certificate_until=certificate,
    )


def data_api_answers(url: str, publishable_key: str) -> bool:
    """Ask the Data API for topset's functions without a token; tell whether they are there.

    Raises a SyncError where the Data API cannot be asked.
    """
    host = urlsplit(url).netloc
    try:
        with http_client(url) as client:
            response = client.post(
                f"{url}/rest/v1/rpc/{VERSION_FUNCTION}",
                json={},
                headers={"apikey": publishable_key, "Content-Profile": "public"},
            )
    except httpx.HTTPError as error:
        raise errors.from_network(error, host) from error
    try:
        answer: Json = response.json()
    except (ValueError, RecursionError):
        raise errors.not_json(host) from None
    code = answer.get("code") if isinstance(answer, dict) else None
    if response.is_success or code == "42501":  # it is there, for who is signed in
        return True
    if code == "PGRST202":
        return False
    raise errors.from_data_api(response.status_code, answer, host)


def look_at_database(database_url: str, now: Callable[[], datetime]) -> DatabaseLook:
    """Open a connection and look around. Raises a SyncError."""
    parameters = connection_parameters(database_url)
    begun = time.monotonic()
    try:
        connection = psycopg.connect(
            conninfo.make_conninfo("", **parameters), autocommit=True, prepare_threshold=None
        )
    except psycopg.Error as error:
        raise errors.from_connection(str(error), _host_in(parameters)) from error
    took = time.monotonic() - begun
    with connection:
        try:
            row = connection.execute(_LOOK.encode()).fetchone()
            here = now()
            clock, login, acts, older, newer = row or (here, "", False, False, False)
            place = "topset" if newer else "public" if older else None
            version = _schema_version(connection, place) if acts and place else None
        except psycopg.Error as error:
            message = errors.clean(error.diag.message_primary or "")
            raise errors.from_sqlstate(error.sqlstate, message) from error
        encrypted = bool(connection.pgconn.ssl_in_use)
        return DatabaseLook(
            milliseconds=took * 1000,
            clock_ahead=(here - clock).total_seconds(),
            encrypted=encrypted,
            certificate_until=_certificate_at(connection, parameters) if encrypted else None,
            server_version=connection.info.parameter_status("server_version") or "",
            login=str(login),
            acts_for_lifters=bool(acts),
            schema_version=version,
        )


def _schema_version(connection: psycopg.Connection, place: str) -> str | None:
    try:
        with connection.transaction():
            connection.execute("set local role lifter")
            row = connection.execute(f"select {place}.{VERSION_FUNCTION}()".encode()).fetchone()
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue):
        return None
    return None if row is None else str(row[0])


def _host_in(parameters: dict[str, str]) -> str:
    host = parameters.get("host") or parameters.get("hostaddr") or ""
    return "this machine" if not host or host.startswith(("/", "@")) else errors.clean(host)


def _clock_ahead(date: str | None, here: datetime, took: float) -> float | None:
    """Return the difference to an HTTP date, which is cut to whole seconds and half a trip old."""
    if not date:
        return None
    try:
        there = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    if there.tzinfo is None:
        there = there.replace(tzinfo=UTC)
    return (here - there).total_seconds() - 0.5 - took / 2


def _certificate_of(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    tls = stream.get_extra_info("ssl_object") if stream is not None else None
    return None if tls is None else _until(tls.getpeercert())


def _certificate_at(connection: psycopg.Connection, parameters: dict[str, str]) -> datetime | None:
    """Return until when the server's certificate is valid; libpq does not tell, so ask again.

    None where nobody has verified it: its dates would prove nothing.
    """
    authorities = Path(parameters.get("sslrootcert", ""))
    if not authorities.is_file():
        return None
    context = ssl.create_default_context(cafile=str(authorities))
    context.check_hostname = False  # libpq has done that
    address = (connection.info.hostaddr or connection.info.host, connection.info.port)
    try:
        with socket.create_connection(address, timeout=_TLS_SECONDS) as plain:
            plain.sendall(_SSL_REQUEST)
            if plain.recv(1) != b"S":
                return None
            with context.wrap_socket(plain) as tls:
                return _until(tls.getpeercert())
    except (OSError, SyncError):
        return None


def _until(certificate: object) -> datetime | None:
    if not isinstance(certificate, dict) or not isinstance(certificate.get("notAfter"), str):
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
