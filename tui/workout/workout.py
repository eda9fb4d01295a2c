"""One session being trained or looked back at: what each key does, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from tui.lazy_dataclass import dataclass
from tui.logbook.drafts import Draft
from tui.logbook.errors import LogbookError, NotSaved
from tui.training.backdating import backdated, is_begun
from tui.training.entry import Entry, EntryError
from tui.training.equipment import is_bodyweight
from tui.training.gym import Gym
from tui.training.likelihood import Doubt, Known, known_of, understand
from tui.training.personal_records import Bests
from tui.training.records import Exercise, LastTime, Session, TrainingSet
from tui.training.reps_text import planned_reps
from tui.training.rules import TrainingRules
from tui.training.sheet import ExerciseSheet, SessionSheet
from tui.training.signals import advised
from tui.training.wording import day_and_date
from tui.workout.entry_prompt import entry_view
from tui.workout.entry_view import EntryView
from tui.workout.finish import FinishView, finish_view
from tui.workout.formats import format_set, weight_in
from tui.workout.half_typed import AT_THE_KEYS, LineWords, TypedFor, what_changed
from tui.workout.inputs import TodayInputs
from tui.workout.line_editor import LineEditor, guess_in_line
from tui.workout.notice import Notice
from tui.workout.pasted import PastedLine
from tui.workout.rest import Rest
from tui.workout.rest_timer import RestTimer
from tui.workout.said_of_set import said_of_set
from tui.workout.session_reader import (
    BestsWanted,
    SessionGone,
    SessionReader,
    following,
    last_trained,
    sets_done,
    where_changed,
)
from tui.workout.undo_steps import BOUNCE, UndoSteps, Way, at_once

if TYPE_CHECKING:
    from tui.logbook import Logbook

T = TypeVar("T")


def is_past(session: Session, today: date) -> bool:
    """Tell whether a session is looked back at; one of today or ahead is trained."""
    return session.session_date < today


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """Something that is on disk now, and what came of it."""

    result: T


@dataclass(slots=True)
class _Question:
    """What stands between a line and the log: Enter takes `offer`, `!` takes `written`.

    One about the place of the line has neither: after Enter the line is read for where it stands.
    """

    asked_at: datetime
    offer: Entry | None = None
    written: Entry | None = None
    about_place: bool = False


@dataclass(frozen=True, slots=True)
class _SaidWithout:
    """What was said of a set before its bests were read: a record may have to be added."""

    performed: TrainingSet
    notice: Notice | None


class Workout:
    """A session, where the lifter is in it, and what is done; a write is on disk when it returns.

    The line, the chosen exercise and set, and the rest are its own, and are kept so that a restart
    returns to them; everything else is asked of the logbook again after each write. While the
    lifter is looking back, no rest runs, a set that is added gets the session's day, and what is
    kept of the session that is being trained is left alone.
    """

    def __init__(
        self,
        book: Logbook,
        session_id: str,
        *,
        now: Callable[[], datetime],
        rules: TrainingRules,
        looking_back: bool = False,
        bests_later: bool = False,
        keeps_place: bool = True,
        line_words: LineWords = AT_THE_KEYS,
    ) -> None:
        """Open a session where the lifter left it. Raises SessionGone.

        `bests_later` has records told once another thread has read what they have to beat.
        Without `keeps_place` it begins at the current exercise, and where the lifter is in an app,
        the half-typed line there and its rest are left alone.
        """
        self.looking_back = looking_back
        self._keeps_place = keeps_place and not looking_back
        self.day_is_chosen = False  # the lifter has said on which day the session is done
        self.gone = False  # the session was taken away by what was done last: its start was undone
        self._book = book
        self._session_id = session_id
        self._now = now
        self._rules = rules
        self.line_words = line_words
        book.workouts.unit = rules.gym.unit
        self._reader = SessionReader(
            book, session_id, rules, day_of=self._trained_on, bests_later=bests_later
        )
        self._timer = RestTimer(now)
        self._steps = UndoSteps(book, session_id, now, line_words.key)
        self._last_logged: datetime | None = None
        self.notice: Notice | None = None
        self._said_without: _SaidWithout | None = None
        self._set_id: str | None = None
        self._offer: Entry | None = None  # put into the line by a key, in place of the guess
        self._typed_for: TypedFor | None = None
        self._question: _Question | None = None
        self._sheet = self._reader.sheet()
        self._place = book.history.place(session_id)
        self._index = self._sheet.current
        self._editor = self._guess()
        if looking_back:
            self._begin_looking_back()
        elif keeps_place:
            self._return_to(book.drafts.draft())

    def _begin_looking_back(self) -> None:
        """Begin with the first exercise, and say what becomes of sets that are added."""
        self.choose_exercise(0)
        day = day_and_date(self.session.session_date)
        up = self.line_words.key("today.up")
        words = f"looking back: {up} chooses a set to amend; a set added here is dated {day}"
        self.notice = Notice(words, "muted")

    def _trained_on(self, session: Session) -> date:
        """Return the day that a session's targets and records are as of."""
        if self.looking_back or self.day_is_chosen or is_begun(session):
            return session.session_date
        return self._now().date()

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
        weight_kg = self.weight_in(self._editor.text)
        return self._current.target.weight_kg if weight_kg is None else weight_kg

    def weight_in(self, line: str) -> float | None:
        """Return the weight in kg that a line would speak of for the chosen exercise."""
        if not self._sheet.exercises:
            return None
        return weight_in(line, self._basis(), self._current.exercise, self._gym.unit)

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
        self._offer = self._typed_for = self._question = self._said_without = None
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
        says = self.line_words
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
        if not self._keeps_place:
            return
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
            self._book.drafts.save_draft(draft)
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
            self._timer.rest = Rest(draft.rest_started, draft.rest_ends, draft.rest_paused_seconds)

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
        """Read again after a write; one that took the session away leaves it as it was last."""
        try:
            self._sheet = self._reader.sheet()
        except SessionGone:
            self.gone = True
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
        return guess_in_line(
            self._basis(),
            self._sheet,
            self._index,
            set_chosen=self._chosen() is not None,
            offered=self._offer is not None,
            unit=self._gym.unit,
        )

    def _format_set(self, performed: TrainingSet) -> str:
        exercise = self._current.exercise
        return format_set(
            performed,
            self._gym.unit,
            bodyweight=is_bodyweight(exercise),
            counted=planned_reps(exercise).unit,
        )

    # -- what is shown

    def inputs(self) -> TodayInputs:
        """Return what is known of the session and where the lifter is in it."""
        return TodayInputs(
            sheet=self._sheet,
            last_times=self._reader.last_times,
            original_times=self._reader.original_times,
            place=self._place,
            now=self._now(),
            index=self._index,
            chosen_set=self._chosen(),
            editor=self._editor,
            basis=self._basis(),
            notice=self.notice,
            can_undo=self._steps.can_undo,
            resting=self.rest is not None,
            gym=self._gym,
            unit=self._gym.unit,
            looking_back=self.looking_back,
            line_words=self.line_words,
        )

    def entry(self) -> EntryView:
        """Return the entry line as it stands, in words."""
        return entry_view(self.inputs())

    # -- the line

    def takes(self, char: str) -> bool:
        """Tell whether a character belongs in the line."""
        return bool(self._sheet.exercises) and self._editor.takes(char)

    def edit(self, change: Callable[[LineEditor], LineEditor]) -> None:
        """Change the line; what was said about it is taken back.

        Whoever types between two Enters means both: the second is no bounce.
        """
        self._last_logged = self._question = self._said_without = None
        self._editor = change(self._editor)
        if not self.touched:
            self._typed_for = None
        elif self._typed_for is None:
            self._typed_for = self._here()
        self.notice = None
        self.keep_place()

    def forget_bounce(self) -> None:
        """Take the next Enter, undo or redo for meant, however soon it comes."""
        self._last_logged = None
        self._steps.forget_bounce()
        if self._question is not None:
            self._question.asked_at -= BOUNCE

    def restore_guess(self) -> None:
        """Put the guess back in the line."""
        self._choose(self._set_id)

    def says_unlogged(self) -> bool:
        """Keep a half-typed line where it is, and say so; tell whether there is one."""
        if not self.touched:
            return False
        says = self.line_words
        words = f"“{self._editor.text}” is not logged yet: {says.enter} logs it, {says.drop}"
        self.notice = Notice(words, "warn")
        return True

    def take_advice(self) -> None:
        """Put the weight that the last set asks for into the line."""
        advice = advised(self._current, gym=self._gym) if self._sheet.exercises else None
        if advice is None:
            self.notice = Notice("the last set calls for no other weight", "muted")
            return
        self._choose(None)
        self._put(advice)

    def one_more(self) -> None:
        """Put one more set like the last into the line, here or at the exercise just done."""
        index = self._index if self._is_done(self._index) else last_trained(self._sheet)
        if index is None or not self._is_done(index):
            enter = self.line_words.enter
            self.notice = Notice(f"planned sets are left here: {enter} logs the next", "warn")
            return
        self.choose_exercise(index)
        if self._current.guess is not None:
            self._put(self._current.guess)

    def _is_done(self, index: int) -> bool:
        return bool(self._sheet.exercises) and self._sheet.exercises[index].finished

    def enter(self) -> None:
        """Log the line as the next set, or amend the chosen one."""
        now = self._now()
        if self._last_logged is not None and at_once(self._last_logged, now):
            self._last_logged = now
            words = f"{self.line_words.enter} twice at once: nothing more was logged"
            self.notice = Notice(words, "warn")
            return
        if not self._sheet.exercises:
            return
        question, changed = self._question, self._changed_elsewhere()
        if changed and not (question is not None and question.about_place):
            self._ask_about(changed, now)
            return
        if question is not None:
            self._answer(question, now)
        elif self.is_over:
            self._ask_about_the_end(now)
        else:
            self._take_line(now)

    @property
    def is_over(self) -> bool:
        """Whether a further set would go into a session that was completed."""
        return self.session.completed and not self.looking_back and self._set_id is None

    def _take_line(self, now: datetime) -> None:
        """Log what the line says, or say what is wrong or doubtful about it."""
        try:
            said = self._said_in_line()
        except EntryError as error:
            self.notice = Notice(error.message, "bad", error.position)
            return
        if isinstance(said, Doubt):
            self._doubt(said, now)
        else:
            self._keep(said, now)

    def _said_in_line(self) -> Entry | Doubt:
        """Read the line; what the app itself put there is not doubted. Raises EntryError."""
        if self._editor.pristine:
            return self.known.parse(self._editor.text)
        return understand(self._editor.text, self.known)

    @property
    def known(self) -> Known:
        """What is known of the chosen exercise when a line is judged."""
        sheet = self._current
        return known_of(
            sheet,
            self._earlier_times(sheet.exercise),
            gym=self._gym,
            basis=self._basis(),
            amended=self._chosen(),
        )

    @property
    def asks(self) -> bool:
        """Whether a question about the line waits for Enter or `!`."""
        return self._question is not None

    def _doubt(self, doubt: Doubt, now: datetime) -> None:
        known, enter = self.known, self.line_words.enter
        answers = []
        if doubt.offer is not None:
            same = doubt.offer == doubt.written
            answers.append(f"{enter} {f'logs {known.words(doubt.offer)}' if same else 'takes it'}")
        if doubt.written is not None and doubt.written != doubt.offer:
            answers.append(f"! logs {known.words(doubt.written)}")
        self.notice = Notice(" · ".join([doubt.question(known), *answers]), "warn")
        self._question = _Question(now, doubt.offer, doubt.written)

    def _ask_about(self, changed: str, now: datetime) -> None:
        """Ask before a line is logged in a place that it was not typed for."""
        exercise = self._current.exercise.exercise_name
        says = self.line_words
        words = f"{changed} · {says.again} reads it for {exercise}, {says.drop}"
        self.notice = Notice(words, "warn")
        self._question = _Question(now, about_place=True)

    def _ask_about_the_end(self, now: datetime) -> None:
        """Ask before a set is added to a session that was completed; a guess is not logged."""
        label = self.session.day_label
        if self._editor.pristine:
            self.notice = Notice(f"{label} is completed: {self.line_words.reopens}", "warn")
            return
        says = self.line_words
        words = f"{label} is completed · {says.again} adds the set to it, {says.drop}"
        self.notice = Notice(words, "warn")
        self._question = _Question(now, about_place=True)

    def _answer(self, question: _Question, now: datetime) -> None:
        """Take an Enter for the answer, unless it bounced."""
        if at_once(question.asked_at, now):
            question.asked_at = now
        elif question.offer is not None:
            self._keep(question.offer, now)
        elif question.about_place:
            self._question, self._typed_for = None, self._here()
            self._take_line(now)

    def insist(self) -> None:
        """Log the line as it is written, whatever was asked about it."""
        question, now = self._question, self._now()
        if question is None or question.written is None:
            return
        if changed := self._changed_elsewhere():
            self._ask_about(changed, now)
        else:
            self._keep(question.written, now)

    def update(self, entry: Entry) -> None:
        """Correct the chosen set by what was understood of a line elsewhere."""
        if self._chosen() is not None:
            self._keep(entry, self._now())

    def _keep(self, entry: Entry, now: datetime) -> None:
        """Log a set, or amend the chosen one."""
        try:
            if self._set_id is None:
                self._log(entry)
            else:
                self._amend(self._set_id, entry)
        except (LogbookError, LookupError) as error:
            self._not_done(error)
            return
        self._last_logged, self._question = now, None
        self.keep_place()

    def _not_done(self, error: LogbookError | LookupError) -> None:
        """Say why nothing was done; what is gone is taken off the screen, the line stays."""
        if isinstance(error, LogbookError):
            self.notice = Notice(str(error), "bad")
            return
        with suppress(SessionGone):
            self.refresh()
        self.notice = Notice("gone in the meantime: removed elsewhere", "bad")

    def log_pasted(self, read: Sequence[PastedLine]) -> None:
        """Log the sets of several lines in one write, which one undo takes back."""
        entries = [one.entry for one in read if one.entry is not None]
        if len(entries) != len(read) or self.says_unlogged():
            return
        try:
            self._choose(None)
            self._log(*entries)
        except (LogbookError, LookupError) as error:
            self._not_done(error)
        self.keep_place()

    def _log(self, *entries: Entry) -> None:
        performed = self._record(entries)
        self._reload()
        self._steps.can_undo = True
        if not self.looking_back:
            self._timer.begin(self._rules.rest_after_set(self._sheet.exercises, self._index))
        self.notice = self._said_of(self._index, performed[-1])
        if self._reader.bests(self._current.exercise) is None:
            self._said_without = _SaidWithout(performed[-1], self.notice)
        self.move_on()

    def _record(self, entries: Sequence[Entry]) -> tuple[TrainingSet, ...]:
        """Write the sets; a session trained on another day than planned moves to today.

        It stays where the lifter put it, and where its sets are already. Sets of a session that is
        looked back at get a plausible time on its day.
        """
        exercise, workouts = self._current.exercise, self._book.workouts
        if self.looking_back:
            now = self._now()
            earlier = next((time.sets for time in self._earlier_times(exercise)), ())
            usual = earlier[0].recorded_at.astimezone(now.tzinfo).time() if earlier else None
            at = backdated(self.session, exercise, usual=usual, now=now)
            return workouts.record_sets(exercise.id, entries, at=at)
        day = self._trained_on(self.session)
        to = None if day == self.session.session_date else day
        return workouts.record_sets(exercise.id, entries, done_on=to)

    def _earlier_times(self, exercise: Exercise) -> Sequence[LastTime]:
        return self._reader.last_times.get(exercise.id, ())

    def _said_of(self, index: int, performed: TrainingSet) -> Notice | None:
        """Return what is said of a set that was logged: what it was, or where it was put."""
        if self.looking_back:
            at = performed.recorded_at.astimezone(self._now().tzinfo)
            put = f"{day_and_date(at.date())}, {at:%H:%M}"
            return Notice(self._undoable(f"set {performed.set_no} added on {put}"), "good")
        exercise = self._sheet.exercises[index].exercise
        return said_of_set(
            self._sheet,
            index,
            performed,
            earlier=self._earlier_times(exercise),
            bests=self._reader.bests(exercise) or Bests(),
            rules=self._rules,
            key=self.line_words.key,
        )

    def _amend(self, set_id: str, entry: Entry) -> None:
        if entry.count != 1:
            self.notice = Notice("one set is amended at a time", "bad", 0)
            return
        amended = self._book.workouts.update_set(set_id, entry)
        self._reload()
        self._steps.can_undo = True
        self._choose(None)
        words = f"set {amended.set_no} amended: {self._format_set(amended)}"
        self.notice = Notice(self._undoable(words), "good")

    def move_on(self) -> None:
        """Choose the next unfinished exercise when this one is done; in a superset, the partner."""
        self._set_id = self._offer = self._typed_for = None
        self._index = following(self._sheet, self._index)
        self._editor = self._guess()

    def bests_wanted(self) -> BestsWanted | None:
        """Return what is to be read in another thread for `take_bests`, if there is anything."""
        try:
            return self._reader.bests_wanted()
        except SessionGone:
            return None

    def take_bests(self, wanted: BestsWanted, sets: Mapping[str, Sequence[TrainingSet]]) -> None:
        """Take what was read, and say what it means for the set that was logged meanwhile."""
        said, self._said_without = self._said_without, None
        if not self._reader.take_bests(wanted, sets) or said is None:
            return
        rows = [sheet.exercise.id for sheet in self._sheet.exercises]
        if self.notice is said.notice and said.performed.exercise_row_id in rows:
            self.notice = self._said_of(rows.index(said.performed.exercise_row_id), said.performed)

    # -- other things done

    def remove(self) -> None:
        """Remove the chosen set."""
        chosen = self._chosen()
        if chosen is None:
            key = self.line_words.key
            up, remove = key("today.up"), key("today.remove")
            words = f"choose a logged set with {up} first, then {remove} removes it"
            self.notice = Notice(words, "warn")
            return
        self.do(
            lambda book: book.workouts.delete_set(chosen.id),
            said=f"removed {self._format_set(chosen)}",
        )

    def undo(self) -> None:
        """Take back the last thing done, and go where it was done.

        What is not on the screen is named first, and taken back when that is asked for again.
        """
        self._step("undo")

    def redo(self) -> None:
        """Redo what was undone last, and go there."""
        self._step("redo")

    def _step(self, way: Way) -> None:
        before = self._sheet
        try:
            stepped = self._steps.step(way, self.exercise)
        except (LogbookError, LookupError) as error:
            self._not_done(error)
            return
        if stepped.done:
            self._last_logged = None
            self._reload()
            if self.session.session_date != before.session.session_date:
                self.day_is_chosen = False
            self._index = where_changed(before, self._sheet, self._index)
            if sets_done(self._sheet) < sets_done(before):
                self._timer.rest = None
            if not self.gone:
                self._choose(None)
        self.notice = stepped.notice

    def do(
        self, action: Callable[[Logbook], T], said: str | Callable[[T], str], *, also: str = ""
    ) -> Done[T] | None:
        """Do something durable and say so; return what came of it, None where it was not done.

        `said` is what is said of it, or makes that of its result; `also` is another way back than
        undo.
        """
        try:
            result = action(self._book)
        except (LogbookError, LookupError) as error:
            self._not_done(error)
            return None
        self._steps.can_undo = True
        self._reload()
        if self._chosen() is None:
            self._set_id = None
        if self._editor.pristine:
            self._editor = self._guess()
        words = said if isinstance(said, str) else said(result)
        self.notice = Notice(self._undoable(words, also), "good")
        self.keep_place()
        return Done(result)

    def _undoable(self, words: str, also: str = "") -> str:
        """Return what is said of something done, with how it is taken back."""
        ways = ", ".join(way for way in (also, self.line_words.undoes) if way)
        return f"{words} · {ways}" if ways else words

    # -- the rest

    @property
    def rest(self) -> Rest | None:
        """The rest that runs or is over; None where there is none."""
        return self._timer.rest

    def keep_up_with_clock(self) -> None:
        """Move the rest along where the clock was put back since this was last called."""
        if self._timer.keep_up_with_clock():
            self.keep_place()

    def toggle_rest(self) -> None:
        """Pause the rest or go on; without one, start one."""
        exercise = self.exercise
        if exercise is None or self.looking_back:
            return
        self._timer.toggle(self._rules.rest_seconds(exercise))
        self.keep_place()

    def shift_rest(self, seconds: int) -> None:
        """Make the rest longer or shorter."""
        self._timer.shift(seconds)
        self.keep_place()

    def stop_rest(self) -> None:
        """End the rest."""
        self._timer.rest = None
        self.keep_place()

    # -- finishing

    def summary(self) -> FinishView:
        """Return what finishing the session now shows."""
        bests = {
            exercise.id: best
            for exercise in self.session.exercises
            if (best := self._reader.bests(exercise)) is not None
        }
        missing = len(bests) < len(self.session.exercises)
        return finish_view(self.session, bests, unit=self._gym.unit, comparing=missing)
