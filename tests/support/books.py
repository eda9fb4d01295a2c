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


# What takes a book back from each format to the one before.
_BACK = {
    10: "drop table redoable;",
    9: "drop view exercise_by_catalogue_name; drop view exercise_in_catalogue;"
    "drop view older_change; drop view told_exercise;"
    "alter table change drop column set_of; alter table change drop column origin;",
    8: "drop view known_exercise;",
    7: "create table older (row_id text primary key) without rowid;"
    "insert into older select row_id from removed_row; drop table removed_row;"
    "alter table older rename to removed_row;",
    6: "drop index unreadable_row_exercise; alter table unreadable_row drop column in_place;"
    "alter table unreadable_row drop column exercise_id;",
    5: "drop table removed_row;",
    4: "drop table unreadable_row;",
    3: "drop index change_hangs_on; drop index change_parked_with;"
    "alter table change drop column hangs_on;",
    2: "drop table week_revision;",
}


def make_older(file: Path, to: int = 2) -> None:
    """Take a book back to an earlier format; the second did not know what hangs on what."""
    with closing(sqlite3.connect(file)) as connection:
        for number in sorted(_BACK, reverse=True):
            if number > to:
                connection.executescript(f"{_BACK[number]} pragma user_version = {number - 1};")
