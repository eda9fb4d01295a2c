"""Old rows that no laptop can read: told, left as they are, and in nobody's way, by both doors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg

from tests.support.box import SandboxUnderTest
from tests.support.laptops import DoorKind, Laptops, switched_off_after
from tests.support.plans import plant_plan
from tui.training.entry import Entry

READABLE_RULES = """
    select format('alter table %s drop constraint %I', conrelid::regclass, conname)
    from pg_constraint where conname like '%readable'
"""


def test_old_values_stop_no_pull_and_stay_as_they_are(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box()
    lifter = box.add_lifter()
    plan = plant_plan(box.database.superuser_url, lifter.user_id, weeks=3)
    kinds: list[DoorKind] = ["data_api", "direct"]
    with psycopg.connect(box.database.superuser_url, autocommit=True) as server:
        for kind in kinds:
            with switched_off_after(Laptops(tmp_path / kind, box, kind)) as laptops:
                laptop = laptops.new(lifter)
                laptop.sync()
                entry = Entry(weight_kg=80, reps=8, rpe=8)
                (bad, _) = laptop.book.workouts.record_sets(plan.exercise_ids[0], [entry] * 2)
                laptop.sync()
                for (statement,) in server.execute(READABLE_RULES).fetchall():
                    server.execute(statement)
                server.execute("update training_set set weight_kg = 'NaN' where id = %s", [bad.id])
                server.execute(
                    "update modular_training_session set session_date = 'infinity' where id = %s",
                    [plan.session_ids[1]],
                )
                before = server.execute("select t::text from training_set t order by id").fetchall()
                done = laptop.sync()
                assert (done.problem, done.sent) == (None, 0)
                told = laptop.book.base.unreadable()
                assert any("the weight is not a number" in words for words in told)
                assert any("the date is infinite" in words for words in told)
                assert laptop.unreadable(plan.session_ids[0]) == (
                    f"set {bad.set_no}: the weight is not a number",
                )
                assert bad.id not in {one.id for one in laptop.performed(plan.session_ids[0])}
                # What was logged meanwhile still goes up, and the bad rows stay as they are.
                laptop.book.workouts.record_sets(plan.exercise_ids[2], [entry])
                assert laptop.sync().sent == 1
                after = server.execute("select t::text from training_set t order by id").fetchall()
                assert set(before) < set(after)
                assert len(after) == len(before) + 1
                mend = "update training_set set weight_kg = 77.5 where id = %s"
                server.execute(mend, [bad.id])
                day = "update modular_training_session set session_date = %s where id = %s"
                server.execute(day, ["2026-11-24", plan.session_ids[1]])
                laptop.sync()
                assert laptop.book.base.unreadable() == []
                assert laptop.unreadable(plan.session_ids[0]) == ()
                assert 77.5 in laptop.weights(plan.session_ids[0])
