"""A card over the screen: read at a glance, closed with any key."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Click, Key
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.app.shell.painted import Painted
from tui.plain_text import clean
from tui.workout.cards import CardView
from tui.workout.styled import Line


class CardLines(Painted[CardView]):
    """The lines of the card."""

    @staticmethod
    def draw(view: CardView, width: int, height: int) -> list[Line]:
        """Return the lines as they are."""
        return list(view.lines)


class CardScreen(ModalScreen[str | None]):
    """Gives the answer of the key that closed it, None for any other key."""

    AUTO_FOCUS = ""

    def __init__(self, view: CardView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """Lay out title, lines and keys."""
        lines = CardLines(self._view)
        lines.styles.height = len(self._view.lines)
        with Container(classes="box"):
            yield Static(clean(self._view.title), classes="title", markup=False)
            yield lines
            yield Static(f"\n{self._view.keys}", classes="quiet", markup=False)

    def on_key(self, event: Key) -> None:
        """Close; no key does anything else meanwhile."""
        event.stop()
        event.prevent_default()
        self.dismiss(dict(self._view.answers).get(event.key))

    def on_click(self, event: Click) -> None:
        """Close."""
        event.stop()
        self.dismiss(None)
