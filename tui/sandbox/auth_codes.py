"""Signing up, codes by e-mail and forgotten passwords."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import uuid4

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tui.sandbox.auth_call import SITE_URL, Call, Redirect
from tui.sandbox.auth_errors import AuthError, validation_failed
from tui.sandbox.auth_sessions import Caller
from tui.sandbox.auth_users import (
    User,
    create_user,
    has_verified_factor,
    show_user,
    timestamp,
    user_by_email,
    user_by_id,
)
from tui.sandbox.letters import Letter
from tui.sandbox.passwords import hash_code, hash_password, new_code, password_is_right
from tui.sync.protocol import Json


class _Sort(NamedTuple):
    """A kind of letter: how its code is stored, what its link says, and its subject."""

    kind: str
    link_type: str
    subject: str


_CONFIRMATION = _Sort("confirmation", "signup", "Confirm your signup")
_MAGIC_LINK = _Sort("recovery", "magiclink", "Your magic link")
_RECOVERY = _Sort("recovery", "recovery", "Reset your password")
_CODE_LIVES = timedelta(hours=1)
_CONFIRMING = ("signup", "email", "invite", "magiclink")
_RECOVERING = ("email", "magiclink", "recovery")


def sign_up(call: Call) -> dict[str, Json]:
    """POST /signup: a bare user who has to confirm; who exists already is not given away.

    Where addresses need no confirming it is a session, and who exists already is told.
    """
    call.services.take_turn("code", call.address)
    call.check_captcha()
    settings = call.services.settings
    if not settings.sign_ups:
        raise _no_sign_ups()
    if not call.text("email") and not call.text("password"):
        raise AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled")
    if not settings.by_email:
        raise AuthError(400, "email_provider_disabled", "Email signups are disabled")
    email = call.email()
    if not call.text("password"):
        raise validation_failed("Signup requires a valid password")
    password = call.new_password()
    user = user_by_email(call.connection, email)
    if user is not None and user.email_confirmed_at is not None:
        if settings.autoconfirm:
            raise AuthError(422, "user_already_exists", "User already registered")
        return _look_alike(call, email)
    if user is None:
        user = create_user(
            call.connection,
            email,
            password,
            confirmed=settings.autoconfirm,
            data=call.data(),
            now=call.services.now(),
        )
    if settings.autoconfirm:
        return call.begin_session(_confirmed(call, user), "password")
    _send_letter(call, user, _CONFIRMATION)
    return show_user(call.connection, _again(call, user))


def send_code(call: Call) -> dict[str, Json]:
    """POST /otp: a code for signing in, by e-mail."""
    call.services.take_turn("code", call.address)
    call.check_captcha()
    email = call.email()
    if not call.services.settings.by_email:
        raise AuthError(422, "email_provider_disabled", "Email logins are disabled")
    user = user_by_email(call.connection, email)
    if user is None:
        if call.body.get("create_user") is False:
            raise AuthError(422, "otp_disabled", "Signups not allowed for otp")
        if not call.services.settings.sign_ups:
            raise _no_sign_ups()
        user = create_user(
            call.connection,
            email,
            None,
            confirmed=call.services.settings.autoconfirm,
            data=call.data(),
            now=call.services.now(),
        )
    _send_letter(call, user, _MAGIC_LINK if user.email_confirmed_at else _CONFIRMATION)
    return {}


def recover(call: Call) -> dict[str, Json]:
    """POST /recover: a code for setting a new password; says nothing about who exists."""
    call.services.take_turn("code", call.address)
    call.check_captcha()
    user = user_by_email(call.connection, call.email())
    if user is not None:
        _send_letter(call, user, _RECOVERY)
    return {}


def resend(call: Call) -> dict[str, Json]:
    """POST /resend: the sign-up code once more."""
    call.services.take_turn("code", call.address)
    call.check_captcha()
    user = user_by_email(call.connection, call.email())
    if user is not None and user.email_confirmed_at is None:
        _send_letter(call, user, _CONFIRMATION)
    return {}


def verify_code(call: Call) -> dict[str, Json]:
    """POST /verify: a session for whoever has the code, or the hash from the e-mail's link."""
    call.services.take_turn("code", call.address)
    kind, token_hash = call.text("type"), call.text("token_hash")
    if token_hash:
        if call.text("email") or call.text("token"):
            raise validation_failed("Only the token_hash and type should be provided")
    elif not call.text("token"):
        raise validation_failed("Verify requires a token or a token hash")
    else:
        token_hash = hash_code(call.email(), call.text("token"))
    return _redeem(call, kind, token_hash)


def follow_link(call: Call) -> Redirect:
    """GET /verify: what a click on the link of an e-mail does; the session is in the fragment."""
    call.services.take_turn("code", call.address)
    kind, site = call.query.get("type", ""), call.query.get("redirect_to") or SITE_URL
    try:
        session = _redeem(call, kind, call.query.get("token", ""))
    except AuthError as refusal:
        words = "Email link is invalid or has expired"
        refused = {
            "error": "access_denied",
            "error_code": refusal.error_code,
            "error_description": words if refusal.error_code == "otp_expired" else refusal.words,
        }
        return Redirect(f"{site}/#{urlencode(refused)}")
    shown = ("access_token", "expires_at", "expires_in", "refresh_token", "token_type")
    brought = {name: str(session[name]) for name in shown} | {"type": kind}
    return Redirect(f"{site}/#{urlencode(brought)}")


def _redeem(call: Call, kind: str, token_hash: str) -> dict[str, Json]:
    """The session that a code brings, once; a kind that nobody knows has no codes."""
    wanted = [
        *(["confirmation_token"] if kind in _CONFIRMING else []),
        *(["recovery_token"] if kind in _RECOVERING else []),
    ]
    with call.connection.cursor(row_factory=dict_row) as cursor:
        found = cursor.execute(
            "select user_id, created_at from auth.one_time_tokens"
            " where token_hash = %s and token_type::text = any (%s)",
            [token_hash, wanted],
        ).fetchone()
    user = user_by_id(call.connection, found["user_id"]) if found else None
    if user is not None and user.is_banned(call.services.now()):
        raise AuthError(403, "user_banned", "User is banned")
    if found is None or user is None or found["created_at"] + _CODE_LIVES < _naive_utc(call):
        raise AuthError(403, "otp_expired", "Token has expired or is invalid")
    call.connection.execute(
        "delete from auth.one_time_tokens where token_hash = %s and user_id = %s",
        [token_hash, user.id],
    )
    now = call.services.now()
    call.connection.execute(
        "update auth.users set email_confirmed_at = coalesce(email_confirmed_at, %s),"
        " raw_user_meta_data = raw_user_meta_data || %s::jsonb, updated_at = %s where id = %s",
        [now, '{"email_verified": true}', now, user.id],
    )
    return call.begin_session(user, "otp")


def update_user(call: Call) -> dict[str, Json]:
    """PUT /user: a new password, and what the user says about themselves."""
    caller = call.caller()
    now = call.services.now()
    if call.text("password"):
        _check_level(call, caller)
        password = call.new_password()
        if password_is_right(password, caller.user.encrypted_password):
            words = "New password should be different from the old password."
            raise AuthError(422, "same_password", words)
        call.connection.execute(
            "update auth.users set encrypted_password = %s, updated_at = %s where id = %s",
            [hash_password(password), now, caller.user.id],
        )
        call.services.sessions.end(call.connection, caller, "others")
    if data := call.data():
        call.connection.execute(
            "update auth.users set raw_user_meta_data = raw_user_meta_data || %s,"
            " updated_at = %s where id = %s",
            [Jsonb(data), now, caller.user.id],
        )
    return show_user(call.connection, _again(call, caller.user))


def _check_level(call: Call, caller: Caller) -> None:
    """Raises AuthError where a second factor exists that this session has not shown."""
    if caller.claims.get("aal") != "aal2" and has_verified_factor(call.connection, caller.user.id):
        words = "AAL2 session is required to update email or password when MFA is enabled."
        raise AuthError(401, "insufficient_aal", words)


def _send_letter(call: Call, user: User, sort: _Sort) -> None:
    """Send a fresh code, which replaces the last; one letter of a kind a minute to each address."""
    now = call.services.now()
    last: datetime | None = getattr(user, f"{sort.kind}_sent_at")
    pause = timedelta(seconds=call.services.limits.seconds_between_letters)
    if last is not None and now - last < pause:
        left = int((pause - (now - last)).total_seconds()) + 1
        words = f"For security purposes, you can only request this after {left} seconds."
        raise AuthError(429, "over_email_send_rate_limit", words)
    call.services.take_letter()
    email, code = user.email or "", new_code()
    token_hash = hash_code(email, code)
    call.connection.execute(
        "insert into auth.one_time_tokens"
        " (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)"
        " values (%s, %s, %s::auth.one_time_token_type, %s, %s, %s, %s)"
        " on conflict (user_id, token_type) do update set token_hash = excluded.token_hash,"
        " created_at = excluded.created_at, updated_at = excluded.updated_at",
        [uuid4(), user.id, f"{sort.kind}_token", token_hash, email, *2 * [_naive_utc(call)]],
    )
    call.connection.execute(
        f"update auth.users set {sort.kind}_sent_at = %s, updated_at = %s where id = %s".encode(),
        [now, now, user.id],
    )
    asked = urlencode({"token": token_hash, "type": sort.link_type, "redirect_to": SITE_URL})
    call.services.letters.send(
        Letter(
            to=email,
            subject=sort.subject,
            link=f"{call.services.sessions.issuer}/verify?{asked}",
            code=code if call.services.codes_in_letters else None,
            sent_at=timestamp(now),
        )
    )


def _no_sign_ups() -> AuthError:
    return AuthError(422, "signup_disabled", "Signups not allowed for this instance")


def _confirmed(call: Call, user: User) -> User:
    """The user with the address confirmed, also one who signed up when that took a letter."""
    call.connection.execute(
        "update auth.users set email_confirmed_at = coalesce(email_confirmed_at, %s) where id = %s",
        [call.services.now(), user.id],
    )
    return _again(call, user)


def _look_alike(call: Call, email: str) -> dict[str, Json]:
    """What signing up would answer for a new address; nothing is stored and nothing is sent."""
    at = timestamp(call.services.now())
    return {
        "id": str(uuid4()),
        "aud": "authenticated",
        "role": "",
        "email": email,
        "phone": "",
        "confirmation_sent_at": at,
        "app_metadata": {"provider": "email", "providers": ["email"]},
        "user_metadata": dict(call.data()),
        "identities": [],
        "created_at": at,
        "updated_at": at,
        "is_anonymous": False,
    }


def _again(call: Call, user: User) -> User:
    return user_by_id(call.connection, user.id) or user


def _naive_utc(call: Call) -> datetime:
    """Now, as `timestamp without time zone` columns keep it."""
    return call.services.now().astimezone(UTC).replace(tzinfo=None)
