"""What a Supabase database has before a project adds anything: roles, extensions' schema, auth."""

from __future__ import annotations

import psycopg
from psycopg import sql

from tui.sandbox.postgres import SUPERUSER, Postgres
from tui.supabase.schema import sql_folder


def lay_foundation(server: Postgres, database: str = "postgres") -> None:
    """Make `database` if there is none, owned by `postgres`, and run sql/sandbox in it.

    The files can run again: roles belong to the whole server, the rest to one database.
    """
    files = sorted((sql_folder() / "sandbox").glob("*.sql"))
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as superuser:
        known = superuser.execute("select 1 from pg_database where datname = %s", [database])
        if known.fetchone() is None:
            superuser.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
    with psycopg.connect(server.url(SUPERUSER, database), autocommit=True) as superuser:
        for file in files:
            superuser.execute(file.read_text("utf-8").encode())
    with psycopg.connect(server.url(SUPERUSER), autocommit=True) as superuser:
        superuser.execute(
            sql.SQL("alter database {} owner to postgres").format(sql.Identifier(database))
        )
