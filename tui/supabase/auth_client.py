"""The official Auth client, built anew for each call: it keeps and refreshes nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import httpx
from pydantic import ValidationError
from supabase_auth import Session, SyncGoTrueClient, SyncMemoryStorage
from supabase_auth.constants import STORAGE_KEY
from supabase_auth.errors import AuthError

from tui.supabase import auth_errors
from tui.supabase.errors import not_json
from tui.supabase.session_store import StoredSession
from tui.supabase.transport import ANSWER_SECONDS, WHOLE_SECONDS, http_client
from tui.sync.protocol import Json, SignInRefused, SyncError


@contextmanager
def auth_client(
    url: str,
    publishable_key: str,
    on_error: Callable[[Exception, str], SyncError],
    *,
    session: Session | None = None,
    answer_seconds: float = ANSWER_SECONDS,
) -> Iterator[SyncGoTrueClient]:
    """Open a client, signed in with `session` if one is given; its errors leave as SyncErrors.

    `on_error` is given the client's error and the project's host.
    """
    host = urlsplit(url).netloc
    storage = SyncMemoryStorage()
    if session is not None:
        # Without its expires_at the client counts from this laptop's clock, however wrong that is.
        storage.set_item(STORAGE_KEY, session.model_dump_json(exclude={"expires_at"}))
    with SyncGoTrueClient(
        url=f"{url}/auth/v1",
        headers={"apikey": publishable_key},
        storage=storage,
        auto_refresh_token=False,
        http_client=http_client(
            url,
            answer_seconds=answer_seconds,
            whole_seconds=min(WHOLE_SECONDS, answer_seconds * 2),
        ),
    ) as client:
        try:
            yield client
        except AuthError as error:
            raise on_error(error, host) from error
        except ValidationError:
            # Its text would quote the answer, tokens included.
            raise not_json(host) from None
        except httpx.InvalidURL:
            raise auth_errors.not_supabase(host) from None
        except UnicodeError:
            raise SignInRefused(
                "There is a character in it that cannot be sent.", code="validation_failed"
            ) from None


def settings_answer(url: str, publishable_key: str, now: Callable[[], datetime]) -> dict[str, Json]:
    """Return what `/settings` says; raises SignInRefused if that is no project's answer."""
    host = urlsplit(url).netloc
    with http_client(url) as client:
        try:
            response = client.get(f"{url}/auth/v1/settings", headers={"apikey": publishable_key})
            response.raise_for_status()
            answer = response.json()
        except httpx.HTTPError as error:
            raise auth_errors.from_sign_in(error, host, now()) from error
        except (httpx.InvalidURL, ValueError, RecursionError):
            raise auth_errors.not_supabase(host) from None
    if not isinstance(answer, dict) or "external" not in answer:
        raise auth_errors.not_supabase(host)
    return answer


def refreshed(
    url: str,
    publishable_key: str,
    refresh_token: str,
    now: Callable[[], datetime],
    *,
    answer_seconds: float = ANSWER_SECONDS,
) -> StoredSession:
    """Trade a refresh token for a new session; raises SignedOut, Unreachable or Bug."""
    with auth_client(
        url, publishable_key, auth_errors.from_refresh, answer_seconds=answer_seconds
    ) as client:
        session = client.refresh_session(refresh_token).session
    if session is None:
        raise not_json(urlsplit(url).netloc)
    return stored(session, now())


def stored(session: Session, received_at: datetime) -> StoredSession:
    """Return a session as it is kept on this machine."""
    return StoredSession(
        user_id=session.user.id.lower(),
        email=session.user.email or "",
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
        received_at=received_at.timestamp(),
    )
