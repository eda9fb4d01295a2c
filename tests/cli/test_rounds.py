"""What a round calls the things that go wrong on the laptop itself."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from tui.cli.lifter_sync import LifterSync
from tui.logbook import Logbook
from tui.sync.protocol import BookFailed


class OutOfDescriptors:
    """A door on a system that has no more open files to give."""

    def _refuse(self, *_: object) -> NoReturn:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    push = pull = pull_catalogue = schema_version = reachable = _refuse

    def close(self) -> None:
        """There is nothing to close."""


def failure(folder: Path, lock: Path) -> BookFailed:
    book = Logbook.open(folder / "book.sqlite3")
    with closing(LifterSync(book, OutOfDescriptors(), lock_file=lock)) as rounds:
        with pytest.raises(BookFailed) as failed:
            rounds.run()
        return failed.value


def test_what_the_system_refuses_inside_a_round_is_not_called_a_lock(tmp_path: Path) -> None:
    found = failure(tmp_path, tmp_path / "book.lock")
    assert found.code == "system"
    assert found.words == "The system refused something: Too many open files."


def test_a_lock_that_cannot_be_taken_is_called_one(tmp_path: Path) -> None:
    found = failure(tmp_path, tmp_path / "no such folder" / "x" / ("n" * 300))
    assert found.code == "lock"
    assert found.words.startswith("The lock beside the logbook cannot be taken: ")
