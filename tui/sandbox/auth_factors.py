"""The second factor: a code that an authenticator app shows (TOTP)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from psycopg.rows import dict_row

from tui.sandbox.auth_call import Call
from tui.sandbox.auth_errors import AuthError, validation_failed
from tui.sandbox.auth_sessions import Caller
from tui.sandbox.auth_users import has_verified_factor
from tui.sandbox.passwords import new_totp_secret, totp_is_right
from tui.sync.protocol import Json

_CHALLENGE_LIVES = timedelta(minutes=5)
_UNVERIFIED_LIVES = timedelta(minutes=5)
_EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


def enroll(call: Call) -> dict[str, Json]:
    """POST /factors: a new factor, unverified until its first code is right."""
    caller = call.caller()
    if call.text("factor_type") != "totp":
        raise validation_failed("factor_type needs to be totp")
    name, now = call.text("friendly_name"), call.services.now()
    call.connection.execute(
        "delete from auth.mfa_factors f where status = 'unverified' and created_at < %s"
        " and not exists (select from auth.mfa_challenges c where c.factor_id = f.id)",
        [now - _UNVERIFIED_LIVES],
    )
    taken = call.connection.execute(
        "select from auth.mfa_factors where user_id = %s and friendly_name = %s",
        [caller.user.id, name],
    ).fetchone()
    if taken is not None:
        words = f'A factor with the friendly name "{name}" for this user already exists'
        raise AuthError(422, "mfa_factor_name_conflict", words)
    if caller.claims.get("aal") != "aal2" and has_verified_factor(call.connection, caller.user.id):
        raise AuthError(403, "insufficient_aal", "AAL2 required to enroll a new factor")
    factor_id, secret = uuid4(), new_totp_secret()
    call.connection.execute(
        "insert into auth.mfa_factors"
        " (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)"
        " values (%s, %s, %s, 'totp', 'unverified', %s, %s, %s)",
        [factor_id, caller.user.id, name, secret, now, now],
    )
    issuer = call.text("issuer") or "topset"
    label = quote(f"{issuer}:{caller.user.email or caller.user.id}")
    asked = urlencode(
        {"algorithm": "SHA1", "digits": 6, "issuer": issuer, "period": 30, "secret": secret}
    )
    return {
        "id": str(factor_id),
        "type": "totp",
        "friendly_name": name,
        "totp": {
            "qr_code": _EMPTY_PICTURE,
            "secret": secret,
            "uri": f"otpauth://totp/{label}?{asked}",
        },
    }


def challenge(call: Call) -> dict[str, Json]:
    """POST /factors/{id}/challenge: a question that the next code answers."""
    call.services.take_turn("factor", call.address)
    factor = _factor(call, call.caller())
    challenge_id, now = uuid4(), call.services.now()
    call.connection.execute(
        "insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)"
        " values (%s, %s, %s, '127.0.0.1')",
        [challenge_id, factor["id"], now],
    )
    expires = int((now + _CHALLENGE_LIVES).timestamp())
    return {"id": str(challenge_id), "type": "totp", "expires_at": expires}


def verify_factor(call: Call) -> dict[str, Json]:
    """POST /factors/{id}/verify: the session again, at the second level of assurance."""
    call.services.take_turn("factor", call.address)
    caller = call.caller()
    factor, now = _factor(call, caller), call.services.now()
    with call.connection.cursor(row_factory=dict_row) as cursor:
        asked = cursor.execute(
            "select id, created_at, verified_at from auth.mfa_challenges"
            " where factor_id = %s and id::text = %s",
            [factor["id"], call.text("challenge_id")],
        ).fetchone()
    if asked is None:
        words = "MFA factor with the provided challenge ID not found"
        raise AuthError(422, "mfa_factor_not_found", words)
    if asked["verified_at"] is not None:
        words = "Challenge and verify IP addresses mismatch."
        raise AuthError(422, "mfa_ip_address_mismatch", words)
    if asked["created_at"] + _CHALLENGE_LIVES < now:
        words = f"MFA challenge {asked['id']} has expired, verify against another challenge"
        raise AuthError(422, "mfa_challenge_expired", words)
    if not totp_is_right(str(factor["secret"]), call.text("code"), now.timestamp()):
        raise AuthError(422, "mfa_verification_failed", "Invalid TOTP code entered")
    call.connection.execute(
        "update auth.mfa_challenges set verified_at = %s where id = %s", [now, asked["id"]]
    )
    call.connection.execute(
        "update auth.mfa_factors set status = 'verified', updated_at = %s where id = %s",
        [now, factor["id"]],
    )
    call.connection.execute(
        "delete from auth.mfa_factors where user_id = %s and status = 'unverified'",
        [caller.user.id],
    )
    answer = call.services.sessions.raise_level(call.connection, caller, UUID(str(factor["id"])))
    call.connection.execute(
        "delete from auth.sessions where user_id = %s and id <> %s and aal = 'aal1'",
        [caller.user.id, caller.session_id],
    )
    return answer


def unenroll(call: Call) -> dict[str, Json]:
    """DELETE /factors/{id}: the factor goes; a verified one only with its own blessing."""
    caller = call.caller()
    factor = _factor(call, caller)
    if factor["status"] == "verified" and caller.claims.get("aal") != "aal2":
        words = "AAL2 required to unenroll verified factor"
        raise AuthError(422, "insufficient_aal", words)
    call.connection.execute("delete from auth.mfa_factors where id = %s", [factor["id"]])
    call.connection.execute(
        "update auth.sessions set aal = 'aal1', factor_id = null where factor_id = %s",
        [factor["id"]],
    )
    return {"id": str(factor["id"])}


def _factor(call: Call, caller: Caller) -> dict[str, Any]:
    try:
        UUID(call.path.get("factor_id", ""))
    except ValueError:
        raise AuthError(404, "validation_failed", "factor_id must be an UUID") from None
    with call.connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "select id, status::text as status, secret from auth.mfa_factors"
            " where user_id = %s and id::text = %s",
            [caller.user.id, call.path.get("factor_id")],
        ).fetchone()
    if found is None:
        words = "Factor not found"
        raise AuthError(404, "mfa_factor_not_found", words)
    return found
