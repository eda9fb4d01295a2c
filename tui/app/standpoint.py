"""Where the lifter is in a session: the exercise, the set, the line; read from the logbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tui.app.half_typed import AT_THE_KEYS, LineWords, TypedFor, what_changed
from tui.app.resting import Resting
from tui.app.session_reader import SessionReader
from tui.app.views.line_editor import LineEditor
from tui.app.views.rest import Rest
from tui.app.views.today import Notice
from tui.app.views.words import set_words, weight_in
from tui.logbook.errors import NotSaved
from tui.logbook.places import Draft
from tui.training.backdating import is_begun
from tui.training.entry import Entry, format_entry
from tui.training.equipment import is_bodyweight
from tui.training.gym import Gym
from tui.training.progression import has_plan
from tui.training.records import Exercise, Session, TrainingSet
from tui.training.reps_text import planned_reps
from tui.training.rules import TrainingRules
from tui.training.sheet import ExerciseSheet, SessionSheet

if TYPE_CHECKING:
    from tui.logbook import Logbook


class Standpoint(Resting):
    """The chosen exercise and set, the line and the rest, kept so that a restart returns to them.

    Everything else is asked of the logbook.
    """

    def __init__(
        self,
        book: Logbook,
        session_id: str,
        *,
        now: Callable[[], datetime],
        rules: TrainingRules,
        bests_later: bool = False,
        line_words: LineWords = AT_THE_KEYS,
    ) -> None:
        """Open a session where the lifter left it. Raises SessionGone.

        `bests_later` has records told once another thread has read what they have to beat.
        """
        self._book = book
        self._session_id = session_id
        self._now = now
        self._rules = rules
        self._line_words = line_words
        book.workouts.unit = rules.gym.unit
        self._reader = SessionReader(
            book, session_id, rules, day_of=self._trained_on, bests_later=bests_later
        )
        self._last_logged: datetime | None = None
        self._can_undo = True
        self.notice: Notice | None = None
        self._set_id: str | None = None
        self._offer: Entry | None = None  # put into the line by a key, in place of the guess
        self._typed_for: TypedFor | None = None
        self._sheet = self._reader.sheet()
        self._place = book.history.place(session_id)
        self._index = self._sheet.current
        self._editor = self._guess()
        self._return_to(book.places.draft())

    def _trained_on(self, session: Session) -> date:
        """Return the day that a session's targets and records are as of."""
        return session.session_date if is_begun(session) else self._now().date()

    @property
    def session(self) -> Session:
        """The session as it stands in the logbook."""
        return self._sheet.session

    @property
    def sheet(self) -> SessionSheet:
        """The session against its plan."""
        return self._sheet

    @property
    def index(self) -> int:
        """Which exercise is chosen, counted from the first."""
        return self._index

    @property
    def exercise(self) -> Exercise | None:
        """The chosen exercise; None in a session without any."""
        return self._current.exercise if self._sheet.exercises else None

    @property
    def chosen_set(self) -> TrainingSet | None:
        """The logged set that the line amends; None while it logs the next."""
        return self._chosen()

    @property
    def gym(self) -> Gym:
        """The gym that is trained in."""
        return self._rules.gym

    @property
    def half_typed(self) -> bool:
        """Whether the line holds what the lifter typed."""
        return not self._editor.pristine

    @property
    def touched(self) -> bool:
        """Whether the line holds text of the lifter's, so that every printable key is text."""
        return self._editor.touched

    @property
    def typed(self) -> str:
        """What the lifter has typed into the line, or nothing."""
        return self._editor.text if self.touched else ""

    def weight_in_line(self) -> float | None:
        """Return the weight in kg that the line speaks of, or that the target does."""
        if not self._sheet.exercises:
            return None
        exercise = self._current.exercise
        weight_kg = weight_in(self._editor.text, self._basis(), exercise, self._gym.unit)
        return self._current.target.weight_kg if weight_kg is None else weight_kg

    # -- choosing

    def choose_exercise(self, index: int) -> None:
        """Go to an exercise; a half-typed line is left behind."""
        if not self._sheet.exercises:
            return
        self._index = index % len(self._sheet.exercises)
        self._choose(None)

    def choose_row(self, row_id: str, *, quietly: bool = False) -> None:
        """Go to an exercise by its row's id; quietly keeps what was said and typed."""
        ids = [sheet.exercise.id for sheet in self._sheet.exercises]
        if row_id not in ids:
            return
        if quietly:
            self._index = ids.index(row_id)
            if self._editor.pristine:
                self._editor = self._guess()
            self.keep_place()
        else:
            self.choose_exercise(ids.index(row_id))

    def step_exercise(self, step: int) -> None:
        """Go to the next or previous exercise, around the end."""
        self.choose_exercise(self._index + step)

    def step_set(self, step: int) -> None:
        """Choose the logged set above or below; past the last, the next set to log."""
        if not self._sheet.exercises:
            return
        here = self._chosen()
        self.choose_set((self._current.done if here is None else here.set_no - 1) + step)

    def choose_set(self, row: int) -> None:
        """Choose a row of the set table."""
        performed = self._performed()
        row = max(0, min(row, len(performed)))
        self._choose(performed[row].id if row < len(performed) else None)

    def _choose(self, set_id: str | None) -> None:
        self._set_id = set_id
        self._offer = self._typed_for = None
        self._editor = self._guess()
        self.notice = None
        self.keep_place()

    def _put(self, offer: Entry) -> None:
        """Put a set into the line that Enter logs and a digit replaces, as with a guess."""
        self._offer = offer
        self._editor = self._guess()
        self.keep_place()

    # -- reading

    def refresh(self) -> None:
        """Read everything again after a change from elsewhere; the half-typed line stays.

        Raises SessionGone.
        """
        here = self.exercise
        pristine = self._editor.pristine
        self._reader.forget()
        self._sheet = self._reader.sheet()
        self._place = self._reader.place()
        ids = [sheet.exercise.id for sheet in self._sheet.exercises]
        if here is not None and here.id in ids:
            self._index = ids.index(here.id)
        else:
            self._index = self._sheet.current
            self._offer = None
        if self._chosen() is None:
            self._set_id = None
        if pristine:
            self._editor = self._guess()
        elif changed := self._changed_elsewhere():
            self._say_changed(changed)

    def _say_changed(self, changed: str) -> None:
        says = self._line_words
        self.notice = Notice(f"{changed} · {says.enter} asks, {says.drop}", "warn")

    def _here(self) -> TypedFor | None:
        """Return what Enter would log the line for."""
        if not self._sheet.exercises:
            return None
        chosen, exercise = self._chosen(), self._current.exercise
        return TypedFor(
            row_id=exercise.id,
            exercise=exercise.exercise_name,
            set_id=None if chosen is None else chosen.id,
            set_no=None if chosen is None else chosen.set_no,
            basis=self._basis(),
            unit=self._gym.unit,
            bodyweight=is_bodyweight(exercise),
            session=self.session.day_label,
            completed=self.session.completed,
        )

    def _changed_elsewhere(self) -> str:
        """Say what has become of the place that the line was typed for, or nothing."""
        if self._typed_for is None or not self.touched:
            return ""
        return what_changed(self._editor.text, self._typed_for, self._here())

    def use(self, rules: TrainingRules) -> None:
        """Train by other rules from now on; the half-typed line stays. Raises SessionGone."""
        self._rules = rules
        self._book.workouts.unit = rules.gym.unit
        self._reader.use(rules)
        self.refresh()

    def keep_place(self) -> None:
        """Remember where the lifter is, for the next start."""
        rest = self.rest
        place = (self._typed_for if self.touched else None) or self._here()
        draft = Draft(
            session_id=self._session_id,
            exercise_row_id=None if place is None else place.row_id,
            exercise_name=None if place is None else place.exercise,
            set_id=None if place is None else place.set_id,
            set_no=None if place is None else place.set_no,
            line=None if self._editor.pristine and self._offer is None else self._editor.text,
            rest_started=None if rest is None else rest.started,
            rest_ends=None if rest is None else rest.ends,
            rest_paused_seconds=None if rest is None else rest.paused_seconds,
            kept_at=self._now(),
        )
        try:
            self._book.places.save_draft(draft)
        except NotSaved as error:
            self.notice = self.notice or Notice(str(error), "bad")

    def _return_to(self, draft: Draft | None) -> None:
        if draft is None or draft.session_id != self._session_id:
            self.keep_place()
            return
        ids = [sheet.exercise.id for sheet in self._sheet.exercises]
        if draft.exercise_row_id in ids:
            self._index = ids.index(draft.exercise_row_id)
        self._set_id = draft.set_id
        if self._chosen() is None:
            self._set_id = None
        self._editor = self._guess()
        if draft.line is not None:
            self._go_on_typing(draft, draft.line)
        if (
            draft.rest_started is not None
            and draft.rest_ends is not None
            and draft.rest_started <= self._now()  # else the clock was put back: nobody knows
        ):
            self.rest = Rest(draft.rest_started, draft.rest_ends, draft.rest_paused_seconds)

    def _go_on_typing(self, draft: Draft, line: str) -> None:
        """Put the line of the last start back, as typed for what it was typed for then."""
        self._editor = LineEditor.typed_before(line)
        here = self._here()
        if here is None or draft.exercise_row_id is None:
            return
        self._typed_for = replace(
            here,
            row_id=draft.exercise_row_id,
            exercise=draft.exercise_name or here.exercise,
            set_id=draft.set_id,
            set_no=draft.set_no,
        )
        if changed := self._changed_elsewhere():
            self._say_changed(changed)

    @property
    def _gym(self) -> Gym:
        return self._rules.gym

    def _reload(self) -> None:
        self._sheet = self._reader.sheet()
        self._index = min(self._index, max(len(self._sheet.exercises) - 1, 0))

    @property
    def _current(self) -> ExerciseSheet:
        return self._sheet.exercises[self._index]

    def _performed(self) -> tuple[TrainingSet, ...]:
        if not self._sheet.exercises:
            return ()
        return tuple(row.logged for row in self._current.rows if row.logged is not None)

    def _chosen(self) -> TrainingSet | None:
        return next((one for one in self._performed() if one.id == self._set_id), None)

    def _basis(self) -> Entry | None:
        chosen = self._chosen()
        if chosen is not None:
            return Entry(chosen.weight_kg, chosen.reps_done, chosen.rpe)
        if self._offer is not None:
            return self._offer
        return self._current.guess if self._sheet.exercises else None

    def _guess(self) -> LineEditor:
        """The chosen set's values; else what was offered, or the guess for a planned set.

        Nothing for a set beyond the plan or after the end, so that no Enter too many logs one.
        """
        basis = self._basis()
        if basis is None:
            return LineEditor.filled("")
        current = self._current
        wanted = not self.session.completed and (
            current.done < current.planned or not has_plan(current.exercise)
        )
        if not wanted and self._chosen() is None and self._offer is None:
            return LineEditor.filled("")
        bodyweight = is_bodyweight(self._current.exercise)
        text = format_entry(replace(basis, count=1), unit=self._gym.unit, bodyweight=bodyweight)
        return LineEditor.filled(text)

    def _set_words(self, performed: TrainingSet) -> str:
        exercise = self._current.exercise
        return set_words(
            performed,
            self._gym.unit,
            bodyweight=is_bodyweight(exercise),
            counted=planned_reps(exercise).unit,
        )
