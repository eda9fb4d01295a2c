"""The base of the quick widgets: a frozen view in, lines out, only changed lines repainted."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.dom import DOMNode
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.plain_text import clean
from tui.workout.styled import Line

View = TypeVar("View")


class Painted(Widget, Generic[View]):
    """Draws lines computed from a view model, and repaints a line only when it changed.

    A subclass gives `draw`, a pure function of the view and the size. The style names in its
    lines are the classes of the rules below; several may be joined by a space. Textual would work
    out each of its component classes for each widget with every change of the styles, so these
    are looked up when a line first wears them.
    """

    DEFAULT_CSS = """
    Painted {
        height: 1;
        & > .muted { color: $quiet; }
        & > .strong { text-style: bold; }
        & > .accent { color: $accent; }
        & > .good { color: $success; }
        & > .warn { color: $warning; }
        & > .bad { color: $error; }
        & > .chosen { background: $chosen; }
        & > .caret { text-style: reverse; }
        & > .guess { color: $foreground; }
        & > .key { color: $accent; text-style: bold; }
        & > .track { color: $rule; }
    }
    """

    def __init__(self, view: View | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = view
        self._lines: list[Line] = []
        self._styles: dict[str, Style] = {}

    @staticmethod
    @abstractmethod
    def draw(view: View, width: int, height: int) -> list[Line]:
        """Return the lines of this view at this size."""

    @property
    def view(self) -> View | None:
        """The view that is on screen."""
        return self._view

    def show(self, view: View) -> None:
        """Replace the view; lines that did not change are not painted again."""
        if view == self._view and self._lines:
            return
        self._view = view
        self._redraw()

    def _redraw(self) -> None:
        width, height = self.size
        if self._view is None or not width or not height:
            return
        lines = self.draw(self._view, width, height)[:height]
        before = self._lines
        self._lines = lines
        for y in range(max(len(lines), len(before))):
            if y >= len(lines) or y >= len(before) or lines[y] != before[y]:
                self.refresh(Region(0, y, width, 1))

    def spots(self) -> list[tuple[int, Message]]:
        """Return the lines one can go to, and what a click on each would say."""
        return []

    def on_resize(self, event: Resize) -> None:
        """Draw anew for the new size."""
        self._lines = []
        self._redraw()
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget colours that a theme may have changed, and paint again where it did."""
        super().notify_style_update()
        self._styles.clear()
        for name, before in tuple(self._component_styles.items()):
            self._look_up(name)
            if self._component_styles[name] != before:
                self.refresh()

    def _style(self, names: str) -> Style:
        style = self._styles.get(names)
        if style is None:
            style = self.rich_style
            for name in names.split():
                if name not in self._component_styles:
                    self._look_up(name)
                style += self.get_component_rich_style(name, partial=True)
            self._styles[names] = style
        return style

    def _look_up(self, name: str) -> None:
        wearer = DOMNode(classes=name)
        wearer._attach(self)
        self.app.stylesheet.apply(wearer)
        self._component_styles[name] = wearer.styles

    def render_line(self, y: int) -> Strip:
        """Return one line as the terminal gets it; text is made harmless here."""
        width = self.size.width
        line = self._lines[y] if y < len(self._lines) else ()
        segments = [Segment(clean(text), self._style(style)) for text, style in line if text]
        last = line[-1].style if line else ""
        fill = self._style("chosen" if "chosen" in last.split() else "")
        return Strip(segments).adjust_cell_length(width, fill)
