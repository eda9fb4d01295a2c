"""The today screen: keys go to the workout, and what changed is painted."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Key, Paste, Resize
from textual.message import Message
from textual.timer import Timer

from tui.app.help.view import HelpTopic, today_topic
from tui.app.shell.bindings import bindings
from tui.app.shell.header import Header
from tui.app.shell.key_footer import KeyFooter
from tui.app.shell.rule import Rule
from tui.app.today.background import Background
from tui.app.today.build import today_view
from tui.app.today.entry_line import EntryLine
from tui.app.today.exercise_actions import ExerciseActions, with_line_settled
from tui.app.today.exercise_head import ExerciseHead
from tui.app.today.exercise_list import ExerciseList
from tui.app.today.rest_line import RestLine
from tui.app.today.set_table import SetTable
from tui.app.today.view import TodayView
from tui.logbook.errors import LogbookError
from tui.training.records import TrainingSet
from tui.workout.commands.command import Command
from tui.workout.commands.today import TODAY
from tui.workout.line_keys import type_key
from tui.workout.notice import Notice
from tui.workout.pasted import read_pasted
from tui.workout.rest import rest_view
from tui.workout.session_reader import BestsWanted, SessionGone
from tui.workout.signed_in import SignedIn
from tui.workout.workout import Workout

if TYPE_CHECKING:
    from tui.workout.settings import Settings


class TodayScreen(ExerciseActions):
    """One session, live: the line is always ready; until it is touched letters are commands."""

    OWN_COMMANDS: ClassVar[Sequence[Command]] = TODAY
    BINDINGS: ClassVar[list[BindingType]] = bindings(TODAY)
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # declared on the instance by Screen
        (0, "-narrow"),
        (72, "-usual"),
        (96, "-wide"),
        (140, "-vast"),
    ]

    class ChooseAnother(Message):
        """The lifter wants another session, or this one is gone."""

    class BestsRead(Message):
        """What the records of this session have to beat has been read."""

        def __init__(self, wanted: BestsWanted, sets: Mapping[str, Sequence[TrainingSet]]) -> None:
            super().__init__()
            self.wanted = wanted
            self.sets = sets

    top = getters.query_one("#top", Header)
    exercises = getters.query_one("#exercises", ExerciseList)
    head = getters.query_one("#head", ExerciseHead)
    sets = getters.query_one("#sets", SetTable)
    entry = getters.query_one("#entry", EntryLine)
    rest_line = getters.query_one("#rest", RestLine)
    lookback = getters.query_one("#lookback", Background)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(self, lifter: SignedIn, workout: Workout) -> None:
        super().__init__(lifter)
        self.workout = workout
        self._ticking: Timer | None = None
        self._shown: TodayView | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Header(id="top")
        yield Rule()
        with Container(id="body"):
            yield ExerciseList(id="exercises")
            with Container(id="main"):
                yield ExerciseHead(id="head")
                yield SetTable(id="sets")
                yield EntryLine(id="entry")
                yield RestLine(id="rest")
                yield Background(id="lookback")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show the session where it was left."""
        self.paint()

    # -- painting

    def paint(self) -> None:
        """Hand each part its view; a part that did not change paints nothing.

        A session that was taken away by what was just done is left, with what is said of that.
        """
        if self.workout.gone:
            self._leave_what_is_gone()
            return
        view = today_view(self.workout.inputs(), self.lifter.mark())
        self._shown = view
        self._fit()
        self.top.show(view.header)
        self.exercises.show(view.exercises)
        self.head.show(view.head)
        self.sets.show(view.table)
        self.entry.show(view.entry)
        self.lookback.show(view.background)
        self.keys.show(view.footer)
        self._paint_rest()
        self._keep_time()
        if (wanted := self.workout.bests_wanted()) is not None:
            self._read_bests(wanted)

    @work(thread=True, exclusive=True, group="bests")
    def _read_bests(self, wanted: BestsWanted) -> None:
        """Go through all that was ever done of these exercises, which may be years."""
        sets: Mapping[str, Sequence[TrainingSet]] = {}
        with (
            suppress(LogbookError),  # said when the lifter next does something
            self.lifter.book.for_another_thread() as book,
        ):
            sets = wanted.read(book)
        self.post_message(self.BestsRead(wanted, sets))

    def on_today_screen_bests_read(self, message: BestsRead) -> None:
        """Tell the records that could not be told yet."""
        self.workout.take_bests(message.wanted, message.sets)
        self.paint()
        if self.finishing is not None:
            self.finishing.show(self.workout.summary())

    def on_resize(self, event: Resize) -> None:
        """Share the lines out anew."""
        self._fit()

    def _fit(self) -> None:
        """Share the lines out: the entry and the rest always have theirs, then the sets."""
        rows, view = self.size.height - 4, self._shown
        if rows <= 0 or view is None:
            return
        head, gaps = (5 if rows >= 20 else 4), 2
        if rows < 16:
            head, gaps = (3 if rows >= 10 else 1), 0
        room = max(2, rows - head - gaps - 4)
        wanted = max(view.table_height + (rows >= 24), 1 + len(view.table.rows))
        for part, height, margin in (
            (self.head, head, gaps // 2),
            (self.sets, min(wanted, room), gaps // 2),
        ):
            styles = part.styles
            if styles.height is None or styles.height.value != height:
                styles.height = height
            if styles.margin.bottom != margin:
                styles.margin = (0, 0, margin, 0)

    def _paint_rest(self) -> None:
        self.workout.keep_up_with_clock()
        self.rest_line.show(rest_view(self.workout.rest, self.lifter.now()))

    def _keep_time(self) -> None:
        """Tick once a second while a rest runs, and not at all otherwise."""
        rest = self.workout.rest
        running = (
            rest is not None and rest.paused_seconds is None and rest.left(self.lifter.now()) > 0
        )
        if running and self._ticking is None:
            self._ticking = self.set_interval(1.0, self._tick)
        elif not running and self._ticking is not None:
            self._ticking.stop()
            self._ticking = None

    @property
    def ticking(self) -> bool:
        """Whether the rest line is drawn anew each second."""
        return self._ticking is not None

    def _tick(self) -> None:
        self._paint_rest()
        rest = self.workout.rest
        if rest is not None and rest.left(self.lifter.now()) == 0:
            self._rest_is_over()
            self._keep_time()

    def _rest_is_over(self) -> None:
        """Tell it by sound and outside the terminal, as far as the lifter wants that."""
        if self.lifter.settings.rest_bell:
            self.app.bell()
        exercise = self.workout.exercise
        if self.lifter.settings.rest_notice and exercise is not None:
            from tui.app.shell.desktop import notify

            notify(self.app, "Rest over", exercise.exercise_name, os.environ)

    def logbook_changed(self) -> None:
        """Show what was pulled; the half-typed line and the chosen exercise stay."""
        try:
            self.workout.refresh()
        except SessionGone:
            self.tell_gone()
            self.leave_gone()
            return
        self.paint()

    def _leave_what_is_gone(self) -> None:
        notice = self.workout.notice
        if notice is not None:
            self.app.notify(notice.words, markup=False)
        self.leave_gone()

    def leave_gone(self) -> None:
        """Go to what else can be trained."""
        self.post_message(self.ChooseAnother())

    def tell_gone(self) -> None:
        """Say that the session is gone, and what was typed in it."""
        label, line = self.workout.session.day_label, self.workout.typed
        words = f"{label} was removed elsewhere."
        if line:
            words = f"{label} was removed elsewhere: “{line}” is not logged."
        self.app.notify(words, severity="warning", markup=False)

    def rules_changed(self, settings: Settings) -> None:
        """Lay the session out by the new rules; the half-typed line stays."""
        try:
            self.workout.use(settings.rules)
        except SessionGone:
            self.leave_gone()
            return
        self.paint()

    def help_now(self) -> HelpTopic | None:
        """Return the help for the line as it stands."""
        line = self.entry.view
        if line is None:
            return None
        typed = self.workout.touched
        return today_topic(line.purpose, typed=typed, resting=self.workout.rest is not None)

    def status_changed(self) -> None:
        """Show the new sync mark."""
        if self.top.view is not None:
            self.top.show(today_view(self.workout.inputs(), self.lifter.mark()).header)

    # -- the line

    def on_key(self, event: Key) -> None:
        """Type into the line; keys that are commands are left to their bindings."""
        asked = self.workout.asks
        if type_key(self.workout, event.key, event.character):
            event.stop()
            event.prevent_default()
            if asked:
                self.done()
            else:
                self.paint()

    def on_paste(self, event: Paste) -> None:
        """Take a pasted line for a typed one, and several for a set each, to be confirmed."""
        lines = [" ".join(line.split()) for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:
            self._confirm_pasted(lines)
        elif lines and lines[0].isprintable():
            self.workout.edit(lambda editor: editor.insert(lines[0]))
            self.paint()
        elif lines:
            self.workout.notice = Notice("what was pasted is not text", "warn")
            self.paint()

    @with_line_settled
    @work
    async def _confirm_pasted(self, lines: Sequence[str]) -> None:
        from tui.app.shell.card import CardScreen
        from tui.workout.cards import pasted_card

        exercise = self.workout.exercise
        if exercise is None:
            return
        read = read_pasted(lines, self.workout.known)
        over = self.workout.is_over
        card = pasted_card(exercise, read, self.workout.session.day_label if over else "")
        answer = await self.app.push_screen_wait(CardScreen(card))
        now = self.workout.exercise
        same = now is not None and (now.id, now.exercise_name, self.workout.is_over) == (
            exercise.id,
            exercise.exercise_name,
            over,
        )
        if answer == "log" and same:
            self.workout.log_pasted(read)
            self.done()
            return
        self._say(Notice("none of what was pasted was logged", "muted" if same else "warn"))

    def action_log(self) -> None:
        """Log the line, or amend the chosen set."""
        self.workout.enter()
        self.done()

    def action_guess(self) -> None:
        """Bring the guess back."""
        self.workout.restore_guess()
        self.paint()

    @with_line_settled
    def action_take(self) -> None:
        """Put the weight into the line that the last set asks for."""
        self.workout.take_advice()
        self.paint()

    @with_line_settled
    def action_extra(self) -> None:
        """Put one more set than planned into the line."""
        self.workout.one_more()
        self.paint()

    # -- choosing

    @with_line_settled
    def action_exercise(self, step: int) -> None:
        """Go to the next or previous exercise."""
        self.workout.step_exercise(step)
        self.paint()

    @with_line_settled
    def action_row(self, step: int) -> None:
        """Choose the set above or below."""
        self.workout.step_set(step)
        self.paint()

    @with_line_settled
    def on_exercise_list_chosen(self, message: ExerciseList.Chosen) -> None:
        """Go to the exercise that was clicked."""
        self.workout.choose_exercise(message.index)
        self.paint()

    @with_line_settled
    def on_set_table_chosen(self, message: SetTable.Chosen) -> None:
        """Choose the set that was clicked."""
        self.workout.choose_set(message.index)
        self.paint()

    @with_line_settled
    def action_choose(self) -> None:
        """Leave for another session."""
        self.post_message(self.ChooseAnother())

    # -- doing

    @with_line_settled
    def action_undo(self) -> None:
        """Undo the last thing done."""
        self.workout.undo()
        self.done()

    @with_line_settled
    def action_redo(self) -> None:
        """Redo what was undone last."""
        self.workout.redo()
        self.done()

    @with_line_settled
    def action_remove(self) -> None:
        """Remove the chosen set."""
        self.workout.remove()
        self.done()

    # -- the rest

    def action_rest(self) -> None:
        """Pause the rest, go on, or start one."""
        self.workout.toggle_rest()
        self.paint()

    def action_shift_rest(self, seconds: int) -> None:
        """Make the rest longer or shorter."""
        self.workout.shift_rest(seconds)
        self.paint()

    def action_rest_off(self) -> None:
        """Stop the rest."""
        self.workout.stop_rest()
        self.paint()
