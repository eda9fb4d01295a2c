"""What every screen of a signed-in lifter has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from tui.app.help.view import HelpTopic
from tui.workout.commands.command import Command
from tui.workout.signed_in import SignedIn

if TYPE_CHECKING:
    from tui.workout.settings import Settings


class LifterScreen(Screen[None]):
    """A screen over the logbook; it is told when the logbook or the exchange moved on."""

    AUTO_FOCUS = ""
    OWN_COMMANDS: ClassVar[Sequence[Command]] = ()

    def __init__(self, lifter: SignedIn) -> None:
        super().__init__()
        self.lifter = lifter

    def logbook_changed(self) -> None:
        """Something was pulled or settled: read again what is shown."""

    def status_changed(self) -> None:
        """The exchange with the database stands otherwise than before."""

    def rules_changed(self, settings: Settings) -> None:
        """The settings are other than before."""

    def help_now(self) -> HelpTopic | None:
        """Return the help for what the lifter is at right now."""
        return None
