"""How often one may ask: the limits that Supabase puts on its Auth server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one address may ask in five minutes (factors: one minute), and how many at once.

    `letters_an_hour` is what the whole project may send; None is no limit.
    """

    token: int = 150
    code: int = 30
    factor: int = 15
    burst: int = 30
    seconds_between_letters: float = 60.0
    letters_an_hour: int | None = None


class RateLimiter:
    """A bucket for each address: full at first, a request takes one, time pours in again."""

    def __init__(
        self, allowed: int, seconds: float, burst: int, clock: Callable[[], float]
    ) -> None:
        """`allowed` requests flow in over so many seconds; the bucket holds `burst`."""
        self._a_second = allowed / seconds
        self._burst = burst
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allows(self, address: str) -> bool:
        """Whether one more request of this address is allowed; counts it if so."""
        now = self._clock()
        with self._lock:
            left, since = self._left.get(address, (float(self._burst), now))
            left = min(float(self._burst), left + (now - since) * self._a_second)
            allowed = left >= 1.0
            self._left[address] = (left - 1.0 if allowed else left, now)
            return allowed
