"""The second copy of the unsent changes: lines beside the book, from which a lost book is refilled.

Each line tells of one write, behind a checksum: its changes as the book has them, or that they
have gone. It is appended just before the commit, under the book's own lock, and taken back if that
fails.
Of a change that has gone the disk is waited for: the book alone must not know that. Of the others
it is not: a power cut takes the last lines at most, each as a whole, and the book has those.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from tui.logbook.replacing import SECOND_COPY
from tui.private_files import move, sync_to_disk, to_disk

Stored = Mapping[str, object]

LAST_LINES = 65536  # bytes: enough to see whether the book goes on where the journal ends
GONE = "gone"
_WATCH = """
create temp trigger note_new after insert on main.change begin select note_change(new.id); end;
create temp trigger note_old after delete on main.change begin select note_change(old.id); end;
create temp trigger note_changed after update on main.change begin
  select note_change(old.id), note_change(new.id);
end;
"""


class Journal:
    """What one connection writes beside its book."""

    def __init__(self, book: Path) -> None:
        self.book = book
        self.file = journal_of(book)
        self._touched: dict[str, None] = {}
        self._length_before: int | None = None

    def begin(self, connection: sqlite3.Connection) -> None:
        """Note from now on which changes this connection touches.

        The file is there as long as the book is: it shows that there was one.
        """
        with suppress(OSError):
            self.file.touch(mode=0o600)
        connection.create_function("note_change", 1, self._touched.setdefault)
        connection.execute("pragma temp_store = memory")
        connection.executescript(_WATCH)

    def write(self, connection: sqlite3.Connection) -> None:
        """Append what was touched; a disk that refuses is logged, since the book has it all."""
        self._length_before = None
        if not self._touched:
            return
        rows = {change_id: _stored(connection, change_id) for change_id in self._touched}
        gone = None in rows.values()
        line = line_of(
            [{"id": name, GONE: True} if row is None else dict(row) for name, row in rows.items()]
        )
        self._touched.clear()
        empty = gone and connection.execute("select 1 from change limit 1").fetchone() is None
        try:
            with open(self.file, "ab", buffering=0, opener=_private) as file:
                self._length_before = file.tell()
                file.write(b"\n" + line)  # the line before may have been torn
                if gone:
                    to_disk(file.fileno())
                if empty:
                    file.truncate(0)
        except OSError as error:
            import logging

            logging.getLogger(__name__).warning("the second copy was not written: %s", error)

    def take_back(self) -> None:
        """Undo what was appended for a write that was not committed."""
        self._touched.clear()
        if self._length_before is not None:
            with suppress(OSError), self.file.open("rb+") as file:
                file.truncate(self._length_before)
                to_disk(file.fileno())  # what was told to be not saved must not come back

    def in_step(self, connection: sqlite3.Connection) -> bool:
        """Tell whether the journal ends where the book does, from its last lines alone."""
        newest = connection.execute("select max(seq) from change").fetchone()[0]
        try:
            with self.file.open("rb") as file:
                length = file.seek(0, os.SEEK_END)
                file.seek(max(0, length - LAST_LINES))
                if length > LAST_LINES:
                    file.readline()
                standing, gone, whole = read_lines(file.read())
        except OSError:
            return False
        if not whole:  # a power cut may take a line and leave the next
            return False
        known = all(_stored(connection, one) is None for one in gone) and all(
            dict(_stored(connection, name) or ()) == one for name, one in standing.items()
        )
        return known and newest == max((_number(one) for one in standing.values()), default=None)

    def rewrite(self, connection: sqlite3.Connection) -> None:
        """Make the journal anew from the book; call inside a transaction."""
        part = self.file.with_name(f"{self.file.name}-part")
        rows = connection.execute("select * from change order by seq")
        with open(part, "wb", opener=_private) as file:
            file.writelines(line_of([dict(row)]) for row in rows)
            file.flush()
            to_disk(file.fileno())
        move(part, self.file)
        sync_to_disk(self.file.parent)
        self._touched.clear()


def journal_of(book: Path) -> Path:
    """Return where a book's second copy lies."""
    return book.with_name(f"{book.name}{SECOND_COPY}")


def read_journal(book: Path | None) -> tuple[dict[str, Stored], set[str], bool]:
    """Return the changes that stand, the ids of those gone, and whether every line was whole."""
    if book is None:
        return {}, set(), False
    try:
        return read_lines(journal_of(book).read_bytes())
    except OSError:
        return {}, set(), False


def read_lines(content: bytes) -> tuple[dict[str, Stored], set[str], bool]:
    """Return what the lines come to in the end."""
    standing: dict[str, Stored] = {}
    gone: set[str] = set()
    whole = True
    for line in filter(None, content.split(b"\n")):
        checksum, _, text = line.partition(b" ")
        if checksum != b"%08x" % crc32(text):
            whole = False
            continue
        told = json.loads(text)
        for change in told if isinstance(told, list) else [told]:  # one alone in older journals
            standing.pop(change["id"], None)
            if GONE in change:
                gone.add(change["id"])
            else:
                gone.discard(change["id"])
                standing[change["id"]] = change
    return standing, gone, whole


def line_of(changes: Sequence[Stored]) -> bytes:
    """Return one line of the journal: all of it is read again, or nothing."""
    text = json.dumps(changes).encode()
    return b"%08x %s\n" % (crc32(text), text)


def in_order(changes: Iterable[Stored]) -> list[Stored]:
    """Return changes in the order in which they were made."""
    return sorted(changes, key=_number)


def _number(change: Stored) -> int:
    number = change.get("seq")
    return number if isinstance(number, int) else 0


def _stored(connection: sqlite3.Connection, change_id: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "select * from change where id = ?", (change_id,)
    ).fetchone()
    return row


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o600)
