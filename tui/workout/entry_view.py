"""What the entry line shows: frozen values with the words already chosen."""

from __future__ import annotations

from typing import Literal

from tui.lazy_dataclass import dataclass
from tui.workout.notice import Notice


@dataclass(frozen=True, slots=True)
class Purpose:
    """What Enter will do with the line: log the next set or an extra one, or amend one."""

    verb: Literal["set", "extra", "amend"]
    set_no: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """The entry line: what Enter will do, the text, and the plates that it takes."""

    purpose: Purpose
    text: str
    caret: int
    pristine: bool
    hint: str = ""
    placeholder: str = ""
    notice: Notice | None = None

    @property
    def prompt(self) -> str:
        """What stands before the text: `set 3`, `amend 1`."""
        return f"{self.purpose.verb} {self.purpose.set_no}"
