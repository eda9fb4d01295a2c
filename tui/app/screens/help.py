"""The keys of the screen below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.app.commands import Command, help_lines
from tui.app.text import Line, Part
from tui.app.views.help import HelpTopic
from tui.app.widgets.painted import Painted

ENTRY_HELP = (
    ("82.5x8@8", "weight, reps, RPE"),
    ("82,5 8 8", "the same with spaces and a comma"),
    ("x7   @9", "same weight; same weight and reps"),
    ("+2.5   -5", "that much more or less, same reps"),
    ("bw x12  bw+10x8  bw-20x8", "bodyweight, added, assisted"),
    ("3x80x5", "three equal sets"),
    ("180lb x 5   82.5x8 r2", "pounds; reps in reserve"),
)


class HelpLines(Painted[tuple[tuple[str, str], ...]]):
    """Keys to the left, what they do to the right."""

    @staticmethod
    def draw(view: tuple[tuple[str, str], ...], width: int, height: int) -> list[Line]:
        """Return a line for each key."""
        column = max(len(keys) for keys, _ in view) + 3
        return [(Part(keys.ljust(column), "key"), Part(words)) for keys, words in view]


class HelpScreen(ModalScreen[None]):
    """Shows what every key does; any of the keys below closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,f1", "dismiss", "close", id="help.close"),
    ]
    DEFAULT_CSS = """
    HelpScreen .box { width: 84; max-width: 100%; height: auto; max-height: 100%; }
    HelpScreen VerticalScroll { height: auto; }
    """

    def __init__(
        self, commands: Sequence[Command], *, entry: bool, now: HelpTopic | None = None
    ) -> None:
        """`now` is about what the lifter is at, and comes first."""
        super().__init__()
        self._now = now
        self._commands = commands
        self._entry = entry

    def compose(self) -> ComposeResult:
        """Lay out the keys, and what the entry line understands."""
        with Container(classes="box"), VerticalScroll():
            keys = tuple(help_lines(self._commands))
            if self._now is not None:
                yield Static(self._now.title, classes="title", markup=False)
                yield self._lines(self._now.lines)
            if self._entry:
                yield Static("What the line understands", classes="title")
                yield self._lines(ENTRY_HELP)
            yield Static("Keys", classes="title")
            yield self._lines(keys)

    @staticmethod
    def _lines(view: tuple[tuple[str, str], ...]) -> HelpLines:
        lines = HelpLines(view)
        lines.styles.height = len(view)
        lines.styles.margin = (0, 0, 1, 0)
        return lines
