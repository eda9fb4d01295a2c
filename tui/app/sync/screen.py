"""The sync screen: what is not settled with the database, and every way to mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import getters, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize

from tui.app.shell.bindings import bindings
from tui.app.shell.header import Header
from tui.app.shell.key_footer import KeyFooter
from tui.app.shell.rule import Rule
from tui.app.shell.screen import LifterScreen
from tui.app.sync.sync_detail import SyncDetail, SyncNotice, SyncState
from tui.app.sync.sync_list import SyncList
from tui.logbook.resolution import EditError
from tui.workout.commands.command import EVERYWHERE
from tui.workout.commands.sync import NEEDS, SYNC
from tui.workout.footer import FooterView, footer_view
from tui.workout.notice import Notice, Tone
from tui.workout.signed_in import SignedIn
from tui.workout.sync.review import SyncReview

STATE_LINES = 4
ROOMY = 30


class SyncScreen(LifterScreen):
    """Lists what waits; letters mend the chosen line."""

    OWN_COMMANDS = SYNC
    BINDINGS: ClassVar[list[BindingType]] = bindings(SYNC)
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  # declared on the instance by Screen
        (0, "-usual"),
        (130, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (ROOMY, "-roomy")]  # noqa: RUF012  # as above

    top = getters.query_one("#top", Header)
    state = getters.query_one("#state", SyncState)
    lines = getters.query_one("#list", SyncList)
    detail = getters.query_one("#detail", SyncDetail)
    said = getters.query_one("#said", SyncNotice)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(self, lifter: SignedIn) -> None:
        super().__init__(lifter)
        self.review = SyncReview(lifter)

    def compose(self) -> ComposeResult:
        """Lay out how it stands, the list, the chosen line, and the keys."""
        yield Header(id="top")
        yield Rule()
        yield SyncState(id="state")
        with Container(id="body"):
            yield SyncList(id="list")
            yield SyncDetail(id="detail")
        yield SyncNotice(id="said")
        yield Rule()
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show what there is."""
        self._paint()

    def logbook_changed(self) -> None:
        """Read everything again."""
        self.review.refresh()
        self._paint()

    def status_changed(self) -> None:
        """Show how it stands now."""
        self.review.status_changed()
        self._paint()

    def _paint(self) -> None:
        view = self.review.view()
        self.top.show(view.header)
        self._show_state(view.state)
        self.lines.show(view.list)
        self.detail.show(view.detail)
        self.said.show(view.notice or Notice(""))
        self.keys.show(self._footer())

    def _show_state(self, state: tuple[tuple[str, Tone], ...]) -> None:
        """Show how it stands; a long reason takes more lines where there are more."""
        most = STATE_LINES if self.size.height < ROOMY else STATE_LINES + 2
        needed = len(SyncState.draw(state, self.size.width, most)) or STATE_LINES
        if self.state.styles.height is None or self.state.styles.height.value != needed:
            self.state.styles.height = needed
        self.state.show(state)

    def on_resize(self, event: Resize) -> None:
        """Share the lines out anew."""
        if self.is_mounted:
            self._paint()

    def _footer(self) -> FooterView:
        """Return the keys that do something about the chosen line."""
        can = self.review.can()
        useful = [one for one in SYNC if one.id not in NEEDS or NEEDS[one.id] in can]
        return footer_view((*useful, *EVERYWHERE), enabled={"sync.now": self.lifter.syncs})

    # -- choosing

    def action_step(self, lines: int) -> None:
        """Choose a line further down or up."""
        self.review.step(lines)
        self._paint()

    def action_page(self, pages: int) -> None:
        """Go by as many lines as are in sight."""
        self.action_step(pages * max(1, self.lines.size.height - 1))

    def on_sync_list_chosen(self, message: SyncList.Chosen) -> None:
        """Choose what was clicked."""
        self.review.choose(message.index)
        self._paint()

    def on_sync_list_scrolled(self, message: SyncList.Scrolled) -> None:
        """Follow the wheel."""
        self.action_step(message.lines)

    # -- mending

    def action_retry(self) -> None:
        """Send the chosen refusal again."""
        self._did(self.review.retry())

    def action_retry_all(self) -> None:
        """Send everything refused again."""
        self._did(self.review.retry_all())

    def action_discard(self) -> None:
        """Give the chosen refusal up, at the second time."""
        self._did(self.review.discard())

    def action_mine(self) -> None:
        """Use mine."""
        self._did(self.review.use_mine())

    def action_theirs(self) -> None:
        """Keep theirs."""
        self._did(self.review.keep_theirs())

    @work
    async def action_edit(self) -> None:
        """Ask for other values until they can be kept."""
        from tui.app.sync.edit import EditScreen

        if not self._begins("edit"):
            return
        fields, error = self.review.fields(), None
        while True:
            typed = await self.app.push_screen_wait(EditScreen(self.review.words, fields, error))
            if typed is None:
                return
            try:
                self._did(self.review.edit(typed))
            except EditError as refusal:
                error = refusal
                fields = tuple(replace(one, text=typed[one.column]) for one in fields)
            else:
                return

    @work
    async def action_move(self) -> None:
        """Ask where to, and move."""
        from tui.app.sync.move_to import MoveScreen

        if not self._begins("move"):
            return
        together = len(self.review.moving_together)
        title = f"Move {self.review.words}" + (f" and {together - 1} more" if together > 1 else "")
        place = await self.app.push_screen_wait(MoveScreen(title, self.review.targets()))
        if place is not None:
            self._did(self.review.move(place))

    @work
    async def action_save(self) -> None:
        """Ask for the file, and write it."""
        from tui.app.shell.ask import AskScreen

        if not self._begins("save"):
            return
        file = f"~/topset-changes-{self.lifter.now():%Y%m%d-%H%M}.json"
        question = "Which file should refused and conflicting changes go to?"
        refusal = ""
        while answer := await self.app.push_screen_wait(AskScreen(question, file, refusal)):
            saved = self.review.save(answer)
            self._paint()
            if saved:
                return
            file, refusal = answer, self.review.notice.words if self.review.notice else ""

    def _begins(self, what: str) -> bool:
        """Tell whether the chosen line is good for it; a discarding that was begun is left."""
        self.review.leave_be()
        self._paint()
        return what in self.review.can()

    def _did(self, done: bool) -> None:
        """Paint what a key did, and have it sent."""
        if done:
            self.lifter.wake()
        self._paint()

    # -- the exchange

    def action_now(self) -> None:
        """Send and fetch without waiting."""
        self.lifter.wake()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()
