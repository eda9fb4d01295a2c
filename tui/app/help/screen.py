"""The keys of the screen below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.events import Resize
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.app.help.view import HelpTopic
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, fit, line_width, wrap
from tui.plain_text import clean
from tui.workout.commands.command import Command, help_lines
from tui.workout.styled import Line, Part

TWO_COLUMNS = 110
MANY = 9  # lines that are worth a second column
WORD_LINES = 3
FRAME = 6  # lines around what scrolls: border, padding, and the hint under a blank line
ENTRY_HELP = (
    ("82.5x8@8", "weight, reps, RPE"),
    ("82,5 8 8", "the same with spaces and a comma"),
    ("x7   @9", "same weight; same weight and reps"),
    ("+2.5   -5", "that much more or less, same reps"),
    ("bw x12  bw+10x8  bw-20x8", "bodyweight, added, assisted"),
    ("3x80x5", "three equal sets"),
    ("180lb x 5   82.5x8 r2", "pounds; reps in reserve"),
    ("ctrl+a e w u k", "edit any line as in a shell"),
)


class HelpLines(Painted[tuple[tuple[str, str], ...]]):
    """Keys to the left, what they do to the right."""

    DEFAULT_CSS = """
    HelpLines { height: auto; margin-bottom: 1; }
    """

    @staticmethod
    def draw(view: tuple[tuple[str, str], ...], width: int, height: int) -> list[Line]:
        """Return the keys in one column, or in two where there is room for both."""
        keys = max(cell_width(keys) for keys, _ in view) + 3
        if width < TWO_COLUMNS or len(view) < MANY:
            return _column(view, keys, width)
        side, half = width // 2, (len(view) + 1) // 2
        left, right = _column(view[:half], keys, side), _column(view[half:], keys, side)
        return [
            (*one, Part(" " * (side - line_width(one))), *other)
            for one, other in zip_longest(left, right, fillvalue=())
        ]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are at this width."""
        return len(self.draw(self.view, width, 0)) if self.view else 0


def _column(view: Sequence[tuple[str, str]], keys: int, width: int) -> list[Line]:
    lines: list[Line] = []
    for key, words in view:
        for number, row in enumerate(wrap(words, width - keys - 2, WORD_LINES)):
            lines.append((Part(fit("" if number else key, keys), "key"), Part(row)))
    return lines


class HelpScreen(ModalScreen[None]):
    """Shows what every key does; any of the keys below closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,f1", "dismiss", "close", id="help.close"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-usual"), (130, "-wide")]  # noqa: RUF012  # as Screen has it
    DEFAULT_CSS = """
    HelpScreen VerticalScroll { height: auto; margin-bottom: 1; scrollbar-size-vertical: 1; }
    HelpScreen #hint { dock: bottom; height: 1; }
    """

    hint = getters.query_one("#hint", Static)
    scroll = getters.query_one(VerticalScroll)

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
        with Container(classes="box"):
            with VerticalScroll():
                if self._now is not None:
                    yield Static(clean(self._now.title), classes="title", markup=False)
                    yield HelpLines(self._now.lines)
                if self._entry:
                    yield Static("What the line understands", classes="title")
                    yield HelpLines(ENTRY_HELP)
                yield Static("Keys", classes="title")
                yield HelpLines(tuple(help_lines(self._commands)))
            yield Static("", id="hint", classes="quiet", markup=False)

    def on_resize(self, event: Resize) -> None:
        """Scroll what is higher than the screen, and say so."""
        self.scroll.styles.max_height = max(1, event.size.height - FRAME)
        self.call_after_refresh(self._hint)

    def _hint(self) -> None:
        self.hint.update(f"{'↑ ↓ more · ' if self.scroll.max_scroll_y else ''}Esc closes")
