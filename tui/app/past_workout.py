"""A past session opened again: its sets are amended, and what is added gets its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.views.today import Notice
from tui.app.workout import Workout
from tui.training.backdating import backdated
from tui.training.wording import day_and_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from tui.logbook.places import Draft
    from tui.training.entry import Entry
    from tui.training.records import Session, TrainingSet


def is_past(session: Session, today: date) -> bool:
    """Tell whether a session is looked back at; one of today or ahead is trained."""
    return session.session_date < today


class PastWorkout(Workout):
    """Looks back at a session: no rest runs, and where the lifter is today is left alone."""

    looking_back = True

    def keep_place(self) -> None:
        """Leave the place of the session that is being trained as it is."""

    def toggle_rest(self) -> None:
        """A past session has no rest."""

    def shift_rest(self, seconds: int) -> None:
        """A past session has no rest."""

    def stop_rest(self) -> None:
        """A past session has no rest."""

    def _begin_rest(self) -> None:
        """A past session has no rest."""

    def _return_to(self, draft: Draft | None) -> None:
        """Begin with the first exercise, and say what becomes of sets that are added."""
        self.choose_exercise(0)
        day = day_and_date(self.session.session_date)
        words = f"looking back: ↑ chooses a set to amend; a set added here is dated {day}"
        self.notice = Notice(words, "muted")

    def _record(self, entries: Sequence[Entry]) -> tuple[TrainingSet, ...]:
        """Write the sets with a plausible time on the session's day."""
        exercise = self._current.exercise
        earlier = next((one.sets for one in self._reader.last_times.get(exercise.id, ())), ())
        now = self._now()
        usual = earlier[0].recorded_at.astimezone(now.tzinfo).time() if earlier else None
        at = backdated(
            self.session,
            exercise,
            usual=usual,
            now=now,
        )
        return self._book.workouts.record_sets(exercise.id, entries, at=at)

    def _said_of(self, index: int, performed: TrainingSet) -> Notice | None:
        """Say on which day and at what time the set was put."""
        at = performed.recorded_at.astimezone(self._now().tzinfo)
        words = f"set {performed.set_no} added on {day_and_date(at.date())}, {at:%H:%M} · u undoes"
        return Notice(words, "good")
