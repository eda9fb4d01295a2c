"""What a security review did to a database with nothing but a direct login, done again in vain."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    DEVICE,
    Connection,
    Door,
    Lifter,
    acting,
    amend,
    ask,
    begin_session,
    claims_of,
    column,
    log_a_session,
    login_of,
    new_set,
    outcomes,
    pull,
    push,
    remove,
    sign_up,
    stamped,
)
from tests.support.cluster import Database, Templates
from tests.support.processes import wait_for
from tui.supabase import schema
from tui.sync.protocol import Json, Row


@pytest.fixture
def attacker(database: Database, owner: Connection, other: Lifter) -> Iterator[Connection]:
    """A connection with the login of another lifter, who may set whatever they like on it."""
    with psycopg.connect(database.url(login_of(owner, other)), autocommit=True) as connection:
        yield connection


@contextmanager
def as_lifter(connection: Connection, lifter: Lifter) -> Iterator[Connection]:
    """One transaction on a connection that others have used, as the direct door makes it."""
    with connection.transaction():
        connection.execute("select set_config('role', 'lifter', true)")
        connection.execute(
            "select set_config('request.jwt.claims', %s, true)", [json.dumps(lifter.claims)]
        )
        yield connection


@pytest.fixture
def temporary_allowed(database: Database, owner: Connection) -> Iterator[None]:
    """A database whose owner could not take temporary tables from everybody."""
    owner.execute(f'grant temporary on database "{database.name}" to public'.encode())
    yield
    owner.execute(f'revoke temporary on database "{database.name}" from public'.encode())


@pytest.mark.usefixtures("temporary_allowed")
@pytest.mark.parametrize("name", ["jsonb", "uuid", "text", "numeric", "int8"])
def test_a_temporary_type_is_not_taken_for_the_real_one(
    owner: Connection, lifter: Lifter, other: Lifter, attacker: Connection, name: str
) -> None:
    """Its check would run as the owner of a definer function, or see the next lifter's claims."""
    rows = log_a_session(owner, lifter)
    mine = log_a_session(owner, other)
    attacker.execute("create table pg_temp.caught (who pg_catalog.text, claims pg_catalog.text)")
    attacker.execute("grant insert on pg_temp.caught to public")
    attacker.execute(
        "create function pg_temp.note(value anyelement) returns pg_catalog.bool language plpgsql"
        " as $$ begin insert into pg_temp.caught values"
        " (current_user::pg_catalog.text, current_setting('request.jwt.claims', true));"
        " return true; end $$"
    )
    attacker.execute(
        f"create domain pg_temp.{name} as pg_catalog.{name}"
        f" check (pg_temp.note(value::pg_catalog.{name}))".encode()
    )
    with as_lifter(attacker, other):
        for call in (
            "topset.pull_training(null, 0)",
            "topset.pull_catalogue(null)",
            "topset.topset_schema_version()",
        ):
            attacker.execute(f"select {call}".encode())
        answer = ask(
            attacker, "select topset.push_changes(%s, %s)", Jsonb([new_set(mine.exercise)]), DEVICE
        )
        assert isinstance(answer, list)
    with as_lifter(attacker, lifter), pytest.raises(psycopg.Error):
        attacker.execute("select topset.pull_training(null, 0)")
    assert column(attacker, "select who from pg_temp.caught") == []
    assert ask(owner, "select reps_done from training_set where id = %s", rows.set) == 8


def test_a_lifter_cannot_make_temporary_things(attacker: Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        attacker.execute("create domain pg_temp.jsonb as pg_catalog.jsonb")


def test_every_function_of_ours_names_pg_temp_last(owner: Connection) -> None:
    paths = column(
        owner,
        "select distinct setting from pg_proc p left join unnest(p.proconfig) as setting"
        " on setting like 'search_path=%%' where p.pronamespace in"
        " ('topset'::regnamespace, 'topset_private'::regnamespace)"
        " or p.oid = any (%s::regprocedure[])",
        [
            "pull_training(uuid, bigint, integer)",
            "pull_catalogue(text)",
            "push_changes(jsonb, uuid)",
            "insert_full_plan(uuid, jsonb)",
            "topset_schema_version()",
        ],
    )
    assert paths == ["search_path=pg_catalog, pg_temp"]


def calls(connection: Connection) -> list[str]:
    """Return the refusals of each of the calls of a door."""
    refusals = []
    for call in ("pull_training(null, 0)", "pull_catalogue(null)", "push_changes('[]', null)"):
        try:
            with connection.transaction():
                connection.execute(f"select {call}".encode())
        except psycopg.errors.InvalidAuthorizationSpecification as error:
            refusals.append(error.diag.message_primary or "")
    return refusals


@pytest.fixture
def factor(owner: Connection, lifter: Lifter) -> None:
    """The lifter has a verified second factor."""
    owner.execute(
        "insert into auth.mfa_factors (user_id, status) values (%s, 'verified')", [lifter.user_id]
    )


@pytest.mark.usefixtures("factor")
def test_a_password_alone_opens_nothing_where_there_is_a_second_factor(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    log_a_session(owner, lifter)
    with door(lifter) as connection:
        refusals = calls(connection)
    assert len(refusals) == 3
    assert all(words.startswith("second factor needed") for words in refusals)


@pytest.mark.usefixtures("factor")
def test_without_the_second_factor_no_row_is_seen_or_deleted(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    log_a_session(owner, lifter)
    with data_api(lifter) as connection:
        assert ask(connection, "select count(*) from training_set") == 0
        assert connection.execute("delete from modular_training_plan").rowcount == 0


@pytest.mark.usefixtures("factor")
def test_the_second_factor_opens_both_doors(owner: Connection, lifter: Lifter, door: Door) -> None:
    rows = log_a_session(owner, lifter)
    claims: Row = {**claims_of(lifter.user_id), "aal": "aal2"}
    begin_session(owner, claims, level="aal2")
    with door(Lifter(lifter.user_id, stamped(owner, claims))) as connection:
        assert pull(connection)["revision"] != 0
        assert outcomes(connection, new_set(rows.exercise)) == ["applied"]


@pytest.mark.usefixtures("factor")
@pytest.mark.parametrize("level", ["aal2", "aal3", "AAL2", "", None, 2])
def test_a_level_that_was_written_into_the_claims_by_hand_opens_nothing(
    lifter: Lifter, direct: Door, level: Json
) -> None:
    with direct(Lifter(lifter.user_id, {**lifter.claims, "aal": level})) as connection:
        assert len(calls(connection)) == 3


@pytest.mark.usefixtures("factor")
def test_a_token_from_before_the_second_factor_stays_shut_when_its_session_is_raised(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    owner.execute("update auth.sessions set aal = 'aal2' where user_id = %s", [lifter.user_id])
    with door(lifter) as connection:
        assert len(calls(connection)) == 3


def test_an_unverified_factor_asks_for_nothing(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    owner.execute("insert into auth.mfa_factors (user_id) values (%s)", [lifter.user_id])
    with door(lifter) as connection:
        assert calls(connection) == []


@pytest.mark.parametrize(
    "ending",
    [
        "delete from auth.sessions where user_id = %s",
        "update auth.sessions set not_after = now() - interval '1 second' where user_id = %s",
        "update auth.users set banned_until = now() + interval '1 day' where id = %s",
        "update auth.users set deleted_at = now() where id = %s",
    ],
)
def test_the_end_of_a_session_shuts_both_doors_at_once(
    owner: Connection, lifter: Lifter, door: Door, ending: str
) -> None:
    with door(lifter) as connection:
        assert calls(connection) == []
        owner.execute(ending.encode(), [lifter.user_id])
        refusals = calls(connection)
    assert len(refusals) == 3
    assert all(words.startswith("session ended") for words in refusals)


def test_a_session_of_somebody_else_is_none(
    owner: Connection, lifter: Lifter, other: Lifter, door: Door
) -> None:
    claims: Row = {**claims_of(lifter.user_id), "session_id": other.claims["session_id"]}
    with door(Lifter(lifter.user_id, stamped(owner, claims))) as connection:
        assert len(calls(connection)) == 3


def test_a_login_lets_in_the_lifter_it_was_made_for_alone(
    lifter: Lifter, attacker: Connection
) -> None:
    """Even with a good token of another: a stolen address is of no use to who has their own."""
    with as_lifter(attacker, lifter):
        attacker.execute("set local search_path = topset")
        refusals = calls(attacker)
    assert refusals == ["this login was made for another lifter"] * 3


def test_a_login_that_nobody_is_bound_to_lets_nobody_in(
    database: Database, owner: Connection, lifter: Lifter
) -> None:
    login = login_of(owner, lifter)
    owner.execute("delete from topset_private.direct_login")
    with acting(database.url(login), "lifter", lifter.claims) as connection:
        assert len(calls(connection)) == 3


@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_transaction_that_keeps_an_old_view_of_sessions_is_not_let_in(
    database: Database, owner: Connection, lifter: Lifter, level: str
) -> None:
    with psycopg.connect(database.url(login_of(owner, lifter)), autocommit=True) as connection:
        connection.execute(f"begin isolation level {level}".encode())
        connection.execute("set local role lifter")
        connection.execute(
            "select set_config('request.jwt.claims', %s, true)", [json.dumps(lifter.claims)]
        )
        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification):
            connection.execute("select topset.pull_training(null, 0)")


def test_an_expired_token_opens_nothing(
    database: Database, owner: Connection, lifter: Lifter
) -> None:
    claims = stamped(owner, {**lifter.claims, "exp": int(time.time()) - 1})
    with (
        acting(database.url(login_of(owner, lifter)), "lifter", claims) as connection,
        pytest.raises(psycopg.errors.InvalidAuthorizationSpecification),
    ):
        connection.execute("select topset.pull_training(null, 0)")


TABLES = (
    "public.modular_training_plan",
    "public.modular_training_week",
    "public.modular_training_session",
    "public.modular_training_exercise",
    "public.training_set",
    "public.training_head",
    "public.training_change",
    "public.exrcwiki",
    "public.workout_sessions",
    "public.modular_training_set",
    "topset_private.stamp_key",
    "topset_private.direct_login",
    "supabase_migrations.schema_migrations",
)


@pytest.mark.parametrize(
    "statement",
    [
        "lock table {} in access share mode",
        "lock table {} in access exclusive mode",
        "select 1 from {}",
        "explain select * from {}",
        "delete from {}",
        "insert into {} default values",
        "merge into {} t using (select 1) s on true when matched then delete",
        "truncate {}",
    ],
)
def test_a_lifter_reaches_no_table_to_read_write_lock_or_explain(
    lifter: Lifter, direct: Door, statement: str
) -> None:
    with direct(lifter) as connection:
        for table in TABLES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement.format(table).encode())


def test_explain_of_a_door_tells_nothing_of_the_tables_behind_it(
    owner: Connection, lifter: Lifter, direct: Door
) -> None:
    log_a_session(owner, lifter)
    with direct(lifter) as connection:
        plan = column(connection, "explain (analyze, verbose) select pull_training(null, 0)")
    assert "modular_training" not in "\n".join(map(str, plan))


def test_a_lifter_cannot_hold_up_the_next_migration(
    database: Database, owner: Connection, attacker: Connection
) -> None:
    attacker.execute("select pg_advisory_lock(hashtextextended('topset migrations', 0))")
    owner.execute("set statement_timeout = '5s'")
    assert schema.apply(owner) == []


def test_a_lifter_cannot_change_or_end_what_is_anothers(
    database: Database, owner: Connection, lifter: Lifter, attacker: Connection
) -> None:
    theirs = login_of(owner, lifter)
    with psycopg.connect(database.url(theirs)) as victim:
        ended = "select pg_terminate_backend(%s)"
        for statement, values in (
            (f"alter role {theirs} password 'x'", None),
            (f"alter role {theirs} set statement_timeout = '1ms'", None),
            ("alter role topset_rows login", None),
            (ended, [victim.info.backend_pid]),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                attacker.execute(statement.encode(), values)
        assert victim.execute("select 1").fetchone() == (1,)


def test_a_login_cannot_use_up_every_connection(
    database: Database, owner: Connection, other: Lifter
) -> None:
    url = database.url(login_of(owner, other))
    held = [psycopg.connect(url) for _ in range(schema.CONNECTIONS_A_LOGIN)]
    try:
        with pytest.raises(psycopg.OperationalError, match="too many connections for role"):
            psycopg.connect(url)
    finally:
        for connection in held:
            connection.close()


def test_functions_of_other_applications_are_out_of_reach(
    database: Database, owner: Connection, lifter: Lifter, attacker: Connection
) -> None:
    """A definer function that believes auth.uid(), as thousands of projects have them."""
    owner.execute(
        "create function public.my_address() returns text language sql security definer"
        " set search_path = '' as $$ select email from auth.users where id = auth.uid() $$"
    )
    try:
        for prepare in ("select 1", "set role lifter"):
            attacker.execute(prepare)
            attacker.execute(
                "select set_config('request.jwt.claims', %s, false)",
                [json.dumps({"sub": lifter.user_id, "role": "authenticated"})],
            )
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="schema public"):
                attacker.execute("select public.my_address()")
        claims = json.dumps(lifter.claims)
        with acting(database.url("authenticator"), "authenticated", None) as connection:
            connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
            assert ask(connection, "select public.my_address()") is not None  # theirs goes on
    finally:
        owner.execute("drop function public.my_address()")


def test_a_lifter_can_call_nothing_but_the_five_doors(owner: Connection) -> None:
    assert column(
        owner,
        "select p.oid::regprocedure::text from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname not in ('pg_catalog', 'information_schema')"
        " and has_schema_privilege('lifter', n.oid, 'usage')"
        " and has_function_privilege('lifter', p.oid, 'execute') order by p.proname",
    ) == [
        "topset.insert_full_plan(uuid,jsonb)",
        "topset.pull_catalogue(text)",
        "topset.pull_training(uuid,bigint,integer)",
        "topset.push_changes(jsonb,uuid)",
        "topset.topset_schema_version()",
    ]


def test_roles_that_were_there_keep_public_and_temporary_tables(owner: Connection) -> None:
    for role in ("anon", "authenticated", "service_role", "authenticator", "supabase_auth_admin"):
        assert ask(
            owner,
            "select has_schema_privilege(%s, 'public', 'usage')"
            " and has_database_privilege(%s, current_database(), 'temporary')",
            role,
            role,
        ), role


PARENTS: dict[str, tuple[str, Row]] = {
    "modular_training_week": ("plan_id", {"week_number": 2, "week_start": "2026-11-23"}),
    "modular_training_session": (
        "week_id",
        {"day_label": "x", "session_date": "2026-11-16", "day_of_week": 1, "focus_area": "x"},
    ),
    "modular_training_exercise": ("session_id", {"exercise_name": "x"}),
    "training_set": ("exercise_row_id", {"set_no": 2, "reps_done": 8, "weight_kg": 80}),
}


@pytest.mark.parametrize("table", PARENTS)
def test_anothers_parent_and_no_parent_get_the_same_answer(
    owner: Connection, lifter: Lifter, other: Lifter, data_api: Door, table: str
) -> None:
    theirs, mine = log_a_session(owner, lifter), log_a_session(owner, other)
    parent, row = PARENTS[table]
    anothers, own_row = {
        "plan_id": (theirs.plan, mine.week),
        "week_id": (theirs.week, mine.session),
        "session_id": (theirs.session, mine.exercise),
        "exercise_row_id": (theirs.exercise, mine.set),
    }[parent]

    def answers(parent_id: str) -> list[tuple[str | None, ...]]:
        names = ", ".join([parent, *row])
        places = ", ".join(["%s"] * (len(row) + 1))
        statements: list[tuple[str, list[Json]]] = [
            (f"insert into {table} ({names}) values ({places})", [parent_id, *row.values()]),
            (f"update {table} set {parent} = %s where id = %s", [parent_id, own_row]),
        ]
        told: list[tuple[str | None, ...]] = []
        # A week is not moved to another plan: there is no right to it.
        for statement, values in statements[: 1 if parent == "plan_id" else 2]:
            with pytest.raises(psycopg.Error) as refusal, data_api(other) as connection:
                connection.execute(statement.encode(), values)
            diag = refusal.value.diag
            told.append((diag.sqlstate, diag.message_primary, diag.message_detail))
        fresh = str(uuid4())
        change: Row = {
            "id": str(uuid4()),
            "table": table,
            "op": "insert",
            "row_id": fresh,
            "row": {"id": fresh, parent: parent_id, **row},
        }
        with data_api(other) as connection:
            [answer] = push(connection, change)
        return [*told, (str(answer["code"]), str(answer["message"]))]

    found = answers(anothers)
    assert found == answers(str(uuid4()))
    assert {one[0] for one in found} == {"23503"}


@pytest.mark.parametrize("levels", [30, 1_000, 5_000])
def test_deeply_nested_json_is_refused_and_the_next_change_goes_through(
    owner: Connection, lifter: Lifter, door: Door, levels: int
) -> None:
    rows = log_a_session(owner, lifter)
    deep = json.loads("[" * 30 + "]" * 30)
    bad = {**new_set(rows.exercise), "row": {"id": str(uuid4()), "rpe": deep}}
    text = json.dumps([bad, new_set(rows.exercise)]).replace(
        "[" * 30 + "]" * 30, "[" * levels + "]" * levels
    )
    with door(lifter) as connection:
        answer = ask(connection, "select push_changes(%s::jsonb, %s)", text, DEVICE)
    assert isinstance(answer, list)
    assert [one["outcome"] for one in answer if isinstance(one, dict)] == ["refused", "applied"]
    assert isinstance(answer[0], dict)
    assert answer[0]["message"] == "it is too large, or nested too deeply"


def test_a_plan_that_is_nested_without_end_is_refused(lifter: Lifter, door: Door) -> None:
    plan = '{"split_type": ' + "[" * 1_000 + "]" * 1_000 + "}"
    with pytest.raises(psycopg.errors.DataError, match="too deeply"), door(lifter) as connection:
        ask(connection, "select insert_full_plan(%s, %s::jsonb)", lifter.user_id, plan)


UNREADABLE: tuple[tuple[str, str, Json], ...] = (
    *(("training_set", "weight_kg", value) for value in ("NaN", "Infinity", "-Infinity", 1e9)),
    *(("modular_training_exercise", "weight", value) for value in ("NaN", "Infinity")),
    *(
        ("training_set", "recorded_at", value)
        for value in ("infinity", "-infinity", "12026-01-01", "0044-03-15 BC")
    ),
    *(
        (table, name, value)
        for table, name in (
            ("modular_training_plan", "week_start"),
            ("modular_training_week", "week_start"),
            ("modular_training_session", "session_date"),
        )
        for value in ("infinity", "12026-01-01", "0044-03-15 BC")
    ),
    ("modular_training_exercise", "tips", "[1e400]"),
    ("modular_training_exercise", "secondary_muscles", "[" * 40 + "]" * 40),
    ("modular_training_exercise", "actual_reps", "[" + "9" * 5000 + "]"),
)


def test_values_that_no_laptop_reads_are_refused_from_everybody(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    log_a_session(owner, lifter)
    with data_api(lifter) as connection:
        for table, name, value in UNREADABLE:
            statement = f"update {table} set {name} = %s".encode()
            for writer in (connection, owner):
                with pytest.raises(psycopg.errors.CheckViolation) as refusal, writer.transaction():
                    writer.execute(statement, [value])
                assert refusal.value.diag.constraint_name == f"{table}_{name}_readable"


def test_a_value_that_no_laptop_reads_is_refused_in_words_and_the_rest_goes_through(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    rows = log_a_session(owner, lifter)
    with door(lifter) as connection:
        first, second, third = push(
            connection,
            new_set(rows.exercise, weight_kg="NaN"),
            new_set(rows.exercise, recorded_at="12026-01-01T00:00:00Z"),
            new_set(rows.exercise),
        )
    assert (first["code"], first["message"]) == (
        "23514",
        '"weight_kg" is not a value that can be read',
    )
    assert second["message"] == '"recorded_at" is not a value that can be read'
    assert third["outcome"] == "applied"


def test_old_unreadable_values_stay_and_other_columns_of_their_rows_can_be_changed(
    templates: Templates,
) -> None:
    with (
        templates.clone(templates.bare) as database,
        psycopg.connect(database.owner_url, autocommit=True) as owner,
    ):
        names = [one.name for one in schema.migrations()]
        schema.apply(owner, wanted=schema.migrations()[: names.index("readable_values")])
        lifter = sign_up(owner)
        rows = log_a_session(owner, lifter)
        owner.execute("update training_set set weight_kg = 'NaN'")
        schema.apply(owner)
        assert owner.execute("update training_set set reps_done = 5").rowcount == 1
        with pytest.raises(psycopg.errors.CheckViolation) as refusal:
            owner.execute("update training_set set weight_kg = 'Infinity'")
        assert refusal.value.diag.constraint_name == "training_set_weight_kg_readable"
        with acting(database.url("authenticator"), "authenticated", lifter.claims) as connection:
            assert outcomes(connection, new_set(rows.exercise)) == ["applied"]
            assert len(json.dumps(pull(connection)["weeks"])) > 0


def test_a_token_that_expires_during_a_pull_takes_no_weeks_away(
    database: Database, owner: Connection, lifter: Lifter
) -> None:
    """Each table's policy asks anew: all of them go by the moment at which the statement began."""
    log_a_session(owner, lifter)
    login = database.url(login_of(owner, lifter))
    claims = stamped(owner, {**lifter.claims, "exp": int(time.time()) + 2})
    pages: list[Json] = []
    with acting(login, "lifter", claims) as connection:
        while True:
            try:
                with connection.transaction():
                    pages += [pull(connection)["week_ids"] for _ in range(20)]
            except psycopg.errors.InvalidAuthorizationSpecification:
                break
    assert pages
    assert all(isinstance(page, list) and len(page) == 1 for page in pages)


def test_an_expired_token_is_refused_after_a_long_statement_of_the_same_message(
    database: Database, owner: Connection, lifter: Lifter
) -> None:
    """A message has one beginning, by which policies go: the door goes by the clock."""
    claims = stamped(owner, {**lifter.claims, "exp": int(time.time()) + 1})
    with acting(database.url(login_of(owner, lifter)), "lifter", claims) as connection:
        statements = b"select pg_sleep(1.1); select topset.pull_training(null, 0)"
        with pytest.raises(psycopg.errors.InvalidAuthorizationSpecification):
            connection.execute(statements)


def test_a_session_that_ends_during_a_push_makes_no_outcome_of_it(
    database: Database, owner: Connection, lifter: Lifter, door: Door
) -> None:
    """A removal would have counted as done, because its row could no longer be seen."""
    rows = log_a_session(owner, lifter)
    refusals: list[str | None] = []

    def send() -> None:
        try:
            with door(lifter) as connection:
                push(
                    connection,
                    amend("modular_training_session", rows.session, notes=(None, "x")),
                    remove("training_set", rows.set),
                    new_set(rows.exercise),
                )
        except psycopg.errors.InvalidAuthorizationSpecification as error:
            refusals.append(error.diag.message_primary)

    waiting = "select exists (select from pg_locks where not granted)"
    with psycopg.connect(database.owner_url) as blocker:
        blocker.execute(
            "select from modular_training_session where id = %s for update", [rows.session]
        )
        sender = threading.Thread(target=send)
        sender.start()
        wait_for(lambda: ask(owner, waiting) is True)
        owner.execute("delete from auth.sessions where user_id = %s", [lifter.user_id])
    sender.join(20)
    assert refusals == ["session ended: sign in again"]
    assert column(owner, "select id::text from training_set") == [rows.set]
    assert ask(owner, "select count(*) from training_change") == 0
