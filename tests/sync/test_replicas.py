"""Three laptops and a coach do as they please: in the end all agree and nothing entered is lost."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tests.support.box import SandboxUnderTest
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import plant_plan
from tests.support.proxy import Fault
from tests.support.replicas import held_by, set_aside_by, shown_by
from tui.sync.protocol import Unreachable
from tui.training.entry import Entry

Row = TypeVar("Row")
DEVICES = st.integers(0, 2)
ANY = st.integers(0, 999)


def pick(rows: Sequence[Row], number: int) -> Row | None:
    """Return one of the rows, or None where there are none."""
    return rows[number % len(rows)] if rows else None


class Gym(RuleBasedStateMachine):
    """Every weight that is entered is another one, so each can be looked for in the end.

    `entered` holds the weights that must be found again; a weight leaves it when somebody who saw
    it puts another in its place, or takes its set away. The coach sees what the server holds.
    """

    box: SandboxUnderTest
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.weights = (float(number) for number in count(1))
        self.entered: set[float] = set()
        self.entered_for: dict[str, set[float]] = {}
        self.taken_away: set[str] = set()
        self.ever_on_server: set[str] = set()
        self.gone_from_server: set[str] = set()
        self.brought_back: set[str] = set()  # by an undo, which may be sent much later
        self.offline: set[Laptop] = set()

    @initialize()
    def arrive(self) -> None:
        lifter = self.box.add_lifter()
        self.user_id = lifter.user_id
        self.plan = plant_plan(self.box.database.superuser_url, self.user_id, weeks=2)
        folder = self.folder / lifter.user_id
        direct = Laptops(folder / "direct", self.box, "direct")
        data_api = Laptops(folder / "data_api", self.box, "data_api")
        self.opened.callback(direct.close)
        self.opened.callback(data_api.close)
        self.laptops = [direct.new(lifter), data_api.new(lifter), direct.new(lifter)]
        self.server = self.opened.enter_context(
            psycopg.connect(self.box.database.superuser_url, autocommit=True)
        )
        for laptop in self.laptops:
            laptop.sync()

    # what the lifter does

    @rule(device=DEVICES, number=ANY)
    def log(self, device: int, number: int) -> None:
        laptop = self.laptops[device]
        if exercise := pick(sorted(shown_by(laptop).exercises), number):
            self.record(laptop, exercise)

    @rule(device=DEVICES, number=ANY)
    def amend(self, device: int, number: int) -> None:
        laptop = self.laptops[device]
        sets = shown_by(laptop).sets
        if set_id := pick(sorted(sets), number):
            self.entered.discard(sets[set_id][3])
            laptop.book.workouts.update_set(set_id, self.entry(set_id))

    @rule(device=DEVICES, number=ANY)
    def remove(self, device: int, number: int) -> None:
        laptop = self.laptops[device]
        sets = shown_by(laptop).sets
        if set_id := pick(sorted(sets), number):
            laptop.book.workouts.delete_set(set_id)
            self.entered.discard(sets[set_id][3])

    @rule(device=DEVICES, number=ANY)
    def complete(self, device: int, number: int) -> None:
        laptop = self.laptops[device]
        if session := pick(sorted(shown_by(laptop).sessions), number):
            laptop.book.workouts.finish(
                session, difficulty=1 + number % 10, duration_minutes=number, notes=None
            )

    @rule(device=DEVICES, number=ANY)
    def add_exercise(self, device: int, number: int) -> None:
        laptop = self.laptops[device]
        if session := pick(sorted(shown_by(laptop).sessions), number):
            row_id = laptop.book.workouts.add_exercise(session, {"exercise_name": f"E{number}"})
            self.record(laptop, row_id)

    @rule(device=DEVICES)
    def start_free_session(self, device: int) -> None:
        laptop = self.laptops[device]
        session = laptop.book.workouts.start_free_session(laptop.clock().date())
        row_id = laptop.book.workouts.add_exercise(session, {"exercise_name": "Curl"})
        self.record(laptop, row_id)

    @rule(device=DEVICES)
    def undo(self, device: int) -> None:
        laptop = self.laptops[device]
        before = shown_by(laptop).sets
        laptop.book.workouts.undo()
        after = shown_by(laptop).sets
        self.entered -= {row[3] for row in before.values()} - {row[3] for row in after.values()}
        self.brought_back |= after.keys() - before.keys()

    @rule(device=DEVICES, number=ANY)
    def use_mine(self, device: int, number: int) -> None:
        laptop = self.laptops[device]
        changes = laptop.book.changes
        if conflict := pick(changes.conflicts(), number):
            before = shown_by(laptop).sets
            self.entered.discard(float(str((conflict.current or {}).get("weight_kg", 0))))
            changes.use_mine(conflict.change.id)
            after = shown_by(laptop).sets
            self.entered -= {row[3] for row in before.values()} - {row[3] for row in after.values()}

    @rule(device=DEVICES, number=ANY)
    def retry(self, device: int, number: int) -> None:
        changes = self.laptops[device].book.changes
        if refused := pick(changes.refused(), number):
            changes.retry(refused.change.id)

    # what happens to a laptop

    @rule(device=DEVICES, days=st.integers(-1, 1), hours=st.integers(-12, 12))
    def skew(self, device: int, days: int, hours: int) -> None:
        self.laptops[device].clock.skew = timedelta(days=days, hours=hours)

    @rule(device=DEVICES)
    def change_network(self, device: int) -> None:
        laptop = self.laptops[device]
        if laptop in self.offline:
            laptop.go_online()
        else:
            laptop.go_offline()
        self.offline ^= {laptop}

    @rule(device=DEVICES)
    def restart(self, device: int) -> None:
        self.laptops[device].restart()

    @rule(device=DEVICES)
    def sync(self, device: int) -> None:
        laptop = self.laptops[device]
        if laptop in self.offline:
            with pytest.raises(Unreachable):
                laptop.sync()
            return
        laptop.sync()
        self.look_at_server()

    @rule(device=DEVICES, at=st.integers(0, 60), twice=st.booleans())
    def sync_over_a_breaking_line(self, device: int, at: int, twice: bool) -> None:
        laptop = self.laptops[device]
        laptop.line.break_at(Fault("cut", at))
        for _ in range(1 + twice):
            with suppress(Unreachable):
                laptop.sync()
        laptop.line.break_at(None)
        self.look_at_server()

    # what the coach does, in the database

    @rule(number=ANY)
    def coach_amends(self, number: int) -> None:
        sets = held_by(self.server, self.user_id).sets
        if set_id := pick(sorted(sets), number):
            self.entered.discard(sets[set_id][3])
            weight = self.entry(set_id).weight_kg
            self.say("update training_set set weight_kg = %s where id = %s", weight, set_id)

    @rule(table=st.sampled_from(["training_set"] * 3 + ["modular_training_exercise"]), number=ANY)
    def coach_deletes(self, table: str, number: int) -> None:
        before = held_by(self.server, self.user_id)
        rows = before.sets if table == "training_set" else before.exercises
        if row_id := pick(sorted(rows), number):
            self.say(f"delete from {table} where id = %s", row_id)
            after = held_by(self.server, self.user_id)
            self.forget_sets(before.sets.keys() - after.sets.keys())

    @rule(number=ANY)
    def coach_deletes_a_week(self, number: int) -> None:
        """No precondition: ids are random, so what rows there are is not the same when replayed."""
        before = held_by(self.server, self.user_id)
        if len(before.sessions) < 2:
            return
        week = pick(sorted({week for week, _ in before.sessions.values()}), number)
        self.say("delete from modular_training_week where id = %s", week)
        self.forget_sets(before.sets.keys() - held_by(self.server, self.user_id).sets.keys())

    @rule(number=ANY, other=ANY)
    def coach_moves_a_session(self, number: int, other: int) -> None:
        held = held_by(self.server, self.user_id)
        weeks = sorted({week for week, _ in held.sessions.values()})
        if session := pick(sorted(held.sessions), number):
            self.say(
                "update modular_training_session set week_id = %s where id = %s",
                pick(weeks, other),
                session,
            )

    @rule(number=ANY, other=ANY)
    def coach_moves_an_exercise(self, number: int, other: int) -> None:
        held = held_by(self.server, self.user_id)
        if exercise := pick(sorted(held.exercises), number):
            self.say(
                "update modular_training_exercise set session_id = %s where id = %s",
                pick(sorted(held.sessions), other),
                exercise,
            )

    @rule()
    def the_server_fails_over(self) -> None:
        self.say("select topset_private.begin_epoch()")

    # what must hold

    def look_at_server(self) -> None:
        there = set(held_by(self.server, self.user_id).sets)
        risen = there & self.gone_from_server - self.brought_back
        assert not risen, f"rose again: {risen}"
        self.gone_from_server |= self.ever_on_server - there
        self.ever_on_server |= there

    def teardown(self) -> None:
        try:
            if hasattr(self, "server"):
                self.come_to_rest()
        finally:
            self.opened.close()

    def come_to_rest(self) -> None:
        for laptop in self.laptops:
            laptop.go_online()
        for _ in range(2):
            for laptop in self.laptops:
                laptop.sync()
        self.look_at_server()
        held = held_by(self.server, self.user_id)
        for laptop in self.laptops:
            assert laptop.book.changes.counts().unsent == 0
            assert shown_by(laptop) == held
        numbers: dict[str, list[int]] = {}
        for exercise, number, *_ in held.sets.values():
            numbers.setdefault(exercise, []).append(number)
        for counted in numbers.values():
            assert sorted(counted) == list(range(1, len(counted) + 1))
        for laptop in self.laptops:
            for conflict in laptop.book.changes.conflicts():
                assert "set_no" not in (conflict.change.fields or {})
                assert "set_no" not in (conflict.current or {})
        kept = {row[3] for row in held.sets.values()}
        for laptop in self.laptops:
            kept |= set_aside_by(laptop)
        assert self.entered <= kept, f"lost: {self.entered - kept}"

    def record(self, laptop: Laptop, exercise: str) -> None:
        weight = next(self.weights)
        (made,) = laptop.book.workouts.record_sets(exercise, [Entry(weight_kg=weight, reps=8)])
        self.entered.add(weight)
        self.entered_for[made.id] = {weight}

    def entry(self, set_id: str) -> Entry:
        """Another weight for a set; it need not be found if the set was taken away elsewhere."""
        weight = next(self.weights)
        self.entered_for[set_id].add(weight)
        if set_id not in self.taken_away:
            self.entered.add(weight)
        return Entry(weight_kg=weight, reps=8, rpe=8)

    def forget_sets(self, set_ids: AbstractSet[str]) -> None:
        """Somebody took these sets away: whatever was entered for them may go."""
        self.taken_away |= set_ids
        for set_id in set_ids:
            self.entered -= self.entered_for.get(set_id, set())

    def say(self, statement: str, *values: object) -> None:
        self.server.execute(statement.encode(), values)
        self.look_at_server()


@pytest.mark.parametrize(
    ("examples", "steps"),
    [(5, 30), pytest.param(100, 60, marks=pytest.mark.soak)],
    ids=["short", "long"],
)
def test_whatever_happens_all_laptops_agree_and_nothing_entered_is_lost(
    box: SandboxUnderTest, tmp_path: Path, examples: int, steps: int
) -> None:
    class GymOfThisTest(Gym):
        pass

    GymOfThisTest.box, GymOfThisTest.folder = box, tmp_path
    run_state_machine_as_test(
        GymOfThisTest,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=steps == 30,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
