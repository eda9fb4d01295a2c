"""Keeps the session on this machine: a file for each project and lifter, closed to everyone else.

Nothing heavy is imported here: the app asks who is signed in before its first paint.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import field, replace
from pathlib import Path
from typing import Protocol

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.private_files import move, remove, replacing
from tui.supabase.project import project_name
from tui.sync.protocol import Identity, SignedOut, Unreachable

_log = logging.getLogger(__name__)
_SAFE_ID = late_pattern(r"[0-9a-f-]{1,64}")
_SUFFIX = ".session.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A session as Auth gave it, and when it arrived by this laptop's clock (seconds since 1970).

    `ended` is the error_code with which Auth ended it; its tokens are then empty.
    """

    user_id: str
    email: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    received_at: float
    ended: str | None = None


class Secrets(Protocol):
    """A place outside the file for the refresh token; every method raises SecretsError alone."""

    def put(self, name: str, secret: str) -> None:
        """Keep a secret under a name."""
        ...

    def get(self, name: str) -> str | None:
        """Return what is kept under the name."""
        ...

    def remove(self, name: str) -> None:
        """Forget the name; no error if it is unknown."""
        ...


class SecretsError(Exception):
    """The keyring is locked, missing, or does not answer."""


class SessionStore:
    """The sessions of one project on this machine, and which lifter is the current one."""

    def __init__(self, folder: Path, url: str, *, secrets: Secrets | None = None) -> None:
        """`folder` is shared by all projects; `secrets` takes the refresh token out of the file.

        The access token, good for an hour, stays in the file: Windows' keyring takes 2,560 bytes.
        """
        self.project = project_name(url)
        self._root = folder
        self._folder = folder / self.project
        self._current = self._folder / "current.json"
        self._secrets = secrets
        self._from_secrets: tuple[str, str] | None = None

    def identity(self) -> Identity | None:
        """Return who is signed in, from disk alone; an ended session still has its lifter."""
        current = _read_object(self._current)
        if current is None:
            known = self.lifters()
            return known[0] if len(known) == 1 and self._current.exists() else None
        return self._identity(current)

    def lifters(self) -> tuple[Identity, ...]:
        """Return everyone with a session of this project on this machine, by e-mail."""
        if not self._folder.is_dir():
            return ()
        stored = (_read_object(path) for path in self._folder.glob(f"*{_SUFFIX}"))
        known = (self._identity(found) for found in stored if found is not None)
        return tuple(sorted((one for one in known if one), key=lambda one: one.email))

    def switch(self, user_id: str) -> Identity:
        """Make another signed-in lifter the current one; raises SignedOut for an unknown one."""
        session = self.load(user_id)
        with self._disk_trouble("saved"):
            self._write_current(session)
        return Identity(user_id=session.user_id, email=session.email, project=self.project)

    def load(self, user_id: str) -> StoredSession:
        """Return a lifter's session; raises SignedOut if there is none that can be read."""
        path = self._path(user_id)
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise SignedOut(
                "You are signed out on this laptop: sign in.", code="no_session"
            ) from None
        except UnicodeDecodeError:
            text = ""
        except OSError as error:
            raise Unreachable(f"The stored session cannot be read: {error.strerror}.") from None
        _close_to_others(path)
        session = self._parse(text, user_id)
        if session is None:
            raise self._set_aside(path)
        return session

    def save(self, session: StoredSession, *, make_current: bool = True) -> None:
        """Write a session so that a crash leaves the old one or the new one.

        Raises Unreachable when the disk does not take it.
        """
        with self._disk_trouble("saved"):
            self._make_folders()
            _write_atomically(self._path(session.user_id), self._document(session))
            if make_current:
                self._write_current(session)

    def renew(self, session: StoredSession) -> None:
        """Save a refreshed session; raises SignedOut if the lifter has signed out meanwhile."""
        if not self._path(session.user_id).exists():
            raise SignedOut("You are signed out on this laptop: sign in.", code="no_session")
        current = _read_object(self._current)
        # Whose address has changed since is known by the new one.
        changed = current is not None and current.get("user_id") == session.user_id
        self.save(session, make_current=changed)

    def end(self, session: StoredSession, code: str) -> None:
        """Remember that Auth has ended the session, so that it is not asked again and again."""
        self.renew(replace(session, access_token="", refresh_token="", ended=code))

    def forget(self, user_id: str) -> None:
        """Remove a lifter's session from this machine; their logbook stays."""
        stored = _read_object(self._path(user_id)) or {}
        if stored.get("kept_in") == "keyring":
            self._open_keyring()  # also where the setting says otherwise by now
        with self._disk_trouble("removed"):
            remove(self._path(user_id))
            current = _read_object(self._current)
            if current is None or current.get("user_id") == user_id:
                remove(self._current)
        if self._secrets is not None:
            try:
                self._secrets.remove(self._secret_name(user_id))
            except SecretsError as error:
                _log.warning("the keyring kept its entry: %s", error)

    def lock(self, user_id: str, *, wait_seconds: float) -> AbstractContextManager[object]:
        """Return a lock for one refresh at a time; after the wait it raises Unreachable."""
        with self._disk_trouble("locked"):
            self._make_folders()
        return _Lock(self._folder / f"{_safe(user_id)}.lock", wait_seconds)

    def in_keyring(self, user_id: str) -> bool:
        """Tell whether a lifter's refresh token lies in the keyring, whatever is set by now."""
        return (_read_object(self._path(user_id)) or {}).get("kept_in") == "keyring"

    def session_file(self, user_id: str) -> Path:
        """Return where a lifter's session lies, whether there is one or not."""
        return self._path(user_id)

    def _identity(self, stored: Mapping[str, object]) -> Identity | None:
        user_id, email = stored.get("user_id"), stored.get("email")
        if not isinstance(user_id, str) or not isinstance(email, str):
            return None
        if not _SAFE_ID.fullmatch(user_id):
            return None
        return Identity(user_id=user_id, email=email, project=self.project)

    def _parse(self, text: str, user_id: str) -> StoredSession | None:
        stored = _object(text)
        if stored is None or stored.get("user_id") != user_id:
            return None
        access, refresh = stored.get("access_token", ""), stored.get("refresh_token", "")
        if stored.get("kept_in") == "keyring":
            kept = self._tokens_from_secrets(user_id, text)
            refresh = kept.get("refresh_token")
            access = access or kept.get("access_token")  # of a topset that kept both there
        email, ended = stored.get("email"), stored.get("ended")
        expires_in, received_at = stored.get("expires_in"), stored.get("received_at")
        if not (isinstance(access, str) and isinstance(refresh, str) and isinstance(email, str)):
            return None
        if not (isinstance(expires_in, int) and isinstance(received_at, int | float)):
            return None
        if ended is not None and not isinstance(ended, str):
            return None
        if not ended and not (access and refresh):
            return None
        return StoredSession(
            user_id=user_id,
            email=email,
            access_token=access,
            refresh_token=refresh,
            expires_in=expires_in,
            received_at=float(received_at),
            ended=ended,
        )

    def _document(self, session: StoredSession) -> dict[str, object]:
        document: dict[str, object] = {
            "version": 1,
            "user_id": session.user_id,
            "email": session.email,
            "expires_in": session.expires_in,
            "received_at": session.received_at,
            "ended": session.ended,
            "kept_in": "file",
        }
        access = {"access_token": session.access_token}
        refresh = {"refresh_token": session.refresh_token}
        if self._secrets is not None:
            try:
                self._secrets.put(self._secret_name(session.user_id), json.dumps(refresh))
            except SecretsError as error:
                _log.warning(
                    "the keyring did not take the session, it is kept in a file: %s", error
                )
            else:
                return document | access | {"kept_in": "keyring"}
        return document | access | refresh

    def _tokens_from_secrets(self, user_id: str, text: str) -> Mapping[str, object]:
        if self._from_secrets is None or self._from_secrets[0] != text:
            try:
                kept = self._open_keyring().get(self._secret_name(user_id))
            except SecretsError as error:
                raise Unreachable(
                    f"The keyring that holds the session does not answer: {error}", code="keyring"
                ) from None
            self._from_secrets = (text, kept or "")
        return _object(self._from_secrets[1]) or {}

    def _open_keyring(self) -> Secrets:
        if self._secrets is None:
            from tui.supabase.keyring_secrets import KeyringSecrets

            self._secrets = KeyringSecrets()
        return self._secrets

    def _set_aside(self, path: Path) -> SignedOut:
        aside = path.with_suffix(".damaged")
        with suppress(OSError):
            move(path, aside)
        _log.warning("a damaged session file was set aside as %s", aside)
        return SignedOut(
            f"The stored session was damaged and is set aside as {aside.name}: sign in again. "
            "What you logged is safe.",
            code="session_damaged",
        )

    @contextmanager
    def _disk_trouble(self, done: str) -> Iterator[None]:
        """Turn what a disk refuses into words; `done` says what was to happen to the session."""
        try:
            yield
        except OSError as error:
            raise Unreachable(
                f"The session could not be {done} in {self._folder}: {error.strerror}.",
                code=f"not_{done}",
            ) from None

    def _write_current(self, session: StoredSession) -> None:
        _write_atomically(self._current, {"user_id": session.user_id, "email": session.email})

    def _make_folders(self) -> None:
        for folder in (self._root, self._folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _close_to_others(folder)

    def _path(self, user_id: str) -> Path:
        return self._folder / f"{_safe(user_id)}{_SUFFIX}"

    def _secret_name(self, user_id: str) -> str:
        return f"{self.project}/{_safe(user_id)}"


class _Lock:
    """A lock file held by one process at a time; waiting is bounded, and its end is Unreachable."""

    def __init__(self, path: Path, wait_seconds: float) -> None:
        from filelock import FileLock

        self._lock = FileLock(path, timeout=wait_seconds, mode=0o600)

    def __enter__(self) -> None:
        from filelock import Timeout

        try:
            self._lock.acquire()
        except Timeout:
            raise Unreachable("Another topset is busy with this session.", code="busy") from None
        except OSError as error:
            raise Unreachable(
                f"The session cannot be locked: {error.strerror}.", code="not_locked"
            ) from None

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def _safe(user_id: str) -> str:
    if not _SAFE_ID.fullmatch(user_id):
        raise SignedOut(
            "The stored session names no lifter: sign in again.", code="session_damaged"
        )
    return user_id


def _object(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _read_object(path: Path) -> dict[str, object] | None:
    try:
        return _object(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _close_to_others(path: Path) -> None:
    """Take the group's and everybody's rights away, should there be any."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            path.chmod(mode & 0o700)


def _write_atomically(path: Path, document: Mapping[str, object]) -> None:
    with replacing(path) as (file, _):
        json.dump(document, file, indent=1)
