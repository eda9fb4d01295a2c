"""Earlier times and how the exercise is done, in whatever room is left."""

from __future__ import annotations

from tui.app.shell.painted import Painted
from tui.app.shell.text import clip, wrap
from tui.app.today.view import BackgroundView, Lookback
from tui.workout.styled import Line, Part


class Background(Painted[BackgroundView]):
    """Fills the room below the entry; shows nothing when there is too little."""

    DEFAULT_CSS = """
    Background { height: 1fr; }
    """

    @staticmethod
    def draw(view: BackgroundView, width: int, height: int) -> list[Line]:
        """Return a blank line, then earlier times, then how it is done."""
        if height < 3:
            return []
        room = width - 2
        lines: list[Line] = []
        lines += _earlier("Earlier", view.earlier, room)
        lines += _earlier(f"Earlier, {view.original}", view.original_earlier, room)
        if view.how_to and height - len(lines) >= 3:
            lines += [(), (Part(" How", "muted"),)]
            for step in view.how_to:
                rows = wrap(step, room - 2, 3)
                lines += [
                    (Part(f" {'·' if index == 0 else ' '} {row}"),)
                    for index, row in enumerate(rows)
                ]
        return lines[:height]


def _earlier(title: str, times: tuple[Lookback, ...], room: int) -> list[Line]:
    if not times:
        return []
    lines: list[Line] = [(), (Part(f" {clip(title, room)}", "muted"),)]
    for time in times:
        for index, row in enumerate(wrap(time.sets, room - 8, 2)):
            date = f" {time.date:>6}  " if index == 0 else " " * 9
            lines.append((Part(date, "muted"), Part(row)))
        for row in wrap(f"“{time.note}”", room - 8, 1) if time.note else ():
            lines.append((Part(" " * 9 + row, "muted"),))
    return lines
