"""Searching the catalogue for an exercise to add, or to do in place of another."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui.app.shell.long_list import first_shown, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import fit, wrap
from tui.lazy_dataclass import dataclass
from tui.plain_text import clean
from tui.training.records import CatalogueExercise
from tui.workout.search import Finder, own_exercise
from tui.workout.styled import Line, Part

_FOUND = 200
NO_CATALOGUE = "The exercise catalogue has not been fetched yet: type a name of your own."


@dataclass(frozen=True, slots=True)
class Picked:
    """The chosen exercise, and whether it is for the coming sessions too."""

    exercise: CatalogueExercise
    from_now_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PickView:
    """What is asked: `verb` is what Enter does; `muscle` comes first; `original` is offered on top.

    What it is done `instead_of` is offered only when typed. `scoped` asks whether it is for today
    only or from now on.
    """

    title: str
    verb: str
    muscle: str = ""
    instead_of: str = ""
    original: CatalogueExercise | None = None
    scoped: bool = False


@dataclass(frozen=True, slots=True)
class FoundView:
    """The exercises that fit, each with a word about it, and the chosen one.

    `nothing` is said where none fits.
    """

    lines: tuple[tuple[str, str], ...]
    chosen: int
    nothing: str


class FoundList(Painted[FoundView]):
    """The exercises that fit, the chosen one marked."""

    @staticmethod
    def draw(view: FoundView, width: int, height: int) -> list[Line]:
        """Return a line for each exercise."""
        if not view.lines:
            return [(Part(f"  {row}", "muted"),) for row in wrap(view.nothing, width - 2, 3)]
        about = min(max(len(facts) for _, facts in view.lines), width // 2) + 2
        first = first_shown(len(view.lines), view.chosen, height)
        lines: list[Line] = []
        for index, (name, facts) in enumerate(view.lines[first : first + height], start=first):
            row = " chosen" if index == view.chosen else ""
            lines.append(
                (
                    Part("▸ " if row else "  ", f"accent{row}"),
                    Part(fit(name, width - about - 2), f"strong{row}" if row else ""),
                    Part(fit(f"  {facts}", about), f"muted{row}"),
                )
            )
        return told_more(lines, first, len(view.lines), width)


class PickExerciseScreen(ModalScreen[Picked | None]):
    """Gives an exercise of the catalogue, one with only a name, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="pick.leave"),
        Binding("up", "row(-1)", "above", id="pick.up"),
        Binding("down", "row(1)", "below", id="pick.down"),
        Binding("tab", "scope", "today only, or from now on", id="pick.scope"),
    ]

    results = getters.query_one(FoundList)
    typed = getters.query_one(Input)
    hint = getters.query_one("#hint", Static)

    def __init__(self, view: PickView, finder: Finder) -> None:
        super().__init__()
        self._asked = view
        self._finder = finder
        self._found: tuple[CatalogueExercise, ...] = ()
        self._chosen = 0
        self._from_now_on = False

    def compose(self) -> ComposeResult:
        """Lay out the line and what fits it."""
        with Container(classes="box searching"):
            yield Static(clean(self._asked.title), classes="title", markup=False)
            yield Input(placeholder="name, muscle or equipment", max_length=80)
            yield FoundList()
            yield Static("", id="hint", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """Show the first exercises of the catalogue."""
        self.typed.focus()
        self._search("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what was typed."""
        self._search(event.value)

    def _search(self, text: str) -> None:
        own = own_exercise(text)
        name = own.name
        found = self._finder.found(name, _FOUND, muscle=self._asked.muscle)
        if not name:
            found = self._unasked(found)
        elif not any(one.name.casefold() == name.casefold() for one in found):
            found = (*found, own)
        self._found = found
        self._chosen = 0
        self._show()

    def _unasked(self, found: tuple[CatalogueExercise, ...]) -> tuple[CatalogueExercise, ...]:
        """Return what is offered before anything is typed: the plan's own exercise on top."""
        original = self._asked.original
        top = () if original is None else (original,)
        there = {self._asked.instead_of.casefold(), *(one.name.casefold() for one in top)}
        return (*top, *(one for one in found if one.name.casefold() not in there))

    def _show(self) -> None:
        lines = tuple((one.name, self._about(one)) for one in self._found)
        self.results.show(FoundView(lines, self._chosen, self._nothing))
        scope = "from now on" if self._from_now_on else "today only"
        other = "today only" if self._from_now_on else "from now on"
        words = f"Enter {self._asked.verb}"
        if self._asked.scoped:
            words += f" {scope} · Tab: {other}"
        self.hint.update(f"{words} · ↑ ↓ · Esc back")

    @property
    def _nothing(self) -> str:
        return "nothing by that name" if len(self._finder) else NO_CATALOGUE

    def _about(self, one: CatalogueExercise) -> str:
        if one is self._asked.original:
            return "what the plan asks for"
        if not one.exercise_id:
            return "a name of your own"
        return " · ".join(words for words in (one.target, one.equipment) if words)

    def action_row(self, step: int) -> None:
        """Choose the line above or below."""
        if self._found:
            self._chosen = (self._chosen + step) % len(self._found)
            self._show()

    def action_scope(self) -> None:
        """Mean the coming sessions too, or today alone again."""
        if self._asked.scoped:
            self._from_now_on = not self._from_now_on
            self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the chosen exercise."""
        event.stop()
        if self._found:
            self.dismiss(Picked(self._found[self._chosen], self._from_now_on))

    def action_leave(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
