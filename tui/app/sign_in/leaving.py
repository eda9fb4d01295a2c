"""What stands on the screen while a lifter's log is closed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.app.sign_in.form import Form


class LeavingScreen(Screen[None]):
    """Takes the place of every screen that could still ask the log."""

    DEFAULT_CSS = """
    LeavingScreen { align: center middle; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the words."""
        with Form():
            yield Static("Closing the log…", classes="title")
            yield Static("What is waiting is sent, briefly; the rest is kept for next time.")
