"""The line being typed on the today screen: digits are data, letters are commands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_DATA = frozenset("0123456789xX×*@+-., ")
_SETS = r"(?:[2-9]\s?[x×*]\s?(?=\d\d))?"  # 3x180, but not the reps of 80x8
_CONTINUES = {
    "b": re.compile(r"(^|[\d.,\s]l|[\sx×*])$"),  # bw, 3xbw, lb
    "w": re.compile(r"(^|[^l])b$"),  # bw
    "l": re.compile(rf"^{_SETS}[^x@]*\d\s?$"),  # lb, after the weight
    "k": re.compile(rf"^{_SETS}[^x@]*\d\s?$"),  # kg, after the weight
    "g": re.compile(r"k$"),
    "r": re.compile(r"(x|\s|^)\s*\d+\s?$"),  # reps in reserve, after the reps
}


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

    def takes(self, char: str) -> bool:
        """Tell whether this character goes into the line rather than being a command."""
        if char in _DATA:
            return not (char == " " and (self.pristine or not self.text))
        if char == "b" and self.pristine:
            return True
        if self.pristine or char not in _CONTINUES:
            return False
        return _CONTINUES[char].search(self.text[: self.caret].lower()) is not None

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

    def move(self, cells: int) -> LineEditor:
        """Move the caret; moving into a guess makes it the lifter's own text."""
        caret = max(0, min(len(self.text), self.caret + cells))
        return LineEditor(self.text, caret, False)
