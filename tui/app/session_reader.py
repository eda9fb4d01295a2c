"""Reads a session as the today screen needs it, and says which exercise comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.training.gym import is_bodyweight
from tui.training.personal_records import Bests, bests_of
from tui.training.records import WARM_UP, Exercise, LastTime, Session
from tui.training.rules import TrainingRules
from tui.training.sheet import ExerciseSheet, SessionSheet, session_sheet

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.history import Place

SHOWN_BACK = 4


class SessionGone(LookupError):
    """The session is no longer in the logbook: it was removed elsewhere."""


class SessionReader:
    """Reads one session; earlier times do not change while training, so they are read once."""

    def __init__(self, book: Logbook, session_id: str, rules: TrainingRules) -> None:
        self._book = book
        self._session_id = session_id
        self._rules = rules
        self._last_times: dict[str, Sequence[LastTime]] = {}
        self._bests: dict[str, Bests] = {}
        self._original_times: dict[str, Sequence[LastTime]] = {}
        self._known_as: dict[str, tuple[str, ...]] = {}

    @property
    def last_times(self) -> Mapping[str, Sequence[LastTime]]:
        """The last few times of each exercise, by its row's id, newest first."""
        return self._last_times

    def sheet(self) -> SessionSheet:
        """Return the session against its plan. Raises SessionGone."""
        session = self._book.workouts.session(self._session_id)
        if session is None:
            raise SessionGone(self._session_id)
        for exercise in session.exercises:
            self._notice_swap(exercise)
            if exercise.id not in self._last_times:
                self._last_times[exercise.id] = self._book.workouts.last_times(
                    exercise, session.session_date, SHOWN_BACK
                )
                self._original_times[exercise.id] = self._of_original(exercise, session)
        return session_sheet(
            session, self._last_times, gym=self._rules.gym, formula=self._rules.formula
        )

    @property
    def original_times(self) -> Mapping[str, Sequence[LastTime]]:
        """The last few times of what a swapped exercise stands in place of."""
        return self._original_times

    def _of_original(self, exercise: Exercise, session: Session) -> Sequence[LastTime]:
        if exercise.swapped_from is None:
            return ()
        original = replace(exercise, exercise_name=exercise.swapped_from, exercise_id=None)
        return self._book.workouts.last_times(original, session.session_date, SHOWN_BACK)

    def _notice_swap(self, exercise: Exercise) -> None:
        """Forget what was read of a row that now holds another exercise."""
        known_as = (exercise.exercise_name, exercise.exercise_id or "", exercise.swapped_from or "")
        if self._known_as.get(exercise.id) != known_as:
            self._last_times.pop(exercise.id, None)
            self._bests.pop(exercise.id, None)
        self._known_as[exercise.id] = known_as

    def place(self) -> Place | None:
        """Return where the session stands in its plan."""
        return self._book.history.place(self._session_id)

    def bests(self, exercise: Exercise) -> Bests:
        """Return the bests of all sessions before this one."""
        if exercise.id not in self._bests:
            session = self._book.workouts.session(self._session_id)
            if session is None:
                raise SessionGone(self._session_id)
            self._bests[exercise.id] = bests_of(
                self._book.workouts.sets_before(exercise, session),
                formula=self._rules.formula,
                bodyweight=is_bodyweight(exercise),
            )
        return self._bests[exercise.id]

    def use(self, rules: TrainingRules) -> None:
        """Lay the session out by other rules."""
        self._rules = rules
        self._bests.clear()

    def forget(self) -> None:
        """Read earlier times again: something was pulled."""
        self._last_times.clear()
        self._bests.clear()


def following(sheet: SessionSheet, index: int) -> int:
    """Return the exercise to go on with after a set of this one."""
    sheets = sheet.exercises
    group = sheets[index].exercise.superset_group

    def is_open(one: ExerciseSheet) -> bool:
        return not one.finished and not one.exercise.skipped

    if group is not None:
        partners = [
            place
            for place, one in enumerate(sheets)
            if one.exercise.superset_group == group and is_open(one)
        ]
        if partners:
            return min(partners, key=lambda place: (sheets[place].done, place))
    if is_open(sheets[index]):
        return index
    around = [*range(index + 1, len(sheets)), *range(index)]
    return next((place for place in around if is_open(sheets[place])), index)


def last_trained(sheet: SessionSheet) -> int | None:
    """Return the exercise with the newest set of work, or None where there is none."""
    newest = [
        (max(one.recorded_at for one in slot.exercise.performed), place)
        for place, slot in enumerate(sheet.exercises)
        if slot.exercise.performed and slot.exercise.tier != WARM_UP
    ]
    return max(newest, default=(None, None))[1]


def where_changed(before: SessionSheet, after: SessionSheet, index: int) -> int:
    """Return the exercise that an undo touched."""
    known = {sheet.exercise.id: sheet.exercise for sheet in before.exercises}
    for place, sheet in enumerate(after.exercises):
        if known.get(sheet.exercise.id) != sheet.exercise:
            return place
    return min(index, max(len(after.exercises) - 1, 0))


def sets_done(sheet: SessionSheet) -> int:
    """Return how many sets of the session are logged."""
    return sum(one.done for one in sheet.exercises)
