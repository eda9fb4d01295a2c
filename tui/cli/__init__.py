"""The command line, and the one place that builds things out of the parts."""

from __future__ import annotations

from tui.cli.hardening import leave_no_core
from tui.cli.root import topset
from tui.cli.streams import mend_streams


def main() -> None:
    """Run the command line; the entry of the `topset` program."""
    mend_streams()
    leave_no_core()
    topset.main(prog_name="topset")
