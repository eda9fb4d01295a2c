"""The error_codes of Supabase Auth, each as one class of error with its words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from supabase_auth.errors import AuthError, AuthWeakPasswordError

from tui.supabase.errors import STATUSES, WRONG_KEY, Line, clean, from_network, not_json
from tui.sync.protocol import Bug, Json, SignedOut, SignInRefused, SyncError, Unreachable

# What a refresh may be answered with. Anything not listed keeps the session.
REFRESH: Final[Mapping[str, Line]] = {
    "refresh_token_not_found": (SignedOut, "Your session has ended: sign in again."),
    "refresh_token_already_used": (
        SignedOut,
        "Your session was used from a copy and has ended: sign in again.",
    ),
    "session_expired": (SignedOut, "Your session has expired: sign in again."),
    "session_not_found": (SignedOut, "Your session has ended: sign in again."),
    "user_not_found": (SignedOut, "This account is gone: sign in with another."),
    "user_banned": (SignedOut, "This account is blocked: ask whoever runs the project."),
    "validation_failed": (SignedOut, "The stored session is not valid: sign in again."),
    "invalid_grant": (SignedOut, "Your session has ended: sign in again."),
}
# After these the tokens are worthless; a blocked account may be let in again.
ENDED: Final = frozenset(REFRESH) - {"user_banned", "validation_failed"}


# What signing in, signing up and the like may be answered with.
SIGN_IN: Final[Mapping[str, str]] = {
    "invalid_credentials": "The e-mail address or the password is wrong.",
    "email_not_confirmed": (
        "This address is not confirmed yet: open the link in the e-mail from the project first."
    ),
    "phone_not_confirmed": "This telephone number is not confirmed yet.",
    "user_banned": "This account is blocked: ask whoever runs the project.",
    "user_not_found": "There is no such account in this project.",
    "email_provider_disabled": "This project does not let anyone in by e-mail and password.",
    "provider_disabled": "This project does not let anyone in this way.",
    "user_sso_managed": "This account signs in on a company's own page, which topset cannot.",
    "captcha_failed": (
        "This project asks for a CAPTCHA, which a terminal cannot show: "
        "whoever runs the project can turn it off (Authentication, Attack Protection)."
    ),
    "otp_expired": "The code is wrong or too old: ask for a new one.",
    "otp_disabled": "There is no account with this address, or this project sends no codes.",
    "signup_disabled": "This project takes no new accounts.",
    "email_exists": "There is an account with this address already: sign in.",
    "user_already_exists": "There is an account with this address already: sign in.",
    "email_address_invalid": "This e-mail address is not taken: is it written right?",
    "email_address_not_authorized": (
        "This project cannot send e-mail to this address: it has no mail server of its own yet."
    ),
    "weak_password": "This password is too weak.",
    "same_password": "The new password is the old one.",
    "reauthentication_needed": "Sign in again before you change this.",
    "mfa_verification_failed": "The code from the authenticator is wrong: type the current one.",
    "mfa_verification_rejected": "The project refused the second factor.",
    "mfa_challenge_expired": "That took too long: type the current code.",
    "mfa_factor_not_found": "This account has no such second factor any more: sign in again.",
    "mfa_ip_address_mismatch": "The network changed in between: sign in again.",
    "mfa_factor_name_conflict": "There is a second factor of this name already.",
    "mfa_totp_enroll_not_enabled": "This project has no second factor by authenticator.",
    "mfa_totp_verify_not_enabled": "This project has no second factor by authenticator.",
    "mfa_verified_factor_exists": "This account has a second factor of this kind already.",
    "too_many_enrolled_mfa_factors": "This account has as many second factors as it may.",
    "insufficient_aal": "Sign in with the second factor first.",
    "session_not_found": "This sign-in has ended: begin again.",
    "session_expired": "This sign-in has ended: begin again.",
    "bad_jwt": "This sign-in has ended: begin again.",
    "no_authorization": "This sign-in has ended: begin again.",
    "validation_failed": "The address, the password or the code cannot be right as written.",
    "invalid_grant": "The e-mail address or the password is wrong.",
}
# Limits, and how many seconds they last where the answer does not say.
LIMITS: Final[Mapping[str, int]] = {
    "over_email_send_rate_limit": 60,
    "over_sms_send_rate_limit": 60,
    "over_request_rate_limit": 300,
}
# The server's own trouble, whatever status it comes with.
TROUBLE: Final = frozenset(
    {
        "conflict",
        "request_timeout",
        "unexpected_failure",
        "hook_timeout",
        "hook_timeout_after_retry",
    }
)


def from_sign_in(error: Exception, host: str, now: datetime) -> SyncError:
    """Return the error for an attempt to sign in, sign up or the like."""
    response, body = _answer(error)
    code = _code(error, body)
    status = response.status_code if response is not None else 0
    if code in SIGN_IN:
        return SignInRefused(SIGN_IN[code] + _weaknesses(error), code=code)
    if code in LIMITS or status == 429:
        words = _try_again(response, code, now)
        return SignInRefused(words, code=code or "over_request_rate_limit")
    trouble = _trouble(error, response, body, code, host)
    if trouble is not None:
        return trouble
    if body is None or status in {404, 405}:
        return not_supabase(host)
    if status == 401:
        return SignInRefused(WRONG_KEY.format(host=host), code="wrong_key")
    return SignInRefused(f"{host} refused: {clean(str(error))} ({clean(code)}).", code=code or None)


def _weaknesses(error: Exception) -> str:
    reasons = error.reasons if isinstance(error, AuthWeakPasswordError) else ()
    return "".join(f" {_WEAKNESSES[reason]}" for reason in reasons if reason in _WEAKNESSES)


def not_supabase(host: str) -> SignInRefused:
    """Return the error for a host that answers, but not as Supabase Auth."""
    return SignInRefused(
        f"There is no Supabase project at {host}: check the project URL.", code="not_supabase"
    )


def from_refresh(error: Exception, host: str) -> SyncError:
    """Return the error for a refresh; whatever is not known for certain keeps the session."""
    response, body = _answer(error)
    code = _code(error, body)
    if code in REFRESH:
        kind, words = REFRESH[code]
        return kind(words, code=code)
    trouble = _trouble(error, response, body, code, host)
    if trouble is not None:
        return trouble
    if response is None or body is None:
        return not_json(host)
    if response.status_code == 401:
        return Unreachable(WRONG_KEY.format(host=host), code="wrong_key")
    return Bug(
        f"{host} refused a refresh: {clean(str(error))} "
        f"({clean(code)}, HTTP {response.status_code}).",
        code=code or None,
    )


_WEAKNESSES: Final[Mapping[str, str]] = {
    "length": "It is too short.",
    "characters": "It needs other kinds of letters, digits or signs too.",
    "pwned": "It is in a list of stolen passwords.",
}


def _answer(error: Exception) -> tuple[httpx.Response | None, dict[str, Json] | None]:
    """Return the answer that an error of the Auth client stands for, and its JSON object."""
    cause = _cause(error)
    if not isinstance(cause, httpx.HTTPStatusError):
        return None, None
    try:
        body = cause.response.json()
    except (ValueError, RecursionError):
        body = None
    return cause.response, body if isinstance(body, dict) else None


def _cause(error: Exception) -> BaseException | None:
    return error if isinstance(error, httpx.HTTPError) else error.__cause__


def _code(error: Exception, body: Mapping[str, Json] | None) -> str:
    """Return the error_code; older servers have an OAuth `error` instead."""
    if isinstance(error, AuthError) and error.code:
        return error.code
    for key in ("error_code", "code", "error"):
        value = (body or {}).get(key)
        if isinstance(value, str) and " " not in value:
            return value
    return ""


def _trouble(
    error: Exception,
    response: httpx.Response | None,
    body: Mapping[str, Json] | None,
    code: str,
    host: str,
) -> Unreachable | None:
    cause = _cause(error)
    if isinstance(cause, httpx.RequestError):
        return from_network(cause, host)
    if code in TROUBLE:
        return Unreachable(f"{host} has trouble: try again in a minute.", code=code)
    if response is None:
        return None
    status = response.status_code
    if status in STATUSES and status not in {401, 413}:
        return Unreachable(STATUSES[status][1].format(host=host), code=code or str(status))
    if status >= 500:
        return Unreachable(f"{host} has trouble (HTTP {status}).", code=code or str(status))
    return not_json(host) if body is None and 300 <= status < 400 else None


def _try_again(response: httpx.Response | None, code: str, now: datetime) -> str:
    seconds = LIMITS.get(code, LIMITS["over_request_rate_limit"])
    if response is not None:
        seconds = _retry_after(response.headers.get("Retry-After", ""), now) or seconds
    # The next whole minute, so that the time shown is never too early.
    at = (now + timedelta(seconds=seconds + 59)).replace(second=0, microsecond=0)
    sort = "No more e-mail for now" if code == "over_email_send_rate_limit" else "Too many tries"
    return f"{sort}: try again at {at:%H:%M}."


def _retry_after(header: str, now: datetime) -> int | None:
    if header.isdecimal() and len(header) < 7:
        return int(header)
    try:
        seconds = (parsedate_to_datetime(header) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return round(seconds) if 0 < seconds < 86400 else None
