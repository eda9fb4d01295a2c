"""What the app does about a damaged logbook, and about changes that only old logs still hold."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from textual.message import Message

from tui.logbook.errors import DamagedLogbook, LogbookError
from tui.plain_text import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.app.app import TopsetApp
    from tui.workout.ports import RecoveryPort
    from tui.workout.signed_in import SignedIn

OPEN_AGAIN = "Open topset again: what can be read of it is salvaged then"

_log = logging.getLogger(__name__)


class LogbookDamaged(Message):
    """A lifter's logbook turned out to be damaged."""

    def __init__(self, lifter: SignedIn) -> None:
        super().__init__()
        self.lifter = lifter


class ChangesStranded(Message):
    """Old logs hold changes that are nowhere else; without words, fewer than before."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


class LogbookRecovery:
    """Looks after the file of the lifter who is here; reads it whole in a thread of its own."""

    def __init__(self, app: TopsetApp) -> None:
        self._app = app

    def look_after(self, lifter: SignedIn) -> None:
        """Tell what was salvaged on opening; else look for damage once the screen stands."""
        if lifter.salvaged:
            self._app.call_after_refresh(self._tell, "What was salvaged", lifter.salvaged)
        else:
            self._app.call_after_refresh(self._start, self._look_for_damage, lifter, "care")

    def look_for_stranded_again(self, lifter: SignedIn) -> None:
        """Count once more what only old logs hold: another topset may have taken it back."""
        self._start(self._count_stranded, lifter, "stranded")

    def _start(
        self, work: Callable[[SignedIn, RecoveryPort], None], lifter: SignedIn, group: str
    ) -> None:
        recovery = self._app.ports.recovery
        if recovery is not None:
            self._app.run_worker(
                lambda: work(lifter, recovery),
                thread=True,
                exit_on_error=False,
                group=group,
                exclusive=group == "stranded",
            )

    def _tell(self, title: str, words: str) -> None:
        from tui.app.shell.tell import TellScreen

        self._app.push_screen(TellScreen(title, sentence(words)))

    def _look_for_damage(self, lifter: SignedIn, recovery: RecoveryPort) -> None:
        """Read the whole file; ends in at most one message."""
        try:
            recovery.check(lifter.identity)
            lifter.stranded, words = recovery.stranded(lifter.identity)
            if words:
                self._app.post_message(ChangesStranded(words))
        except DamagedLogbook as error:
            _log.error("%s", error)
            self._app.post_message(LogbookDamaged(lifter))
        except LogbookError as error:
            _log.warning("the logbook was not checked: %s", error)

    def _count_stranded(self, lifter: SignedIn, recovery: RecoveryPort) -> None:
        try:
            left, _ = recovery.stranded(lifter.identity)
        except LogbookError as error:
            _log.warning("the old logs were not read: %s", error)
            return
        if left != lifter.stranded:
            lifter.stranded = left
            self._app.post_message(ChangesStranded(""))

    def say_stranded(self, message: ChangesStranded) -> None:
        """Say so once, with what to do; the header says it from then on."""
        for screen in self._app.lifter_screens():
            screen.status_changed()
        if message.words:
            self._tell("Set aside", message.words)
