"""The rest between sets, as keys and the clock move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from tui.workout.rest import Rest


class RestTimer:
    """Holds the running rest; whoever moves it keeps it, so that no restart breaks it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.rest: Rest | None = None
        self._looked: tuple[Rest, datetime, float] | None = None

    def begin(self, seconds: int) -> None:
        """Start a rest; there is none of no seconds."""
        self.rest = Rest.begin(self._now(), seconds) if seconds else None

    def keep_up_with_clock(self) -> bool:
        """Move the rest along where the clock was put back since this was last called; tell if so.

        It would not end for hours otherwise. How far it was put back tells the clock that nobody
        can put back. A clock put forward cannot be told from a laptop that was asleep: the rest is
        over then.
        """
        if self.rest is None:
            return False
        now, elapsed = self._now(), monotonic()
        moved = False
        if self._looked is not None and self._looked[0] is self.rest and now < self._looked[1]:
            really = timedelta(seconds=elapsed - self._looked[2])
            self.rest = self.rest.moved(now - self._looked[1] - really)
            moved = True
        self._looked = (self.rest, now, elapsed)
        return moved

    def toggle(self, seconds: int) -> None:
        """Pause the rest or go on; one that is over, or none, gives way to a new one."""
        now = self._now()
        if self.rest is None or self.rest.left(now) == 0:
            self.begin(seconds)
        else:
            self.rest = self.rest.toggled(now)

    def shift(self, seconds: int) -> None:
        """Make the rest longer or shorter."""
        if self.rest is not None:
            self.rest = self.rest.shifted(self._now(), seconds)
