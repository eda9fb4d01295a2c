"""A line of a form with its name before it, in one widget: three would cost as many layouts."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from tui.app.shell.comment_input import CommentInput
from tui.app.shell.text import fit

_NAME = 14  # cells, as in the rows of the other forms; the padding in app.tcss has one more


class NamedInput(CommentInput):
    """An input whose name stands in the room that its padding leaves."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"named-input--name"}
    DEFAULT_CSS = """
    NamedInput > .named-input--name { color: $quiet; background: $background; }
    """

    def __init__(self, name: str, value: str, *, id: str, placeholder: str, longest: int) -> None:
        """`longest` is the most characters that it takes."""
        super().__init__(
            value, placeholder=placeholder, id=id, max_length=longest, select_on_focus=longest < 10
        )
        self._name_shown = fit(name, _NAME)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint the name over the padding."""
        style = self.get_component_rich_style("named-input--name", partial=True)
        name = Strip([Segment(self._name_shown, style)])
        before = max(0, _NAME - crop.x)
        return [
            Strip.join([name.crop(min(crop.x, _NAME)), line.crop(before)])
            for line in super().render_lines(crop)
        ]
