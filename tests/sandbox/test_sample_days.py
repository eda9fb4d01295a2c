"""A demo on any later day has a session to train, and loses nothing that was logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import psycopg
import pytest

from tests.support.cluster import Database
from tui.sandbox.sample import fill
from tui.sandbox.sample_days import bring_next_session

Connection = psycopg.Connection[tuple[object, ...]]
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
TRAINED = """
    insert into training_set (exercise_row_id, set_no, weight_kg, reps_done, recorded_at)
    select exercise.id, 1, 82.5, 7, session_date + time '18:00'
    from modular_training_exercise as exercise
    join modular_training_session as session on session.id = session_id
    where session_date = %s and order_in_session = 1
    returning id
"""
AHEAD = """
    select day_label, session_date, day_of_week, week_start, week_number
    from modular_training_session as session
    join modular_training_week as week on week.id = week_id
    where session_date >= %s and not completed
    order by session_date
"""


@pytest.fixture
def lifter(database: Database) -> Iterator[tuple[Connection, str]]:
    """The sample lifter on a Monday, in a database of their own."""
    with psycopg.connect(database.superuser_url) as superuser:
        [user_id] = superuser.execute(
            "insert into auth.users (id) values (gen_random_uuid()) returning id::text"
        ).fetchone() or [""]
        fill(superuser, user_id, today=MONDAY)
        yield superuser, user_id


def ahead(connection: Connection, day: date) -> list[tuple[object, ...]]:
    return connection.execute(AHEAD, [day]).fetchall()


def test_a_day_with_a_session_moves_nothing(lifter: tuple[Connection, str]) -> None:
    connection, user_id = lifter
    before = ahead(connection, MONDAY)
    for day in (MONDAY, MONDAY + DAY, MONDAY + 3 * DAY):
        assert bring_next_session(connection, user_id, today=day) == 0
    assert ahead(connection, MONDAY) == before


def test_whoever_comes_back_on_a_rest_day_finds_the_session_that_is_next(
    lifter: tuple[Connection, str],
) -> None:
    connection, user_id = lifter
    connection.execute(TRAINED, [MONDAY])
    wednesday = MONDAY + 2 * DAY
    assert bring_next_session(connection, user_id, today=wednesday) == 1
    labels = [row[:2] for row in ahead(connection, wednesday)[:2]]
    assert labels == [("Lower-H", wednesday), ("Pull-V", wednesday + 2 * DAY)]


def test_whoever_is_early_finds_it_as_well(lifter: tuple[Connection, str]) -> None:
    connection, user_id = lifter
    connection.execute(TRAINED, [MONDAY])
    connection.execute(TRAINED, [MONDAY + DAY])
    wednesday = MONDAY + 2 * DAY
    assert bring_next_session(connection, user_id, today=wednesday) == -1
    assert ahead(connection, wednesday)[0][:2] == ("Pull-V", wednesday)


def test_after_a_long_time_the_plan_goes_on_where_it_was_left(
    lifter: tuple[Connection, str],
) -> None:
    connection, user_id = lifter
    [done] = connection.execute(TRAINED, [MONDAY]).fetchall()
    before = ahead(connection, MONDAY + DAY)
    later = MONDAY + 400 * DAY
    assert bring_next_session(connection, user_id, today=later) == 399
    after = ahead(connection, later)
    assert [row[0] for row in after] == [row[0] for row in before]
    for _, day, day_of_week, week_start, _ in after:
        assert isinstance(day, date) and isinstance(week_start, date)
        assert day.isoweekday() == day_of_week
    whole_weeks = [row for row in after if row[4] != before[0][4]]
    assert len(whole_weeks) > 20
    for _, day, _, week_start, _ in whole_weeks:
        assert isinstance(day, date) and isinstance(week_start, date)
        assert week_start <= day <= week_start + 7 * DAY
    kept = connection.execute("select id from training_set where id = %s", done).fetchall()
    assert kept == [done]


def test_the_lifters_laptop_is_told_of_what_moved(lifter: tuple[Connection, str]) -> None:
    connection, user_id = lifter
    ask = "select revision from training_head where user_id = %s"
    before = connection.execute(ask, [user_id]).fetchone()
    bring_next_session(connection, user_id, today=MONDAY + 2 * DAY)
    assert connection.execute(ask, [user_id]).fetchone() != before


def test_a_plan_that_is_over_stays_over(lifter: tuple[Connection, str]) -> None:
    connection, user_id = lifter
    connection.execute("update modular_training_session set completed = true")
    assert bring_next_session(connection, user_id, today=MONDAY + 100 * DAY) == 0
