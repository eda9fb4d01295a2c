"""Undo and redo as keys ask for them: a burst is caught, what is out of sight is named first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from tui.lazy_dataclass import dataclass
from tui.workout.notice import Notice

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.commands import UndoStep
    from tui.training.records import Exercise

BOUNCE: Final = timedelta(milliseconds=400)
Way = Literal["undo", "redo"]


def at_once(before: datetime, now: datetime) -> bool:
    """Tell whether a key came twice at once; none did where the clock was put back between."""
    return timedelta() <= now - before < BOUNCE


@dataclass(frozen=True, slots=True)
class Stepped:
    """What is said of an undo or redo, and whether one was done."""

    notice: Notice
    done: bool = False


class UndoSteps:
    """The steps of one session's screen, over the one list of everything that was done."""

    def __init__(
        self,
        book: Logbook,
        session_id: str,
        now: Callable[[], datetime],
        key: Callable[[str], str],
    ) -> None:
        self._workouts = book.workouts
        self._session_id = session_id
        self._now = now
        self._key = key
        self.can_undo = True
        self._last: tuple[Way, datetime] | None = None
        self._named: UndoStep | None = None  # because it is not on the screen

    def forget_bounce(self) -> None:
        """Take the next step for meant, however soon it comes."""
        self._last = None

    def step(self, way: Way, exercise: Exercise | None) -> Stepped:
        """Take back the last thing done, or do again what was taken back last.

        `exercise` is the one on the screen. Raises LogbookError, and LookupError for what is gone.
        """
        now = self._now()
        if self._last is not None and self._last[0] == way and at_once(self._last[1], now):
            self._last = way, now
            return Stepped(Notice(f"{way} twice at once: once was enough", "warn"))
        step = self._workouts.next_undo() if way == "undo" else self._workouts.next_redo()
        if step is not None and self._is_out_of_sight(step, exercise) and self._named != step:
            self._named, self._last = step, (way, now)
            key = self._key(f"today.{way}")
            again = "undoes" if way == "undo" else "does again"
            where = f" in {step.session}" if self._session_id not in step.session_ids else ""
            return Stepped(Notice(f"{key} once more {again}{where}: {step.about}", "warn"))
        words = self._workouts.undo() if way == "undo" else self._workouts.redo()
        self.can_undo = words is not None or way == "redo"
        self._named, self._last = None, (way, now)
        if words is None:
            return Stepped(Notice(f"nothing left to {way}", "muted"))
        done = "undone" if way == "undo" else "done again"
        return Stepped(Notice(f"{done}: {words}", "good"), done=True)

    def _is_out_of_sight(self, step: UndoStep, exercise: Exercise | None) -> bool:
        """Tell whether a step is of another session, or of sets or a comment not on the screen."""
        if step.session_ids and self._session_id not in step.session_ids:
            return True
        return bool(step.row_ids) and (exercise is None or exercise.id not in step.row_ids)
