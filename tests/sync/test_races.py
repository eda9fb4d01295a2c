"""Many writers, one reader: no commit is ever missed, whatever order transactions end in."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.laptops import Laptops
from tests.support.plans import PlantedPlan, plant_plan

WRITERS = 8


def write(box: SandboxUnderTest, exercises: list[str], seed: int) -> None:
    """Log one set in each exercise, each in a transaction of its own that dawdles at both ends."""
    chance = random.Random(seed)
    with psycopg.connect(box.database.superuser_url) as connection:
        for exercise in exercises:
            connection.execute("select now(), pg_sleep(%s)", [chance.uniform(0, 0.01)])
            connection.execute(
                "insert into training_set"
                " (exercise_row_id, set_no, reps_done, weight_kg, recorded_at)"
                " values (%s, 1, 8, 80, now())",
                [exercise],
            )
            connection.execute("select pg_sleep(%s)", [chance.uniform(0, 0.01)])
            connection.commit()


@contextmanager
def reading(read_once: Callable[[], None]) -> Iterator[None]:
    """Read over and over while the block runs, and once more at its end."""
    over = threading.Event()

    def read_on() -> None:
        while not over.is_set():
            read_once()
        read_once()

    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(read_on)
        try:
            yield
        finally:
            over.set()
        read.result()


def write_all(box: SandboxUnderTest, plan: PlantedPlan) -> None:
    """Let all writers write, each its own share of the weeks."""
    with ThreadPoolExecutor(WRITERS) as writers:
        shares = [list(plan.exercise_ids[n::WRITERS]) for n in range(WRITERS)]
        for done in as_completed(
            [writers.submit(write, box, share, n) for n, share in enumerate(shares)]
        ):
            done.result()


@pytest.mark.parametrize("weeks", [96, pytest.param(960, marks=pytest.mark.soak)])
def test_a_laptop_misses_nothing_that_eight_writers_commit(
    laptops: Laptops, lifter: TestLifter, weeks: int
) -> None:
    plan = plant_plan(laptops.box.database.superuser_url, lifter.user_id, weeks=weeks)
    laptop = laptops.new(lifter)
    laptop.sync()
    laptop.book.close()

    def read_once() -> None:
        book = laptop.open_book()
        try:
            while book.base.apply(laptop.gateway.pull(book.base.cursor())).more:
                pass
        finally:
            book.close()

    with reading(read_once):
        write_all(laptops.box, plan)
    laptop.book = laptop.open_book()
    missed = [session for session in plan.session_ids if not laptop.weights(session)]
    assert missed == []


def test_a_cursor_of_timestamps_does_miss_some(box: SandboxUnderTest, lifter: TestLifter) -> None:
    """The control: were nothing to be missed this way, the test above would prove nothing."""
    plan = plant_plan(box.database.superuser_url, lifter.user_id, weeks=96)
    seen: set[str] = set()
    since = datetime(2000, 1, 1, tzinfo=UTC)

    with psycopg.connect(box.database.superuser_url, autocommit=True) as server:

        def read_once() -> None:
            nonlocal since
            rows = server.execute(
                "select exercise_row_id::text, recorded_at from training_set"
                " where user_id = %s and recorded_at > %s",
                [lifter.user_id, since],
            ).fetchall()
            seen.update(row[0] for row in rows)
            since = max([since, *(row[1] for row in rows)])

        with reading(read_once):
            write_all(box, plan)
    assert set(plan.exercise_ids) - seen
