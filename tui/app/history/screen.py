"""Every time an exercise was done, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.worker import get_current_worker

from tui.app.history.history_page import HistoryPage
from tui.app.history.view import HistoryView, history_view
from tui.app.shell.bindings import bindings
from tui.app.shell.header import Header
from tui.app.shell.key_footer import KeyFooter
from tui.app.shell.rule import Rule
from tui.app.shell.screen import LifterScreen
from tui.logbook.errors import LogbookError
from tui.training.records import Exercise
from tui.workout.commands.command import Command
from tui.workout.commands.today import HISTORY
from tui.workout.footer import footer_view
from tui.workout.header import HeaderView
from tui.workout.signed_in import SignedIn

if TYPE_CHECKING:
    from tui.logbook import Logbook
    from tui.workout.settings import Settings

EVER = 10_000
_AT_ONCE = 40  # days that are read before the screen opens: more than the tallest page holds


class HistoryScreen(LifterScreen):
    """Lies over the today screen; the rest below goes on.

    The newest days are there at once; years before them, the bests and the trend are read in a
    thread of their own and come a moment later.
    """

    class Read(Message):
        """All of the history has been read."""

        def __init__(self, view: HistoryView) -> None:
            super().__init__()
            self.view = view

    OWN_COMMANDS: ClassVar[Sequence[Command]] = HISTORY
    BINDINGS: ClassVar[list[BindingType]] = bindings(HISTORY)

    top = getters.query_one("#top", Header)
    page = getters.query_one("#page", HistoryPage)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(self, lifter: SignedIn, exercise: Exercise, before: date) -> None:
        super().__init__(lifter)
        self._exercise = exercise
        self._before = before
        self._shown = self._read(lifter.book, _AT_ONCE)
        self._pages: list[int] = []  # where the pages above begin

    def compose(self) -> ComposeResult:
        """Lay out header, page and keys."""
        yield Header(id="top")
        yield Rule()
        yield HistoryPage(id="page")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show the newest days, and read the rest."""
        self._paint()
        self._read_all()

    def logbook_changed(self) -> None:
        """Read again what was pulled."""
        self._read_all()

    @work(thread=True, exclusive=True, group="history")
    def _read_all(self) -> None:
        worker = get_current_worker()
        with suppress(LogbookError):  # said when the lifter next does something
            with self.lifter.book.for_another_thread() as book:
                view = self._read(book, EVER)
            if not worker.is_cancelled:
                self.post_message(self.Read(view))

    def on_history_screen_read(self, message: Read) -> None:
        """Show all of it, at the days that were shown."""
        view = message.view
        self._shown = replace(view, first=min(self._shown.first, max(len(view.days) - 1, 0)))
        self._paint()

    def rules_changed(self, settings: Settings) -> None:
        """Show weights in the unit of now, and maxima by the formula of now."""
        self.logbook_changed()

    def status_changed(self) -> None:
        """Show the new sync mark."""
        self._paint()

    def _read(self, book: Logbook, limit: int) -> HistoryView:
        times = book.workouts.last_times(self._exercise, self._before, limit)
        rules = self.lifter.rules
        return history_view(
            self._exercise,
            times,
            unit=rules.gym.unit,
            today=self.lifter.now().date(),
            formula=rules.formula,
            whole=len(times) < limit,
        )

    def _paint(self) -> None:
        view = self._shown
        self.top.show(HeaderView(view.name, (view.summary,), "", self.lifter.mark()))
        self.page.show(view)
        more = view.first + self.page.days_shown() < len(view.days)
        enabled = {"history.older": more, "history.newer": view.first > 0}
        self.keys.show(footer_view(HISTORY, enabled=enabled))

    def action_older(self) -> None:
        """Go a page back in time."""
        first = self._shown.first + self.page.days_shown()
        if first < len(self._shown.days):
            self._pages.append(self._shown.first)
            self._go(first)

    def action_newer(self) -> None:
        """Go a page forward in time."""
        if self._shown.first:
            here = self._shown.first
            self._go(self._pages.pop() if self._pages else self.page.page_before(here))

    def action_newest(self) -> None:
        """Go to the newest days."""
        self._pages.clear()
        self._go(0)

    def action_oldest(self) -> None:
        """Go to the oldest days."""
        if self._shown.first + self.page.days_shown() < len(self._shown.days):
            self._pages.clear()
            self._go(self.page.page_before(len(self._shown.days)))

    def _go(self, first: int) -> None:
        self._shown = replace(self._shown, first=first)
        self._paint()

    def action_back(self) -> None:
        """Go back to training."""
        self.dismiss()
