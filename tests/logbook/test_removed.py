"""What was seen removed is remembered through whatever happens to the logbook, up to a limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.logbook.conftest import BENCH, Clock, two_weeks
from tests.support.books import make_older
from tests.support.damage import damage
from tui.logbook import Logbook
from tui.logbook.adoption import adopt
from tui.logbook.backup import backup, restore
from tui.logbook.removed import MOST, Removed
from tui.logbook.rescue import rescue
from tui.logbook.salvage import salvage
from tui.logbook.store import transaction
from tui.sync.protocol import Outcome
from tui.training.entry import Entry


def known(file: Path) -> list[str]:
    with Logbook.open(file) as book:
        return Removed(book._connection).known()


def remove_a_set(file: Path) -> str:
    """Log a set, send it, remove it and send that; return its id."""
    with Logbook.open(file) as book:
        book.base.apply(two_weeks())
        (made,) = book.workouts.record_sets(BENCH, [Entry(80.0, 8)])
        send(book)
        book.workouts.delete_set(made.id)
        send(book)
    return made.id


def send(book: Logbook) -> None:
    """Settle what is unsent as the server's answer would."""
    changes = book.changes.unsent()
    book.changes.settle(changes, [Outcome(id=one.id, outcome="applied") for one in changes])


def test_a_restored_backup_knows_what_it_knew_and_what_was_removed_since(
    path: Path, tmp_path: Path, clock: Clock
) -> None:
    before = remove_a_set(path)
    backup(path, tmp_path / "backup")
    since = remove_a_set(path)
    restore(tmp_path / "backup", path, owner="", at=clock())
    assert known(path) == [before, since]


@pytest.mark.parametrize("table", ["modular_training_exercise", "change"])
def test_a_salvaged_logbook_knows_what_the_damaged_one_knew(
    path: Path, clock: Clock, table: str
) -> None:
    removed = remove_a_set(path)
    damage(path, table)
    salvage(path, at=clock())
    assert known(path) == [removed]
    rescue(path, at=clock())
    assert known(path) == [removed]


@pytest.mark.parametrize("there", [True, False], ids=["joining", "moving"])
def test_an_adopted_logbook_brings_what_it_knows(path: Path, there: bool) -> None:
    account = path.with_name("account")
    others = [remove_a_set(account)] if there else []
    removed = remove_a_set(path)
    adopt(path, account)
    assert known(account) == [*others, removed]


def test_what_an_older_logbook_knew_is_known_after_its_migration(path: Path) -> None:
    removed = remove_a_set(path)
    make_older(path, to=6)
    assert known(path) == [removed]
    make_older(path)
    assert known(path) == []


def test_what_was_removed_first_is_forgotten_first(logbook: Logbook) -> None:
    removed = Removed(logbook._connection)
    with transaction(logbook._connection):
        removed.note(str(number) for number in range(MOST))
        removed.note(["7", "newest", "newer still"])
    kept = removed.known()
    assert (len(kept), kept[0], kept[-1]) == (MOST, "2", "newer still")
