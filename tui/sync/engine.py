"""One round with the database: push what is unsent, pull what is new."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from tui.sync.protocol import (
    Applied,
    Bug,
    Change,
    Counts,
    Cursor,
    Gateway,
    Json,
    Outcome,
    PulledCatalogue,
    PulledPage,
    Refused,
    Round,
    SyncError,
    Unreachable,
)

BATCH = 200
TRIES_BEFORE_PARKING = 3
# A server that always has more must not hold us for ever. Weeks that are edited while they are
# read may come twice; pages of nothing else may not go on and on.
PAGES_IN_ONE_ROUND = 1_000
PAGES_OF_KNOWN_WEEKS = 20
# The server answers at once, only with more than is read.
ANSWERED_TOO_MUCH = frozenset({"too_large", "ratio", "packing", "no_progress"})
NO_PROGRESS = "The server says that there is more to read, and sends nothing new."

log = logging.getLogger(__name__)


class ChangeQueue(Protocol):
    """What the engine asks of the logbook's unsent changes."""

    def tidy(self) -> None: ...
    def unsent(self, limit: int) -> list[Change]: ...
    def settle(self, changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None: ...
    def park(self, change: Change, *, code: str, message: str) -> None: ...
    def note_try(self, change: Change) -> int: ...
    def counts(self) -> Counts: ...


class ServerCopy(Protocol):
    """What the engine asks of the logbook's side that holds the server's rows."""

    def cursor(self) -> Cursor: ...
    def device(self) -> str: ...
    def apply(self, page: PulledPage) -> Applied: ...
    def catalogue_digest(self) -> str | None: ...
    def replace_catalogue(self, catalogue: PulledCatalogue) -> None: ...
    def note_round(self, finished: Round) -> None: ...


class Book(Protocol):
    """A logbook as the engine knows it."""

    @property
    def changes(self) -> ChangeQueue: ...
    @property
    def base(self) -> ServerCopy: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The two ends of a round, and who is told of progress."""

    book: Book
    gateway: Gateway
    on_progress: Callable[[Round], None] = lambda _: None

    def run(self, *, with_catalogue: bool = True) -> Round:
        """Pull everything new, push everything unsent, pull again; return what was done.

        A push raises the server's revision, which would hide that the server went back in time:
        so the first pull comes before it. Raises a SyncError where the round stopped short; what
        had been done by then is kept, and noted in the logbook with the reason.
        """
        done = Round()
        self.book.changes.tidy()
        try:
            try:
                done = self._pull(done)
            except (Bug, Unreachable) as error:
                # What was entered goes up though what comes down cannot be taken.
                if isinstance(error, Bug) or error.code in ANSWERED_TOO_MUCH:
                    done = self._push_what_is_taken(done)
                raise
            if self.book.changes.unsent(1):
                done = self._push(done)
                done = self._pull(done)
            if with_catalogue:
                self._pull_catalogue()
        except SyncError as error:
            self.book.base.note_round(replace(done, problem=error.words))
            raise
        self.book.base.note_round(done)
        return done

    def _push(self, done: Round) -> Round:
        while changes := self.book.changes.unsent(BATCH):
            done = self._push_batch(changes, done)
            self.on_progress(done)
        return done

    def _push_what_is_taken(self, done: Round) -> Round:
        """Push until an answer is not understood; no change is to blame for that."""
        while changes := self.book.changes.unsent(BATCH):
            try:
                outcomes = self._send(changes)
            except (Bug, Refused):
                return done
            self.book.changes.settle(changes, outcomes)
            done = _counted(done, outcomes)
        return done

    def _push_batch(self, changes: list[Change], done: Round) -> Round:
        try:
            outcomes = self._send(changes)
        except (Bug, Refused) as error:
            if len(changes) > 1:  # find the one that nobody understands
                for change in changes:
                    done = self._push_batch([change], done)
                return done
            return self._suspect(changes[0], error, done)
        self.book.changes.settle(changes, outcomes)
        return _counted(done, outcomes)

    def _send(self, changes: Sequence[Change]) -> list[Outcome]:
        outcomes = self.gateway.push(changes, self.book.base.device())
        _check_complete(changes, outcomes)
        return outcomes

    def _suspect(self, change: Change, error: SyncError, done: Round) -> Round:
        """Give a change that the whole call failed on a few tries, then park it."""
        log.error("a change was not understood: %s (%s)", error.words, error.code)
        if isinstance(error, Bug) and self.book.changes.note_try(change) < TRIES_BEFORE_PARKING:
            raise error
        self.book.changes.park(change, code=error.code or "bug", message=error.words)
        return replace(done, refused=done.refused + 1)

    def _pull(self, done: Round) -> Round:
        went_back = False
        read: set[Json] = set()
        nothing_new = 0
        for _ in range(PAGES_IN_ONE_ROUND):
            before = self.book.base.cursor()
            page = self.gateway.pull(before)
            applied = self.book.base.apply(page)
            if page.more and not applied.went_back:
                empty = not page.weeks and not page.unreadable
                if empty or self.book.base.cursor() == before:
                    raise Unreachable(NO_PROGRESS, code="no_progress")
                weeks = {
                    *(week["id"] for week in page.weeks),
                    *(row.row_id for row in page.unreadable),
                }
                nothing_new += weeks <= read
                read |= weeks
                if nothing_new > PAGES_OF_KNOWN_WEEKS:
                    raise Unreachable(NO_PROGRESS, code="no_progress")
            done = replace(
                done,
                fetched=done.fetched + len(page.weeks),
                requeued=done.requeued + applied.requeued,
            )
            if not applied.more:
                return done
            if applied.went_back and went_back:
                raise Bug("the server contradicts itself about what has changed")
            went_back |= applied.went_back
            self.on_progress(done)
        raise Unreachable("The server keeps sending and comes to no end.", code="no_progress")

    def _pull_catalogue(self) -> None:
        catalogue = self.gateway.pull_catalogue(self.book.base.catalogue_digest())
        if catalogue is not None:
            self.book.base.replace_catalogue(catalogue)


def _check_complete(changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
    """Refuse an answer that leaves a change out: without an outcome it would be sent for ever."""
    missing = {change.id for change in changes} - {outcome.id for outcome in outcomes}
    if missing:
        raise Bug(f"the server said nothing about {len(missing)} of {len(changes)} changes")


def _counted(done: Round, outcomes: Sequence[Outcome]) -> Round:
    kinds = [outcome.outcome for outcome in outcomes]
    return replace(
        done,
        sent=done.sent + kinds.count("applied") + kinds.count("already"),
        refused=done.refused + kinds.count("refused"),
        conflicts=done.conflicts + kinds.count("conflict"),
    )
