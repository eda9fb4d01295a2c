"""SQLSTATEs, HTTP statuses and PostgREST's codes, each as one class of error with its words.

The codes of Auth are in auth_errors.py. Text that a server sent is never trusted: it reaches
words only through `clean`.
"""

from __future__ import annotations

import ssl
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeAlias, TypeVar

from tui.late_pattern import late_pattern
from tui.secret_text import without_secrets
from tui.sync.protocol import (
    Bug,
    Json,
    Refused,
    SignedOut,
    SyncError,
    Unreachable,
    WrongDatabase,
)

Line: TypeAlias = tuple[type[SyncError], str]
ErrorT = TypeVar("ErrorT", bound=SyncError)

MIGRATE: Final = "whoever owns the database runs `topset db migrate`"
_MISSING: Final = f"The database lacks what this topset needs: {MIGRATE}."
_OLD_SHAPE: Final = f"The database does not match what this topset needs: {MIGRATE}."
_NOT_GRANTED: Final = f"Lifters have no access to topset's tables: {MIGRATE}."
_SIGN_IN: Final = "The session was not accepted: sign in again."

# By the whole SQLSTATE or its class (the first two characters); the longer one wins.
SQLSTATES: Final[Mapping[str, Line]] = {
    "08": (Unreachable, "The connection to the database broke."),
    "25006": (Unreachable, "The database takes no writes at the moment (its disk may be full)."),
    "28": (SignedOut, _SIGN_IN),
    "54": (Refused, "This is too large for the database, or nested too deeply"),
    "40": (Unreachable, "The database was busy with the same rows."),
    "55": (Unreachable, "The database was busy with the same rows."),
    "58": (Unreachable, "The database has trouble with its own files."),
    "XX": (Unreachable, "The database has trouble of its own."),
    "53": (Unreachable, "The database has no room left (connections, memory or disk)."),
    "57": (Unreachable, "The database is restarting."),
    "57014": (Unreachable, "The database took too long: it may be busy with the same rows."),
    "25P03": (Unreachable, "The database closed the connection after a pause."),
    "25P04": (Unreachable, "The database closed the connection after a pause."),
    "22": (Refused, "The database cannot take this value"),
    "23": (Refused, "The database's rules do not allow this"),
    "44": (Refused, "The database's rules do not allow this"),
    "P0001": (Refused, "The database refused this"),
    "3D000": (WrongDatabase, "There is no database of that name: check `database_url`."),
    "3F000": (WrongDatabase, _MISSING),
    "42501": (WrongDatabase, _NOT_GRANTED),
    "42703": (WrongDatabase, _OLD_SHAPE),
    "42704": (WrongDatabase, _MISSING),
    "42725": (WrongDatabase, _OLD_SHAPE),
    "42883": (WrongDatabase, _MISSING),
    "42P01": (WrongDatabase, _MISSING),
}

NOT_SIGNED_IN: Final = "28000"
BUSY_LAPTOP: Final = "another laptop of yours is busy"  # how the database begins to say so
# Why the database lets a sign-in in no longer, by how its sentence begins; the code is ours.
REFUSALS: Final[Mapping[str, tuple[str, Line]]] = {
    "second factor needed": (
        "second_factor",
        (SignedOut, "This account has a second factor: sign in again and give its code."),
    ),
    "session ended": ("session_ended", (SignedOut, "This session was ended: sign in again.")),
    "this login was made for another lifter": (
        "other_login",
        (
            WrongDatabase,
            "The login in `database_url` was made for another lifter: whoever owns the database "
            "runs `topset db direct-login --lifter` with your e-mail address.",
        ),
    ),
}

POSTGREST: Final[Mapping[str, Line]] = {
    "PGRST000": (Unreachable, "The project's Data API cannot reach its database."),
    "PGRST001": (Unreachable, "The project's Data API cannot reach its database."),
    "PGRST002": (Unreachable, "The project's Data API is reading the database's schema anew."),
    "PGRST003": (Unreachable, "The project's Data API has no free connection."),
    "PGRST106": (
        WrongDatabase,
        "The project's Data API does not show the schema `public`: whoever runs the project adds it"
        " (Project Settings, Data API, Exposed schemas).",
    ),
    "PGRST202": (WrongDatabase, _MISSING),
    "PGRST203": (WrongDatabase, _OLD_SHAPE),
    "PGRST204": (WrongDatabase, _OLD_SHAPE),
    "PGRST205": (WrongDatabase, _MISSING),
    "PGRST300": (Unreachable, "The project's Data API has no key to check tokens with."),
    "PGRST301": (SignedOut, _SIGN_IN),
    "PGRST302": (SignedOut, _SIGN_IN),
    "PGRST303": (SignedOut, _SIGN_IN),
}

# Answers without a code that this software knows, by the HTTP status.
STATUSES: Final[Mapping[int, Line]] = {
    401: (SignedOut, _SIGN_IN),
    402: (
        Unreachable,
        "{host} answers nobody until its bill or its limits are settled: whoever runs the project"
        " finds why in the dashboard.",
    ),
    408: (Unreachable, "{host} took too long to answer."),
    413: (Refused, "This is too large for the project's Data API"),
    425: (Unreachable, "{host} asks to try again later."),
    429: (Unreachable, "{host} asks to slow down."),
    540: (Unreachable, "The project is paused: resume it in the Supabase dashboard."),
}

WRONG_KEY: Final = "{host} does not accept the publishable key: copy it again from the dashboard."
_STRANGER: Final = (
    "Something else answers for {host}: does this Wi-Fi ask for a sign-in in the browser first?"
)


def clean(text: str, limit: int = 300) -> str:
    """Return text from outside on one line, without control, direction and invisible characters.

    Secrets that a server repeats are taken out too.
    """
    text = without_secrets(text)
    kept = "".join(
        " " if unicodedata.category(character)[0] in "CZ" else character for character in text
    )
    line = " ".join(kept.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def from_sqlstate(sqlstate: str | None, message: str = "") -> SyncError:
    """Return the error for a call that PostgreSQL answered with a SQLSTATE."""
    found = _by_sqlstate(sqlstate or "")
    if found is None:
        return Bug(f"The database said: {clean(message)} ({clean(sqlstate or '?')})", code=sqlstate)
    return _error(found, sqlstate, message)


def is_page(content_type: str, text: str) -> bool:
    """Tell whether an answer is a page for a browser, which no gateway of Supabase sends."""
    return "html" in content_type.casefold() or text.lstrip()[:1] == "<"


def from_data_api(status: int, body: Json, host: str, *, page: bool = True) -> SyncError:
    """Return the error for an HTTP answer of the Data API.

    `body` is None if it was not JSON; `page` tells whether it was then a page for a browser.
    """
    answer = body if isinstance(body, dict) else None
    code, message = _text_in(answer, "code"), _text_in(answer, "message")
    found = POSTGREST.get(code) or _by_sqlstate(code)
    if found is not None:
        return _error(found, code, message)
    if status == 401 and (not code if answer is not None else not page):
        # The gateways in front say no to a wrong key in JSON, in plain text or with nothing.
        return Unreachable(WRONG_KEY.format(host=host), code="wrong_key")
    return _by_status(status, answer is not None, host) or Bug(
        f"{host} said: {clean(message)} ({clean(code)}, HTTP {status})", code=code or None
    )


def _by_status(status: int, is_json: bool, host: str) -> SyncError | None:
    if status in STATUSES and (is_json or status != 401):
        kind, words = STATUSES[status]
        return kind(words.format(host=host), code=str(status))
    if status >= 500:
        return Unreachable(f"{host} has trouble (HTTP {status}).", code=str(status))
    return None if is_json else not_json(host)


def asked_to_wait(error: ErrorT, headers: Mapping[str, str]) -> ErrorT:
    """Return the error with the seconds that a Retry-After of the same answer asks to wait.

    A time of day in it counts from the answer's own Date: the clocks may differ.
    """
    asked = headers.get("Retry-After", "")
    if asked and isinstance(error, Unreachable):
        error.retry_after = retry_after(asked, _time_in(headers.get("Date", "")))
    return error


def retry_after(asked: str, now: datetime | None) -> int | None:
    """Return the seconds that a Retry-After asks to wait from now on, None if it makes no sense."""
    if asked.isdecimal() and len(asked) < 7:
        return int(asked)
    until = _time_in(asked)
    if until is None or now is None:
        return None
    seconds = (until - now).total_seconds()
    return round(seconds) if 0 < seconds < 86400 else None


def _time_in(header: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(header)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None


def not_json(host: str) -> Unreachable:
    """Return the error for an answer that is not the JSON it should be, or was cut."""
    return Unreachable(_STRANGER.format(host=host), code="not_json")


def from_network(error: Exception, host: str) -> Unreachable:
    """Return the error for a request without an answer: no network, no host, TLS, a timeout."""
    import httpx

    from tui.supabase.transport import AnswerLimitError

    if isinstance(error, AnswerLimitError):
        return Unreachable(error.words.format(host=host), code=error.code)
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(f"{host} did not answer in time.", code="timeout")
    for reason in _reasons(error):
        if isinstance(reason, ssl.SSLError):
            return Unreachable(_describe_tls(reason, host), code="tls")
    if isinstance(error, httpx.ConnectError):
        return Unreachable(f"{host} cannot be reached: is there a network?", code="unreachable")
    return Unreachable(f"The connection to {host} broke.", code="broken")


def from_connection(message: str, host: str) -> SyncError:
    """Return the error for a connection that could not be opened; libpq gives text alone."""
    text = message.casefold()
    if _HOSTED_DIRECT.match(host) and any(sign in text for sign in _NO_ADDRESS):
        return Unreachable(_IPV6_ONLY.format(host=host), code="ipv6_only")
    for code, lines in (("not_now", _NOT_NOW), ("connection", _CONNECTION)):
        for signs, words in lines:
            if any(sign in text for sign in signs):
                return Unreachable(words.format(host=host), code=code)
    return Unreachable(f"The database at {host} cannot be reached: is there a network?")


_HOSTED_DIRECT: Final = late_pattern(r"db\.[a-z0-9]{20}\.supabase\.(?:co|red)$")
_NO_ADDRESS: Final = (
    "network is unreachable",
    "no route to host",
    "cannot assign requested address",
    "could not translate host name",
    "failed to resolve host",
    "no address associated",
    "nodename nor servname",
    "name or service not known",
)
_IPV6_ONLY: Final = (
    "{host} cannot be reached. It has only an IPv6 address, unless the project pays for another:"
    " on a network without IPv6 take the session pooler's address (dashboard: Connect, Session"
    " pooler), which looks like postgres.<ref>@….pooler.supabase.com:5432."
)
# A server that is there and takes no connection now: it is asked again soon.
_NOT_NOW: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (
        ("(emaxconnsession)", "max clients reached", "too many clients", "remaining connection"),
        "The database at {host} has no connection left for now. Through Supabase's pooler, port"
        " 6543 has room for many lifters, 5432 for few.",
    ),
    (
        ("starting up", "shutting down", "recovery mode", "not yet accepting connections"),
        "The database at {host} is restarting.",
    ),
)
# The pooler's own codes come first: its sentences hold words of the lines below.
_CONNECTION: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (
        ("(enotfound)", "tenant or user not found"),
        "The pooler at {host} does not know this login or project: the login is role.<ref> there,"
        " and the host that of the project's own region (dashboard: Connect).",
    ),
    (
        ("(enoidentifier)", "no tenant identifier"),
        "The pooler at {host} was not told which project: the login is role.<ref> there, such as"
        " postgres.<ref> (dashboard: Connect).",
    ),
    (
        ("(eaddrnotallowed)", "address not in tenant allow_list"),
        "{host} does not let this network in: whoever runs the project allows its address"
        " (Database Settings, Network Restrictions).",
    ),
    (
        ("(ecircuitbreaker)", "(ebanned)"),
        "The pooler at {host} has locked this login out for a while, after too many wrong"
        " passwords: wait some minutes, then try the right one.",
    ),
    (
        ("(esslrequired)", "ssl connection is required"),
        "{host} takes no connection without TLS: leave sslmode=disable out of the address.",
    ),
    (
        ("certificate verify failed", "root certificate", "does not match host name"),
        "The certificate of {host} was not accepted. Supabase signs with its own authority: "
        "download its certificate (Database Settings, SSL) and add sslrootcert=/path/to/it "
        "to `database_url`.",
    ),
    (("ssl", "tls"), "{host} does not speak TLS as asked for in `database_url`."),
    (
        ("password authentication failed", "no password supplied"),
        "{host} refused the login's password. A pooler may know the old one for some minutes"
        " after a new one was made: wait, then try again. `topset db direct-login --lifter` makes"
        " a new one.",
    ),
    (
        ("not permitted to log in",),
        "{host} has switched off the login in `database_url`: whoever owns the database runs "
        "`topset db direct-login --lifter` with your e-mail address.",
    ),
    (("too many connections for role",), "The login in `database_url` is in use too many times."),
    (("does not exist",), "{host} does not know the login or database in `database_url`."),
    (("timeout", "timed out"), "The database at {host} did not answer in time."),
)


def _by_sqlstate(code: str) -> Line | None:
    if len(code) != 5:
        return None
    return SQLSTATES.get(code) or SQLSTATES.get(code[:2])


def _error(line: Line, code: str | None, message: str) -> SyncError:
    if code == NOT_SIGNED_IN:
        for beginning, (refusal, told) in REFUSALS.items():
            if message.startswith(beginning):
                code, line = refusal, told
    if code == "55P03" and message.startswith(BUSY_LAPTOP):
        line = (Unreachable, "Another laptop of yours is busy with your training.")
    kind, words = line
    if kind is Refused and message:
        words = f"{words}: {clean(message)}"
    return kind(words, code=code)


def _text_in(answer: Mapping[str, Json] | None, key: str) -> str:
    value = (answer or {}).get(key)
    return value if isinstance(value, str) else ""


def _reasons(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _describe_tls(reason: ssl.SSLError, host: str) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        why = clean(getattr(reason, "verify_message", "") or "no reason given")
        return (
            f"The certificate of {host} was not accepted ({why}): check "
            "this laptop's date, and whether this Wi-Fi asks for a sign-in in the browser first."
        )
    return f"{host} does not speak TLS as it should."
