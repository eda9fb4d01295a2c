"""The values of a refused change, to be put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from tui.logbook.resolution import EditError, EditField
from tui.plain_text import clean


class EditScreen(ModalScreen[dict[str, str] | None]):
    """Gives what stands in the fields, by column, or None when they were left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="mend.leave"),
        Binding("up", "app.focus_previous", "field above", id="mend.up"),
        Binding("down", "app.focus_next", "field below", id="mend.down"),
    ]
    DEFAULT_CSS = """
    EditScreen VerticalScroll { height: auto; max-height: 10; }
    """

    said = getters.query_one("#said", Static)

    def __init__(
        self, title: str, fields: Sequence[EditField], error: EditError | None = None
    ) -> None:
        """`error` says what could not be kept of what was typed before."""
        super().__init__()
        self._title = title
        self._fields = fields
        self._error = error

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Container(classes="box"):
            yield Static(clean(self._title), classes="title", markup=False)
            with VerticalScroll(can_focus=False):
                for field in self._fields:
                    with Container(classes="row"):
                        yield Label(clean(field.label), markup=False)
                        yield Input(clean(field.text), id=field.column, max_length=500)
            said = Static("", id="said", classes="said", markup=False)
            if self._error is not None:
                said.update(f"{clean(str(self._error))}.")
                said.add_class("-bad")
            yield said
            yield Static("Enter sends it again · ↑ ↓ fields · Esc goes back", classes="quiet")

    def on_mount(self) -> None:
        """Stand in the field that is wrong, else in the first."""
        columns = [field.column for field in self._fields]
        if columns:
            wrong = self._error.column if self._error else ""
            column = wrong if wrong in columns else columns[0]
            self.query_one(f"#{column}", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was typed."""
        event.stop()
        self.dismiss(
            {one.column: self.query_one(f"#{one.column}", Input).value for one in self._fields}
        )

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
