"""The sets of the chosen exercise: target, today, last time, estimated maximum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from tui.app.shell.long_list import first_shown, in_sight, told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit
from tui.app.today.view import SetLine, SetTableView
from tui.workout.styled import Line, Part

_LONGEST_TARGET = 24  # reps that nobody understands may be of any length


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns; what has no room is left out."""

    gap: int
    target: int
    today: int
    earlier: tuple[int, ...]
    headings: tuple[str, ...]
    one_rep_max: int


def _widest(texts: Sequence[str], least: int) -> int:
    return max([least, *(cell_width(text) for text in texts)])


def columns(view: SetTableView, cells: int) -> Columns:
    """Return the most generous columns that fit: a column goes before a number is clipped."""
    today = _widest([row.today for row in view.rows], 12)
    longest = max(13, min(_LONGEST_TARGET, cells - today - 9))
    target = min(_widest([row.target for row in view.rows], 13), longest)
    long = tuple(
        f"last time, {date}" if index == 0 else date
        for index, date in enumerate(view.earlier_dates)
    )
    widths = [
        _widest([row.earlier[index] for row in view.rows if index < len(row.earlier)], 11)
        for index in range(len(view.earlier_dates))
    ]
    choices = [
        *((count, long, 3, 6) for count in (4, 3, 2)),
        (1, long, 3, 6),
        (1, long, 2, 6),
        (1, view.earlier_dates, 2, 6),
        (1, view.earlier_dates, 1, 5),
        (1, view.earlier_dates, 2, 0),
        (1, view.earlier_dates, 1, 0),
        (0, (), 1, 0),
    ]
    best = Columns(1, target, today, (), (), 0)
    for count, headings, gap, maximum in choices:
        if count > max(1, len(view.earlier_dates)):
            continue
        earlier = tuple(
            max(widths[index], cell_width(headings[index]))
            for index in range(min(count, len(widths)))
        )
        best = Columns(gap, target, today, earlier, tuple(headings[: len(earlier)]), maximum)
        numbers = [target, today, *earlier, *([maximum] if maximum else [])]
        if 6 + sum(numbers) + gap * len(numbers) + 1 <= cells:
            break
    return best


class SetTable(Painted[SetTableView]):
    """A heading and one line for each set, the chosen one marked."""

    @dataclass
    class Chosen(Message):
        """A set was clicked; `index` counts from the first row."""

        index: int

    @staticmethod
    def draw(view: SetTableView, width: int, height: int) -> list[Line]:
        """Return the heading and the rows in sight; nothing where there is no exercise."""
        if not view.rows:
            return []
        widths = columns(view, width)
        room = height - 1
        first = first_shown(len(view.rows), view.chosen, room)
        rows = [
            _row(row, widths, width, chosen=index == view.chosen)
            for index, row in enumerate(view.rows[first : first + room], start=first)
        ]
        return [
            _heading(widths, view.done_heading),
            *told_more(rows, first, len(view.rows), width),
        ]

    def spots(self) -> list[tuple[int, Message]]:
        """Return every set in sight."""
        if self.view is None:
            return []
        room, count = self.size.height - 1, len(self.view.rows)
        first = first_shown(count, self.view.chosen, room)
        return [(i - first + 1, self.Chosen(i)) for i in in_sight(count, self.view.chosen, room)]

    def on_click(self, event: Click) -> None:
        """Choose the set that was clicked."""
        if self.view is None or event.y == 0:
            return
        first = first_shown(len(self.view.rows), self.view.chosen, self.size.height - 1)
        index = first + event.y - 1
        if index < len(self.view.rows):
            self.post_message(self.Chosen(index))


def _heading(widths: Columns, done: str) -> Line:
    gap = " " * widths.gap
    text = f"   set{gap}{fit('target', widths.target)}{gap}{fit(done, widths.today)}"
    for heading, cells in zip(widths.headings, widths.earlier, strict=True):
        text += gap + fit(heading, cells)
    if widths.one_rep_max:
        text += gap + fit("e1RM", widths.one_rep_max, right=True)
    return (Part(text, "muted"),)


def _row(row: SetLine, widths: Columns, cells: int, *, chosen: bool) -> Line:
    gap = " " * widths.gap
    mark = " chosen" if chosen else ""
    parts = [
        Part(" ▸ " if chosen else "   ", f"accent{mark}"),
        Part(fit(row.number, 3, right=True), mark),
        Part(gap + fit(row.target, widths.target), f"muted{mark}" if row.today else mark),
        Part(gap + fit(row.today, widths.today), f"strong{mark}"),
    ]
    for index, earlier_cells in enumerate(widths.earlier):
        text = row.earlier[index] if index < len(row.earlier) else ""
        parts.append(Part(gap + fit(text, earlier_cells), f"muted{mark}"))
    if widths.one_rep_max:
        text = fit(row.one_rep_max, widths.one_rep_max, right=True)
        parts.append(Part(gap + text, mark))
    taken = sum(cell_width(part.text) for part in parts)
    parts.append(Part(clip(" " * max(0, cells - taken), cells), mark))
    return tuple(parts)
