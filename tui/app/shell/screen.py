"""What every screen of a signed-in lifter has in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.geometry import Size
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
        self.misses_frame: Callable[[], bool] | None = None

    def fit(self, size: Size) -> None:
        """Take the classes of the terminal's size before the first layout, which is then the last.

        Textual gives them after it, and has every style worked out anew.
        """
        for length, breakpoints in (
            (size.width, self.HORIZONTAL_BREAKPOINTS or self.app.HORIZONTAL_BREAKPOINTS),
            (size.height, self.VERTICAL_BREAKPOINTS or self.app.VERTICAL_BREAKPOINTS),
        ):
            reached = [name for least, name in sorted(breakpoints or []) if least <= length]
            self.set_class(bool(reached), *reached[-1:], update=False)

    def _compositor_refresh(self) -> None:
        """Work out no frame that is not shown: who holds them back asks for a whole one at last."""
        if self.misses_frame is not None and self.misses_frame():
            self._dirty_widgets.clear()
        else:
            super()._compositor_refresh()

    def logbook_changed(self) -> None:
        """Something was pulled or settled: read again what is shown."""

    def status_changed(self) -> None:
        """The exchange with the database stands otherwise than before."""

    def rules_changed(self, settings: Settings) -> None:
        """The settings are other than before."""

    def help_now(self) -> HelpTopic | None:
        """Return the help for what the lifter is at right now."""
        return None
