"""How long a year offline takes up, and ten years down, beside raw COPY and select of the rows.

Run by `make bench`. Prints one line for each measurement; a ratio is topset's time by the raw one.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import psycopg

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.cluster import Templates
from tests.support.laptops import Laptop
from tests.support.server_rows import sets_of
from tui.sandbox.postgres import Postgres
from tui.training.entry import Entry

SESSIONS, EXERCISES, SETS = 4, 4, 3
PLANT = """
with plan as (
  insert into modular_training_plan (user_id, split_type, week_start)
  values (%(lifter)s, 'upper_lower', %(start)s)
  returning id
), week as (
  insert into modular_training_week (plan_id, week_number, week_start)
  select plan.id, n, %(start)s::date + 7 * (n - 1)
  from plan, generate_series(1, %(weeks)s) as n
  returning id, week_start
)
insert into modular_training_session
  (week_id, day_label, session_date, day_of_week, focus_area, session_number)
select week.id, 'Day-' || n, week.week_start + n, n, 'chest,triceps', n
from week, generate_series(1, %(sessions)s) as n
"""
PLANT_EXERCISES = """
insert into modular_training_exercise
  (session_id, exercise_name, muscle_group, sets, reps, equipment, tier, order_in_session)
select session.id, 'Exercise ' || n, 'chest', 3, '6-8', 'barbell', '1', n
from modular_training_session as session, generate_series(1, %(exercises)s) as n
where session.user_id = %(lifter)s
"""
PLANT_SETS = """
insert into training_set (exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at)
select exercise.id, n, 8, 80 + n, 8, now()
from modular_training_exercise as exercise, generate_series(1, %(sets)s) as n
where exercise.user_id = %(lifter)s
"""
TABLES = (
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
)


def seconds_of(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plant(url: str, lifter: TestLifter, *, weeks: int, sets: int) -> None:
    """Give a lifter a plan of so many weeks, each exercise with so many sets."""
    told = {
        "lifter": lifter.user_id,
        "start": date(2016, 1, 4),
        "weeks": weeks,
        "sessions": SESSIONS,
        "exercises": EXERCISES,
        "sets": sets,
    }
    with psycopg.connect(url) as owner:
        for statement in (PLANT, PLANT_EXERCISES, PLANT_SETS):
            owner.execute(statement.encode(), told)
        owner.execute(
            "with numbered as (select id, row_number() over (order by week_start) as place"
            " from modular_training_week where user_id = %(lifter)s)"
            " update modular_training_week w set revision = numbered.place"
            " from numbered where numbered.id = w.id",
            told,
        )
        owner.execute(
            "update training_head set revision = %(weeks)s where user_id = %(lifter)s", told
        )
        owner.execute("analyze")


def down(box: SandboxUnderTest, folder: Path, kind: str) -> None:
    """A first start with ten years of history."""
    lifter = box.add_lifter()
    plant(box.database.superuser_url, lifter, weeks=520, sets=SETS)
    heard: list[float] = []
    with Laptop(folder, box, lifter, "direct" if kind == "direct" else "data_api") as laptop:
        start = time.perf_counter()
        taken = seconds_of(
            lambda: laptop.sync(on_progress=lambda _: heard.append(time.perf_counter() - start))
        )
        weeks = laptop.book.base.cursor().revision
    with psycopg.connect(box.database.superuser_url) as owner:

        def select_all() -> None:
            for table in TABLES:
                owner.execute(
                    f"select * from {table} where user_id = %s".encode(), [lifter.user_id]
                ).fetchall()

        raw = min(seconds_of(select_all) for _ in range(3))
        count = len(sets_of(owner, lifter.user_id))
    say(f"{count} sets down, {kind}", taken, raw, "select")
    say(f"  first weeks usable, {kind} ({len(heard)} steps of progress, {weeks} weeks)", heard[0])


def up(box: SandboxUnderTest, folder: Path, kind: str) -> None:
    """A year offline, sent at once."""
    lifter = box.add_lifter()
    plant(box.database.superuser_url, lifter, weeks=52, sets=0)
    heard: list[float] = []
    with Laptop(folder, box, lifter, "direct" if kind == "direct" else "data_api") as laptop:
        laptop.sync()
        exercises = exercises_of(box, lifter)
        share = 10_000 // len(exercises) + 1
        logged = 0
        start = time.perf_counter()
        for exercise in exercises:
            entries = [Entry(weight_kg=80, reps=8, rpe=8)] * min(share, 10_000 - logged)
            logged += len(laptop.book.workouts.record_sets(exercise, entries))
        say(f"{logged} sets logged offline", time.perf_counter() - start)
        taken = seconds_of(lambda: laptop.sync(on_progress=lambda _: heard.append(0.0)))
        assert laptop.book.changes.counts().unsent == 0
    with psycopg.connect(box.database.superuser_url) as owner:
        assert len(sets_of(owner, lifter.user_id)) == 10_000
        raw = seconds_of(lambda: copy_in(owner, exercises))
        owner.rollback()
    say(f"{logged} sets up, {kind} ({len(heard)} steps of progress)", taken, raw, "COPY")


def exercises_of(box: SandboxUnderTest, lifter: TestLifter) -> list[str]:
    """Return a lifter's exercises."""
    with psycopg.connect(box.database.superuser_url) as owner:
        rows = owner.execute(
            "select id::text from modular_training_exercise where user_id = %s order by id",
            [lifter.user_id],
        )
        return [row[0] for row in rows]


def copy_in(owner: psycopg.Connection, exercises: list[str]) -> None:
    """COPY 10,000 sets into the same table, with its triggers and checks."""
    now = datetime.now(UTC)
    columns = "(id, exercise_row_id, set_no, reps_done, weight_kg, rpe, recorded_at)"
    with owner.cursor().copy(f"copy training_set {columns} from stdin".encode()) as rows:
        for number in range(10_000):
            exercise = exercises[number % len(exercises)]
            rows.write_row((str(uuid4()), exercise, 1, 8, 80.0, 8, now))


def say(what: str, taken: float, raw: float | None = None, how: str = "") -> None:
    """Print one measurement."""
    ratio = "" if raw is None else f"   {taken / raw:5.1f} x {how} ({raw:.2f} s)"
    sys.stdout.write(f"{what:<62} {taken:7.2f} s{ratio}\n")
    sys.stdout.flush()


def main() -> None:
    """Measure both ways through both doors."""
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="topset-bench-")))
        server = opened.enter_context(Postgres(folder / "postgres", durable=False))
        templates = Templates(server)
        database = opened.enter_context(templates.clone(templates.migrated))
        box = SandboxUnderTest(database, folder)
        box.start()
        opened.callback(box.stop)
        for kind in ("direct", "data_api"):
            down(box, folder / f"down-{kind}", kind)
            up(box, folder / f"up-{kind}", kind)


if __name__ == "__main__":
    main()
