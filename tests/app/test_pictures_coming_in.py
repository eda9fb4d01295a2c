"""Pictures of the way in at three sizes, each form empty and with something to say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import ME, Door
from tui.app.ports import Ports
from tui.app.widgets.form import Field
from tui.sync.protocol import Identity, SignInRefused, Unreachable

Compare = Callable[[Screen[object], str], None]
SIZES = [(80, 24), (100, 30), (160, 50)]
SECRET = (
    "That is a secret key: it opens everyone's data and must not be on a laptop. Use the"
    " publishable key (Project Settings, API Keys), and replace the secret one if others may have"
    " seen it."
)
FRIEND = Identity(user_id="f", email="a.friend@topset.example", project="gym")


@dataclass
class Entrance:
    """Refuses every project and has no sandbox."""

    refusal: SignInRefused | Unreachable = field(
        default_factory=lambda: SignInRefused(SECRET, code="secret_key")
    )

    def connect(self, url: str, publishable_key: str) -> Ports:
        raise self.refusal

    def stay_local(self) -> Ports:
        raise AssertionError("nobody asked for that")

    def look_around(self) -> str | None:
        return 'The sandbox is not installed. Get it with: pip install "topset[demo]"'


@dataclass
class SlowDoor(Door):
    """Answers when it is let go."""

    go: threading.Event = field(default_factory=threading.Event)

    def sign_in(self, email: str, password: str) -> Identity:
        self.go.wait()
        return super().sign_in(email, password)


@dataclass
class SharedDoor(Door):
    """Two lifters are signed in on this laptop."""

    def lifters(self) -> tuple[Identity, ...]:
        return (FRIEND, ME)


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The terminal."""
    found: tuple[int, int] = request.param
    return found


@pytest.fixture
def slow() -> Iterator[SlowDoor]:
    """An account that answers at the end of the test."""
    door = SlowDoor(signed_in=None)
    yield door
    door.go.set()


class Album:
    """Takes pictures of the forms, the cursor always in the same place."""

    def __init__(self, pilot: Pilot[None], compare: Compare) -> None:
        self.pilot = pilot
        self._compare = compare

    async def shot(self, name: str, shown: str) -> None:
        await until(self.pilot, shows(self.pilot, shown))
        size = self.pilot.app.size
        self._compare(self.pilot.app.screen, f"{name}-{size.width}x{size.height}")

    async def send(self, **values: str) -> None:
        fields = self.pilot.app.screen.query(Field)
        for name, value in values.items():
            self.pilot.app.screen.query_one(f"#{name}", Field).fill(value)
        fields.last().line.focus()
        await until(self.pilot, lambda: self.pilot.app.focused is fields.last().line)
        await self.pilot.press("enter")


@pytest.fixture
def ports_at(make_app: MakeApp) -> Callable[..., Ports]:
    """The app's ports with another account and an entrance."""

    def made(door: Door | None) -> Ports:
        return replace(make_app().ports, account=door, entrance=Entrance())

    return made


async def test_the_first_start_and_the_project(
    ports_at: Callable[..., Ports], picture_of: Compare, size: tuple[int, int], make_app: MakeApp
) -> None:
    app = make_app()
    app.ports = ports_at(None)
    async with app.run_test(size=size) as pilot:
        album = Album(pilot, picture_of)
        await album.shot("welcome", "▸ Supabase project")
        await pilot.press("down", "down", "enter")
        await album.shot("welcome-no-sandbox", "not installed")
        await pilot.press("up", "up", "enter")
        await album.shot("project", "Enter checks them")
        await album.send(url="https://abcdefghijklmnopqrst.supabase.co", key="sb_secret_x")
        await album.shot("project-secret-key", "if others may have")


async def test_signing_in_its_waiting_and_its_refusal(
    ports_at: Callable[..., Ports],
    picture_of: Compare,
    size: tuple[int, int],
    make_app: MakeApp,
    slow: SlowDoor,
) -> None:
    app = make_app()
    app.ports = ports_at(slow)
    async with app.run_test(size=size) as pilot:
        album = Album(pilot, picture_of)
        await until(pilot, shows(pilot, "Enter signs in"))
        await album.send(password="not the one")
        await album.shot("sign-in-waiting", "Signing in…")
        slow.go.set()
        await album.shot("sign-in-refused", "do not go together")


async def test_codes_new_accounts_and_forgotten_passwords(
    ports_at: Callable[..., Ports], picture_of: Compare, size: tuple[int, int], make_app: MakeApp
) -> None:
    app = make_app()
    app.ports = ports_at(Door(signed_in=None))
    async with app.run_test(size=size) as pilot:
        album = Album(pilot, picture_of)
        await until(pilot, shows(pilot, "Enter signs in"))
        await pilot.press("f2")
        await until(pilot, shows(pilot, "Code by e-mail"))
        await album.send(code="123456")
        await album.shot("code-refused", "That code is not right.")
        await pilot.press("f2")
        await album.shot("code-again", "Another code is on its way")
        await pilot.press("escape", "f3")
        await album.shot("recover", "A new password")
        await pilot.press("escape", "f4")
        await until(pilot, shows(pilot, "A new account"))
        await album.send(password="one", repeated="two")
        await album.shot("sign-up-refused", "These two are not the same.")
        await album.send(repeated="one")
        await album.shot("sign-up-confirm", "Confirm your address")


async def test_who_is_training(
    ports_at: Callable[..., Ports], picture_of: Compare, size: tuple[int, int], make_app: MakeApp
) -> None:
    app = make_app()
    app.ports = ports_at(SharedDoor(signed_in=None))
    async with app.run_test(size=size) as pilot:
        await Album(pilot, picture_of).shot("lifters", "▸ a.friend@topset.example")
