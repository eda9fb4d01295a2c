"""The project and its database: both doors, certificate, clock, schema and hook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui.cli.compose import House
from tui.cli.doctor.check import Check
from tui.config import Settings

if TYPE_CHECKING:
    from tui.supabase.schema import SchemaReport
    from tui.sync.protocol import Gateway, Identity

CLOCK_SECONDS = 60.0
CERTIFICATE_DAYS = 14
_MIGRATE = "whoever owns the database runs topset db migrate"
_HOOK = (
    "in the dashboard, Authentication, Hooks: Customize Access Token (JWT) Claims,"
    " topset_private.stamp_access_token; then sign in again"
)


def server(
    house: House, settings: Settings | None, lifter: Identity | None, owner_url: str | None
) -> Iterator[Check]:
    """Look at every way to the database that is set."""
    if settings is None:
        yield Check("project", None, "not looked at: the configuration has to be right first")
        return
    version: str | None = None
    missing = False
    if settings.url and settings.publishable_key:
        yield from _project(house, settings.url, settings.publishable_key)
        check, missing = _data_api(settings.url, settings.publishable_key)
        yield check
    else:
        yield Check("project", None, "none is set")
    if settings.database_url:
        for check, found in _direct(house, settings.database_url):
            version = found or version
            yield check
    report, trouble = _report(owner_url)
    if trouble is not None:
        yield trouble
    if version is None and not missing:
        version = _by_token(house, lifter)
    yield _schema(version, missing=missing, report=report)
    yield _hook(house, settings, lifter, report)


def _project(house: House, url: str, key: str) -> Iterator[Check]:
    from tui.supabase.probe import look_at_project
    from tui.sync.protocol import SyncError, Unreachable

    try:
        look = look_at_project(url, key, house.now)
    except SyncError as error:
        gone = isinstance(error, Unreachable)
        do = (
            "nothing is lost; go on logging, and try again with a network"
            if gone
            else ("compare url and publishable_key with the dashboard (Project Settings, API Keys)")
        )
        yield Check("project", False, error.words, do)
        return
    yield Check("project", True, f"{url} answers in {look.milliseconds:.0f} ms")
    yield _certificate(url.startswith("https:"), look.certificate_until, house.now())
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
    do = f"{_MIGRATE}; if it has been done: notify pgrst, 'reload schema'"
    return Check("data_api", False, words, do), True


def _direct(house: House, database_url: str) -> Iterator[tuple[Check, str | None]]:
    from tui.supabase.probe import look_at_database
    from tui.sync.protocol import SyncError

    try:
        look = look_at_database(database_url, house.now)
    except SyncError as error:
        yield Check("direct", False, error.words, "take database_url out to use the Data API"), None
        return
    words = (
        f"PostgreSQL {look.server_version.partition(' ')[0]} answers {look.login} in"
        f" {look.milliseconds:.0f} ms, {'TLS' if look.encrypted else 'no TLS'}"
    )
    if look.acts_for_lifters:
        yield Check("direct", True, words), look.schema_version
    else:
        do = f"{_MIGRATE}, then topset db direct-login"
        yield Check("direct", False, f"{words}; it may not act for lifters", do), None
    if look.encrypted:
        yield _certificate(True, look.certificate_until, house.now()), None
    yield _clock(look.clock_ahead), None


def _certificate(encrypted: bool, until: datetime | None, now: datetime) -> Check:
    if not encrypted:
        return Check("certificate", True, "none: this way is not encrypted (http)")
    if until is None:
        return Check("certificate", None, "its dates were not told")
    words = f"valid until {until.astimezone():%Y-%m-%d}"
    if until - now < timedelta(days=CERTIFICATE_DAYS):
        left = max(0, (until - now) // timedelta(days=1))
        return Check("certificate", False, f"{words}, {left} days", "whoever runs it renews it")
    return Check("certificate", True, words)


def _clock(ahead: float | None) -> Check:
    if ahead is None:
        return Check("clock", None, "the server did not tell its time")
    side = "ahead of" if ahead > 0 else "behind"
    if abs(ahead) <= CLOCK_SECONDS:
        close = "agrees with" if abs(ahead) < 2 else f"is {abs(ahead):.0f} s {side}"
        return Check("clock", True, f"this laptop's clock {close} the server's")
    words = f"this laptop's clock is {timedelta(seconds=round(abs(ahead)))} {side} the server's"
    return Check("clock", False, words, "set the clock: sets are dated by it")


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


def _by_token(house: House, lifter: Identity | None) -> str | None:
    """Return the schema's version as a signed-in lifter is told it, None where nobody can ask."""
    from tui.sync.protocol import LOCAL_LIFTER, SyncError

    if lifter is None or lifter == LOCAL_LIFTER:
        return None
    gateway: Gateway = house.gateway(lifter)
    try:
        return gateway.schema_version()
    except SyncError:
        return None
    finally:
        gateway.close()


def _schema(version: str | None, *, missing: bool, report: SchemaReport | None) -> Check:
    from tui.supabase.schema import LATEST

    if report is not None:
        return _reported(report)
    if missing:
        return Check("schema", False, "the migrations are missing", _MIGRATE)
    if version is None:
        return Check("schema", None, "not known: only who is signed in, or the owner, is told")
    if version < LATEST:
        return Check("schema", False, f"{version}, this topset needs {LATEST}", _MIGRATE)
    if version > LATEST:
        words = f"{version}, newer than this topset knows ({LATEST})"
        return Check("schema", True, words, "update topset when it suits")
    return Check("schema", True, f"{version}, the latest")


def _reported(report: SchemaReport) -> Check:
    """Return how the schema is as its owner sees it."""
    if report.missing:
        words = f"{len(report.missing)} migrations are missing, from {report.missing[0].version} on"
        return Check("schema", False, words, "topset db migrate")
    if report.problems:
        return Check("schema", False, "; ".join(report.problems), "topset db check")
    edited = ", ".join(migration.version for migration in report.edited)
    words = f"{report.applied[-1]}, nothing is missing"
    return Check("schema", True, f"{words}; edited since: {edited}" if edited else words)


def _hook(
    house: House, settings: Settings, lifter: Identity | None, report: SchemaReport | None
) -> Check:
    """Tell whether tokens carry the stamp, which only the direct door needs."""
    needed = settings.database_url is not None
    stamped = _stamped(house, lifter)
    if stamped is None and report is not None:
        stamped = report.hook == "called"
    if stamped is None:
        return Check("hook", None, "not known: nobody is signed in")
    if stamped:
        return Check("hook", True, "on: tokens carry the stamp")
    if needed:
        return Check("hook", False, "off, and the direct connection needs it", _HOOK)
    return Check("hook", True, "off; only a direct connection would need it")


def _stamped(house: House, lifter: Identity | None) -> bool | None:
    from tui.supabase.project import jwt_claims
    from tui.sync.protocol import LOCAL_LIFTER, SyncError

    if lifter is None or lifter == LOCAL_LIFTER:
        return None
    try:
        token = house.keeper.load(lifter.user_id).access_token
    except SyncError:
        return None
    return "topset_stamp" in jwt_claims(token) if token else None
