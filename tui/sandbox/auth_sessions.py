"""Sessions of the sandbox's Auth server: begun, refreshed under rotation, ended.

A refresh token is good once. Afterwards it still brings back the current token if it is that one's
parent (the answer was lost on the way), and a new one if it was used within the last seconds (two
at once); any other use looks like theft and ends the whole family. A session whose tokens are
counted (version 2) gives its current one for its parent and within those seconds; else it is gone.
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tui.sandbox.auth_errors import AuthError, validation_failed
from tui.sandbox.auth_users import User, show_user, timestamp, user_by_id
from tui.sandbox.counted_tokens import CountedToken, counted_token, new_key, read_counted_token
from tui.sandbox.tokens import BadToken, SigningKey
from tui.sync.protocol import Json

Scope = Literal["global", "local", "others"]
HOOK = "topset_private.stamp_access_token"
REUSE_SECONDS = 10.0
_HOOK_MILLISECONDS = 2000
_CLAIMS_A_HOOK_MUST_KEEP = frozenset(
    ("aud", "exp", "iat", "sub", "email", "phone", "role", "aal", "session_id", "is_anonymous")
)
_TOKEN_LETTERS = string.ascii_lowercase + string.digits
_TOKEN_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the access token says and the database confirms."""

    user: User
    session_id: UUID
    claims: dict[str, Json]


class CommittedRefusal(Exception):
    """A refusal whose effects on the database must stay."""

    def __init__(self, refusal: AuthError) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


class Sessions:
    """Issues and ends sessions; every method works inside the caller's transaction."""

    def __init__(
        self,
        key: SigningKey,
        now: Callable[[], datetime],
        *,
        token_seconds: int = 3600,
        hook: str = HOOK,
    ) -> None:
        """`hook` names the function that the project's settings have as access token hook."""
        self._key = key
        self._now = now
        self._token_seconds = token_seconds
        self._hook = hook
        self._hook_on = False
        self._hook_ran = False
        self.issuer = ""  # known once the port is

    def begin(
        self, connection: Connection[Any], user: User, method: str, *, counted: bool = False
    ) -> dict[str, Json]:
        """A new session for a user who has just shown who they are."""
        now, session_id = self._now(), uuid4()
        connection.execute(
            "insert into auth.sessions (id, user_id, aal, created_at, updated_at)"
            " values (%s, %s, 'aal1', %s, %s)",
            [session_id, user.id, now, now],
        )
        connection.execute(
            "update auth.users set last_sign_in_at = %s, updated_at = %s where id = %s",
            [now, now, user.id],
        )
        self._add_method(connection, session_id, method)
        if counted:
            connection.execute(
                "update auth.sessions set refresh_token_hmac_key = %s, refresh_token_counter = -1"
                " where id = %s",
                [new_key(), session_id],
            )
            token = self._next_counted(connection, session_id)
        else:
            token = self._new_refresh_token(connection, user.id, session_id, parent=None)
        return self._answer(connection, user.id, session_id, token, method)

    def refresh(self, connection: Connection[Any], refresh_token: str) -> dict[str, Json]:
        """The session with a new access token, under the rules of rotation.

        Raises AuthError, or CommittedRefusal when the family was ended.
        """
        if not refresh_token:
            raise validation_failed("refresh_token required")
        counted = read_counted_token(refresh_token)
        if counted is not None:
            return self._refresh_counted(connection, counted)
        if len(refresh_token) < _TOKEN_LENGTH or not set(refresh_token) <= set(_TOKEN_LETTERS):
            raise validation_failed("Refresh token is not valid")
        row = _one(
            connection,
            b"select t.id, t.token, t.revoked, t.updated_at, t.session_id, s.user_id, s.not_after"
            b" from auth.refresh_tokens t join auth.sessions s on s.id = t.session_id"
            b" where t.token = %s for update",
            refresh_token,
        )
        if row is None:
            raise _not_found()
        now, session_id = self._now(), row["session_id"]
        user = self._let_in(connection, row)
        issued = self._reused(connection, row) if row["revoked"] else None
        if issued is None:
            connection.execute(
                "update auth.refresh_tokens set revoked = true, updated_at = %s where id = %s",
                [now, row["id"]],
            )
            issued = self._new_refresh_token(
                connection, user.id, session_id, parent=str(row["token"])
            )
        self._note_refresh(connection, session_id)
        return self._answer(connection, user.id, session_id, issued, "token_refresh")

    def raise_level(
        self, connection: Connection[Any], caller: Caller, factor_id: UUID
    ) -> dict[str, Json]:
        """The caller's session at the second level of assurance, with new tokens."""
        now = self._now()
        connection.execute(
            "update auth.sessions set aal = 'aal2', factor_id = %s, updated_at = %s where id = %s",
            [factor_id, now, caller.session_id],
        )
        self._add_method(connection, caller.session_id, "totp")
        if self._is_counted(connection, caller.session_id):
            token = self._next_counted(connection, caller.session_id)
        else:
            current = _one(
                connection,
                b"update auth.refresh_tokens set revoked = true"
                b" where session_id = %s and not revoked returning token",
                caller.session_id,
            )
            token = self._new_refresh_token(
                connection,
                caller.user.id,
                caller.session_id,
                parent=str(current["token"]) if current else None,
            )
        return self._answer(connection, caller.user.id, caller.session_id, token, "totp")

    def end(self, connection: Connection[Any], caller: Caller, scope: Scope) -> None:
        """End this session, all of the user's, or all but this one."""
        which = {
            "global": b"delete from auth.sessions where user_id = %s",
            "local": b"delete from auth.sessions where user_id = %s and id = %s",
            "others": b"delete from auth.sessions where user_id = %s and id <> %s",
        }[scope]
        values: list[UUID] = [caller.user.id]
        if scope != "global":
            values.append(caller.session_id)
        connection.execute(which, values)

    def caller(self, connection: Connection[Any], authorization: str | None) -> Caller:
        """Who sent this Authorization header; raises AuthError if nobody we know."""
        kind, _, token = (authorization or "").partition(" ")
        if kind.lower() != "bearer" or not token:
            words = "This endpoint requires a valid Bearer token"
            raise AuthError(401, "no_authorization", words)
        try:
            claims = self._key.verify(token.strip(), self._now().timestamp())
        except BadToken as error:
            words = f"invalid JWT: unable to parse or verify signature, {error}"
            raise AuthError(403, "bad_jwt", words) from error
        user = user_by_id(connection, str(claims["sub"]))
        if user is None:
            words = "User from sub claim in JWT does not exist"
            raise AuthError(403, "user_not_found", words)
        session = _one(
            connection,
            b"select id from auth.sessions where id::text = %s",
            str(claims.get("session_id")),
        )
        if session is None:
            words = "Session from session_id claim in JWT does not exist"
            raise AuthError(403, "session_not_found", words)
        return Caller(user, session["id"], claims)

    # ---- inside

    def _refresh_counted(self, connection: Connection[Any], token: CountedToken) -> dict[str, Json]:
        session = _one(
            connection,
            b"select id, user_id, not_after, refreshed_at, refresh_token_hmac_key as key,"
            b" refresh_token_counter as counter from auth.sessions where id = %s for update",
            token.session_id,
        )
        if session is None or session["key"] is None or not token.is_signed(session["key"]):
            raise _not_found()
        user, behind = self._let_in(connection, session), session["counter"] - token.counter
        if behind < 0:
            raise validation_failed("Invalid Refresh Token: Not Issued By This Server")
        if behind == 0:
            issued = self._next_counted(connection, token.session_id)
        elif behind == 1 or self._was_refreshed_just_now(session["refreshed_at"]):
            issued = counted_token(token.session_id, session["counter"], session["key"])
        else:
            connection.execute("delete from auth.sessions where id = %s", [token.session_id])
            raise CommittedRefusal(_already_used())
        self._note_refresh(connection, token.session_id)
        return self._answer(connection, user.id, token.session_id, issued, "token_refresh")

    def _was_refreshed_just_now(self, refreshed_at: datetime | None) -> bool:
        now = self._now().replace(tzinfo=None)
        return refreshed_at is not None and abs(now - refreshed_at) < timedelta(
            seconds=REUSE_SECONDS
        )

    def _is_counted(self, connection: Connection[Any], session_id: UUID) -> bool:
        query = b"select refresh_token_hmac_key as key from auth.sessions where id = %s"
        session = _one(connection, query, session_id)
        return session is not None and session["key"] is not None

    def _next_counted(self, connection: Connection[Any], session_id: UUID) -> str:
        session = _one(
            connection,
            b"update auth.sessions set refresh_token_counter = refresh_token_counter + 1"
            b" where id = %s returning refresh_token_counter as counter,"
            b" refresh_token_hmac_key as key",
            session_id,
        )
        assert session is not None
        return counted_token(session_id, session["counter"], session["key"])

    def _let_in(self, connection: Connection[Any], session: dict[str, Any]) -> User:
        """The session's user; raises AuthError where the session or its user may not go on."""
        user, now = user_by_id(connection, session["user_id"]), self._now()
        if user is None or user.is_banned(now):
            raise AuthError(400, "user_banned", "Invalid Refresh Token: User Banned")
        if session["not_after"] is not None and session["not_after"] < now:
            raise AuthError(400, "session_expired", "Invalid Refresh Token: Session Expired")
        return user

    def _note_refresh(self, connection: Connection[Any], session_id: UUID) -> None:
        now = self._now()
        connection.execute(
            "update auth.sessions set refreshed_at = %s, updated_at = %s where id = %s",
            [now.replace(tzinfo=None), now, session_id],
        )

    def _reused(self, connection: Connection[Any], used: dict[str, Any]) -> str | None:
        """The current token for its parent; None, which brings a new one, for one just used."""
        active = _one(
            connection,
            b"select token, parent from auth.refresh_tokens"
            b" where session_id = %s and not revoked order by id desc limit 1",
            used["session_id"],
        )
        if active is not None and active["parent"] == used["token"]:
            return str(active["token"])
        if used["updated_at"] + timedelta(seconds=REUSE_SECONDS) >= self._now():
            return None
        connection.execute(
            "update auth.refresh_tokens set revoked = true, updated_at = %s"
            " where session_id = %s and not revoked",
            [self._now(), used["session_id"]],
        )
        raise CommittedRefusal(_already_used())

    def _new_refresh_token(
        self, connection: Connection[Any], user_id: UUID, session_id: UUID, *, parent: str | None
    ) -> str:
        token = "".join(secrets.choice(_TOKEN_LETTERS) for _ in range(_TOKEN_LENGTH))
        now = self._now()
        connection.execute(
            "insert into auth.refresh_tokens"
            " (token, user_id, session_id, parent, revoked, created_at, updated_at)"
            " values (%s, %s, %s, %s, false, %s, %s)",
            [token, str(user_id), session_id, parent, now, now],
        )
        return token

    def _add_method(self, connection: Connection[Any], session_id: UUID, method: str) -> None:
        now = self._now()
        connection.execute(
            "insert into auth.mfa_amr_claims"
            " (session_id, authentication_method, created_at, updated_at) values (%s, %s, %s, %s)"
            " on conflict (session_id, authentication_method)"
            " do update set updated_at = excluded.updated_at",
            [session_id, method, now, now],
        )

    def _answer(
        self,
        connection: Connection[Any],
        user_id: UUID,
        session_id: UUID,
        refresh_token: str,
        method: str,
    ) -> dict[str, Json]:
        user = user_by_id(connection, user_id)
        assert user is not None
        issued = int(self._now().timestamp())
        expires = issued + self._token_seconds
        claims = self._claims(connection, user, session_id, issued, expires)
        claims = self._through_hook(connection, user, claims, method)
        return {
            "access_token": self._key.sign(claims),
            "token_type": "bearer",
            "expires_in": self._token_seconds,
            "expires_at": expires,
            "refresh_token": refresh_token,
            "user": show_user(connection, user),
        }

    def _claims(
        self, connection: Connection[Any], user: User, session_id: UUID, issued: int, expires: int
    ) -> dict[str, Json]:
        session = _one(
            connection, b"select aal::text as aal from auth.sessions where id = %s", session_id
        )
        assert session is not None
        methods = connection.execute(
            "select authentication_method, updated_at from auth.mfa_amr_claims"
            " where session_id = %s order by updated_at desc",
            [session_id],
        ).fetchall()
        return {
            "iss": self.issuer,
            "sub": str(user.id),
            "aud": user.aud or "authenticated",
            "exp": expires,
            "iat": issued,
            "email": user.email or "",
            "phone": user.phone or "",
            "app_metadata": dict(user.raw_app_meta_data or {}),
            "user_metadata": dict(user.raw_user_meta_data or {}),
            "role": user.role or "authenticated",
            "aal": session["aal"],
            "amr": [{"method": name, "timestamp": int(at.timestamp())} for name, at in methods],
            "session_id": str(session_id),
            "is_anonymous": user.is_anonymous,
        }

    def _through_hook(
        self, connection: Connection[Any], user: User, claims: dict[str, Json], method: str
    ) -> dict[str, Json]:
        """Let the database's access token hook have its say, if there is one."""
        if not self._hook_is_on(connection):
            return claims
        event = {
            "metadata": {
                "uuid": str(uuid4()),
                "time": timestamp(self._now()),
                "name": "customize-access-token",
                "ip_address": "127.0.0.1",
            },
            "user_id": str(user.id),
            "claims": claims,
            "authentication_method": method,
        }
        try:
            connection.execute(f"set local statement_timeout = {_HOOK_MILLISECONDS}".encode())
            row = connection.execute(f"select {self._hook}(%s)".encode(), [Jsonb(event)]).fetchone()
            connection.execute("set local statement_timeout to default")
        except psycopg.errors.QueryCanceled as error:
            words = "Failed to reach hook within maximum time of 2.000000 seconds"
            raise AuthError(422, "hook_timeout", words) from error
        except psycopg.Error as error:
            words = (
                f"Error running hook URI: pg-functions://postgres/{self._hook.replace('.', '/')}"
            )
            raise AuthError(500, "unexpected_failure", words) from error
        answer = _checked(row[0] if row else None)
        if not self._hook_ran:
            # The real server writes the first audience after its start as a list.
            self._hook_ran = True
            answer = {**answer, "aud": [answer["aud"]]}
        return answer

    def _hook_is_on(self, connection: Connection[Any]) -> bool:
        """Whether the project has its hook turned on: once its function has been there."""
        if not self._hook_on:
            there = connection.execute(
                "select from pg_catalog.pg_proc f"
                " join pg_catalog.pg_namespace s on s.oid = f.pronamespace"
                " where format('%%s.%%s', s.nspname, f.proname) = %s",
                [self._hook],
            ).fetchone()
            self._hook_on = there is not None
        return self._hook_on


def _not_found() -> AuthError:
    words = "Invalid Refresh Token: Refresh Token Not Found"
    return AuthError(400, "refresh_token_not_found", words)


def _already_used() -> AuthError:
    words = "Invalid Refresh Token: Already Used"
    return AuthError(400, "refresh_token_already_used", words)


def _checked(answer: object) -> dict[str, Json]:
    """The claims that a hook returned; raises AuthError for its refusal or for a broken answer."""
    if isinstance(answer, dict) and isinstance(refusal := answer.get("error"), dict):
        status = refusal.get("http_code") or 500
        words = refusal.get("message") or "The access token hook refused."
        raise AuthError(int(status), "unknown", str(words))
    claims = answer.get("claims") if isinstance(answer, dict) else None
    if not isinstance(claims, dict) or not claims.keys() >= _CLAIMS_A_HOOK_MUST_KEEP:
        words = "output claims do not conform to the expected schema"
        raise AuthError(500, "unexpected_failure", words)
    return claims


def _one(connection: Connection[Any], query: bytes, value: object) -> dict[str, Any] | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, [value]).fetchone()
