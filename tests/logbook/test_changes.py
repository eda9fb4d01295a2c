"""What the database answers, and what becomes of a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.logbook.conftest import BENCH, SESSION, two_weeks
from tests.support.pages import ident
from tui.logbook import Logbook
from tui.logbook.store import query
from tui.sync.protocol import Change, Json, Outcome, OutcomeKind
from tui.training.entry import Entry


def answer(
    logbook: Logbook,
    *outcomes: tuple[Change, OutcomeKind],
    code: str | None = None,
    message: str | None = None,
    current: Mapping[str, Json] | None = None,
) -> None:
    logbook.changes.settle(
        [change for change, _ in outcomes],
        [
            Outcome(id=change.id, outcome=kind, code=code, message=message, current=current)
            for change, kind in outcomes
        ],
    )


def weights(logbook: Logbook, place: int = 0) -> list[float]:
    found = logbook.workouts.session(SESSION)
    assert found is not None
    return [one.weight_kg for one in found.exercises[place].performed]


def test_an_applied_set_leaves_the_queue_and_stays_on_the_screen(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    (change,) = trained.changes.unsent()
    answer(trained, (change, "applied"))
    assert trained.changes.counts().unsent == 0
    assert weights(trained) == [82.5]


def test_a_set_sent_and_then_amended_survives_a_pull_of_the_sent_value(trained: Logbook) -> None:
    (logged,) = trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    (change,) = trained.changes.unsent()
    trained.workouts.update_set(logged.id, Entry(85, 8))
    answer(trained, (change, "applied"))
    assert weights(trained) == [85.0]
    (amendment,) = trained.changes.unsent()
    answer(trained, (amendment, "refused"), code="22023", message="no")
    assert weights(trained) == [82.5]


def test_a_refused_set_leaves_the_screen_and_waits_with_its_reason(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8), Entry(85, 5)])
    first, second = trained.changes.unsent()
    answer(trained, (first, "refused"), code="23514", message="RPE goes from 6 to 10")
    assert weights(trained) == [85.0]
    (parked,) = trained.changes.refused()
    assert parked.about == "Bench press set 1: 82.5 x 8"
    assert parked.message == "RPE goes from 6 to 10"
    assert trained.changes.unsent() == [second]


def test_a_refused_set_can_be_mended_and_goes_under_a_new_id(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    (change,) = trained.changes.unsent()
    answer(trained, (change, "refused"), code="23514", message="no")
    trained.changes.edit(change.id, {"weight_kg": 80.0})
    (again,) = trained.changes.unsent()
    assert again.id != change.id
    assert again.row_id == change.row_id
    assert weights(trained) == [80.0]


def test_sets_of_a_refused_exercise_are_parked_with_it_and_go_with_it(trained: Logbook) -> None:
    row_id = trained.workouts.add_exercise(SESSION, {"exercise_name": "Curl"})
    trained.workouts.record_sets(row_id, [Entry(20, 12), Entry(20, 10)])
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    added, *_, unrelated = trained.changes.unsent()
    answer(trained, (added, "refused"), code="23514", message="no")
    assert trained.changes.unsent() == [unrelated]
    assert [parked.parked_with for parked in trained.changes.refused()] == [
        None,
        added.id,
        added.id,
    ]
    trained.changes.retry(added.id)
    assert [change.op for change in trained.changes.unsent()] == ["insert"] * 4
    assert weights(trained, 2) == [20.0, 20.0]


def test_discarding_a_refused_exercise_takes_its_sets_along(trained: Logbook) -> None:
    row_id = trained.workouts.add_exercise(SESSION, {"exercise_name": "Curl"})
    trained.workouts.record_sets(row_id, [Entry(20, 12)])
    added, _ = trained.changes.unsent()
    answer(trained, (added, "refused"), code="23514", message="no")
    trained.changes.discard(added.id)
    assert trained.changes.counts().refused == 0
    assert trained.changes.unsent() == []


def test_a_conflict_shows_the_servers_value_and_keeps_the_lifters(trained: Logbook) -> None:
    set_id = ident("t", 1)
    trained.workouts.update_set(set_id, Entry(82.5, 7, 8))
    (change,) = trained.changes.unsent()
    answer(trained, (change, "conflict"), current={"weight_kg": 77.5, "reps_done": 7})
    found = trained.workouts.session(ident("s", 1))
    assert found is not None
    first = found.exercises[0].performed[0]
    assert (first.weight_kg, first.reps_done) == (77.5, 7)
    (conflict,) = trained.changes.conflicts()
    assert conflict.change.fields is not None
    assert conflict.change.fields["weight_kg"].after == 82.5

    trained.changes.use_mine(conflict.change.id)
    (mine,) = trained.changes.unsent()
    assert mine.fields is not None
    assert (mine.fields["weight_kg"].before, mine.fields["weight_kg"].after) == (77.5, 82.5)
    assert trained.changes.conflicts() == []


def test_a_refused_removal_brings_exercise_and_sets_back(trained: Logbook) -> None:
    trained.workouts.delete_set(ident("t", 3))
    (change,) = trained.changes.unsent()
    answer(trained, (change, "refused"), code="42501", message="no")
    found = trained.workouts.session(ident("s", 1))
    assert found is not None
    assert len(found.exercises[0].performed) == 3


def test_a_change_made_during_a_pull_is_laid_over_what_was_pulled(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 8)])
    trained.base.apply(two_weeks(revision=9))
    assert weights(trained) == [82.5]
    assert trained.changes.counts().unsent == 1


@pytest.mark.parametrize("name", ["dependants", "refused_parent"])
def test_what_a_refusal_takes_along_is_found_without_reading_the_whole_queue(
    trained: Logbook, name: str
) -> None:
    """Ten thousand changes, each read for each, kept the lifter from writing for minutes."""
    asked = {"refused": "", "row_id": "", "parent": "", "id": ""}
    steps = trained._connection.execute(f"explain query plan {query(name)}", asked).fetchall()
    reads = [step["detail"] for step in steps if "change" in step["detail"]]
    assert reads
    assert all("SEARCH" in one and "change_state" not in one for one in reads), reads


def test_a_refused_plan_parks_all_that_hangs_on_it_and_takes_it_along(logbook: Logbook) -> None:
    logbook.workouts.start_free_session(date(2026, 11, 24))
    plan, week, session = logbook.changes.unsent()
    answer(logbook, (plan, "refused"), code="42501", message="no")
    assert [
        (one.change.row_id, one.parked_with is not None) for one in logbook.changes.refused()
    ] == [(plan.row_id, False), (week.row_id, True), (session.row_id, True)]
    logbook.changes.retry(plan.id)
    assert [one.row_id for one in logbook.changes.unsent()] == [
        plan.row_id,
        week.row_id,
        session.row_id,
    ]
