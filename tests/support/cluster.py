"""What the database fixtures hand out, and how templates and clones are made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

import psycopg
from psycopg import sql

from tui.sandbox.postgres import SUPERUSER, Postgres


@dataclass(frozen=True, slots=True)
class Database:
    """One database of one test, with a connection string for every role."""

    server: Postgres
    name: str

    @property
    def superuser_url(self) -> str:
        """As supabase_admin."""
        return self.url(SUPERUSER)

    @property
    def owner_url(self) -> str:
        """As `postgres`, which owns the project and is no superuser."""
        return self.url("postgres")

    def url(self, role: str) -> str:
        """As any role that may log in; no password is asked for."""
        return self.server.url(role, self.name)


class Templates:
    """The databases that tests are cloned from, each made when first needed."""

    def __init__(self, server: Postgres) -> None:
        self._server = server

    @cached_property
    def bare(self) -> str:
        """The roles and the auth schema that a Supabase database has, and nothing of ours."""
        from tui.sandbox.foundation import lay_foundation

        if not self._has("template_bare"):
            lay_foundation(self._server, "template_bare")
        return "template_bare"

    @cached_property
    def migrated(self) -> str:
        """The same with all migrations, applied as `postgres`."""
        from tui.supabase import schema

        if self._has("template_migrated"):
            return "template_migrated"
        self._create("template_migrated", self.bare)
        with psycopg.connect(
            self._server.url("postgres", "template_migrated"), autocommit=True
        ) as owner:
            schema.apply(owner)
        return "template_migrated"

    @contextmanager
    def clone(self, template: str) -> Iterator[Database]:
        """A fresh database that goes away afterwards, whoever is still connected."""
        name = f"test_{uuid4().hex}"
        self._create(name, template)
        try:
            if template not in ("template0", "template_bare"):
                self._close_public(name)
            yield Database(self._server, name)
        finally:
            drop = sql.SQL("drop database {} with (force)").format(sql.Identifier(name))
            with self._superuser() as connection:
                connection.execute(drop)

    def _has(self, name: str) -> bool:
        """Tell whether the server had it before this process: it may be a copy of another."""
        with self._superuser() as connection:
            asked = connection.execute("select from pg_database where datname = %s", [name])
            return asked.rowcount == 1

    def _create(self, name: str, template: str) -> None:
        # Copying its files takes less than half the time of writing it to the log page by page.
        create = sql.SQL("create database {} template {} owner postgres strategy file_copy").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with self._superuser() as connection:
            connection.execute(create)

    def _close_public(self, name: str) -> None:
        """Say again what a migration says of the database itself: a copy lacks it."""
        with psycopg.connect(self._server.url("postgres", name)) as owner:
            owner.execute("select topset_private.close_public()")

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(self._server.url(SUPERUSER), autocommit=True)
