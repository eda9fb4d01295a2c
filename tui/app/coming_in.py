"""Coming in and leaving: from the first start to a lifter's log, and from one lifter to another."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING

from textual import work
from textual.screen import Screen

from tui.app.safekeeping import Safekeeping
from tui.app.sign_in.messages import Arrived, ProjectSet, ProjectWanted, SignInWanted, StayedLocal
from tui.logbook.errors import LogbookError
from tui.sync.protocol import LOCAL_LIFTER
from tui.workout.signed_in import SignedIn

if TYPE_CHECKING:
    from tui.app.shell.screen import LifterScreen
    from tui.sync.protocol import Identity

FLUSH_SECONDS = 2.0


class ComingIn(Safekeeping):
    """The half of the app that knows who is training.

    Each lifter is opened with an empty screen stack and left before the next one is opened, so
    that no screen ever shows one lifter's log under another's name.
    """

    @abstractmethod
    def home(self) -> LifterScreen:
        """Return the screen on which a lifter's log opens."""

    @abstractmethod
    def start_sync(self) -> None:
        """Begin the exchange of the lifter who is here."""

    # -- the way in

    def begin(self) -> None:
        """Open the log of whoever is here already, else the first screen of the way in.

        The screen is pushed, for Textual cannot switch away from an app's default screen. The
        exchange begins after the first paint.
        """
        account = self.ports.account
        identity = (account.identity() if account else None) or self.ports.local
        if identity is None:
            self.push_screen(self._way_in())
        elif self._open(identity):
            self.push_screen(self.home())
            self.call_after_refresh(self.start_sync)

    def _way_in(self) -> Screen[None]:
        account = self.ports.account
        if account is None:
            from tui.app.sign_in.welcome import WelcomeScreen

            return WelcomeScreen(self.ports)
        if account.lifters():
            from tui.app.sign_in.lifters import LiftersScreen

            return LiftersScreen(self.ports)
        return self._sign_in_screen()

    def _sign_in_screen(self, *, again: bool = False) -> Screen[None]:
        """Return the sign-in screen; `again` fills in who is here, whose session may have ended."""
        from tui.app.sign_in.screen import SignInScreen

        lifter = self.lifter
        if lifter is None:
            return SignInScreen(self.ports)
        if lifter.is_local:
            note = "What is logged on this laptop moves to the account you sign in with."
            return SignInScreen(self.ports, note=note)
        email = lifter.identity.email if again else ""
        note = "Your log stays open meanwhile. Anybody else gets a log of their own."
        return SignInScreen(self.ports, note=note, email=email, moves=False)

    def _open(self, identity: Identity, *, damaged: bool = False) -> bool:
        try:
            self.lifter = SignedIn(identity, self.ports, damaged=damaged)
        except LogbookError as error:
            self.exit(return_code=1, message=f"The logbook cannot be opened: {error}.")
            return False
        self.look_after(self.lifter)
        return True

    async def set_right(self, lifter: SignedIn) -> None:
        """Close a damaged logbook, salvage it, and open it again where the lifter was."""
        await self._clear_forms()
        await self._close_log()
        if self._open(lifter.identity, damaged=True):
            await self.switch_screen(self.home())
            self.call_after_refresh(self.start_sync)

    async def on_arrived(self, message: Arrived) -> None:
        """Go on where the same lifter was, or open another lifter's log."""
        await self._clear_forms()
        lifter = self.lifter
        if lifter is not None and lifter.identity.user_id == message.identity.user_id:
            lifter.wake()
            self.notify(f"Signed in as {message.identity.email}.", markup=False)
            return
        await self._close_log()
        if self._open(message.identity):
            await self.switch_screen(self.home())
            self.call_after_refresh(self.start_sync)

    async def on_stayed_local(self, message: StayedLocal) -> None:
        """Open the log of this laptop."""
        self.ports = message.ports
        if self._open(LOCAL_LIFTER):
            await self._clear_forms()
            await self.switch_screen(self.home())

    async def on_project_set(self, message: ProjectSet) -> None:
        """Ask for the account of the project that was set."""
        self.ports = message.ports
        if self.lifter is None:
            await self._clear_forms()
        await self.switch_screen(self._way_in())

    def on_project_wanted(self, _: ProjectWanted) -> None:
        """Ask for a project."""
        from tui.app.sign_in.welcome import ProjectScreen

        self.push_screen(ProjectScreen(self.ports))

    def on_sign_in_wanted(self, _: SignInWanted) -> None:
        """Ask somebody else to sign in."""
        self.push_screen(self._sign_in_screen())

    # -- from inside

    def can_connect(self) -> bool:
        """Tell whether the lifter trains on this laptop alone, and may bring it to a project."""
        return self.lifter is not None and self.lifter.is_local and bool(self.ports.entrance)

    def can_switch(self) -> bool:
        """Tell whether there is an account whose lifters can change places."""
        return self.lifter is not None and not self.lifter.is_local

    def action_connect(self) -> None:
        """Bring the log of this laptop to a project."""
        if self.can_connect():
            if self.ports.account is None:
                self.on_project_wanted(ProjectWanted())
            else:
                self.push_screen(self._way_in())

    def action_sign_in(self) -> None:
        """Sign in again, or somebody else."""
        if self.can_switch():
            self.push_screen(self._sign_in_screen(again=True))

    def action_lifters(self) -> None:
        """Ask who is training."""
        if self.can_switch():
            from tui.app.sign_in.lifters import LiftersScreen

            self.push_screen(LiftersScreen(self.ports))

    @work(exclusive=True, group="leaving")
    async def action_sign_out(self) -> None:
        """Stop the exchange, forget the session, show the way in; keys are heard meanwhile."""
        account = self.ports.account
        if self.lifter is None or self.lifter.is_local or account is None:
            return
        await self._clear_forms()
        await self._close_log()
        await asyncio.to_thread(account.sign_out)
        await self.switch_screen(self._way_in())

    async def _close_log(self) -> None:
        """Leave the lifter who is here, with nothing on the screen that could still ask the log."""
        from tui.app.sign_in.leaving import LeavingScreen

        await self.switch_screen(LeavingScreen())
        lifter, self.lifter = self.lifter, None
        if lifter is not None:
            await self.leave(lifter)

    async def _clear_forms(self) -> None:
        """Close every screen above the lowest; the app's own default screen lies under that."""
        while len(self.screen_stack) > 2:
            await self.pop_screen()

    async def leave(self, lifter: SignedIn) -> None:
        """Send what is waiting, for a moment, and close the logbook."""
        handle = lifter.take_handle()
        if handle is not None:
            await asyncio.to_thread(handle.stop, FLUSH_SECONDS)
        self.take_leave_of(lifter)
        lifter.close()
