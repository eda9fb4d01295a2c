"""Searching the catalogue for an exercise to add."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.app.text import Line, Part, fit
from tui.app.views.search import found
from tui.app.widgets.painted import Painted
from tui.training.records import CatalogueExercise

_SHOWN = 10


class FoundList(Painted[tuple[tuple[CatalogueExercise, ...], int]]):
    """The exercises that fit, the chosen one marked."""

    DEFAULT_CSS = """
    FoundList { height: 10; margin: 1 0; }
    """

    @staticmethod
    def draw(
        view: tuple[tuple[CatalogueExercise, ...], int], width: int, height: int
    ) -> list[Line]:
        """Return a line for each exercise."""
        exercises, chosen = view
        lines: list[Line] = []
        for index, exercise in enumerate(exercises):
            row = " chosen" if index == chosen else ""
            facts = " · ".join(w for w in (exercise.target, exercise.equipment) if w)
            lines.append(
                (
                    Part("▸ " if row else "  ", f"accent{row}"),
                    Part(fit(exercise.name, width - 26), f"strong{row}" if row else ""),
                    Part(fit(f" {facts}", 24), f"muted{row}"),
                )
            )
        return lines


class AddExerciseScreen(ModalScreen[CatalogueExercise | None]):
    """Gives an exercise of the catalogue, one with only a name, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="add.leave"),
        Binding("up", "row(-1)", "above", id="add.up"),
        Binding("down", "row(1)", "below", id="add.down"),
    ]

    results = getters.query_one(FoundList)
    typed = getters.query_one(Input)

    def __init__(self, catalogue: Sequence[CatalogueExercise]) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._found: tuple[CatalogueExercise, ...] = ()
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Lay out the line and what fits it."""
        with Container(classes="box"):
            yield Static("Add an exercise", classes="title")
            yield Input(placeholder="name, muscle or equipment", max_length=80)
            yield FoundList()
            yield Static("Enter adds it · ↑ ↓ choose · Esc goes back", classes="quiet")

    def on_mount(self) -> None:
        """Show the first exercises of the catalogue."""
        self.typed.focus()
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what was typed."""
        self._search(event.value)

    def _search(self, text: str) -> None:
        self._found = found(self._catalogue, text, _SHOWN)
        name = text.strip()
        exact = any(one.name.casefold() == name.casefold() for one in self._found)
        if name and not exact and len(self._found) < _SHOWN:
            own = CatalogueExercise(exercise_id="", name=name, body_part="", target="your own")
            self._found = (*self._found, own)
        self._chosen = 0
        self._show()

    def _show(self) -> None:
        self.results.show((self._found, self._chosen))

    def action_row(self, step: int) -> None:
        """Choose the line above or below."""
        if self._found:
            self._chosen = (self._chosen + step) % len(self._found)
            self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the chosen exercise."""
        event.stop()
        if self._found:
            self.dismiss(self._found[self._chosen])

    def action_leave(self) -> None:
        """Add nothing."""
        self.dismiss(None)
