"""A line that breaks at every single message, in every way: each set arrives exactly once."""

from __future__ import annotations

from contextlib import suppress

import psycopg
import pytest

from tests.support.box import TestLifter
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan
from tests.support.proxy import Fault, FaultKind
from tests.support.server_rows import sets_of
from tui.sync.protocol import Counts, SyncError
from tui.training.entry import Entry

KINDS: tuple[FaultKind, ...] = ("cut", "truncate", "delay", "duplicate")
STALL_SECONDS = 0.3


def one_round(laptop: Laptop) -> None:
    """Run a round over whatever line there is; a break is all that may come of it."""
    with suppress(SyncError):
        laptop.sync()
    laptop.line.cut()


def messages_of_a_round(laptop: Laptop, plan: PlantedPlan) -> tuple[int, range]:
    """Return how many messages cross the line when two sets go up, and which are of the push."""
    log(laptop, plan)
    laptop.restart()
    laptop.line.break_at(None)
    laptop.sync()
    heads = [one.head for one in laptop.line.crossed]
    push = next(n for n, head in enumerate(heads) if b"push_changes" in head)
    after = next(n for n, head in enumerate(heads) if n > push and b"pull_training" in head)
    return len(heads), range(push, after)


def log(laptop: Laptop, plan: PlantedPlan) -> set[str]:
    made = laptop.book.workouts.record_sets(
        plan.exercise_ids[0], [Entry(weight_kg=80, reps=8), Entry(weight_kg=82.5, reps=8)]
    )
    return {one.id for one in made}


@pytest.mark.parametrize("fault", KINDS)
@pytest.mark.parametrize("every", [15, pytest.param(1, marks=pytest.mark.soak)])
def test_each_set_arrives_once_though_the_line_breaks(
    laptops: Laptops, plan: PlantedPlan, lifter: TestLifter, fault: FaultKind, every: int
) -> None:
    """At every n-th message; where the line is cut, at every one of the push."""
    laptop = laptops.new(lifter)
    laptop.sync()
    messages, push = messages_of_a_round(laptop, plan)
    step = 1 if fault == "cut" else min(every, 5)
    logged: set[str] = set()
    for at in sorted({*range(0, messages, every), *push[::step]}):
        laptop.restart()
        logged |= log(laptop, plan)
        laptop.line.break_at(Fault(fault, at))
        one_round(laptop)
        laptop.line.break_at(None)
        laptop.sync()
        assert laptop.book.changes.counts() == Counts(), at
    check_each_is_there_once(laptops, laptop, plan, logged)


@pytest.mark.parametrize("every", [10, pytest.param(1, marks=pytest.mark.soak)])
def test_a_stalled_line_is_given_up_and_each_set_arrives_once(
    laptops: Laptops, plan: PlantedPlan, lifter: TestLifter, every: int
) -> None:
    laptop = laptops.new(lifter, answer_seconds=STALL_SECONDS)
    laptop.sync()
    _, push = messages_of_a_round(laptop, plan)
    logged: set[str] = set()
    for at in {*push[::every], push[-1]}:  # the last one is the word that it was committed
        laptop.restart()
        logged |= log(laptop, plan)
        laptop.line.break_at(Fault("stall", at))
        one_round(laptop)
        laptop.line.break_at(None)
        laptop.sync()
    check_each_is_there_once(laptops, laptop, plan, logged)


def check_each_is_there_once(
    laptops: Laptops, laptop: Laptop, plan: PlantedPlan, logged: set[str]
) -> None:
    """The two sets of the first, unbroken round are there as well."""
    with psycopg.connect(laptops.box.database.superuser_url) as server:
        on_server = sets_of(server, laptop.lifter.user_id)
    assert logged <= on_server.keys()
    assert len(on_server) == len(logged) + 2
    assert {one.id for one in laptop.performed(plan.session_ids[0])} == on_server.keys()
