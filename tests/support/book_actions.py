"""Actions on logbooks as a program of its own: the tests end it, or its disk, at any call.

With an action and its files it does that one; with `serve` it does one after another, each in a
process of its own that begins with everything imported. What the lifter would be told is written to
stdout as soon as it is true: after each step, what the logbook then holds.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tui.logbook import Logbook, LogbookError
from tui.logbook.adoption import adopt
from tui.logbook.backup import backup, restore
from tui.logbook.rescue import rescue
from tui.logbook.salvage import salvage
from tui.sync.protocol import Outcome
from tui.training.entry import Entry

AT = datetime(2026, 11, 24, 18, tzinfo=UTC)
State = dict[str, dict[str, object]]


def state_of(book: Logbook) -> State:
    """Return what is unsent, by change and by what it says, and the sets that can be seen."""
    entries = book._connection.execute("select id, document from change where state = 'unsent'")
    sets = book._connection.execute("select id, weight_kg from training_set")
    return {
        "unsent": {one["id"]: json.loads(one["document"]) for one in entries},
        "sets": {one["id"]: one["weight_kg"] for one in sets},
    }


def open_book(file: Path, first_id: int = 1) -> Logbook:
    """Open a logbook whose new ids are the same in every run."""
    numbers = count(first_id)
    return Logbook.open(
        file, now=lambda: AT, new_id=lambda: f"00000000-0000-4000-9000-{next(numbers):012d}"
    )


def begin(file: Path) -> None:
    """Log a first set, in a session without a plan."""
    with open_book(file) as book:
        tell(state_of(book))
        session = book.workouts.start_free_session(AT.date())
        tell(state_of(book))
        exercise = book.workouts.add_exercise(session, {"exercise_name": "Squat"})
        tell(state_of(book))
        book.workouts.record_sets(exercise, [Entry(60.0, 5)])
        tell(state_of(book))


def train(file: Path, exercise: str) -> None:
    """Log two sets, amend one, remove one, and undo all but the first."""
    with open_book(file) as book:
        steps: list[Callable[[], object]] = [
            lambda: book.workouts.record_sets(exercise, [Entry(1.0, 5)]),
            lambda: book.workouts.record_sets(exercise, [Entry(2.0, 5)]),
            lambda: book.workouts.update_set(newest(book, 1.0), Entry(3.0, 5)),
            lambda: book.workouts.delete_set(newest(book, 2.0)),
            *(book.workouts.undo,) * 3,
        ]
        for step in steps:
            step()
            tell(state_of(book))


def newest(book: Logbook, weight: float) -> str:
    """Return the set of a weight."""
    sets = state_of(book)["sets"]
    return next(one for one, lifted in sets.items() if lifted == weight)


def take_receipts(file: Path) -> None:
    """Settle what is unsent, half of it first, as an answer of the server does; log on."""
    with open_book(file) as book:
        while changes := book.changes.unsent(4):
            book.changes.settle(changes, [Outcome(id=one.id, outcome="applied") for one in changes])
            tell(state_of(book))
        book.workouts.undo()
        tell(state_of(book))


def undo_all(file: Path) -> None:
    """Undo whatever can be undone."""
    with open_book(file) as book:
        tell(state_of(book))
        while book.workouts.undo():
            tell(state_of(book))


def tell(state: State) -> None:
    """Say on stdout what the logbook holds."""
    os.write(1, json.dumps(state).encode() + b"\n")


def log(file: Path, exercise: str) -> None:
    """Log two sets, and say of each that it is saved."""
    with Logbook.open(file) as book:
        for weight in (1.0, 2.0):
            (made,) = book.workouts.record_sets(exercise, [Entry(weight, 5)])
            os.write(1, f"{made.id}\n".encode())


def back_up(file: Path, to: str) -> None:
    """Back up, and say when it is done."""
    backup(file, Path(to))
    with open_book(Path(to)) as copy:
        tell(state_of(copy))


def train_in_the_app(file: Path, _: str) -> None:
    """Train in the app while its logbook is damaged and salvaged."""
    import asyncio

    from tests.support.salvaging_app import train_through_damage

    # The sets that can be seen change with the salvage: what counts is what is to be sent.
    asyncio.run(
        train_through_damage(
            file, lambda: open_book(file), lambda book: tell({**state_of(book), "sets": {}})
        )
    )


ACTIONS: dict[str, Callable[[Path, str], object]] = {
    "first": lambda file, _: begin(file),
    "log": log,
    "train": train,
    "receipts": lambda file, _: take_receipts(file),
    "undo": lambda file, _: undo_all(file),
    "app": train_in_the_app,
    "migrate": lambda file, _: Logbook.open(file).close(),
    "salvage": lambda file, _: salvage(file, at=AT),
    "rescue": lambda file, _: rescue(file, at=AT),
    "restore": lambda file, other: restore(Path(other), file, owner="", at=AT),
    "backup": back_up,
    "adopt": lambda file, other: adopt(file, Path(other)),
}


def serve() -> None:
    """Do what each line of stdin says; answer with how it ended, and how many calls it took."""
    layer = ctypes.CDLL(os.environ["LD_PRELOAD"])
    for line in sys.stdin:
        told = json.loads(line)
        with ExitStack() as files:
            out, err = (files.enter_context(Path(told[name]).open("wb")) for name in ("out", "err"))
            child = os.fork()
            if child == 0:
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                # For what the action starts in its turn.
                os.environ |= {"TOPSET_DISK_LOG": told["log"], "TOPSET_DISK_FOLDER": told["folder"]}
                layer.disk_begin(
                    os.fsencode(told["log"]),
                    os.fsencode(told["folder"]),
                    ctypes.c_long(told["kill"]),
                    ctypes.c_long(told["full"]),
                )
                code = 1
                try:
                    ACTIONS[told["action"]](Path(told["file"]), told["other"])
                    code = 0
                except (LogbookError, OSError) as error:
                    os.write(2, f"{type(error).__name__}: {error}\n".encode())
                finally:
                    os._exit(code)
            _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve()
    else:
        ACTIONS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
