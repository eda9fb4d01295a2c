"""Choosing where a refused row goes instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.app.shell.long_list import first_shown, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import fit
from tui.logbook.moving import MoveTarget
from tui.plain_text import clean
from tui.workout.styled import Line, Part


class MoveTargetList(Painted[tuple[tuple[MoveTarget, ...], int]]):
    """The places that fit what was typed, the chosen one marked."""

    @staticmethod
    def draw(view: tuple[tuple[MoveTarget, ...], int], width: int, height: int) -> list[Line]:
        """Return the lines in sight."""
        targets, chosen = view
        if not targets:
            return [(Part("  no session of recent weeks fits", "muted"),)]
        about = min(30, width // 2)
        first = first_shown(len(targets), chosen, height)
        lines: list[Line] = []
        for index, place in enumerate(targets[first : first + height], start=first):
            row = " chosen" if index == chosen else ""
            lines.append(
                (
                    Part("▸ " if row else "  ", f"accent{row}"),
                    Part(fit(place.words, width - about - 2), f"strong{row}" if row else ""),
                    Part(fit(f" {place.detail}", about), f"muted{row}"),
                )
            )
        return told_more(lines, first, len(targets), width)


class MoveScreen(ModalScreen[MoveTarget | None]):
    """Gives a place, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="move.leave"),
        Binding("up", "row(-1)", "above", id="move.up"),
        Binding("down", "row(1)", "below", id="move.down"),
    ]

    results = getters.query_one(MoveTargetList)

    def __init__(self, title: str, targets: Sequence[MoveTarget]) -> None:
        super().__init__()
        self._title = title
        self._places = tuple(targets)
        self._found = self._places
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """Lay out the line and what fits it."""
        with Container(classes="box searching"):
            yield Static(clean(self._title), classes="title", markup=False)
            yield Input(placeholder="exercise, session or day", max_length=80)
            yield MoveTargetList()
            yield Static("Enter moves it there · ↑ ↓ choose · Esc goes back", classes="quiet")

    def on_mount(self) -> None:
        """Show every place."""
        self.query_one(Input).focus()
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the places that have every typed word in them."""
        words = event.value.casefold().split()
        self._found = tuple(
            place
            for place in self._places
            if all(word in f"{place.words} {place.detail}".casefold() for word in words)
        )
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
        """Give the chosen place."""
        event.stop()
        if self._found:
            self.dismiss(self._found[self._chosen])

    def action_leave(self) -> None:
        """Move nothing."""
        self.dismiss(None)
