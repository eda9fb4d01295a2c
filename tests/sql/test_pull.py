"""pull_training and pull_catalogue: what is new since a revision, whole, and nothing twice."""

from __future__ import annotations

from typing import cast
from uuid import uuid4

import psycopg
import pytest

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    amend,
    ask,
    column,
    log_a_session,
    new_set,
    outcomes,
    pull,
    push,
    remove,
)
from tui.sync.protocol import Json, Row


def weeks_of(page: Row) -> list[Row]:
    return cast("list[Row]", page["weeks"])


def columns_of(owner: Connection, table: str) -> set[Json]:
    return set(
        column(
            owner,
            "select column_name from information_schema.columns"
            " where table_schema = 'public' and table_name = %s and column_name <> 'user_id'",
            table,
        )
    )


def test_a_lifter_without_a_plan_pulls_nothing(lifter: Lifter, door: Door) -> None:
    with door(lifter) as connection:
        page = pull(connection)
    assert set(page) == {"epoch", "revision", "more"}
    assert (page["revision"], page["more"]) == (0, False)


def test_documents_hold_every_column(owner: Connection, lifter: Lifter, door: Door) -> None:
    rows = log_a_session(owner, lifter)
    with door(lifter) as connection:
        page = pull(connection)
    [plan] = cast("list[Row]", page["plans"])
    [week] = weeks_of(page)
    [session] = cast("list[Row]", week["sessions"])
    [exercise] = cast("list[Row]", session["exercises"])
    [one_set] = cast("list[Row]", exercise["performed"])
    assert set(plan) == columns_of(owner, "modular_training_plan")
    assert set(week) == columns_of(owner, "modular_training_week") | {"sessions"}
    assert set(session) == columns_of(owner, "modular_training_session") | {"exercises"}
    assert set(exercise) == columns_of(owner, "modular_training_exercise") | {"performed"}
    assert set(one_set) == columns_of(owner, "training_set")
    assert exercise["sets"] == 3
    assert one_set["weight_kg"] == 80
    assert page["week_ids"] == [rows.week]
    assert page["revision"] == week["revision"]
    assert page["more"] is False


def test_times_come_in_utc(owner: Connection, lifter: Lifter, data_api: Door) -> None:
    log_a_session(owner, lifter)
    owner.execute("update training_set set recorded_at = '2026-11-16T18:02:03.456+01:00'")
    with data_api(lifter) as connection:
        connection.execute("set local timezone = 'Asia/Kathmandu'")
        [week] = weeks_of(pull(connection))
    [session] = cast("list[Row]", week["sessions"])
    [exercise] = cast("list[Row]", session["exercises"])
    [one_set] = cast("list[Row]", exercise["performed"])
    assert one_set["recorded_at"] == "2026-11-16T17:02:03.456+00:00"


def test_nothing_new_is_a_small_answer(owner: Connection, lifter: Lifter, door: Door) -> None:
    log_a_session(owner, lifter)
    with door(lifter) as connection:
        first = pull(connection)
        again = pull(connection, first["epoch"], cast("int", first["revision"]))
    assert again == {"epoch": first["epoch"], "revision": first["revision"], "more": False}


def test_only_the_weeks_that_changed_come_again(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    calm = log_a_session(owner, lifter, day="2026-11-09")
    busy = log_a_session(owner, lifter, day="2026-11-16")
    with door(lifter) as connection:
        first = pull(connection)
        push(connection, new_set(busy.exercise))
        second = pull(connection, first["epoch"], cast("int", first["revision"]))
    assert [week["id"] for week in weeks_of(second)] == [busy.week]
    assert second["week_ids"] == [calm.week, busy.week]


@pytest.mark.parametrize(
    ("statement", "which"),
    [
        ("update modular_training_week set notes = 'x' where id = %s", "week"),
        ("update modular_training_session set notes = 'x' where id = %s", "session"),
        ("update modular_training_exercise set notes = 'x' where id = %s", "exercise"),
        ("update training_set set rpe = 9 where id = %s", "set"),
        ("delete from training_set where id = %s", "set"),
        ("delete from modular_training_exercise where id = %s", "exercise"),
        ("delete from modular_training_session where id = %s", "session"),
    ],
)
def test_every_kind_of_change_marks_its_week_once(
    owner: Connection, lifter: Lifter, data_api: Door, statement: str, which: str
) -> None:
    rows = log_a_session(owner, lifter)
    with data_api(lifter) as connection:
        before = pull(connection)
    owner.execute(statement.encode(), [getattr(rows, which)])
    with data_api(lifter) as connection:
        after = pull(connection, before["epoch"], cast("int", before["revision"]))
        assert [week["id"] for week in weeks_of(after)] == [rows.week]
        quiet = pull(connection, after["epoch"], cast("int", after["revision"]))
    assert "weeks" not in quiet


def test_a_row_that_moves_marks_both_weeks(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    here = log_a_session(owner, lifter, day="2026-11-09")
    there = log_a_session(owner, lifter, day="2026-11-16")
    with data_api(lifter) as connection:
        before = pull(connection)
    owner.execute(
        "update modular_training_session set week_id = %s where id = %s",
        [there.week, here.session],
    )
    with data_api(lifter) as connection:
        after = pull(connection, before["epoch"], cast("int", before["revision"]))
    assert {week["id"] for week in weeks_of(after)} == {here.week, there.week}


def test_a_week_that_is_gone_is_not_among_the_ids(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    gone = log_a_session(owner, lifter, day="2026-11-09")
    stays = log_a_session(owner, lifter, day="2026-11-16")
    with door(lifter) as connection:
        first = pull(connection)
        push(connection, remove("modular_training_week", gone.week))
        second = pull(connection, first["epoch"], cast("int", first["revision"]))
    assert second["week_ids"] == [stays.week]
    assert second["weeks"] == []


def test_a_change_of_the_plan_alone_comes_too(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    rows = log_a_session(owner, lifter)
    with door(lifter) as connection:
        first = pull(connection)
        push(connection, amend("modular_training_plan", rows.plan, status=("active", "done")))
        second = pull(connection, first["epoch"], cast("int", first["revision"]))
    assert [plan["status"] for plan in cast("list[Row]", second["plans"])] == ["done"]
    assert second["weeks"] == []


def test_pages_bring_every_week_once_in_order_of_revision(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    weeks = [log_a_session(owner, lifter).week for _ in range(7)]
    seen: list[Json] = []
    with door(lifter) as connection:
        since, pages, more = 0, 0, True
        while more:
            page = pull(connection, None, since, 3)
            seen += [week["id"] for week in weeks_of(page)]
            since, more = cast("int", page["revision"]), cast("bool", page["more"])
            pages += 1
        head = ask(owner, "select revision from training_head")
    assert seen == weeks
    assert (pages, since) == (3, head)


def test_weeks_of_one_revision_are_not_torn_apart(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    for _ in range(5):
        log_a_session(owner, lifter)
    owner.execute("update modular_training_week set notes = 'all at once'")
    with door(lifter) as connection:
        page = pull(connection, None, 0, 2)
    assert len(weeks_of(page)) == 5
    assert page["more"] is False


@pytest.mark.parametrize("which", ["another epoch", "a later revision"])
def test_a_cursor_from_elsewhere_is_told_so_and_no_more(
    owner: Connection, lifter: Lifter, door: Door, which: str
) -> None:
    log_a_session(owner, lifter)
    with door(lifter) as connection:
        first = pull(connection)
        head = cast("int", first["revision"])
        if which == "another epoch":
            page = pull(connection, str(uuid4()), head - 1)
        else:
            page = pull(connection, first["epoch"], head + 100)
    assert page == {"epoch": first["epoch"], "revision": head, "more": False}


def test_a_new_epoch_can_be_begun_after_a_restore(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    with data_api(lifter) as connection:
        before = pull(connection)["epoch"]
    owner.execute("select topset_private.begin_epoch()")
    with data_api(lifter) as connection:
        assert pull(connection)["epoch"] != before


def test_rows_come_in_the_order_in_which_they_are_done(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    with data_api(lifter) as connection:
        push(
            connection,
            new_set(rows.exercise, set_no=3),
            new_set(rows.exercise, set_no=2),
        )
    owner.execute(
        "insert into modular_training_exercise (session_id, exercise_name, order_in_session)"
        " values (%(session)s, 'Third', 3), (%(session)s, 'Second', 2)",
        {"session": rows.session},
    )
    with data_api(lifter) as connection:
        [week] = weeks_of(pull(connection))
    [session] = cast("list[Row]", week["sessions"])
    exercises = cast("list[Row]", session["exercises"])
    assert [one["exercise_name"] for one in exercises] == ["Bench Press", "Second", "Third"]
    assert [one["set_no"] for one in cast("list[Row]", exercises[0]["performed"])] == [1, 2, 3]


def test_the_catalogue_comes_whole_or_not_at_all(
    owner: Connection, lifter: Lifter, door: Door
) -> None:
    owner.execute(
        "insert into exrcwiki (exercise_id, name, aliases) values ('bench', 'Bench', '[\"BP\"]')"
    )
    with door(lifter) as connection:
        answer = cast("Row", ask(connection, "select pull_catalogue(null)"))
        [exercise] = cast("list[Row]", answer["exercises"])
        assert set(exercise) == columns_of(owner, "exrcwiki")
        assert exercise["aliases"] == ["BP"]
        assert ask(connection, "select pull_catalogue(%s)", answer["digest"]) is None
    owner.execute("update exrcwiki set name = 'Bench Press'")
    with door(lifter) as connection:
        assert ask(connection, "select pull_catalogue(%s)", answer["digest"]) is not None


def test_pulling_needs_someone_signed_in(lifter: Lifter, door: Door) -> None:
    expired = Lifter(lifter.user_id, {"exp": 0})
    with (
        pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="not signed in"),
        door(expired) as connection,
    ):
        pull(connection)


def test_what_was_deleted_is_told_to_who_reads_from_the_start(
    owner: Connection, lifter: Lifter, other: Lifter, door: Door
) -> None:
    rows = log_a_session(owner, lifter)
    log_a_session(owner, other)
    owner.execute("delete from modular_training_exercise where id = %s", [rows.exercise])
    with door(lifter) as connection:
        page = pull(connection)
        assert sorted(cast("list[str]", page["removed"])) == sorted([rows.exercise, rows.set])
        assert sorted(cast("list[str]", pull(connection, page["epoch"], 1)["removed"])) == sorted(
            [rows.exercise, rows.set]
        )
    owner.execute("update topset_private.removed_row set removed_at = now() - interval '2 days'")
    with door(lifter) as connection:
        assert pull(connection, page["epoch"], 1)["removed"] == []
        assert len(cast("list[str]", pull(connection)["removed"])) == 2
    with door(other) as connection:
        assert pull(connection)["removed"] == []


def test_what_came_back_is_not_told_as_deleted(
    owner: Connection, lifter: Lifter, data_api: Door
) -> None:
    rows = log_a_session(owner, lifter)
    owner.execute("delete from training_set where id = %s", [rows.set])
    with data_api(lifter) as connection:
        assert outcomes(connection, new_set(rows.exercise, id=rows.set)) == ["applied"]
        assert pull(connection)["removed"] == []


def test_an_account_can_be_deleted_with_all_that_it_has(owner: Connection, lifter: Lifter) -> None:
    rows = log_a_session(owner, lifter)
    owner.execute("delete from training_set where id = %s", [rows.set])
    owner.execute("delete from auth.users where id = %s", [lifter.user_id])
    assert ask(owner, "select count(*) from topset_private.removed_row") == 0
    assert ask(owner, "select count(*) from modular_training_plan") == 0
