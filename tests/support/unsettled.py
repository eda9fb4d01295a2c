"""A log in which something of every kind waits: a conflict, refusals, sets to send, past rounds."""

from __future__ import annotations

from datetime import date

from tui.logbook import Logbook
from tui.sync.protocol import Outcome, SyncRun
from tui.training.entry import Entry

GONE = "the exercise is no longer on the server"
NO_NETWORK = "gym.example cannot be reached: is there a network?"


def leave_unsettled(book: Logbook, today: date) -> None:
    """Train a little, and have the database answer as badly as it can.

    In conflict: a set of last time (mine 82.5 × 7 @9, theirs 77.5 × 8 @8). Refused: two sets whose
    exercise is gone, and an added exercise with one set waiting for it. To send: five sets.
    """
    session = book.workouts.session(book.workouts.agenda(today).today[0].id)
    assert session is not None
    first, second = session.exercises[:2]
    last = book.workouts.last_times(first, today)[0]
    book.workouts.update_set(last.sets[0].id, Entry(82.5, 7, 9))
    book.workouts.record_sets(first.id, [Entry(82.5, 7, 9), Entry(82.5, 6, 9)])
    added = book.workouts.add_exercise(session.id, {"exercise_name": "Curl"})
    book.workouts.record_sets(added, [Entry(20, 12)])
    amended, *sets, curl, _ = book.changes.unsent()
    theirs = {"weight_kg": 77.5, "reps_done": 8, "rpe": 8}
    book.changes.settle([amended], [Outcome(id=amended.id, outcome="conflict", current=theirs)])
    book.changes.settle(
        sets,
        [Outcome(id=one.id, outcome="refused", code="23503", message=GONE) for one in sets],
    )
    book.changes.settle(
        [curl],
        [Outcome(id=curl.id, outcome="refused", code="23514", message="reps cannot be negative")],
    )
    for more in range(5):
        book.workouts.record_sets(second.id, [Entry(30.0 + more, 10)])
    book.base.note_round(SyncRun(sent=3, fetched=1))
    book.base.note_round(SyncRun(problem=NO_NETWORK))


def leave_many_to_send(book: Logbook, today: date, sets: int) -> None:
    """Log so many sets of one exercise, twenty at a time; each takes longer than the one before."""
    session = book.workouts.session(book.workouts.agenda(today).today[0].id)
    assert session is not None
    for _ in range(sets // 20):
        book.workouts.record_sets(session.exercises[0].id, [Entry(20, 10, count=20)])
