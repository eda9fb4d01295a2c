"""What the database itself holds, asked past every door."""

from __future__ import annotations

from collections import Counter

import psycopg


def sets_of(server: psycopg.Connection, user_id: str) -> dict[str, float]:
    """Return the weights of a lifter's sets by id."""
    rows = server.execute(
        "select id::text, weight_kg from training_set where user_id = %s", [user_id]
    ).fetchall()
    return {row[0]: round(row[1], 3) for row in rows}


def weights_of(server: psycopg.Connection, user_id: str) -> list[float]:
    """Return the weights of a lifter's sets, lightest first."""
    return sorted(sets_of(server, user_id).values())


def receipts_of(server: psycopg.Connection, user_id: str) -> Counter[str]:
    """Return how many of a lifter's changes had which outcome."""
    rows = server.execute(
        "select outcome, count(*) from training_change where user_id = %s group by outcome",
        [user_id],
    ).fetchall()
    return Counter(dict(rows))
