"""The HTTP sandbox as tests get it: a service over a database of its own, lifters on demand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import jwt
import psycopg

from tests.support.cluster import Database
from tui.sandbox.auth_call import AuthSettings
from tui.sandbox.auth_sessions import HOOK
from tui.sandbox.box import add_lifter
from tui.sandbox.gateway import Condition
from tui.sandbox.letters import Letter
from tui.sandbox.limits import Limits
from tui.sandbox.service import Service, new_publishable_key
from tui.supabase import schema

CHEAP = 2  # the usual cost of a password would be paid by hundreds of lifters, twice

# Tests sign in more often than any lifter.
GENEROUS = Limits(
    token=1_000_000,
    code=1_000_000,
    factor=1_000_000,
    burst=1_000_000,
    seconds_between_letters=0.0,
)


@dataclass(frozen=True, slots=True)
class TestLifter:
    """A user of the sandbox whose password is known."""

    __test__: ClassVar[bool] = False

    user_id: str
    email: str
    password: str


class Clock:
    """The time as a test wants it: now, plus what it was moved by."""

    def __init__(self) -> None:
        self.offset_seconds = 0.0

    def __call__(self) -> datetime:
        """The present of the sandbox."""
        return datetime.fromtimestamp(time.time() + self.offset_seconds).astimezone()

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.offset_seconds += seconds


class SandboxUnderTest:
    """Auth and the Data API over one database; may be stopped and started on the same port."""

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        limits: Limits = GENEROUS,
        token_seconds: int = 3600,
        codes_in_letters: bool = True,
        hook: str = HOOK,
        schemas: tuple[str, ...] = ("public",),
    ) -> None:
        self.database = database
        self.folder = folder
        self.clock = Clock()
        self.publishable_key = new_publishable_key()
        self._logins: dict[str, str] = {}
        self._service = Service(
            folder,
            database.url,
            self.publishable_key,
            limits=limits,
            token_seconds=token_seconds,
            now=self.clock,
            codes_in_letters=codes_in_letters,
            hook=hook,
            schemas=schemas,
        )

    @property
    def url(self) -> str:
        """The project's URL."""
        return self._service.url

    @property
    def auth_settings(self) -> AuthSettings:
        """What the owner has chosen for signing in; may be changed while it is served."""
        return self._service.auth_settings

    @property
    def condition(self) -> Condition:
        """What the project is in; may be changed while it is served."""
        return self._service.condition

    def direct_login(self, lifter: TestLifter) -> str:
        """The name of a lifter's own login for the direct door, made when first asked for."""
        if lifter.user_id not in self._logins:
            with psycopg.connect(self.database.owner_url, autocommit=True) as owner:
                login = schema.create_direct_login(owner, lifter.user_id)
            self._logins[lifter.user_id] = login.role
        return self._logins[lifter.user_id]

    def database_url_of(self, lifter: TestLifter) -> str:
        """The direct door, for one lifter."""
        return self.database.url(self.direct_login(lifter))

    @property
    def owner_database_url(self) -> str:
        """The database as `postgres`."""
        return self.database.owner_url

    def start(self) -> None:
        """Serve, on the port of the last time if there was one."""
        self._service.start(self._service.port or None)

    def stop(self) -> None:
        """Serve no more: connections are refused."""
        self._service.stop()

    def add_lifter(
        self, email: str | None = None, password: str | None = None, confirmed: bool = True
    ) -> TestLifter:
        """A fresh user."""
        email = email or f"lifter-{uuid4().hex[:12]}@topset.example"
        password = password or f"pass-{uuid4().hex[:12]}"
        with psycopg.connect(self.database.superuser_url) as superuser:
            user_id = add_lifter(superuser, email, password, confirmed, cost=CHEAP)
        return TestLifter(user_id, email, password)

    def codes_sent_to(self, email: str) -> list[str]:
        """The codes that were e-mailed to an address, oldest first."""
        return [letter.code for letter in self.letters_to(email) if letter.code]

    def letters_to(self, email: str) -> tuple[Letter, ...]:
        """The e-mails to an address, oldest first."""
        return self._service.letters.sent_to(email)

    def click(self, link: str) -> str:
        """Where a browser ends that follows the link of an e-mail."""
        answer = httpx.get(link, follow_redirects=False, trust_env=False, verify=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """One HTTP request with the publishable key, as a lifter's token says."""
        sent = {"apikey": self.publishable_key, **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        with httpx.Client(  # verify=False reads no certificates, which would take 30 ms
            base_url=self.url, trust_env=False, timeout=20.0, verify=False
        ) as client:
            return client.request(method, path, json=body, headers=sent)

    def sign_in(self, lifter: TestLifter) -> dict[str, Any]:
        """A session for a lifter, by password."""
        answer = self.ask(
            "POST",
            "/auth/v1/token?grant_type=password",
            {"email": lifter.email, "password": lifter.password},
        )
        assert answer.status_code == 200, answer.text
        session: dict[str, Any] = answer.json()
        return session

    def refresh(self, refresh_token: str) -> httpx.Response:
        """What the server answers to a refresh token."""
        return self.ask(
            "POST", "/auth/v1/token?grant_type=refresh_token", {"refresh_token": refresh_token}
        )


def claims_of(session: dict[str, Any]) -> dict[str, Any]:
    """What the access token says, unverified."""
    found: dict[str, Any] = jwt.decode(session["access_token"], options={"verify_signature": False})
    return found


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and error_code of a refusal."""
    return answer.status_code, answer.json()["error_code"]


def change(box: SandboxUnderTest, query: str, *values: object) -> None:
    """Change the database behind the server's back."""
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute(query.encode(), values)
