"""The chosen week: its sessions, with their sets against the plan."""

from __future__ import annotations

from dataclasses import dataclass

from textual.events import Click
from textual.message import Message

from tui.app.shell.long_list import told_more
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit, spread, wrap
from tui.workout.styled import Line, Part
from tui.workout.weeks.view import ExerciseLine, SessionCard, WeekView

_WIDE = 62
# How high a pane has to be for so many lines about the muscles.
_MUSCLE_LINES = ((34, 3), (22, 2), (0, 1))


class WeekPane(Painted[WeekView]):
    """Every session in a line; the chosen one, or all where there is room, with its exercises."""

    DEFAULT_CSS = """
    WeekPane { height: 1fr; }
    """

    @dataclass
    class Chosen(Message):
        """A session was clicked."""

        index: int

    @staticmethod
    def draw(view: WeekView, width: int, height: int) -> list[Line]:
        """Return title, facts and sessions."""
        return [line for line, _ in _lines(view, width, height)]

    def spots(self) -> list[tuple[int, Message]]:
        """Return the sessions in sight."""
        if self.view is None:
            return []
        owners = [index for _, index in _lines(self.view, *self.size)]
        return [
            (y, self.Chosen(index))
            for y, index in enumerate(owners)
            if index is not None and index not in owners[:y]
        ]

    def on_click(self, event: Click) -> None:
        """Choose the session that was clicked."""
        if self.view is None:
            return
        lines = _lines(self.view, *self.size)
        if event.y < len(lines) and (index := lines[event.y][1]) is not None:
            self.post_message(self.Chosen(index))


def _lines(view: WeekView, width: int, height: int) -> list[tuple[Line, int | None]]:
    """Return the lines, each with the session it belongs to; the chosen session is in sight."""
    if not view.title:
        return []
    small = height < 10
    head: list[tuple[Line, int | None]] = [
        ((Part(f" {clip(view.title, width - 2)}", "strong"),), None)
    ]
    if not small:
        rows = _joined(view.facts, width - 2)
        head += [((Part(f" {row}", "muted"),), None) for row in rows[:3]]
        head += [((Part(f" {row}"),), None) for row in _muscles(view.muscles, width - 2, height)]
        head.append(((), None))
    if not view.cards:
        return [*head, ((Part(" No sessions in this week.", "muted"),), None)]
    room = max(1, height - len(head))
    body = _body(view, width, room)
    top = next(place for place, (_, index) in enumerate(body) if index == view.chosen)
    first = max(0, min(top - 1, len(body) - room))
    shown = body[first : first + room]
    told = told_more([line for line, _ in shown], first, len(body), width)
    return [*head, *((line, index) for line, (_, index) in zip(told, shown, strict=True))]


def _joined(facts: tuple[str, ...], cells: int) -> list[str]:
    """Return the facts in lines, broken only between two of them."""
    rows: list[str] = []
    for fact in facts:
        longer = f"{rows[-1]} · {fact}" if rows else fact
        if rows and cell_width(longer) <= cells:
            rows[-1] = longer
        else:
            rows.append(fact)
    return rows


def _muscles(wordings: tuple[str, ...], cells: int, height: int) -> list[str]:
    """Return the longest wording that fits, else the shortest as far as it goes."""
    most = next(lines for least, lines in _MUSCLE_LINES if height >= least)
    for words in wordings:
        rows = wrap(words, cells, most + 1)
        if len(rows) <= most:
            return rows
    return wrap(wordings[-1], cells, most) if wordings else []


def _body(view: WeekView, width: int, room: int) -> list[tuple[Line, int | None]]:
    """Return a line for each session, with the exercises of the chosen one and of those that fit.

    The sessions after the chosen one come before those above it.
    """
    details = [_details(card, width) for card in view.cards]
    count = len(details)
    left = room - count
    opened: set[int] = set()
    for index in (*range(view.chosen, count), *range(view.chosen)):
        needed = len(details[index]) + 1
        if index == view.chosen or needed <= left:
            opened.add(index)
            left -= needed
    lines: list[tuple[Line, int | None]] = []
    for index, card in enumerate(view.cards):
        lines.append((_heading(card, width, chosen=index == view.chosen), index))
        if index in opened:
            lines += [(line, index) for line in details[index]]
            if len(opened) > 1 and index < count - 1:
                lines.append(((), None))
    return lines


def _details(card: SessionCard, width: int) -> list[Line]:
    facts = wrap(card.facts, width - 3, 2) if card.facts else []
    return [*((Part(f"  {row}", "muted"),) for row in facts), *_exercises(card.exercises, width)]


def _heading(card: SessionCard, width: int, *, chosen: bool) -> Line:
    mark = " chosen" if chosen else ""
    state = Part(f" {fit(card.state, 6)} ", f"{card.tone}{mark}")
    count = Part(f" {card.count}", mark)
    date = Part(f"  {card.date}", f"muted{mark}")
    room = width - 2 - sum(cell_width(part.text) for part in (state, count))
    shows_date = room - cell_width(date.text) >= 6
    label = clip(card.label, room - (cell_width(date.text) if shows_date else 0))
    left = [
        Part("▸ " if chosen else "  ", f"accent{mark}"),
        Part(label, f"strong{mark}" if chosen else ""),
        *([date] if shows_date else []),
    ]
    line = spread(tuple(left), (count, state), width)
    return tuple(Part(part.text, part.style or mark.strip()) for part in line)


def _exercises(exercises: tuple[ExerciseLine, ...], width: int) -> list[Line]:
    if not exercises:
        return []
    wide = width >= _WIDE
    longest = max(cell_width(one.name) for one in exercises)
    name = min(longest, 30 if wide else max(10, width - 21))
    middle = max(cell_width(one.plan if wide else one.count) for one in exercises)
    middle = min(middle, 14)
    gap = "  " if wide else " "
    before = 2 + name + middle + 2 * len(gap)
    room = width - before - 1
    lines: list[Line] = []
    for one in exercises:
        sets = wrap(one.sets, room, 3) if wide else [clip(one.short, room)]
        first, *others = sets or ["–"]
        lines.append(
            (
                Part(f"  {fit(one.name, name)}"),
                Part(gap + fit(one.plan if wide else one.count, middle), "muted"),
                Part(gap + first),
            )
        )
        lines += [(Part(" " * before + row),) for row in others]
    return lines
