"""Refused changes in words, and mended: other values, another place, a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, FLY, SESSION, TODAY
from tests.support.pages import ident
from tui.logbook import Logbook, LogbookError
from tui.logbook.changes import SettledChange
from tui.logbook.descriptions import describe_change, differences, format_value
from tui.logbook.moving import belonging, move, move_targets
from tui.logbook.resolution import (
    EditError,
    edit_fields,
    edited,
    entry_values,
    save_to_file,
    what_can_be_done,
)
from tui.sync.protocol import Outcome
from tui.training.entry import Entry


def refuse_all(logbook: Logbook, message: str = "no", code: str = "23503") -> list[SettledChange]:
    unsent = logbook.changes.unsent()
    outcomes = [Outcome(id=one.id, outcome="refused", code=code, message=message) for one in unsent]
    logbook.changes.settle(unsent, outcomes)
    return logbook.changes.refused()


def said(logbook: Logbook) -> list[str]:
    return [describe_change(one, "kg") for one in logbook.changes.queued()]


def test_each_of_several_sets_logged_at_once_is_told_alone(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7, 9), Entry(0, 12)])
    assert said(trained) == ["Bench press set 1: 82.5 × 7 @9", "Bench press set 2: bw × 12"]


def test_a_removal_is_one_change_though_sets_move_up(trained: Logbook) -> None:
    trained.workouts.delete_set(ident("t", 2))
    assert said(trained) == ["Bench Press set 2: 80 × 8 @8 removed"]


def test_values_are_told_in_the_lifters_unit() -> None:
    assert format_value("weight_kg", 82.5, "kg") == "82.5 kg"
    assert format_value("weight_kg", 45.359, "lb") == "100 lb"
    assert format_value("completed", True, "kg") == "yes"
    assert format_value("rpe", None, "kg") == "nothing"
    assert format_value("session_date", "2026-11-24", "kg") == "Tue 24 Nov"


def test_only_columns_that_disagree_are_in_conflict(trained: Logbook) -> None:
    trained.workouts.update_set(ident("t", 1), Entry(82.5, 7, 8))
    (change,) = trained.changes.unsent()
    current = {"weight_kg": 77.5, "reps_done": 7}
    trained.changes.settle([change], [Outcome(id=change.id, outcome="conflict", current=current)])
    (conflict,) = trained.changes.conflicts()
    (found,) = differences(conflict)
    assert (found.column, found.mine, found.theirs) == ("weight_kg", 82.5, 77.5)


def test_a_mended_value_is_read_as_it_is_typed(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7)])
    (refused,) = refuse_all(trained)
    fields = {one.column: one.text for one in edit_fields(refused.change, "kg")}
    assert fields == {"weight_kg": "82.5", "reps_done": "7", "rpe": ""}
    typed = {"weight_kg": "80,5", "reps_done": "7", "rpe": "9"}
    assert edited(refused.change, typed, "kg") == {"weight_kg": 80.5, "rpe": 9}


@pytest.mark.parametrize(
    ("column", "text"),
    [("rpe", "11"), ("rpe", "8.5"), ("reps_done", ""), ("weight_kg", "heavy"), ("notes", "hello")],
)
def test_a_value_that_cannot_be_kept_names_its_column(
    trained: Logbook, column: str, text: str
) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7)])
    (refused,) = refuse_all(trained)
    with pytest.raises(EditError) as caught:
        edited(refused.change, {column: text}, "kg")
    assert caught.value.column == column


def test_an_entry_line_mends_a_whole_set() -> None:
    assert entry_values("82,5x7@9", "kg") == {"weight_kg": 82.5, "reps_done": 7, "rpe": 9}
    with pytest.raises(EditError):
        entry_values("3x80x5", "kg")


def test_what_waits_for_another_is_not_sent_alone(trained: Logbook) -> None:
    row_id = trained.workouts.add_exercise(SESSION, {"exercise_name": "Curl"})
    trained.workouts.record_sets(row_id, [Entry(20, 12)])
    added, parked = refuse_all(trained)
    assert what_can_be_done(added) == ("retry", "edit", "move", "discard", "save")
    assert what_can_be_done(parked) == ("discard", "save")


def test_sets_of_an_exercise_that_is_gone_move_together_behind_those_of_another(
    trained: Logbook,
) -> None:
    trained.workouts.record_sets(FLY, [Entry(15, 12)])
    trained.changes.settle(
        trained.changes.unsent(),
        [Outcome(id=one.id, outcome="applied") for one in trained.changes.unsent()],
    )
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7), Entry(80, 8)])
    refused = refuse_all(trained)
    targets = move_targets(trained, refused[0], TODAY)
    assert targets[0].words.casefold() == "bench press"
    assert FLY in {place.row_id for place in targets}

    move(trained, belonging(refused[0], refused), FLY)
    session = trained.workouts.session(SESSION)
    assert session is not None
    assert [(one.set_no, one.weight_kg) for one in session.exercises[1].performed] == [
        (1, 15.0),
        (2, 82.5),
        (3, 80.0),
    ]
    assert trained.changes.refused() == []


def test_what_moves_to_a_row_that_is_unsent_itself_is_sent_behind_it(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7)])
    refused = refuse_all(trained)
    row_id = trained.workouts.add_exercise(SESSION, {"exercise_name": "Floor press"})
    move(trained, refused, row_id)
    assert [one.table for one in trained.changes.unsent()] == [
        "modular_training_exercise",
        "training_set",
    ]


def test_an_exercise_moves_to_another_session_with_its_sets(trained: Logbook) -> None:
    row_id = trained.workouts.add_exercise(SESSION, {"exercise_name": "Curl"})
    trained.workouts.record_sets(row_id, [Entry(20, 12)])
    added, _ = refuse_all(trained)
    move(trained, [added], ident("s", 1))
    last_week = trained.workouts.session(ident("s", 1))
    assert last_week is not None
    curl = last_week.exercises[-1]
    assert (curl.exercise_name, len(curl.performed)) == ("Curl", 1)


def test_a_session_moves_to_a_week_that_is_there(trained: Logbook) -> None:
    trained.workouts.start_free_session(TODAY)
    for one in refuse_all(trained):
        if one.change.table == "modular_training_session":
            targets = move_targets(trained, one, TODAY)
            assert ident("w", 2) in {place.row_id for place in targets}
            move(trained, [one], ident("w", 2))
    assert "Free session" in [one.day_label for one in trained.history.sessions_on(TODAY)]


def test_refused_changes_are_kept_in_a_file_of_their_owner_alone(
    trained: Logbook, tmp_path: Path
) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7)])
    refused = refuse_all(trained, message="the exercise is no longer on the server")
    file = tmp_path / "refused.json"
    save_to_file(refused, file, "kg")
    (kept,) = json.loads(file.read_text())["changes"]
    assert kept["about"] == "Bench press set 1: 82.5 × 7"
    assert (kept["row"]["weight_kg"], kept["message"]) == (82.5, refused[0].message)
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(LogbookError, match="exists already"):
        save_to_file(refused, file, "kg")
