"""A host that answers 5xx for a while: it is asked again soon, and never before it asked to be."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from tests.support.faulty import Asked, SayingServer, answer, passed_on
from tests.support.laptops import Laptop
from tests.support.processes import wait_for
from tests.support.watch import idle, looping
from tui.sync.loop import Pace
from tui.sync.protocol import Unreachable

NEVER = 10_000.0
DATA_API, AUTH = "/rest/", "/auth/"


@dataclass
class IllHost:
    """A host of which one part answers with a status until it is healed."""

    part: str
    status: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    healed: threading.Event = field(default_factory=threading.Event)
    refused_at: list[float] = field(default_factory=list)

    @contextmanager
    def before(self, laptop: Laptop) -> Iterator[None]:
        """Stand between a laptop and its project."""
        url = laptop.url
        project = passed_on(url)
        no = answer(self.status, {"message": "no healthy upstream"}, headers=self.headers)

        def say(asked: Asked) -> bytes:
            if self.healed.is_set() or not asked.path.startswith(self.part):
                return project(asked)
            self.refused_at.append(time.monotonic())
            return no(asked)

        with SayingServer(say) as server:
            laptop.url = server.url
            yield
        laptop.url = url

    def seconds_to_notice(self, laptop: Laptop, pace: Pace, *, refusals: int) -> float:
        """Heal after so many refusals; return how long it took until a round went well."""
        if self.part == AUTH:  # which is asked when the token has run out
            session = laptop.session_store.load(laptop.lifter.user_id)
            laptop.session_store.renew(replace(session, received_at=0.0))
        with self.before(laptop), looping(laptop, pace) as (_, watch):
            watch.wait_for(lambda one: one.state == "offline")
            wait_for(lambda: len(self.refused_at) >= refusals)
            self.healed.set()
            from_here = time.monotonic()
            watch.wait_for(idle)
            return time.monotonic() - from_here


def parts_of(laptop: Laptop) -> tuple[str, ...]:
    return (AUTH,) if laptop.kind == "direct" else (AUTH, DATA_API)


def test_a_host_that_has_healed_is_noticed_though_the_next_try_is_hours_away(
    laptop: Laptop,
) -> None:
    pace = Pace(
        first_retry=NEVER, longest_retry=NEVER, longest_listening=NEVER, longest_ill=0.1, probe=0.1
    )
    for part in parts_of(laptop):
        host = IllHost(part)
        assert host.seconds_to_notice(laptop, pace, refusals=3) < 10.0


@pytest.mark.parametrize("status", [503, 429])
def test_a_host_that_names_a_time_is_left_alone_until_then(laptop: Laptop, status: int) -> None:
    pace = Pace(first_retry=0.01, longest_retry=0.01, longest_ill=0.01, probe=0.01)
    for part in parts_of(laptop):
        host = IllHost(part, status, {"Retry-After": "1"})
        host.seconds_to_notice(laptop, pace, refusals=2)
        first, second = host.refused_at[:2]
        assert second - first >= 1.0


@pytest.mark.soak
@pytest.mark.parametrize("asked", [{}, {"Retry-After": "4"}], ids=["no time", "4 seconds"])
def test_at_the_pace_of_the_program_a_host_that_has_healed_is_noticed_within_ten_seconds(
    laptop: Laptop, asked: Mapping[str, str]
) -> None:
    long_since_failing = Pace(first_retry=Pace().longest_retry, jitter=lambda: 1.0)
    for part in parts_of(laptop):
        host = IllHost(part, headers=asked)
        seconds = host.seconds_to_notice(laptop, long_since_failing, refusals=2)
        sys.stdout.write(f"{laptop.kind} {part} {asked}: noticed after {seconds:.1f} s\n")
        assert seconds < 10.0 + 2.0


def test_how_a_try_failed_says_how_long_the_wait_may_get() -> None:
    pace = Pace(jitter=lambda: 1.0)

    def wait(code: str, asked: float | None = None) -> float:
        error = Unreachable("", code=code)
        error.retry_after = asked
        return pace.retry(30, error)

    assert wait("503") == wait("unexpected_failure") == pace.longest_ill
    assert wait("504") == wait("57P03") == wait("not_now") == pace.longest_listening
    assert wait("429") == wait("unreachable") == pace.longest_retry
    assert wait("503", asked=60) == 60
    assert wait("503", asked=1) == pace.longest_ill
    assert wait("503", asked=10**6) == pace.longest_asked
    assert wait("429", asked=1) == pace.longest_retry
    assert wait("429", asked=600) == 600
