"""The today screen: keys go to the workout, and what changed is painted."""

from __future__ import annotations

from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Key, Paste
from textual.screen import Screen

from tui.app.commands import TODAY, bindings
from tui.app.views.today import TodayView
from tui.app.widgets.background import Background
from tui.app.widgets.entry_line import EntryLine
from tui.app.widgets.exercise_head import ExerciseHead
from tui.app.widgets.exercise_list import ExerciseList
from tui.app.widgets.header import Header
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.rest_line import RestLine
from tui.app.widgets.rule import Rule
from tui.app.widgets.set_table import SetTable


class TodayScreen(Screen[None]):
    """One session, live: the line is always ready, letters are commands."""

    CSS_PATH = "today.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = bindings(TODAY)
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [
        (0, "-narrow"),
        (72, "-usual"),
        (96, "-wide"),
        (140, "-vast"),
    ]
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]]] = [(0, "-low"), (22, "-tall")]

    header = getters.query_one("#header", Header)
    exercises = getters.query_one("#exercises", ExerciseList)
    head = getters.query_one("#head", ExerciseHead)
    sets = getters.query_one("#sets", SetTable)
    entry = getters.query_one("#entry", EntryLine)
    rest = getters.query_one("#rest", RestLine)
    background = getters.query_one("#background", Background)
    footer = getters.query_one("#footer", KeyFooter)

    def compose(self) -> ComposeResult:
        """Lay out the parts; each is shown a view as soon as there is one."""
        yield Header(id="header")
        yield Rule()
        with Container(id="body"):
            yield ExerciseList(id="exercises")
            with Container(id="desk"):
                yield ExerciseHead(id="head")
                yield SetTable(id="sets")
                yield EntryLine(id="entry")
                yield RestLine(id="rest")
                yield Background(id="background")
        yield Rule()
        yield KeyFooter(id="footer")

    def show(self, view: TodayView) -> None:
        """Hand each part its view; a part that did not change paints nothing."""
        height = view.table_height
        if self.sets.styles.height is None or self.sets.styles.height.value != height:
            self.sets.styles.height = height
        self.header.show(view.header)
        self.exercises.show(view.exercises)
        self.head.show(view.head)
        self.sets.show(view.table)
        self.entry.show(view.entry)
        self.background.show(view.background)
        self.footer.show(view.footer)
