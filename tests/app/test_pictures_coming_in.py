"""Pictures of the way in: each form empty, waiting, refused and without a network."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from tests.app.test_app import MakeApp
from tests.support.album import Album, Compare
from tests.support.app_ports import ME, Exchange
from tests.support.asked import PATIENCE_SECONDS, Answer, Asked
from tui.app.ports import SignInOffer
from tui.logbook import Logbook, NotSaved
from tui.supabase.auth_errors import SIGN_IN
from tui.sync.protocol import Identity, SignedOut, SignInRefused, Unreachable

SECRET = (
    "That is a secret key: it opens everyone's data and must not be on a laptop. Use the"
    " publishable key (Project Settings, API Keys), and replace the secret one if others may have"
    " seen it."
)
PROJECT = "abcdefghijklmnopqrst.supabase.co"
NO_NETWORK = Unreachable(f"{PROJECT} cannot be reached: is there a network?")
LONG = Identity(user_id="l", email="somebody-with-a-long-name@university.example", project="gym")
FRIEND = Identity(user_id="f", email="a.friend@topset.example", project="gym")


def refused(code: str) -> SignInRefused:
    """Return what the Auth server's code is told as."""
    return SignInRefused(SIGN_IN[code], code=code)


@dataclass(frozen=True)
class Step:
    """One picture: what leads to it from the one before, and what it shows."""

    name: str
    shown: str
    keys: tuple[str, ...] = ()
    fill: dict[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Scene:
    """Pictures that follow from each other."""

    name: str
    steps: tuple[Step, ...]
    lifters: tuple[Identity, ...] = ()
    signed_in: Identity | None = None
    has_project: bool = True
    email: str = ME.email


ENTER = ("enter",)
BACK = ("escape",)
KEYS = {"url": f"https://{PROJECT}", "key": "sb_publishable_0123456789abcdef"}
SAME = {"password": "long enough 1", "repeated": "long enough 1"}
TOO_MANY = SignInRefused(
    "Too many tries: try again at 18:05.",
    code="over_request_rate_limit",
)

SCENES = (
    Scene(
        "the first start",
        (
            Step("welcome", "▸ Supabase project"),
            Step("welcome-no-sandbox", "not installed", ("down", "down", "enter")),
            Step("welcome-waiting", "Making the log", ("up", "enter")),
            Step("welcome-refused", "disk is full", answers=(NotSaved("the disk is full"),)),
            Step("project", "Enter checks them", ("up", "enter")),
            Step("project-unfilled", "Please fill this in.", ENTER),
            Step("project-waiting", "Asking the project…", ENTER, KEYS),
            Step("project-offline", "is there a network?", answers=(NO_NETWORK,)),
            Step(
                "project-secret-key",
                "if others may have",
                ENTER,
                {**KEYS, "key": "sb_secret_x"},
                (SignInRefused(SECRET, code="secret_key"),),
            ),
        ),
        has_project=False,
    ),
    Scene(
        "a password",
        (
            Step("sign-in-empty", "Enter signs in"),
            Step("sign-in-unfilled", "Please fill this in.", ENTER),
            Step("sign-in-no-address", "Type your e-mail address first.", ("f2",)),
            Step("sign-in-waiting", "Signing in…", ENTER, {"email": ME.email, "password": "no"}),
            Step("sign-in-refused", "password is wrong", answers=(refused("invalid_credentials"),)),
            Step("sign-in-offline", "is there a network?", ENTER, answers=(NO_NETWORK,)),
            Step("sign-in-too-often", "try again at 18:05", ENTER, answers=(TOO_MANY,)),
            Step(
                "second-factor",
                "Second factor",
                ENTER,
                answers=(SignInRefused("Type the code.", code="second_factor_needed"),),
            ),
            Step("second-factor-waiting", "Checking the code…", ENTER, {"code": "123456"}),
            Step(
                "second-factor-refused",
                "authenticator is wrong",
                answers=(refused("mfa_verification_failed"),),
            ),
        ),
        email="",
    ),
    Scene(
        "a code by e-mail",
        (
            Step("code-sending", "Sending an e-mail…", ("f2",)),
            Step("code", "Sign in by e-mail", answers=(None,)),
            Step("code-waiting", "Checking the code…", ENTER, {"code": "123456"}),
            Step("code-refused", "wrong or too old", answers=(refused("otp_expired"),)),
            Step("code-offline", "is there a network?", ENTER, answers=(NO_NETWORK,)),
            Step("code-again", "Another e-mail is on its way", ("f2",), answers=(None,)),
        ),
    ),
    Scene(
        "a new account",
        (
            Step("sign-up", "A new account", ("f4",)),
            Step(
                "sign-up-refused",
                "These two are not the same.",
                ENTER,
                {"password": "one", "repeated": "two"},
            ),
            Step("sign-up-waiting", "Making the account…", ENTER, SAME),
            Step("sign-up-weak", "too weak", answers=(refused("weak_password"),)),
            Step("sign-up-offline", "is there a network?", ENTER, answers=(NO_NETWORK,)),
            Step("sign-up-confirm", "Confirm your address", ENTER, answers=(None,)),
        ),
    ),
    Scene(
        "a forgotten password",
        (
            Step("recover", "A new password", ("f3",), answers=(None,)),
            Step("recover-waiting", "Setting the password…", ENTER, {"code": "123456", **SAME}),
            Step("recover-refused", "is the old one", answers=(refused("same_password"),)),
            Step("recover-offline", "is there a network?", ENTER, answers=(NO_NETWORK,)),
            Step("recover-again", "Another e-mail is on its way", ("f2",), answers=(None,)),
        ),
    ),
    Scene(
        "several lifters",
        (
            Step("lifters", "▸ a.friend@topset.example"),
            Step("lifters-waiting", "Opening the log…", ENTER),
            Step(
                "lifters-refused",
                "has ended",
                answers=(SignedOut("The session of a.friend@topset.example has ended: sign in."),),
            ),
        ),
        lifters=(FRIEND, ME, LONG),
    ),
)


@dataclass
class SlowExchange(Exchange):
    """Does not stop before it is let go."""

    go: threading.Event = field(default_factory=threading.Event)

    def stop(self, flush_seconds: float) -> None:
        self.go.wait(PATIENCE_SECONDS)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_the_way_in(make_app: MakeApp, picture_of: Compare, scene: Scene) -> None:
    asked = Asked(here=scene.lifters, signed_in=scene.signed_in)
    app = make_app()
    app.ports = replace(
        app.ports,
        account=asked if scene.has_project else None,
        entrance=asked,
        offer=SignInOffer(where=PROJECT, email=scene.email),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.until(lambda: app.focused is not None)
        for step in scene.steps:
            if step.fill:
                await album.fill(step.fill)
            await album.press(step.keys)
            for answer in step.answers:
                asked.answers.put(answer)
            await album.shot(step.name, step.shown)


async def test_who_is_here_signs_in_again_changes_places_and_signs_out(
    book: Logbook, make_app: MakeApp, picture_of: Compare
) -> None:
    exchange, asked = SlowExchange(), Asked(here=(FRIEND, ME), signed_in=ME)
    app = make_app(exchange)
    app.ports = replace(app.ports, account=asked)
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot, picture_of)
        await album.shows("▸   1")
        for action, name, shown in (
            ("sign_in", "sign-in-again", "Your log stays open meanwhile."),
            ("lifters", "lifters-inside", "training now"),
        ):
            await app.run_action(f"app.{action}")
            await album.shot(name, shown)
            await album.press(BACK)
        await app.run_action("app.sign_out")
        await album.shot("leaving", "Closing the log…")
        exchange.go.set()
        asked.answers.put(None)
        await album.shows("Who is training?")
