"""What the app does about a damaged logbook, and what it says when it closes."""

from __future__ import annotations

import logging
from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work
from textual.app import App
from textual.message import Message

from tui.logbook.errors import DamagedLogbook, LogbookError
from tui.plain_text import sentence

if TYPE_CHECKING:
    from tui.workout.ports import Ports
    from tui.workout.signed_in import SignedIn

OPEN_AGAIN = "Open topset again: what can be read of it is salvaged then"

_log = logging.getLogger(__name__)


class Safekeeping(App[None]):
    """The part of the app that looks after the file.

    `farewell` is for the terminal, once the app has closed.
    """

    ports: Ports
    lifter: SignedIn | None
    farewell = ""

    class Damaged(Message):
        """A lifter's logbook turned out to be damaged."""

        def __init__(self, lifter: SignedIn) -> None:
            super().__init__()
            self.lifter = lifter

    class Stranded(Message):
        """Old logs hold changes that are nowhere else; without words, fewer than before."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    @abstractmethod
    async def set_right(self, lifter: SignedIn) -> None:
        """Close a damaged logbook, salvage it, and open it again."""

    def look_after(self, lifter: SignedIn) -> None:
        """Tell what was salvaged on opening; else look for damage once the screen stands."""
        self.farewell = ""
        if lifter.salvaged:
            self.call_after_refresh(self._tell, lifter.salvaged)
        else:
            self.call_after_refresh(self._look_for_damage, lifter)

    def _tell(self, words: str) -> None:
        from tui.app.shell.tell import TellScreen

        self.push_screen(TellScreen("What was salvaged", sentence(words)))

    @work(thread=True, exit_on_error=False, group="care")
    def _look_for_damage(self, lifter: SignedIn) -> None:
        """Read the whole file; ends in at most one message."""
        if self.ports.care is None:
            return
        try:
            self.ports.care.check(lifter.identity)
            lifter.stranded, words = self.ports.care.stranded(lifter.identity)
            if words:
                self.post_message(self.Stranded(words))
        except DamagedLogbook as error:
            _log.error("%s", error)
            self.post_message(self.Damaged(lifter))
        except LogbookError as error:
            _log.warning("the logbook was not checked: %s", error)

    @work(thread=True, exit_on_error=False, group="stranded", exclusive=True)
    def look_for_stranded_again(self, lifter: SignedIn) -> None:
        """Count once more what only old logs hold: another topset may have taken it back."""
        if self.ports.care is None:
            return
        try:
            left, _ = self.ports.care.stranded(lifter.identity)
        except LogbookError as error:
            _log.warning("the old logs were not read: %s", error)
            return
        if left != lifter.stranded:
            lifter.stranded = left
            self.post_message(self.Stranded(""))

    def on_safekeeping_stranded(self, message: Stranded) -> None:
        """Say so once, with what to do; the header says it from then on."""
        from tui.app.shell.screen import LifterScreen
        from tui.app.shell.tell import TellScreen

        for screen in self.screen_stack:
            if isinstance(screen, LifterScreen):
                screen.status_changed()
        if message.words:
            self.push_screen(TellScreen("Set aside", sentence(message.words)))

    async def on_safekeeping_damaged(self, message: Damaged) -> None:
        """Set it right, unless that was done meanwhile."""
        if self.ports.care is not None and self.lifter is message.lifter:
            await self.set_right(message.lifter)

    def _handle_exception(self, error: Exception) -> None:
        """End in a sentence where a page that was just read is damaged."""
        if isinstance(error, DamagedLogbook):
            _log.error("%s", error)
            self.exit(return_code=1, message=f"Sorry, {error}. {OPEN_AGAIN}.")
        else:
            super()._handle_exception(error)

    def take_leave_of(self, lifter: SignedIn) -> None:
        """Note what remains to be sent, to be said when the app has closed."""
        self.farewell = lifter.farewell()
