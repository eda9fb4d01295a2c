"""A second lifter sees and changes nothing of the first's, whichever way they come."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    acting,
    amend,
    ask,
    claims_of,
    column,
    log_a_session,
    login_of,
    new_set,
    outcomes,
    pull,
    push,
    remove,
)
from tests.support.cluster import Database
from tui.sync.protocol import Json

OWNED = (
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
)
READABLE = (*OWNED, "workout_sessions", "modular_training_set", "training_head", "training_change")


def snapshot(owner: Connection) -> Json:
    """Return everything that is owned, to see that nothing of it has changed."""
    return [
        ask(owner, f"select coalesce(jsonb_agg(to_jsonb(t) order by t.id), '[]') from {table} t")
        for table in OWNED
    ]


@pytest.mark.parametrize("table", READABLE)
def test_a_lifter_sees_their_own_rows_and_no_others(
    owner: Connection, lifter: Lifter, other: Lifter, data_api: Door, table: str
) -> None:
    rows = log_a_session(owner, lifter)
    with data_api(lifter) as connection:
        push(connection, new_set(rows.exercise))
    count = f"select count(*) from {table}"
    with data_api(lifter) as connection:
        assert ask(connection, count) in {1, 2}
    with data_api(other) as connection:
        assert ask(connection, count) == 0


@pytest.mark.parametrize("table", OWNED)
def test_updates_and_deletes_reach_only_own_rows(
    owner: Connection, lifter: Lifter, other: Lifter, data_api: Door, table: str
) -> None:
    log_a_session(owner, lifter)
    before = snapshot(owner)
    touched = "rpe" if table == "training_set" else "notes"
    with data_api(other) as connection:
        assert connection.execute(f"update {table} set {touched} = null".encode()).rowcount == 0
        assert connection.execute(f"delete from {table}".encode()).rowcount == 0
    assert snapshot(owner) == before


def test_the_other_name_of_sets_reaches_only_own_rows(
    owner: Connection, lifter: Lifter, other: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    before = snapshot(owner)
    with data_api(other) as connection:
        assert connection.execute("update modular_training_set set reps_done = 1").rowcount == 0
        assert connection.execute("delete from modular_training_set").rowcount == 0
    with pytest.raises(psycopg.errors.ForeignKeyViolation), data_api(other) as connection:
        connection.execute(
            "insert into modular_training_set (exercise_row_id, set_no, reps_done, weight_kg)"
            " values (%s, 2, 8, 80)",
            [rows.exercise],
        )
    assert snapshot(owner) == before


def test_rows_cannot_be_put_under_anothers_parent(
    owner: Connection, lifter: Lifter, other: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    statements = [
        (
            "insert into modular_training_plan (user_id, split_type, week_start)"
            " values (%s, 'x', '2026-11-16')",
            lifter.user_id,
        ),
        (
            "insert into modular_training_week (plan_id, week_number, week_start)"
            " values (%s, 2, '2026-11-23')",
            rows.plan,
        ),
        (
            "insert into modular_training_session"
            " (week_id, day_label, session_date, day_of_week, focus_area)"
            " values (%s, 'x', '2026-11-16', 1, 'x')",
            rows.week,
        ),
        (
            "insert into modular_training_exercise (session_id, exercise_name) values (%s, 'x')",
            rows.session,
        ),
        (
            "insert into training_set (exercise_row_id, set_no, reps_done, weight_kg)"
            " values (%s, 2, 8, 80)",
            rows.exercise,
        ),
    ]
    before = snapshot(owner)
    for statement, parent in statements:
        refusal = (
            psycopg.errors.InsufficientPrivilege
            if "_plan (" in statement
            else psycopg.errors.ForeignKeyViolation
        )
        with pytest.raises(refusal), data_api(other) as connection:
            connection.execute(statement.encode(), [parent])
    assert snapshot(owner) == before


def test_a_row_cannot_be_moved_to_anothers_parent(
    owner: Connection, lifter: Lifter, other: Lifter, data_api: Door
) -> None:
    theirs, mine = log_a_session(owner, lifter), log_a_session(owner, other)
    before = snapshot(owner)
    with pytest.raises(psycopg.errors.ForeignKeyViolation), data_api(other) as connection:
        connection.execute(
            "update training_set set exercise_row_id = %s where id = %s",
            [theirs.exercise, mine.set],
        )
    assert snapshot(owner) == before


def test_functions_reach_only_own_rows(
    owner: Connection, lifter: Lifter, other: Lifter, door: Door
) -> None:
    rows = log_a_session(owner, lifter)
    before = snapshot(owner)
    with door(other) as connection:
        assert outcomes(
            connection,
            new_set(rows.exercise),
            new_set(rows.exercise, id=rows.set),
            amend("training_set", rows.set, reps_done=(8, 1)),
            amend("modular_training_session", rows.session, completed=(False, True)),
            amend("modular_training_plan", rows.plan, notes=(None, "mine now")),
            remove("training_set", rows.set),
            remove("modular_training_plan", rows.plan),
        ) == ["refused", "refused", "refused", "refused", "refused", "already", "already"]
        page = pull(connection)
        assert page["revision"] == 0
        assert "weeks" not in page
    assert snapshot(owner) == before


def test_a_plan_for_another_is_refused(lifter: Lifter, other: Lifter, door: Door) -> None:
    plan = {"split_type": "x", "week_start": "2026-11-16", "weeks": [{"sessions": []}]}
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege, match="for yourself"),
        door(other) as connection,
    ):
        ask(connection, "select insert_full_plan(%s, %s)", lifter.user_id, Jsonb(plan))


@pytest.mark.parametrize(
    ("table", "column_name"),
    [(table, "user_id") for table in OWNED] + [("modular_training_week", "revision")],
)
def test_what_is_derived_cannot_be_written(
    owner: Connection, lifter: Lifter, data_api: Door, table: str, column_name: str
) -> None:
    log_a_session(owner, lifter)
    value = "gen_random_uuid()" if column_name == "user_id" else "7"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), data_api(lifter) as connection:
        connection.execute(f"update {table} set {column_name} = {value}".encode())


def test_even_the_owner_of_the_database_cannot_give_a_row_away(
    owner: Connection, lifter: Lifter, other: Lifter
) -> None:
    rows = log_a_session(owner, lifter)
    owner.execute("update training_set set user_id = %s", [other.user_id])
    assert column(owner, "select user_id::text from training_set") == [lifter.user_id]
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="stays with the lifter"):
        owner.execute("update modular_training_plan set user_id = %s", [other.user_id])
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="no longer on the server"):
        elsewhere = log_a_session(owner, other)
        owner.execute(
            "update modular_training_week set plan_id = %s where id = %s",
            [elsewhere.plan, rows.week],
        )


def test_the_head_and_the_receipts_cannot_be_turned_back(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    log_a_session(owner, lifter)
    for statement in (
        "update training_head set revision = 0",
        "delete from training_head",
        "delete from training_change",
        "update training_change set outcome = 'applied'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), data_api(lifter) as connection:
            connection.execute(statement.encode())


def test_claims_set_by_hand_on_a_direct_connection_give_nothing(
    owner: Connection, lifter: Lifter, direct: Door
) -> None:
    log_a_session(owner, lifter)
    before = snapshot(owner)
    forged = Lifter(lifter.user_id, claims_of(lifter.user_id))
    for call in ("pull_training(null, 0)", "pull_catalogue(null)", "push_changes('[]', null)"):
        with (
            pytest.raises(psycopg.errors.InvalidAuthorizationSpecification),
            direct(forged) as connection,
        ):
            ask(connection, f"select {call}")
    assert snapshot(owner) == before


class TestTheDirectLogin:
    """A lifter's login is a member of `lifter` and of nothing else."""

    @pytest.fixture
    def login(self, database: Database, owner: Connection, lifter: Lifter) -> str:
        """Its address."""
        return database.url(login_of(owner, lifter))

    def test_has_nothing_before_it_becomes_a_lifter(self, login: str) -> None:
        with psycopg.connect(login, autocommit=True) as connection:
            for table in READABLE:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"select 1 from public.{table}".encode())

    @pytest.mark.parametrize(
        "role",
        ["authenticated", "anon", "service_role", "postgres", "authenticator", "topset_rows"],
    )
    def test_cannot_become_anybody_else(self, login: str, role: str) -> None:
        with (
            psycopg.connect(login) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))

    def test_reaches_no_table_at_all(self, owner: Connection, lifter: Lifter, login: str) -> None:
        owner.execute("create table project_secrets (word text)")
        owner.execute("grant all on project_secrets to authenticated, public")
        for query in (
            "select word from public.project_secrets",
            "select id from auth.users",
            "select inner_pad from topset_private.stamp_key",
            *(f"select 1 from public.{table}" for table in (*READABLE, "exrcwiki")),
        ):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege),
                acting(login, "lifter", lifter.claims) as connection,
            ):
                ask(connection, query)
        owner.execute("drop table project_secrets")


def test_whoever_has_not_signed_in_has_nothing(database: Database, owner: Connection) -> None:
    for table in (*READABLE, "exrcwiki"):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            acting(database.url("authenticator"), "anon", None) as connection,
        ):
            ask(connection, f"select count(*) from {table}")
    granted = column(
        owner,
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('public', 'topset_private')"
        " and has_function_privilege('anon', p.oid, 'execute')",
    )
    assert granted == []


def test_the_service_role_sees_all_and_makes_plans_for_anyone(
    database: Database, owner: Connection, lifter: Lifter, other: Lifter
) -> None:
    log_a_session(owner, lifter)
    plan = {"split_type": "x", "week_start": "2026-11-16", "weeks": [{"sessions": []}]}
    with acting(
        database.url("authenticator"), "service_role", {"role": "service_role"}
    ) as connection:
        assert ask(connection, "select count(*) from training_set") == 1
        ask(connection, "select insert_full_plan(%s, %s)", other.user_id, Jsonb(plan))
    assert column(owner, "select user_id::text from modular_training_week order by created_at") == [
        lifter.user_id,
        other.user_id,
    ]


def test_the_catalogue_is_read_by_lifters_and_written_by_the_service(
    database: Database, owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    with acting(database.url("authenticator"), "service_role", None) as connection:
        connection.execute("insert into exrcwiki (exercise_id, name) values ('bench', 'Bench')")
    with data_api(lifter) as connection:
        assert column(connection, "select name from exrcwiki") == ["Bench"]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), data_api(lifter) as connection:
        connection.execute("update exrcwiki set name = 'x'")


def test_deleting_an_account_takes_everything_with_it(owner: Connection, lifter: Lifter) -> None:
    log_a_session(owner, lifter)
    owner.execute(
        "insert into training_change (user_id, id, outcome) values (%s, %s, 'applied')",
        [lifter.user_id, str(uuid4())],
    )
    owner.execute("delete from auth.users where id = %s", [lifter.user_id])
    for table in (*OWNED, "training_head", "training_change"):
        assert ask(owner, f"select count(*) from {table}") == 0
