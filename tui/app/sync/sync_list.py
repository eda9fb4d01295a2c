"""The list of the sync screen: only the lines in sight are drawn, however many there are."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from tui.app.shell.long_list import first_shown, in_sight, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, line_width
from tui.workout.styled import Line, Part
from tui.workout.sync.view import SyncLine, SyncListView

_MARKS = {
    "conflict": "≠",
    "refused": "!",
    "unsent": "↑",
    "unreadable": "?",
    "round": "·",
    "more": "…",
}
_TONES = {
    "conflict": "warn",
    "refused": "bad",
    "unsent": "",
    "unreadable": "warn",
    "round": "muted",
    "more": "muted",
}


class SyncList(Painted[SyncListView]):
    """Headings, changes and rounds, one line each, the chosen one marked."""

    DEFAULT_CSS = """
    SyncList { height: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """A line was clicked; `index` counts from the first."""

        index: int

    @dataclass
    class Scrolled(Message):
        """The wheel was turned by so many lines."""

        lines: int

    @staticmethod
    def draw(view: SyncListView, width: int, height: int) -> list[Line]:
        """Return the lines in sight."""
        first = first_shown(len(view.lines), view.chosen, height)
        drawn = [
            _drawn(line, width, chosen=index == view.chosen)
            for index, line in enumerate(view.lines[first : first + height], start=first)
        ]
        return told_more(drawn, first, len(view.lines), width)

    def spots(self) -> list[tuple[int, Message]]:
        """Return every line in sight that can be chosen."""
        if self.view is None:
            return []
        lines, chosen, height = self.view.lines, self.view.chosen, self.size.height
        first = first_shown(len(lines), chosen, height)
        return [
            (index - first, self.Chosen(index))
            for index in in_sight(len(lines), chosen, height)
            if lines[index].key
        ]

    def on_click(self, event: Click) -> None:
        """Choose the line that was clicked."""
        if self.view is None:
            return
        first = first_shown(len(self.view.lines), self.view.chosen, self.size.height)
        if first + event.y < len(self.view.lines):
            self.post_message(self.Chosen(first + event.y))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.post_message(self.Scrolled(3))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.post_message(self.Scrolled(-3))


def _drawn(line: SyncLine, width: int, *, chosen: bool) -> Line:
    if line.kind == "heading":
        return (Part(f" {clip(line.words, width - 2)}", "strong"),)
    row = " chosen" if chosen else ""
    when = f"{line.when} " if line.when else ""
    room = width - 5 - (cell_width(when) + 2 if when else 0)
    parts: Line = (
        Part(" ▸ " if chosen else "   ", f"accent{row}"),
        Part(f"{_MARKS[line.kind]} ", f"{_TONES[line.kind]}{row}"),
        Part(clip(line.words, room), f"strong{row}" if chosen else _TONES[line.kind]),
    )
    gap = width - line_width(parts) - cell_width(when)
    return (*parts, Part(" " * max(gap, 0), row), Part(when, f"muted{row}"))
