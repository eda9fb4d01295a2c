"""The weeks, newest first, one line each."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message

from tui.app.shell.long_list import first_shown, in_sight, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import fit, wrap
from tui.workout.styled import Line, Part
from tui.workout.weeks.view import WeekLine, WeekListView

_BARS = "▁▂▃▄▅▆▇█"
_LABEL = 12
_WEEKDAYS = "MTWTFSS"
# What there is room for, the first that fits: width, tonnage, records, days, title.
_LAYOUTS = (
    (66, True, True, True, True),
    (43, True, True, True, False),
    (39, True, False, True, False),
    (35, True, True, False, False),
    (0, False, False, False, False),
)


def sparkline(counts: tuple[int, ...], busiest: int) -> str:
    """Return a bar for each count, as high as its share of the busiest; a dot for none."""
    top = max(busiest, 1)
    return "".join(
        "·" if not count else _BARS[min(len(_BARS) - 1, (count * len(_BARS) - 1) // top)]
        for count in counts
    )


class WeekList(Painted[WeekListView]):
    """A heading, and the weeks around the chosen one."""

    DEFAULT_CSS = """
    WeekList { height: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """A week was clicked; `step` is how far it is from the chosen one."""

        step: int

    @staticmethod
    def draw(view: WeekListView, width: int, height: int) -> list[Line]:
        """Return the heading and a line for each week in sight."""
        if not view.lines:
            said = [row for words in view.empty for row in wrap(words, width - 3, 3)]
            return [(), *((Part(f"  {row}", "muted"),) for row in said)]
        _, *columns = next(layout for layout in _LAYOUTS if width >= layout[0])
        room = height - 1
        first = first_shown(len(view.lines), view.chosen, room)
        rows = [
            _row(line, columns, view.busiest, width, chosen=index == view.chosen)
            for index, line in enumerate(view.lines[first : first + room], start=first)
        ]
        count = view.newer + len(view.lines) + view.older
        told = told_more(rows, view.newer + first, count, width)
        return [_heading(view.lines[first], columns, view.moved), *told]

    def spots(self) -> list[tuple[int, Message]]:
        """Return every week in sight."""
        if self.view is None:
            return []
        count, chosen, room = len(self.view.lines), self.view.chosen, self.size.height - 1
        first = first_shown(count, chosen, room)
        return [
            (index - first + 1, self.Chosen(index - chosen))
            for index in in_sight(count, chosen, room)
        ]

    def on_click(self, event: Click) -> None:
        """Choose the week that was clicked."""
        if self.view is None or event.y == 0:
            return
        first = first_shown(len(self.view.lines), self.view.chosen, self.size.height - 1)
        index = first + event.y - 1
        if index < len(self.view.lines):
            self.post_message(self.Chosen(index - self.view.chosen))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Go to the week before."""
        self.post_message(self.Chosen(1))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Go to the week after."""
        self.post_message(self.Chosen(-1))


def _heading(line: WeekLine, columns: list[bool], moved: str) -> Line:
    tonnage, records, days, _ = columns
    text = "  " + fit(line.year, _LABEL) + fit("done", 5, right=True) + fit("sets", 5, right=True)
    text += fit(moved, 7, right=True) if tonnage else ""
    text += fit("rec", 4, right=True) if records else ""
    text += f" {_WEEKDAYS}" if days else ""
    return (Part(text, "muted"),)


def _row(line: WeekLine, columns: list[bool], busiest: int, cells: int, *, chosen: bool) -> Line:
    tonnage, records, days, title = columns
    mark = " chosen" if chosen else ""
    strong = f"strong{mark}" if chosen else ""
    parts = [
        Part("▸ " if chosen else "  ", f"accent{mark}"),
        Part(fit(line.label, _LABEL), strong),
        Part(fit(line.done, 5, right=True), mark),
        Part(fit(line.sets, 5, right=True), mark),
    ]
    if tonnage:
        parts.append(Part(fit(line.tonnage, 7, right=True), mark))
    if records:
        tone = "good" if line.records.isdigit() else "muted"
        parts.append(Part(fit(line.records, 4, right=True), f"{tone}{mark}"))
    if days:
        parts.append(Part(f" {sparkline(line.days, busiest)}", f"accent{mark}"))
    taken = sum(len(part.text) for part in parts)
    parts.append(Part(fit(f"  {line.title}" if title else "", cells - taken), f"muted{mark}"))
    return tuple(parts)
