"""The door in front of Auth and the Data API: it lets in whoever shows the publishable key."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import Headers, QueryParams
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

_WRONG_KEY = "Double check your Supabase `anon` or `service_role` API key."
_RESTRICTED = (
    "Service for this project is restricted due to the following violations: exceed_egress_quota."
)
# A browser that follows the link of an e-mail has no key.
_OPEN_PATHS = ("/auth/v1/.well-known/jwks.json", "/auth/v1/verify")


@dataclass(slots=True)
class Condition:
    """What a project is in at the moment: settled or not, its schema read or being read.

    `refusal` is what its gateway's no to a key looks like: Kong's is JSON, Envoy's a word or
    nothing.
    """

    restricted: bool = False
    reloading: bool = False
    refusal: Literal["json", "text", "nothing"] = "json"


class ApiKeyGate:
    """Answers 401 for the services unless the `apikey` header (or parameter) is right.

    A client that signs nobody in sends the key as bearer token as well; it is taken away here, so
    that the services see nobody.
    """

    def __init__(self, app: ASGIApp, publishable_key: str, condition: Condition) -> None:
        self._app = app
        self._key = publishable_key
        self._condition = condition

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it."""
        if scope["type"] != "http" or scope["path"] in _OPEN_PATHS:
            await self._app(scope, receive, send)
            return
        if self._condition.restricted:
            await JSONResponse({"message": _RESTRICTED}, 402)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        shown = headers.get("apikey") or QueryParams(scope["query_string"]).get("apikey")
        if shown is None:
            words = "No `apikey` request header or url param was found."
            await self._refuse("No API key found in request", words)(scope, receive, send)
        elif not hmac.compare_digest(shown.encode(), self._key.encode()):
            await self._refuse("Invalid API key", _WRONG_KEY)(scope, receive, send)
        else:
            if headers.get("authorization") == f"Bearer {self._key}":
                kept = [
                    (name, value) for name, value in scope["headers"] if name != b"authorization"
                ]
                scope = {**scope, "headers": kept}
            with suppress(ClientDisconnect):  # nobody is left to be answered
                await self._app(scope, receive, send)

    def _refuse(self, message: str, hint: str) -> Response:
        if self._condition.refusal == "json":
            return JSONResponse({"message": message, "hint": hint}, 401)
        return PlainTextResponse(
            "Unauthorized" if self._condition.refusal == "text" else None, status_code=401
        )
