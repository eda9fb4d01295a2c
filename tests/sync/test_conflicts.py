"""What two laptops and the server make of the same rows: one wins, and nobody is left untold."""

from __future__ import annotations

import psycopg

from tests.support.box import TestLifter
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan
from tests.support.replicas import held_by, shown_by
from tests.support.server_rows import weights_of
from tests.sync.test_engine import log
from tui.logbook.descriptions import differences
from tui.sync.protocol import Counts
from tui.training.entry import Entry
from tui.training.records import Exercise


def shown(laptop: Laptop, plan: PlantedPlan) -> tuple[Exercise, ...]:
    session = laptop.book.workouts.session(plan.session_ids[0])
    assert session is not None
    return session.exercises


def test_two_laptops_amend_different_columns_and_both_stand(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    (set_id,) = log(laptop, plan, 80.0)
    laptop.sync()
    other.sync()
    laptop.book.workouts.update_set(set_id, Entry(weight_kg=82.5, reps=8, rpe=8))
    other.book.workouts.update_set(set_id, Entry(weight_kg=80.0, reps=9, rpe=8))
    for one in (laptop, other, laptop):
        assert one.sync().conflicts == 0
    for one in (laptop, other):
        (stands,) = one.performed(plan.session_ids[0])
        assert (stands.weight_kg, stands.reps_done) == (82.5, 9)


def test_of_two_amendments_of_one_column_the_loser_is_kept_and_can_be_used(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    (set_id,) = log(laptop, plan, 80.0)
    laptop.sync()
    other.sync()
    laptop.book.workouts.update_set(set_id, Entry(weight_kg=82.5, reps=8, rpe=8))
    other.book.workouts.update_set(set_id, Entry(weight_kg=85.0, reps=9, rpe=8))
    laptop.sync()
    assert other.sync().conflicts == 1
    (stands,) = other.performed(plan.session_ids[0])
    assert (stands.weight_kg, stands.reps_done) == (82.5, 9)
    (conflict,) = other.book.changes.conflicts()
    assert conflict.change.fields is not None
    assert conflict.change.fields["weight_kg"].after == 85.0
    assert conflict.current is not None
    assert conflict.current["weight_kg"] == 82.5

    other.book.changes.use_mine(conflict.change.id)
    assert other.weights(plan.session_ids[0]) == [85.0]
    other.sync()
    laptop.sync()
    assert laptop.weights(plan.session_ids[0]) == [85.0]
    assert other.book.changes.counts() == Counts()


def test_changes_to_a_week_that_has_disappeared_are_refused_with_words(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    (known,) = log(laptop, plan, 80.0)
    laptop.sync()
    log(laptop, plan, 82.5, 85.0)
    laptop.book.workouts.update_set(known, Entry(weight_kg=81.0, reps=8, rpe=8))
    laptop.book.workouts.finish(plan.session_ids[0], difficulty=7, duration_minutes=50, notes=None)
    added = laptop.book.workouts.add_exercise(plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.book.workouts.record_sets(added, [Entry(weight_kg=20, reps=12)])
    log(laptop, plan, 60.0, week=1)
    server.execute("delete from modular_training_week where id = %s", [plan.week_ids[0]])
    laptop.sync()
    assert weights_of(server, lifter.user_id) == [60.0]
    assert laptop.book.workouts.session(plan.session_ids[0]) is None
    refused = laptop.book.changes.refused()
    assert len(refused) == 6
    assert all(one.message for one in refused)
    assert refused[0].message == "the exercise is no longer on the server"

    laptop.book.changes.edit(
        refused[0].change.id, {"exercise_row_id": plan.exercise_ids[1], "set_no": 2}
    )
    assert laptop.weights(plan.session_ids[1]) == [82.5, 60.0]  # in the order they were lifted
    laptop.sync()
    assert laptop.weights(plan.session_ids[1]) == [82.5, 60.0]
    assert laptop.book.changes.counts().refused == 5


def test_a_set_logged_while_its_week_disappears_between_push_and_pull_is_not_lost(
    laptop: Laptop, plan: PlantedPlan, server: psycopg.Connection
) -> None:
    server.execute("delete from modular_training_week where id = %s", [plan.week_ids[0]])
    log(laptop, plan, 82.5)
    laptop.book.base.apply(laptop.gateway.pull(laptop.book.base.cursor()))
    assert laptop.book.changes.counts() == Counts(unsent=1)
    laptop.sync()
    assert laptop.book.changes.counts() == Counts(refused=1)


def test_removing_a_set_that_another_laptop_has_removed_is_fine(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    (set_id,) = log(laptop, plan, 80.0)
    laptop.sync()
    other.sync()
    for one in (laptop, other):
        one.book.workouts.delete_set(set_id)
        one.sync()
        assert one.book.changes.counts() == Counts()
        assert one.weights(plan.session_ids[0]) == []


def test_an_amendment_of_a_set_that_another_laptop_removed_is_refused_with_words(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    (set_id,) = log(laptop, plan, 80.0)
    laptop.sync()
    other.sync()
    laptop.book.workouts.delete_set(set_id)
    other.book.workouts.update_set(set_id, Entry(weight_kg=85.0, reps=8, rpe=8))
    laptop.sync()
    other.sync()
    (refused,) = other.book.changes.refused()
    assert refused.message == "the set is no longer on the server"
    assert other.weights(plan.session_ids[0]) == []


def test_a_removal_does_not_go_over_an_amendment_that_the_lifter_has_not_seen(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    (set_id,) = log(laptop, plan, 80.0)
    laptop.sync()
    other.sync()
    other.book.workouts.update_set(set_id, Entry(weight_kg=85.0, reps=8, rpe=8))
    other.sync()
    laptop.book.workouts.delete_set(set_id)
    assert laptop.sync().conflicts == 1
    assert laptop.weights(plan.session_ids[0]) == [85.0]
    (conflict,) = laptop.book.changes.conflicts()
    (found,) = differences(conflict)
    assert (found.column, found.mine, found.theirs) == ("weight_kg", 80.0, 85.0)

    laptop.book.changes.use_mine(conflict.change.id)
    laptop.sync()
    other.sync()
    for one in (laptop, other):
        assert one.book.changes.counts() == Counts()
        assert one.weights(plan.session_ids[0]) == []


def test_undoing_an_exercise_does_not_take_away_the_set_that_another_laptop_logged_in_it(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    curl = laptop.book.workouts.add_exercise(plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.sync()
    other.sync()
    other.book.workouts.record_sets(curl, [Entry(weight_kg=20, reps=12)])
    other.sync()
    assert laptop.book.workouts.undo() is not None
    assert laptop.sync().conflicts == 1
    assert [len(one.performed) for one in shown(laptop, plan)] == [0, 1]
    (conflict,) = laptop.book.changes.conflicts()
    assert conflict.message == "the exercise holds something that was entered elsewhere meanwhile"

    laptop.book.changes.use_mine(conflict.change.id)
    laptop.sync()
    other.sync()
    for one in (laptop, other):
        assert one.book.changes.counts() == Counts()
        assert len(shown(one, plan)) == 1


def test_a_removal_in_conflict_leaves_the_row_where_it_was_moved_to_meanwhile(
    laptop: Laptop,
    laptops: Laptops,
    plan: PlantedPlan,
    lifter: TestLifter,
    server: psycopg.Connection,
) -> None:
    other = laptops.new(lifter)
    curl = laptop.book.workouts.add_exercise(plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.sync()
    other.sync()
    other.book.workouts.record_sets(curl, [Entry(weight_kg=20, reps=12)])
    other.sync()
    server.execute(
        "update modular_training_exercise set session_id = %s where id = %s",
        [plan.session_ids[1], curl],
    )
    log(other, plan, 60.0)  # the week that it came from changes once more
    other.sync()
    assert laptop.book.workouts.undo() is not None
    assert laptop.sync().conflicts == 1
    other.sync()
    assert shown_by(laptop) == shown_by(other) == held_by(server, lifter.user_id)


def test_a_set_whose_answer_was_lost_shows_what_others_made_of_it_where_it_is_now(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    curl = laptop.book.workouts.add_exercise(plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.sync()
    (made,) = laptop.book.workouts.record_sets(curl, [Entry(weight_kg=20, reps=12)])
    laptop.gateway.push(laptop.book.changes.unsent(10), laptop.book.base.device())
    for statement, *values in (
        ("update training_set set weight_kg = 22.5 where id = %s", made.id),
        (
            "update modular_training_exercise set session_id = %s where id = %s",
            plan.session_ids[1],
            curl,
        ),
        ("update modular_training_week set notes = 'later' where id = %s", plan.week_ids[0]),
    ):
        server.execute(statement.encode(), values)
    laptop.sync()
    laptop.sync()
    assert shown_by(laptop) == held_by(server, lifter.user_id)


def test_an_amendment_in_an_exercise_that_was_moved_and_then_deleted_is_refused_and_told(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    curl = laptop.book.workouts.add_exercise(plan.session_ids[0], {"exercise_name": "Curl"})
    (made,) = laptop.book.workouts.record_sets(curl, [Entry(weight_kg=20, reps=12)])
    laptop.sync()
    laptop.book.workouts.update_set(made.id, Entry(weight_kg=22.5, reps=12))
    for statement, *values in (
        (
            "update modular_training_exercise set session_id = %s where id = %s",
            plan.session_ids[1],
            curl,
        ),
        ("update modular_training_week set notes = 'later' where id = %s", plan.week_ids[0]),
    ):
        server.execute(statement.encode(), values)
    laptop.book.base.apply(laptop.gateway.pull(laptop.book.base.cursor()))
    server.execute("delete from modular_training_exercise where id = %s", [curl])
    assert laptop.sync().refused == 1
    assert shown_by(laptop) == held_by(server, lifter.user_id)
