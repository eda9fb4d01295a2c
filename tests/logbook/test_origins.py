"""What a change comes from and is about stands in columns of its own, also in older logbooks."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, TODAY, Clock, two_weeks
from tests.support.books import make_older
from tests.support.pages import ident, page
from tui.logbook import Logbook
from tui.logbook.adoption import adopt
from tui.logbook.backup import backup, restore
from tui.logbook.descriptions import describe_change
from tui.logbook.journal import journal_of, line_of
from tui.logbook.salvage import salvage
from tui.logbook.store import schema_versions
from tui.sync.protocol import Outcome
from tui.training.entry import Entry

# As an older topset wrote them: what they come from is in the words alone.
OLDER = {
    "Bench press set 1: 80 x 8": ("entered", "Bench press set 1: 80 × 8"),
    "undone: Bench press set 2: 80 x 8": ("undone", "undone: Bench press set 2: 80 × 8"),
    "offered again: training_set 0000": (
        "offered_again",
        "offered again: Bench press set 3: 80 × 8",
    ),
    "removed before the server was set back: session Push": (
        "removed_again",
        "removed before the server was set back: session Push",
    ),
}


def write_older(file: Path, version: int) -> None:
    """Make a book of an earlier format, with one change for each way of telling."""
    with Logbook.open(file) as book:
        book.base.apply(two_weeks())
        for _ in range(3):
            book.workouts.record_sets(BENCH, [Entry(80, 8)])
        book.workouts.update_session(ident("s", 2), {"notes": "late"})
    make_older(file, to=version)
    with closing(sqlite3.connect(file)) as connection:
        for number, words in enumerate(OLDER, 1):
            connection.execute("update change set about = ? where seq = ?", (words, number))
        connection.commit()


def told(book: Logbook) -> list[tuple[str, str]]:
    return [(one.origin, describe_change(one, "kg")) for one in book.changes.queued()]


@pytest.mark.parametrize("version", [number for number, _ in schema_versions() if 1 < number < 9])
def test_changes_of_every_earlier_format_say_what_they_come_from(path: Path, version: int) -> None:
    write_older(path, version)
    with Logbook.open(path) as book:
        assert told(book) == list(OLDER.values())
        columns = book._connection.execute("select distinct about from change order by seq")
        assert [entry["about"].split(":")[0] for entry in columns] == [
            "Bench press set 1",
            "Bench press set 2",
            "training_set 0000",
            "session Push",
        ]


def test_an_older_second_copy_is_read(path: Path) -> None:
    write_older(path, 8)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        lost = [dict(one) for one in connection.execute("select * from change order by seq")]
        connection.execute("delete from change where seq > 1")
        connection.commit()
    assert "origin" not in lost[0]
    journal_of(path).write_bytes(b"".join(line_of([one]) for one in lost))
    with Logbook.open(path) as book:
        assert told(book) == list(OLDER.values())
    assert '"origin": "undone"' in journal_of(path).read_text()


def test_an_older_backup_is_restored(path: Path, tmp_path: Path, clock: Clock) -> None:
    write_older(path, 8)
    kept = tmp_path / "kept.sqlite3"
    backup(path, kept)
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("pragma user_version").fetchone()[0] == 8
    restore(kept, tmp_path / "elsewhere" / "book", owner="", at=clock())
    with Logbook.open(tmp_path / "elsewhere" / "book") as book:
        assert told(book) == list(OLDER.values())


def test_a_damaged_older_logbook_is_salvaged(path: Path, clock: Clock) -> None:
    write_older(path, 8)
    journal_of(path).unlink()
    salvage(path, at=clock())
    with Logbook.open(path) as book:
        words = dict(told(book))
        assert set(words) == {"entered", "undone", "offered_again", "removed_again"}
        assert words["undone"] == "undone: Bench press set 2: 80 × 8"


def test_a_damaged_logbook_keeps_what_its_changes_come_from(path: Path, clock: Clock) -> None:
    with Logbook.open(path) as book:
        book.base.apply(two_weeks())
        book.workouts.record_sets(BENCH, [Entry(80, 8)])
        book.workouts.record_sets(BENCH, [Entry(90, 8)])
        book.workouts.undo()
        before = told(book)
    journal_of(path).unlink()
    salvage(path, at=clock())
    with Logbook.open(path) as book:
        assert told(book) == before
    assert before[-1] == ("undone", "undone: Bench press set 2: 90 × 8")


def test_an_adopted_logbook_keeps_what_its_changes_come_from(path: Path, tmp_path: Path) -> None:
    with Logbook.open(path) as book:
        book.base.apply(two_weeks())
        book.workouts.record_sets(BENCH, [Entry(80, 8)])
        book.workouts.undo()
        before = told(book)
    account = tmp_path / "account" / "book"
    with Logbook.open(account) as book:
        book.base.apply(two_weeks())
    adopt(path, account)
    with Logbook.open(account) as book:
        assert told(book) == before


def test_a_name_that_reads_like_an_origin_is_a_name(logbook: Logbook) -> None:
    session = logbook.workouts.start_free_session(TODAY)
    row_id = logbook.workouts.add_exercise(session, {"exercise_name": "undone: set 1: bw"})
    logbook.workouts.record_sets(row_id, [Entry(10, 8)])
    assert told(logbook)[-1] == ("entered", "undone: set 1: bw set 1: bw+10 × 8")
    logbook.workouts.undo()
    assert told(logbook)[-1][0] == "undone"


def test_sets_logged_at_once_are_undone_one_by_one_in_words(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(80, 8), Entry(70, 9)])
    trained.workouts.undo()
    assert told(trained)[-2:] == [
        ("undone", "undone: Bench press set 2: 70 × 9"),
        ("undone", "undone: Bench press set 1: 80 × 8"),
    ]
    trained.workouts.redo()
    assert told(trained)[-1][0] == "entered"


def test_a_refused_set_keeps_the_name_of_an_exercise_that_is_gone(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(82.5, 7)])
    (change,) = trained.changes.unsent()
    gone = Outcome(id=change.id, outcome="refused", code="23503", message="gone")
    trained.changes.settle([change], [gone])
    trained.base.apply(page([], revision=9))
    trained.changes.edit(change.id, {"weight_kg": 85.0})
    assert told(trained) == [("entered", "Bench press set 1: 85 × 7")]


def test_what_nobody_can_have_written_is_no_origin(path: Path) -> None:
    with Logbook.open(path) as book:
        book.base.apply(two_weeks())
        book.workouts.record_sets(BENCH, [Entry(80, 8)])
        stored = dict(book._connection.execute("select * from change").fetchone())
    lines = (
        stored | {"id": "change 1", "origin": "a stranger"},
        stored | {"id": "change 2", "set_of": "no JSON"},
        stored | {"id": "change 3", "set_of": json.dumps([1, None, {}]), "seq": 2},
    )
    journal_of(path).write_bytes(b"".join(line_of([one]) for one in lines))
    with Logbook.open(path) as book:
        assert [one.change.id for one in book.changes.queued()] == [stored["id"], "change 3"]
