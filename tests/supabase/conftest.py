"""Sessions as Auth gives them, and a keeper in a folder of its own."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from tui.supabase.keeper import Keeper, StoredSession

USER_ID = "6b1f8f4e-0000-4000-8000-000000000001"
EMAIL = "ada@gym.example"
KEY = "sb_publishable_test"
RECEIVED = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def make_jwt(claims: dict[str, object]) -> str:
    """Return something that looks like a token from outside."""

    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'ES256', 'typ': 'JWT'})}.{part(claims)}.c2lnbmVk"


class MakeSession(Protocol):
    """Makes a session to be kept."""

    def __call__(self, **changed: object) -> StoredSession:
        """Return Ada's session with some fields changed."""
        ...


@pytest.fixture
def make_session() -> MakeSession:
    """Ada's session, received at 18:00 UTC for an hour."""

    def make(**changed: object) -> StoredSession:
        given: dict[str, object] = {
            "user_id": USER_ID,
            "email": EMAIL,
            "access_token": make_jwt({"sub": USER_ID, "iat": 1, "exp": 3601, "n": 1}),
            "refresh_token": "refresh-1",
            "expires_in": 3600,
            "received_at": RECEIVED.timestamp(),
        }
        return StoredSession(**{**given, **changed})  # type: ignore[arg-type]  # the fields by name

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
def keeper(tmp_path: Path) -> Keeper:
    """A keeper of the project at http://127.0.0.1:54321."""
    return Keeper(tmp_path / "sessions", "http://127.0.0.1:54321")
