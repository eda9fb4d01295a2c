"""topset set edit and set delete: which set is meant, and that the app's undo takes them back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.pages import exercise, ident, session
from tests.support.prompt import NOW, TODAY, answer, done, make_log, refusal, run, stored
from tui.logbook import Logbook
from tui.training.rules import DEFAULT_RULES
from tui.workout.workout import Workout


@pytest.fixture
def file(topset_home: Path) -> Path:
    """Bench press done, the row begun, and a session of last week with a set."""
    bench = [done(1, 1, 20), done(2, 1, 17, 2, 85), done(3, 1, 14, 3)]
    return make_log(
        topset_home,
        session(
            1,
            1,
            TODAY,
            [
                exercise(1, 1, "Bench Press", bench),
                exercise(2, 1, "Row", [done(4, 2, 10, weight_kg=60)]),
                exercise(3, 1, "Face Pull", []),
            ],
        ),
        session(2, 1, TODAY - timedelta(days=7), [exercise(4, 2, "Squat", [done(5, 4, 9999)])]),
    )


def sets(file: Path, place: int = 0, number: int = 1) -> list[tuple[float, int, int | None]]:
    performed = stored(file, number).exercises[place].performed
    return [(one.weight_kg, one.reps_done, one.rpe) for one in performed]


def test_edit_changes_what_is_said_of_a_set_and_keeps_the_rest(file: Path) -> None:
    document = answer("set", "edit", "2", "@9", "--exercise", "bench")
    assert document["changed"]
    assert document["exercise"] == "Bench Press"
    assert document["set_id"] == ident("t", 2)
    assert document["session_id"] == ident("s", 1)
    assert document["set"]["rpe"] == 9
    assert sets(file)[1] == (85, 8, 9)
    result = run("set", "edit", "last", "62.5x10")
    assert result.stderr == "Set 1 amended: 62.5 × 10 · `topset undo` undoes.\n"
    assert sets(file, 1) == [(62.5, 10, None)]
    assert run("set", "edit", "last", "62.5x10").stderr == "Set 1 of Row says that already.\n"
    assert answer("undo")["words"] == "Row set 1: back to 60 x 8 from 62.5 x 10"


def test_a_set_is_meant_by_its_id_wherever_it_is(file: Path) -> None:
    assert answer("set", "edit", ident("t", 5), "90x5")["exercise"] == "Squat"
    assert sets(file, 0, 2) == [(90, 5, None)]
    assert answer("set", "delete", ident("t", 5).upper())["set"]["weight_kg"] == 90
    assert sets(file, 0, 2) == []


def test_delete_moves_the_later_sets_up_and_undo_in_the_app_brings_it_back(file: Path) -> None:
    document = answer("set", "delete", "1", "--exercise", "1")
    assert document["set"]["set_no"] == 1
    assert sets(file) == [(85, 8, None), (80, 8, None)]
    with Logbook.open(file) as book:
        app = Workout(book, ident("s", 1), now=lambda: NOW, rules=DEFAULT_RULES)
        app.choose_exercise(0)
        app.undo()
        assert app.notice is not None
        assert app.notice.words == "undone: Bench Press set 1: 80 x 8 removed"
    assert sets(file) == [(80, 8, None), (85, 8, None), (80, 8, None)]


def test_a_number_alone_is_of_the_exercise_that_has_it_and_never_a_guess(file: Path) -> None:
    """The row is trained now: set 1 is its only one, and 3 is of no exercise at hand."""
    assert answer("set", "edit", "1", "x9")["exercise"] == "Row"
    words = refusal("set", "delete", "3")
    assert words.startswith("There is no set 3 of the current exercise or the one just done: ")
    assert "Bench Press has 3 sets, Row has 1 set. --exercise names one." in words
    for _ in range(2):
        run("log", "60x8")
    assert len(sets(file, 1)) == 3
    run("log", "20x15", "--exercise", "Face Pull")
    assert refusal("set", "delete", "3", "--exercise", "Face Pull") == (
        "There is no set 3: Face Pull has 1 set."
    )
    assert len(sets(file)) == 3


def test_of_two_that_have_it_neither_is_taken(topset_home: Path) -> None:
    rows = [
        exercise(1, 1, "Bench Press", [done(1, 1, 30)]),
        exercise(2, 1, "Row", [done(2, 2, 10)]),
    ]
    file = make_log(topset_home, session(1, 1, TODAY, rows))
    words = refusal("set", "delete", "1")
    assert words == "Several exercises have a set 1: Bench Press, Row. --exercise names one."
    assert (sets(file, 0), sets(file, 1)) == ([(80, 8, None)], [(80, 8, None)])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("edit", "second", "80x8"),
            "No set is called 'second': SET is a number, `last`",
        ),
        (("edit", "0", "80x8"), "There is no set 0"),
        (("edit", "2", "eighty", "--exercise", "bench"), "'eighty', column 1: "),
        (("edit", "2", "3x80x8", "--exercise", "bench"), "One set is amended at a time."),
        (("edit", "2", "825x8", "--exercise", "bench"), "Nothing is changed: `topset set edit "),
        (("delete", "1", "--exercise", "press up"), "No exercises fit 'press up': Bench Press"),
        (("delete", "last", "--exercise", "Face Pull"), "Nothing is logged in Face Pull yet."),
        (("delete", "1", "--session", "Legs"), "No session is called 'Legs'"),
    ],
)
def test_what_is_refused_says_what_was_expected_and_changes_nothing(
    file: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = [sets(file, place) for place in range(3)]
    assert said in refusal("set", *arguments)
    assert [sets(file, place) for place in range(3)] == before
    assert refusal("undo") == "Nothing left to undo."


def test_a_half_typed_line_and_the_rest_of_the_app_are_left_alone(file: Path) -> None:
    with Logbook.open(file) as book:
        app = Workout(book, ident("s", 1), now=lambda: NOW, rules=DEFAULT_RULES)
        app.toggle_rest()
        app.edit(lambda line: line.insert("82.5x"))
        before = book.drafts.draft()
    answer("set", "edit", "2", "x7", "--exercise", "bench")
    answer("exercise", "skip", "Face Pull")
    with Logbook.open(file) as book:
        assert book.drafts.draft() == before
