"""A set as it was written at the prompt: what it says, or why it is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.exits import Stopped
from tui.training.entry import EntryError, format_entry
from tui.training.likelihood import Doubt, understand

if TYPE_CHECKING:
    from tui.training.entry import Entry
    from tui.training.likelihood import Known


def understood(
    known: Known, line: str, *, insists: bool, command: str, nothing: str = "Nothing is logged"
) -> Entry:
    """Return what a line says.

    Another line is offered behind `command`; `nothing` is said where this one is not taken.
    Raises Stopped where it says nothing, or nothing that is likely to be meant.
    """
    try:
        said = known.parse(line) if insists else understand(line, known)
    except EntryError as error:
        raise Stopped(f"{line!r}, column {error.position + 1}: {error.message}.") from error
    if not isinstance(said, Doubt):
        return said
    ways = []
    if said.offer is not None and said.offer != said.written:
        likely = format_entry(said.offer, unit=known.unit, bodyweight=known.bodyweight)
        ways.append(f"`{command} '{likely}'` logs that")
    if said.written is not None:
        ways.append(f"--yes logs {known.words(said.written)}")
    raise Stopped(f"{said.question(known)} {nothing}: {', '.join(ways)}.")
