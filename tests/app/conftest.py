"""The app on a real logbook in a temporary folder, without a server, with a clock moved by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest

from tests.support.app_ports import ME, PASSWORD, Clock, Door, Exchange
from tests.support.sample_book import write_sample_book
from tui.app.app import TopsetApp
from tui.cli.compose import House
from tui.cli.settings_desk import SettingsDesk, preferences_of
from tui.logbook import Logbook
from tui.settings.config import Places, private_folder
from tui.workout.ports import Ports, SignInOffer, StartSync
from tui.workout.preferences import Preferences

ZONE = timezone(timedelta(hours=1))
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=ZONE)
Configured = Callable[..., TopsetApp]


@pytest.fixture
def clock() -> Clock:
    """A Tuesday evening."""
    return Clock(EVENING)


@pytest.fixture
def door() -> Door:
    """The sample lifter, signed in."""
    return Door()


@pytest.fixture
def open_book(tmp_path: Path, clock: Clock) -> Callable[[], Logbook]:
    """Opens the lifter's logbook; whoever opens it closes it."""
    numbers = count(1)

    def opened() -> Logbook:
        return Logbook.open(
            tmp_path / "book.sqlite3",
            now=clock,
            new_id=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}",
        )

    return opened


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A logbook filled with the sample lifter's log, to be copied."""
    return write_sample_book(tmp_path_factory.mktemp("sample") / "book.sqlite3", EVENING.date())


@pytest.fixture
def book(sample_file: Path, tmp_path: Path, open_book: Callable[[], Logbook]) -> Iterator[Logbook]:
    """The logbook of the sample lifter, as a second reader beside the app."""
    shutil.copy(sample_file, tmp_path / "book.sqlite3")
    with open_book() as opened:
        yield opened


@pytest.fixture
def make_app(
    open_book: Callable[[], Logbook], clock: Clock, door: Door
) -> Callable[..., TopsetApp]:
    """Makes the app over the logbook."""

    def made(start_sync: StartSync | None = None, theme: str = "topset") -> TopsetApp:
        return TopsetApp(
            Ports(
                account=door,
                open_logbook=lambda _: open_book(),
                start_sync=start_sync or Exchange(),
                now=clock,
                offer=SignInOffer(where="the gym", email=ME.email, password=PASSWORD),
                preferences=Preferences(theme=theme),
            )
        )

    return made


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Folders of one's own, under the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return Places.under(tmp_path / "topset")


@pytest.fixture
def configured(make_app: Callable[..., TopsetApp], places: Places) -> Configured:
    """Makes the app with a config.toml."""

    def made(text: str = "") -> TopsetApp:
        private_folder(places.config)
        places.config_file.write_text(text, encoding="utf-8")
        house = House(places, {}, {})
        app = make_app()
        preferences = preferences_of(house.settings)
        app.ports = replace(app.ports, preferences=preferences, settings=SettingsDesk(house))
        app.settings.apply_from_start()
        return app

    return made
