"""What the database has of topset: its migrations, and the hook that stamps tokens."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from tui.cli.doctor.check import Check
from tui.cli.wiring import AppContext
from tui.training.wording import counted

if TYPE_CHECKING:
    from tui.supabase.schema import SchemaReport
    from tui.sync.protocol import Identity

MIGRATE = "whoever owns the database runs topset db migrate"
_TURN_ON = (
    "in the dashboard, Authentication, Hooks: Customize Access Token (JWT) Claims,"
    " topset_private.stamp_access_token; then sign in again"
)
# What the owner sees of the hook while no token tells: whether it is well, in words, what helps.
_SEEN: Mapping[str, tuple[bool, str, str]] = {
    "missing": (False, "it is not in the database", MIGRATE),
    "not callable": (False, "Auth may not call it", MIGRATE),
    "no longer called": (False, "Auth no longer calls it: turned off, or replaced", _TURN_ON),
    "never called": (False, "Auth has never called it", _TURN_ON),
    "called": (True, "on: Auth calls it", ""),
}


def schema_check(
    version: str | None, *, missing: bool, report: SchemaReport | None, asked: bool
) -> Check:
    """Tell the schema's version; `asked` if there was a token to ask for it with."""
    from tui.supabase.schema import LATEST

    if report is not None:
        return _reported(report)
    if missing:
        return Check("schema", False, "the migrations are missing", MIGRATE)
    if version is None:
        why = (
            "the database did not tell" if asked else "only a signed-in lifter or the owner may ask"
        )
        return Check("schema", None, f"not known: {why}")
    if version < LATEST:
        return Check("schema", False, f"{version}, this topset needs {LATEST}", MIGRATE)
    if version > LATEST:
        words = f"{version}, newer than this topset knows ({LATEST})"
        return Check("schema", True, words, "update topset when it suits")
    return Check("schema", True, f"{version}, the latest")


def _reported(report: SchemaReport) -> Check:
    """Return how the schema is as its owner sees it."""
    if report.missing:
        missing = counted(len(report.missing), "migration")
        words = f"{missing} missing, from {report.missing[0].version} on"
        return Check("schema", False, words, "topset db migrate")
    if report.problems:
        return Check("schema", False, "; ".join(report.problems), "topset db check")
    edited = ", ".join(migration.version for migration in report.edited)
    words = f"{report.applied[-1]}, nothing is missing"
    return Check("schema", True, f"{words}; edited since: {edited}" if edited else words)


def hook_check(
    context: AppContext, lifter: Identity | None, report: SchemaReport | None, *, needed: bool
) -> Check:
    """Tell whether tokens carry the stamp, which only the direct connection needs.

    What the owner sees goes first: a token tells how it was when it was made. A hook that Auth
    cannot run keeps everybody out, whichever connection they take.
    """
    stamped = _stamped(context, lifter)
    if report is not None and (broken := _broken(report, needed=needed)) is not None:
        return broken
    if stamped:
        when = _made_at(context, lifter)
        return Check("hook", True, f"the token on this laptop carries the stamp, of {when}")
    if report is None and stamped is None:
        return Check("hook", None, "not known: nobody is signed in")
    if report is None:
        well, words, do = False, "off when the token on this laptop was made", _TURN_ON
    else:
        well, words, do = _SEEN[report.hook]
    if well and stamped is False:
        well, words, do = False, "on, but the token on this laptop is older", "topset sign-in"
    if well:
        return Check("hook", True, words)
    if needed:
        return Check("hook", False, f"{words}, and the direct connection needs it", do)
    return Check("hook", True, f"{words}; only a direct connection would need it")


def _broken(report: SchemaReport, *, needed: bool) -> Check | None:
    """Return what keeps the hook from being called, None where nothing does."""
    if report.hook not in ("missing", "not callable", "no longer called"):
        return None
    _, words, do = _SEEN[report.hook]
    locks_out = report.hook != "no longer called" and not report.missing
    if locks_out or needed:
        return Check("hook", False, words, do)
    return Check("hook", True, f"{words}; only a direct connection would need it")


def _made_at(context: AppContext, lifter: Identity | None) -> str:
    """Return when the token on this laptop came."""
    assert lifter is not None
    at = datetime.fromtimestamp(context.session_store.load(lifter.user_id).received_at).astimezone()
    return f"{at:%Y-%m-%d %H:%M}"


def _stamped(context: AppContext, lifter: Identity | None) -> bool | None:
    """Tell whether the token on this laptop carries the stamp, None if there is no token."""
    from tui.supabase.project import jwt_claims
    from tui.sync.protocol import LOCAL_LIFTER, SyncError

    if lifter is None or lifter == LOCAL_LIFTER:
        return None
    try:
        token = context.session_store.load(lifter.user_id).access_token
    except SyncError:
        return None
    return "topset_stamp" in jwt_claims(token) if token else None
