"""The line being typed on the today screen: text from the first character until it is empty."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.training.entry import plain_width

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

    def move(self, cells: int) -> LineEditor:
        """Move the caret; moving into a guess makes it the lifter's own text."""
        caret = max(0, min(len(self.text), self.caret + cells))
        return LineEditor(self.text, caret, False)
