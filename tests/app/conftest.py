"""The app on a real logbook in a temporary folder, without a server, with a clock moved by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest

from tests.support.app_ports import ME, PASSWORD, AccountInMemory, Clock, SilentSync
from tests.support.sample_book import write_sample_book
from tui.app.app import TopsetApp
from tui.cli.settings_store import SettingsStore
from tui.cli.wiring import AppContext
from tui.logbook import Logbook
from tui.settings.model import Settings
from tui.settings.paths import Paths, private_folder
from tui.workout.ports import Ports, SignInOffer, StartSync

ZONE = timezone(timedelta(hours=1))
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=ZONE)
Configured = Callable[..., TopsetApp]


@pytest.fixture
def clock() -> Clock:
    """A Tuesday evening."""
    return Clock(EVENING)


@pytest.fixture
def door() -> AccountInMemory:
    """The sample lifter, signed in."""
    return AccountInMemory()


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
    open_book: Callable[[], Logbook], clock: Clock, door: AccountInMemory
) -> Callable[..., TopsetApp]:
    """Makes the app over the logbook."""

    def made(start_sync: StartSync | None = None, theme: str = "topset") -> TopsetApp:
        return TopsetApp(
            Ports(
                account=door,
                open_logbook=lambda _: open_book(),
                start_sync=start_sync or SilentSync(),
                now=clock,
                offer=SignInOffer(where="the gym", email=ME.email, password=PASSWORD),
                preferences=Settings(theme=theme),
            )
        )

    return made


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """Folders of one's own, under the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return Paths.under(tmp_path / "topset")


@pytest.fixture
def configured(make_app: Callable[..., TopsetApp], paths: Paths) -> Configured:
    """Makes the app with a config.toml."""

    def made(text: str = "") -> TopsetApp:
        private_folder(paths.config)
        paths.config_file.write_text(text, encoding="utf-8")
        context = AppContext(paths, {}, {})
        app = make_app()
        settings = context.settings
        app.ports = replace(app.ports, preferences=settings, settings=SettingsStore(context))
        app.settings.apply_from_start()
        return app

    return made
