"""Whatever is typed or restored goes to the server as text that it can hold, and spoils nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, SESSION
from tui.logbook import Logbook
from tui.logbook.entered_text import LONGEST
from tui.logbook.errors import TextTooLong
from tui.plain_text import storable
from tui.supabase.wire import change_document
from tui.sync.protocol import Change, Outcome

BAD = "elbows\0 in \ud83d and out"
KEPT = "elbows in \ufffd and out"


def notes_sent(changes: Sequence[Change]) -> list[tuple[object, object]]:
    found = [change.fields["notes"] for change in changes if change.fields is not None]
    return [(step.before, step.after) for step in found]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (BAD, KEPT),
        ("a\nb\tc", "a\nb\tc"),
        ("\0", ""),
        ("squat 🏋 größer", "squat 🏋 größer"),
        ("\x01\x7f\ufffe", "\x01\x7f\ufffe"),
    ],
)
def test_only_what_the_server_cannot_hold_is_taken_out(text: str, kept: str) -> None:
    assert storable(text) == kept
    kept.encode()


def test_every_comment_and_name_is_cleaned_as_it_is_entered(trained: Logbook) -> None:
    trained.workouts.update_exercise(BENCH, {"notes": BAD}, "comment")
    trained.workouts.update_session(SESSION, {"notes": BAD})
    trained.workouts.finish(SESSION, difficulty=8, duration_minutes=60, notes=f"{BAD}!")
    trained.workouts.add_exercise(SESSION, {"exercise_name": BAD, "tips": [BAD]})
    trained.workouts.start_free_session(date(2026, 11, 24), BAD)
    sent = json.dumps([change_document(one) for one in trained.changes.unsent()])
    assert "\\u0000" not in sent
    assert "\\ud83d" not in sent
    assert sent.count("elbows in") == 7  # one of them the comment that finishing replaces
    found = trained.workouts.session(SESSION)
    assert found is not None
    assert (found.notes, found.exercises[-1].exercise_name) == (f"{KEPT}!", KEPT)


def test_a_comment_nobody_would_read_is_refused_and_the_one_before_stays(trained: Logbook) -> None:
    trained.workouts.update_session(SESSION, {"notes": "good"})
    with pytest.raises(TextTooLong, match="up to 10,000 characters: nothing was kept"):
        trained.workouts.update_session(SESSION, {"notes": "x" * (LONGEST + 1)})
    found = trained.workouts.session(SESSION)
    assert found is not None
    assert found.notes == "good"
    assert trained.changes.counts().unsent == 1


def test_what_an_older_topset_left_in_the_queue_is_sent_clean(trained: Logbook, path: Path) -> None:
    trained.workouts.update_exercise(BENCH, {"notes": "first"}, "comment")
    trained._connection.execute(
        "update change set document = ?", (json.dumps({"notes": [None, BAD]}),)
    )
    with Logbook.open(path) as again:
        assert notes_sent(again.changes.unsent()) == [(None, KEPT)]


def comment_three_times(book: Logbook) -> list[Change]:
    for words in ("one", "two", "three"):
        book.workouts.update_exercise(BENCH, {"notes": words}, "comment")
    return book.changes.unsent()


def refusal(change: Change) -> Outcome:
    return Outcome(id=change.id, outcome="refused", code="22P05", message="no")


def test_a_refused_comment_does_not_spoil_those_sent_with_it(trained: Logbook) -> None:
    first, second, third = comment_three_times(trained)
    conflicts = [
        Outcome(id=one.id, outcome="conflict", current={"notes": None}) for one in (second, third)
    ]
    trained.changes.settle([first, second, third], [refusal(first), *conflicts])
    counts = trained.changes.counts()
    assert (counts.unsent, counts.refused, counts.conflicts) == (2, 1, 0)
    waiting = trained.changes.unsent()
    assert notes_sent(waiting) == [(None, "two"), ("two", "three")]
    assert not {one.id for one in waiting} & {second.id, third.id}  # the server answered those


def test_a_refused_comment_does_not_spoil_those_sent_after_it(trained: Logbook) -> None:
    first, *_ = comment_three_times(trained)
    trained.changes.settle([first], [refusal(first)])
    assert notes_sent(trained.changes.unsent()) == [(None, "two"), ("two", "three")]
    found = trained.workouts.session(SESSION)
    assert found is not None
    assert found.exercises[0].notes == "three"


def test_two_refused_comments_do_not_spoil_the_third(trained: Logbook) -> None:
    first, second, third = comment_three_times(trained)
    late = Outcome(id=third.id, outcome="conflict", current={"notes": None})
    trained.changes.settle([first, second, third], [refusal(first), refusal(second), late])
    assert notes_sent(trained.changes.unsent()) == [(None, "three")]


def test_what_another_device_wrote_meanwhile_stays_a_conflict(trained: Logbook) -> None:
    first, second, _ = comment_three_times(trained)
    theirs = Outcome(id=second.id, outcome="conflict", current={"notes": "the coach's"})
    trained.changes.settle([first, second], [refusal(first), theirs])
    assert trained.changes.counts().conflicts == 1
