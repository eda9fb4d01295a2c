"""Looking back: from training to the weeks, to a past session, and back to the same place."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from textual.app import App

from tui.app.shell.screen import LifterScreen
from tui.app.today.screen import TodayScreen
from tui.workout.session_reader import SessionGone

if TYPE_CHECKING:
    from tui.app.today.past import PastScreen
    from tui.app.weeks.screen import WeeksScreen
    from tui.workout.signed_in import SignedIn


class LookingBack(App[None]):
    """The half of the app that knows the past.

    The weeks lie on the screen of the session that is trained, and a past session on the weeks:
    closing one shows the other as it was left.
    """

    lifter: SignedIn | None

    @abstractmethod
    def open_session(self, session_id: str) -> None:
        """Train a session: its screen takes the place of the one that is trained."""

    def action_weeks(self) -> None:
        """Show the weeks over the session that is trained."""
        from tui.app.weeks.screen import WeeksScreen

        if self.lifter is not None and isinstance(self.screen, LifterScreen):
            self.push_screen(WeeksScreen(self.lifter))

    def on_weeks_screen_left(self) -> None:
        """Go back to training."""
        self.leave_the_past()

    def on_weeks_screen_opened(self, message: WeeksScreen.Opened) -> None:
        """Open a session: one of today or ahead is trained, another is looked back at."""
        from tui.app.today.past import PastScreen
        from tui.workout.workout import Workout, is_past

        lifter, session = self.lifter, message.session
        if lifter is None:
            return
        below = self.screen_stack[-2]
        if isinstance(below, TodayScreen) and below.workout.session.id == session.id:
            self.leave_the_past()
        elif not is_past(session, lifter.now().date()):
            self.leave_the_past()
            self.open_session(session.id)
        else:
            try:
                workout = Workout(
                    lifter.book,
                    session.id,
                    now=lifter.now,
                    rules=lifter.rules,
                    bests_later=True,
                    looking_back=True,
                )
            except SessionGone:
                return
            self.push_screen(PastScreen(lifter, workout))

    def on_past_screen_left(self, message: PastScreen.Left) -> None:
        """Go back to the weeks, which may have changed."""
        self.pop_screen()
        if isinstance(self.screen, LifterScreen):
            self.screen.logbook_changed()

    def leave_the_past(self) -> None:
        """Close what lies over the session that is trained, and show what changed in it."""
        from tui.app.today.past import PastScreen
        from tui.app.weeks.screen import WeeksScreen

        if not isinstance(self.screen, WeeksScreen | PastScreen):
            return
        while isinstance(self.screen, WeeksScreen | PastScreen):
            self.pop_screen()
        if isinstance(self.screen, LifterScreen):
            self.screen.logbook_changed()
