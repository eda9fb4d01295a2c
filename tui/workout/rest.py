"""The rest between sets, as stored: it runs from an end time, so that no restart breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from tui.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Rest:
    """When a rest began and will end; while it is paused, how many seconds are left instead."""

    started: datetime
    ends: datetime
    paused_seconds: int | None = None

    @classmethod
    def begin(cls, now: datetime, seconds: int) -> Rest:
        """Start a rest."""
        return cls(now, now + timedelta(seconds=seconds))

    @property
    def total(self) -> int:
        """The whole rest in seconds."""
        return max(0, round((self.ends - self.started).total_seconds()))

    def left(self, now: datetime) -> int:
        """Return the seconds that are left, 0 when it is over."""
        if self.paused_seconds is not None:
            return self.paused_seconds
        return max(0, ceil((self.ends - now).total_seconds()))

    def moved(self, by: timedelta) -> Rest:
        """Let it have begun earlier or later, and end as much."""
        return replace(self, started=self.started + by, ends=self.ends + by)

    def toggled(self, now: datetime) -> Rest:
        """Pause, or go on."""
        if self.paused_seconds is None:
            return replace(self, paused_seconds=self.left(now))
        total = self.total
        ends = now + timedelta(seconds=self.paused_seconds)
        return Rest(ends - timedelta(seconds=total), ends)

    def shifted(self, now: datetime, seconds: int) -> Rest:
        """Make it longer or shorter; it never ends before now, and one that is over goes on."""
        if self.paused_seconds is not None:
            left = max(0, self.paused_seconds + seconds)
            gained = left - self.paused_seconds
            return Rest(self.started, self.ends + timedelta(seconds=gained), left)
        if seconds < 0 and not self.left(now):
            return self
        return replace(self, ends=max(now, max(now, self.ends) + timedelta(seconds=seconds)))


@dataclass(frozen=True, slots=True)
class RestView:
    """The rest line as it stands at one second."""

    left: int
    total: int
    until: str  # "18:06"
    paused: bool = False

    @property
    def over(self) -> bool:
        """Whether the next set may begin."""
        return self.left == 0


def rest_view(rest: Rest | None, now: datetime) -> RestView | None:
    """Return what the rest line shows now, or None when no rest runs."""
    if rest is None:
        return None
    left = rest.left(now)
    return RestView(
        left,
        rest.total,
        f"{rest.ends.astimezone(now.tzinfo):%H:%M}",
        rest.paused_seconds is not None,
    )


def minutes_and_seconds(seconds: int) -> str:
    """Return seconds as 1:32."""
    return f"{seconds // 60}:{seconds % 60:02d}"
