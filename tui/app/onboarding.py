"""Coming in and leaving: from the first start to a lifter's log, and from one lifter to another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui.app.sign_in.messages import Arrived, ProjectSet, StayedLocal
from tui.logbook.errors import LogbookError
from tui.sync.protocol import LOCAL_LIFTER
from tui.workout.signed_in import SignedIn

if TYPE_CHECKING:
    from tui.app.app import TopsetApp
    from tui.sync.protocol import Identity

FLUSH_SECONDS = 2.0


class Onboarding:
    """Opens the log of whoever comes in, and closes that of whoever leaves.

    Each lifter is opened with an empty screen stack and left before the next one is opened, so
    that no screen ever shows one lifter's log under another's name.
    """

    def __init__(self, app: TopsetApp) -> None:
        self._app = app

    # -- the way in

    def begin(self) -> None:
        """Open the log of whoever is here already, else the first screen of the way in.

        The screen is pushed, for Textual cannot switch away from an app's default screen. The
        exchange begins after the first paint.
        """
        account = self._app.ports.account
        identity = (account.identity() if account else None) or self._app.ports.local
        if identity is None:
            self._app.push_screen(self._way_in())
        elif self._open(identity):
            self._app.push_screen(self._app.home())
            self._app.call_after_refresh(self._app.start_sync)

    def _way_in(self) -> Screen[None]:
        account = self._app.ports.account
        if account is None:
            from tui.app.sign_in.welcome import WelcomeScreen

            return WelcomeScreen(self._app.ports)
        if account.lifters():
            from tui.app.sign_in.lifters import LiftersScreen

            return LiftersScreen(self._app.ports)
        return self._sign_in_screen()

    def _sign_in_screen(self, *, again: bool = False) -> Screen[None]:
        """Return the sign-in screen; `again` fills in who is here, whose session may have ended."""
        from tui.app.sign_in.screen import SignInScreen

        lifter = self._app.lifter
        if lifter is None:
            return SignInScreen(self._app.ports)
        if lifter.is_local:
            note = "What is logged on this laptop moves to the account you sign in with."
            return SignInScreen(self._app.ports, note=note)
        email = lifter.identity.email if again else ""
        note = "Your log stays open meanwhile. Anybody else gets a log of their own."
        return SignInScreen(self._app.ports, note=note, email=email, moves=False)

    def _open(self, identity: Identity, *, damaged: bool = False) -> bool:
        try:
            self._app.lifter = SignedIn(identity, self._app.ports, damaged=damaged)
        except LogbookError as error:
            self._app.exit(return_code=1, message=f"The logbook cannot be opened: {error}.")
            return False
        self._app.farewell = ""
        self._app.recovery.look_after(self._app.lifter)
        return True

    async def open_salvaged(self, lifter: SignedIn) -> None:
        """Close a damaged logbook, salvage it, and open it again where the lifter was."""
        await self._clear_forms()
        await self._close_log()
        if self._open(lifter.identity, damaged=True):
            await self._app.switch_screen(self._app.home())
            self._app.call_after_refresh(self._app.start_sync)

    async def arrived(self, message: Arrived) -> None:
        """Go on where the same lifter was, or open another lifter's log."""
        await self._clear_forms()
        lifter = self._app.lifter
        if lifter is not None and lifter.identity.user_id == message.identity.user_id:
            lifter.wake()
            self._app.notify(f"Signed in as {message.identity.email}.", markup=False)
            return
        await self._close_log()
        if self._open(message.identity):
            await self._app.switch_screen(self._app.home())
            self._app.call_after_refresh(self._app.start_sync)

    async def stayed_local(self, message: StayedLocal) -> None:
        """Open the log of this laptop."""
        self._app.ports = message.ports
        if self._open(LOCAL_LIFTER):
            await self._clear_forms()
            await self._app.switch_screen(self._app.home())

    async def project_set(self, message: ProjectSet) -> None:
        """Ask for the account of the project that was set."""
        self._app.ports = message.ports
        if self._app.lifter is None:
            await self._clear_forms()
        await self._app.switch_screen(self._way_in())

    def ask_project(self) -> None:
        """Ask for a project."""
        from tui.app.sign_in.welcome import ProjectScreen

        self._app.push_screen(ProjectScreen(self._app.ports))

    def ask_sign_in(self) -> None:
        """Ask somebody else to sign in."""
        self._app.push_screen(self._sign_in_screen())

    # -- from inside

    def can_connect(self) -> bool:
        """Tell whether the lifter trains on this laptop alone, and may bring it to a project."""
        lifter = self._app.lifter
        return lifter is not None and lifter.is_local and bool(self._app.ports.onboarding)

    def can_switch(self) -> bool:
        """Tell whether there is an account whose lifters can change places."""
        return self._app.lifter is not None and not self._app.lifter.is_local

    def connect(self) -> None:
        """Bring the log of this laptop to a project."""
        if self.can_connect():
            if self._app.ports.account is None:
                self.ask_project()
            else:
                self._app.push_screen(self._way_in())

    def sign_in_again(self) -> None:
        """Sign in again, or somebody else."""
        if self.can_switch():
            self._app.push_screen(self._sign_in_screen(again=True))

    def ask_who(self) -> None:
        """Ask who is training."""
        if self.can_switch():
            from tui.app.sign_in.lifters import LiftersScreen

            self._app.push_screen(LiftersScreen(self._app.ports))

    def sign_out(self) -> None:
        """Leave in the background; keys are heard meanwhile."""
        self._app.run_worker(self._sign_out(), exclusive=True, group="leaving")

    async def _sign_out(self) -> None:
        """Stop the exchange, forget the session, show the way in."""
        account = self._app.ports.account
        if self._app.lifter is None or self._app.lifter.is_local or account is None:
            return
        await self._clear_forms()
        await self._close_log()
        await asyncio.to_thread(account.sign_out)
        await self._app.switch_screen(self._way_in())

    async def _close_log(self) -> None:
        """Leave the lifter who is here, with nothing on the screen that could still ask the log."""
        from tui.app.sign_in.leaving import LeavingScreen

        await self._app.switch_screen(LeavingScreen())
        lifter, self._app.lifter = self._app.lifter, None
        if lifter is not None:
            await self.leave(lifter)

    async def _clear_forms(self) -> None:
        """Close every screen above the lowest; the app's own default screen lies under that."""
        while len(self._app.screen_stack) > 2:
            await self._app.pop_screen()

    async def leave(self, lifter: SignedIn) -> None:
        """Send what is waiting, for a moment, and close the logbook."""
        handle = lifter.take_handle()
        if handle is not None:
            await asyncio.to_thread(handle.stop, FLUSH_SECONDS)
        self._app.farewell = lifter.farewell()
        lifter.close()
