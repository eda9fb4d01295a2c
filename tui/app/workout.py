"""One session being trained: what each key does to the logbook, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from tui.app.session_reader import (
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
from tui.training.backdating import moves_to
from tui.training.entry import Entry, EntryError, parse_entry
from tui.training.gym import is_bodyweight
from tui.training.records import TrainingSet
from tui.training.sheet import ExerciseSheet
from tui.training.signals import advised, signals

if TYPE_CHECKING:
    from tui.logbook import Logbook

BOUNCE = timedelta(milliseconds=400)


class Workout(Standpoint):
    """What the today screen does, without a screen; every write is on disk before it returns.

    The line, the chosen exercise and set, and the rest are its own; everything else is asked of
    the logbook again after each write.
    """

    looking_back = False
    day_is_chosen = False  # the lifter has said on which day the session is done

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
        self._last_logged = None
        self._editor = change(self._editor)
        self.notice = None
        self.keep_place()

    def restore_guess(self) -> None:
        """Bring the guess back into the line."""
        self._offer = None
        self._editor = self._guess()
        self.notice = None
        self.keep_place()

    def take_advice(self) -> None:
        """Put the weight that the last set asks for into the line."""
        advice = advised(self._current, gym=self._gym) if self._sheet.exercises else None
        if advice is None:
            self.notice = Notice("the last set asks for no other weight", "muted")
            return
        self._choose(None)
        self._put(advice)

    def one_more(self) -> None:
        """Put one more set like the last into the line, here or at the exercise just done."""
        index = self._index if self._is_done(self._index) else last_trained(self._sheet)
        if index is None or not self._is_done(index):
            self.notice = Notice("sets of the plan are left here: enter logs the next", "warn")
            return
        self.choose_exercise(index)
        if self._current.guess is not None:
            self._put(self._current.guess)

    def _is_done(self, index: int) -> bool:
        return bool(self._sheet.exercises) and self._sheet.exercises[index].finished

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
        except (LogbookError, LookupError) as error:
            self._not_done(error)
            return
        self._last_logged = now
        self.keep_place()

    def _not_done(self, error: LogbookError | LookupError) -> None:
        """Say why nothing was done; what is gone is taken off the screen, the line stays."""
        if isinstance(error, LogbookError):
            self.notice = Notice(str(error), "bad")
            return
        with suppress(SessionGone):
            self.refresh()
        self.notice = Notice("gone in the meantime: removed elsewhere", "bad")

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
        self._choose(None)
        words = self._set_words(amended)
        self.notice = Notice(f"set {amended.set_no} amended: {words} · u undoes", "good")

    def _record(self, entry: Entry) -> tuple[TrainingSet, ...]:
        """Write the sets; a session trained on another day than planned moves to today.

        It stays where the lifter put it, and where its sets are already.
        """
        to = None if self.day_is_chosen else moves_to(self.session, self._now().date())
        return self._book.workouts.record_sets(self._current.exercise.id, [entry], done_on=to)

    def _begin_rest(self) -> None:
        seconds = self._rules.rest_after_set(self._sheet.exercises, self._index)
        self.rest = Rest.begin(self._now(), seconds) if seconds else None

    def move_on(self) -> None:
        """Choose the next unfinished exercise when this one is done; in a superset, the partner."""
        self._set_id = self._offer = None
        self._index = following(self._sheet, self._index)
        self._editor = self._guess()

    def _said_of(self, sheet: ExerciseSheet, performed: TrainingSet) -> Notice | None:
        said = signals(
            sheet,
            performed,
            self._reader.last_times[sheet.exercise.id],
            self._reader.bests(sheet.exercise),
            gym=self._gym,
            formula=self._rules.formula,
        )
        all_done = all(one.finished or one.exercise.skipped for one in self._sheet.exercises)
        name = sheet.exercise.exercise_name
        if said:
            tone: Tone = "warn" if said[0].is_warning else "good"
            stays = following(self._sheet, self._index) == self._index and not all_done
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
        """Take back the last thing done, and go where it was done."""
        before = self._sheet
        try:
            undone = self._book.workouts.undo()
        except (LogbookError, LookupError) as error:
            self._not_done(error)
            return
        self._can_undo = undone is not None
        self._last_logged = None
        if undone is None:
            self.notice = Notice("nothing left to undo", "muted")
            return
        self._reload()
        if self.session.session_date != before.session.session_date:
            self.day_is_chosen = False
        self._index = where_changed(before, self._sheet, self._index)
        if sets_done(self._sheet) < sets_done(before):
            self.rest = None
        self._choose(None)
        self.notice = Notice(f"undone: {undone}", "good")

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
            sheet.exercise.id: self._reader.bests(sheet.exercise) for sheet in self._sheet.exercises
        }
        return finish_view(self.session, bests, unit=self._gym.unit)
