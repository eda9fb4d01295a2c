"""The refresh token in the system's keyring, which may hang: every call has a time limit."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable
from typing import TypeVar

from tui.supabase.session_store import SecretsError

_SERVICE = "topset"
# A Mac's keychain asks for a password in a dialog before it answers.
_LIMIT_SECONDS = 60.0 if sys.platform == "darwin" else 5.0
_Answer = TypeVar("_Answer")


class KeyringSecrets:
    """Secrets in the system's keyring; needs the package keyring."""

    def __init__(self, *, limit_seconds: float = _LIMIT_SECONDS) -> None:
        self._limit_seconds = limit_seconds

    def put(self, name: str, secret: str) -> None:
        """Keep a secret under a name."""

        def put() -> None:
            import keyring

            keyring.set_password(_SERVICE, name, secret)

        self._within_limit(put)

    def get(self, name: str) -> str | None:
        """Return what is kept under the name."""

        def get() -> str | None:
            import keyring

            return keyring.get_password(_SERVICE, name)

        return self._within_limit(get)

    def remove(self, name: str) -> None:
        """Forget the name; no error if it is unknown."""

        def remove() -> None:
            import keyring
            from keyring.errors import PasswordDeleteError

            try:
                keyring.delete_password(_SERVICE, name)
            except PasswordDeleteError:
                return

        self._within_limit(remove)

    def _within_limit(self, ask: Callable[[], _Answer]) -> _Answer:
        """Ask in a daemon thread, which may be left behind and ends with the process."""
        answers: queue.SimpleQueue[tuple[_Answer] | SecretsError] = queue.SimpleQueue()

        def run() -> None:
            try:
                answers.put((ask(),))
            except ImportError:
                answers.put(SecretsError("the package keyring is not installed"))
            except Exception as error:  # noqa: BLE001  backends raise whatever their system library raises
                answers.put(SecretsError(type(error).__name__))

        threading.Thread(target=run, name="keyring", daemon=True).start()
        try:
            answer = answers.get(timeout=self._limit_seconds)
        except queue.Empty:
            raise SecretsError(f"no answer within {self._limit_seconds:g} s") from None
        if isinstance(answer, SecretsError):
            raise answer
        return answer[0]
