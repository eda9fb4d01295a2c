"""Migrating a database that lifters are training with: who has to wait, and what is not missed."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.lifters import Connection, ask, column
from tests.sql.test_start_states import STARTS
from tests.support.cluster import Database
from tui.supabase import schema
from tui.sync.protocol import Json

LIFTER = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture
def owner(bare_database: Database) -> Iterator[Connection]:
    """The migrator's connection, to production before any of it."""
    with psycopg.connect(bare_database.owner_url, autocommit=True) as connection:
        with connection.transaction():
            schema.run_script(connection, (STARTS / "production.sql").read_text())
        yield connection


@pytest.fixture
def service(bare_database: Database) -> Iterator[Connection]:
    """A service that goes on writing meanwhile."""
    with psycopg.connect(bare_database.owner_url, autocommit=True) as connection:
        connection.execute("set lock_timeout = '2s'")
        yield connection


def up_to(name: str) -> tuple[tuple[schema.Migration, ...], schema.Migration]:
    """Return the migrations before the one of this name, and that one."""
    place = [one.name for one in schema.migrations()].index(name)
    return schema.migrations()[:place], schema.migrations()[place]


@pytest.mark.parametrize(
    ("name", "allowed"),
    [("backfill", {"RowExclusiveLock"}), ("indexes", {"RowExclusiveLock", "ShareLock"})],
)
def test_what_takes_long_keeps_nobody_from_reading(
    owner: Connection, service: Connection, name: str, allowed: set[Json]
) -> None:
    before, slow = up_to(name)
    schema.apply(owner, wanted=before)
    with owner.transaction():
        schema.run_script(owner, slow.sql)
        held = column(
            service,
            "select distinct l.mode from pg_locks l join pg_class c on c.oid = l.relation"
            " where l.pid = %s and c.relnamespace = 'public'::regnamespace and c.relkind = 'r'",
            owner.info.backend_pid,
        )
    assert set(held) - {"AccessShareLock", "RowShareLock"} <= allowed


def test_what_is_logged_while_old_rows_are_filled_in_has_its_owner(
    owner: Connection, service: Connection
) -> None:
    before, backfill = up_to("backfill")
    schema.apply(owner, wanted=before)
    with owner.transaction():
        schema.run_script(owner, backfill.sql)
        week = ask(
            service,
            "select w.id::text from modular_training_week w join modular_training_plan p"
            " on p.id = w.plan_id where p.user_id = %s and w.week_number = 1",
            LIFTER,
        )
        service.execute(
            "insert into training_set (exercise_row_id, set_no, reps_done, weight_kg)"
            " select e.id, 9, 8, 80 from modular_training_exercise e"
            " join modular_training_session s on s.id = e.session_id where s.week_id = %s",
            [week],
        )
        service.execute(
            "insert into modular_training_exercise (session_id, exercise_name)"
            " select id, 'New' from modular_training_session where week_id = %s",
            [week],
        )
        service.execute(
            "insert into modular_training_session"
            " (week_id, day_label, session_date, day_of_week, focus_area)"
            " values (%s, 'New', '2025-06-04', 3, '')",
            [week],
        )
        for question in (
            "select distinct user_id::text from training_set where set_no = 9",
            "select user_id::text from modular_training_exercise where exercise_name = 'New'",
            "select user_id::text from modular_training_session where day_label = 'New'",
        ):
            assert column(service, question) == [LIFTER]
    schema.apply(owner)
    assert schema.check(owner).ready


def test_old_rows_keep_the_time_of_their_last_change(owner: Connection) -> None:
    question = "select max(updated_at) from modular_training_session"
    before = ask(owner, question)
    schema.apply(owner)
    assert ask(owner, question) == before


def test_an_index_built_beforehand_is_taken_as_it_is(owner: Connection) -> None:
    before, _ = up_to("indexes")
    schema.apply(owner, wanted=before)
    owner.execute(
        "create index concurrently training_set_user_id_recorded_at_idx"
        " on training_set (user_id, recorded_at desc)"
    )
    owner.execute("create index concurrently ours on modular_training_exercise (session_id)")
    schema.apply(owner)
    assert ask(owner, "select to_regclass('modular_training_exercise_session_id_idx')") is None


def test_a_projects_limit_on_a_statement_does_not_cut_a_migration_off(owner: Connection) -> None:
    owner.execute("set statement_timeout = '2min'")
    limits: list[Json] = []
    schema.apply(owner, on_begin=lambda _: limits.append(ask(owner, "show statement_timeout")))
    assert set(limits) == {"0"}
    assert ask(owner, "show statement_timeout") == "2min"


def test_a_busy_table_is_waited_for_but_a_while(owner: Connection) -> None:
    limits: list[Json] = []
    schema.apply(owner, on_begin=lambda _: limits.append(ask(owner, "show lock_timeout")))
    assert set(limits) == {"10s"}
