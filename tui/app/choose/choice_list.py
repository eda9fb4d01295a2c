"""A short list to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from tui.app.shell.long_list import first_shown, in_sight, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit, line_width, wrap
from tui.workout.choice_view import ChoiceView
from tui.workout.styled import Line, Part

LINES_A_SENTENCE = 4


class ChoiceList(Painted[ChoiceView]):
    """The title, what there is to say, and the options with the chosen one marked."""

    DEFAULT_CSS = """
    ChoiceList { height: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """An option was clicked."""

        index: int

    @staticmethod
    def draw(view: ChoiceView, width: int, height: int) -> list[Line]:
        """Return title, words and options."""
        lines: list[Line] = [(), (Part(f"  {view.title}", "strong"),)]
        lines += [(Part(f"  {words}", "muted"),) for words in _words(view, width)]
        lines.append(())
        label_width = min(
            max((cell_width(option.label) for option in view.options), default=0), width // 2
        )
        room = max(1, height - len(lines))
        first = first_shown(len(view.options), view.chosen, room)
        rows: list[Line] = []
        for index, option in enumerate(view.options[first : first + room], start=first):
            chosen = index == view.chosen
            row = " chosen" if chosen else ""
            detail_width = max(cell_width(option.detail) for option in view.options)
            parts: Line = (
                Part("  ▸ " if chosen else "    ", f"accent{row}"),
                Part(fit(option.label, label_width), f"strong{row}" if chosen else ""),
                Part(f"   {fit(option.detail, detail_width)}", f"{row}"),
            )
            room_left = width - line_width(parts) - 4
            if option.note and room_left >= 12:
                parts = (*parts, Part(f"   {clip(option.note, room_left)}", f"muted{row}"))
            rows.append((*parts, Part(" " * max(0, width - line_width(parts)), row)))
        return [*lines, *told_more(rows, first, len(view.options), width)]

    def spots(self) -> list[tuple[int, Message]]:
        """Return every option in sight."""
        if self.view is None:
            return []
        above, count = 3 + len(_words(self.view, self.size.width)), len(self.view.options)
        room = max(1, self.size.height - above)
        first = first_shown(count, self.view.chosen, room)
        shown = in_sight(count, self.view.chosen, room)
        return [(above + i - first, self.Chosen(i)) for i in shown]

    def on_click(self, event: Click) -> None:
        """Choose the option that was clicked."""
        if self.view is None:
            return
        above = 3 + len(_words(self.view, self.size.width))
        first = first_shown(len(self.view.options), self.view.chosen, self.size.height - above)
        index = first + event.y - above
        if event.y >= above and index < len(self.view.options):
            self.post_message(self.Chosen(index))


def _words(view: ChoiceView, width: int) -> list[str]:
    """Return what there is to say in the lines that it takes."""
    return [line for words in view.lines for line in wrap(words, width - 4, LINES_A_SENTENCE)]
