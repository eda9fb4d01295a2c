"""The way in: each form empty, waiting, refused and without a network."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

import pytest

from tests.app.test_app import MakeApp
from tests.support.album import Album
from tests.support.app_ports import ME, SilentSync
from tests.support.asked import PATIENCE_SECONDS, Answer, Asked
from tests.support.walk import Step
from tui.logbook import Logbook, NotSaved
from tui.supabase.auth_errors import SIGN_IN
from tui.sync.protocol import Identity, SignedOut, SignInRefused, Unreachable
from tui.workout.ports import SignInOffer

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
class FormStep(Step):
    """A step that fills a form first, and answers what it asks of the server."""

    fill: dict[str, str] = field(default_factory=dict)
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class Scene:
    """States that follow from each other."""

    name: str
    steps: tuple[FormStep, ...]
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
            FormStep(
                (), ("Where should your training log be kept?", "▸ Supabase"), picture="welcome"
            ),
            FormStep(("down", "down", "enter"), ("▸ Look around", "The sandbox is not installed")),
            FormStep(("up", "enter"), ("▸ Just this laptop", "Making the log", "Esc stops")),
            FormStep((), ("The disk is full.",), answers=(NotSaved("the disk is full"),)),
            FormStep(("up", "enter"), ("Publishable key", "Enter checks them"), picture="project"),
            FormStep(ENTER, ("Please fill this in.",)),
            FormStep(ENTER, ("Asking the project…", "Esc stops waiting"), fill=KEYS),
            FormStep((), (f"{PROJECT} cannot be reached",), answers=(NO_NETWORK,)),
            FormStep(
                ENTER,
                (SECRET,),
                fill={**KEYS, "key": "sb_secret_x"},
                answers=(SignInRefused(SECRET, code="secret_key"),),
            ),
        ),
        has_project=False,
    ),
    Scene(
        "a password",
        (
            FormStep(
                (),
                (f"Signing in to {PROJECT}", "Make a new account", "Another project"),
                picture="sign-in",
            ),
            FormStep(ENTER, ("Please fill this in.",)),
            FormStep(("f2",), ("Type your e-mail address first.",)),
            FormStep(ENTER, ("Signing in…",), fill={"email": ME.email, "password": "no"}),
            FormStep((), ("password is wrong",), answers=(refused("invalid_credentials"),)),
            FormStep(ENTER, ("is there a network?",), answers=(NO_NETWORK,)),
            FormStep(ENTER, ("Too many tries: try again at 18:05.",), answers=(TOO_MANY,)),
            FormStep(
                ENTER,
                ("Second factor", "six digits"),
                answers=(SignInRefused("Type the code.", code="second_factor_needed"),),
            ),
            FormStep(ENTER, ("Checking the code…",), fill={"code": "123456"}),
            FormStep(
                (), ("authenticator is wrong",), answers=(refused("mfa_verification_failed"),)
            ),
        ),
        email="",
    ),
    Scene(
        "a code by e-mail",
        (
            FormStep(("f2",), ("Sending an e-mail…",)),
            FormStep(
                (),
                (f"on its way to {ME.email}", "paste its whole link", "Enter goes on"),
                picture="code",
                answers=(None,),
            ),
            FormStep(ENTER, ("Checking the code…",), fill={"code": "123456"}),
            FormStep((), ("wrong or too old",), answers=(refused("otp_expired"),)),
            FormStep(ENTER, ("is there a network?",), answers=(NO_NETWORK,)),
            FormStep(("f2",), ("Another e-mail is on its way",), answers=(None,)),
        ),
    ),
    Scene(
        "a new account",
        (
            FormStep(("f4",), ("A new account", "Once more"), picture="sign-up"),
            FormStep(
                ENTER,
                ("The two do not match.",),
                fill={"password": "one", "repeated": "two"},
            ),
            FormStep(ENTER, ("Making the account…",), fill=SAME),
            FormStep((), ("This password is too weak.",), answers=(refused("weak_password"),)),
            FormStep(ENTER, ("is there a network?",), answers=(NO_NETWORK,)),
            FormStep(
                ENTER,
                ("Confirm your address", "an account with this address already"),
                answers=(None,),
            ),
        ),
    ),
    Scene(
        "a forgotten password",
        (
            FormStep(
                ("f3",),
                ("A new password", f"If {ME.email} has an account"),
                picture="recover",
                answers=(None,),
            ),
            FormStep(ENTER, ("Setting the password…",), fill={"code": "123456", **SAME}),
            FormStep((), ("is the old one",), answers=(refused("same_password"),)),
            FormStep(ENTER, ("is there a network?",), answers=(NO_NETWORK,)),
            FormStep(("f2",), ("Another e-mail is on its way",), answers=(None,)),
        ),
    ),
    Scene(
        "several lifters",
        (
            FormStep(
                (),
                ("▸ a.friend@topset.example", LONG.email, "Somebody else…"),
                picture="lifters",
            ),
            FormStep(ENTER, ("Opening the log…",)),
            FormStep(
                (),
                ("The session of a.friend@topset.example has ended: sign in.",),
                answers=(SignedOut("The session of a.friend@topset.example has ended: sign in."),),
            ),
        ),
        lifters=(FRIEND, ME, LONG),
    ),
)


@dataclass
class SlowExchange(SilentSync):
    """Does not stop before it is let go."""

    go: threading.Event = field(default_factory=threading.Event)

    def stop(self, flush_seconds: float) -> None:
        self.go.wait(PATIENCE_SECONDS)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
async def test_the_way_in(make_app: MakeApp, scene: Scene) -> None:
    asked = Asked(here=scene.lifters, signed_in=scene.signed_in)
    app = make_app()
    app.ports = replace(
        app.ports,
        account=asked if scene.has_project else None,
        onboarding=asked,
        offer=SignInOffer(where=PROJECT, email=scene.email),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.until(lambda: app.focused is not None)
        for step in scene.steps:
            if step.fill:
                await album.fill(step.fill)
            await album.press(step.keys)
            for answer in step.answers:
                asked.answers.put(answer)
            await album.go([replace(step, keys=())])


async def test_who_is_here_signs_in_again_changes_places_and_signs_out(
    book: Logbook, make_app: MakeApp
) -> None:
    exchange, asked = SlowExchange(), Asked(here=(FRIEND, ME), signed_in=ME)
    app = make_app(exchange)
    app.ports = replace(app.ports, account=asked)
    async with app.run_test(size=(80, 24)) as pilot:
        album = Album(pilot)
        await album.says("▸   1")
        for action, told in (
            ("sign_in", "Your log stays open meanwhile."),
            ("lifters", "training now"),
        ):
            await app.run_action(f"app.{action}")
            await album.says(told)
            await album.press(BACK)
        await app.run_action("app.sign_out")
        await album.go([Step((), ("Closing the log…",), picture="leaving")])
        exchange.go.set()
        asked.answers.put(None)
        await album.says("Who is training?")
