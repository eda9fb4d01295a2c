"""A backup of the sandbox's database, and the database put back to it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.support.box import SandboxUnderTest
from tui.sandbox.postgres import SUPERUSER


class Backup:
    """The database as it stood when this was made; the sandbox is down while it is copied."""

    def __init__(self, box: SandboxUnderTest) -> None:
        self._box = box
        self._name = box.database.name
        self._copy = f"{self._name}_copy"
        self._with_box_down(
            sql.SQL("create database {copy} template {live} strategy file_copy"),
        )

    def restore(self, *, new_epoch: bool) -> None:
        """Put the backup in the place of the database; `new_epoch` is what an operator does."""
        self._with_box_down(
            sql.SQL("drop database {live} with (force)"),
            sql.SQL("alter database {copy} rename to {live}"),
        )
        if new_epoch:
            with psycopg.connect(self._box.database.superuser_url) as superuser:
                superuser.execute("select topset_private.begin_epoch()")

    def _with_box_down(self, *statements: sql.SQL) -> None:
        self._box.stop()
        url = self._box.database.server.url(SUPERUSER)
        with psycopg.connect(url, autocommit=True) as superuser:
            superuser.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s",
                [self._name],
            )
            names = {"live": sql.Identifier(self._name), "copy": sql.Identifier(self._copy)}
            for statement in statements:
                superuser.execute(statement.format(**names))
        self._box.start()


class DiskBackup:
    """The disk of the whole server as it stood, which is put back without anyone being told."""

    def __init__(self, box: SandboxUnderTest) -> None:
        self._box = box
        self._server = box.database.server
        self._copy = self._server.folder.with_name("disk-copy")
        with self._server_down():
            # cp, for the files' owner is kept: PostgreSQL's account need not be ours
            subprocess.run(["cp", "-a", self._server.folder, self._copy], check=True, timeout=60)

    def restore(self) -> None:
        """Put the disk back."""
        with self._server_down():
            shutil.rmtree(self._server.folder)
            self._copy.rename(self._server.folder)

    @contextmanager
    def _server_down(self) -> Iterator[None]:
        self._box.stop()
        self._server.stop()
        yield
        self._server.start()
        self._box.start()
