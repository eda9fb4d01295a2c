"""`topset` alone: hands the app what it needs, and opens it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.cli.compose import NO_PROJECT, House
from tui.cli.exits import ExitCode, Stopped

if TYPE_CHECKING:
    from tui.app.ports import Ports, SignInOffer


def open_app(house: House, offer: SignInOffer | None = None) -> None:
    """Open the app and return when it is closed; `offer` fills the sign-in screen."""
    if not house.settings.url:
        raise Stopped(NO_PROJECT, ExitCode.NOT_SIGNED_IN)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Stopped("The app needs a terminal; `topset --help` names the commands for scripts.")
    from tui.app.app import TopsetApp
    from tui.cli.log_file import logging_to

    ports = ports_of(house, offer)
    app = TopsetApp(ports)
    with logging_to(house.places.log_file):
        app.run()
    if app.failure is not None:
        raise app.failure
    sys.exit(app.return_code)


def ports_of(house: House, offer: SignInOffer | None = None) -> Ports:
    """Return what the app is handed."""
    from tui.app.ports import Ports, Preferences, SignInOffer

    settings = house.settings
    preferences = Preferences(unit=settings.unit, rest_bell=settings.rest_bell)
    if settings.theme:
        preferences = replace(preferences, theme=settings.theme)
    return Ports(
        account=house.account(),
        open_logbook=house.logbook,
        start_sync=house.start_sync,
        now=house.now,
        offer=offer or SignInOffer(where=house.project or "", email=settings.email or ""),
        preferences=preferences,
    )
