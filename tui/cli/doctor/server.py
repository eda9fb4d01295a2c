"""The project and its database: both doors, their certificates and clocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tui.cli.doctor.check import Check
from tui.cli.doctor.schema import MIGRATE, hook_check, schema_check
from tui.cli.wiring import AppContext
from tui.settings.model import Settings
from tui.training.wording import counted

if TYPE_CHECKING:
    from tui.supabase.schema import SchemaReport
    from tui.sync.protocol import Gateway, Identity

CLOCK_SECONDS = 60.0
CERTIFICATE_DAYS = 14
# Logins of a Supabase project that may read everybody's rows.
_OWNERS = ("postgres", "supabase_admin")


def server(
    context: AppContext, settings: Settings | None, lifter: Identity | None, owner_url: str | None
) -> Iterator[Check]:
    """Look at every way to the database that is set."""
    if settings is None:
        yield Check("project", None, "not looked at: the configuration has to be right first")
        return
    version: str | None = None
    missing = well = False
    if settings.url and settings.publishable_key:
        refusal = _refusal(context.refuse_plain_http)
        if refusal is None:
            yield from _project(context, settings.url, settings.publishable_key)
            check, missing = _data_api(settings.url, settings.publishable_key)
            well = bool(check.ok)
            yield check
        else:
            yield Check("project", False, refusal, "set a url that begins with https")
    else:
        yield Check("project", None, "none is set")
    if settings.database_url:
        for check, found in _direct(context, settings.database_url):
            version = found or version
            well = bool(check.ok) if check.name == "direct" else well
            yield check
    report, trouble = _report(owner_url)
    if trouble is not None:
        yield trouble
    if version is None and well:
        version = _by_token(context, lifter)
    yield schema_check(version, missing=missing, report=report, asked=_can_ask(lifter))
    yield hook_check(context, lifter, report, needed=settings.database_url is not None)


def _refusal(check: Callable[[], None]) -> str | None:
    """Return why topset does not go this way, None where it does."""
    from tui.sync.protocol import SyncError

    try:
        check()
    except SyncError as refusal:
        return refusal.words
    return None


def _project(context: AppContext, url: str, key: str) -> Iterator[Check]:
    from tui.supabase.probe import look_at_project
    from tui.sync.protocol import SyncError, Unreachable

    try:
        look = look_at_project(url, key, context.now)
    except SyncError as error:
        gone = isinstance(error, Unreachable)
        do = (
            "nothing is lost; keep logging, and try again with a network"
            if gone
            else ("compare url and publishable_key with the dashboard (Project Settings, API Keys)")
        )
        yield Check("project", False, error.words, do)
        return
    yield Check("project", True, f"{url} answers in {look.milliseconds:.0f} ms")
    yield _unencrypted(url) or _certificate(look.certificate_until, context.now())
    yield _clock(look.clock_ahead)


def _data_api(url: str, key: str) -> tuple[Check, bool]:
    """Return how the Data API is, and whether topset's functions are missing behind it."""
    from tui.supabase.probe import data_api_answers
    from tui.sync.protocol import SyncError

    try:
        there = data_api_answers(url, key)
    except SyncError as error:
        return Check("data_api", False, error.words, "see project above"), False
    if there:
        return Check("data_api", True, "answers, and knows topset's functions"), False
    words = "answers, and does not know topset's functions"
    do = f"{MIGRATE}; if it has been done: notify pgrst, 'reload schema'"
    return Check("data_api", False, words, do), True


def _direct(context: AppContext, database_url: str) -> Iterator[tuple[Check, str | None]]:
    from tui.supabase.encryption import refuse_weak_tls
    from tui.supabase.probe import look_at_database
    from tui.sync.protocol import SyncError

    refusal = _refusal(lambda: refuse_weak_tls(database_url, context.may_be_read))
    if refusal is not None:
        yield Check("direct", False, refusal, "take sslmode out of database_url"), None
        return
    try:
        look = look_at_database(database_url, context.now)
    except SyncError as error:
        yield Check("direct", False, error.words, "take database_url out to use the Data API"), None
        return
    words = (
        f"PostgreSQL {look.server_version.partition(' ')[0]} answers {look.login} in"
        f" {look.milliseconds:.0f} ms, {'TLS' if look.encrypted else 'no TLS'}"
    )
    version = look.schema_version if look.acts_for_lifters else None
    yield _login(look.login, words, acts_for_lifters=look.acts_for_lifters), version
    if look.encrypted:
        yield _certificate(look.certificate_until, context.now(), "direct_certificate"), None
    yield _clock(look.clock_ahead, "direct_clock"), None


def _login(login: str, words: str, *, acts_for_lifters: bool) -> Check:
    if login in _OWNERS:
        words = f"{words}; this login opens everyone's data and must not be on a laptop"
        return Check("direct", False, words, "topset db direct-login makes one that does not")
    if acts_for_lifters:
        return Check("direct", True, words)
    do = f"{MIGRATE}, then topset db direct-login"
    return Check("direct", False, f"{words}; it may not act for lifters", do)


def _unencrypted(url: str) -> Check | None:
    """Return what is to be said of a way without a certificate."""
    from tui.supabase.project import is_loopback

    parts = urlsplit(url)
    if parts.scheme == "https":
        return None
    if is_loopback(parts.hostname or ""):
        return Check("certificate", True, "none is needed: http within this computer")
    words = "none: with http anybody on the way can read the password and the log"
    return Check("certificate", False, words, "set a url that begins with https")


def _certificate(until: datetime | None, now: datetime, name: str = "certificate") -> Check:
    if until is None:
        return Check(name, None, "it did not show its dates")
    words = f"valid until {until.astimezone():%Y-%m-%d}"
    if until - now < timedelta(days=CERTIFICATE_DAYS):
        left = counted(max(0, (until - now) // timedelta(days=1)), "day")
        return Check(name, False, f"{words}, {left}", "whoever runs the server renews it")
    return Check(name, True, words)


def _clock(ahead: float | None, name: str = "clock") -> Check:
    if ahead is None:
        return Check(name, None, "the server did not tell its time")
    side = "ahead of" if ahead > 0 else "behind"
    if abs(ahead) <= CLOCK_SECONDS:
        close = "agrees with" if abs(ahead) < 2 else f"is {abs(ahead):.0f} s {side}"
        return Check(name, True, f"this laptop's clock {close} the server's")
    words = f"this laptop's clock is {timedelta(seconds=round(abs(ahead)))} {side} the server's"
    return Check(name, False, words, "set the clock: sets are dated by it")


def _report(owner_url: str | None) -> tuple[SchemaReport | None, Check | None]:
    """Look at the database as its owner, where an address is given for that."""
    from tui.sync.protocol import SyncError

    if not owner_url:
        return None, None
    from tui.supabase import schema
    from tui.supabase.owner import owner_connection

    try:
        with owner_connection(owner_url) as connection:
            return schema.check(connection), None
    except SyncError as error:
        do = "check --owner-url (TOPSET_OWNER_DATABASE_URL)"
        return None, Check("owner", False, error.words, do)


def _can_ask(lifter: Identity | None) -> bool:
    from tui.sync.protocol import LOCAL_LIFTER

    return lifter is not None and lifter != LOCAL_LIFTER


def _by_token(context: AppContext, lifter: Identity | None) -> str | None:
    """Return the schema's version as a signed-in lifter is told it, None where nobody can ask."""
    from tui.sync.protocol import SyncError

    if lifter is None or not _can_ask(lifter):
        return None
    try:
        gateway: Gateway = context.gateway(lifter)
    except SyncError:
        return None
    try:
        return gateway.schema_version()
    except SyncError:
        return None
    finally:
        gateway.close()
