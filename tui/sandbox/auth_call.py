"""One request to the Auth server, as its handlers see it, and what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from tui.sandbox.auth_errors import AuthError, validation_failed, weak_password
from tui.sandbox.auth_sessions import Caller, Sessions
from tui.sandbox.auth_users import User
from tui.sandbox.letters import Letters
from tui.sandbox.limits import Limits, RateLimiter
from tui.sync.protocol import Json

LEAST_PASSWORD_LENGTH = 6
LONGEST_PASSWORD_BYTES = 72  # bcrypt looks at no more
SITE_URL = "http://localhost:3000"  # where links lead unless a project says otherwise


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where a browser is sent."""

    location: str


@dataclass(slots=True)
class AuthSettings:
    """What a project's owner has chosen in the dashboard; may be changed while it is served.

    `by_email` is the e-mail provider, `autoconfirm` signs up without a letter, `captcha` is the
    attack protection, `counted_tokens` gives new sessions refresh tokens of version 2.
    """

    sign_ups: bool = True
    by_email: bool = True
    autoconfirm: bool = False
    captcha: bool = False
    counted_tokens: bool = False


class AuthServices:
    """What every handler works with: sessions, letters, limits, the clock."""

    def __init__(
        self,
        sessions: Sessions,
        letters: Letters,
        limits: Limits,
        now: Callable[[], datetime],
        *,
        codes_in_letters: bool = False,
    ) -> None:
        """`codes_in_letters` is for a project whose e-mail templates show the code."""
        self.sessions = sessions
        self.letters = letters
        self.limits = limits
        self.now = now
        self.codes_in_letters = codes_in_letters
        self.settings = AuthSettings()

        def clock() -> float:
            return now().timestamp()

        self._limiters = {
            "token": RateLimiter(limits.token, 300.0, limits.burst, clock),
            "code": RateLimiter(limits.code, 300.0, limits.burst, clock),
            "factor": RateLimiter(limits.factor, 60.0, limits.burst, clock),
        }
        quota = limits.letters_an_hour
        self._quota = None if quota is None else RateLimiter(quota, 3600.0, quota, clock)

    def take_turn(self, kind: str, address: str) -> None:
        """Count one request; raises AuthError 429 when there were too many."""
        if not self._limiters[kind].allows(address):
            raise AuthError(429, "over_request_rate_limit", "Request rate limit reached")

    def take_letter(self) -> None:
        """Count one e-mail; raises AuthError 429 when the project has sent what it may."""
        if self._quota is not None and not self._quota.allows("the project"):
            raise AuthError(429, "over_email_send_rate_limit", "email rate limit exceeded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request inside its transaction."""

    services: AuthServices
    connection: Connection[Any]
    query: Mapping[str, str]
    path: Mapping[str, str]
    body: Mapping[str, Json]
    authorization: str | None
    address: str

    def caller(self) -> Caller:
        """Who asks; raises AuthError if the token is missing or bad."""
        return self.services.sessions.caller(self.connection, self.authorization)

    def begin_session(self, user: User, method: str) -> dict[str, Json]:
        """A new session, as the project's owner has chosen."""
        counted = self.services.settings.counted_tokens
        return self.services.sessions.begin(self.connection, user, method, counted=counted)

    def check_captcha(self) -> None:
        """Raises AuthError where the project wants a CAPTCHA, which no terminal can show."""
        if self.services.settings.captcha:
            words = "captcha protection: request disallowed (no captcha_token found)"
            raise AuthError(400, "captcha_failed", words)

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

    def new_password(self) -> str:
        """The body's password; raises AuthError if it is too long or too short to be one."""
        password = self.text("password")
        if len(password.encode()) > LONGEST_PASSWORD_BYTES:
            words = f"Password cannot be longer than {LONGEST_PASSWORD_BYTES} characters"
            raise validation_failed(words)
        if len(password) < LEAST_PASSWORD_LENGTH:
            raise weak_password(LEAST_PASSWORD_LENGTH)
        return password

    def data(self) -> dict[str, Json]:
        """The body's `data`: what a new user says about themselves."""
        value = self.body.get("data")
        return dict(value) if isinstance(value, dict) else {}
