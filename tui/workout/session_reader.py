"""Reads a session as the today screen needs it, and says which exercise comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tui.lazy_dataclass import dataclass
from tui.logbook.workouts import SHOWN_BACK, Background
from tui.training.equipment import is_bodyweight
from tui.training.personal_records import Bests, bests_of
from tui.training.records import Exercise, LastTime, Session, TrainingSet, is_warm_up
from tui.training.reps_text import counts_reps
from tui.training.rules import TrainingRules
from tui.training.sheet import ExerciseSheet, SessionSheet, session_sheet

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.history import PlanPosition


class SessionGone(LookupError):
    """The session is no longer in the logbook: it was removed elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class BestsWanted:
    """Exercises whose bests before a session are to be read, which may be done in any thread."""

    session: Session
    exercises: tuple[Exercise, ...]

    def read(self, book: Logbook) -> dict[str, Sequence[TrainingSet]]:
        """Return by the exercise's row id the sets that its bests come from."""
        return {
            exercise.id: book.workouts.distinct_sets_before(exercise, self.session)
            for exercise in self.exercises
        }


class SessionReader:
    """Reads one session; earlier times do not change while training, so they are read once.

    Bests go through every time that an exercise was done. `bests_later` leaves them to another
    thread: whoever has it reads `bests_wanted()` and hands the answer to `take_bests`.
    """

    def __init__(
        self,
        book: Logbook,
        session_id: str,
        rules: TrainingRules,
        *,
        day_of: Callable[[Session], date],
        bests_later: bool = False,
    ) -> None:
        """Read a session as of the day on which it is trained, which `day_of` tells."""
        self._book = book
        self._session_id = session_id
        self._rules = rules
        self._day_of = day_of
        self._day: date | None = None
        self._background: Background | None = None
        self._bests_later = bests_later
        self._bests: dict[str, Bests] = {}
        self._wanted: BestsWanted | None = None
        self._original_times: dict[str, Sequence[LastTime]] = {}
        self._known_as: Mapping[str, tuple[object, ...]] = {}

    @property
    def last_times(self) -> Mapping[str, Sequence[LastTime]]:
        """The last few times of each exercise, by its row's id, newest first."""
        return {} if self._background is None else self._background.last_times

    def sheet(self) -> SessionSheet:
        """Return the session against its plan. Raises SessionGone."""
        session = self._book.workouts.session(self._session_id)
        if session is None:
            raise SessionGone(self._session_id)
        day = self._day_of(session)
        if day != self._day:
            self.forget()
            self._day = day
        self._notice_changes(session)
        if self._background is None:
            self._background = self._book.workouts.background(session, day)
            self._original_times = {
                exercise.id: self._of_original(exercise, day) for exercise in session.exercises
            }
        return session_sheet(
            session,
            self._background.last_times,
            gym=self._rules.gym,
            formula=self._rules.formula,
            roles=self._background.roles,
            today=day,
        )

    @property
    def original_times(self) -> Mapping[str, Sequence[LastTime]]:
        """The last few times of what a swapped exercise stands in place of."""
        return self._original_times

    def _of_original(self, exercise: Exercise, day: date) -> Sequence[LastTime]:
        if exercise.swapped_from is None:
            return ()
        original = replace(exercise, exercise_name=exercise.swapped_from, exercise_id=None)
        return self._book.workouts.last_times(original, day, SHOWN_BACK)

    def _notice_changes(self, session: Session) -> None:
        """Forget what was read of rows that now hold another exercise or have another plan."""
        known_as = {
            one.id: (one.exercise_name, one.exercise_id, one.swapped_from, one.sets, one.reps,
                     one.rir, one.tier, one.order_in_session)
            for one in session.exercises
        }  # fmt: skip
        if known_as != self._known_as:
            self.forget()
        self._known_as = known_as

    def place(self) -> PlanPosition | None:
        """Return where the session stands in its plan."""
        return self._book.history.place(self._session_id)

    def bests(self, exercise: Exercise) -> Bests | None:
        """Return the bests of all sessions before this one; None while they are read elsewhere."""
        if exercise.id not in self._bests and not self._bests_later:
            wanted = BestsWanted(self._as_trained(), (exercise,))
            self._keep_bests(wanted, wanted.read(self._book))
        return self._bests.get(exercise.id)

    def bests_wanted(self) -> BestsWanted | None:
        """Return what is to be read elsewhere and was not asked for yet. Raises SessionGone."""
        if not self._bests_later or self._wanted is not None:
            return None
        if self._known_as.keys() <= self._bests.keys():
            return None
        session = self._as_trained()
        missing = tuple(one for one in session.exercises if one.id not in self._bests)
        self._wanted = BestsWanted(session, missing)
        return self._wanted

    def take_bests(self, wanted: BestsWanted, sets: Mapping[str, Sequence[TrainingSet]]) -> bool:
        """Keep what was read elsewhere; tell whether it is still what was wanted.

        An exercise without sets, which may be one that could not be read, breaks no record.
        """
        if wanted is not self._wanted:
            return False
        self._wanted = None
        self._keep_bests(wanted, sets)
        return True

    def _as_trained(self) -> Session:
        session = self._book.workouts.session(self._session_id)
        if session is None:
            raise SessionGone(self._session_id)
        return replace(session, session_date=self._day_of(session))

    def _keep_bests(self, wanted: BestsWanted, sets: Mapping[str, Sequence[TrainingSet]]) -> None:
        for exercise in wanted.exercises:
            self._bests[exercise.id] = bests_of(
                sets.get(exercise.id, ()),
                formula=self._rules.formula,
                bodyweight=is_bodyweight(exercise),
                counts_reps=counts_reps(exercise.exercise_name, exercise.reps),
            )

    def _forget_bests(self) -> None:
        self._bests.clear()
        self._wanted = None

    def use(self, rules: TrainingRules) -> None:
        """Lay the session out by other rules."""
        self._rules = rules
        self._forget_bests()

    def forget(self) -> None:
        """Read earlier times again: something was pulled."""
        self._background = None
        self._forget_bests()


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
        if slot.exercise.performed and not is_warm_up(slot.exercise.tier)
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
