"""A thin line across the screen."""

from __future__ import annotations

from tui.app.shell.painted import Painted
from tui.workout.styled import Line, Part


class Rule(Painted[str]):
    """Sets the header and the footer apart from what is between them."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("─", id=id)

    @staticmethod
    def draw(view: str, width: int, height: int) -> list[Line]:
        """Return the one line."""
        return [(Part(view * width, "track"),)]
