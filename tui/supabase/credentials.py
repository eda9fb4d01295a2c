"""Hands out an access token that is still good, and refreshes it in one process at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from tui.environment import utc_now
from tui.supabase.project import check_key, clean_url, jwt_claims
from tui.supabase.session_store import SessionStore, StoredSession
from tui.sync.protocol import Bug, SessionEnded

MARGIN_SECONDS = 60
LOCK_SECONDS = 45.0


class StoredCredentials:
    """The credentials of one lifter, kept by a SessionStore; what other processes save is noticed.

    They stay with the lifter they were made for, even when another one signs in.
    """

    def __init__(
        self,
        url: str,
        publishable_key: str,
        session_store: SessionStore,
        user_id: str,
        *,
        now: Callable[[], datetime] = utc_now,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`elapsed` is a clock that nobody can put back, in seconds."""
        self._url = clean_url(url)
        self._key = check_key(publishable_key)
        self._session_store = session_store
        self._user_id = user_id
        self._now = now
        self._elapsed = elapsed
        self._handed_out: str | None = None
        self._first_seen: tuple[str, float] = ("", 0.0)

    def token(self, *, renew: bool = False) -> str:
        """Return an access token; `renew` asks for a new one even if the old looks good.

        Raises SignedOut or Unreachable.
        """
        session = self._living_session()
        if self._is_good(session) and not (renew and self._was_handed_out(session)):
            return self._hand_out(session)
        with self._session_store.lock(self._user_id, wait_seconds=LOCK_SECONDS):
            current = self._living_session()
            if current.access_token != session.access_token and self._is_good(current):
                return self._hand_out(current)
            return self._hand_out(self._refresh(current))

    def _living_session(self) -> StoredSession:
        session = self._session_store.load(self._user_id)
        if session.ended is not None:
            raise SessionEnded("Your session has ended: sign in again.", code=session.ended)
        return session

    def _refresh(self, session: StoredSession) -> StoredSession:
        """Trade the refresh token for a new session and save it before anyone uses it.

        An answer that is lost on the way is no loss: the server takes the parent of the token it
        gave last.
        """
        from tui.supabase.auth_client import refreshed  # half a second, spared while a token lives

        try:
            fresh = refreshed(self._url, self._key, session.refresh_token, self._now)
        except SessionEnded as error:
            self._session_store.end(session, error.code or "session_not_found")
            raise
        if fresh.user_id != self._user_id:
            raise Bug("Auth answered a refresh with somebody else's session.", code="wrong_user")
        self._session_store.renew(fresh)
        return fresh

    def _is_good(self, session: StoredSession) -> bool:
        """Tell whether the token lives for another minute, by the time since it arrived.

        How this clock differs from the server's does not matter; a clock put back since is
        noticed, within this process by the clock that nobody can put back.
        """
        since_arrival = self._now().timestamp() - session.received_at
        if since_arrival < -1:
            return False
        if self._first_seen[0] != session.access_token:
            self._first_seen = (session.access_token, self._elapsed() - since_arrival)
        age = max(since_arrival, self._elapsed() - self._first_seen[1])
        return age < _lifetime(session) - MARGIN_SECONDS

    def _was_handed_out(self, session: StoredSession) -> bool:
        return self._handed_out in (None, session.access_token)

    def _hand_out(self, session: StoredSession) -> str:
        self._handed_out = session.access_token
        return session.access_token


def _lifetime(session: StoredSession) -> float:
    """Return for how many seconds the token was good when it arrived, by the shorter claim."""
    claims = jwt_claims(session.access_token)
    expires, issued = claims.get("exp"), claims.get("iat")
    if isinstance(expires, int | float) and isinstance(issued, int | float):
        return min(session.expires_in, expires - issued)
    return session.expires_in
