"""The rest between two sets: the one line that is drawn anew each second."""

from __future__ import annotations

from tui.app.shell.painted import Painted
from tui.workout.rest import RestView, minutes_and_seconds
from tui.workout.styled import Line, Part

_SHORTEST_BAR, _LONGEST_BAR = 6, 20


class RestLine(Painted[RestView | None]):
    """A bar that fills, the time left of the whole, and when it will be over."""

    @staticmethod
    def draw(view: RestView | None, width: int, height: int) -> list[Line]:
        """Return the one line; nothing when no rest runs."""
        if view is None:
            return [()]
        total = minutes_and_seconds(view.total)
        if view.over:
            return [(Part(" rest over", "good"), Part(f"  {total} done", "muted"))]
        time = f" {minutes_and_seconds(view.left)} of {total}"
        after = "  paused: r goes on" if view.paused else f"  until {view.until}"
        room = width - len(" rest ") - len(time) - len(after)
        bar = max(_SHORTEST_BAR, min(_LONGEST_BAR, room))
        full = bar - round(bar * view.left / view.total) if view.total else bar
        return [
            (
                Part(" rest ", "muted"),
                Part("█" * full, "accent"),
                Part("░" * (bar - full), "muted"),
                Part(time, "strong"),
                Part(after, "warn" if view.paused else "muted"),
            )
        ]

    def show(self, view: RestView | None) -> None:
        """Replace the view; None clears the line."""
        if view != self._view:
            self._view = view
            self._redraw()

    def _redraw(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        lines = self.draw(self._view, width, height)
        if lines != self._lines:
            self._lines = lines
            self.refresh()
