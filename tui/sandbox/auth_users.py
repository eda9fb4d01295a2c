"""The users of the sandbox's Auth server: rows of `auth.users`, and how they look in an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from tui.sandbox.passwords import USUAL_COST, hash_password
from tui.sync.protocol import Json

_COLUMNS = """
  id, aud, role, email, phone, encrypted_password, email_confirmed_at, phone_confirmed_at,
  confirmation_sent_at, recovery_sent_at, last_sign_in_at, banned_until, created_at, updated_at,
  raw_app_meta_data, raw_user_meta_data, is_anonymous
"""
_SHOWN_WHEN_SET = (
    "email_confirmed_at",
    "phone_confirmed_at",
    "confirmation_sent_at",
    "recovery_sent_at",
    "last_sign_in_at",
    "banned_until",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One row of auth.users, as far as the server needs it."""

    id: UUID
    aud: str | None
    role: str | None
    email: str | None
    phone: str | None
    encrypted_password: str | None
    email_confirmed_at: datetime | None
    phone_confirmed_at: datetime | None
    confirmation_sent_at: datetime | None
    recovery_sent_at: datetime | None
    last_sign_in_at: datetime | None
    banned_until: datetime | None
    created_at: datetime
    updated_at: datetime
    raw_app_meta_data: dict[str, Json] | None
    raw_user_meta_data: dict[str, Json] | None
    is_anonymous: bool

    def is_banned(self, now: datetime) -> bool:
        """Whether the user is shut out at this moment."""
        return self.banned_until is not None and now < self.banned_until


def user_by_email(connection: Connection[Any], email: str) -> User | None:
    """The user with this address, whatever its case."""
    with connection.cursor(row_factory=class_row(User)) as cursor:
        cursor.execute(
            f"select {_COLUMNS} from auth.users where lower(email) = lower(%s)".encode(), [email]
        )
        return cursor.fetchone()


def user_by_id(connection: Connection[Any], user_id: UUID | str) -> User | None:
    """The user with this id."""
    with connection.cursor(row_factory=class_row(User)) as cursor:
        cursor.execute(f"select {_COLUMNS} from auth.users where id = %s".encode(), [user_id])
        return cursor.fetchone()


def create_user(
    connection: Connection[Any],
    email: str,
    password: str | None,
    *,
    confirmed: bool,
    data: dict[str, Json] | None = None,
    now: datetime | None = None,
    cost: int = USUAL_COST,
) -> User:
    """Make a user with its e-mail identity, as signing up does."""
    user_id = uuid4()
    at = now or datetime.now(UTC)
    email = email.strip().lower()
    about: dict[str, Json] = {
        **(data or {}),
        "sub": str(user_id),
        "email": email,
        "email_verified": confirmed,
        "phone_verified": False,
    }
    connection.execute(
        """
        insert into auth.users
          (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
           raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
        values (%s, %s, 'authenticated', 'authenticated', %s, %s, %s, %s, %s, %s, %s)
        """,
        [
            UUID(int=0),
            user_id,
            email,
            hash_password(password, cost) if password is not None else "",
            at if confirmed else None,
            Jsonb({"provider": "email", "providers": ["email"]}),
            Jsonb(about),
            at,
            at,
        ],
    )
    connection.execute(
        """
        insert into auth.identities
          (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
        values (%s, %s, %s, 'email', %s, %s, %s)
        """,
        [str(user_id), user_id, Jsonb(about), at, at, at],
    )
    made = user_by_id(connection, user_id)
    assert made is not None
    return made


def has_verified_factor(connection: Connection[Any], user_id: UUID) -> bool:
    """Whether this user signs in with a second factor."""
    found = connection.execute(
        "select from auth.mfa_factors where user_id = %s and status = 'verified' limit 1",
        [user_id],
    )
    return found.fetchone() is not None


def show_user(connection: Connection[Any], user: User) -> dict[str, Json]:
    """The user as answers show it, with identities and, if there are any, factors."""
    shown: dict[str, Json] = {
        "id": str(user.id),
        "aud": user.aud or "authenticated",
        "role": user.role or "authenticated",
        "email": user.email or "",
        "phone": user.phone or "",
        "app_metadata": dict(user.raw_app_meta_data or {}),
        "user_metadata": dict(user.raw_user_meta_data or {}),
        "identities": _identities(connection, user.id),
        "created_at": timestamp(user.created_at),
        "updated_at": timestamp(user.updated_at),
        "is_anonymous": user.is_anonymous,
    }
    for name in _SHOWN_WHEN_SET:
        moment: datetime | None = getattr(user, name)
        if moment is not None:
            shown[name] = timestamp(moment)
    if user.email_confirmed_at is not None:
        shown["confirmed_at"] = timestamp(user.email_confirmed_at)
    factors = _factors(connection, user.id)
    if factors:
        shown["factors"] = factors
    return shown


def timestamp(moment: datetime) -> str:
    """A moment as the server writes it: RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _identities(connection: Connection[Any], user_id: UUID) -> list[Json]:
    rows = _rows(
        connection,
        b"select id, provider_id, identity_data, provider, last_sign_in_at, created_at, updated_at"
        b" from auth.identities where user_id = %s order by created_at",
        user_id,
    )
    return [
        {
            "identity_id": str(row["id"]),
            "id": row["provider_id"],
            "user_id": str(user_id),
            "identity_data": row["identity_data"],
            "provider": row["provider"],
            "last_sign_in_at": timestamp(row["last_sign_in_at"] or row["created_at"]),
            "created_at": timestamp(row["created_at"]),
            "updated_at": timestamp(row["updated_at"]),
            "email": row["identity_data"].get("email", ""),
        }
        for row in rows
    ]


def _factors(connection: Connection[Any], user_id: UUID) -> list[Json]:
    rows = _rows(
        connection,
        b"select id, friendly_name, factor_type::text, status::text, created_at, updated_at"
        b" from auth.mfa_factors where user_id = %s order by created_at",
        user_id,
    )
    return [
        {
            "id": str(row["id"]),
            "friendly_name": row["friendly_name"] or "",
            "factor_type": row["factor_type"],
            "status": row["status"],
            "created_at": timestamp(row["created_at"]),
            "updated_at": timestamp(row["updated_at"]),
        }
        for row in rows
    ]


def _rows(connection: Connection[Any], query: bytes, user_id: UUID) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query, [user_id]).fetchall()
