"""One round with the database: push what is unsent, pull what is new."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from typing import Protocol

from tui.lazy_dataclass import dataclass
from tui.sync.protocol import (
    WIRE,
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
    SyncError,
    SyncRun,
    Unreachable,
    is_reason_of_database,
)

BATCH = 200
TRIES_BEFORE_PARKING = 3
NONSENSE_IN_ONE_ROUND = 3  # single changes that nobody of ours answers for, before the round ends
# A server that always has more must not hold us for ever. Weeks that are edited while they are
# read may come twice; pages of nothing else may not go on and on.
PAGES_IN_ONE_ROUND = 1_000
PAGES_OF_KNOWN_WEEKS = 20
# The server answers at once, only with more than is read.
ANSWERED_TOO_MUCH = frozenset({"too_large", "ratio", "packing", "no_progress"})
# A smaller batch may get through: the line broke, or somebody on the way lost patience.
NOT_ALL_AT_ONCE = frozenset({"broken", "timeout", "too_slow", "too_large", "57014"})
AT_ONCE_AGAIN = frozenset({"broken"})  # quickly known, so the smaller batch is tried in this round
NOT_OURS = "not_ours"
STRANGE_ANSWER = (
    "The answer is none of topset's database: something on the way, or another server, gave it. "
    "Everything is kept and sent again."
)
ARRIVED_BEFORE_MORE = 4
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
    def note_round(self, finished: SyncRun) -> None: ...


class Book(Protocol):
    """A logbook as the engine knows it."""

    @property
    def changes(self) -> ChangeQueue: ...
    @property
    def base(self) -> ServerCopy: ...


class BatchSize:
    """How many changes go up at once: half of what did not arrive, and more again in time."""

    def __init__(self) -> None:
        self.size = BATCH
        self._too_many = BATCH + 1
        self._arrived = 0

    def broke(self, size: int) -> bool:
        """Note that so many did not arrive; tell whether fewer can be tried."""
        self._too_many, self._arrived = size, 0
        self.size = max(size // 2, 1)
        return size > 1

    def arrived(self) -> None:
        """Note that a batch arrived; what did not get through before is tried seldom."""
        self._arrived += 1
        more = min(self.size * 2, BATCH)
        if more < self._too_many or self._arrived >= ARRIVED_BEFORE_MORE:
            self.size, self._arrived = more, 0


class _Around:
    """Changes that are left where they are in this round, with those that stand on them."""

    def __init__(self) -> None:
        self.rows: set[Json] = set()

    def of(self, changes: Sequence[Change]) -> list[Change]:
        """Return the changes that stand on none of these rows."""
        if not self.rows:
            return list(changes)
        going: list[Change] = []
        for change in changes:
            if {change.row_id, *_texts(change.row)} & self.rows:
                self.rows.add(change.row_id)
            else:
                going.append(change)
        return going


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncEngine:
    """The two ends of a round, and who is told of progress."""

    book: Book
    gateway: Gateway
    on_progress: Callable[[SyncRun], None] = lambda _: None
    batch: BatchSize = field(default_factory=BatchSize)

    def run(self, *, with_catalogue: bool = True) -> SyncRun:
        """Pull everything new, push everything unsent, pull again; return what was done.

        A push raises the server's revision, which would hide that the server went back in time:
        so the first pull comes before it. Raises a SyncError where the round stopped short; what
        had been done by then is kept, and noted in the logbook with the reason.
        """
        done = SyncRun()
        self.book.changes.tidy()
        try:
            try:
                done = self._pull(done)
            except (Bug, Unreachable) as error:
                # What was entered goes up though what comes down cannot be taken.
                if isinstance(error, Bug) or error.code in {*ANSWERED_TOO_MUCH, NOT_OURS}:
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

    def _push(self, done: SyncRun) -> SyncRun:
        """Push batch by batch, each settled before the next, so that a broken line costs one.

        What brings no answer of ours is nobody's fault: it waits, and the rest goes around it.
        """
        around, nonsense = _Around(), 0
        last: Unreachable | None = None
        while changes := self._next(around):
            try:
                done = self._push_batch(changes, done)
            except Unreachable as error:
                if error.code == NOT_OURS and len(changes) == 1:
                    nonsense += 1
                    around.rows.add(changes[0].row_id)
                    last = error
                    if nonsense == NONSENSE_IN_ONE_ROUND:
                        raise
                elif not self._fewer(error, len(changes)):
                    raise
                continue
            self.batch.arrived()
            self.on_progress(done)
        if last is not None:
            raise last
        return done

    def _next(self, around: _Around) -> list[Change]:
        """Return the oldest changes to be sent now, past those that are gone around."""
        size, asked = self.batch.size, 0
        while True:
            asked += size
            oldest = self.book.changes.unsent(asked)
            going = around.of(oldest)
            if len(going) >= size or len(oldest) < asked:
                return going[:size]

    def _fewer(self, error: Unreachable, size: int) -> bool:
        """Note a batch that did not arrive; tell whether to try fewer in this round."""
        if error.code == NOT_OURS:
            return self.batch.broke(size)
        if error.code in NOT_ALL_AT_ONCE:
            return self.batch.broke(size) and error.code in AT_ONCE_AGAIN
        return False

    def _push_what_is_taken(self, done: SyncRun) -> SyncRun:
        """Push until something is amiss with that as well; no change is to blame for it."""
        while changes := self.book.changes.unsent(self.batch.size):
            try:
                outcomes = self._send(changes)
            except Unreachable as error:
                if not self._fewer(error, len(changes)):
                    return done
                continue
            except SyncError:
                return done
            self.book.changes.settle(changes, outcomes)
            self.batch.arrived()
            done = _counted(done, outcomes)
        return done

    def _push_batch(self, changes: list[Change], done: SyncRun) -> SyncRun:
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
        with _answered_by_ours():
            outcomes = self.gateway.push(changes, self.book.base.device())
            _check_complete(changes, outcomes)
        return outcomes

    def _suspect(self, change: Change, error: SyncError, done: SyncRun) -> SyncRun:
        """Give a change that the whole call failed on a few tries, then park it."""
        log.error("a change was not understood: %s (%s)", error.words, error.code)
        if isinstance(error, Bug) and (
            not is_reason_of_database(error.code)
            or self.book.changes.note_try(change) < TRIES_BEFORE_PARKING
        ):
            raise error
        self.book.changes.park(change, code=error.code or "", message=error.words)
        return replace(done, refused=done.refused + 1)

    def _pull(self, done: SyncRun) -> SyncRun:
        went_back = False
        read: set[Json] = set()
        nothing_new = 0
        for _ in range(PAGES_IN_ONE_ROUND):
            before = self.book.base.cursor()
            with _answered_by_ours():
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
        with _answered_by_ours():
            catalogue = self.gateway.pull_catalogue(self.book.base.catalogue_digest())
        if catalogue is not None:
            self.book.base.replace_catalogue(catalogue)


def _check_complete(changes: Sequence[Change], outcomes: Sequence[Outcome]) -> None:
    """Refuse an answer that leaves a change out: without an outcome it would be sent for ever."""
    missing = {change.id for change in changes} - {outcome.id for outcome in outcomes}
    if missing:
        raise Bug(
            f"the server said nothing about {len(missing)} of {len(changes)} changes", code=WIRE
        )


@contextmanager
def _answered_by_ours() -> Iterator[None]:
    """Raise as trouble of the network what is no answer of our functions, however well-formed.

    A sign-in page of a Wi-Fi, a cache or a wrong server said it: the database says it otherwise.
    """
    try:
        yield
    except Bug as error:
        if error.code != WIRE:
            raise
        log.error("no answer of ours: %s", error.words)
        raise Unreachable(STRANGE_ANSWER, code=NOT_OURS) from error


def _texts(row: Mapping[str, Json] | None) -> Iterator[Json]:
    return (value for value in (row or {}).values() if isinstance(value, str))


def _counted(done: SyncRun, outcomes: Sequence[Outcome]) -> SyncRun:
    kinds = [outcome.outcome for outcome in outcomes]
    return replace(
        done,
        sent=done.sent + kinds.count("applied") + kinds.count("already"),
        refused=done.refused + kinds.count("refused"),
        conflicts=done.conflicts + kinds.count("conflict"),
    )
