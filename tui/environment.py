"""What the laptop gives: the time and new ids; whoever needs them is handed them."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4


def local_now() -> datetime:
    """Return the time, aware, in this laptop's zone."""
    return datetime.now().astimezone()


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


def random_id() -> str:
    """Return a new UUID as lower-case text."""
    return str(uuid4())
