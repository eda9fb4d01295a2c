"""Processes that run PostgreSQL: is this one ours, does it take a signal, has it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

if sys.platform == "win32":
    raise ImportError("the sandbox needs Linux, macOS or WSL")

STOP_SECONDS = 20.0
_FORCED_STOP_SECONDS = 5.0


def end(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe, which asks for a fast shutdown, and wait; force it if it takes too long."""
    if process.stdin is not None:
        process.stdin.close()
    for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, _FORCED_STOP_SECONDS)):
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(sign)
        else:
            return
    try:
        process.wait(timeout=_FORCED_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_orphan(data_folder: Path) -> int | None:
    """End a postmaster that still serves this folder, or drop the pid file of a dead one.

    Returns the process id of one that does not stop.
    """
    pid_file = data_folder / "postmaster.pid"
    pid = _first_number(pid_file)
    if pid is None:
        return None
    for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, _FORCED_STOP_SECONDS)):
        if not _serves(pid, data_folder):
            break
        _send(pid, sign)
        wait_until(lambda: not _serves(pid, data_folder), seconds)
    if _serves(pid, data_folder):
        return pid
    pid_file.unlink(missing_ok=True)
    return None


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text("utf-8", errors="replace").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _serves(pid: int, data_folder: Path) -> bool:
    """Whether process `pid` is a postmaster of this very folder: a pid alone may be anybody's."""
    if not _send(pid, 0):
        return False
    process = Path("/proc") / str(pid)
    if process.exists():
        try:
            return (process / "cwd").resolve(strict=True) == data_folder.resolve() and (
                process / "comm"
            ).read_text("utf-8").strip() == "postgres"
        except OSError:
            return False
    shown = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return "postgres" in shown and str(data_folder) in shown


def _send(pid: int, sign: int) -> bool:
    """Send a signal (0 only asks); whether there was a process to take it."""
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return False
    except PermissionError:
        return sign == 0
    return True


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until something holds, at most so long; whether it does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.01)
    return True
