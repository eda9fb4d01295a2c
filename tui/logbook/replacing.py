"""Puts a new logbook in the place of an old one: all of it or nothing, whenever it is interrupted.

1. The new book is built beside the old one, as `<book>.rescue-part`, and synced to disk.
2. The old file gets a second name, `<book>.damaged-…` or `<book>.before-restore-…`.
3. The new book is named `<book>.rescue`: from here on it is the one that counts.
4. The old one's WAL is deleted, and the new book takes its name by one rename.

Before step 3 the old book stands where it stood; after it, whoever opens the book does step 4.
The new book says in `meta` which old files it has taken in (`taken:<name>`).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from tui.logbook.connection import connect
from tui.logbook.errors import Busy, LogbookError, NotSaved, StillOpen
from tui.logbook.locking import locked
from tui.private_files import make_folder, move, remove, sync_to_disk

WAL, SHARED, ROLLBACK = "-wal", "-shm", "-journal"  # what SQLite puts beside a file
SECOND_COPY = ".unsent"
DAMAGED, REPLACED = "damaged", "before-restore"
TAKEN = "taken:"
LOCK_SECONDS = 20.0
OPEN_ELSEWHERE = "the logbook is open in another topset: close that one first"


@contextmanager
def opening(book: Path) -> Iterator[None]:
    """Keep a book from being replaced while it is opened; finish a rescue that was interrupted.

    Raises NotSaved where the disk refuses, or another topset is at it for long.
    """
    with one_at_a_time(book):
        if _ready(book).exists():
            with _describe_disk(book):
                _put_in_place(book)
        yield


def replace(
    book: Path, kind: str, build: Callable[[Path, Path | None], None], *, at: datetime
) -> Path | None:
    """Have a new book built, and put it in the place of the old one; return the old one's new name.

    `build` is given the file to build into, and the old book under its new name, None where there
    is no old one. Raises NotSaved while another topset has the book open or the disk refuses; then
    the old book stands where it stood.
    """
    part = _beside(book, ".rescue-part")
    with opening(book), _describe_disk(book):
        for leftover in (part, _beside(part, ROLLBACK)):
            remove(leftover)
        aside = _second_name(book, kind, at) if book.exists() else None
        try:
            with sole_access(book):
                part.touch(mode=0o600)
                build(part, aside)
                sync_to_disk(part)
                sync_to_disk(book.parent)
                move(part, _ready(book))
                sync_to_disk(book.parent)
        except BaseException:
            if not _ready(book).exists():
                remove(part)
                if aside is not None:
                    _take_back_name(book, aside)
            raise
        _put_in_place(book)
    return aside


def set_aside_files(book: Path) -> list[Path]:
    """Return the old books beside one, oldest first by their names."""
    kinds = (f"{book.name}.{DAMAGED}-", f"{book.name}.{REPLACED}-")
    with suppress(OSError):
        return sorted(
            one
            for one in book.parent.iterdir()
            if one.name.startswith(kinds) and not one.name.endswith((WAL, SHARED, ROLLBACK))
        )
    return []


def has_traces(book: Path) -> bool:
    """Tell whether there is a book, or was one: then its second copy or its new copy is left."""
    return any(_beside(book, suffix).exists() for suffix in ("", SECOND_COPY, ".rescue", WAL))


def is_empty(file: Path) -> bool:
    """Tell whether there is no file, or nothing in it."""
    return not file.exists() or file.stat().st_size == 0


@contextmanager
def sole_access(book: Path) -> Iterator[None]:
    """Keep every other connection out of a file. Raises StillOpen while there is one.

    A file too damaged to be asked is open nowhere.
    """
    with ExitStack() as stack:
        if book.exists():
            try:
                connection = connect(book)
                stack.callback(connection.close)
                connection.execute("pragma busy_timeout = 200")
                connection.execute("pragma locking_mode = exclusive")
                connection.execute("pragma journal_mode = delete")
                connection.execute("begin exclusive")
            except Busy as error:
                raise StillOpen(OPEN_ELSEWHERE) from error
            except LogbookError:
                pass
        yield


@contextmanager
def one_at_a_time(book: Path) -> Iterator[None]:
    """Hold the lock beside a book; where none can be made, as on a read-only disk, go without."""
    with ExitStack() as stack:
        try:
            make_folder(book.parent)
            stack.enter_context(locked(_beside(book, ".lock"), LOCK_SECONDS))
        except TimeoutError as error:
            raise Busy("another topset of yours is setting the logbook right: try again") from error
        except OSError:
            pass
        yield


def _put_in_place(book: Path) -> None:
    """Let the new book take the old one's name; the old one's WAL must not be read into it."""
    for suffix in (WAL, SHARED, ROLLBACK):
        remove(_beside(book, suffix))
    sync_to_disk(book.parent)
    move(_ready(book), book)
    sync_to_disk(book.parent)


def _second_name(book: Path, kind: str, at: datetime) -> Path:
    """Give the old book a second name, with its WAL; one that an earlier try gave is kept."""
    for known in set_aside_files(book):
        if _same(book, known):
            return known
    name = f"{book.name}.{kind}-{at:%Y%m%d-%H%M%S}"
    names = (book.with_name(name if n == 1 else f"{name}-{n}") for n in range(1, 1000))
    aside = next(one for one in names if not one.exists())
    for suffix in (WAL, ""):  # the file last: an old book without its WAL would be taken for whole
        if _beside(book, suffix).exists():
            _link(_beside(book, suffix), _beside(aside, suffix))
            sync_to_disk(book.parent)
    return aside


def _take_back_name(book: Path, aside: Path) -> None:
    """Leave the old book under its own name alone, with the WAL that it had."""
    with suppress(OSError):
        if _beside(aside, WAL).exists() and not _beside(book, WAL).exists():
            move(_beside(aside, WAL), _beside(book, WAL))
        for suffix in (WAL, ""):
            remove(_beside(aside, suffix))


def _link(file: Path, name: Path) -> None:
    """Give a file a second name; a disk that knows no second names gets a copy."""
    try:
        os.link(file, name)
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        copy = _beside(name, ".part")
        import shutil

        shutil.copyfile(file, copy)
        copy.chmod(0o600)
        sync_to_disk(copy)
        move(copy, name)


def _same(book: Path, other: Path) -> bool:
    try:
        return book.samefile(other)
    except OSError:
        return False


def _ready(book: Path) -> Path:
    return _beside(book, ".rescue")


def _beside(book: Path, suffix: str) -> Path:
    return book.with_name(f"{book.name}{suffix}")


@contextmanager
def _describe_disk(book: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotSaved(f"cannot write beside the logbook {book}: {error.strerror}") from error
