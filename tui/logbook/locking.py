"""A lock between the processes of one laptop, held for a moment while a book is opened."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(file: Path, seconds: float) -> Iterator[None]:
    """Hold the lock that `file` stands for; the file stays, and the lock ends with the process.

    Raises TimeoutError where another holds it for longer, OSError where the file cannot be made.
    """
    descriptor = os.open(file, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        until = time.monotonic() + seconds
        while True:
            try:
                _try(descriptor)
                break
            except (BlockingIOError, PermissionError):
                if time.monotonic() > until:
                    raise TimeoutError(f"{file} is held by another") from None
                time.sleep(0.01)
        yield
    finally:
        os.close(descriptor)
