"""topset as on Windows: run as a program, in a process from which POSIX has been taken away.

What others wrote is loaded first, since that has ways of its own on Windows; what is ours finds no
module and no function that Windows lacks, waits for nothing but sockets, moves no file that is
open, and meets a virus scanner that holds each new file for a moment.
"""

from __future__ import annotations

import asyncio
import os
import runpy
import select
import selectors
import signal
import socket
import stat
import sys
import time
from collections.abc import Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

OTHERS = (
    "certifi",
    "click",
    "click.shell_completion",
    "filelock",
    "httpx",
    "logging.handlers",
    "platformdirs",
    "psycopg",
    "psycopg.types.json",
    "pydantic",
    "supabase_auth",
    "textual.app",
    "textual.drivers.headless_driver",
    "textual.pilot",
    "textual.widgets",
    "tomlkit",
)
MODULES = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
WITHOUT = (
    (
        os,  # all but fchmod and statvfs, which others ask for here
        "chown fchown fork forkpty get_blocking getegid geteuid getgid getpgid getuid killpg lchown"
        " mkfifo nice set_blocking setsid sync uname O_DIRECTORY O_NOFOLLOW",
    ),
    (
        signal,
        "SIGALRM SIGCONT SIGHUP SIGKILL SIGQUIT SIGTSTP SIGUSR1 SIGWINCH alarm pause setitimer"
        " sigwait",
    ),
    (socket, "AF_UNIX SCM_RIGHTS recv_fds send_fds"),
    (select, "epoll poll"),
)
SCANNED_SECONDS = 0.1


def take_away() -> None:
    """Leave this process with what Windows has."""
    for name in OTHERS:
        import_module(name)
    asyncio.run(asyncio.sleep(0))
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.modules["msvcrt"] = _msvcrt()
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # makes the import fail
    # How asyncio wakes itself; Windows makes such a pair of two connections over loopback.
    socket.socketpair = partial(socket.socketpair, socket.AF_UNIX)
    for module, names in WITHOUT:
        for name in names.split():
            delattr(module, name)
    select.select = _select_sockets
    selectors.SelectSelector._select = staticmethod(_select_sockets)  # type: ignore[attr-defined]
    os.dup = _dup_files
    _hold_files()
    sys.platform = "win32"


_os: Any = os  # changed at will
_select: Any = select.select
_dup, _replace, _unlink, _rename = os.dup, os.replace, os.unlink, os.rename


def _select_sockets(
    to_read: Iterable[Any], to_write: Iterable[Any], failed: Iterable[Any], seconds: Any = None
) -> Any:
    """Wait as Windows can: for sockets alone."""
    groups = [list(group) for group in (to_read, to_write, failed)]
    for one in (one for group in groups for one in group):
        if not _is_socket(one if isinstance(one, int) else one.fileno()):
            raise OSError(10038, "An operation was attempted on something that is not a socket")
    return _select(*groups, seconds)


def _dup_files(descriptor: int) -> int:
    if _is_socket(descriptor):
        raise OSError(9, "Bad file descriptor")
    return _dup(descriptor)


def _is_socket(descriptor: int) -> bool:
    return stat.S_ISSOCK(os.fstat(descriptor).st_mode)


def _msvcrt() -> ModuleType:
    """Return what is asked of that module of Windows: a lock on a file's first byte."""
    from fcntl import LOCK_EX, LOCK_NB, flock

    def locking(descriptor: int, mode: int, length: int) -> None:
        try:
            flock(descriptor, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise PermissionError(13, "Permission denied") from None

    module = ModuleType("msvcrt")
    module.locking, module.LK_NBLCK = locking, 2  # type: ignore[attr-defined]
    return module


def _hold_files() -> None:
    """Refuse to move or remove what is open here, and for a moment what is new."""
    first_asked: dict[str, float] = {}

    def check(path: Any) -> None:
        name = str(Path(path).absolute())
        since = first_asked.setdefault(name, time.monotonic())
        scanned = time.monotonic() - since > SCANNED_SECONDS
        if Path(path).exists() and not (scanned and name not in _open_here()):
            raise PermissionError(13, "The process cannot access the file", str(path))

    def replace(source: Any, target: Any, **named: Any) -> None:
        check(source)
        check(target)
        _replace(source, target, **named)

    def rename(source: Any, target: Any, **named: Any) -> None:
        check(source)
        if Path(target).exists():
            raise FileExistsError(17, "Cannot create a file when it already exists", str(target))
        _rename(source, target, **named)

    def unlink(path: Any, **named: Any) -> None:
        check(path)
        _unlink(path, **named)

    _os.replace, _os.rename, _os.unlink, _os.remove = replace, rename, unlink, unlink


def _open_here() -> set[str]:
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.add(str(entry.readlink()))
        except OSError:  # the one that listed them
            continue
    return found


if __name__ == "__main__":
    del sys.argv[0]
    take_away()
    if sys.argv[0] == "topset":
        from tui.cli import main

        main()
    else:
        runpy.run_module(sys.argv[0], run_name="__main__")
