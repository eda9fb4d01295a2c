"""A server that went back in time: what was lost is offered again, counted, and never doubled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import psycopg
import pytest

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.cluster import Templates
from tests.support.laptops import Laptop, Laptops, switched_off_after
from tests.support.once import once_a_run
from tests.support.plans import PlantedPlan, plant_plan
from tests.support.prepared import copy_cluster, prepare_cluster
from tests.support.restores import Backup, DiskBackup
from tests.support.server_rows import weights_of
from tui.logbook.descriptions import describe_change, differences
from tui.sandbox.postgres import Postgres
from tui.sync.protocol import Counts
from tui.training.entry import Entry

FAR_FROM_THE_PLAN = date(2031, 1, 6)


class Gym(NamedTuple):
    """A sandbox of the test's own with one lifter and their plan."""

    box: SandboxUnderTest
    lifter: TestLifter
    plan: PlantedPlan
    laptops: Laptops
    new_epoch: bool

    def weights(self) -> list[float]:
        with psycopg.connect(self.box.database.superuser_url) as server:
            return weights_of(server, self.lifter.user_id)

    def say(self, statement: str, *values: object) -> None:
        with psycopg.connect(self.box.database.superuser_url) as server:
            server.execute(statement.encode(), values)


@pytest.fixture(params=[("direct", False), ("data_api", True)], ids=["direct", "data_api"])
def gym(
    request: pytest.FixtureRequest, make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> Iterator[Gym]:
    """Each door once; an operator begins a new epoch by hand in one case, in the other not."""
    kind, new_epoch = request.param
    box = make_box()
    lifter = box.add_lifter()
    plan = plant_plan(box.database.superuser_url, lifter.user_id, weeks=3)
    with switched_off_after(Laptops(tmp_path, box, kind)) as laptops:
        yield Gym(box, lifter, plan, laptops, new_epoch)


@pytest.fixture
def gym_on_a_disk_of_its_own(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gym]:
    """The same on a server of the test's own."""
    prepared = once_a_run(tmp_path_factory, "postgres", prepare_cluster)
    folder = Path(mkdtemp(prefix="topset-disk-"))
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, folder)
        copy_cluster(prepared, folder / "postgres")
        server = opened.enter_context(Postgres(folder / "postgres", durable=False))
        templates = Templates(server)
        database = opened.enter_context(templates.clone(templates.migrated))
        box = SandboxUnderTest(database, folder)
        box.start()
        opened.callback(box.stop)
        lifter = box.add_lifter()
        plan = plant_plan(database.superuser_url, lifter.user_id, weeks=3)
        laptops = Laptops(tmp_path, box, "data_api")
        opened.callback(laptops.close)
        yield Gym(box, lifter, plan, laptops, new_epoch=False)


def log(laptop: Laptop, gym: Gym, *weights: float, week: int = 0) -> list[str]:
    entries = [Entry(weight_kg=weight, reps=8, rpe=8) for weight in weights]
    made = laptop.book.workouts.record_sets(gym.plan.exercise_ids[week], entries)
    return [one.id for one in made]


def rounds_until_quiet(laptop: Laptop) -> int:
    """Run rounds until nothing is left to do; return how many rows were offered again."""
    requeued = 0
    for _ in range(5):
        done = laptop.sync()
        requeued += done.requeued
        if laptop.book.changes.counts().unsent == 0 and not (done.sent or done.fetched):
            return requeued
    raise AssertionError("rounds never come to rest")


def test_what_the_server_lost_is_offered_again_and_counted(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    (kept,) = log(laptop, gym, 80.0)
    laptop.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 82.5, 85.0)
    laptop.book.workouts.update_set(kept, Entry(weight_kg=81.0, reps=8, rpe=8))
    laptop.book.workouts.finish(
        gym.plan.session_ids[0], difficulty=7, duration_minutes=50, notes=None
    )
    added = laptop.book.workouts.add_exercise(gym.plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.book.workouts.record_sets(added, [Entry(weight_kg=20, reps=12)])
    free = laptop.book.workouts.start_free_session(FAR_FROM_THE_PLAN)
    laptop.sync()
    other.sync()
    before = laptop.book.workouts.session(gym.plan.session_ids[0])

    backup.restore(new_epoch=gym.new_epoch)
    assert gym.weights() == [80.0]
    # two sets, the curl and its set, plan, week and session of the free one; and amended were the
    # set, the session, and the exercise that the session's end summed up
    assert rounds_until_quiet(laptop) == 10
    assert rounds_until_quiet(other) == 0
    assert gym.weights() == [20.0, 81.0, 82.5, 85.0]
    for one in (laptop, other):
        rounds_until_quiet(one)
        assert one.book.changes.counts() == Counts()
        assert one.book.workouts.session(gym.plan.session_ids[0]) == before
        assert one.book.workouts.session(free) is not None


def test_two_laptops_that_both_hold_what_was_lost_do_not_double_it(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 80.0, 82.5)
    laptop.sync()
    other.sync()
    backup.restore(new_epoch=gym.new_epoch)
    log(other, gym, 85.0)
    log(laptop, gym, 60.0, week=1)
    for one in (laptop, other, laptop, other):
        one.sync()
    assert gym.weights() == [60.0, 80.0, 82.5, 85.0]
    for one in (laptop, other):
        assert one.weights(gym.plan.session_ids[0]) == [80.0, 82.5, 85.0]
        assert one.weights(gym.plan.session_ids[1]) == [60.0]
        assert one.book.changes.counts() == Counts()


def test_unsent_changes_of_this_laptop_do_not_hide_that_the_server_went_back(gym: Gym) -> None:
    laptop = gym.laptops.new(gym.lifter)
    laptop.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 80.0)
    laptop.sync()
    backup.restore(new_epoch=gym.new_epoch)
    for weight in (85.0, 90.0):  # as many revisions as were lost, and more
        (one,) = log(laptop, gym, weight)
        laptop.book.workouts.update_set(one, Entry(weight_kg=weight + 1, reps=8, rpe=8))
    laptop.sync()
    assert gym.weights() == [80.0, 86.0, 91.0]
    assert laptop.weights(gym.plan.session_ids[0]) == [80.0, 86.0, 91.0]


def test_another_laptop_that_wrote_first_does_not_hide_that_the_server_went_back(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 80.0)
    laptop.sync()
    backup.restore(new_epoch=gym.new_epoch)
    other.sync()
    for weight in (20.0, 30.0, 40.0):
        log(other, gym, weight, week=1)
        other.sync()
    rounds_until_quiet(laptop)
    rounds_until_quiet(other)
    assert gym.weights() == [20.0, 30.0, 40.0, 80.0]
    for one in (laptop, other):
        assert one.weights(gym.plan.session_ids[0]) == [80.0]
        assert one.weights(gym.plan.session_ids[1]) == [20.0, 30.0, 40.0]


@pytest.mark.parametrize("who_writes_first", ["this laptop", "another laptop"])
def test_a_disk_put_back_without_a_word_is_noticed_by_the_weeks_that_went_back(
    gym_on_a_disk_of_its_own: Gym, who_writes_first: str
) -> None:
    gym = gym_on_a_disk_of_its_own
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    other.sync()
    epoch = laptop.book.base.cursor().epoch
    backup = DiskBackup(gym.box)
    log(laptop, gym, 80.0)
    laptop.sync()
    backup.restore()
    writer = other if who_writes_first == "another laptop" else laptop
    for weight in (20.0, 30.0, 40.0):
        log(writer, gym, weight, week=1)
        if writer is other:
            writer.sync()
    assert rounds_until_quiet(laptop) == 1
    rounds_until_quiet(other)
    assert laptop.book.base.cursor().epoch == epoch
    assert gym.weights() == [20.0, 30.0, 40.0, 80.0]
    for one in (laptop, other):
        assert one.weights(gym.plan.session_ids[0]) == [80.0]
        assert one.weights(gym.plan.session_ids[1]) == [20.0, 30.0, 40.0]


def test_removals_not_sent_yet_are_not_undone_by_a_restored_server(gym: Gym) -> None:
    laptop = gym.laptops.new(gym.lifter)
    laptop.sync()
    added = laptop.book.workouts.add_exercise(gym.plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.sync()
    with_set = gym.laptops.new(gym.lifter)
    with_set.sync()
    with_set.book.workouts.record_sets(added, [Entry(weight_kg=20, reps=12)])
    with_set.sync()
    laptop.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 80.0)
    laptop.sync()
    assert laptop.book.workouts.undo() is not None  # the set
    assert laptop.book.workouts.undo() is not None  # the exercise, with the other laptop's set
    log(laptop, gym, 60.0, week=1)
    backup.restore(new_epoch=gym.new_epoch)
    rounds_until_quiet(laptop)
    assert gym.weights() == [60.0]
    assert laptop.book.changes.counts() == Counts()
    session = laptop.book.workouts.session(gym.plan.session_ids[0])
    assert session is not None
    assert [one.exercise_name for one in session.exercises] == ["Bench Press"]


def test_a_row_deleted_while_a_restored_server_is_read_is_gone_in_the_end(gym: Gym) -> None:
    laptop = gym.laptops.new(gym.lifter, weeks_a_page=1)
    laptop.sync()
    (gone,) = log(laptop, gym, 70.0)
    laptop.sync()
    read_up_to_it = laptop.book.base.cursor().revision
    log(laptop, gym, 72.5, week=1)
    laptop.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 75.0, week=2)
    laptop.sync()
    backup.restore(new_epoch=gym.new_epoch)
    deleted: list[str] = []

    def delete_once_it_has_arrived(_: object) -> None:
        if not deleted and laptop.book.base.cursor().revision == read_up_to_it:
            gym.say("delete from training_set where id = %s", gone)
            deleted.append(gone)

    laptop.sync(on_progress=delete_once_it_has_arrived)
    rounds_until_quiet(laptop)
    assert deleted
    assert gym.weights() == [72.5, 75.0]
    assert laptop.weights(gym.plan.session_ids[0]) == []


def test_a_failover_that_lost_nothing_brings_nothing_back(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    amended, removed = log(laptop, gym, 80.0, 82.5)
    laptop.sync()
    other.sync()
    other.book.workouts.delete_set(removed)
    other.book.workouts.update_set(amended, Entry(weight_kg=85.0, reps=8, rpe=8))
    other.sync()
    gym.say("select topset_private.begin_epoch()")
    log(laptop, gym, 60.0, week=1)
    assert rounds_until_quiet(laptop) == 0
    assert rounds_until_quiet(other) == 0
    assert gym.weights() == [60.0, 85.0]
    assert laptop.weights(gym.plan.session_ids[0]) == [85.0]
    (conflict,) = laptop.book.changes.conflicts()
    (found,) = differences(conflict)
    assert (found.mine, found.theirs) == (80.0, 85.0)


def test_what_another_laptop_amended_after_a_restore_is_not_overwritten(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    (amended,) = log(laptop, gym, 80.0)
    laptop.sync()
    other.sync()
    backup = Backup(gym.box)
    laptop.book.workouts.update_set(amended, Entry(weight_kg=81.0, reps=8, rpe=8))
    laptop.sync()
    backup.restore(new_epoch=True)
    for weight in (20.0, 30.0, 40.0):
        log(other, gym, weight, week=1)
        other.sync()
    assert rounds_until_quiet(laptop) == 0
    assert gym.weights() == [20.0, 30.0, 40.0, 80.0]
    (conflict,) = laptop.book.changes.conflicts()
    laptop.book.changes.use_mine(conflict.change.id)
    rounds_until_quiet(laptop)
    assert gym.weights() == [20.0, 30.0, 40.0, 81.0]


def test_a_row_deleted_before_it_arrives_from_another_server_is_not_brought_back(gym: Gym) -> None:
    laptop = gym.laptops.new(gym.lifter, weeks_a_page=1)
    laptop.sync()
    for week in (0, 1, 2):
        ids = log(laptop, gym, 70.0 + week, week=week)
        laptop.sync()
    gym.say("select topset_private.begin_epoch()")
    pages: list[object] = []

    def delete_after_the_first_page(_: object) -> None:
        pages.append(_)
        if len(pages) == 2:  # after the answer that another server gives, and one page of it
            gym.say("delete from training_set where id = %s", *ids)

    assert laptop.sync(on_progress=delete_after_the_first_page).requeued == 0
    rounds_until_quiet(laptop)
    assert gym.weights() == [70.0, 71.0]
    assert laptop.weights(gym.plan.session_ids[2]) == []


def test_what_was_removed_after_the_backup_stays_removed(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    _, mine, theirs, undone = log(laptop, gym, 80.0, 82.5, 85.0, 87.5)
    added = laptop.book.workouts.add_exercise(gym.plan.session_ids[0], {"exercise_name": "Curl"})
    laptop.book.workouts.record_sets(added, [Entry(weight_kg=20, reps=12)])
    laptop.sync()
    other.sync()
    backup = Backup(gym.box)
    log(laptop, gym, 60.0, week=1)
    for removed in (mine, undone):
        laptop.book.workouts.delete_set(removed)
    assert laptop.book.workouts.undo() is not None
    laptop.sync()
    gym.say("delete from modular_training_exercise where id = %s", added)
    other.book.workouts.delete_set(theirs)
    other.sync()
    laptop.sync()

    backup.restore(new_epoch=gym.new_epoch)
    assert gym.weights() == [20.0, 80.0, 82.5, 85.0, 87.5]
    rounds_until_quiet(laptop)
    assert gym.weights() == [60.0, 80.0, 87.5]
    rounds_until_quiet(other)
    for one in (laptop, other):
        assert one.weights(gym.plan.session_ids[0]) == [80.0, 87.5]
        assert one.book.changes.counts() == Counts()


def test_what_came_back_and_was_changed_by_another_since_is_asked_about(gym: Gym) -> None:
    laptop, other = gym.laptops.new(gym.lifter), gym.laptops.new(gym.lifter)
    laptop.sync()
    (gone, changed) = log(laptop, gym, 80.0, 82.5)
    laptop.sync()
    backup = Backup(gym.box)
    laptop.book.workouts.delete_set(gone)
    laptop.book.workouts.delete_set(changed)
    laptop.sync()
    backup.restore(new_epoch=True)
    other.sync()
    other.book.workouts.update_set(changed, Entry(weight_kg=90.0, reps=8, rpe=8))
    other.sync()
    for weight in (20.0, 30.0, 40.0):  # more than was lost: it looks like another server
        log(other, gym, weight, week=1)
        other.sync()
    rounds_until_quiet(laptop)
    waiting = laptop.book.changes.conflicts()
    assert {one.change.row_id for one in waiting} == {gone, changed}
    assert {one.origin for one in waiting} == {"removed_again"}
    assert all(
        describe_change(one, "kg").startswith("removed before the server was set back: Bench")
        for one in waiting
    )
    assert gym.weights() == [20.0, 30.0, 40.0, 80.0, 90.0]
    for one in waiting:
        if one.change.row_id == gone:
            laptop.book.changes.use_mine(one.change.id)
        else:
            laptop.book.changes.discard(one.change.id)
    rounds_until_quiet(laptop)
    assert gym.weights() == [20.0, 30.0, 40.0, 90.0]
    assert laptop.book.changes.counts() == Counts()


def test_a_set_that_only_went_to_another_week_does_not_count_as_removed(gym: Gym) -> None:
    laptop = gym.laptops.new(gym.lifter)
    laptop.sync()
    log(laptop, gym, 80.0)
    laptop.sync()
    backup = Backup(gym.box)
    gym.say(
        "update modular_training_exercise set session_id = %s where id = %s",
        gym.plan.session_ids[1],
        gym.plan.exercise_ids[0],
    )
    laptop.sync()
    backup.restore(new_epoch=gym.new_epoch)
    rounds_until_quiet(laptop)
    assert gym.weights() == [80.0]
    assert laptop.book.changes.counts() == Counts()
