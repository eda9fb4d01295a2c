"""The today screen: keys go to the workout, and what changed is painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Key, Paste, Resize
from textual.message import Message
from textual.timer import Timer

from tui.app import deeds
from tui.app.commands import TODAY, Command, bindings
from tui.app.screens.base import LifterScreen
from tui.app.session_reader import SessionGone
from tui.app.signed_in import SignedIn
from tui.app.views.line_editor import LineEditor
from tui.app.views.rest import rest_view
from tui.app.widgets.background import Background
from tui.app.widgets.entry_line import EntryLine
from tui.app.widgets.exercise_head import ExerciseHead
from tui.app.widgets.exercise_list import ExerciseList
from tui.app.widgets.header import Header
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.rest_line import RestLine
from tui.app.widgets.rule import Rule
from tui.app.widgets.set_table import SetTable
from tui.app.workout import Workout

_MOVES = {"left": -1, "right": 1, "home": -1000, "end": 1000}


class TodayScreen(LifterScreen):
    """One session, live: the line is always ready, letters are commands."""

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
        self._table_height = 0

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Header(id="top")
        yield Rule()
        with Container(id="body"):
            yield ExerciseList(id="exercises")
            with Container(id="desk"):
                yield ExerciseHead(id="head")
                yield SetTable(id="sets")
                yield EntryLine(id="entry")
                yield RestLine(id="rest")
                yield Background(id="lookback")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show the session where it was left."""
        self._paint()

    # -- painting

    def _paint(self) -> None:
        """Hand each part its view; a part that did not change paints nothing."""
        view = self.workout.view(self.lifter.mark())
        self._table_height = view.table_height
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

    def on_resize(self, event: Resize) -> None:
        """Share the lines out anew."""
        self._fit()

    def _fit(self) -> None:
        """Share the lines out: the entry and the rest always have theirs, then the sets."""
        rows = self.size.height - 4
        if rows <= 0:
            return
        head, gaps = (5 if rows >= 20 else 4), 2
        if rows < 16:
            head, gaps = 3, 0
        room = max(2, rows - head - gaps - 4)
        for part, height, margin in (
            (self.head, head, gaps // 2),
            (self.sets, min(self._table_height - (rows < 24), room), gaps // 2),
        ):
            styles = part.styles
            if styles.height is None or styles.height.value != height:
                styles.height = height
            if styles.margin.bottom != margin:
                styles.margin = (0, 0, margin, 0)

    def _paint_rest(self) -> None:
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
            if self.lifter.rest_bell:
                self.app.bell()
            self._keep_time()

    def logbook_changed(self) -> None:
        """Show what was pulled; the half-typed line and the chosen exercise stay."""
        try:
            self.workout.refresh()
        except SessionGone:
            self.post_message(self.ChooseAnother())
            return
        self._paint()

    def status_changed(self) -> None:
        """Show the new sync mark."""
        if self.top.view is not None:
            self.top.show(self.workout.view(self.lifter.mark()).header)

    def _done(self) -> None:
        """Paint what a key did, and have it sent."""
        self._paint()
        self.lifter.wake()

    # -- the line

    def on_key(self, event: Key) -> None:
        """Digits are data, letters are commands."""
        edit = None
        if event.character is not None and self.workout.takes(event.character):
            typed = event.character
            edit = lambda line: line.insert(typed)  # noqa: E731
        elif event.key == "backspace":
            edit = LineEditor.backspace
        elif event.key == "delete":
            edit = LineEditor.delete
        elif event.key in _MOVES:
            cells = _MOVES[event.key]
            edit = lambda line: line.move(cells)  # noqa: E731
        if edit is None:
            return
        event.stop()
        event.prevent_default()
        self.workout.edit(edit)
        self._paint()

    def on_paste(self, event: Paste) -> None:
        """Take a pasted line for a typed one."""
        line = event.text.splitlines()[0].strip()[:40] if event.text.strip() else ""
        if line and line.isprintable():
            self.workout.edit(lambda editor: editor.insert(line))
            self._paint()

    def action_log(self) -> None:
        """Log the line, or amend the chosen set."""
        self.workout.enter()
        self._done()

    def action_guess(self) -> None:
        """Bring the guess back."""
        self.workout.restore_guess()
        self._paint()

    # -- choosing

    def action_exercise(self, step: int) -> None:
        """Go to the next or previous exercise."""
        self.workout.step_exercise(step)
        self._paint()

    def action_row(self, step: int) -> None:
        """Choose the set above or below."""
        self.workout.step_set(step)
        self._paint()

    def on_exercise_list_chosen(self, message: ExerciseList.Chosen) -> None:
        """Go to the exercise that was clicked."""
        self.workout.choose_exercise(message.index)
        self._paint()

    def on_set_table_chosen(self, message: SetTable.Chosen) -> None:
        """Choose the set that was clicked."""
        self.workout.choose_set(message.index)
        self._paint()

    def action_choose(self) -> None:
        """Leave for another session."""
        self.post_message(self.ChooseAnother())

    # -- doing

    def action_undo(self) -> None:
        """Undo the last thing done."""
        self.workout.undo()
        self._done()

    def action_remove(self) -> None:
        """Remove the chosen set."""
        self.workout.remove()
        self._done()

    def action_skip(self) -> None:
        """Skip the exercise, or take that back."""
        deeds.skip(self.workout)
        self._done()

    @work
    async def action_comment(self) -> None:
        """Ask for a comment on the exercise and keep it."""
        from tui.app.screens.ask import AskScreen

        exercise = self.workout.exercise
        if exercise is None:
            return
        title = f"Comment on {exercise.exercise_name}"
        text = await self.app.push_screen_wait(AskScreen(title, exercise.notes or ""))
        if text is not None:
            deeds.comment(self.workout, text)
            self._done()

    @work
    async def action_add(self) -> None:
        """Search the catalogue and add what is chosen."""
        from tui.app.screens.add_exercise import AddExerciseScreen

        chosen = await self.app.push_screen_wait(
            AddExerciseScreen(self.lifter.book.history.catalogue())
        )
        if chosen is not None:
            deeds.add_exercise(self.workout, chosen)
            self._done()

    @work
    async def action_finish(self) -> None:
        """Ask how it was and complete the session; on a completed one, reopen it."""
        if self.workout.session.completed:
            deeds.reopen(self.workout)
            self._done()
            return
        from tui.app.screens.finish import FinishScreen
        from tui.app.views.finish import finish_view

        view = finish_view(
            self.workout.sheet, now=self.lifter.now(), unit=self.lifter.rules.gym.unit
        )
        finished = await self.app.push_screen_wait(FinishScreen(view))
        if finished is not None:
            deeds.finish(
                self.workout,
                difficulty=finished.difficulty,
                minutes=finished.minutes,
                notes=finished.notes,
            )
            self._done()

    # -- the rest

    def action_rest(self) -> None:
        """Pause the rest, go on, or start one."""
        self.workout.toggle_rest()
        self._paint()

    def action_shift_rest(self, seconds: int) -> None:
        """Make the rest longer or shorter."""
        self.workout.shift_rest(seconds)
        self._paint()

    def action_rest_off(self) -> None:
        """Stop the rest."""
        self.workout.stop_rest()
        self._paint()
