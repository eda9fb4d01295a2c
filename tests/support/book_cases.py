"""Actions on logbooks, each with what it begins from and what the lifter has at the next start."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.logbook.conftest import BENCH, two_weeks
from tests.support.book_actions import AT, State, open_book, state_of
from tests.support.books import book_with_sets, make_older, put_back, reopened
from tests.support.damage import damage
from tui.logbook import DamagedLogbook, Logbook
from tui.logbook.adoption import adopt
from tui.logbook.backup import backup
from tui.logbook.journal import journal_of, read_journal
from tui.logbook.rescue import rescue, stranded
from tui.training.entry import Entry

# What these tell of is what the logbook holds; the others change where it lies.
TELLING = ("first", "train", "receipts", "undo")


def nothing_yet(kept: Path) -> str:
    """No book, no folder: the first start."""
    return ""


def some_sets(kept: Path) -> str:
    book_with_sets(kept / "log" / "book", 3)
    return BENCH


def many_sets(kept: Path) -> str:
    """Some of them in the WAL alone."""
    with open_book(kept / "log" / "book", first_id=1000) as book:
        book.base.apply(two_weeks())
        for weight in range(5):
            book.workouts.record_sets(BENCH, [Entry(float(weight + 90), 8)])
    return ""


def journal_behind(kept: Path) -> str:
    """The second copy lacks the last set, and is made anew by the next start."""
    many_sets(kept)
    journal = journal_of(kept / "log" / "book")
    journal.write_bytes(journal.read_bytes()[:-100])
    return ""


def crashed(kept: Path) -> str:
    """Files of a topset that never closed its book: most of it is in the WAL alone."""
    live = kept.with_name("live")
    with open_book(live / "log" / "book", first_id=1000) as book:
        book.base.apply(two_weeks())
        for weight in range(5):
            book.workouts.record_sets(BENCH, [Entry(float(weight + 90), 8)])
        put_back(live, kept)
    return ""


def crashed_alone(kept: Path) -> str:
    """The same without a second copy, and damaged."""
    crashed(kept)
    journal_of(kept / "log" / "book").unlink()
    file = kept / "log" / "book"
    file.write_bytes(b"\xa5" * 100 + file.read_bytes()[100:])
    return ""


def older(kept: Path) -> str:
    many_sets(kept)
    make_older(kept / "log" / "book")
    return ""


def damaged(kept: Path) -> str:
    many_sets(kept)
    damage(kept / "log" / "book", "modular_training_exercise")
    return ""


def backed_up(kept: Path) -> str:
    file = kept / "log" / "book"
    book_with_sets(file, 3)
    backup(file, kept / "backup")
    with Logbook.open(file) as book:
        book.workouts.record_sets(BENCH, [Entry(99.0, 8)])
    return "backup"


def to_back_up(kept: Path) -> str:
    many_sets(kept)
    return "backup"


def beside_an_account(kept: Path) -> str:
    many_sets(kept)
    with Logbook.open(kept / "log" / "account") as book:
        book.base.apply(two_weeks())
    return "log/account"


def alone(kept: Path) -> str:
    many_sets(kept)
    return "log/account"


def set_aside(kept: Path) -> str:
    """As an earlier topset left it when killed: the damaged book aside, the new one empty."""
    many_sets(kept)
    file = kept / "log" / "book"
    file.rename(file.with_name("book.damaged-20261124-180000"))
    journal_of(file).unlink()
    Logbook.open(file).close()
    return ""


CASES: dict[str, tuple[str, Callable[[Path], str]]] = {
    "first start": ("first", nothing_yet),
    "train": ("train", some_sets),
    "receipts": ("receipts", many_sets),
    "undo": ("undo", many_sets),
    "undo, second copy behind": ("undo", journal_behind),
    "undo after a crash": ("undo", crashed),
    "migrate": ("migrate", older),
    "salvage": ("salvage", damaged),
    "salvage of a WAL, no second copy": ("salvage", crashed_alone),
    "salvage in the running app": ("app", many_sets),
    "restore": ("restore", backed_up),
    "backup": ("backup", to_back_up),
    "adopt, joining": ("adopt", beside_an_account),
    "adopt, moving": ("adopt", alone),
    "rescue": ("rescue", set_aside),
}


def state_after(work: Path, action: str, other: str) -> State:
    """Return what the lifter has after the next start, which goes on with what was interrupted."""
    file = work / "log" / "book"
    if action == "adopt":
        account = Path(other)
        if file.exists() or journal_of(file).exists():
            with suppress(DamagedLogbook):
                adopt(file, account)
        file = account
    with reopened(file) as book:
        if stranded(file):
            rescue(file, at=AT)
        state = state_of(book)
    standing, _, _ = read_journal(file)
    assert {name: json.loads(str(one["document"])) for name, one in standing.items()} == {
        **state["unsent"]
    }
    return state
