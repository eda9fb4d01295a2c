"""Backups that somebody made to do harm: only rows are taken from them, and only ours."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.logbook.conftest import SESSION, Clock, two_weeks
from tui.logbook import Logbook, LogbookError, NewerLogbook
from tui.logbook.backup import backup, restore
from tui.logbook.backup_reader import LARGEST_FILE
from tui.logbook.replacing import set_aside_files

OWNER = "lifter@project"
SECONDS = 60


@pytest.fixture
def evil(path: Path, tmp_path: Path) -> Path:
    """A good backup, for a test to spoil; the log that it was made of stays at `path`."""
    with Logbook.open(path, owner=OWNER) as book:
        book.base.apply(two_weeks())
    backup(path, tmp_path / "evil")
    return tmp_path / "evil"


def spoil(file: Path, script: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


TRIGGER = """
create trigger emptied after insert on change begin delete from training_set; end;
create trigger emptied_later after update on meta begin delete from modular_training_week; end;
create view sync_view as
  with recursive n(i) as (select 1 union all select i + 1 from n) select i from n;
create table other (a, b as (hex(zeroblob(100000000))));
insert into other (a) values (1);
drop table draft;
create table draft (only integer check (length(hex(zeroblob(100000000))) > 0), document text);
"""


def test_triggers_and_views_of_a_backup_stay_behind(evil: Path, path: Path, clock: Clock) -> None:
    with Logbook.open(path, owner=OWNER) as book:
        own = _objects(book)
    spoil(evil, TRIGGER)
    restore(evil, path, owner=OWNER, at=clock())
    with Logbook.open(path, owner=OWNER) as book:
        assert book.workouts.session(SESSION) is not None
        assert _objects(book) - own == set()


def _objects(book: Logbook) -> set[str]:
    stored = book._connection.execute("select type || ' ' || name as object from sqlite_schema")
    return {entry["object"] for entry in stored}


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
HARM = {
    "a view that never ends, for the changes": f"""
        drop table change;
        create view change as {ENDLESS};
    """,
    "a view for a table": """
        drop table arrived;
        create view arrived as select 1 as table_name;
    """,
    "a virtual table": """
        drop table arrived;
        create virtual table arrived using fts5(table_name, row_id);
    """,
    "computed values": """
        drop table draft;
        create table draft (only integer, document text as (hex(zeroblob(100000000))));
    """,
    "a number where a text should be": "update training_set set recorded_at = 5;",
    "a text where a number should be": "update training_set set weight_kg = 'heavy';",
    "not a number": "update training_set set weight_kg = 9e999;",
    "a date that is none": "update modular_training_session set session_date = 'tomorrow';",
    "a blob": "update modular_training_session set notes = zeroblob(100);",
    "a huge value": "update modular_training_session set notes = hex(zeroblob(3000000));",
    "a change that is none": """
        insert into change (id, state, table_name, op, row_id, document, made_at, about)
        values ('1', 'unsent', 'sqlite_schema', 'remove', '1', null, '2026-01-01', '');
    """,
    "a set of no exercise": "update training_set set exercise_row_id = 'nobody';",
    "no owner": "delete from meta where key = 'owner';",
    "another owner": "update meta set value = 'me@elsewhere' where key = 'owner';",
    "no format": "pragma user_version = 0;",
}


@pytest.mark.parametrize("harm", HARM.values(), ids=HARM)
def test_a_harmful_backup_is_refused_in_a_sentence_and_the_log_stays(
    evil: Path, path: Path, clock: Clock, harm: str
) -> None:
    spoil(evil, harm)
    begun = time.monotonic()
    with pytest.raises(LogbookError) as refusal:
        restore(evil, path, owner=OWNER, at=clock())
    assert time.monotonic() - begun < SECONDS
    assert str(evil) in str(refusal.value)
    assert set_aside_files(path) == []
    with Logbook.open(path, owner=OWNER) as book:
        assert book.workouts.session(SESSION) is not None


def test_one_page_that_poses_as_millions_is_refused(evil: Path, path: Path, clock: Clock) -> None:
    """Interior pages that point to the same leaf again and again: billions of rows in one file."""
    spoil(evil, "create table x (a); insert into undoable values (1, '2026-01-01', '', '[]');")
    with closing(sqlite3.connect(evil)) as connection:
        root = connection.execute(
            "select rootpage from sqlite_schema where name = 'undoable'"
        ).fetchone()[0]
    content = bytearray(evil.read_bytes())
    count = len(content) // 4096
    leaf = content[(root - 1) * 4096 : root * 4096]
    child = count + 1
    levels = [bytes(leaf)]
    levels.extend(_interior(child + level) for level in range(5))
    for page in levels[:-1]:
        content += page
    content[(root - 1) * 4096 : root * 4096] = levels[-1]
    content[28:32] = (count + len(levels) - 1).to_bytes(4, "big")
    evil.write_bytes(content)
    begun = time.monotonic()
    with pytest.raises(LogbookError):
        restore(evil, path, owner=OWNER, at=clock())
    assert time.monotonic() - begun < SECONDS


def _interior(child: int) -> bytes:
    """Return a page of a table whose 400 cells all point to the same page."""
    cells = 400
    page = bytearray(4096)
    start = 4096 - 5 * cells
    page[0] = 0x05
    page[3:5] = cells.to_bytes(2, "big")
    page[5:7] = start.to_bytes(2, "big")
    page[8:12] = child.to_bytes(4, "big")
    for number in range(cells):
        at = start + 5 * number
        page[12 + 2 * number : 14 + 2 * number] = at.to_bytes(2, "big")
        page[at : at + 5] = child.to_bytes(4, "big") + b"\x01"
    return bytes(page)


def test_a_file_larger_than_any_log_is_not_even_opened(
    evil: Path, path: Path, clock: Clock
) -> None:
    with evil.open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)  # sparse: it takes no room
    with pytest.raises(LogbookError, match="larger than any log"):
        restore(evil, path, owner=OWNER, at=clock())


def test_a_backup_of_a_newer_topset_is_told(evil: Path, path: Path, clock: Clock) -> None:
    spoil(evil, "pragma user_version = 99;")
    with pytest.raises(NewerLogbook, match="update topset"):
        restore(evil, path, owner=OWNER, at=clock())
