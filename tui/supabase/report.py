"""Asks a project what only a real one can answer, for `topset doctor --report`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx

from tui.supabase.probe import VERSION_FUNCTION
from tui.supabase.schema import sql_folder
from tui.supabase.transport import http_client
from tui.sync.protocol import Json

if TYPE_CHECKING:
    import psycopg
    from psycopg.rows import TupleRow

_MOST = 300  # characters of an answer: enough for every error document
_NOBODYS_KEY = "sb_publishable_of_no_project"


def answers_of_project(url: str, publishable_key: str) -> Iterator[tuple[str, Json]]:
    """Give the answer to each question by its name: the status, the kind and the text's beginning.

    Nobody is signed in for it, and nothing is changed.
    """
    rpc = f"{url}/rest/v1/rpc"
    public = {"apikey": publishable_key, "Content-Profile": "public"}
    with http_client(url) as client:
        for name, method, address, headers in (
            ("auth", "GET", f"{url}/auth/v1/health", {"apikey": publishable_key}),
            ("functions", "POST", f"{rpc}/{VERSION_FUNCTION}", public),
            ("no_such_function", "POST", f"{rpc}/topset_no_such_function", public),
            (
                "no_such_schema",
                "POST",
                f"{rpc}/{VERSION_FUNCTION}",
                public | {"Content-Profile": "topset_no_such_schema"},
            ),
            ("wrong_key", "POST", f"{rpc}/{VERSION_FUNCTION}", public | {"apikey": _NOBODYS_KEY}),
        ):
            content = b"{}" if method == "POST" else None
            kind = {"Content-Type": "application/json"} if content else {}
            try:
                found = client.request(method, address, headers=headers | kind, content=content)
            except httpx.HTTPError as error:
                yield name, {"error": type(error).__name__}
                continue
            yield (
                name,
                {
                    "status": found.status_code,
                    "type": found.headers.get("content-type"),
                    "text": found.text[:_MOST],
                },
            )


def answers_of_database(connection: psycopg.Connection[TupleRow]) -> Json:
    """Return what the database's owner can tell of roles, their settings and powers."""
    question = (sql_folder() / "report.sql").read_text(encoding="utf-8")
    row = connection.execute(question.encode()).fetchone()
    answer: Json = None if row is None else row[0]
    return answer
