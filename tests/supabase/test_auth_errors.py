"""Each error_code of Auth: its class, its sentence; and what is not known keeps the session."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from supabase_auth.helpers import handle_exception

from tui.supabase import auth_errors
from tui.sync.protocol import (
    EMAIL_LIMIT,
    EMAIL_QUOTA,
    Bug,
    SignedOut,
    SignInRefused,
    SyncError,
    Unreachable,
)

NOW = datetime(2026, 11, 24, 18, 0, 30, tzinfo=UTC)


def client_error(
    status: int,
    body: object = None,
    *,
    raw: str | None = None,
    headers: dict[str, str] | None = None,
    modern: bool = True,
) -> Exception:
    """Return the error that the Auth client raises for an answer."""
    extra = {"X-Supabase-Api-Version": "2024-01-01"} if modern else {}
    request = httpx.Request("POST", "http://gym.example/auth/v1/token")
    content = {"json": body} if raw is None else {"text": raw}
    response = httpx.Response(
        status,
        headers=extra | (headers or {}),
        request=request,
        **content,
    )
    try:
        response.raise_for_status()
    except httpx.HTTPStatusError as error:
        told = handle_exception(error)
        told.__cause__ = error
        return told
    raise AssertionError("that is no error")


def signing_in(error: Exception) -> SyncError:
    return auth_errors.from_sign_in(error, "gym.example", NOW)


@pytest.mark.parametrize("modern", [True, False])
@pytest.mark.parametrize("code", sorted(auth_errors.SIGN_IN.keys() - {"weak_password"}))
def test_each_code_of_a_sign_in_has_its_own_sentence(code: str, modern: bool) -> None:
    body = (
        {"code": code, "message": "m"} if modern else {"code": 400, "error_code": code, "msg": ""}
    )
    error = signing_in(client_error(400, body, modern=modern))
    assert type(error) is SignInRefused
    assert (error.words, error.code) == (auth_errors.SIGN_IN[code], code)


def test_an_old_server_without_codes_is_understood() -> None:
    body = {"error": "invalid_grant", "error_description": "Invalid login credentials"}
    error = signing_in(client_error(400, body, modern=False))
    assert error.words == auth_errors.SIGN_IN["invalid_grant"]


def test_a_weak_password_is_told_with_its_reasons() -> None:
    body = {"code": "weak_password", "message": "m", "weak_password": {"reasons": ["length", "x"]}}
    error = signing_in(client_error(422, body))
    assert error.words == "This password is too weak. It is too short."


@pytest.mark.parametrize(
    ("code", "headers", "words"),
    [
        ("over_request_rate_limit", {"Retry-After": "90"}, "Too many tries: try again at 18:02."),
        (
            "over_request_rate_limit",
            {},
            "Too many tries at once: wait a little, then try again.",
        ),
        (
            "",
            {"Retry-After": "soon"},
            "Too many tries at once: wait a little, then try again.",
        ),
        (
            "",
            {"Retry-After": format_datetime(NOW + timedelta(minutes=20), usegmt=True)},
            "Too many tries: try again at 18:21.",
        ),
    ],
)
def test_a_limit_names_a_time_only_where_it_is_told(
    code: str, headers: dict[str, str], words: str
) -> None:
    error = signing_in(client_error(429, {"code": code, "message": "m"}, headers=headers))
    assert isinstance(error, SignInRefused)
    assert error.words == words


def told(message: str, *, modern: bool) -> object:
    """A 429 for e-mail in either shape of error."""
    code = "over_email_send_rate_limit"
    return (
        {"code": code, "message": message}
        if modern
        else {"code": 429, "error_code": code, "msg": message}
    )


@pytest.mark.parametrize("modern", [True, False])
def test_the_minute_of_an_address_and_the_quota_of_a_project_are_told_apart(modern: bool) -> None:
    after = "For security purposes, you can only request this after 48 seconds."
    minute = signing_in(client_error(429, told(after, modern=modern), modern=modern))
    quota = signing_in(
        client_error(429, told("email rate limit exceeded", modern=modern), modern=modern)
    )
    assert (minute.code, quota.code) == (EMAIL_LIMIT, EMAIL_QUOTA)
    assert minute.words.startswith("One e-mail a minute: the next can be asked for at 18:02.")
    assert not re.search(r"\d\d:\d\d", quota.words)
    for error in (minute, quota):
        assert "that came before still works" in error.words


@pytest.mark.parametrize("modern", [True, False])
def test_a_hook_that_refuses_is_quoted_at_sign_in_and_at_refresh(modern: bool) -> None:
    words = "The gym is closed on Sundays."
    body = (
        {"code": "unknown", "message": words}
        if modern
        else {"code": 403, "error_code": "unknown", "msg": words}
    )
    error = client_error(403, body, modern=modern)
    refused, refresh = signing_in(error), auth_errors.from_refresh(error, "gym.example")
    assert (type(refused), type(refresh)) == (SignInRefused, SignedOut)
    for one in (refused, refresh):
        assert (one.words, one.code) == (f"gym.example refused: {words}", "hook_refused")


@pytest.mark.parametrize(
    ("function", "remedy"),
    [
        ("topset_private/stamp_access_token", "`topset db migrate` fixes it"),
        ("public/their_own", "it is pg-functions://postgres/public/their_own"),
    ],
)
def test_a_hook_that_cannot_be_run_is_told_as_what_it_is(function: str, remedy: str) -> None:
    words = f"Error running hook URI: pg-functions://postgres/{function}"
    error = client_error(500, {"code": 500, "error_code": "unexpected_failure", "msg": words})
    at_sign_in, at_refresh = signing_in(error), auth_errors.from_refresh(error, "gym.example")
    assert (type(at_sign_in), type(at_refresh)) == (SignInRefused, Unreachable)
    for one in (at_sign_in, at_refresh):
        assert one.code == "hook_broken"
        assert "lets nobody in" in one.words
        assert remedy in one.words


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (client_error(401, {"message": "Invalid API key"}), SignInRefused, "wrong_key"),
        (client_error(404, raw="<html>"), SignInRefused, "not_supabase"),
        (client_error(404, {"message": "no route"}), SignInRefused, "not_supabase"),
        (client_error(403, raw="<html>"), SignInRefused, "not_supabase"),
        (client_error(302, raw=""), Unreachable, "not_json"),
        (client_error(500, raw="<html>"), Unreachable, "500"),
        (client_error(500, {"code": "unexpected_failure"}), Unreachable, "unexpected_failure"),
        (client_error(503, raw="busy"), Unreachable, "503"),
        (client_error(522, raw=""), Unreachable, "522"),
        (client_error(540, raw=""), Unreachable, "540"),
        (client_error(422, {"code": "hook_timeout"}), Unreachable, "hook_timeout"),
        (client_error(409, {"code": "conflict"}), Unreachable, "conflict"),
        (client_error(400, {"code": "brand_new", "message": "a\x1bb"}), SignInRefused, "brand_new"),
    ],
)
def test_other_answers_to_a_sign_in(error: Exception, kind: type[SyncError], code: str) -> None:
    told = signing_in(error)
    assert (type(told), told.code) == (kind, code)
    assert "\x1b" not in told.words


@pytest.mark.parametrize("code", sorted(auth_errors.REFRESH))
def test_each_code_that_ends_a_session_asks_to_sign_in(code: str) -> None:
    error = auth_errors.from_refresh(client_error(400, {"code": code}), "gym.example")
    assert isinstance(error, SignedOut)
    assert error.code == code


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (client_error(429, {"code": "over_request_rate_limit"}), Unreachable),
        (client_error(429, raw="slow down"), Unreachable),
        (client_error(409, {"code": "conflict"}), Unreachable),
        (client_error(500, {"code": "unexpected_failure"}), Unreachable),
        (client_error(500, raw="<html>"), Unreachable),
        (client_error(504, raw=""), Unreachable),
        (client_error(401, {"message": "Invalid API key"}), Unreachable),
        (client_error(403, raw="<html>"), Unreachable),
        (client_error(404, raw="<html>"), Unreachable),
        (client_error(400, {"code": "brand_new"}), Bug),
    ],
)
def test_anything_else_keeps_the_session(error: Exception, kind: type[SyncError]) -> None:
    assert type(auth_errors.from_refresh(error, "gym.example")) is kind
