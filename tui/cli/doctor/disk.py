"""The folders with their modes, the session, and the logbook."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.doctor.check import Check
from tui.cli.hardening import kept_files
from tui.cli.wiring import AppContext
from tui.private_files import OTHERS
from tui.settings.model import Settings
from tui.settings.paths import Paths

if TYPE_CHECKING:
    from tui.logbook.inspection import Inspection
    from tui.sync.protocol import Identity

LOG_SAYS = "the log file says why, or it is older than the setting"
ROOM_BYTES = 50_000_000
_NO_PROJECT = "topset alone asks for one; topset demo needs none"
_LATER = "the configuration has to be right first"


def folders(context: AppContext) -> Iterator[Check]:
    """Tell of each folder whether topset can write there, and others cannot read."""
    paths = context.paths
    for name, folder in (("config", paths.config), ("data", paths.data), ("state", paths.state)):
        yield _folder(f"folder_{name}", folder, private=name == "data")
    yield _kept_files(paths)
    log = paths.log_file
    size = f", {log.stat().st_size:,} bytes" if _there(log) else " (nothing was logged yet)"
    yield Check("log_file", True, f"{log}{size}")


def _kept_files(paths: Paths) -> Check:
    """Tell of files that others may read, or that are others'."""
    if sys.platform == "win32":
        return Check("files", None, "their rights are not looked at on this system")
    theirs, open_ones = [], []
    for path in kept_files(paths):
        try:
            found = path.lstat()
        except OSError:
            continue
        if found.st_uid != os.geteuid():
            theirs.append(path)
        elif path.is_file() and found.st_mode & OTHERS and not path.name.endswith(".session.json"):
            open_ones.append(path)
    if theirs:
        do = f"give it back to {_account()}, or set TOPSET_HOME to another folder"
        return Check("files", False, f"{theirs[0]} belongs to another account", do)
    if open_ones:
        words = (
            f"{open_ones[0]} is open to others on this machine"
            if len(open_ones) == 1
            else f"{len(open_ones)} files are open to others on this machine, such as"
            f" {open_ones[0]}"
        )
        return Check("files", False, words, "any other topset command closes them")
    return Check("files", True, "all are yours, and closed to others")


def _folder(name: str, folder: Path, *, private: bool) -> Check:
    there = next(parent for parent in (folder, *folder.parents) if _there(parent))
    if not there.is_dir():
        return Check(name, False, f"{there} is a file", f"move it away: topset wants {folder}")
    if not os.access(there, os.W_OK | os.X_OK):
        why = "is on a read-only disk" if _read_only(there) else "may not be written"
        do = f"make it writable for {_account()}, or set TOPSET_HOME to another folder"
        return Check(name, False, f"{there} {why}", do)
    if there != folder:
        return Check(name, True, f"{folder} (made when it is needed)")
    mode = stat.S_IMODE(folder.stat().st_mode)
    if private and mode & 0o077 and sys.platform != "win32":
        words = f"{folder} is open to other people on this machine (mode {mode:03o})"
        return Check(name, False, words, f"chmod 700 '{folder}'")
    free = shutil.disk_usage(folder).free
    if free < ROOM_BYTES:
        return Check(name, False, f"{folder} has {free // 1_000_000} MB left", "free some space")
    return Check(name, True, f"{folder} ({_describe_mode(mode)}{free // 1_000_000_000} GB free)")


def _describe_mode(mode: int) -> str:
    """Return a mode as it is told, with a comma; Windows has others' rights elsewhere."""
    return "" if sys.platform == "win32" else f"mode {mode:03o}, "


def _there(path: Path) -> bool:
    """Tell whether something is there that this account may look at."""
    try:
        return path.exists()
    except OSError:
        return False


def _read_only(folder: Path) -> bool:
    return sys.platform != "win32" and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _account() -> str:
    return os.environ.get("USER") or os.environ.get("USERNAME") or "your account"


def session(
    context: AppContext, settings: Settings | None
) -> Generator[Check, None, Identity | None]:
    """Tell who is signed in and how their session is kept; return whose log this is."""
    from tui.supabase.session_store import SessionStore

    if settings is None:
        yield Check("session", None, f"not looked at: {_LATER}")
        return None
    local = context.local_lifter()
    if not settings.url or not settings.publishable_key:
        if local:
            yield Check("session", True, "none: this log stays on this laptop")
        else:
            yield Check("session", False, "no Supabase project is set", _NO_PROJECT)
        return local
    signed_in = SessionStore(context.paths.data, settings.url).identity()
    if signed_in is None:
        yield Check("session", False, "signed out", "topset sign-in")
        return local
    yield _session(context, signed_in)
    return signed_in


def _session(context: AppContext, lifter: Identity) -> Check:
    from tui.sync.protocol import SignedOut, SyncError

    file = context.session_store.session_file(lifter.user_id)
    mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0o600
    try:
        kept = context.session_store.load(lifter.user_id)
    except SyncError as error:
        do = "topset sign-in" if isinstance(error, SignedOut) else "unlock or install the keyring"
        return Check("session", False, error.words, do)
    if kept.ended is not None:
        words = f"the session of {lifter.email} has ended ({kept.ended})"
        return Check("session", False, words, "topset sign-in; what is logged is kept and sent")
    if mode & 0o077 and sys.platform != "win32":
        words = f"{file} could be read by others (mode {mode:03o}); it is closed now"
        return Check(
            "session", False, words, "topset sign-out, then topset sign-in, for new tokens"
        )
    until = datetime.fromtimestamp(kept.received_at + kept.expires_in, UTC).astimezone()
    return Check(
        "session",
        True,
        f"{lifter.email}; the token is good until {until:%Y-%m-%d %H:%M} and then renewed"
        f" ({_describe_mode(mode)}{_where_kept(context, lifter)})",
    )


def _where_kept(context: AppContext, lifter: Identity) -> str:
    """Say where the session lies in truth, which may be another place than the setting's."""
    name = context.session_store.session_file(lifter.user_id).name
    if context.session_store.in_keyring(lifter.user_id):
        still = "" if context.settings.keyring else ", until it is next renewed"
        return f"refresh token in the keyring{still}, the rest in {name}"
    if context.settings.keyring:
        return f"all of it in {name}: the keyring has not taken it, {LOG_SAYS}"
    return name


def logbook(
    context: AppContext, settings: Settings | None, lifter: Identity | None
) -> Iterator[Check]:
    """Tell the logbook's format, what waits in it, and whether its file is sound."""
    from tui.logbook import DamagedLogbook, LogbookError
    from tui.logbook.inspection import inspect
    from tui.logbook.replacing import has_traces, is_empty

    if lifter is None:
        why = _LATER if settings is None else "it is known once somebody has signed in"
        yield Check("logbook", None, f"not looked at: {why}")
        return
    file = context.paths.logbook_file(lifter.project, lifter.user_id)
    if is_empty(file) and has_traces(file):
        words = f"{file} has vanished; what was not sent is in its second copy"
        yield Check("logbook", False, words, "topset today: it is begun anew with that")
        return
    if not file.exists():
        yield Check("logbook", True, f"{file} (made when it is needed)")
        return
    yield from _set_aside(file)
    try:
        found = inspect(file)
    except DamagedLogbook as error:
        do = "topset today: it is set aside, and what is not sent is salvaged"
        yield Check("logbook", False, f"{file}: {error}", do)
        return
    except LogbookError as error:
        yield Check("logbook", False, f"{file}: {error}", "see folder_data above")
        return
    yield _inspected(file, found, lifter)


def _inspected(file: Path, found: Inspection, lifter: Identity) -> Check:
    """Tell what a file is that could be read to its end."""
    from tui.sync.protocol import LOCAL_LIFTER

    owner = "" if lifter == LOCAL_LIFTER else f"{lifter.user_id}@{lifter.project}"
    if found.format > found.latest_format:
        words = f"{file} has format {found.format}, this topset knows {found.latest_format}"
        return Check("logbook", False, words, "update topset")
    if found.counts is None:
        return Check("logbook", True, f"{file} is empty so far")
    if found.owner not in ("", owner):
        words = f"{file} is the logbook of another lifter, or of another project"
        do = "move it away; what is here of yours is fetched again"
        return Check("logbook", False, words, do)
    counts = found.counts
    words = (
        f"{file}: format {found.format} of {found.latest_format}, sound; {counts.unsent} unsent,"
        f" {counts.refused} refused, {counts.conflicts} in conflict"
    )
    waits = counts.refused or counts.conflicts
    return Check("logbook", not waits, words, "topset changes" if waits else "")


def _set_aside(file: Path) -> Iterator[Check]:
    """Tell of changes that only old logs still hold."""
    from tui.logbook import LogbookError
    from tui.logbook.rescue import in_words, stranded

    with suppress(LogbookError, OSError):
        if words := in_words(stranded(file)):
            yield Check("set_aside", False, words, "topset rescue")
