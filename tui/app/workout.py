"""One session being trained: what each key does to the logbook, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from tui.app.session_reader import (
    BestsWanted,
    SessionGone,
    following,
    last_trained,
    sets_done,
    where_changed,
)
from tui.app.standpoint import Standpoint
from tui.app.views.build_today import Standing, today_view
from tui.app.views.finish import FinishView, finish_view
from tui.app.views.line_editor import LineEditor
from tui.app.views.rest import Rest
from tui.app.views.today import Notice, SyncMark, TodayView, Tone
from tui.logbook.errors import LogbookError
from tui.training.entry import Entry, EntryError
from tui.training.likelihood import Doubt, Known, known_of, understand
from tui.training.personal_records import Bests
from tui.training.records import Session, TrainingSet
from tui.training.signals import advised, signals

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.logbook.commands import UndoStep

BOUNCE = timedelta(milliseconds=400)


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One of several lines that were pasted: its set, or in words why it is none."""

    line: str
    entry: Entry | None
    words: str


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


class Workout(Standpoint):
    """What the today screen does, without a screen; every write is on disk before it returns.

    The line, the chosen exercise and set, and the rest are its own; everything else is asked of
    the logbook again after each write.
    """

    looking_back = False
    day_is_chosen = False  # the lifter has said on which day the session is done
    _question: _Question | None = None
    _stepped: tuple[str, datetime] | None = None  # which of undo and redo was last, and when
    _named: UndoStep | None = None  # what was named because it is not on the screen
    _said_without: _SaidWithout | None = None

    # -- what is shown

    def view(self, sync: SyncMark) -> TodayView:
        """Return what the screen shows."""
        return today_view(
            Standing(
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
                sync=sync,
                can_undo=self._can_undo,
                resting=self.rest is not None,
                gym=self._gym,
                unit=self._gym.unit,
                looking_back=self.looking_back,
            )
        )

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
        self._last_logged = self._stepped = None
        if self._question is not None:
            self._question.asked_at -= BOUNCE

    def restore_guess(self) -> None:
        """Put the guess back in the line."""
        self._choose(self._set_id)

    def _choose(self, set_id: str | None) -> None:
        self._question = self._said_without = None
        super()._choose(set_id)

    def says_unlogged(self) -> bool:
        """Keep a half-typed line where it is, and say so; tell whether there is one."""
        if not self.touched:
            return False
        says = self._line_words
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
            enter = self._line_words.enter
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
        if self._last_logged is not None and _at_once(self._last_logged, now):
            self._last_logged = now
            words = f"{self._line_words.enter} twice at once: nothing more was logged"
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
            self._reader.last_times.get(sheet.exercise.id, ()),
            gym=self._gym,
            basis=self._basis(),
            amended=self._chosen(),
        )

    @property
    def asks(self) -> bool:
        """Whether a question about the line waits for Enter or `!`."""
        return self._question is not None

    def _doubt(self, doubt: Doubt, now: datetime) -> None:
        known, enter = self.known, self._line_words.enter
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
        says = self._line_words
        words = f"{changed} · {says.again} reads it for {exercise}, {says.drop}"
        self.notice = Notice(words, "warn")
        self._question = _Question(now, about_place=True)

    def _ask_about_the_end(self, now: datetime) -> None:
        """Ask before a set is added to a session that was completed; a guess is not logged."""
        label = self.session.day_label
        if self._editor.pristine:
            self.notice = Notice(f"{label} is completed: f reopens it", "warn")
            return
        says = self._line_words
        words = f"{label} is completed · {says.again} adds the set to it, {says.drop}"
        self.notice = Notice(words, "warn")
        self._question = _Question(now, about_place=True)

    def _answer(self, question: _Question, now: datetime) -> None:
        """Take an Enter for the answer, unless it bounced."""
        if _at_once(question.asked_at, now):
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

    def read_pasted(self, lines: Sequence[str]) -> tuple[PastedLine, ...]:
        """Read several lines as sets one after the other, each relative to the one before it."""
        known, read = self.known, list[PastedLine]()
        for line in lines:
            entry, words = None, ""
            try:
                said = understand(line, known)
            except EntryError as error:
                words = error.message
            else:
                entry = None if isinstance(said, Doubt) else said
                words = known.words(said) if isinstance(said, Entry) else said.question(known)
            read.append(PastedLine(line, entry, words))
            known = known if entry is None else replace(known, basis=entry)
        return tuple(read)

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
        self._can_undo = True
        self._begin_rest()
        self.notice = self._said_of(self._index, performed[-1])
        if self._reader.bests(self._current.exercise) is None:
            self._said_without = _SaidWithout(performed[-1], self.notice)
        self.move_on()

    def _amend(self, set_id: str, entry: Entry) -> None:
        if entry.count != 1:
            self.notice = Notice("one set is amended at a time", "bad", 0)
            return
        amended = self._book.workouts.amend_set(set_id, entry)
        self._reload()
        self._can_undo = True
        self._choose(None)
        words = self._set_words(amended)
        self.notice = Notice(f"set {amended.set_no} amended: {words} · u undoes", "good")

    def _record(self, entries: Sequence[Entry]) -> tuple[TrainingSet, ...]:
        """Write the sets; a session trained on another day than planned moves to today.

        It stays where the lifter put it, and where its sets are already.
        """
        day = self._trained_on(self.session)
        to = None if day == self.session.session_date else day
        return self._book.workouts.record_sets(self._current.exercise.id, entries, done_on=to)

    def _trained_on(self, session: Session) -> date:
        if self.looking_back or self.day_is_chosen:
            return session.session_date
        return super()._trained_on(session)

    def _begin_rest(self) -> None:
        seconds = self._rules.rest_after_set(self._sheet.exercises, self._index)
        self.rest = Rest.begin(self._now(), seconds) if seconds else None

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

    def _said_of(self, index: int, performed: TrainingSet) -> Notice | None:
        sheet = self._sheet.exercises[index]
        said = signals(
            sheet,
            performed,
            self._reader.last_times[sheet.exercise.id],
            self._reader.bests(sheet.exercise) or Bests(),
            gym=self._gym,
            formula=self._rules.formula,
        )
        all_done = all(one.finished or one.exercise.skipped for one in self._sheet.exercises)
        name = sheet.exercise.exercise_name
        if said:
            tone: Tone = "warn" if said[0].is_warning else "good"
            stays = following(self._sheet, index) == index and not all_done
            words = [*(one.words for one in said), *(["f finishes"] if all_done else [])]
            if not stays:
                words[0] = f"{name}, {words[0]}"
            if stays and advised(sheet, gym=self._gym) is not None:
                words.insert(1, "t takes it")
            return Notice(" · ".join(words), tone)
        if all_done:
            return Notice("everything planned is done: f finishes the session", "good")
        return Notice(f"{name} done · m repeats its last set", "good") if sheet.finished else None

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
        """Take back the last thing done, and go where it was done.

        What is not on the screen is named first, and taken back when that is asked for again.
        """
        self._step_back("undo")

    def redo(self) -> None:
        """Redo what was undone last, and go there."""
        self._step_back("redo")

    def _step_back(self, way: Literal["undo", "redo"]) -> None:
        now, workouts = self._now(), self._book.workouts
        last = self._stepped
        if last is not None and last[0] == way and _at_once(last[1], now):
            self._stepped = way, now
            self.notice = Notice(f"{way} twice at once: once was enough", "warn")
            return
        step = workouts.next_undo() if way == "undo" else workouts.next_redo()
        if step is not None and self._is_out_of_sight(step) and self._named != step:
            self._named, self._stepped = step, (way, now)
            key = "u" if way == "undo" else "U"
            again = "undoes" if way == "undo" else "does again"
            where = f" in {step.session}" if self._session_id not in step.session_ids else ""
            self.notice = Notice(f"{key} once more {again}{where}: {step.about}", "warn")
            return
        before = self._sheet
        try:
            words = workouts.undo() if way == "undo" else workouts.redo()
        except (LogbookError, LookupError) as error:
            self._not_done(error)
            return
        self._can_undo = words is not None or way == "redo"
        self._last_logged, self._named, self._stepped = None, None, (way, now)
        if words is None:
            self.notice = Notice(f"nothing left to {way}", "muted")
            return
        self._reload()
        if self.session.session_date != before.session.session_date:
            self.day_is_chosen = False
        self._index = where_changed(before, self._sheet, self._index)
        if sets_done(self._sheet) < sets_done(before):
            self.rest = None
        self._choose(None)
        done = "undone" if way == "undo" else "done again"
        self.notice = Notice(f"{done}: {words}", "good")

    def _is_out_of_sight(self, step: UndoStep) -> bool:
        """Tell whether a step is of another session, or of sets or a comment not on the screen."""
        if step.session_ids and self._session_id not in step.session_ids:
            return True
        exercise = self.exercise
        return bool(step.row_ids) and (exercise is None or exercise.id not in step.row_ids)

    def do(self, deed: Callable[[Logbook], object], *, said: str) -> bool:
        """Do something durable and say so; tell whether it was done."""
        try:
            deed(self._book)
        except (LogbookError, LookupError) as error:
            self._not_done(error)
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

    def summary(self) -> FinishView:
        """Return what finishing the session now shows."""
        bests = {
            exercise.id: best
            for exercise in self.session.exercises
            if (best := self._reader.bests(exercise)) is not None
        }
        missing = len(bests) < len(self.session.exercises)
        return finish_view(self.session, bests, unit=self._gym.unit, comparing=missing)


def _at_once(before: datetime, now: datetime) -> bool:
    """Tell whether a key came twice at once; none did where the clock was put back between."""
    return timedelta() <= now - before < BOUNCE
