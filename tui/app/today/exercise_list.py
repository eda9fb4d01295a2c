"""The exercises of the session, with how many sets of each are done."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from tui.app.shell.long_list import first_shown, in_sight, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, fit
from tui.app.today.view import ExerciseListView
from tui.workout.styled import Line, Part

_BRACKETS = {"": " ", "first": "┌", "middle": "├", "last": "└"}


class ExerciseList(Painted[ExerciseListView]):
    """The left column: one line for each exercise, the chosen marked, supersets in a bracket."""

    DEFAULT_CSS = """
    ExerciseList { height: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """An exercise was clicked; `index` counts from the first."""

        index: int

    @staticmethod
    def draw(view: ExerciseListView, width: int, height: int) -> list[Line]:
        """Return a line for each exercise in sight."""
        first = first_shown(len(view.items), view.chosen, height)
        lines: list[Line] = []
        for index, item in enumerate(view.items[first : first + height], start=first):
            chosen = index == view.chosen
            row = " chosen" if chosen else ""
            tone = "muted" if item.finished else ""
            bracket = _BRACKETS[item.joined]
            room = width - 3 - cell_width(item.count) - 2
            name_style = f"strong{row}" if chosen else tone
            lines.append(
                (
                    Part(f"{bracket}▸ " if chosen else f"{bracket}  ", f"accent{row}"),
                    Part(fit(item.name, room), name_style),
                    Part(f" {item.count} ", f"{tone}{row}"),
                )
            )
        return told_more(lines, first, len(view.items), width)

    def spots(self) -> list[tuple[int, Message]]:
        """Return every exercise in sight."""
        if self.view is None:
            return []
        height, count = self.size.height, len(self.view.items)
        first = first_shown(count, self.view.chosen, height)
        return [(i - first, self.Chosen(i)) for i in in_sight(count, self.view.chosen, height)]

    def on_click(self, event: Click) -> None:
        """Choose the exercise that was clicked."""
        if self.view is None:
            return
        first = first_shown(len(self.view.items), self.view.chosen, self.size.height)
        index = first + event.y
        if index < len(self.view.items):
            self.post_message(self.Chosen(index))
