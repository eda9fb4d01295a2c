"""No session today, or several: what could be trained."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from tui.app.choose.choice_list import ChoiceList
from tui.app.shell.bindings import bindings
from tui.app.shell.header import Header
from tui.app.shell.key_footer import KeyFooter
from tui.app.shell.rule import Rule
from tui.app.shell.screen import LifterScreen
from tui.logbook.errors import NotSaved
from tui.training.wording import day_and_date
from tui.workout.choice import choice_view
from tui.workout.choice_view import ChoiceView
from tui.workout.commands.command import CHOOSE, EVERYWHERE
from tui.workout.footer import footer_view
from tui.workout.header import HeaderView
from tui.workout.signed_in import SignedIn


class ChooseScreen(LifterScreen):
    """Offers today's sessions, the next, the missed ones, and a free session."""

    OWN_COMMANDS = CHOOSE
    BINDINGS: ClassVar[list[BindingType]] = bindings(CHOOSE)

    class Opened(Message):
        """A session was chosen."""

        def __init__(self, session_id: str) -> None:
            super().__init__()
            self.session_id = session_id

    top = getters.query_one("#top", Header)
    choices = getters.query_one("#choices", ChoiceList)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(self, lifter: SignedIn) -> None:
        super().__init__(lifter)
        self._view: ChoiceView | None = None
        self._problem = ""
        self.waits_for_plan = bool(self.lifter.waits_for_plan())

    def compose(self) -> ComposeResult:
        """Lay out header, choices and keys."""
        yield Header(id="top")
        yield Rule()
        yield ChoiceList(id="choices")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show what there is."""
        self._read()

    def logbook_changed(self) -> None:
        """Read the agenda again."""
        self._read()

    def status_changed(self) -> None:
        """Show the new mark, and why there may be nothing yet."""
        self._read()

    def _read(self) -> None:
        today = self.lifter.now().date()
        agenda = self.lifter.book.workouts.agenda(today)
        offered = [*agenda.today, *agenda.open, *agenda.missed]
        offered += [agenda.next] if agenda.next is not None else []
        view = choice_view(
            agenda,
            today,
            waiting=self.lifter.waits_for_plan(),
            planned_until=self.lifter.book.history.planned_until(),
            plans=self.lifter.book.history.plans_of([session.id for session in offered]),
            problem=self._problem,
        )
        before = self._view
        if before is not None and not self.waits_for_plan:
            here = before.options[before.chosen].session_id
            ids = [option.session_id for option in view.options]
            view = replace(view, chosen=ids.index(here) if here in ids else 0)
        self._view = view
        self._paint(view)

    def _paint(self, view: ChoiceView) -> None:
        self.top.show(
            HeaderView("topset", (day_and_date(self.lifter.now().date()),), "", self.lifter.mark())
        )
        self.choices.show(view)
        self.keys.show(footer_view((*CHOOSE, *EVERYWHERE)))

    def action_row(self, step: int) -> None:
        """Choose the line above or below."""
        self.waits_for_plan = False
        if self._view is not None:
            self._choose((self._view.chosen + step) % len(self._view.options))

    def on_choice_list_chosen(self, message: ChoiceList.Chosen) -> None:
        """Open what was clicked."""
        self._choose(message.index)
        self.action_open()

    def _choose(self, index: int) -> None:
        if self._view is not None:
            self._view = replace(self._view, chosen=index)
            self._paint(self._view)

    def action_open(self) -> None:
        """Open the chosen session."""
        if self._view is None:
            return
        session_id = self._view.options[self._view.chosen].session_id
        if session_id is None:
            self.action_free()
        else:
            self.post_message(self.Opened(session_id))

    def action_free(self) -> None:
        """Start a session that no plan asked for."""
        today = self.lifter.now().date()
        try:
            session_id = self.lifter.book.workouts.start_free_session(today)
        except NotSaved as error:
            self._problem = str(error)
            self._read()
            return
        self.lifter.wake()
        self.post_message(self.Opened(session_id))
