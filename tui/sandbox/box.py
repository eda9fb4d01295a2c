"""Supabase in a box: PostgreSQL, Auth and the Data API in one folder, with a lifter in it."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from filelock import FileLock, Timeout
from psycopg import Connection

from tui.sandbox.auth_users import create_user, user_by_email
from tui.sandbox.foundation import foundation_digest, lay_foundation
from tui.sandbox.limits import Limits
from tui.sandbox.passwords import USUAL_COST
from tui.sandbox.postgres import SUPERUSER, Postgres
from tui.sandbox.service import Service, new_publishable_key

DEMO_EMAIL = "lifter@topset.example"
DEMO_PASSWORD = "topset-demo"
_PATIENCE_SECONDS = 60.0


class BoxBusy(Exception):
    """Another process runs this box, and what was asked cannot be done meanwhile."""


@dataclass(frozen=True, slots=True)
class BoxInfo:
    """All that one needs to use a running box."""

    url: str
    publishable_key: str
    database_url: str
    owner_database_url: str
    email: str
    password: str


@dataclass(slots=True)
class _Kept:
    """What stays from one start to the next."""

    port: int | None = None
    publishable_key: str = ""
    foundation: str = ""


def add_lifter(
    connection: Connection[Any],
    email: str,
    password: str,
    confirmed: bool = True,
    cost: int = USUAL_COST,
) -> str:
    """Make a user as signing up would, and return their id; `cost` is that of the password."""
    return str(create_user(connection, email, password, confirmed=confirmed, cost=cost).id)


class Box:
    """The sandbox of one folder.

    One process runs it; `start` in a second process attaches to the running one and returns the
    same BoxInfo (`attached` is then true, and `stop` leaves it running). What a killed process left
    is cleaned up by the next start.
    """

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        today: date | None = None,
        limits: Limits | None = None,
        token_seconds: int = 3600,
    ) -> None:
        self.folder = home.absolute() / "sandbox"
        self.attached = False
        self._today = today
        self._limits = limits
        self._token_seconds = token_seconds
        self._postgres = Postgres(self.folder / "postgres", durable=durable)
        self._service: Service | None = None
        self._lock = FileLock(self.folder / "lock", mode=0o600, thread_local=False)

    def start(self) -> BoxInfo:
        """Bring everything up, or attach to the process that has."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        attached = self._attach_or_lock()
        if attached is not None:
            self.attached = True
            return attached
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Take everything down that this process brought up."""
        if not self._lock.is_locked:
            return
        self._running_file.unlink(missing_ok=True)
        if self._service is not None:
            self._service.stop()
            self._service = None
        self._postgres.stop()
        self._lock.release()

    def wipe(self) -> None:
        """Forget everything; raises BoxBusy while a process runs the box."""
        if not self.folder.exists():
            return
        try:
            with self._lock.acquire(timeout=0):
                self._postgres.remove()
                for entry in self.folder.iterdir():
                    if entry.is_dir():
                        shutil.rmtree(entry)
                    elif entry.name != "lock":
                        entry.unlink()
        except Timeout as error:
            raise BoxBusy("Another topset uses the sandbox: close that one first.") from error

    # ---- inside

    @property
    def _running_file(self) -> Path:
        return self.folder / "running.json"

    def _attach_or_lock(self) -> BoxInfo | None:
        """What the running process says about itself; None once the lock is ours."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                found = _read(self._running_file)
                if found is not None:
                    return BoxInfo(**found)
            else:
                return None
            if time.monotonic() > deadline:
                raise BoxBusy(
                    "Another topset began to start the sandbox and has not finished: close that"
                    " one, then try again."
                )
            time.sleep(0.05)

    def _start(self) -> BoxInfo:
        self._running_file.unlink(missing_ok=True)
        kept = _Kept(**(_read(self.folder / "kept.json") or {}))
        kept.publishable_key = kept.publishable_key or new_publishable_key()
        self._postgres.start()
        direct_login = self._prepare(kept)
        self._service = Service(
            self.folder,
            self._postgres.url,
            kept.publishable_key,
            limits=self._limits,
            token_seconds=self._token_seconds,
        )
        self._service.start(kept.port)
        kept.port = self._service.port
        _write(self.folder / "kept.json", asdict(kept))
        info = BoxInfo(
            url=self._service.url,
            publishable_key=kept.publishable_key,
            database_url=self._postgres.url(direct_login),
            owner_database_url=self._postgres.url("postgres"),
            email=DEMO_EMAIL,
            password=DEMO_PASSWORD,
        )
        _write(self._running_file, asdict(info))
        return info

    def _prepare(self, kept: _Kept) -> str:
        """Roles, schema, lifter and login: whatever is not there yet. Returns the login's name."""
        from tui.supabase import schema

        digest = foundation_digest()
        if kept.foundation != digest:
            lay_foundation(self._postgres)
            kept.foundation = digest
        with psycopg.connect(self._postgres.url("postgres"), autocommit=True) as owner:
            schema.apply(owner)
            with psycopg.connect(self._postgres.url(SUPERUSER)) as superuser:
                lifter_id = self._prepare_demo_lifter(superuser)
            # Nobody needs the password: whoever reaches the socket may be any role.
            return schema.create_direct_login(owner, lifter_id).role

    def _prepare_demo_lifter(self, superuser: Connection[Any]) -> str:
        """The lifter, their id, all of their history or nothing, and a session for today."""
        from tui.sandbox.sample import fill
        from tui.sandbox.sample_days import bring_next_session

        today = self._today or date.today()
        lifter = user_by_email(superuser, DEMO_EMAIL)
        if lifter is None:
            lifter_id = add_lifter(superuser, DEMO_EMAIL, DEMO_PASSWORD)
            fill(superuser, lifter_id, today=today)
            return lifter_id
        bring_next_session(superuser, str(lifter.id), today=today)
        return str(lifter.id)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _write(path: Path, document: dict[str, Any]) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
