"""Fields with their complaints underneath, and the other ways to go on."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, ScrollableContainer
from textual.events import Click, Paste
from textual.message import Message
from textual.widgets import Input, Label, Static

from tui.app.shell.text import cell_width, fit
from tui.plain_text import clean

_WORDS = 27  # cells for the words of a way, so that what stands beside them is in one column
_LINE = 57  # cells for both, without the mark and the blank between them


class Form(ScrollableContainer, can_focus=False):
    """The calm box of a form; it scrolls where the terminal is low."""

    DEFAULT_CSS = """
    Form { overflow-x: hidden; scrollbar-size-vertical: 1; }
    """

    def __init__(self) -> None:
        super().__init__(classes="box")


class PasteLine(Input):
    """A line whose value has no blanks: a paste is taken whole, broken lines are joined."""

    class Pasted(Message):
        """Something was pasted; `text` is all of it, line breaks included."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        self.replace("".join(clean(event.text).split()), *self.selection)
        self.post_message(self.Pasted(event.text))


class Field(Container):
    """A label, a line, and what is wrong with it."""

    DEFAULT_CSS = """
    Field {
        height: auto;
        & .complaint { color: $error; padding-left: 18; display: none; }
        & .complaint.-said { display: block; }
    }
    """

    line = getters.query_one(Input)
    complaint = getters.query_one(".complaint", Static)

    def __init__(
        self,
        label: str,
        *,
        id: str,
        value: str = "",
        password: bool = False,
        pasted: bool = False,
        placeholder: str = "",
    ) -> None:
        """`pasted` is for what nobody types: a URL, a key, a code."""
        super().__init__(id=id)
        self._label = label
        self._line = (PasteLine if pasted else Input)(
            clean(value), password=password, placeholder=placeholder, select_on_focus=False
        )

    def compose(self) -> ComposeResult:
        """Lay out the line, and room for a complaint that takes none while there is none."""
        with Container(classes="row"):
            yield Label(self._label)
            yield self._line
        yield Static("", classes="complaint", markup=False)

    @property
    def value(self) -> str:
        """What stands in the line."""
        return self._line.value

    def fill(self, value: str) -> None:
        """Put something else into the line."""
        self._line.value = clean(value)

    def complain(self, words: str) -> None:
        """Say what is wrong, or with no words that nothing is."""
        self.complaint.update(clean(words))
        self.complaint.set_class(bool(words), "-said")


class Way(Static, can_focus=True):
    """Another way to go on: one line, taken with Enter, its key, or a click."""

    DEFAULT_CSS = """
    Way { height: 1; text-wrap: nowrap; text-overflow: ellipsis; color: $foreground; }
    Way:focus { background: $chosen; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", "take", show=False)]

    class Taken(Message):
        """The lifter goes this way."""

        def __init__(self, way: Way) -> None:
            super().__init__()
            self.way = way

    def __init__(self, words: str, *, id: str, key: str = "", about: str = "") -> None:
        super().__init__(id=id, markup=False)
        self._words = words
        self._key = key
        self._about = about

    def on_mount(self) -> None:
        """Draw the line."""
        self._draw(marked=False)

    def on_focus(self) -> None:
        """Mark the line, not by colour alone."""
        self._draw(marked=True)

    def on_blur(self) -> None:
        """Take the mark away."""
        self._draw(marked=False)

    def _draw(self, *, marked: bool) -> None:
        mark = "▸ " if marked else "  "
        about = f"{self._key}{clean(self._about)}"
        cells = max(_WORDS, min(cell_width(self._words), _LINE - cell_width(about)))
        self.update(f"{mark}{fit(self._words, cells)} {about}")

    def on_click(self, event: Click) -> None:
        """Take it."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Go this way."""
        self.post_message(self.Taken(self))
