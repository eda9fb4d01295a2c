"""A log of this laptop alone, taken over by an account."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.logbook.conftest import TODAY, Clock, two_weeks
from tui.logbook import Logbook, LogbookError, NotSaved
from tui.logbook.adoption import adopt
from tui.training.entry import Entry

TABLES = [
    "modular_training_plan",
    "modular_training_week",
    "modular_training_session",
    "modular_training_exercise",
    "training_set",
]


@pytest.fixture
def local(tmp_path: Path, clock: Clock) -> Path:
    """A log without an account, with a free session of one set in it."""
    file = tmp_path / "local" / "lifter.sqlite3"
    with Logbook.open(file, now=clock) as book:
        session_id = book.workouts.start_free_session(TODAY)
        plank = book.workouts.add_exercise(
            session_id, {"exercise_name": "Plank", "exercise_id": "plank"}
        )
        book.workouts.record_sets(plank, [Entry(weight_kg=0, reps=30)])
    return file


def test_everything_waits_to_be_sent_parents_first(local: Path, path: Path, clock: Clock) -> None:
    adopt(local, path)
    assert not list(local.parent.iterdir())
    with Logbook.open(path, now=clock, owner="me@gym") as book:
        assert [change.table for change in book.changes.unsent()] == TABLES
        [today] = book.workouts.agenda(TODAY).today
        session = book.workouts.session(today.id)
    assert session is not None
    assert session.exercises[0].performed[0].reps_done == 30
    with pytest.raises(LogbookError):
        Logbook.open(path, now=clock, owner="somebody@else")


def test_an_exercise_forgets_the_catalogue_that_the_account_may_not_have(
    local: Path, path: Path, clock: Clock
) -> None:
    adopt(local, path)
    with Logbook.open(path, now=clock) as book:
        inserted = [one.row for one in book.changes.unsent() if "exercise" in one.table]
    assert inserted[0] is not None
    assert inserted[0]["exercise_id"] is None
    assert inserted[0]["exercise_name"] == "Plank"


def test_the_changes_join_the_log_that_the_account_has_here_already(
    local: Path, path: Path, clock: Clock
) -> None:
    with Logbook.open(path, now=clock) as book:
        book.base.apply(two_weeks())
    adopt(local, path)
    with Logbook.open(path, now=clock) as book:
        assert [change.table for change in book.changes.unsent()] == TABLES
        assert len(book.workouts.agenda(TODAY).today) == 2
    assert not local.exists()


def test_a_log_that_is_open_elsewhere_is_not_moved(local: Path, path: Path, clock: Clock) -> None:
    with (
        Logbook.open(local, now=clock) as reader,
        pytest.raises(NotSaved, match="another topset"),
    ):
        reader.workouts.agenda(TODAY)
        adopt(local, path)
    assert local.exists()
    assert not path.exists()
