"""What a Supabase database has before a project adds anything: roles, schemas, Auth's tables."""

from __future__ import annotations

import hashlib

import psycopg
from psycopg import sql

from tui.sandbox.postgres import SUPERUSER, Postgres
from tui.supabase.schema import prepare_sandbox, sql_folder


def foundation_digest() -> str:
    """A name for the present state of sql/sandbox."""
    digest = hashlib.sha256()
    for file in sorted((sql_folder() / "sandbox").glob("*.sql")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def lay_foundation(server: Postgres, database: str = "postgres") -> None:
    """Make `database` if there is none and run sql/sandbox in it; may be repeated."""
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as superuser:
        known = superuser.execute("select from pg_database where datname = %s", [database])
        if known.fetchone() is None:
            superuser.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    with psycopg.connect(server.url(SUPERUSER, database), autocommit=True) as superuser:
        prepare_sandbox(superuser)
