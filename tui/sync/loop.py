"""When to run a round: on a change, on a timer, when the network is back, with backoff."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from typing import Protocol

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.sync.protocol import (
    BookFailed,
    Counts,
    SessionEnded,
    SignedOut,
    SyncError,
    SyncRun,
    Unreachable,
    WrongDatabase,
)
from tui.sync.status import SyncState, SyncStatus
from tui.training.wording import counted

ENDED = "Syncing has stopped because of a bug: the details are in the log file. Logging goes on."
# An answer that broke off, came too late or was another's: somebody is there.
_LISTENING = frozenset({"broken", "timeout", "too_slow", "not_ours", "not_json", "not_now"})
# So is whoever answers with a SQLSTATE, a code of PostgREST's or one of these two of Auth's.
_ANSWERED = late_pattern(
    "[0-9A-Z]{5}|PGRST[0-9]{3}|5[0-9]{2}|408|unexpected_failure|request_timeout"
)
# A host that says at once that it is ill: the first small request of a round finds out. 504 is not
# among these, for it comes after a long wait from one that is busy.
_ILL = frozenset({"500", "502", "503", "520", "521", "522", "523", "unexpected_failure"})
_SLOW_DOWN = frozenset({"429", "over_request_rate_limit"})
log = logging.getLogger(__name__)


class SyncRuns(Protocol):
    """Runs rounds for one lifter; made and used in the sync thread alone."""

    def run(self) -> SyncRun:
        """Run one round; raises a SyncError."""
        ...

    def counts(self) -> Counts:
        """Return what is waiting."""
        ...

    def last_times_of_contact(self) -> tuple[datetime | None, datetime | None]:
        """Return when something was last sent, and last fetched."""
        ...

    def reachable(self) -> bool:
        """Tell, within a second or two and at little cost, whether the server answers."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long to wait between rounds, in seconds."""

    regular: float = 60.0
    first_retry: float = 1.0
    longest_retry: float = 300.0
    longest_listening: float = 30.0  # where somebody is there, and a round would get further now
    longest_ill: float = 8.0  # where a host answers that it cannot serve: asking costs little
    longest_asked: float = 3600.0  # by Retry-After
    probe: float = 5.0
    jitter: Callable[[], float] = field(default=random.random)

    def retry(self, failures: int, error: SyncError | None = None) -> float:
        """Return the wait after so many failures in a row: doubling, with jitter of a half.

        How the last one failed says how long it may get. What the server asked for is kept.
        """
        longest = min(self.first_retry * 2.0 ** min(failures - 1, 20), self._longest(error))
        wait = longest * (0.5 + self.jitter() / 2)
        return max(wait, min(_asked_for(error) or 0.0, self.longest_asked))

    def _longest(self, error: SyncError | None) -> float:
        code = (error.code or "") if isinstance(error, Unreachable) else ""
        if code in _ILL or (_asked_for(error) is not None and code not in _SLOW_DOWN):
            return min(self.longest_retry, self.longest_ill)
        if code in _LISTENING or _ANSWERED.fullmatch(code):
            return min(self.longest_retry, self.longest_listening)
        return self.longest_retry


class SyncLoop:
    """A thread that runs rounds until it is stopped.

    `make_rounds`, and every callback, is called in that thread.
    """

    def __init__(
        self,
        make_rounds: Callable[[], SyncRuns],
        *,
        on_status: Callable[[SyncStatus], None],
        on_changed: Callable[[], None],
        now: Callable[[], datetime],
        pace: Pace | None = None,
    ) -> None:
        self._make_rounds = make_rounds
        self._on_status = on_status
        self._on_changed = on_changed
        self._now = now
        self._pace = pace or Pace()
        self._wanted = threading.Condition()
        self._woken = False
        self._stopping = False
        self._failures = 0
        self._offline_since: datetime | None = None
        self._retry_at_once = True
        self._left_alone = False
        self._thread = threading.Thread(target=self._work, name="sync", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Ask for a round soon: something was entered, or the lifter said so."""
        with self._wanted:
            self._woken = True
            self._wanted.notify()

    def stop(self, flush_seconds: float) -> None:
        """End the thread; a round under way may take `flush_seconds` to finish."""
        with self._wanted:
            self._stopping = True
            self._wanted.notify()
        if self._thread.is_alive():
            self._thread.join(flush_seconds)

    def _work(self) -> None:
        try:
            self._run_rounds()
        except BaseException:
            log.exception("the sync thread ended")
            self._on_status(SyncStatus(state="trouble", detail=ENDED))
            raise

    def _run_rounds(self) -> None:
        rounds = self._opened()
        if rounds is None:
            return
        try:
            while True:
                stopping = self._stopping
                self._woken = False
                wait = self._round(rounds)
                if stopping or (self._stopping and rounds.counts().unsent == 0):
                    return
                self._pause(rounds, wait)
                if self._stopping and rounds.counts().unsent == 0:
                    return
        finally:
            rounds.close()

    def _opened(self) -> SyncRuns | None:
        """Return what runs rounds, tried again until it opens; None when stopped before."""
        while True:
            try:
                return self._make_rounds()
            except SyncError as error:
                self._failures += 1
                wait = self._pace.retry(self._failures)
                log.warning("nothing to sync from: %s (%s)", error.words, error.code)
                state = _state_after(error)
                self._on_status(
                    SyncStatus(
                        state=state if state == "damaged" else "trouble",
                        detail=error.words,
                        next_try_seconds=wait,
                    )
                )
            with self._wanted:
                self._wanted.wait_for(lambda: self._woken or self._stopping, wait)
                self._woken = False
                if self._stopping:
                    return None

    def _round(self, rounds: SyncRuns) -> float:
        """Run one round and tell how it went; return the seconds to wait for the next."""
        self._tell(rounds, "syncing")
        try:
            done = rounds.run()
        except SyncError as error:
            self._failures += 1
            wait = self._pace.retry(self._failures, error)
            self._left_alone = _asked_for(error) is not None or error.code in _SLOW_DOWN
            if isinstance(error, SignedOut):
                self._offline_since = None  # whatever the network does, it is not what stops this
            elif isinstance(error, Unreachable) and self._offline_since is None:
                self._offline_since = self._now()
            log.info("round stopped: %s (%s)", error.words, error.code)
            self._on_changed()
            ended = isinstance(error, SessionEnded)
            self._tell(rounds, _state_after(error), detail=error.words, wait=wait, ended=ended)
            return wait
        self._failures = 0
        self._offline_since = None
        self._left_alone = False
        if done != SyncRun():
            self._on_changed()
        self._tell(rounds, "idle", detail=_words(done))
        return self._pace.regular

    def _pause(self, rounds: SyncRuns, seconds: float) -> None:
        """Wait to be woken, for the time to pass, or for the network to come back.

        Whoever asked to be left alone is not asked in between whether all is well.
        """
        offline = self._offline_since is not None and not self._left_alone
        watching = offline and not rounds.reachable()
        if offline and not watching and self._retry_at_once:
            self._retry_at_once = False  # it came back while the round was failing
            return
        self._retry_at_once = watching or not offline
        while seconds > 0:
            step = min(seconds, self._pace.probe) if watching else seconds
            with self._wanted:
                if self._wanted.wait_for(lambda: self._woken or self._stopping, step):
                    return
            seconds -= step
            if watching and rounds.reachable():
                self._retry_at_once = False
                return

    def _tell(
        self,
        rounds: SyncRuns,
        state: SyncState,
        *,
        detail: str = "",
        wait: float | None = None,
        ended: bool = False,
    ) -> None:
        counts = rounds.counts()
        last_sent, last_fetched = rounds.last_times_of_contact()
        self._on_status(
            SyncStatus(
                state=state,
                ended=ended,
                unsent=counts.unsent,
                refused=counts.refused,
                conflicts=counts.conflicts,
                offline_since=self._offline_since,
                last_sent=last_sent,
                last_fetched=last_fetched,
                next_try_seconds=wait,
                detail=detail,
            )
        )


def _asked_for(error: SyncError | None) -> float | None:
    """Return for how many seconds the server asked to be left alone, None where it did not."""
    return error.retry_after if isinstance(error, Unreachable) else None


def _state_after(error: SyncError) -> SyncState:
    if isinstance(error, SignedOut):
        return "signed_out"
    if isinstance(error, WrongDatabase):
        return "wrong_database"
    if isinstance(error, BookFailed) and error.code == "damaged":
        return "damaged"
    return "offline" if isinstance(error, Unreachable) else "trouble"


def _words(done: SyncRun) -> str:
    if done.requeued:
        rows = counted(done.requeued, "row")
        return f"the server was restored to an earlier day: {rows} offered again"
    return ""
