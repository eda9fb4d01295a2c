"""From every state a database can be in, on both PostgreSQL versions, to the same end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    Connection,
    Lifter,
    acting,
    amend,
    ask,
    begin_session,
    claims_of,
    column,
    new_set,
    outcomes,
    pull,
)
from tests.sql.lints import findings
from tests.sql.origins import ORIGINS, Origin
from tests.sql.test_insert_full_plan import SPECIFIED
from tests.support.cluster import Database
from tui.supabase import schema
from tui.sync.protocol import Json, Row

STARTS = Path(__file__).parent / "starts"
LIFTER, OTHER = (f"00000000-0000-4000-8000-00000000000{letter}" for letter in "ab")
FIRST = tuple(one for one in schema.migrations() if one.version < "20261125")
COUNTED = (
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
    "exrcwiki",
    "workout_sessions",
)


@pytest.fixture(params=ORIGINS, ids=str)
def bare(request: pytest.FixtureRequest) -> Iterator[Database]:
    """What Supabase hands out, from each of the origins."""
    origin: Origin = request.param
    with origin.bare(request) as database:
        yield database


@pytest.fixture(params=["empty", "production", "before_completed", "first_migrations"])
def started(request: pytest.FixtureRequest, bare: Database) -> tuple[str, Database]:
    """A database in one of four states, and the name of the state.

    `first_migrations` is production with what had landed before lifters had logins of their own, in
    use: with the login that they shared, and a set that no laptop can read.
    """
    start = cast("str", request.param)
    if start == "empty":
        return start, bare
    script = "production" if start == "first_migrations" else start
    with psycopg.connect(bare.owner_url, autocommit=True) as owner:
        with owner.transaction():
            schema.run_script(owner, (STARTS / f"{script}.sql").read_text())
        if start == "first_migrations":
            schema.apply(owner, wanted=FIRST)
            owner.execute("drop role if exists topset_direct")
            owner.execute("create role topset_direct login noinherit")
            owner.execute("grant lifter to topset_direct")
            owner.execute("update training_set set weight_kg = 'NaN' where rpe = 4")
    return start, bare


def row_counts(owner: Connection) -> dict[str, Json]:
    return {
        table: ask(owner, f"select count(*) from {table}")
        for table in COUNTED
        if ask(owner, "select to_regclass(%s) is not null", f"public.{table}")
    }


def shape(owner: Connection) -> Json:
    """Return everything that is granted and guarded, to compare one run with the next."""
    return ask(
        owner,
        """
        with ours as (
          select oid from pg_class
          where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
        )
        select jsonb_build_object(
          'policies', (
            select jsonb_agg(to_jsonb(p) order by tablename, policyname) from pg_policies p
          ),
          'columns', (
            select jsonb_agg(
              jsonb_build_array(attrelid::regclass, attname, attnotnull, attacl)
              order by attrelid::regclass::text, attnum
            )
            from pg_attribute join ours on oid = attrelid where attnum > 0
          ),
          'triggers', (
            select jsonb_agg(pg_get_triggerdef(oid) order by tgrelid, tgname)
            from pg_trigger where not tgisinternal
          ),
          'constraints', (
            select jsonb_agg(pg_get_constraintdef(c.oid) order by conrelid, conname)
            from pg_constraint c join ours on ours.oid = conrelid
          ),
          'indexes', (
            select jsonb_agg(indexdef order by indexname)
            from pg_indexes where schemaname = 'public'
          )
        )
        """,
    )


def test_a_start_becomes_topsets_database(started: tuple[str, Database]) -> None:
    start, database = started
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        before = row_counts(owner)
        there = FIRST if start == "first_migrations" else ()
        assert schema.apply(owner) == [
            one.version for one in schema.migrations() if one not in there
        ]
        report = schema.check(owner)
        assert (report.missing, report.edited, report.problems) == ((), (), ())
        assert report.ready
        check_rows(owner, start, before)
        check_anon_has_nothing(owner)
        # Whom the old table's rows belong to is not known: nobody reads it but the service role.
        legacy = {"rls_enabled_no_policy": ["workout_sessions_legacy"]}
        assert findings(owner) == (legacy if start == "before_completed" else {})
        before_again = shape(owner)
        assert schema.apply(owner) == []
        for migration in schema.migrations():
            with owner.transaction():
                schema.run_script(owner, migration.sql)
        assert shape(owner) == before_again
        check_rows(owner, start, before)
        if start == "empty":
            owner.execute(
                "insert into auth.users (id, email) values (%s, 'a@x'), (%s, 'b@x')",
                [LIFTER, OTHER],
            )
        check_training(owner, database, start)


def check_rows(owner: Connection, start: str, before: dict[str, Json]) -> None:
    """No row is lost, every row has its owner, and old rows keep what they say."""
    after = row_counts(owner)
    if start == "before_completed":
        assert ask(owner, "select count(*) from workout_sessions_legacy") == 8
        assert before["workout_sessions"] == 8
        before = {**before, "workout_sessions": 6}
        assert column(
            owner,
            "select completed from modular_training_session order by session_date, user_id",
        ) == [True, True, False, False, False, False]
        assert ask(owner, "select count(*) from modular_training_exercise where weight = 60") == 12
    if start in {"production", "first_migrations"}:
        assert ask(owner, "select count(*) from training_set where rpe = 4") == 12
        assert (
            ask(owner, "select count(*) from modular_training_session where day_of_week = 0") == 2
        )
    assert {table: after[table] for table in before} == before
    for table in COUNTED[:5]:
        assert ask(owner, f"select count(*) from {table} where user_id is null") == 0


def check_anon_has_nothing(owner: Connection) -> None:
    """Nothing of ours can be read, written or called without signing in."""
    assert (
        column(
            owner,
            "select c.relname from pg_class c"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')"
            " and (has_any_column_privilege('anon', c.oid, 'select, insert, update')"
            " or has_table_privilege('anon', c.oid, 'delete, truncate'))",
        )
        == []
    )
    assert (
        column(
            owner,
            "select p.proname from pg_proc p"
            " where p.pronamespace in ('public'::regnamespace, 'topset_private'::regnamespace)"
            " and has_function_privilege('anon', p.oid, 'execute')",
        )
        == []
    )
    assert (
        column(
            owner,
            "select c.relname from pg_class c"
            " where c.relnamespace = 'topset_private'::regnamespace and c.relkind = 'r'"
            " and has_any_column_privilege('authenticated', c.oid, 'select')",
        )
        == []
    )


def check_training(owner: Connection, database: Database, start: str) -> None:
    """A lifter pulls what is theirs, gets a plan, logs a set and completes the session."""
    lifter, other = Lifter(LIFTER, claims_of(LIFTER)), claims_of(OTHER)
    for claims in (lifter.claims, other):
        begin_session(owner, claims)
    with acting(database.url("authenticator"), "authenticated", lifter.claims) as connection:
        page = pull(connection, None, 0, 2)
        if start == "empty":
            assert page["revision"] == 0
        else:
            assert (len(cast("list[Row]", page["weeks"])), page["more"]) == (2, True)
            rest = pull(connection, page["epoch"], cast("int", page["revision"]), 2)
            assert (len(cast("list[Row]", rest["weeks"])), rest["more"]) == (1, False)
            assert ask(connection, "select count(*) from workout_sessions") == 3
    if start == "first_migrations":
        shared = "select rolcanlogin or pg_has_role(oid, 'lifter', 'member') from pg_roles"
        assert ask(owner, f"{shared} where rolname = 'topset_direct'") is False
        owner.execute("drop role topset_direct")
    owner.execute(
        "insert into exrcwiki (exercise_id, name) values ('bench', 'x') on conflict do nothing"
    )
    with acting(database.url("authenticator"), "authenticated", lifter.claims) as connection:
        plan = ask(connection, "select insert_full_plan(%s, %s)", LIFTER, Jsonb(SPECIFIED))
        exercise, session = connection.execute(
            "select e.id::text, s.id::text from modular_training_exercise e"
            " join modular_training_session s on s.id = e.session_id"
            " join modular_training_week w on w.id = s.week_id where w.plan_id = %s limit 1",
            [plan],
        ).fetchall()[0]
        assert outcomes(connection, new_set(str(exercise), set_no=1)) == ["applied"]
        connection.execute(
            "update modular_training_session set completed = true where id = %s", [session]
        )
    assert owner.execute(
        "select actual_reps, weight from modular_training_exercise where id = %s", [exercise]
    ).fetchone() == ([8], 82.5)
    with acting(database.url("authenticator"), "authenticated", other) as connection:
        assert ask(connection, "select count(*) from training_set") == (
            18 if start in {"production", "first_migrations"} else 0
        )


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(after, marks=[] if after % 6 == 0 else [pytest.mark.soak])
        for after in range(len(schema.migrations()))
    ],
)
def test_an_interrupted_migration_is_carried_on(bare_database: Database, after: int) -> None:
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        schema.run_script(owner, (STARTS / "production.sql").read_text())
        schema.apply(owner, wanted=schema.migrations()[:after])
        broken = schema.migrations()[after]
        with pytest.raises(ZeroDivisionError), owner.transaction():
            schema.run_script(owner, broken.sql)
            raise ZeroDivisionError
        assert [one.version for one in schema.check(owner).missing] == [
            one.version for one in schema.migrations()[after:]
        ]
        assert schema.apply(owner) == [one.version for one in schema.migrations()[after:]]
        assert schema.check(owner).ready
        assert ask(owner, "select count(*) from training_set") == 36


def test_rows_without_a_parent_are_kept_and_belong_to_nobody(bare_database: Database) -> None:
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        with owner.transaction():
            schema.run_script(owner, (STARTS / "production.sql").read_text())
        owner.execute(
            "insert into modular_training_exercise (session_id, exercise_name)"
            " values (gen_random_uuid(), 'Lost')"
        )
        schema.apply(owner)
        assert column(
            owner, "select exercise_name from modular_training_exercise where user_id is null"
        ) == ["Lost"]
        with pytest.raises(psycopg.IntegrityError):
            owner.execute(
                "insert into modular_training_exercise (session_id, exercise_name)"
                " values (gen_random_uuid(), 'Lost too')"
            )


def test_what_old_services_write_to_status_no_longer_matters(bare_database: Database) -> None:
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        with owner.transaction():
            schema.run_script(owner, (STARTS / "before_completed.sql").read_text())
        schema.apply(owner)
        owner.execute("update modular_training_session set status = 'completed'")
        owner.execute("update modular_training_session set completed = false")
        for migration in schema.migrations():
            with owner.transaction():
                schema.run_script(owner, migration.sql)
        assert ask(owner, "select bool_or(completed) from modular_training_session") is False


def test_rows_that_break_a_new_rule_can_still_be_amended(bare_database: Database) -> None:
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        with owner.transaction():
            schema.run_script(owner, (STARTS / "production.sql").read_text())
        schema.apply(owner)
        assert owner.execute("update training_set set reps_done = 9 where rpe = 4").rowcount == 12
        owner.execute("update modular_training_session set completed = true")
        with pytest.raises(psycopg.errors.CheckViolation) as raised:
            owner.execute("update training_set set rpe = 3 where rpe = 4")
        assert raised.value.diag.constraint_name == "training_set_rpe_check"


def test_a_column_left_empty_counts_as_the_empty_text_that_laptops_show(
    bare_database: Database,
) -> None:
    with psycopg.connect(bare_database.owner_url, autocommit=True) as owner:
        with owner.transaction():
            schema.run_script(owner, (STARTS / "production.sql").read_text())
        schema.apply(owner)
        exercise = ask(
            owner,
            "select id::text from modular_training_exercise"
            " where user_id = %s and equipment is null limit 1",
            LIFTER,
        )
        claims = claims_of(LIFTER)
        begin_session(owner, claims)
    change = amend("modular_training_exercise", str(exercise), equipment=("", "barbell"))
    url = bare_database.url("authenticator")
    with acting(url, "authenticated", claims) as connection:
        assert outcomes(connection, change) == ["applied"]
