"""Several lines that were pasted, each read as a set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.lazy_dataclass import dataclass
from tui.training.entry import Entry, EntryError
from tui.training.likelihood import Doubt, Known, understand


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One of several lines that were pasted: its set, or in words why it is none."""

    line: str
    entry: Entry | None
    words: str


def read_pasted(lines: Sequence[str], known: Known) -> tuple[PastedLine, ...]:
    """Read several lines as sets one after the other, each relative to the one before it."""
    read: list[PastedLine] = []
    for line in lines:
        entry, words = None, ""
        try:
            said = understand(line, known)
        except EntryError as error:
            words = error.message
        else:
            entry = None if isinstance(said, Doubt) else said
            words = known.words(said) if isinstance(said, Entry) else said.question(known)
        read.append(PastedLine(line, entry, words))
        known = known if entry is None else replace(known, basis=entry)
    return tuple(read)
