"""The weeks screen: past weeks to the left, the chosen one's sessions to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from tui.app.shell.bindings import bindings
from tui.app.shell.header import Header
from tui.app.shell.key_footer import KeyFooter
from tui.app.shell.rule import Rule
from tui.app.shell.screen import LifterScreen
from tui.app.weeks.heat_map import HeatMap
from tui.app.weeks.week_list import WeekList
from tui.app.weeks.week_pane import WeekPane
from tui.training.records import Session
from tui.workout.commands.weeks import WEEKS
from tui.workout.signed_in import SignedIn
from tui.workout.weeks.build import WeeksInputs, weeks_view
from tui.workout.weeks.reader import WeeksReader

if TYPE_CHECKING:
    from tui.workout.settings import Settings

BREATH = 0.01  # seconds between two goes at counting records, for keys to come in between


class WeeksScreen(LifterScreen):
    """Looks back over all weeks, a page at a time."""

    OWN_COMMANDS = WEEKS
    BINDINGS: ClassVar[list[BindingType]] = bindings(WEEKS)
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # declared on the instance by Screen
        (0, "-narrow"),
        (72, "-usual"),
        (140, "-vast"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (38, "-tall")]  # noqa: RUF012  # as above

    class Opened(Message):
        """A session is to be opened."""

        def __init__(self, session: Session) -> None:
            super().__init__()
            self.session = session

    class Left(Message):
        """The lifter goes back to training."""

    top = getters.query_one("#top", Header)
    heat = getters.query_one("#heat", HeatMap)
    typed = getters.query_one("#filter", Input)
    past = getters.query_one("#weeks", WeekList)
    week = getters.query_one("#week", WeekPane)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(self, lifter: SignedIn, *, breath: float = BREATH) -> None:
        super().__init__(lifter)
        self._breath = breath
        self._reader = WeeksReader(lifter.book, lifter.now().date(), formula=lifter.rules.formula)
        self._index = 0
        self._session_id: str | None = None
        self._counting: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Header(id="top")
        yield Rule()
        yield HeatMap(id="heat")
        yield Rule(id="under_heat")
        with Container(id="looking"):
            with Container(id="past"):
                yield Input(id="filter", placeholder="exercise", max_length=60)
                yield WeekList(id="weeks")
            yield WeekPane(id="week")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show the newest week."""
        self._paint()
        self._count_records()

    # -- painting

    def _paint(self) -> None:
        reader = self._reader
        first, around = reader.around(self._index)
        sessions = self._sessions()
        self._show(
            WeeksInputs(
                heads=reader.heads,
                chosen=self._index,
                first=first,
                around=around,
                records={totals.week.id: reader.records(totals.week) for totals in around},
                sessions=sessions,
                chosen_session=self._place_of_session(sessions),
                typed=reader.typed.strip(),
                names=reader.names,
                days=reader.days,
                map_begins=reader.map_begins,
                today=self.lifter.now().date(),
                sync=self.lifter.mark(),
                unit=self.lifter.rules.gym.unit,
                landmarks=self.lifter.rules.landmarks,
            )
        )

    def _show(self, looking: WeeksInputs) -> None:
        view = weeks_view(looking)
        self.top.show(view.header)
        self.heat.show(view.heat)
        self.past.show(view.weeks)
        self.week.show(view.week)
        self.keys.show(view.footer)

    def _sessions(self) -> tuple[Session, ...]:
        heads = self._reader.heads
        return self._reader.sessions(heads[self._index]) if heads else ()

    def _place_of_session(self, sessions: tuple[Session, ...]) -> int:
        """Return the chosen session; at first the last one that is not ahead."""
        ids = [session.id for session in sessions]
        if self._session_id in ids:
            return ids.index(self._session_id)
        today = self.lifter.now().date()
        begun = [place for place, one in enumerate(sessions) if one.session_date <= today]
        return begun[-1] if self._index == 0 and begun else 0

    def _count_records(self) -> None:
        if self._counting is None:
            self._counting = self.set_interval(self._breath, self._count_on)

    @property
    def counted(self) -> bool:
        """Whether the records are those of every week."""
        return self._counting is None

    def _count_on(self) -> None:
        if self._reader.count_on() or self._counting is None:
            return
        self._counting.stop()
        self._counting = None
        self._paint()

    def logbook_changed(self) -> None:
        """Read everything again; the chosen week and session stay."""
        heads = self._reader.heads
        here = heads[self._index].id if heads else None
        self._reader.read(self.lifter.now().date())
        ids = [head.id for head in self._reader.heads]
        last = max(len(ids) - 1, 0)
        self._index = ids.index(here) if here in ids else min(self._index, last)
        self._paint()
        self._count_records()

    def status_changed(self) -> None:
        """Show the new sync mark."""
        self._paint()

    def rules_changed(self, settings: Settings) -> None:
        """Show weights in the unit of now, and count the records by the formula of now."""
        self._reader.formula = settings.e1rm
        self.logbook_changed()

    # -- choosing

    def action_week(self, step: int) -> None:
        """Choose a week further back, or nearer."""
        last = max(len(self._reader.heads) - 1, 0)
        index = max(0, min(self._index + step, last))
        if index != self._index:
            self._index = index
            self._session_id = None
            self._paint()

    def action_page(self, step: int) -> None:
        """Go a page of weeks back, or forward."""
        self.action_week(step * max(1, self.past.size.height - 2))

    def action_end(self, step: int) -> None:
        """Go to the newest week, or the oldest."""
        self.action_week(step * len(self._reader.heads))

    def action_session(self, step: int) -> None:
        """Choose another session of the week, around the end."""
        sessions = self._sessions()
        if sessions:
            place = (self._place_of_session(sessions) + step) % len(sessions)
            self._session_id = sessions[place].id
            self._paint()

    def on_week_list_chosen(self, message: WeekList.Chosen) -> None:
        """Choose the week that was clicked."""
        self.action_week(message.step)

    def on_week_pane_chosen(self, message: WeekPane.Chosen) -> None:
        """Choose the session that was clicked; one that is chosen already is opened."""
        sessions = self._sessions()
        chosen = sessions[message.index].id
        again = self._place_of_session(sessions) == message.index
        self._session_id = chosen
        if again:
            self.action_open()
        else:
            self._paint()

    def action_open(self) -> None:
        """Open the chosen session."""
        sessions = self._sessions()
        if sessions:
            session = sessions[self._place_of_session(sessions)]
            self._session_id = session.id
            self.post_message(self.Opened(session))

    # -- filtering

    def action_filter(self) -> None:
        """Ask for an exercise."""
        self.typed.add_class("-open")
        self.typed.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the weeks with what was typed so far."""
        if event.value != self._reader.typed:
            self._filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go back to the weeks, filtered."""
        event.stop()
        self._close_filter()

    def _filter(self, typed: str) -> None:
        self._reader.filter(typed)
        self._index = 0
        self._session_id = None
        self._paint()

    def _close_filter(self) -> None:
        self.typed.remove_class("-open")
        self.set_focus(None)

    def action_back(self) -> None:
        """Show everything again; when everything is shown, go back to training."""
        if self._reader.typed or self.typed.has_class("-open"):
            self._close_filter()
            self.typed.value = ""
            self._filter("")
        else:
            self.post_message(self.Left())
