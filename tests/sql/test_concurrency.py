"""Several writers of one lifter: no deadlock, nothing twice, revisions in order of commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import cast

import psycopg
import pytest

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    Rows,
    acting,
    amend,
    ask,
    log_a_session,
    new_set,
    outcomes,
    pull,
    push,
)
from tests.support.cluster import Database
from tui.sync.protocol import Json, Row

PATIENCE = 60


@pytest.fixture
def rows(owner: Connection, lifter: Lifter) -> Rows:
    return log_a_session(owner, lifter)


def at_once(*jobs: Callable[[], None]) -> None:
    """Run all jobs in threads of their own and raise the first error of any."""
    errors: list[psycopg.Error] = []

    def guarded(job: Callable[[], None]) -> None:
        try:
            job()
        except psycopg.Error as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    if errors:
        raise errors[0]


def test_two_laptops_that_send_the_same_batch_write_it_once(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    changes = [new_set(rows.exercise, set_no=number) for number in range(2, 12)]
    found: list[list[Json]] = []

    def send() -> None:
        with door(lifter) as connection:
            found.append(outcomes(connection, *changes))

    at_once(send, send, send, send)
    assert found == [["applied"] * 10] * 4
    assert ask(owner, "select count(*) from training_set") == 11


def test_writers_in_opposite_order_do_not_deadlock(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    first, second = log_a_session(owner, lifter), log_a_session(owner, lifter)

    def through_push(one: Rows, two: Rows) -> Callable[[], None]:
        def run() -> None:
            for number in range(20):
                with data_api(lifter) as connection:
                    push(
                        connection,
                        amend("modular_training_session", one.session, notes=(None, str(number))),
                        amend("modular_training_session", two.session, notes=(None, str(number))),
                    )

        return run

    def through_statements(one: Rows, two: Rows) -> Callable[[], None]:
        def run() -> None:
            for _ in range(20):
                with data_api(lifter) as connection:
                    for rows in (one, two):
                        connection.execute(
                            "update modular_training_session set focus_area = 'x' where id = %s",
                            [rows.session],
                        )

        return run

    at_once(
        through_push(first, second),
        through_push(second, first),
        through_statements(first, second),
        through_statements(second, first),
    )


def test_a_later_revision_is_never_visible_before_an_earlier_one(
    database: Database, owner: Connection, lifter: Lifter
) -> None:
    one, two = log_a_session(owner, lifter), log_a_session(owner, lifter)
    url, claims = database.url("authenticator"), lifter.claims
    second_done = threading.Event()

    def second() -> None:
        with acting(url, "authenticated", claims) as connection:
            push(connection, new_set(two.exercise))
        second_done.set()

    thread = threading.Thread(target=second)
    with acting(url, "authenticated", claims) as first:
        before = cast("int", pull(first)["revision"])
        push(first, new_set(one.exercise))
        thread.start()
        wait_until_blocked(owner)
        assert not second_done.is_set()
        with acting(url, "authenticated", claims) as reader:
            assert pull(reader, None, before) == {
                "epoch": pull(reader)["epoch"],
                "revision": before,
                "more": False,
            }
    thread.join(PATIENCE)
    with acting(url, "authenticated", claims) as reader:
        weeks = cast("list[Row]", pull(reader, None, before)["weeks"])
    assert [week["id"] for week in weeks] == [one.week, two.week]


def wait_until_blocked(owner: Connection) -> None:
    """Wait until some connection waits for a lock."""
    deadline = PATIENCE * 100
    waiting = "select exists (select from pg_locks where not granted)"
    while not ask(owner, waiting):
        deadline -= 1
        assert deadline > 0
        owner.execute("select pg_sleep(0.01)")


def test_two_lifters_do_not_wait_for_each_other(
    owner: Connection, lifter: Lifter, other: Lifter, door: Door
) -> None:
    mine, theirs = log_a_session(owner, lifter), log_a_session(owner, other)
    with door(lifter) as one, door(other) as two:
        push(one, new_set(mine.exercise))
        two.execute("set local lock_timeout = '2s'")
        assert outcomes(two, new_set(theirs.exercise)) == ["applied"]


def test_a_push_that_waits_too_long_fails_whole_and_can_be_sent_again(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    change = new_set(rows.exercise)
    with owner.transaction():
        owner.execute("select from training_head for update")
        with pytest.raises(psycopg.errors.LockNotAvailable), door(lifter) as connection:
            connection.execute("set local lock_timeout = '50ms'")
            push(connection, change)
    with door(lifter) as connection:
        assert outcomes(connection, change) == ["applied"]


def test_a_lock_in_the_middle_is_no_refusal(
    owner: Connection, lifter: Lifter, rows: Rows, door: Door
) -> None:
    with owner.transaction():
        owner.execute("select from training_set for update")
        with pytest.raises(psycopg.errors.LockNotAvailable), door(lifter) as connection:
            connection.execute("set local lock_timeout = '50ms'")
            push(connection, amend("training_set", rows.set, reps_done=(8, 7)))


def test_a_function_that_is_missing_is_no_refusal(
    owner: Connection, lifter: Lifter, rows: Rows
) -> None:
    with (
        pytest.raises(psycopg.errors.UndefinedFunction),
        owner.transaction(),
    ):
        owner.execute("drop function topset_private.apply_amend")
        owner.execute(
            "select set_config('request.jwt.claims', %s, true)",
            [f'{{"sub": "{lifter.user_id}"}}'],
        )
        push(owner, amend("training_set", rows.set, reps_done=(8, 7)))
