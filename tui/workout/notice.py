"""What is said to the lifter, and in which tone."""

from __future__ import annotations

from typing import Literal

from tui.lazy_dataclass import dataclass

Tone = Literal["", "muted", "good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A line under the entry: what went wrong and where, or what was just done."""

    words: str
    tone: Tone = "muted"
    column: int | None = None  # where in the typed text, for an error


@dataclass(frozen=True, slots=True)
class SyncMark:
    """How it stands between this laptop and the database, in words and an arrow."""

    words: str
    tone: Tone = "muted"
