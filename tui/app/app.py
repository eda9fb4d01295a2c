"""The application: opens on the session to train, keeps the screens told, closes cleanly."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import PurePath
from time import thread_time
from typing import TYPE_CHECKING, ClassVar

from textual._styles_cache import StylesCache
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.events import DescendantFocus, Event, Key, Paste
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from tui.app.choose.screen import ChooseScreen
from tui.app.history_navigation import HistoryNavigation
from tui.app.logbook_recovery import OPEN_AGAIN, ChangesStranded, LogbookDamaged, LogbookRecovery
from tui.app.onboarding import Onboarding
from tui.app.settings_in_force import SettingsInForce
from tui.app.shell.bindings import bindings
from tui.app.shell.frames import FrameGate
from tui.app.shell.key_queue import KeyQueue
from tui.app.shell.screen import LifterScreen
from tui.app.shell.themes import own_colours
from tui.app.today.screen import TodayScreen
from tui.late_pattern import compile_next
from tui.logbook.errors import DamagedLogbook, LogbookError
from tui.workout.choice import session_to_open
from tui.workout.commands.command import EVERYWHERE, Command
from tui.workout.half_typed import LineWords
from tui.workout.session_reader import SessionGone
from tui.workout.signed_in import SignedIn
from tui.workout.workout import Workout

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver

    from tui.app.shell.driver import TerminalDriver
    from tui.app.sign_in.messages import Arrived, ProjectSet, StayedLocal
    from tui.app.weeks.screen import WeeksScreen
    from tui.sync.status import SyncStatus
    from tui.workout.ports import Ports

_log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0
_DRAIN_SECONDS = 0.1
_PATTERN_SECONDS = 0.005
_OPENING_SECONDS = 1.0  # of this thread's own work: on a busy machine the same work takes longer
_SIGHUP = 1  # which has no name on Windows


class TopsetApp(App[None]):
    """topset in a terminal: what is on the screen, and who is told when something changes.

    `farewell` is for the terminal, once the app has closed.
    """

    TITLE = "topset"
    CSS_PATH: ClassVar[str | PurePath | list[str | PurePath] | None] = [
        "app.tcss",
        "sign_in/form.tcss",
        "today/today.tcss",
        "sync/sync.tcss",
        "weeks/weeks.tcss",
    ]
    BINDINGS: ClassVar[list[BindingType]] = bindings(EVERYWHERE)
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-even"), (36, "-roomy")]  # noqa: RUF012  # as App has it

    class StatusChanged(Message):
        """The exchange with the database stands otherwise than before."""

        def __init__(self, status: SyncStatus) -> None:
            super().__init__()
            self.status = status

        def can_replace(self, message: Message) -> bool:
            """Only the newest status is worth showing."""
            return isinstance(message, TopsetApp.StatusChanged)

    class LogbookChanged(Message):
        """Something was pulled into the logbook, or settled in it."""

        def can_replace(self, message: Message) -> bool:
            """One reading shows all changes."""
            return isinstance(message, TopsetApp.LogbookChanged)

    def __init__(self, ports: Ports) -> None:
        # Textual picks its filter for NO_COLOR by the colours that hold here: the terminal's own.
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.animation_level = "none"
        self.ports = ports
        self.lifter: SignedIn | None = None
        self.farewell = ""
        self.settings = SettingsInForce(self)
        self.onboarding = Onboarding(self)
        self.recovery = LogbookRecovery(self)
        self.history = HistoryNavigation(self)
        self._key_queue = KeyQueue(self, super().on_event)
        self._frames = FrameGate(self._begin_batch, self._draw_again)
        self._opening = True
        self._frames_missed = 0
        self.settings.apply_from_start()

    def get_css_variables(self) -> dict[str, str]:
        """Add the colours that the screens ask every theme for."""
        variables = super().get_css_variables()
        return {**variables, **own_colours(self.current_theme, variables)}

    # -- opening

    def on_mount(self) -> None:
        """Open straight on the session to train when somebody is here already, offline too."""
        self.onboarding.begin()
        self.settings.complain_of_keys()
        self.set_interval(_LOOK_SECONDS, self._look_around)
        self.call_after_refresh(self._open_when_settled, -1, thread_time() + _OPENING_SECONDS)

    def start_sync(self) -> None:
        """Begin the exchange of the lifter who is here."""
        if self.lifter is not None:
            self.lifter.start_sync(self._on_status, self._on_changed)

    def _on_status(self, status: SyncStatus) -> None:
        """Take a status from the sync thread; after the app has closed it is dropped."""
        self.post_message(self.StatusChanged(status))

    def _on_changed(self) -> None:
        """Take the news from the sync thread that the logbook changed."""
        self.post_message(self.LogbookChanged())

    def _look_around(self) -> None:
        """Show what another topset has written, and close when the terminal has gone away."""
        terminal = self._terminal()
        if terminal is not None and terminal.hung_up():
            self.end_by_signal(_SIGHUP)
            return
        with suppress(LogbookError):  # said when the lifter next does something
            if self.lifter is not None and self.lifter.book.changed_elsewhere():
                self._on_changed()

    # -- the terminal

    def get_driver_class(self) -> type[Driver]:
        """Return the driver that knows a slow line and a terminal that has gone away."""
        if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
            return super().get_driver_class()
        from tui.app.shell.driver import TerminalDriver

        return TerminalDriver

    def _terminal(self) -> TerminalDriver | None:
        """Return the driver of a real terminal; there is none in a test without one."""
        driver = self._driver
        return driver if hasattr(driver, "behind") else None  # type: ignore[return-value]

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Write a frame, and hold the next ones back until it has gone through."""
        terminal = self._terminal()
        if terminal is None or renderable is None:
            super()._display(screen, renderable)
            return
        if self._misses_frame():
            return
        super()._display(screen, renderable)
        terminal.frame_ended()
        self._frames.drawn(terminal)

    def _misses_frame(self) -> bool:
        """Tell whether a frame is not to be shown now; it is drawn with what comes after it."""
        missed = self._terminal() is not None and (self._opening or self._batch_count > 0)
        self._frames_missed += missed
        return missed

    def _open_when_settled(self, missed_before: int, latest: float) -> None:
        """Draw what was laid out since the start, once, when nothing more is being laid out."""
        if self._frames_missed != missed_before and thread_time() < latest:
            self.call_after_refresh(self._open_when_settled, self._frames_missed, latest)
            return
        self._opening = False
        self._draw_what_was_missed()
        gc.freeze()  # modules and screens stay: walking through them would hold up some later key
        gc.enable()
        self._compile_a_pattern()

    def _compile_a_pattern(self) -> None:
        """Compile what the first set will need, a little at a time, so that its key need not."""
        if compile_next():
            self.set_timer(_PATTERN_SECONDS, self._compile_a_pattern)

    def line_drained(self) -> None:
        """Draw what has changed while the line was busy."""
        terminal = self._terminal()
        if terminal is None or not self._frames.held:
            return
        self._frames.look(terminal)
        if self._frames.held:
            self.set_timer(_DRAIN_SECONDS, self.line_drained)

    def _draw_again(self) -> None:
        self._end_batch()
        self._draw_what_was_missed()
        self.screen.check_idle()

    def _draw_what_was_missed(self) -> None:
        if self._frames_missed:
            self._frames_missed = 0
            self.screen.refresh()

    def end_by_signal(self, number: int) -> None:
        """Close in order: the terminal is put back, and what waits is sent for a moment."""
        self.exit(return_code=128 + number)

    def home(self) -> LifterScreen:
        """Return the session to train, or the choice of one."""
        lifter = self._signed_in()
        today = lifter.now().date()
        session_id = session_to_open(lifter.book.workouts.agenda(today), lifter.book.drafts.draft())
        return ChooseScreen(lifter) if session_id is None else self._session_screen(session_id)

    def _session_screen(self, session_id: str) -> LifterScreen:
        lifter = self._signed_in()
        try:
            workout = Workout(
                lifter.book,
                session_id,
                now=lifter.now,
                rules=lifter.rules,
                bests_later=True,
                line_words=LineWords(key=self.settings.key_of),
            )
        except SessionGone:
            return ChooseScreen(lifter)
        screen = TodayScreen(lifter, workout)
        screen.fit(self.size)
        screen.misses_frame = self._misses_frame
        return screen

    def _signed_in(self) -> SignedIn:
        if self.lifter is None:
            raise RuntimeError("this screen needs a lifter")
        return self.lifter

    # -- going on

    def open_session(self, session_id: str) -> None:
        """Train a session: its screen takes the place of this one."""
        self.switch_screen(self._session_screen(session_id))

    def on_choose_screen_opened(self, message: ChooseScreen.Opened) -> None:
        """Open the chosen session."""
        self.open_session(message.session_id)

    def on_today_screen_choose_another(self) -> None:
        """Show what else could be trained."""
        self.history.leave()
        self.switch_screen(ChooseScreen(self._signed_in()))

    # -- coming in and leaving

    async def on_arrived(self, message: Arrived) -> None:
        """Go on where the same lifter was, or open another lifter's log."""
        await self.onboarding.arrived(message)

    async def on_stayed_local(self, message: StayedLocal) -> None:
        """Open the log of this laptop."""
        await self.onboarding.stayed_local(message)

    async def on_project_set(self, message: ProjectSet) -> None:
        """Ask for the account of the project that was set."""
        await self.onboarding.project_set(message)

    def on_project_wanted(self) -> None:
        """Ask for a project."""
        self.onboarding.ask_project()

    def on_sign_in_wanted(self) -> None:
        """Ask somebody else to sign in."""
        self.onboarding.ask_sign_in()

    def action_connect(self) -> None:
        """Bring the log of this laptop to a project."""
        self.onboarding.connect()

    def action_sign_in(self) -> None:
        """Sign in again, or somebody else."""
        self.onboarding.sign_in_again()

    def action_lifters(self) -> None:
        """Ask who is training."""
        self.onboarding.ask_who()

    def action_sign_out(self) -> None:
        """Stop the exchange, forget the session, show the way in."""
        self.onboarding.sign_out()

    # -- the file

    def on_changes_stranded(self, message: ChangesStranded) -> None:
        """Say what only old logs hold."""
        self.recovery.say_stranded(message)

    async def on_logbook_damaged(self, message: LogbookDamaged) -> None:
        """Salvage it, unless that was done meanwhile."""
        if self.ports.recovery is not None and self.lifter is message.lifter:
            await self.onboarding.open_salvaged(message.lifter)

    def _handle_exception(self, error: Exception) -> None:
        """End in a sentence where a page that was just read is damaged."""
        if isinstance(error, DamagedLogbook):
            _log.error("%s", error)
            self.exit(return_code=1, message=f"Sorry, {error}. {OPEN_AGAIN}.")
        else:
            super()._handle_exception(error)

    # -- looking back

    def action_weeks(self) -> None:
        """Show the weeks over the session that is trained."""
        self.history.open_weeks()

    def on_weeks_screen_left(self) -> None:
        """Go back to training."""
        self.history.leave()

    def on_weeks_screen_opened(self, message: WeeksScreen.Opened) -> None:
        """Open a session of the weeks."""
        self.history.open_session(message.session)

    def on_past_screen_left(self) -> None:
        """Go back to the weeks, which may have changed."""
        self.history.back_to_weeks()

    # -- settings

    @property
    def shown_keys(self) -> Mapping[str, str]:
        """How the keys that were changed are written, by action; the footer asks for it."""
        return self.settings.shown_keys

    def on_load(self) -> None:
        """Remember a theme that is chosen in the palette."""
        self.settings.remember_themes()

    def action_gym(self) -> None:
        """Train in the next gym."""
        self.settings.next_gym()

    def action_settings(self) -> None:
        """Show the settings."""
        self.settings.open_screen()

    # -- news

    def on_topset_app_status_changed(self, message: StatusChanged) -> None:
        """Show the new status wherever it is shown."""
        if not self.is_running:  # closing: the screens are being taken down
            return
        if self.lifter is not None:
            stuck = self.lifter.newly_stuck(message.status)
            if stuck > 0:
                self.notify(
                    f"The database refused {stuck} change{'' if stuck == 1 else 's'}:"
                    " y shows why, and what can be done.",
                    severity="warning",
                    markup=False,
                )
            if self.lifter.take(message.status) and message.status.state == "signed_out":
                why = "Your session has ended." if message.status.ended else message.status.detail
                self.notify(
                    f"{why} Keep logging; ctrl+p, Sign in, sends it all.".lstrip(),
                    severity="warning",
                    markup=False,
                )
            for screen in self.lifter_screens():
                screen.status_changed()
            if message.status.state == "damaged":
                self.post_message(LogbookDamaged(self.lifter))

    def on_topset_app_logbook_changed(self) -> None:
        """Have every screen read again; a first fetch opens the session of today."""
        if not self.is_running:  # closing: the screens are being taken down
            return
        if self.lifter is not None:
            self.lifter.book.changed_elsewhere()  # all of it is read now
            if self.lifter.stranded:
                self.recovery.look_for_stranded_again(self.lifter)
        for screen in self.lifter_screens():
            screen.logbook_changed()
        if isinstance(self.screen, ChooseScreen) and self.screen.waits_for_plan:
            home = self.home()
            if isinstance(home, TodayScreen):
                self.switch_screen(home)

    def lifter_screens(self) -> list[LifterScreen]:
        """Return the open screens of whoever is signed in, the lowest first."""
        return [
            screen
            for screen in self.screen_stack
            if isinstance(screen, LifterScreen) and screen.is_mounted
        ]

    @property
    def failure(self) -> Exception | None:
        """The unexpected error that ended the app, for whoever opened it to tell."""
        return self._exception

    def _fatal_error(self) -> None:
        """End without Textual's traceback: it would print variables, passwords included."""
        self._close_messages_no_wait()

    # -- commands

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Put every command of this screen into the palette."""
        for command in self.settings.commands_of(screen):
            if not command.palette or not self.makes_sense(command):
                continue
            key = f"  ({command.shown})" if command.shown else ""
            yield SystemCommand(
                command.label.capitalize() + key,
                command.sentence,
                lambda action=command.action: self.run_later(action),
            )

    def makes_sense(self, command: Command) -> bool:
        """Tell whether a command would do something now."""
        if command.id == "app.connect":
            return self.onboarding.can_connect()
        if command.id in ("app.settings", "app.gym"):
            return self.ports.settings is not None and self.lifter is not None
        if command.id == "app.suspend":
            return self._terminal() is not None
        if command.id == "app.today":
            return len(self.screen_stack) > 2
        return (
            command.id not in ("app.sign_in", "app.lifters", "app.sign_out")
            or self.onboarding.can_switch()
        )

    def run_later(self, action: str) -> None:
        """Run a command once the palette has closed."""
        self.call_after_refresh(self.run_action, action)

    def action_help(self) -> None:
        """Show what helps with the part that the lifter is at, then the keys of this screen."""
        from tui.app.help.screen import HelpScreen

        screen = self.screen
        if isinstance(screen, LifterScreen):
            self.push_screen(
                HelpScreen(
                    self.settings.commands_of(screen),
                    entry=isinstance(screen, TodayScreen),
                    now=screen.help_now(),
                )
            )

    def action_jump(self) -> None:
        """Show a letter on everything that one can go to."""
        from tui.app.jump.screen import JumpScreen

        screen = self.screen
        if isinstance(screen, LifterScreen):
            commands = self.settings.commands_of(screen)
            jumping = [one for one in commands if one.jump and self.makes_sense(one)]
            self.push_screen(JumpScreen(screen, jumping))

    async def on_event(self, event: Event) -> None:
        """Take what is typed in turn; everything else at once."""
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            await self._key_queue.take(event)
        else:
            await super().on_event(event)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keep every cursor still: a blinking one would write to the terminal for ever."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False

    def pop_screen(self) -> AwaitComplete:
        """Close the topmost screen, and let go of what Textual would keep of its widgets.

        It remembers the borders of a thousand widgets by the widgets' own caches, with every line
        that those ever drew.
        """
        closing = super().pop_screen()
        StylesCache.get_inner_outer.cache_clear()
        return closing

    async def action_today(self) -> None:
        """Go back to the lowest screen: the session that is being trained, or the choice of one."""
        while len(self.screen_stack) > 2:
            await self.pop_screen()

    def action_sync(self) -> None:
        """Show what waits to be sent, and what was refused."""
        from tui.app.sync.screen import SyncScreen

        here = self.screen
        if self.lifter and isinstance(here, LifterScreen) and not isinstance(here, SyncScreen):
            self.push_screen(SyncScreen(self.lifter))

    async def on_unmount(self) -> None:
        """Send what is waiting, for a moment, and close the logbook."""
        lifter, self.lifter = self.lifter, None
        if lifter is not None:
            await self.onboarding.leave(lifter)
