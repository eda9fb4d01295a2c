"""The command line, and the one place that builds things out of the parts."""

from __future__ import annotations

from tui.cli.root import topset


def main() -> None:
    """Run the command line; the entry of the `topset` program."""
    topset.main(prog_name="topset")
