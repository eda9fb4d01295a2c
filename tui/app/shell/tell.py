"""Something that has to be read before going on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.plain_text import clean


class TellScreen(ModalScreen[None]):
    """Says it until Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape,q", "dismiss", "go on", id="tell.close"),
    ]

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self._title = title
        self._words = words

    def compose(self) -> ComposeResult:
        """Lay out the words."""
        with Container(classes="box"):
            yield Static(clean(self._title), classes="title", markup=False)
            yield Static(clean(self._words), markup=False)
            yield Static("\nEnter goes on", classes="quiet", markup=False)
