"""topset session list, new, open, move, reopen, comment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.pages import exercise, ident, session
from tests.support.prompt import NOW, TODAY, answer, done, make_log, refusal, run, stored
from tui.logbook import Logbook
from tui.training.rules import DEFAULT_RULES
from tui.workout.workout import Workout

YESTERDAY, SOON = TODAY - timedelta(days=1), TODAY + timedelta(days=2)


@pytest.fixture
def file(topset_home: Path) -> Path:
    """Two sessions today, one begun and one of another day."""
    return make_log(
        topset_home,
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [done(1, 1, 5)])]),
        session(2, 1, TODAY, [exercise(2, 2, "Row", [])]),
        session(3, 1, SOON, [exercise(3, 3, "Curl", [])]),
    )


def current() -> str:
    found: str = answer("today")["session"]["day_label"]
    return found


def test_list_tells_what_could_be_trained_and_which_is_meant(file: Path) -> None:
    listed = answer("session", "list")["sessions"]
    assert [(one["day_label"], one["why"], one["current"]) for one in listed] == [
        ("Day-1", "today", True),
        ("Day-2", "today", False),
        ("Day-3", "next", False),
    ]
    lines = run("session", "list").stdout.splitlines()
    assert lines[0].startswith("▸ Day-1")
    assert len(lines) == 3


def test_open_makes_a_session_the_one_that_is_meant_also_one_of_another_day(file: Path) -> None:
    assert current() == "Day-1"
    document = answer("session", "open", "day-2")
    assert document["session_id"] == ident("s", 2)
    assert current() == "Day-2"
    assert run("session", "open", f"{SOON}").stderr.startswith("Day-3 of ")
    assert current() == "Day-3"
    assert "moved from" in run("log", "20x12").stderr
    assert stored(file, 3).session_date == TODAY


def test_open_drops_no_half_typed_line_unasked(file: Path) -> None:
    with Logbook.open(file) as book:
        app = Workout(book, ident("s", 1), now=lambda: NOW, rules=DEFAULT_RULES)
        app.edit(lambda line: line.insert("82.5x"))
    said = "“82.5x” is half typed in Day-1: log it there first, or --drop drops it."
    assert refusal("session", "open", "Day-2") == said
    assert refusal("session", "new") == said
    assert len(answer("session", "list")["sessions"]) == 3
    answer("session", "open", "Day-1")
    with Logbook.open(file) as book:
        draft = book.drafts.draft()
        assert draft is not None
        assert draft.line == "82.5x"
    assert answer("session", "open", "Day-2", "--drop")["changed"]
    assert current() == "Day-2"


def test_new_begins_a_free_session_that_is_meant_and_can_be_undone(file: Path) -> None:
    document = answer("session", "new", "Arms\t and abs")
    assert document["session"]["day_label"] == "Arms and abs"
    assert document["session"]["session_date"] == TODAY.isoformat()
    assert current() == "Arms and abs"
    assert answer("exercise", "add", "Curl", "--own")["session_id"] == document["session_id"]
    for _ in range(2):
        answer("undo")
    assert current() == "Day-1"
    assert refusal("session", "new", "  ") == "Expected a name for the session."


def test_move_says_the_day_as_in_the_app(file: Path) -> None:
    document = answer("session", "move", "-1")
    assert document["session"]["session_date"] == YESTERDAY.isoformat()
    assert not answer("session", "move", "yesterday", "--session", ident("s", 1))["changed"]
    assert stored(file, 1).session_date == YESTERDAY
    assert answer("session", "move", f"{SOON}", "--session", "Day-2")["changed"]
    words = refusal("session", "move", "someday")
    assert words.startswith("“someday” was not understood: a day is today, yesterday")
    words = refusal("session", "move", f"{SOON}", "--session", ident("s", 1))
    assert words == "A session with sets cannot be on a day in the future."
    answer("undo")
    assert stored(file, 2).session_date == TODAY


def test_reopen_takes_a_completion_back_and_undo_completes_again(file: Path) -> None:
    assert run("session", "reopen").stderr == "Day-1 is not completed.\n"
    run("finish")
    assert "`topset session reopen` reopens it" in refusal("log", "60x5", "--session", "Day-1")
    assert refusal("session", "open", "Day-1").startswith("Day-1 is completed")
    document = answer("session", "reopen")
    assert (document["changed"], document["session"]["completed"]) == (True, False)
    answer("undo")
    assert stored(file, 1).completed
    run("finish", "--empty", "--session", "Day-2")
    words = refusal("session", "reopen")
    assert words == "2 sessions are completed today: Day-1, Day-2. --session names one."
    assert answer("session", "reopen", "--session", "Day-2")["session_id"] == ident("s", 2)


def test_a_comment_is_kept_read_and_taken_away(file: Path) -> None:
    assert run("session", "comment").stderr == "No comment on Day-1.\n"
    assert answer("session", "comment", "slept badly")["session"]["notes"] == "slept badly"
    assert run("session", "comment").stdout == "slept badly\n"
    assert not answer("session", "comment", "slept badly")["changed"]
    assert run("session", "comment", "").exit_code == 0
    assert stored(file, 1).notes is None


def test_without_a_session_the_words_say_how_to_get_one(topset_home: Path) -> None:
    make_log(topset_home)
    words = refusal("exercise", "skip")
    assert "`topset session new` begins a free one" in words
    assert "begins a free session" in run("session", "list").stderr
    assert answer("session", "list")["sessions"] == []
    assert answer("session", "new")["session"]["day_label"] == "Free session"
    assert current() == "Free session"
