"""A past session: the screen of today's, where sets are amended and added to their day."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from tui.app.shell.bindings import bindings
from tui.app.today.screen import TodayScreen
from tui.workout.commands.weeks import PAST


class PastScreen(TodayScreen, inherit_bindings=False):
    """One session of another day, with every key of today's that makes sense there."""

    OWN_COMMANDS = PAST
    BINDINGS: ClassVar[list[BindingType]] = bindings(PAST)

    class Left(Message):
        """The lifter goes back to the weeks, or the session is gone."""

    def action_back(self) -> None:
        """Take a half-typed line back, or leave."""
        if self.workout.half_typed:
            self.action_guess()
        else:
            self.post_message(self.Left())

    def leave_gone(self) -> None:
        """Go back to the weeks."""
        self.post_message(self.Left())
