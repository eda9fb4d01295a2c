"""A line for a comment, in which all lines of what is pasted are kept."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

BETWEEN_LINES = " / "


class CommentInput(Input):
    """An input of one line: the breaks of a pasted text become strokes."""

    def _on_paste(self, event: events.Paste) -> None:
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        event.stop()
        event.prevent_default()
        self.replace(BETWEEN_LINES.join(lines), *self.selection)
