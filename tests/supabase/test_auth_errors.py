"""Each error_code of Auth: its class, its sentence; and what is not known keeps the session."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from supabase_auth.helpers import handle_exception

from tui.supabase import auth_errors
from tui.sync.protocol import Bug, SignedOut, SignInRefused, SyncError, Unreachable

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
        ("over_request_rate_limit", {}, "Too many tries: try again at 18:06."),
        ("over_email_send_rate_limit", {}, "No more e-mail for now: try again at 18:02."),
        ("", {"Retry-After": "soon"}, "Too many tries: try again at 18:06."),
        (
            "",
            {"Retry-After": format_datetime(NOW + timedelta(minutes=20), usegmt=True)},
            "Too many tries: try again at 18:21.",
        ),
    ],
)
def test_a_limit_says_when_to_try_again(code: str, headers: dict[str, str], words: str) -> None:
    error = signing_in(client_error(429, {"code": code, "message": "m"}, headers=headers))
    assert isinstance(error, SignInRefused)
    assert error.words == words


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
    assert (type(error), error.code) == (SignedOut, code)


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
