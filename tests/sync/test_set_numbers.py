"""Set numbers are bookkeeping: two laptops without a network never argue about one."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from uuid import uuid4

import psycopg
import pytest

from tests.support.box import TestLifter
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan
from tests.support.replicas import held_by, shown_by
from tests.sync.test_engine import log
from tui.sync.protocol import Counts
from tui.training.entry import Entry


def numbers(laptop: Laptop, plan: PlantedPlan) -> list[int]:
    return [one.set_no for one in laptop.performed(plan.session_ids[0])]


def test_a_removed_set_leaves_no_gap_before_and_after_a_round_and_sends_one_change(
    laptop: Laptop, plan: PlantedPlan
) -> None:
    _, gone, _, _ = log(laptop, plan, 80.0, 82.5, 85.0, 87.5)
    laptop.sync()
    laptop.book.workouts.delete_set(gone)
    assert laptop.book.changes.counts() == Counts(unsent=1)
    assert numbers(laptop, plan) == [1, 2, 3]
    laptop.sync()
    assert numbers(laptop, plan) == [1, 2, 3]
    assert laptop.book.workouts.undo() is not None
    assert laptop.weights(plan.session_ids[0]) == [80.0, 82.5, 85.0, 87.5]
    laptop.sync()
    assert laptop.weights(plan.session_ids[0]) == [80.0, 82.5, 85.0, 87.5]
    assert numbers(laptop, plan) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "seed_and_rounds",
    [(11, 4), *(pytest.param((seed, 40), marks=pytest.mark.soak) for seed in range(4))],
    ids=str,
)
def test_two_laptops_offline_end_with_one_order_and_no_conflict(
    laptop: Laptop,
    laptops: Laptops,
    plan: PlantedPlan,
    server: psycopg.Connection,
    seed_and_rounds: tuple[int, int],
) -> None:
    seed, rounds = seed_and_rounds
    luck, lifter = random.Random(seed), laptop.lifter
    both = (laptop, laptops.new(lifter))
    both[1].sync()
    weight = 0.0
    for _ in range(rounds):
        for one in both:
            for _ in range(luck.randint(1, 4)):
                there = one.performed(plan.session_ids[0])
                if there and luck.random() < 0.4:
                    one.book.workouts.delete_set(luck.choice(there).id)
                elif there and luck.random() < 0.2:
                    one.book.workouts.undo()
                else:
                    weight += 1
                    entry = Entry(weight_kg=weight, reps=8, rpe=8, count=luck.randint(1, 3))
                    one.book.workouts.record_sets(plan.exercise_ids[0], [entry])
                shown = numbers(one, plan)
                assert shown == list(range(1, len(shown) + 1))
            if luck.random() < 0.5:
                one.sync()
    for one in (*both, *both):
        one.sync()
    held = held_by(server, lifter.user_id)
    for one in both:
        assert shown_by(one) == held
        assert one.book.changes.counts() == Counts()
        times = [done.recorded_at for done in one.performed(plan.session_ids[0])]
        assert times == sorted(times)
        assert numbers(one, plan) == list(range(1, len(times) + 1))


def test_what_an_older_topset_queued_about_numbers_is_not_sent_and_its_conflicts_end(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    first, second = log(laptop, plan, 80.0, 82.5)
    laptop.sync()
    number, weight = {"set_no": [2, 1]}, {"weight_kg": [82.5, 85.0]}
    theirs = json.dumps({"set_no": 3, "weight_kg": 90.0})
    with closing(sqlite3.connect(laptop.file)) as book, book:
        book.executemany(
            "insert into change (id, state, table_name, op, row_id, in_week, document, made_at,"
            " about, current) values (?, ?, 'training_set', 'amend', ?, ?, ?, ?, 'a set', ?)",
            [
                (str(uuid4()), state, row_id, plan.week_ids[0], json.dumps(fields), made_at, theirs)
                for made_at in [laptop.clock().isoformat()]
                for state in ("unsent", "conflict")
                for row_id, fields in ((first, number), (second, number | weight))
            ],
        )
    laptop.sync()
    (left,) = laptop.book.changes.conflicts()
    assert set(left.change.fields or {}) == set(left.current or {}) == {"weight_kg"}
    assert laptop.book.changes.counts() == Counts(conflicts=1)
    assert sorted(row[3] for row in held_by(server, lifter.user_id).sets.values()) == [80.0, 85.0]
