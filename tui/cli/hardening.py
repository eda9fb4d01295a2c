"""What every start does for the lifter's secrets: no core dumps, and no file open to others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tui.cli.words import say
from tui.private_files import NotOursError, close_to_others
from tui.settings.paths import ConfigError, Paths
from tui.training.wording import counted


def leave_no_core() -> None:
    """Have the system write no image of this process when it crashes: tokens would be in it.

    A limit of one byte and not of none: Linux gives the image to a program such as
    systemd-coredump whatever the limit is, unless it is one.
    """
    if sys.platform == "win32":  # which writes none unless it is told to
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    least = 1 if hard == resource.RLIM_INFINITY else min(hard, 1)
    resource.setrlimit(resource.RLIMIT_CORE, (least, least))


def look_after_files(paths: Paths) -> None:
    """Close to others what is the lifter's own; say so of files, which may have been read.

    Raises ConfigError for what is another's.
    """
    try:
        closed = close_to_others(kept_files(paths))
    except NotOursError as error:
        raise ConfigError(str(error)) from error
    files = [path for path in closed if path.is_file()]
    if files:
        others = counted(len(files) - 1, "more file")
        more = f" and {others} were" if len(files) > 1 else " was"
        say(f"{files[0]}{more} open to others on this machine: closed now.")


def kept_files(paths: Paths) -> Iterator[Path]:
    """Give everything of topset's that is there, the sandbox's inside apart."""
    yield from (paths.config, paths.config_file, paths.data, paths.state)
    yield from _inside(paths.state)
    for folder in _inside(paths.data):
        yield folder
        if folder != paths.demo_home and folder.is_dir() and not folder.is_symlink():
            yield from _inside(folder)


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
