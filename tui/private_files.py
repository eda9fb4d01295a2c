"""Files that are their lifter's alone: written so that no link leads astray, and looked after.

A name that was guessed beforehand may be a link by the time it is written to; so what is new is
made under a name that nobody knows, and takes its place in one step.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

OTHERS = 0o077
# Virus scanners and indexers of Windows open what is new, and let go of it soon.
_HELD_SECONDS = 1.0
_LOOK_SECONDS = 0.02


class NotOursError(Exception):
    """A file or folder of topset belongs to another account; the message says which."""


@contextmanager
def replacing(file: Path, *, mode: int = 0o600) -> Iterator[tuple[IO[str], Path]]:
    """Open a new file for the place of `file`, which it takes when the block ends well.

    Also gives its path. A crash leaves the old file or the new one, whole. Raises OSError.
    """
    import tempfile

    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            if mode != 0o600:
                new.chmod(mode)
            yield stream, new
            stream.flush()
            to_disk(stream.fileno())
        move(new, file)
    except BaseException:
        remove(new)
        raise
    sync_to_disk(file.parent)


def make_folder(folder: Path, *, mode: int = 0o700) -> None:
    """Make a folder, with those above it if need be, and wait until its name is on the disk.

    A file that was synced is lost all the same with the name of its folder. Raises OSError.
    """
    if folder.is_dir():
        return
    if not folder.parent.exists():
        make_folder(folder.parent, mode=0o777)
    folder.mkdir(mode=mode, exist_ok=True)
    with suppress(PermissionError):  # one may write to some folders without reading them
        sync_to_disk(folder.parent)


def sync_to_disk(path: Path) -> None:
    """Wait until a file or a folder is on the disk; Windows has no way to say so of a folder."""
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        to_disk(descriptor)
    finally:
        os.close(descriptor)


def to_disk(descriptor: int) -> None:
    """Wait until what was written to a file is on the disk itself. Raises OSError."""
    if sys.platform == "darwin":  # whose fsync leaves it in the drive's own memory
        import fcntl

        with suppress(OSError):  # a network disk may not know this
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def move(file: Path, to: Path) -> None:
    """Put a file in the place of another, or where there is none. Raises OSError."""
    _once_let_go(lambda: file.replace(to))


def remove(file: Path) -> None:
    """Remove a file, should it be there. Raises OSError."""
    _once_let_go(lambda: file.unlink(missing_ok=True))


def _once_let_go(act: Callable[[], object]) -> None:
    """Do something to a file, tried again for a second where Windows says that it is in use."""
    until = time.monotonic() + _HELD_SECONDS
    while True:
        try:
            act()
        except PermissionError:
            if sys.platform != "win32" or time.monotonic() > until:
                raise
            time.sleep(_LOOK_SECONDS)
        else:
            return


def open_to_append(file: Path) -> int:
    """Open a file of ours at its end, made if need be, and never through a link. Raises OSError."""
    flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
    return os.open(file, flags, 0o600)


def close_to_others(paths: Iterable[Path]) -> list[Path]:
    """Take everybody else's rights to files and folders of ours away; return those that had some.

    What a link leads to is left alone. Raises NotOursError for what belongs to another account:
    what it holds may be anyone's words, and what is written there would be lost to its owner.
    """
    if sys.platform == "win32":
        return []
    closed = []
    for path in paths:
        try:
            found = path.lstat()
        except OSError:
            continue
        if stat.S_ISLNK(found.st_mode):
            continue
        if found.st_uid != os.geteuid():
            raise NotOursError(
                f"{path} belongs to another account of this machine (number {found.st_uid}): give"
                " it back to yours, or set TOPSET_HOME to a folder of your own."
            )
        if found.st_mode & OTHERS:
            with suppress(OSError):
                path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
                closed.append(path)
    return closed
