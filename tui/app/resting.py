"""The rest between sets, as the keys of the today screen move it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from tui.app.views.rest import Rest
from tui.training.records import Exercise
from tui.training.rules import TrainingRules


class Resting:
    """Holds the running rest; `keep_place` writes it down, so that no restart breaks it."""

    _now: Callable[[], datetime]
    _rules: TrainingRules
    rest: Rest | None = None
    _looked: tuple[Rest, datetime, float] | None = None

    @property
    @abstractmethod
    def exercise(self) -> Exercise | None:
        """The exercise whose rest a new one is."""

    @abstractmethod
    def keep_place(self) -> None:
        """Write down what there is to return to."""

    def keep_up_with_clock(self) -> None:
        """Move the rest along where the clock was put back since this was last called.

        It would not end for hours otherwise. How far it was put back tells the clock that nobody
        can put back. A clock put forward cannot be told from a laptop that was asleep: the rest is
        over then.
        """
        if self.rest is None:
            return
        now, elapsed = self._now(), monotonic()
        if self._looked is not None and self._looked[0] is self.rest and now < self._looked[1]:
            really = timedelta(seconds=elapsed - self._looked[2])
            self.rest = self.rest.moved(now - self._looked[1] - really)
            self.keep_place()
        self._looked = (self.rest, now, elapsed)

    def toggle_rest(self) -> None:
        """Pause the rest or go on; without one, start one."""
        now = self._now()
        if self.rest is None or self.rest.left(now) == 0:
            exercise = self.exercise
            seconds = 0 if exercise is None else self._rules.rest_seconds(exercise)
            self.rest = Rest.begin(now, seconds) if seconds else None
        else:
            self.rest = self.rest.toggled(now)
        self.keep_place()

    def shift_rest(self, seconds: int) -> None:
        """Make the rest longer or shorter."""
        if self.rest is not None:
            self.rest = self.rest.shifted(self._now(), seconds)
            self.keep_place()

    def stop_rest(self) -> None:
        """End the rest."""
        self.rest = None
        self.keep_place()
