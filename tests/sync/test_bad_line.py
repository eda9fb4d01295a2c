"""A line on which connections die: what fits through goes through, and healing is noticed soon."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import conninfo

from tests.support.box import TestLifter
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan, plant_plan
from tests.support.proxy import Direction, Line, Splitter
from tests.support.server_rows import receipts_of, weights_of
from tests.support.watch import PATIENCE_SECONDS, idle, looping
from tests.sync.test_engine import log
from tui.cli.lifter_sync import PROBE_SECONDS
from tui.sync.engine import BATCH, BatchSize
from tui.sync.loop import Pace
from tui.sync.protocol import Counts, SyncRun, Unreachable

NEVER = 10_000.0
SOON = 10.0  # on a busy machine too


def dying_after(most: int, on_the_way: Direction) -> Splitter:
    """Each connection breaks after so many bytes in one direction."""

    def splitter(direction: Direction) -> Callable[[bytes], Iterator[bytes]]:
        left = most

        def feed(data: bytes) -> Iterator[bytes]:
            nonlocal left
            left -= len(data) if direction == on_the_way else 0
            if left < 0:
                raise ConnectionResetError
            yield data

        return feed

    return splitter


def go_over(laptop: Laptop, line: Line) -> None:
    """Lead the laptop's door over another line."""
    if laptop.kind == "direct":
        laptop.database_url = conninfo.make_conninfo(laptop.database_url, port=line.port)
    else:
        laptop.url = f"http://127.0.0.1:{line.port}"
    laptop.gateway.close()
    laptop.gateway = laptop.open_door()


def test_sets_get_through_a_line_that_dies_after_30_kilobytes(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    weights = [float(weight) for weight in range(1, 261)]
    log(laptop, plan, *weights)
    with Line(laptop.line.target, dying_after(30_000, "to_server")) as line:
        go_over(laptop, line)
        assert laptop.sync().sent == 260
    assert weights_of(server, lifter.user_id) == weights
    assert receipts_of(server, lifter.user_id) == {"applied": 260}
    assert laptop.book.changes.counts() == Counts()


def test_weeks_get_through_a_line_that_dies_in_the_middle_of_a_page(
    laptop: Laptop, laptops: Laptops, lifter: TestLifter
) -> None:
    plan = plant_plan(laptops.box.database.superuser_url, lifter.user_id, weeks=30)
    with Line(laptop.line.target, dying_after(12_000, "to_client")) as line:
        go_over(laptop, line)
        laptop.sync()
    assert all(laptop.book.workouts.session(one) is not None for one in plan.session_ids)


def test_what_got_through_before_the_line_died_for_good_is_not_sent_again(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    log(laptop, plan, *[float(weight) for weight in range(1, 261)])
    dead = threading.Event()

    def dying_for_good(_: Direction) -> Callable[[bytes], Iterator[bytes]]:
        def feed(data: bytes) -> Iterator[bytes]:
            if dead.is_set():
                raise ConnectionResetError
            yield data

        return feed

    def after_the_first_batch(done: SyncRun) -> None:
        if done.sent:
            dead.set()

    with Line(laptop.line.target, dying_for_good) as line:
        go_over(laptop, line)
        with pytest.raises(Unreachable):
            laptop.sync(on_progress=after_the_first_batch)
    assert laptop.book.changes.counts().unsent == 60
    assert len(weights_of(server, lifter.user_id)) == 200


def test_batches_halve_where_they_break_and_grow_again() -> None:
    batch = BatchSize()
    assert batch.broke(200)
    assert batch.broke(100)
    assert batch.size == 50
    for _ in range(3):
        batch.arrived()
        assert batch.size == 50  # 100 did not arrive a moment ago
    batch.arrived()
    assert batch.size == 100
    for _ in range(20):
        batch.arrived()
    assert batch.size == BATCH
    assert batch.broke(3)
    assert batch.size == 1
    assert not batch.broke(1)
    assert batch.size == 1


def test_a_line_that_is_good_again_is_noticed_though_something_listened_all_the_while(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    """The wait for the next try is hours here; what notices is the probe."""
    patient = Pace(first_retry=NEVER, longest_retry=NEVER, longest_listening=NEVER, probe=0.05)
    log(laptop, plan, 80.0)
    assert seconds_to_notice(laptop, patient, ConnectionResetError) < SOON
    assert weights_of(server, lifter.user_id) == [80.0]


@pytest.mark.soak
@pytest.mark.parametrize("how", [ConnectionResetError, None], ids=["hangs up", "says nothing"])
def test_after_many_failures_a_good_line_is_used_again_within_seconds(
    laptop: Laptop, plan: PlantedPlan, how: type[Exception] | None
) -> None:
    """At the pace of the program itself, with the longest wait there is after a failure."""
    log(laptop, plan, 80.0)
    long_since_failing = Pace(first_retry=Pace().longest_retry, jitter=lambda: 1.0)
    seconds = seconds_to_notice(laptop, long_since_failing, how)
    sys.stdout.write(f"noticed after {seconds:.1f} s\n")
    assert seconds < long_since_failing.probe + PROBE_SECONDS + 5


def seconds_to_notice(laptop: Laptop, pace: Pace, how: type[Exception] | None) -> float:
    """Fail on a line that takes connections and raises or says nothing; heal it; wait for a round.

    Returns how long that took from the healing on, which comes when the loop has failed, looked
    whether the line is good again, and found it as it was.
    """
    healed, looked = threading.Event(), threading.Event()

    def bad(_: Direction) -> Callable[[bytes], Iterator[bytes]]:
        def feed(data: bytes) -> Iterator[bytes]:
            if healed.is_set():
                yield data
                return
            looked.set()
            if how is not None:
                raise how

        return feed

    with Line(laptop.line.target, bad) as line:
        go_over(laptop, line)
        with looping(laptop, pace) as (_, watch):
            watch.wait_for(lambda one: one.state == "offline")
            looked.clear()
            assert looked.wait(PATIENCE_SECONDS)
            healed.set()
            from_here = time.monotonic()
            watch.wait_for(idle)
            return time.monotonic() - from_here


def test_a_server_that_is_there_and_busy_is_asked_again_within_half_a_minute() -> None:
    pace = Pace(jitter=lambda: 1.0)
    for code in ("timeout", "57014", "53300", "PGRST003", "504"):
        busy = Unreachable("", code=code)
        assert pace.retry(30, busy) == 30.0
        assert pace.retry(2, busy) == pace.retry(2) == 2.0
