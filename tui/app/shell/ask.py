"""A question with one line for an answer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.app.shell.comment_input import CommentInput
from tui.plain_text import clean


class AskScreen(ModalScreen[str | None]):
    """Gives the text, or None when the question was left."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", id="ask.leave")]

    def __init__(self, title: str, text: str, refusal: str = "") -> None:
        """`refusal` says why the text could not be kept the last time."""
        super().__init__()
        self._refusal = refusal
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the question and the line."""
        with Container(classes="box"):
            yield Static(clean(self._title), classes="title", markup=False)
            yield CommentInput(clean(self._text), max_length=500, select_on_focus=False)
            yield Static(clean(self._refusal), classes="said -bad", markup=False)
            yield Static("Enter keeps it · Esc leaves it", classes="quiet")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the answer."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Give no answer."""
        self.dismiss(None)
