"""One request to the Auth server, as its handlers see it, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from tui.sandbox.auth_errors import AuthError, validation_failed
from tui.sandbox.auth_sessions import Caller, Sessions
from tui.sandbox.letters import Letters
from tui.sandbox.limits import Limits, RateLimiter
from tui.sync.protocol import Json

LEAST_PASSWORD_LENGTH = 6


class Desk:
    """What every handler works with: sessions, letters, limits, the clock."""

    def __init__(
        self,
        sessions: Sessions,
        letters: Letters,
        limits: Limits,
        now: Callable[[], datetime],
    ) -> None:
        self.sessions = sessions
        self.letters = letters
        self.limits = limits
        self.now = now

        def clock() -> float:
            return now().timestamp()

        self._limiters = {
            "token": RateLimiter(limits.token, 300.0, clock),
            "code": RateLimiter(limits.code, 300.0, clock),
            "factor": RateLimiter(limits.factor, 60.0, clock),
        }

    def take_turn(self, kind: str, address: str) -> None:
        """Count one request; raises AuthError 429 when there were too many."""
        if not self._limiters[kind].allows(address):
            raise AuthError(429, "over_request_rate_limit", "Request rate limit reached")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request inside its transaction."""

    desk: Desk
    connection: Connection[Any]
    query: Mapping[str, str]
    path: Mapping[str, str]
    body: Mapping[str, Json]
    authorization: str | None
    address: str

    def caller(self) -> Caller:
        """Who asks; raises AuthError if the token is missing or bad."""
        return self.desk.sessions.caller(self.connection, self.authorization)

    def text(self, name: str) -> str:
        """A text of the body, empty when absent."""
        value = self.body.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise AuthError(400, "bad_json", f"Could not parse request body as JSON: {name}")
        return value

    def email(self) -> str:
        """The body's e-mail address in the form it is kept in; raises AuthError if it is none."""
        address = self.text("email").strip().lower()
        name, at, host = address.rpartition("@")
        if not address:
            raise validation_failed("An email address is required")
        if not (at and name and "." in host) or any(letter.isspace() for letter in address):
            raise validation_failed("Unable to validate email address: invalid format")
        return address

    def data(self) -> dict[str, Json]:
        """The body's `data`: what a new user says about themselves."""
        value = self.body.get("data")
        return dict(value) if isinstance(value, dict) else {}
