"""Looking back: from training to the weeks, to a past session, and back to the same place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.shell.screen import LifterScreen
from tui.app.today.screen import TodayScreen
from tui.workout.session_reader import SessionGone

if TYPE_CHECKING:
    from tui.app.app import TopsetApp
    from tui.training.records import Session


class HistoryNavigation:
    """Lays the weeks over the session that is trained, and a past session over the weeks.

    Closing one shows the other as it was left.
    """

    def __init__(self, app: TopsetApp) -> None:
        self._app = app

    def open_weeks(self) -> None:
        """Show the weeks over the session that is trained."""
        from tui.app.weeks.screen import WeeksScreen

        if self._app.lifter is not None and isinstance(self._app.screen, LifterScreen):
            self._app.push_screen(WeeksScreen(self._app.lifter))

    def open_session(self, session: Session) -> None:
        """Open a session: one of today or ahead is trained, another is looked back at."""
        from tui.app.today.past import PastScreen
        from tui.workout.half_typed import LineWords
        from tui.workout.workout import Workout, is_past

        lifter = self._app.lifter
        if lifter is None:
            return
        below = self._app.screen_stack[-2]
        if isinstance(below, TodayScreen) and below.workout.session.id == session.id:
            self.leave()
        elif not is_past(session, lifter.now().date()):
            self.leave()
            self._app.open_session(session.id)
        else:
            try:
                workout = Workout(
                    lifter.book,
                    session.id,
                    now=lifter.now,
                    rules=lifter.rules,
                    bests_later=True,
                    looking_back=True,
                    line_words=LineWords(key=self._app.settings.key_of),
                )
            except SessionGone:
                return
            self._app.push_screen(PastScreen(lifter, workout))

    def back_to_weeks(self) -> None:
        """Go back to the weeks, which may have changed."""
        self._app.pop_screen()
        if isinstance(self._app.screen, LifterScreen):
            self._app.screen.logbook_changed()

    def leave(self) -> None:
        """Close what lies over the session that is trained, and show what changed in it."""
        from tui.app.today.past import PastScreen
        from tui.app.weeks.screen import WeeksScreen

        if not isinstance(self._app.screen, WeeksScreen | PastScreen):
            return
        while isinstance(self._app.screen, WeeksScreen | PastScreen):
            self._app.pop_screen()
        if isinstance(self._app.screen, LifterScreen):
            self._app.screen.logbook_changed()
