"""A screen as text: the words on it, and the whole as a picture."""

from __future__ import annotations

from rich.segment import Segment
from textual.screen import Screen
from textual.widgets import Static

from tui.app.widgets.painted import Painted


def words_on(screen: Screen[object]) -> str:
    """Return what the parts of a screen say, each on its own lines; may be asked at any time."""
    said: list[str] = []
    for part in screen.query("*"):
        if isinstance(part, Painted):
            said += [part.render_line(y).text for y in range(part.size.height)]
        elif isinstance(part, Static):
            said.append(str(part.content))
    return "\n".join(said)


def screen_strips(screen: Screen[object]) -> list[list[Segment]]:
    """Return the lines of a screen that has settled.

    The one place that reaches into Textual's compositor. Asking it while a layout is due would
    disturb that layout, so wait for `words_on` first.
    """
    return [list(strip) for strip in screen._compositor.render_strips(screen.size)]


def screen_text(screen: Screen[object]) -> str:
    """Return the picture of a screen that has settled, as text."""
    lines = ("".join(part.text for part in strip) for strip in screen_strips(screen))
    return "\n".join(line.rstrip() for line in lines) + "\n"
