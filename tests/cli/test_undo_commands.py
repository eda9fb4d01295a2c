"""topset undo and redo: one list with the app, whoever did it and whoever takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pages import exercise, ident, session
from tests.support.prompt import NOW, TODAY, answer, make_log, refusal, run, stored
from tui.logbook import Logbook
from tui.training.rules import DEFAULT_RULES
from tui.workout.workout import Workout


@pytest.fixture
def file(topset_home: Path) -> Path:
    """A session with nothing done."""
    return make_log(topset_home, session(1, 1, TODAY, [exercise(1, 1, "Squat", [])]))


def count(file: Path) -> int:
    return len(stored(file, 1).exercises[0].performed)


def app_in(book: Logbook) -> Workout:
    return Workout(book, ident("s", 1), now=lambda: NOW, rules=DEFAULT_RULES)


def test_the_prompt_takes_back_what_the_app_did_and_the_app_does_it_again(file: Path) -> None:
    with Logbook.open(file) as book:
        app = app_in(book)
        app.edit(lambda line: line.insert("100x5"))
        app.enter()
        assert count(file) == 1
        document = answer("undo")
        assert document["words"] == "Squat set 1: 100 x 5"
        assert (document["way"], document["done"]) == ("undo", True)
        assert document["session_ids"] == [ident("s", 1)]
        assert count(file) == 0
        app.refresh()
        app.redo()
        assert app.notice is not None
        assert app.notice.words == "done again: Squat set 1: 100 x 5"
    assert count(file) == 1


def test_the_app_takes_back_what_the_prompt_did_and_the_prompt_does_it_again(file: Path) -> None:
    run("log", "100x5")
    with Logbook.open(file) as book:
        app = app_in(book)
        app.undo()
    assert count(file) == 0
    assert run("redo").stderr == "Done again: Squat set 1: 100 x 5 (Day-1)\n"
    assert count(file) == 1
    assert refusal("redo") == "Nothing left to redo."


def test_what_is_done_after_an_undo_leaves_nothing_to_redo(file: Path) -> None:
    run("log", "100x5")
    run("undo")
    run("log", "90x5")
    assert refusal("redo") == "Nothing left to redo."
    assert [one.weight_kg for one in stored(file, 1).exercises[0].performed] == [90]


def test_a_preview_does_nothing(file: Path) -> None:
    run("log", "100x5")
    document = answer("undo", "--preview")
    assert (document["words"], document["done"]) == ("Squat set 1: 100 x 5", False)
    assert run("undo", "--preview").stderr.startswith("Would be undone: Squat set 1")
    assert count(file) == 1


def test_undo_goes_back_over_every_command_and_redo_forward(file: Path) -> None:
    for command in (
        ("log", "100x5"),
        ("set", "edit", "1", "x6"),
        ("exercise", "comment", "Squat", "deep"),
        ("session", "comment", "good"),
        ("warm-up", "--log"),
        ("finish",),
    ):
        assert run(*command).exit_code == 0, command
    after = stored(file, 1)
    for _ in range(6):
        answer("undo")
    assert refusal("undo") == "Nothing left to undo."
    before = stored(file, 1)
    assert (before.completed, before.notes, count(file)) == (False, None, 0)
    assert [one.notes for one in before.exercises] == [None]
    for _ in range(6):
        answer("redo")
    assert stored(file, 1) == after
