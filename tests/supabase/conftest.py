"""Sessions as Auth gives them, and a session store in a folder of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.support.box import SandboxUnderTest, TestLifter
from tui.supabase.account import Account
from tui.supabase.credentials import StoredCredentials
from tui.supabase.data_api import DataApiGateway
from tui.supabase.direct import DirectGateway
from tui.supabase.rpc_gateway import RpcGateway
from tui.supabase.session_store import SessionStore, StoredSession

USER_ID = "6b1f8f4e-0000-4000-8000-000000000001"
EMAIL = "ada@gym.example"
KEY = "sb_publishable_test"
RECEIVED = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def make_jwt(claims: Mapping[str, object]) -> str:
    """Return something that looks like a token from outside."""

    def part(value: Mapping[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'ES256', 'typ': 'JWT'})}.{part(claims)}.c2lnbmVk"


class MakeSession(Protocol):
    """Makes a session to be kept."""

    def __call__(self, **changed: Any) -> StoredSession:
        """Return Ada's session with some fields changed."""
        ...


@pytest.fixture
def make_session() -> MakeSession:
    """Ada's session, received at 18:00 UTC for an hour."""

    def make(**changed: Any) -> StoredSession:
        session = StoredSession(
            user_id=USER_ID,
            email=EMAIL,
            access_token=make_jwt({"sub": USER_ID, "iat": 1, "exp": 3601, "n": 1}),
            refresh_token="refresh-1",
            expires_in=3600,
            received_at=RECEIVED.timestamp(),
        )
        return replace(session, **changed)

    return make


@pytest.fixture
def session_body() -> Callable[..., dict[str, object]]:
    """A session as the endpoint /token writes it."""

    def body(n: int = 2, *, user_id: str = USER_ID, **changed: object) -> dict[str, object]:
        user = {
            "id": user_id,
            "aud": "authenticated",
            "role": "authenticated",
            "email": EMAIL,
            "phone": "",
            "app_metadata": {"provider": "email"},
            "user_metadata": {},
            "identities": [],
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
            "is_anonymous": False,
        }
        issued = int(RECEIVED.timestamp())
        token = make_jwt({"sub": user_id, "iat": issued, "exp": issued + 3600, "n": n})
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": 3600,
            "expires_at": issued + 3600,
            "refresh_token": f"refresh-{n}",
            "user": user,
        } | changed

    return body


@pytest.fixture
def session_store(tmp_path: Path) -> SessionStore:
    """A keeper of the project at http://127.0.0.1:54321."""
    return SessionStore(tmp_path / "sessions", "http://127.0.0.1:54321")


class DoorOf(Protocol):
    """Signs a lifter of the sandbox in and opens the door under test for them."""

    def __call__(self, lifter: TestLifter, **options: int) -> RpcGateway:
        """Return the door; it is closed after the test."""
        ...


@pytest.fixture(params=["direct", "data_api"])
def kind_of_door(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs once for each door."""
    return str(request.param)


@pytest.fixture
def signed_in(box: SandboxUnderTest, tmp_path: Path) -> Callable[[TestLifter], StoredCredentials]:
    """Signs a lifter of the sandbox in and hands out the credentials."""

    def sign_in(lifter: TestLifter) -> StoredCredentials:
        session_store = SessionStore(tmp_path / "sessions", box.url)
        Account(box.url, box.publishable_key, session_store).sign_in(lifter.email, lifter.password)
        return StoredCredentials(box.url, box.publishable_key, session_store, lifter.user_id)

    return sign_in


@pytest.fixture
def door_of(
    box: SandboxUnderTest,
    signed_in: Callable[[TestLifter], StoredCredentials],
    kind_of_door: str,
) -> Iterator[DoorOf]:
    """Opens doors of the kind under test."""
    with ExitStack() as opened:

        def open_door(lifter: TestLifter, **options: int) -> RpcGateway:
            credentials = signed_in(lifter)
            door: RpcGateway
            if kind_of_door == "direct":
                door = DirectGateway(
                    box.database_url_of(lifter),
                    credentials,
                    weeks_a_page=options.get("weeks_a_page", 40),
                )
            else:
                door = DataApiGateway(
                    box.url,
                    box.publishable_key,
                    credentials,
                    weeks_a_page=options.get("weeks_a_page", 40),
                )
            opened.callback(door.close)
            return door

        yield open_door


@pytest.fixture
def door(door_of: DoorOf, lifter: TestLifter) -> RpcGateway:
    """The door under test, for the fresh lifter."""
    return door_of(lifter)
