"""What there is while a lifter is signed in: the logbook, the exchange, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from tui.logbook.errors import DamagedLogbook, LogbookError
from tui.sync.protocol import LOCAL_LIFTER
from tui.sync.status import SyncStatus
from tui.training.rules import TrainingRules
from tui.workout.notice import SyncMark
from tui.workout.ports import Ports, SyncHandle
from tui.workout.sync.lines import farewell
from tui.workout.sync.mark import sync_mark

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.sync.protocol import Identity
    from tui.workout.search import Finder


_LOOKED_AT = 200  # of what is unsent, to tell sets from other changes


class SignedIn:
    """One lifter at this laptop, from opening the logbook to closing it."""

    def __init__(self, identity: Identity, ports: Ports, *, damaged: bool = False) -> None:
        """Open the lifter's logbook; one that is known or found to be damaged is salvaged first.

        Raises LogbookError.
        """
        self.identity = identity
        self.now: Callable[[], datetime] = ports.now
        self.salvaged = ""
        self.stranded = 0  # changes that only old logs, put aside, still hold
        self.book: Logbook = self._open(ports, damaged=damaged)
        self.door = ports.door
        self.status_at: datetime | None = None
        self.settings = ports.preferences
        self.status: SyncStatus | None = None
        self._start = None if self.is_local else ports.start_sync
        if self.is_local:
            self.status = SyncStatus(state="local")
        self._handle: SyncHandle | None = None
        self._told = ""
        self._finder: tuple[str | None, Finder] | None = None

    @property
    def rules(self) -> TrainingRules:
        """What targets, plates, estimates and rests are computed by now."""
        return self.settings.rules

    def _open(self, ports: Ports, *, damaged: bool) -> Logbook:
        if not damaged or ports.recovery is None:
            try:
                return self._readable(ports.open_logbook(self.identity))
            except DamagedLogbook:
                if ports.recovery is None:
                    raise
        self.salvaged = ports.recovery.salvage(self.identity)
        return ports.open_logbook(self.identity)

    def _readable(self, book: Logbook) -> Logbook:
        try:
            book.workouts.agenda(self.now().date())
        except DamagedLogbook:
            book.close()
            raise
        return book

    @property
    def is_local(self) -> bool:
        """Whether this log is bound to no account."""
        return self.identity == LOCAL_LIFTER

    @property
    def syncs(self) -> bool:
        """Whether there is a server to exchange with."""
        return self._start is not None

    @property
    def fetched_once(self) -> bool:
        """Whether this logbook has ever been filled from the server."""
        return self.book.base.cursor().epoch is not None

    def waits_for_plan(self) -> str:
        """Say why the log may still be empty; nothing once it was filled."""
        if not self.syncs or self.fetched_once:
            return ""
        status = self.status
        if status is None or status.state in ("idle", "syncing"):
            return "Fetching your plan…"
        return status.detail or "Your plan has not been fetched yet."

    @property
    def finder(self) -> Finder:
        """The catalogue, prepared for searching once and again when another was fetched."""
        from tui.workout.search import Finder

        digest = self.book.base.catalogue_digest()
        if self._finder is None or self._finder[0] != digest:
            self._finder = (digest, Finder(self.book.history.catalogue()))
        return self._finder[1]

    def start_sync(
        self, on_status: Callable[[SyncStatus], None], on_changed: Callable[[], None]
    ) -> None:
        """Begin to exchange with the database."""
        if self._start is not None and self._handle is None:
            self._handle = self._start(self.identity, on_status, on_changed)

    def take(self, status: SyncStatus) -> bool:
        """Take in how the exchange stands; tell whether that is news, trying again aside."""
        before, self.status, self.status_at = self._told, status, self.now()
        if status.state != "syncing":
            self._told = status.state
        return self._told != before

    def newly_stuck(self, status: SyncStatus) -> int:
        """Return how many changes the database has not taken since the last status."""
        before = self.status
        if before is None or before.state == "local":
            return 0
        return status.refused + status.conflicts - before.refused - before.conflicts

    def wake(self) -> None:
        """Say that something was entered."""
        if self._handle is not None:
            self._handle.wake()

    def mark(self) -> SyncMark:
        """Return the sync mark as it stands now, counted in the logbook itself."""
        return sync_mark(self.status, self.book.changes.counts(), self.stranded)

    def farewell(self) -> str:
        """Return what remains to be sent, to be said at the end; nothing from a log that fails."""
        try:
            counts = self.book.changes.counts()
            unsent = self.book.changes.unsent(_LOOKED_AT)
        except LogbookError:
            return ""
        sets = sum(one.table == "training_set" and one.op == "insert" for one in unsent)
        return farewell(counts, sets, self.status.state if self.status else None)

    def take_handle(self) -> SyncHandle | None:
        """Hand the running exchange over to whoever stops it."""
        handle, self._handle = self._handle, None
        return handle

    def close(self) -> None:
        """Close the logbook."""
        self.book.close()
