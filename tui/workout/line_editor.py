"""The line being typed on the today screen: text from the first character until it is empty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from tui.lazy_dataclass import dataclass
from tui.training.entry import Entry, format_entry, plain_width
from tui.training.equipment import is_bodyweight
from tui.training.progression import has_plan
from tui.training.sheet import SessionSheet
from tui.training.units import Unit

_BEGINS = frozenset("0123456789xX×*@+-−–.,bB")


@dataclass(frozen=True, slots=True)
class LineEditor:
    """The text, where the caret stands, and whether it is still the guess that was filled in."""

    text: str = ""
    caret: int = 0
    pristine: bool = True

    @classmethod
    def filled(cls, text: str) -> LineEditor:
        """Return a line that holds a guess: the first character typed replaces it."""
        return cls(text, len(text), True)

    @classmethod
    def typed_before(cls, text: str) -> LineEditor:
        """Return a line that somebody was typing when the app was closed."""
        return cls(text, len(text), False)

    @property
    def touched(self) -> bool:
        """Whether it holds what the lifter typed, so that every printable key is text."""
        return bool(self.text) and not self.pristine

    def takes(self, char: str) -> bool:
        """Tell whether this character goes into the line rather than being a command."""
        if self.touched:
            return char.isprintable()
        return plain_width(char) in _BEGINS

    def insert(self, chars: str) -> LineEditor:
        """Type something; a guess gives way to it."""
        if self.pristine:
            return LineEditor(chars, len(chars), False)
        text = self.text[: self.caret] + chars + self.text[self.caret :]
        return LineEditor(text, self.caret + len(chars), False)

    def backspace(self) -> LineEditor:
        """Remove the character before the caret; a guess becomes the lifter's own text."""
        if not self.caret:
            return replace(self, pristine=False)
        text = self.text[: self.caret - 1] + self.text[self.caret :]
        return LineEditor(text, self.caret - 1, False)

    def delete(self) -> LineEditor:
        """Remove the character under the caret."""
        text = self.text[: self.caret] + self.text[self.caret + 1 :]
        return LineEditor(text, self.caret, False)

    def delete_word(self) -> LineEditor:
        """Remove the word before the caret, up to a blank, as a shell does."""
        kept = self.text[: self.caret].rstrip()
        kept = kept[: kept.rfind(" ") + 1]
        return LineEditor(kept + self.text[self.caret :], len(kept), False)

    def delete_to_start(self) -> LineEditor:
        """Remove all that stands before the caret."""
        return LineEditor(self.text[self.caret :], 0, False)

    def delete_to_end(self) -> LineEditor:
        """Remove all that stands after the caret."""
        return LineEditor(self.text[: self.caret], self.caret, False)

    def move(self, cells: int) -> LineEditor:
        """Move the caret; moving into a guess makes it the lifter's own text."""
        caret = max(0, min(len(self.text), self.caret + cells))
        return LineEditor(self.text, caret, False)

    def edited_by(self, key: str) -> LineEditor | None:
        """Return the line after a key that moves or removes; None for any other key."""
        edit = _EDITS.get(key)
        return None if edit is None else edit(self)


_FAR = 1_000_000
_EDITS: Final[Mapping[str, Callable[[LineEditor], LineEditor]]] = {
    "backspace": LineEditor.backspace,
    "delete": LineEditor.delete,
    "left": lambda line: line.move(-1),
    "right": lambda line: line.move(1),
    "home": lambda line: line.move(-_FAR),
    "end": lambda line: line.move(_FAR),
    "ctrl+a": lambda line: line.move(-_FAR),
    "ctrl+e": lambda line: line.move(_FAR),
    "ctrl+w": LineEditor.delete_word,
    "ctrl+u": LineEditor.delete_to_start,
    "ctrl+k": LineEditor.delete_to_end,
}
EDITING_KEYS: Final = frozenset(_EDITS)


def guess_in_line(
    basis: Entry | None,
    sheet: SessionSheet,
    index: int,
    *,
    set_chosen: bool,
    offered: bool,
    unit: Unit,
) -> LineEditor:
    """Return a line with the chosen set's values; else what was offered, or a planned set's guess.

    Nothing for a set beyond the plan or after the end, so that no Enter too many logs one.
    """
    if basis is None:
        return LineEditor.filled("")
    slot = sheet.exercises[index]
    wanted = not sheet.session.completed and (
        slot.done < slot.planned or not has_plan(slot.exercise)
    )
    if not (wanted or set_chosen or offered):
        return LineEditor.filled("")
    bodyweight = is_bodyweight(slot.exercise)
    return LineEditor.filled(
        format_entry(replace(basis, count=1), unit=unit, bodyweight=bodyweight)
    )
