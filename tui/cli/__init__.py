"""The command line, and the one place that builds things out of the parts."""

from __future__ import annotations

import gc
import sys

from tui import __version__


def main() -> None:
    """Run the command line; the entry of the `topset` program."""
    if sys.argv[1:] == ["--version"] and _told_version():
        return
    gc.disable()  # most of a start makes what stays: the app and the commands say when it is over
    from tui.cli.hardening import leave_no_core
    from tui.cli.root import topset
    from tui.cli.streams import mend_streams

    mend_streams()
    leave_no_core()
    topset.main(prog_name="topset")


def _told_version() -> bool:
    """Tell the version before anything else is imported; False where stdout takes no text."""
    try:
        print(f"topset, version {__version__}", flush=True)  # noqa: T201
    except (OSError, ValueError):
        return False
    return sys.stdout is not None
