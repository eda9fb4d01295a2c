"""The endpoints of Supabase Auth that topset uses, over the tables of the schema `auth`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tui.sandbox import auth_codes, auth_factors
from tui.sandbox.auth_call import AuthServices, AuthSettings, Call, Redirect
from tui.sandbox.auth_errors import (
    VERSION_HEADER,
    AuthError,
    invalid_credentials,
    validation_failed,
)
from tui.sandbox.auth_sessions import CommittedRefusal, Scope
from tui.sandbox.auth_users import show_user, user_by_email
from tui.sandbox.passwords import password_is_right
from tui.sandbox.tokens import SigningKey
from tui.sync.protocol import Json

Pool: TypeAlias = "ConnectionPool[Connection[Any]]"
Handler: TypeAlias = Callable[[Call], "dict[str, Json] | Redirect | None"]
_SCOPES: Mapping[str, Scope] = {"global": "global", "local": "local", "others": "others"}


def auth_routes(pool: Pool, services: AuthServices, key: SigningKey) -> list[Route]:
    """The routes below /auth/v1, each handler inside one transaction as supabase_auth_admin."""

    def route(path: str, **handlers: Handler) -> Route:
        async def endpoint(request: Request) -> Response:
            return await _answer(request, handlers[request.method.lower()], pool, services)

        return Route(path, endpoint, methods=[name.upper() for name in handlers])

    async def settings(_: Request) -> Response:
        return JSONResponse(_settings_answer(services.settings))

    async def jwks(_: Request) -> Response:
        return JSONResponse(key.public_set(), headers={"Cache-Control": "public, max-age=600"})

    return [
        route("/token", post=_token),
        route("/logout", post=_logout),
        route("/user", get=_user, put=auth_codes.update_user),
        route("/signup", post=auth_codes.sign_up),
        route("/otp", post=auth_codes.send_code),
        route("/magiclink", post=auth_codes.send_code),
        route("/verify", post=auth_codes.verify_code, get=auth_codes.follow_link),
        route("/recover", post=auth_codes.recover),
        route("/resend", post=auth_codes.resend),
        route("/factors", post=auth_factors.enroll),
        route("/factors/{factor_id}", delete=auth_factors.unenroll),
        route("/factors/{factor_id}/challenge", post=auth_factors.challenge),
        route("/factors/{factor_id}/verify", post=auth_factors.verify_factor),
        Route("/settings", settings),
        Route("/health", _health),
        Route("/.well-known/jwks.json", jwks),
    ]


async def _answer(
    request: Request, handler: Handler, pool: Pool, services: AuthServices
) -> Response:
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
        if not isinstance(body, dict):
            raise ValueError("not an object")
    except ValueError as error:
        words = f"Could not parse request body as JSON: {error}"
        return AuthError(400, "bad_json", words).response(request.headers.get(VERSION_HEADER))
    return await run_in_threadpool(_handle, request, body, handler, pool, services)


def _handle(
    request: Request, body: dict[str, Json], handler: Handler, pool: Pool, services: AuthServices
) -> Response:
    version = request.headers.get(VERSION_HEADER)
    try:
        with pool.connection() as connection:
            call = Call(
                services=services,
                connection=connection,
                query=request.query_params,
                path=request.path_params,
                body=body,
                authorization=request.headers.get("authorization"),
                address=request.client.host if request.client else "127.0.0.1",
            )
            try:
                found = handler(call)
            except CommittedRefusal as error:
                connection.commit()
                return error.refusal.response(version)
    except AuthError as refusal:
        return refusal.response(version)
    except (OperationalError, PoolTimeout):
        words = "Database error querying schema"
        return AuthError(500, "unexpected_failure", words).response(version)
    if isinstance(found, Redirect):
        return RedirectResponse(found.location, 303)
    return Response(status_code=204) if found is None else JSONResponse(found)


def _token(call: Call) -> dict[str, Json]:
    """POST /token: a session for a password, or for a refresh token."""
    grant = call.query.get("grant_type")
    if grant not in ("password", "refresh_token"):
        raise AuthError(400, "invalid_credentials", "unsupported_grant_type")
    call.services.take_turn("token", call.address)
    if grant == "refresh_token":
        return call.services.sessions.refresh(call.connection, call.text("refresh_token"))
    call.check_captcha()
    if not call.services.settings.by_email:
        raise AuthError(422, "email_provider_disabled", "Email logins are disabled")
    email = call.text("email").strip()
    if not email:
        raise validation_failed("missing email or phone")
    user = user_by_email(call.connection, email)
    if user is None or not user.encrypted_password:
        raise invalid_credentials()
    if user.is_banned(call.services.now()):
        raise AuthError(400, "user_banned", "User is banned")
    if not password_is_right(call.text("password"), user.encrypted_password):
        raise invalid_credentials()
    if user.email_confirmed_at is None:
        raise AuthError(400, "email_not_confirmed", "Email not confirmed")
    return {
        **call.begin_session(user, "password"),
        "weak_password": None,
    }


def _logout(call: Call) -> None:
    """POST /logout: ends sessions; all of them unless a scope says otherwise."""
    scope = _SCOPES.get(call.query.get("scope", "global"))
    if scope is None:
        raise validation_failed(f"Unsupported logout scope {call.query['scope']!r}")
    call.services.sessions.end(call.connection, call.caller(), scope)


def _user(call: Call) -> dict[str, Json]:
    """GET /user: who is signed in."""
    return show_user(call.connection, call.caller().user)


def _settings_answer(settings: AuthSettings) -> dict[str, Json]:
    """GET /settings: what the project offers; of a CAPTCHA it says nothing."""
    providers = ("anonymous_users", "apple", "github", "google", "phone")
    external: dict[str, Json] = dict.fromkeys(providers, False)
    return {
        "external": {**external, "email": settings.by_email},
        "disable_signup": not settings.sign_ups,
        "mailer_autoconfirm": settings.autoconfirm,
        "phone_autoconfirm": False,
        "sms_provider": "",
        "saml_enabled": False,
    }


async def _health(_: Request) -> Response:
    return JSONResponse(
        {
            "version": "topset-sandbox",
            "name": "GoTrue",
            "description": "GoTrue is a user registration and authentication API",
        }
    )
