"""The database counts an exercise's sets by their time, whoever adds or removes them, and how."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    Rows,
    amend,
    column,
    log_a_session,
    new_set,
    outcomes,
    push,
    remove,
)
from tests.support.cluster import Database, Templates
from tests.support.seeds import soak_seed
from tui.supabase import schema
from tui.sync.protocol import Row

BEGUN = datetime(2026, 11, 16, 18, tzinfo=UTC)


def at(minute: float) -> str:
    return (BEGUN + timedelta(minutes=minute)).isoformat()


def sets(owner: Connection, exercise: str) -> list[tuple[int, int]]:
    """Each set's number and its repetitions, which tell which one it is."""
    found = owner.execute(
        "select set_no, reps_done from training_set where exercise_row_id = %s order by set_no",
        [exercise],
    )
    return [(int(str(number)), int(str(reps))) for number, reps in found]


@pytest.fixture
def rows(owner: Connection, lifter: Lifter) -> Rows:
    """An exercise without sets."""
    made = log_a_session(owner, lifter)
    owner.execute("delete from training_set")
    return made


def test_two_laptops_that_both_made_a_set_of_one_number_are_put_in_the_order_of_time(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    for minutes in ((1, 3, 5), (2, 4, 6)):
        with door(lifter) as connection:
            changes = [
                new_set(rows.exercise, set_no=number, reps_done=minute, recorded_at=at(minute))
                for number, minute in enumerate(minutes, 1)
            ]
            assert outcomes(connection, *changes) == ["applied"] * 3
    assert sets(owner, rows.exercise) == [(number, number) for number in range(1, 7)]


def test_of_one_moment_the_number_given_decides_and_then_the_id(
    owner: Connection, lifter: Lifter, rows: Rows, data_api: Door
) -> None:
    one, other = sorted(str(uuid4()) for _ in range(2))
    with data_api(lifter) as connection:
        connection.execute(
            "insert into modular_training_set (id, exercise_row_id, set_no, reps_done, weight_kg)"
            " values (%s, %s, 7, 2, 80), (%s, %s, 7, 1, 80), (%s, %s, 8, 3, 80)",
            [other, rows.exercise, one, rows.exercise, str(uuid4()), rows.exercise],
        )
    assert sets(owner, rows.exercise) == [(1, 1), (2, 2), (3, 3)]


def test_an_older_laptop_that_removes_a_set_and_renumbers_the_rest_meets_no_conflict(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    made = [
        new_set(rows.exercise, set_no=number, reps_done=number, recorded_at=at(number))
        for number in range(1, 6)
    ]
    ids = [str(change["row_id"]) for change in made]
    with door(lifter) as connection:
        push(connection, *made, remove("training_set", ids[0]))
    with door(lifter) as connection:  # it has not seen that another has taken the first away
        assert outcomes(
            connection,
            remove("training_set", ids[2]),
            amend("training_set", ids[3], set_no=(4, 3)),
            amend("training_set", ids[4], set_no=(5, 4), reps_done=(5, 12)),
            amend("training_set", ids[2], set_no=(3, 9)),
            remove("training_set", ids[1]) | {"fields": {"set_no": {"from": 2}}},
        ) == ["applied", "already", "applied", "already", "applied"]
    assert sets(owner, rows.exercise) == [(1, 4), (2, 12)]


def test_a_set_that_is_moved_or_timed_anew_takes_its_place_there(
    owner: Connection, lifter: Lifter, rows: Rows
) -> None:
    elsewhere = log_a_session(owner, lifter)
    for number in (1, 2, 3):
        owner.execute(
            "insert into training_set (exercise_row_id, set_no, reps_done, weight_kg, recorded_at)"
            " values (%s, %s, %s, 80, %s)",
            [rows.exercise, number, number, at(number)],
        )
    owner.execute("update training_set set recorded_at = %s where reps_done = 1", [at(9)])
    assert sets(owner, rows.exercise) == [(1, 2), (2, 3), (3, 1)]
    owner.execute(
        "update training_set set exercise_row_id = %s where reps_done = 3", [elsewhere.exercise]
    )
    assert sets(owner, rows.exercise) == [(1, 2), (2, 1)]
    assert sets(owner, elsewhere.exercise) == [(1, 8), (2, 3)]
    owner.execute("update training_set set set_no = 30 where reps_done = 2")
    assert sets(owner, rows.exercise) == [(1, 2), (2, 1)]


@pytest.mark.parametrize("seed", [1, pytest.param(None, marks=pytest.mark.soak)])
def test_whatever_is_added_and_removed_the_numbers_go_from_one_without_gaps(
    owner: Connection, lifter: Lifter, rows: Rows, data_api: Door, seed: int | None
) -> None:
    luck = random.Random(seed or soak_seed())
    with data_api(lifter) as connection:
        for _ in range(40 if seed else 300):
            there = column(connection, "select id::text from training_set order by id")
            changes: list[Row] = [
                new_set(
                    rows.exercise, set_no=luck.randint(1, 9), recorded_at=at(luck.randint(0, 50))
                )
                for _ in range(luck.randint(0, 3))
            ]
            changes += [
                remove("training_set", str(one))
                for one in luck.sample(there, luck.randint(0, min(3, len(there))))
            ]
            push(connection, *changes)
            found = connection.execute(
                "select set_no, row_number() over (order by recorded_at, set_no, id)"
                " from training_set where exercise_row_id = %s",
                [rows.exercise],
            ).fetchall()
            assert all(number == place for number, place in found), (seed, found)


def test_two_services_that_add_at_the_same_time_do_not_make_two_sets_of_one_number(
    owner: Connection, lifter: Lifter, rows: Rows, database: Database
) -> None:
    statement = (
        "insert into training_set (exercise_row_id, set_no, reps_done, weight_kg) values"
        " (%s, 1, 8, 80)"
    )
    with psycopg.connect(database.superuser_url) as first:
        first.execute(statement.encode(), [rows.exercise])

        def second() -> None:
            with psycopg.connect(database.superuser_url) as connection:
                connection.execute(statement.encode(), [rows.exercise])

        other = threading.Thread(target=second)
        other.start()
        first.commit()
        other.join(30)
    assert sorted(number for number, _ in sets(owner, rows.exercise)) == [1, 2]


def test_the_migration_counts_what_was_wrong_before_and_leaves_the_order(
    templates: Templates,
) -> None:
    with (
        templates.clone(templates.migrated) as database,
        psycopg.connect(database.superuser_url, autocommit=True) as owner,
    ):
        (user_id,) = owner.execute(
            "insert into auth.users (id, email) values (gen_random_uuid(), 'a@topset.example')"
            " returning id::text"
        ).fetchone() or ("",)
        rows = log_a_session(owner, Lifter(user_id, {}))
        owner.execute("alter table training_set disable trigger all")
        owner.execute("delete from training_set")
        for number, reps in ((2, 1), (5, 2), (5, 3), (6, 4)):
            moment = 7 if number == 5 else reps  # two laptops' sets 5; the rest in one moment each
            owner.execute(
                "insert into training_set"
                " (id, user_id, exercise_row_id, set_no, reps_done, weight_kg, recorded_at)"
                " values (%s, %s, %s, %s, %s, 80, %s)",
                [
                    f"00000000-0000-4000-8000-00000000000{reps}",
                    user_id,
                    rows.exercise,
                    number,
                    reps,
                    at(moment if reps != 4 else 9),
                ],
            )
        owner.execute("alter table training_set enable trigger all")
        (script,) = (
            one for one in schema.migrations() if one.path.name.endswith("_set_numbers.sql")
        )
        for _ in range(2):
            owner.execute(script.path.read_text(encoding="utf-8").encode())
            assert sets(owner, rows.exercise) == [(1, 1), (2, 2), (3, 3), (4, 4)]
