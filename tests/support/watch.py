"""A sync loop as a test watches it: every status it told, and waiting for one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.support.laptops import Laptop
from tui.sync.loop import Pace, SyncLoop
from tui.sync.status import SyncStatus

PATIENCE_SECONDS = 60.0


@dataclass
class Watch:
    """What a loop said so far."""

    told: list[SyncStatus] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def hear(self, status: SyncStatus) -> None:
        """Take a status, in the loop's thread."""
        with self.news:
            self.told.append(status)
            self.news.notify_all()

    def wait_for(self, wanted: Callable[[SyncStatus], bool], *, since: int = 0) -> SyncStatus:
        """Return the first wanted status after `since` others."""

        def found() -> SyncStatus | None:
            return next((one for one in self.told[since:] if wanted(one)), None)

        with self.news:
            assert self.news.wait_for(lambda: found() is not None, PATIENCE_SECONDS), self.told
            status = found()
        assert status is not None
        return status


@contextmanager
def looping(laptop: Laptop, pace: Pace) -> Iterator[tuple[SyncLoop, Watch]]:
    """Run a laptop's sync loop; in the end it has stopped."""
    watch = Watch()
    loop = SyncLoop(
        laptop.rounds,
        on_status=watch.hear,
        on_changed=lambda: None,
        now=laptop.clock,
        pace=pace,
    )
    loop.start()
    try:
        yield loop, watch
    finally:
        loop.stop(PATIENCE_SECONDS)


def idle(status: SyncStatus) -> bool:
    """Tell whether a round ended well with nothing left to send."""
    return status.state == "idle" and status.unsent == 0
