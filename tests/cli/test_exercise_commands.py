"""topset exercise add, swap, skip, move, pair, comment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.pages import exercise, ident, session
from tests.support.prompt import TODAY, answer, done, make_log, refusal, run, stored
from tests.support.sample_book import small_catalogue
from tui.logbook import Logbook


@pytest.fixture
def file(topset_home: Path) -> Path:
    """Three exercises, the first begun, and a catalogue to choose others from."""
    rows = [
        exercise(1, 1, "Bench Press", [done(1, 1, 20)]),
        exercise(2, 1, "Row", []),
        exercise(3, 1, "Face Pull", []),
    ]
    made = make_log(topset_home, session(1, 1, TODAY, rows))
    with Logbook.open(made) as book:
        book.base.replace_catalogue(small_catalogue())
    return made


def names(file: Path) -> list[str]:
    return [one.exercise_name for one in stored(file, 1).exercises]


def test_add_takes_an_exercise_of_the_catalogue_and_undo_takes_it_back(file: Path) -> None:
    document = answer("exercise", "add", "lateral raise")
    assert document["changed"]
    assert document["exercise"]["name"] == "Lateral Raise"
    assert document["exercise"]["place"] == 4
    assert document["exercise"]["sets"] == []
    assert names(file)[-1] == "Lateral Raise"
    assert stored(file, 1).exercises[-1].exercise_id
    assert answer("undo")["words"] == "Lateral Raise added"
    assert len(names(file)) == 3
    assert answer("redo")["words"] == "Lateral Raise added"
    assert names(file)[-1] == "Lateral Raise"


def test_a_name_that_could_be_several_lists_them_and_adds_none(file: Path) -> None:
    words = refusal("exercise", "add", "press")
    assert words.startswith("Several exercises fit 'press': ")
    assert "; or --own takes the name as it is written." in words
    assert refusal("exercise", "add", "zzzz") == (
        "No exercise of the catalogue fits 'zzzz': --own takes the name as it is written."
    )
    assert refusal("exercise", "add", " \t") == "Expected the name of an exercise."
    assert len(names(file)) == 3


def test_a_name_of_ones_own_is_cleaned_as_at_every_door(file: Path) -> None:
    result = run("exercise", "add", "Zercher\t carry\udcff", "--own")
    assert result.exit_code == 0
    assert result.stderr == "Zercher carry\ufffd added · `topset undo` undoes.\n"
    assert names(file)[-1] == "Zercher carry\ufffd"
    assert "up to 200" in refusal("exercise", "add", "x" * 201, "--own")
    assert len(names(file)) == 4


def test_swap_keeps_what_is_logged_and_goes_on_below(file: Path) -> None:
    document = answer("exercise", "swap", "Bench", "Lateral Raise")
    assert document["exercise"]["name"] == "Lateral Raise"
    assert names(file) == ["Bench Press", "Lateral Raise", "Row", "Face Pull"]
    assert len(stored(file, 1).exercises[0].performed) == 1
    said = run("exercise", "swap", "Row", "lateral raise", "--from-now-on").stderr
    assert said.startswith("Lateral Raise for Row, today and ")
    unchanged = answer("exercise", "swap", "Face Pull", "Face Pull", "--own")
    assert not unchanged["changed"]


def test_skip_and_back_each_do_once_what_they_say(file: Path) -> None:
    assert answer("exercise", "skip", "Row")["exercise"]["skipped"]
    again = answer("exercise", "skip", "Row")
    assert (again["changed"], again["exercise"]["skipped"]) == (False, True)
    assert run("exercise", "skip", "Row", "--back").exit_code == 0
    assert run("exercise", "skip", "Row", "--back").stderr == "Row is not skipped.\n"
    assert not stored(file, 1).exercises[1].skipped
    answer("exercise", "skip")
    assert [one.skipped for one in stored(file, 1).exercises] == [True, False, False]


def test_move_goes_up_down_and_to_a_place(file: Path) -> None:
    answer("exercise", "move", "Face Pull", "1")
    assert names(file) == ["Face Pull", "Bench Press", "Row"]
    answer("exercise", "move", "Face Pull", "down")
    assert names(file) == ["Bench Press", "Face Pull", "Row"]
    document = answer("exercise", "move", "3", "UP")
    assert document["exercise"]["place"] == 2
    assert names(file) == ["Bench Press", "Row", "Face Pull"]
    assert run("exercise", "move", "bench", "up").stderr == "It is already the first.\n"
    assert not answer("exercise", "move", "bench", "1")["changed"]
    for where in ("0", "4", "left", "1.5", ""):
        words = refusal("exercise", "move", "bench", where)
        assert words == f"{where!r}: expected up, down, or a place from 1 to 3."


def test_pair_and_split_each_do_once_what_they_say(file: Path) -> None:
    def groups() -> list[int | None]:
        return [one.superset_group for one in stored(file, 1).exercises]

    assert answer("exercise", "pair", "Row")["exercise"]["superset_group"] == groups()[2]
    assert groups()[0] is None
    assert groups()[1] == groups()[2] is not None
    assert not answer("exercise", "pair", "Row")["changed"]
    assert run("exercise", "pair", "Bench", "--split").stderr == "Bench Press is in no superset.\n"
    answer("exercise", "pair", "Face Pull", "--split")
    assert groups() == [None, None, None]
    assert refusal("exercise", "pair", "Face Pull") == (
        "No exercise comes after this one: `topset exercise move` moves it."
    )


def test_a_comment_is_kept_read_and_taken_away(file: Path) -> None:
    assert run("exercise", "comment", "Row").stderr == "No comment on Row.\n"
    assert answer("exercise", "comment", "Row", " strict \x1b[2J")["changed"]
    kept = stored(file, 1).exercises[1].notes
    assert kept is not None
    assert kept.startswith("strict")
    read = run("exercise", "comment", "Row").stdout
    assert read.startswith("strict")
    assert "\x1b" not in read
    assert answer("exercise", "comment", "Row")["exercise"]["notes"] == kept
    assert answer("exercise", "comment", "Row", "")["exercise"]["notes"] is None
    assert "up to 10,000" in refusal("exercise", "comment", "Row", "x" * 10_001)


def test_which_exercise_is_meant_is_never_guessed(file: Path) -> None:
    assert refusal("exercise", "skip", "r") == ("Several exercises fit 'r': Bench Press, Row.")
    assert refusal("exercise", "skip", "9") == (
        "No exercises fit '9': Bench Press, Row, Face Pull."
    )
    assert [one.skipped for one in stored(file, 1).exercises] == [False] * 3


def test_a_session_without_exercises_can_have_one_added_and_nothing_else(
    topset_home: Path,
) -> None:
    make_log(topset_home, session(1, 1, TODAY, []))
    assert refusal("exercise", "skip") == "This session has no exercises."
    assert answer("exercise", "add", "Curl", "--own")["exercise"]["place"] == 1


def test_history_tells_earlier_times_newest_first(topset_home: Path) -> None:
    days = [TODAY - timedelta(days=14 - 7 * week) for week in range(3)]
    sets = [[done(1, 1, 20160)], [done(2, 2, 10080, weight_kg=90)], []]
    make_log(
        topset_home,
        *(
            session(number, 1, day, [exercise(number, number, "Squat", sets[number - 1])])
            for number, day in enumerate(days, start=1)
        ),
    )
    times = answer("exercise", "history", "Squat")["times"]
    assert [(one["date"], one["sets"][0]["weight_kg"]) for one in times] == [
        (days[1].isoformat(), 90),
        (days[0].isoformat(), 80),
    ]
    assert run("exercise", "history", "--limit", "1").stdout == f"{days[1]}  90 × 8\n"
    run("exercise", "add", "Curl", "--own")
    assert run("exercise", "history", "Curl").stderr == "Curl was never done before.\n"


def test_an_other_session_is_named(file: Path) -> None:
    assert "No session is called 'Legs'" in refusal("exercise", "skip", "Row", "--session", "Legs")
    assert answer("exercise", "skip", "Row", "--session", ident("s", 1))["changed"]
