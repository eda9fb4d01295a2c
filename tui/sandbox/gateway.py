"""The door in front of Auth and the Data API: it lets in whoever shows the publishable key."""

from __future__ import annotations

import hmac
from contextlib import suppress

from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

# A browser that follows the link of an e-mail has no key.
_OPEN_PATHS = ("/auth/v1/.well-known/jwks.json", "/auth/v1/verify")


class ApiKeyGate:
    """Answers 401 for the services unless the `apikey` header (or parameter) is right.

    A client that signs nobody in sends the key as bearer token as well; it is taken away here, so
    that the services see nobody.
    """

    def __init__(self, app: ASGIApp, publishable_key: str) -> None:
        self._app = app
        self._key = publishable_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it."""
        if scope["type"] != "http" or scope["path"] in _OPEN_PATHS:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        shown = headers.get("apikey") or QueryParams(scope["query_string"]).get("apikey")
        if shown is None:
            await _refuse(
                "No API key found in request",
                "No `apikey` request header or url param was found.",
            )(scope, receive, send)
        elif not hmac.compare_digest(shown.encode(), self._key.encode()):
            await _refuse(
                "Invalid API key",
                "Double check your Supabase `anon` or `service_role` API key.",
            )(scope, receive, send)
        else:
            if headers.get("authorization") == f"Bearer {self._key}":
                kept = [
                    (name, value) for name, value in scope["headers"] if name != b"authorization"
                ]
                scope = {**scope, "headers": kept}
            with suppress(ClientDisconnect):  # nobody is left to be answered
                await self._app(scope, receive, send)


def _refuse(message: str, hint: str) -> JSONResponse:
    return JSONResponse({"message": message, "hint": hint}, 401)
