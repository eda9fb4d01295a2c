"""One round after another through both doors: once, or told, and in the end all the same."""

from __future__ import annotations

from datetime import timedelta, timezone
from uuid import uuid4

import psycopg
import pytest

from tests.support.box import TestLifter
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan
from tests.support.server_rows import receipts_of, sets_of, weights_of
from tui.logbook import LogbookError
from tui.sync.protocol import Bug, Counts, Unreachable
from tui.training.entry import Entry
from tui.workout.sync.lines import NOT_IN_CATALOGUE, advice


def log(laptop: Laptop, plan: PlantedPlan, *weights: float, week: int = 0) -> list[str]:
    entries = [Entry(weight_kg=weight, reps=8, rpe=8) for weight in weights]
    made = laptop.book.workouts.record_sets(plan.exercise_ids[week], entries)
    return [one.id for one in made]


def test_a_set_goes_up_once(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    log(laptop, plan, 82.5)
    assert laptop.sync().sent == 1
    assert laptop.sync().sent == 0
    assert weights_of(server, lifter.user_id) == [82.5]
    assert laptop.weights(plan.session_ids[0]) == [82.5]


def test_what_one_laptop_logs_the_other_shows(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    other.sync()
    log(laptop, plan, 82.5, 85.0)
    laptop.sync()
    other.sync()
    assert other.performed(plan.session_ids[0]) == laptop.performed(plan.session_ids[0])


def test_a_batch_sent_again_is_done_once(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    log(laptop, plan, 80.0, 82.5, 85.0)
    unsettled = laptop.book.changes.unsent()
    laptop.gateway.push(unsettled, laptop.book.base.device())
    assert laptop.sync().sent == 3
    assert weights_of(server, lifter.user_id) == [80.0, 82.5, 85.0]
    assert receipts_of(server, lifter.user_id) == {"applied": 3}


def test_a_set_sent_again_after_it_was_deleted_elsewhere_does_not_rise(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    (set_id,) = log(laptop, plan, 82.5)
    laptop.gateway.push(laptop.book.changes.unsent(), laptop.book.base.device())
    server.execute("delete from training_set where id = %s", [set_id])
    laptop.sync()
    assert weights_of(server, lifter.user_id) == []
    assert laptop.weights(plan.session_ids[0]) == []
    assert laptop.book.changes.counts() == Counts()


def test_one_bad_change_among_a_hundred_is_parked_alone_and_sent_when_mended(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    log(laptop, plan, *[float(weight) for weight in range(1, 51)])
    (poison,) = laptop.book.workouts.record_sets(
        plan.exercise_ids[0], [Entry(weight_kg=500.0, reps=40_000, rpe=8)]
    )
    log(laptop, plan, *[float(weight) for weight in range(51, 100)])
    done = laptop.sync()
    assert (done.sent, done.refused) == (99, 1)
    assert weights_of(server, lifter.user_id) == [float(weight) for weight in range(1, 100)]

    laptop.restart()
    (parked,) = laptop.book.changes.refused()
    assert parked.change.row_id == poison.id
    assert (
        parked.message
        == 'the server cannot take a value: value "40000" is out of range for type smallint'
    )
    assert "500 x 40000" in parked.about
    assert laptop.sync().sent == 0

    laptop.book.changes.edit(parked.change.id, {"reps_done": 4})
    assert laptop.sync().sent == 1
    assert sets_of(server, lifter.user_id)[poison.id] == 500.0
    assert laptop.book.changes.counts() == Counts()
    assert len(laptop.weights(plan.session_ids[0])) == 100


def test_a_refused_exercise_parks_its_sets_and_takes_them_along_when_it_is_mended(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    row_id = laptop.book.workouts.add_exercise(
        plan.session_ids[0], {"exercise_name": "Curl", "exercise_id": "not in the catalogue"}
    )
    laptop.book.workouts.record_sets(row_id, [Entry(weight_kg=20, reps=12)])
    (later,) = laptop.book.workouts.record_sets(row_id, [Entry(weight_kg=22, reps=10)])
    laptop.book.workouts.update_set(later.id, Entry(weight_kg=22.5, reps=10))
    log(laptop, plan, 82.5)
    laptop.sync()
    assert weights_of(server, lifter.user_id) == [82.5]
    refused = laptop.book.changes.refused()
    root = refused[0].change
    assert root.row_id == row_id
    assert refused[0].message == NOT_IN_CATALOGUE
    assert "in the catalogue" in advice(refused[0])
    assert {one.parked_with for one in refused[1:]} == {root.id}
    assert len(refused) == 4

    laptop.book.changes.edit(root.id, {"exercise_id": None})
    laptop.sync()
    assert laptop.book.changes.counts() == Counts()
    assert weights_of(server, lifter.user_id) == [20.0, 22.5, 82.5]
    assert laptop.weights(plan.session_ids[0], 1) == [20.0, 22.5]


def test_offline_everything_is_kept_and_the_next_round_sends_it(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    laptop.go_offline()
    log(laptop, plan, 80.0)
    for _ in range(3):
        with pytest.raises(Unreachable):
            laptop.sync()
    laptop.restart()
    log(laptop, plan, 82.5)
    assert laptop.book.changes.counts() == Counts(unsent=2)
    assert laptop.weights(plan.session_ids[0]) == [80.0, 82.5]
    laptop.go_online()
    laptop.sync()
    assert weights_of(server, lifter.user_id) == [80.0, 82.5]


def test_two_topsets_on_one_logbook_send_each_set_once(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    with laptop.open_book() as second:
        log(laptop, plan, 80.0)
        second.workouts.record_sets(plan.exercise_ids[0], [Entry(weight_kg=82.5, reps=8)])
        assert laptop.weights(plan.session_ids[0]) == [80.0, 82.5]
        seen_by_second = second.changes.unsent()
        laptop.sync()
        answers = laptop.gateway.push(seen_by_second, second.base.device())
        second.changes.settle(seen_by_second, answers)
        assert second.changes.counts() == Counts()
        assert weights_of(server, lifter.user_id) == [80.0, 82.5]


def test_two_lifters_on_one_laptop_never_mix(
    laptop: Laptop,
    laptops: Laptops,
    plan: PlantedPlan,
    lifter: TestLifter,
    server: psycopg.Connection,
) -> None:
    friend = laptops.box.add_lifter()
    log(laptop, plan, 80.0)
    friends = laptops.new(friend)
    free = friends.book.workouts.start_free_session(friends.clock().date())
    row_id = friends.book.workouts.add_exercise(free, {"exercise_name": "Curl"})
    friends.book.workouts.record_sets(row_id, [Entry(weight_kg=20, reps=12)])
    friends.sync()
    laptop.sync()
    assert weights_of(server, lifter.user_id) == [80.0]
    assert weights_of(server, friend.user_id) == [20.0]
    assert friends.book.workouts.session(plan.session_ids[0]) is None
    assert laptop.book.workouts.session(free) is None
    friends.file = laptop.file
    with pytest.raises(LogbookError, match="another lifter"):
        friends.open_book()


@pytest.mark.parametrize(
    "skew", [timedelta(days=-1), timedelta(days=1), timedelta(days=400)], ids=str
)
def test_the_order_of_sets_does_not_depend_on_the_clock(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter, skew: timedelta
) -> None:
    other = laptops.new(lifter)
    log(laptop, plan, 80.0)
    laptop.clock.skew = skew
    laptop.clock.zone = timezone(timedelta(hours=-11))
    (amended,) = log(laptop, plan, 85.0)
    laptop.clock.skew = -skew
    laptop.clock.zone = timezone(timedelta(hours=13))
    log(laptop, plan, 90.0)
    laptop.book.workouts.update_set(amended, Entry(weight_kg=86.0, reps=8, rpe=8))
    laptop.sync()
    other.sync()
    assert other.weights(plan.session_ids[0]) == [80.0, 86.0, 90.0]
    assert laptop.weights(plan.session_ids[0]) == [80.0, 86.0, 90.0]


def test_the_time_a_set_was_logged_is_the_laptops_moment_on_every_laptop(
    laptop: Laptop, laptops: Laptops, plan: PlantedPlan, lifter: TestLifter
) -> None:
    other = laptops.new(lifter)
    laptop.clock.zone = timezone(timedelta(hours=5, minutes=45))
    (made,) = laptop.book.workouts.record_sets(plan.exercise_ids[0], [Entry(weight_kg=80, reps=8)])
    laptop.sync()
    other.sync()
    (there,) = other.performed(plan.session_ids[0])
    assert there.recorded_at == made.recorded_at
    assert made.recorded_at.utcoffset() == timedelta(hours=5, minutes=45)


def test_a_coachs_amendment_arrives_under_unsent_changes(
    laptop: Laptop, plan: PlantedPlan, server: psycopg.Connection
) -> None:
    log(laptop, plan, 80.0)
    server.execute(
        "update modular_training_exercise set notes = 'elbows in' where id = %s",
        [plan.exercise_ids[0]],
    )
    new_exercise = str(uuid4())
    server.execute(
        "insert into modular_training_exercise (id, session_id, exercise_name, muscle_group, sets,"
        " reps, equipment, tier, order_in_session)"
        " values (%s, %s, 'Curl', 'biceps', 3, '8-12', 'dumbbell', '3', 2)",
        [new_exercise, plan.session_ids[0]],
    )
    laptop.book.base.apply(laptop.gateway.pull(laptop.book.base.cursor()))
    session = laptop.book.workouts.session(plan.session_ids[0])
    assert session is not None
    assert session.exercises[0].notes == "elbows in"
    assert [one.id for one in session.exercises] == [plan.exercise_ids[0], new_exercise]
    assert laptop.weights(plan.session_ids[0]) == [80.0]


def test_a_server_that_contradicts_itself_is_not_read_for_ever(
    laptops: Laptops, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    """Its weeks say that more has changed than its head says; what is logged still goes up."""
    laptop = laptops.new(lifter, weeks_a_page=1)
    laptop.sync()
    server.execute(
        "update modular_training_week set revision = 1000 + week_number where plan_id = %s",
        [plan.plan_id],
    )
    server.execute("update modular_training_plan set notes = 'news' where id = %s", [plan.plan_id])
    log(laptop, plan, 80.0)
    with pytest.raises(Bug, match="contradicts itself"):
        laptop.sync()
    assert weights_of(server, lifter.user_id) == [80.0]
    assert laptop.weights(plan.session_ids[0]) == [80.0]
