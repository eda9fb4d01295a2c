"""The error_codes of Supabase Auth, each as one class of error with its words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import httpx
from supabase_auth.errors import AuthError, AuthWeakPasswordError

from tui.late_pattern import late_pattern
from tui.supabase.errors import (
    STATUSES,
    WRONG_KEY,
    Line,
    asked_to_wait,
    clean,
    from_network,
    is_page,
    not_json,
    retry_after,
)
from tui.sync.protocol import (
    EMAIL_QUOTA,
    Bug,
    Json,
    SessionEnded,
    SignedOut,
    SignInRefused,
    SyncError,
    Unreachable,
)

# What a refresh may be answered with. Anything not listed keeps the session; after SessionEnded the
# tokens are worthless, while a blocked account may be let in again.
REFRESH: Final[Mapping[str, Line]] = {
    "refresh_token_not_found": (SessionEnded, "Your session has ended: sign in again."),
    "refresh_token_already_used": (
        SessionEnded,
        "Your session was used from a copy and has ended: sign in again.",
    ),
    "session_expired": (SessionEnded, "Your session has expired: sign in again."),
    "session_not_found": (SessionEnded, "Your session has ended: sign in again."),
    "user_not_found": (SessionEnded, "This account is gone: sign in with another."),
    "user_banned": (SignedOut, "This account is blocked: ask whoever runs the project."),
    "validation_failed": (SignedOut, "The stored session is not valid: sign in again."),
    "invalid_grant": (SessionEnded, "Your session has ended: sign in again."),
}


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
    "user_sso_managed": "This account signs in on a company's own page, which topset cannot do.",
    "captcha_failed": (
        "This project asks for a CAPTCHA, which a terminal cannot show: "
        "whoever runs the project can turn it off (Authentication, Attack Protection)."
    ),
    "otp_expired": (
        "The code is wrong or too old: ask for a new one. A click on the e-mail's link spends the"
        " code too: then paste the address that the browser shows."
    ),
    "otp_disabled": "There is no account with this address, or this project sends no codes.",
    "signup_disabled": "This project takes no new accounts.",
    "email_exists": "There is an account with this address already: sign in.",
    "user_already_exists": "There is an account with this address already: sign in.",
    "email_address_invalid": "This e-mail address was not accepted: is it spelled right?",
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
    "too_many_enrolled_mfa_factors": "This account has as many second factors as it is allowed.",
    "insufficient_aal": "Sign in with the second factor first.",
    "refresh_token_not_found": "This link's sign-in has ended, or is of another project.",
    "refresh_token_already_used": "This link was used before: ask for a new one.",
    "session_not_found": "This sign-in has ended: begin again.",
    "session_expired": "This sign-in has ended: begin again.",
    "bad_jwt": "This sign-in has ended: begin again.",
    "no_authorization": "This sign-in has ended: begin again.",
    "anonymous_provider_disabled": "Type the e-mail address and the password.",
    "validation_failed": "The address, the password or the code cannot be right as written.",
    "invalid_grant": "The e-mail address or the password is wrong.",
}
# What a request holds that no error may repeat.
_SECRET_FIELDS: Final = frozenset({"password", "refresh_token", "token", "token_hash", "code"})
# Limits of the project itself, of which nobody knows when they end.
_QUOTA_WORDS: Final = (
    "This project has sent as many e-mails as it is allowed for now: try again later."
    " A code or link that came before still works."
)
_TOO_FAST: Final = "Too many tries at once: wait a little, then try again."
HOOK_BROKEN: Final = "hook_broken"
HOOK_REFUSED: Final = "hook_refused"
# The one thing that tells an address's minute from a project's quota, and a hook from a crash: for
# these Auth has no error_code.
_AFTER_SECONDS: Final = late_pattern(r"only request this after (\d{1,6}) seconds?")
_HOOK_FAILED: Final = late_pattern(r"Error running hook URI:\s*(\S+)")
_OUR_HOOK: Final = "/topset_private/stamp_access_token"
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
    if (hook := _hook(status, code, body, host)) is not None:
        return SignInRefused(hook.words, code=hook.code)
    if status == 429 or code.startswith("over_"):
        return _limit(response, body, code, now)
    trouble = _trouble(error, response, body, code, host)
    if trouble is not None:
        return trouble
    keyless = status == 401 and response is not None and not _is_page(response)
    if (body is None and not keyless) or status in {404, 405}:
        return not_supabase(host)
    words = f"{host} refused: {_said(error)} ({clean(code)})."
    if status == 401:
        words, code = WRONG_KEY.format(host=host), "wrong_key"
    return SignInRefused(words, code=code or None)


def _said(error: Exception) -> str:
    """Return what the server said, without what it was sent: some repeat a request in an error."""
    words = str(error)
    cause = _cause(error)
    if isinstance(cause, httpx.HTTPStatusError):
        try:
            sent = json.loads(cause.request.content)
        except (ValueError, RecursionError, httpx.RequestNotRead):
            sent = None
        for name, value in sent.items() if isinstance(sent, dict) else ():
            if name in _SECRET_FIELDS and isinstance(value, str) and value:
                words = words.replace(value, "[hidden]")
    return clean(words)


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
    status = response.status_code if response is not None else 0
    if (hook := _hook(status, code, body, host)) is not None:
        return hook
    trouble = _trouble(error, response, body, code, host)
    if trouble is not None:
        return trouble
    if response is None or (body is None and (status != 401 or _is_page(response))):
        return not_json(host)
    if response.status_code == 401:
        return Unreachable(WRONG_KEY.format(host=host), code="wrong_key")
    return Bug(
        f"{host} refused a refresh: {_said(error)} ({clean(code)}, HTTP {response.status_code}).",
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
        words = STATUSES[status][1].format(host=host)
        return asked_to_wait(Unreachable(words, code=code or str(status)), response.headers)
    if status >= 500:
        words = f"{host} has trouble (HTTP {status})."
        return asked_to_wait(Unreachable(words, code=code or str(status)), response.headers)
    return not_json(host) if body is None and 300 <= status < 400 else None


def _is_page(response: httpx.Response) -> bool:
    return is_page(response.headers.get("Content-Type", ""), response.text)


def _message(body: Mapping[str, Json] | None) -> str:
    """Return the words of an answer, under whichever name its API version has them."""
    said = next((v for k in ("message", "msg") if isinstance(v := (body or {}).get(k), str)), "")
    return clean(said)


def _hook(status: int, code: str, body: Mapping[str, Json] | None, host: str) -> SyncError | None:
    """Return that a hook of the project refused, or cannot be run, as far as Auth lets it be told.

    A hook's own refusal has its words and no code of Auth's; one that cannot be run locks
    everybody out until whoever runs the project mends it.
    """
    said = _message(body)
    if code == "unknown" and 400 <= status < 500 and said:
        return SignedOut(f"{host} refused: {said}", code=HOOK_REFUSED)
    found = _HOOK_FAILED.search(said)
    if found is None:
        return None
    remedy = "`topset db check` tells why and `topset db migrate` fixes it"
    if not found[1].endswith(_OUR_HOOK):
        remedy = f"it is {found[1]} (Authentication, Hooks in the dashboard)"
    words = f"{host} lets nobody in: Auth cannot run the project's hook. For whoever runs it:"
    return Unreachable(f"{words} {remedy}.", code=HOOK_BROKEN)


def _limit(
    response: httpx.Response | None, body: Mapping[str, Json] | None, code: str, now: datetime
) -> SignInRefused:
    """Return which limit was met; a time is named only where the answer tells it."""
    told = retry_after(response.headers.get("Retry-After", ""), now) if response else None
    if code.startswith("over_") and code != "over_request_rate_limit":
        found = _AFTER_SECONDS.search(_message(body))
        seconds = int(found[1]) if found else told
        if seconds is None:
            return SignInRefused(_QUOTA_WORDS, code=EMAIL_QUOTA)
        words = f"One e-mail a minute: the next can be asked for at {_clock(now, seconds)}."
        return SignInRefused(f"{words} A code or link that came before still works.", code=code)
    words = _TOO_FAST if told is None else f"Too many tries: try again at {_clock(now, told)}."
    return SignInRefused(words, code=code or "over_request_rate_limit")


def _clock(now: datetime, seconds: int) -> str:
    """Return when so many seconds are over, up to the next whole minute: never too early."""
    at = (now + timedelta(seconds=seconds + 59)).replace(second=0, microsecond=0)
    return f"{at:%H:%M}"
