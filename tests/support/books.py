"""Logbooks with sets that were not sent, older ones, and the start that finds them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.logbook.conftest import BENCH, two_weeks
from tests.support.book_actions import AT, open_book
from tui.logbook import DamagedLogbook, Logbook
from tui.logbook.salvage import check, salvage
from tui.training.entry import Entry


def book_with_sets(file: Path, number: int = 8) -> set[str]:
    """Make a logbook with so many sets to be sent; return the ids of its changes."""
    with Logbook.open(file) as book:
        book.base.apply(two_weeks())
        for weight in range(number):
            book.workouts.record_sets(BENCH, [Entry(float(weight + 40), 8)])
        return {one.id for one in book.changes.unsent()}


def reopened(file: Path) -> Logbook:
    """Open as every start does, with a salvage where there has to be one."""
    try:
        book = open_book(file)
        try:
            book.changes.counts()
            check(file)
        except DamagedLogbook:
            book.close()
            raise
    except DamagedLogbook:
        salvage(file, at=AT)
        return open_book(file)
    return book


def put_back(kept: Path, folder: Path) -> None:
    """Make a folder what a kept copy of it is."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder)


def make_older(file: Path) -> None:
    """Take a book back to the format that did not know yet what hangs on what."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "drop view known_exercise; drop table removed_row; drop table unreadable_row;"
            "drop index change_hangs_on; drop index change_parked_with;"
            "alter table change drop column hangs_on; pragma user_version = 2;"
        )
