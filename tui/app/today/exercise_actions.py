"""What the today screen's letters do to an exercise or a session, with what has to be asked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar, cast

from textual import work

from tui.app.shell.screen import LifterScreen
from tui.logbook.workouts import KEEP
from tui.plain_text import clean
from tui.workout import actions
from tui.workout.day_entry import DayError
from tui.workout.notice import Notice

if TYPE_CHECKING:
    from tui.app.finish.screen import FinishScreen
    from tui.app.pick_exercise.screen import Picked, PickView
    from tui.workout.finish import Finished
    from tui.workout.workout import Workout


Screen = TypeVar("Screen", bound="ExerciseActions")
Given = ParamSpec("Given")


def with_line_settled(
    act: Callable[Concatenate[Screen, Given], object],
) -> Callable[Concatenate[Screen, Given], None]:
    """Leave an action undone while a set is half typed: nothing may take its line elsewhere."""

    @wraps(act)
    def guarded(screen: Screen, /, *given: Given.args, **named: Given.kwargs) -> None:
        if screen.workout.says_unlogged():
            screen.paint()
        else:
            act(screen, *given, **named)

    return cast("Callable[Concatenate[Screen, Given], None]", guarded)


class ExerciseActions(LifterScreen):
    """The actions of the today screen that are about more than one set."""

    workout: Workout
    finishing: FinishScreen | None = None  # the form that lies over the session

    @abstractmethod
    def paint(self) -> None:
        """Show what changed."""

    def done(self) -> None:
        """Show what a key did, and have it sent."""
        self.paint()
        self.lifter.wake()

    def _say(self, notice: Notice) -> None:
        self.workout.notice = notice
        self.paint()

    # -- which exercises

    @with_line_settled
    def action_skip(self) -> None:
        """Skip the exercise, or take that back."""
        actions.skip(self.workout)
        self.done()

    @with_line_settled
    def action_move(self, step: int) -> None:
        """Move the exercise down or up."""
        actions.move(self.workout, step)
        self.done()

    @with_line_settled
    def action_superset(self) -> None:
        """Pair the exercise with the next, or part them."""
        actions.pair(self.workout)
        self.done()

    @with_line_settled
    @work
    async def action_add(self) -> None:
        """Search the catalogue and add what is chosen."""
        from tui.app.pick_exercise.screen import PickView

        chosen = await self._pick(PickView(title="Add an exercise", verb="adds it"))
        if chosen is not None:
            actions.add_exercise(self.workout, chosen.exercise)
            self.done()

    @with_line_settled
    @work
    async def action_swap(self) -> None:
        """Search the catalogue and do what is chosen in place of the exercise."""
        from tui.app.pick_exercise.screen import PickView

        exercise = self.workout.exercise
        if exercise is None:
            return
        original = self.lifter.book.editing.original(exercise)
        if original is not None:
            original = self.lifter.finder.named(original.name) or original
        chosen = await self._pick(
            PickView(
                title=f"In place of {exercise.exercise_name}",
                verb="swaps",
                instead_of=exercise.exercise_name,
                muscle=exercise.target or exercise.muscle_group,
                original=original,
                scoped=True,
            )
        )
        if chosen is not None:
            actions.swap(
                self.workout,
                chosen.exercise,
                from_now_on=chosen.from_now_on,
                today=self.lifter.now().date(),
            )
            self.done()

    async def _pick(self, view: PickView) -> Picked | None:
        from tui.app.pick_exercise.screen import PickExerciseScreen

        return await self.app.push_screen_wait(PickExerciseScreen(view, self.lifter.finder))

    # -- comments and the day

    @work
    async def action_comment(self) -> None:
        """Ask for a comment on the exercise and keep it."""
        exercise = self.workout.exercise
        if exercise is not None:
            await self._ask_until_kept(
                f"Comment on {exercise.exercise_name}", exercise.notes or "", actions.comment
            )

    @work
    async def action_session_comment(self) -> None:
        """Ask for a comment on the session and keep it."""
        session = self.workout.session
        await self._ask_until_kept(
            f"Comment on {session.day_label}", session.notes or "", actions.comment_on_session
        )

    @with_line_settled
    @work
    async def action_day(self) -> None:
        """Ask for the day that the session is done on, until it is one."""
        title = f"Day of {self.workout.session.day_label}: today, yesterday, mon, 24 nov, …"
        text, refusal = "", ""
        while (text := await self._ask(title, text, refusal) or "") != "":
            try:
                day = actions.read_day_of(self.workout.session, text, self.lifter.now().date())
            except DayError as error:
                refusal = str(error)
            else:
                actions.move_to_day(self.workout, day)
                self.done()
                return

    async def _ask(self, title: str, text: str, refusal: str = "") -> str | None:
        from tui.app.shell.ask import AskScreen

        return await self.app.push_screen_wait(AskScreen(title, text, refusal))

    async def _ask_until_kept(
        self, title: str, text: str, keep: Callable[[Workout, str], bool]
    ) -> None:
        """Ask, and where the answer was not saved ask again with it in the line."""
        refusal = ""
        while (typed := await self._ask(title, text, refusal)) is not None:
            kept = keep(self.workout, typed)
            self.done()
            if kept:
                return
            text, refusal = typed, self._refusal

    @property
    def _refusal(self) -> str:
        """Why the last thing was not done."""
        return self.workout.notice.words if self.workout.notice else ""

    # -- what is read

    @work
    async def action_warm_up(self) -> None:
        """Show the warm-up for the weight in the line; log it if that is asked."""
        from tui.app.shell.card import CardScreen
        from tui.workout.cards import ramp_to, warm_up_card

        exercise, weight_kg = self.workout.exercise, self.workout.weight_in_line()
        if exercise is None or weight_kg is None:
            self._say(Notice("type the weight you work up to first, then g", "warn"))
            return
        ramp = ramp_to(weight_kg, exercise, self.workout.gym)
        card = warm_up_card(exercise, weight_kg, ramp, self.workout.gym)
        if await self.app.push_screen_wait(CardScreen(card)) == "log":
            actions.record_warm_up(self.workout, ramp)
            self.done()

    def action_plates(self) -> None:
        """Show the plates for the weight in the line."""
        from tui.app.shell.card import CardScreen
        from tui.workout.cards import plates_card

        exercise, weight_kg = self.workout.exercise, self.workout.weight_in_line()
        if exercise is None or weight_kg is None:
            self._say(Notice("type a weight first, then l shows its plates", "warn"))
            return
        last = exercise.performed[-1].weight_kg if exercise.performed else None
        gym = self.workout.gym
        self.app.push_screen(CardScreen(plates_card(exercise, weight_kg, gym, on_the_bar_kg=last)))

    def action_history(self) -> None:
        """Show every time the exercise was done."""
        from tui.app.history.screen import HistoryScreen

        exercise = self.workout.exercise
        if exercise is not None:
            self.app.push_screen(
                HistoryScreen(self.lifter, exercise, self.workout.session.session_date)
            )

    # -- the end

    @with_line_settled
    @work
    async def action_finish(self) -> None:
        """Ask how it was and complete the session; on a completed one, reopen it."""
        if self.workout.session.completed:
            actions.reopen(self.workout)
            self.done()
            return
        from tui.app.finish.screen import FinishScreen

        view, refusal = self.workout.summary(), ""
        while finished := await self._ask_how_it_was(FinishScreen(view, refusal)):
            difficulty, minutes, notes = finished.difficulty, finished.minutes, finished.notes
            # A field holds one line: a comment of several that was not touched stays what it is.
            untouched = (notes or "") == clean(self.workout.session.notes or "").strip()
            done = actions.finish(
                self.workout,
                difficulty=difficulty,
                minutes=minutes,
                notes=KEEP if untouched else notes,
            )
            self.done()
            if done:
                return
            view = replace(
                self.workout.summary(), difficulty=difficulty, minutes=minutes, notes=notes or ""
            )
            refusal = self._refusal

    async def _ask_how_it_was(self, form: FinishScreen) -> Finished | None:
        self.finishing = form
        try:
            return await self.app.push_screen_wait(form)
        finally:
            self.finishing = None
