"""A connection as the database's owner, for migrations and the catalogue; its errors in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import conninfo
from psycopg.rows import TupleRow

from tui.supabase import errors
from tui.supabase.direct import connection_parameters
from tui.sync.protocol import Refused, SyncError


@contextmanager
def owner_connection(database_url: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """Open a connection that commits each statement by itself, and close it in the end.

    Raises a SyncError where the database cannot be reached, or refuses a statement of the block.
    """
    parameters = connection_parameters(database_url)
    try:
        connection = psycopg.connect(
            conninfo.make_conninfo("", **parameters), autocommit=True, prepare_threshold=None
        )
    except psycopg.Error as error:
        host = parameters.get("host") or "this machine"
        raise errors.from_connection(str(error), host) from error
    with connection, describe_statements():
        yield connection


@contextmanager
def describe_statements() -> Iterator[None]:
    """Raise what the database refuses inside the block as a SyncError."""
    try:
        yield
    except psycopg.Error as error:
        raise _in_words(error) from error


def _in_words(error: psycopg.Error) -> SyncError:
    message = errors.clean(error.diag.message_primary or str(error))
    found = errors.from_sqlstate(error.sqlstate, message)
    if isinstance(found, Refused):
        return found
    return type(found)(f"The database said: {message}", code=error.sqlstate)
