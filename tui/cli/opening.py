"""`topset` alone: hands the app what it needs, and opens it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli.compose import NO_PROJECT, House
from tui.cli.exits import ExitCode, Stopped

if TYPE_CHECKING:
    from tui.app.ports import SignInOffer


def open_app(house: House, offer: SignInOffer | None = None) -> None:
    """Open the app and return when it is closed; `offer` fills the sign-in screen."""
    if not house.settings.url:
        raise Stopped(NO_PROJECT, ExitCode.NOT_SIGNED_IN)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Stopped("The app needs a terminal; `topset --help` names the commands for scripts.")
    from tui.app.app import TopsetApp
    from tui.app.ports import Ports, Preferences, SignInOffer
    from tui.cli.log_file import close_log, open_log

    settings = house.settings
    ports = Ports(
        account=house.account(),
        open_logbook=house.logbook,
        start_sync=house.start_sync,
        now=house.now,
        offer=offer or SignInOffer(where=house.project or "", email=settings.email or ""),
        preferences=Preferences(
            unit=settings.unit,
            rest_bell=settings.rest_bell,
            **({"theme": settings.theme} if settings.theme else {}),
        ),
    )
    log = open_log(house.places.log_file)
    try:
        TopsetApp(ports).run()
    finally:
        close_log(log)
