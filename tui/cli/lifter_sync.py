"""Rounds with the database for one lifter: logbook, door and token, one process at a time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from tui.sync.engine import SyncEngine
from tui.sync.protocol import BookFailed, Counts, SyncError, SyncRun, Unreachable, WrongDatabase

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.sync.protocol import Gateway

CATALOGUE_SECONDS = 900.0  # the catalogue changes seldom: asked for once, then this seldom
LOCK_SECONDS = 60.0
PROBE_SECONDS = 1.5


class LifterSync:
    """What the sync thread runs; made and used in one thread.

    `progress` is what the round did so far, also where it stopped short.
    """

    def __init__(
        self,
        book: Logbook,
        gateway: Gateway,
        *,
        lock_file: Path,
    ) -> None:
        """Takes over, and closes, `book` and `gateway`."""
        self._book = book
        self._gateway = gateway
        self.progress = SyncRun()
        self._exchange = SyncEngine(book=book, gateway=gateway, on_progress=self._note)
        self._lock = FileLock(lock_file, timeout=LOCK_SECONDS, mode=0o600)
        self._catalogue_at: float | None = None
        self._counts = Counts()
        self._contact: tuple[datetime | None, datetime | None] = (None, None)

    def run(self) -> SyncRun:
        """Run one round. Raises a SyncError; Unreachable also while another process runs one."""
        self.progress = SyncRun()
        try:
            with self._one_at_a_time(), book_failures():
                with_catalogue = self._catalogue_is_due()
                done = self._exchange.run(with_catalogue=with_catalogue)
        except WrongDatabase as error:
            raise self._naming_what_is_missing(error) from error
        except OSError as error:
            file = f"{error.filename}: " if error.filename else ""
            words = f"The system refused something: {file}{error.strerror or error}."
            raise BookFailed(words, code="system") from error
        if with_catalogue:
            self._catalogue_at = time.monotonic()
        self.progress = done
        return done

    def counts(self) -> Counts:
        """Return what is waiting; where the logbook cannot be read, what was waiting before."""
        with suppress(BookFailed), book_failures():
            self._counts = self._book.changes.counts()
        return self._counts

    def last_times_of_contact(self) -> tuple[datetime | None, datetime | None]:
        """Return when something was last sent, and last fetched."""
        with suppress(BookFailed), book_failures():
            self._contact = self._book.base.last_times_of_contact()
        return self._contact

    def reachable(self) -> bool:
        """Tell whether the server is there and answers."""
        return self._gateway.reachable(PROBE_SECONDS)

    def close(self) -> None:
        """Close the door and the logbook."""
        with ExitStack() as both:
            both.callback(self._book.close)
            both.callback(self._gateway.close)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Hold the lock of the rounds; what goes wrong inside the block is none of its failures."""
        try:
            self._lock.acquire()
        except Timeout:
            raise Unreachable("Another topset is syncing.", code="busy") from None
        except OSError as error:
            words = f"The lock beside the logbook cannot be taken: {error.strerror}."
            raise BookFailed(words, code="lock") from error
        try:
            yield
        finally:
            self._lock.release()

    def _naming_what_is_missing(self, error: WrongDatabase) -> WrongDatabase:
        """Return the error with the migrations by name, where they are what is wrong."""
        from tui.supabase.errors import MIGRATE
        from tui.supabase.schema import describe_missing

        if MIGRATE not in error.words:
            return error
        try:
            words = describe_missing(self._gateway.schema_version())
        except WrongDatabase as lacking:
            words = describe_missing(None) if lacking.code == error.code else None
        except SyncError:
            words = None
        return error if words is None else WrongDatabase(words, code=error.code)

    def _note(self, progress: SyncRun) -> None:
        self.progress = progress

    def _catalogue_is_due(self) -> bool:
        last = self._catalogue_at
        return last is None or time.monotonic() - last > CATALOGUE_SECONDS


@contextmanager
def book_failures() -> Iterator[None]:
    """Raise what goes wrong with the logbook inside the block as the SyncError that it is."""
    from tui.logbook import DamagedLogbook, LogbookError

    try:
        yield
    except LogbookError as error:
        code = "damaged" if isinstance(error, DamagedLogbook) else "not_saved"
        raise BookFailed(str(error), code=code) from error
