"""How often one may ask: the limits that Supabase puts on its Auth server."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Requests of one address in a window of five minutes (factors: one minute)."""

    token: int = 150
    code: int = 30
    factor: int = 15
    seconds_between_letters: float = 60.0


GENEROUS = Limits(token=1_000_000, code=1_000_000, factor=1_000_000, seconds_between_letters=0.0)


class RateLimiter:
    """Counts requests by address in a sliding window."""

    def __init__(self, allowed: int, seconds: float, clock: Callable[[], float]) -> None:
        self._allowed = allowed
        self._seconds = seconds
        self._clock = clock
        self._seen: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def allows(self, address: str) -> bool:
        """Whether one more request of this address is allowed; counts it if so."""
        now = self._clock()
        with self._lock:
            seen = self._seen.setdefault(address, deque())
            while seen and seen[0] <= now - self._seconds:
                seen.popleft()
            if len(seen) >= self._allowed:
                return False
            seen.append(now)
            return True
