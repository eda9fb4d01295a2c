"""One session being trained: where the lifter is in it, and what each key does to the logbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tui.app.resting import Resting
from tui.app.session_reader import SessionReader, following, sets_done, where_changed
from tui.app.views.build_today import Standing, today_view
from tui.app.views.line_editor import LineEditor
from tui.app.views.rest import Rest
from tui.app.views.today import Notice, SyncMark, TodayView, Tone
from tui.app.views.words import set_words
from tui.logbook.errors import NotSaved
from tui.logbook.places import Draft
from tui.training.entry import Entry, EntryError, format_entry, parse_entry
from tui.training.gym import Gym, is_bodyweight
from tui.training.records import Exercise, Session, TrainingSet
from tui.training.rules import TrainingRules
from tui.training.sheet import ExerciseSheet, SessionSheet
from tui.training.signals import signals

if TYPE_CHECKING:
    from tui.logbook import Logbook

BOUNCE = timedelta(milliseconds=400)


class Workout(Resting):
    """What the today screen does, without a screen; every write is on disk before it returns.

    The line, the chosen exercise and set, and the rest are its own; everything else is asked of
    the logbook again after each write.
    """

    looking_back = False

    def __init__(
        self, book: Logbook, session_id: str, *, now: Callable[[], datetime], rules: TrainingRules
    ) -> None:
        """Open a session where the lifter left it. Raises SessionGone."""
        self._book = book
        self._session_id = session_id
        self._now = now
        self._rules = rules
        self._reader = SessionReader(book, session_id, rules)
        self._last_logged: datetime | None = None
        self._can_undo = True
        self.notice: Notice | None = None
        self._set_id: str | None = None
        self._sheet = self._reader.sheet()
        self._place = book.history.place(session_id)
        self._index = self._sheet.current
        self._editor = self._guess()
        self._return_to(book.places.draft())

    # -- what is shown

    def view(self, sync: SyncMark) -> TodayView:
        """Return what the screen shows."""
        return today_view(
            Standing(
                sheet=self._sheet,
                last_times=self._reader.last_times,
                place=self._place,
                now=self._now(),
                index=self._index,
                chosen_set=self._chosen(),
                editor=self._editor,
                basis=self._basis(),
                notice=self.notice,
                sync=sync,
                can_undo=self._can_undo,
                resting=self.rest is not None,
                gym=self._gym,
                unit=self._gym.unit,
                looking_back=self.looking_back,
            )
        )

    @property
    def session(self) -> Session:
        """The session as it stands in the logbook."""
        return self._sheet.session

    @property
    def sheet(self) -> SessionSheet:
        """The session against its plan."""
        return self._sheet

    @property
    def exercise(self) -> Exercise | None:
        """The chosen exercise; None in a session without any."""
        return self._current.exercise if self._sheet.exercises else None

    # -- the line

    def takes(self, char: str) -> bool:
        """Tell whether a character belongs in the line."""
        return bool(self._sheet.exercises) and self._editor.takes(char)

    def edit(self, change: Callable[[LineEditor], LineEditor]) -> None:
        """Change the line; what was said about it is taken back.

        Whoever types between two Enters means both: the second is no bounce.
        """
        self._last_logged = None
        self._editor = change(self._editor)
        self.notice = None
        self.keep_place()

    @property
    def half_typed(self) -> bool:
        """Whether the line holds what the lifter typed."""
        return not self._editor.pristine

    def restore_guess(self) -> None:
        """Bring the guess back into the line."""
        self._editor = self._guess()
        self.notice = None
        self.keep_place()

    def enter(self) -> None:
        """Log the line as the next set, or amend the chosen one."""
        now = self._now()
        if self._last_logged is not None and now - self._last_logged < BOUNCE:
            self._last_logged = now
            self.notice = Notice("enter twice at once: nothing more was logged", "warn")
            return
        if not self._sheet.exercises:
            return
        try:
            entry = parse_entry(
                self._editor.text,
                basis=self._basis(),
                unit=self._gym.unit,
                bodyweight=is_bodyweight(self._current.exercise),
            )
        except EntryError as error:
            self.notice = Notice(error.message, "bad", error.position)
            return
        try:
            if self._set_id is None:
                self._log(entry)
            else:
                self._amend(self._set_id, entry)
        except NotSaved as error:
            self.notice = Notice(f"not saved: {error}", "bad")
            return
        self._last_logged = now
        self.keep_place()

    def _log(self, entry: Entry) -> None:
        performed = self._record(entry)
        self._reload()
        self._can_undo = True
        self._begin_rest()
        self.notice = self._said_of(self._sheet.exercises[self._index], performed[-1])
        self.move_on()

    def _amend(self, set_id: str, entry: Entry) -> None:
        if entry.count != 1:
            self.notice = Notice("one set is amended at a time", "bad", 0)
            return
        amended = self._book.workouts.amend_set(set_id, entry)
        self._reload()
        self._can_undo = True
        self._set_id = None
        self._editor = self._guess()
        words = self._set_words(amended)
        self.notice = Notice(f"set {amended.set_no} amended: {words} · u undoes", "good")

    def _record(self, entry: Entry) -> tuple[TrainingSet, ...]:
        """Write the sets; a session trained on another day than planned moves to today."""
        session, today = self.session, self._now().date()
        begun = session.completed or any(sheet.done for sheet in self._sheet.exercises)
        moves = not begun and session.session_date != today
        return self._book.workouts.record_sets(
            self._current.exercise.id, [entry], done_on=today if moves else None
        )

    def _begin_rest(self) -> None:
        seconds = self._rules.rest_after_set(self._sheet.exercises, self._index)
        self.rest = Rest.begin(self._now(), seconds) if seconds else None

    def move_on(self) -> None:
        """Choose the next unfinished exercise when this one is done; in a superset, the partner."""
        self._set_id = None
        self._index = following(self._sheet, self._index)
        self._editor = self._guess()

    def _said_of(self, sheet: ExerciseSheet, performed: TrainingSet) -> Notice | None:
        said = signals(
            sheet,
            performed,
            self._reader.all_times(sheet.exercise),
            gym=self._gym,
            formula=self._rules.formula,
        )
        if said:
            tone: Tone = "warn" if "harder" in said[0] or "short of" in said[0] else "good"
            whose = f"{sheet.exercise.exercise_name}: " if sheet.finished else ""
            return Notice(whose + " · ".join(said), tone)
        if all(one.finished or one.exercise.skipped for one in self._sheet.exercises):
            return Notice("everything planned is done: f finishes the session", "good")
        if sheet.finished:
            return Notice(f"{sheet.exercise.exercise_name} done", "good")
        return None

    # -- choosing

    def choose_exercise(self, index: int) -> None:
        """Go to an exercise; a half-typed line is left behind."""
        if not self._sheet.exercises:
            return
        self._index = index % len(self._sheet.exercises)
        self._choose(None)

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
        self._editor = self._guess()
        self.notice = None
        self.keep_place()

    # -- other things done

    def remove(self) -> None:
        """Remove the chosen set."""
        chosen = self._chosen()
        if chosen is None:
            self.notice = Notice("choose a logged set with ↑ first, then d removes it", "warn")
            return
        words = self._set_words(chosen)
        self.do(
            lambda book: book.workouts.remove_set(chosen.id), said=f"removed {words} · u undoes"
        )

    def undo(self) -> None:
        """Take back the last thing done, and go where it was done."""
        before = self._sheet
        try:
            undone = self._book.workouts.undo()
        except NotSaved as error:
            self.notice = Notice(f"not saved: {error}", "bad")
            return
        self._can_undo = undone is not None
        self._last_logged = None
        if undone is None:
            self.notice = Notice("nothing left to undo", "muted")
            return
        self._reload()
        self._index = where_changed(before, self._sheet, self._index)
        if sets_done(self._sheet) < sets_done(before):
            self.rest = None
        self._choose(None)
        self.notice = Notice(f"undone: {undone}", "good")

    def do(self, deed: Callable[[Logbook], object], *, said: str) -> bool:
        """Do something durable and say so; tell whether it was done."""
        try:
            deed(self._book)
        except NotSaved as error:
            self.notice = Notice(f"not saved: {error}", "bad")
            return False
        self._can_undo = True
        self._reload()
        if self._chosen() is None:
            self._set_id = None
        if self._editor.pristine:
            self._editor = self._guess()
        self.notice = Notice(said, "good")
        self.keep_place()
        return True

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
        if self._chosen() is None:
            self._set_id = None
        if pristine:
            self._editor = self._guess()

    def keep_place(self) -> None:
        """Remember where the lifter is, for the next start."""
        exercise, rest = self.exercise, self.rest
        draft = Draft(
            session_id=self._session_id,
            exercise_row_id=None if exercise is None else exercise.id,
            set_id=self._set_id,
            line=None if self._editor.pristine else self._editor.text,
            rest_started=None if rest is None else rest.started,
            rest_ends=None if rest is None else rest.ends,
            rest_paused_seconds=None if rest is None else rest.paused_seconds,
        )
        try:
            self._book.places.save_draft(draft)
        except NotSaved as error:
            self.notice = self.notice or Notice(f"not saved: {error}", "bad")

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
        self._editor = self._guess() if draft.line is None else LineEditor.typed_before(draft.line)
        if draft.rest_started is not None and draft.rest_ends is not None:
            self.rest = Rest(draft.rest_started, draft.rest_ends, draft.rest_paused_seconds)

    def use(self, rules: TrainingRules) -> None:
        """Train by other rules from now on; the half-typed line stays. Raises SessionGone."""
        self._rules = rules
        self._reader.use(rules)
        self.refresh()

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
        return self._current.guess if self._sheet.exercises else None

    def _guess(self) -> LineEditor:
        """The chosen set's values; else the guess for a planned set; nothing for an extra one."""
        basis = self._basis()
        if basis is None:
            return LineEditor.filled("")
        if self._chosen() is None and self._current.done >= self._current.planned:
            return LineEditor.filled("")
        bodyweight = is_bodyweight(self._current.exercise)
        text = format_entry(replace(basis, count=1), unit=self._gym.unit, bodyweight=bodyweight)
        return LineEditor.filled(text)

    def _set_words(self, performed: TrainingSet) -> str:
        exercise = self._current.exercise
        return set_words(performed, self._gym.unit, bodyweight=is_bodyweight(exercise))
