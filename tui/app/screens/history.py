"""Every time an exercise was done, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.commands import Command, bindings
from tui.app.screens.base import LifterScreen
from tui.app.signed_in import SignedIn
from tui.app.today_commands import HISTORY
from tui.app.views.footer import footer_view
from tui.app.views.history import HistoryView, history_view
from tui.app.views.today import HeaderView
from tui.app.widgets.header import Header
from tui.app.widgets.history_page import HistoryPage
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.rule import Rule
from tui.training.records import Exercise

if TYPE_CHECKING:
    from tui.app.preferences import Preferences

EVER = 10_000


class HistoryScreen(LifterScreen):
    """Lies over the today screen; the rest below goes on."""

    OWN_COMMANDS: ClassVar[Sequence[Command]] = HISTORY
    BINDINGS: ClassVar[list[BindingType]] = bindings(HISTORY)

    top = getters.query_one("#top", Header)
    page = getters.query_one("#page", HistoryPage)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(self, lifter: SignedIn, exercise: Exercise, before: date) -> None:
        super().__init__(lifter)
        self._exercise = exercise
        self._before = before
        self._shown = self._read()
        self._pages: list[int] = []  # where the pages above begin

    def compose(self) -> ComposeResult:
        """Lay out header, page and keys."""
        yield Header(id="top")
        yield Rule()
        yield HistoryPage(id="page")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show the newest days."""
        self._paint()

    def logbook_changed(self) -> None:
        """Show what was pulled."""
        shown = self._read()
        self._shown = replace(shown, first=min(self._shown.first, max(len(shown.days) - 1, 0)))
        self._paint()

    def rules_changed(self, preferences: Preferences) -> None:
        """Show weights in the unit of now, and maxima by the formula of now."""
        self.logbook_changed()

    def status_changed(self) -> None:
        """Show the new sync mark."""
        self._paint()

    def _read(self) -> HistoryView:
        times = self.lifter.book.workouts.last_times(self._exercise, self._before, EVER)
        rules = self.lifter.rules
        return history_view(
            self._exercise,
            times,
            unit=rules.gym.unit,
            today=self.lifter.now().date(),
            formula=rules.formula,
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
            self._go(self._pages.pop() if self._pages else 0)

    def action_newest(self) -> None:
        """Go to the newest days."""
        self._pages.clear()
        self._go(0)

    def action_oldest(self) -> None:
        """Go to the oldest days."""
        while self._shown.first + self.page.days_shown() < len(self._shown.days):
            self.action_older()

    def _go(self, first: int) -> None:
        self._shown = replace(self._shown, first=first)
        self._paint()

    def action_back(self) -> None:
        """Go back to training."""
        self.dismiss()
