"""A damaged logbook: read as far as it can be, and replaced by a new one with what was unsent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import parent_row
from tui.logbook.checks import (
    CHANGE_COLUMNS,
    COLUMNS_AT_FIRST,
    Columns,
    columns_of,
    is_sensible_change,
    wrong_with,
)
from tui.logbook.connection import LogbookConnection, connect
from tui.logbook.errors import DamagedLogbook
from tui.logbook.journal import Stored, in_order, read_journal
from tui.logbook.overlay import Overlay, change_of
from tui.logbook.pages import INTERIOR, Pages, Record, TableWalk, Unreadable
from tui.logbook.replacing import DAMAGED, TAKEN, is_empty, replace
from tui.logbook.store import build_store, query, transaction
from tui.private_files import make_folder

REMOVED_ROW = "removed_row"
# What exists on this laptop alone besides the changes; all else is pulled again from the server.
ONLY_HERE: Mapping[str, tuple[str, ...]] = {
    "undoable": ("seq", "made_at", "about", "steps"),
    "draft": ("only", "document"),
    REMOVED_ROW: ("seq", "row_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """What became of a damaged logbook: where it was put, and how many changes were read from it.

    `complete` tells whether every row that exists on this laptop alone could be read; `vanished`,
    whether there was no file any more.
    """

    set_aside: Path | None
    changes: int
    complete: bool
    vanished: bool = False

    @property
    def words(self) -> str:
        """What the lifter is told."""
        unsent = f"{self.changes} change{'' if self.changes == 1 else 's'} not yet sent"
        found = f"{unsent} found and kept" if self.complete else f"{unsent} could be read and kept"
        happened = "the logbook had vanished" if self.vanished else "the logbook was damaged"
        old = "" if self.set_aside is None else f"; old file: {self.set_aside}"
        return f"{happened}: {found}, the rest comes again{old}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """What a logbook's files hold of the changes, however damaged they are, oldest first.

    `rows` are those of `ONLY_HERE`; `sound` tells whether every page that leads to a change could
    be read, `complete` whether one that could not is made up for by the second copy.
    """

    changes: Sequence[Stored]
    rows: Mapping[str, Sequence[Stored]]
    sound: bool
    complete: bool


def check(path: Path) -> None:
    """Read the whole file for damage; raises DamagedLogbook.

    SQLite finds pages that are out of order, and takes a long text full of zeroes for a text.
    """
    with closing(connect(path)) as connection:
        found = connection.execute("pragma quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedLogbook(f"the logbook is damaged ({found})")
        for change in connection.execute("select * from change"):
            change_of(change)


def salvage(path: Path, *, at: datetime) -> Salvage:
    """Put a new logbook with the changes that could be read in the place of a damaged one.

    Raises NotSaved while somebody has it open, or when the disk refuses; then nothing was changed,
    and it can be tried again.
    """
    vanished = is_empty(path)
    if vanished:  # its WAL may be left
        make_folder(path.parent)
        path.touch(mode=0o600)
    kept: list[Remains] = []

    def build(part: Path, aside: Path | None) -> None:
        remains = remains_of(aside or path, journal_of=path)
        kept.append(remains)
        with closing(build_store(part)) as fresh, transaction(fresh):
            keep_changes(fresh, remains.changes, as_numbered=True)
            for table, rows in remains.rows.items():
                for row in rows:
                    _insert(fresh, table, row)
            if aside is not None:
                note_taken(fresh, aside, at)

    aside = replace(path, DAMAGED, build, at=at)
    return Salvage(
        set_aside=aside,
        changes=len(kept[0].changes),
        complete=kept[0].complete,
        vanished=vanished,
    )


def remains_of(file: Path, *, journal_of: Path | None = None) -> Remains:
    """Read what a logbook's file, its WAL and its second copy hold. Raises OSError."""
    with closing(build_store(Path(":memory:"))) as model:
        columns = columns_of(model)
    standing, gone, journal_is_whole = read_journal(journal_of)
    pages = Pages.of(file)
    roots = pages.roots()
    found, whole = _changes_in(pages, roots, columns, everywhere=not journal_is_whole)
    changes = {str(one["id"]): one for one in found if one["id"] not in gone}
    changes |= {name: one for name, one in standing.items() if is_sensible_change(columns, one)}
    rows: dict[str, list[Stored]] = {}
    for table, names in ONLY_HERE.items():
        walk = TableWalk(pages, roots[table]) if table in roots else None
        read = [_named(names, number, record) for number, record in walk.rows()] if walk else []
        rows[table] = [one for one in read if wrong_with(columns[table], one) is None]
    return Remains(
        changes=in_order(changes.values()),
        rows=rows,
        sound=whole,
        complete=whole or journal_is_whole,
    )


def keep_changes(
    connection: LogbookConnection, changes: Sequence[Stored], *, as_numbered: bool = False
) -> int:
    """Queue changes that are not there yet, behind the others; return how many those were.

    `as_numbered` keeps their numbers, for a new book. Call inside a transaction.
    """
    columns = columns_of(connection)
    kept = 0
    weeks: dict[object, None] = {}
    for stored in changes:
        if not is_sensible_change(columns, stored):
            continue
        row = {name: stored.get(name) for name in CHANGE_COLUMNS}
        row["hangs_on"] = row["hangs_on"] or parent_row(change_of(row))
        if not as_numbered:
            del row["seq"]
        if _insert(connection, "change", row):
            kept += 1
            weeks[stored["in_week"]] = None
    overlay = Overlay(connection)
    for in_week in sorted(weeks, key=lambda week: week is not None):  # the plans before the weeks
        overlay.rebuild(None if in_week is None else str(in_week))
    connection.execute(query("tell_older_changes"))
    return kept


def note_taken(connection: LogbookConnection, aside: Path, at: datetime) -> None:
    """Note that nothing in an old book is nowhere else; call inside a transaction."""
    connection.execute(
        "insert or replace into meta (key, value) values (?, ?)",
        (f"{TAKEN}{aside.name}", at.isoformat()),
    )


def _insert(connection: LogbookConnection, table: str, row: Stored) -> bool:
    done = connection.execute(
        f"insert or ignore into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )
    return done.rowcount > 0


def _changes_in(
    pages: Pages, roots: Mapping[str, int], columns: Columns, *, everywhere: bool
) -> tuple[list[Stored], bool]:
    """Return the changes that the table leads to; where the way is broken, on all other leaves too.

    A leaf that no way leads to may be an old one: what it holds was settled perhaps, and the server
    says so when it is sent again.
    """
    found: list[Stored] = []
    whole = "change" in roots
    overlay: set[object] = set()
    if whole:
        walk = TableWalk(pages, roots["change"])
        for number, record in walk.rows():
            change = _named(CHANGE_COLUMNS, number, record)
            if is_sensible_change(columns, change):
                found.append(change)
                overlay.add(change["id"])
            else:
                whole = False
        whole = whole and walk.whole
    if whole or not everywhere:
        return found, whole
    for page in range(1, pages.count + 1):
        for change in _changes_on(pages, page, columns):
            if change["id"] not in overlay:
                found.append(change)
                overlay.add(change["id"])
    return found, False


def _changes_on(pages: Pages, page: int, columns: Columns) -> list[Stored]:
    try:
        if pages.kind_of(page) == INTERIOR:
            return []
        read = list(pages.records_on(page))
    except Unreadable:
        return []
    return [
        change
        for number, record in read
        if record is not None
        and COLUMNS_AT_FIRST <= len(record) <= len(CHANGE_COLUMNS)
        and is_sensible_change(columns, change := _named(CHANGE_COLUMNS, number, record))
    ]


def _named(names: Sequence[str], number: int, record: Record) -> Stored:
    """Return a record by its columns; the first is the row's number, later ones may be lacking."""
    values = (number, *record[1:], *(None,) * len(names))
    return dict(zip(names, values, strict=False))
