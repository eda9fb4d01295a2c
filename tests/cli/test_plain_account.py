"""topset --plain: connecting, signing in and out, and a new password, by lines."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pexpect
import pytest

from tests.support.app_ports import ME, PASSWORD, AccountInMemory
from tui.logbook import Logbook
from tui.plain.account import Arrival, SignedOut, Way, account_talk, way_in
from tui.plain.talk import Asked, Opens, Quits
from tui.sync.protocol import (
    EMAIL_LIMIT,
    LOCAL_LIFTER,
    Identity,
    SignInRefused,
    Unreachable,
)
from tui.workout.ports import Ports
from tui.workout.signed_in import SignedIn

TOPSET = str(Path(sys.executable).with_name("topset"))
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))
CODE = "123456"
SECOND = "654321"


@dataclass
class Account(AccountInMemory):
    """An account that takes one code, and may want a second factor and a better password."""

    factor: bool = False
    confirms: bool = True
    weak: str = "weak"
    barred: bool = False
    sent: list[str] = field(default_factory=list)

    def _in(self, right: bool, code: str) -> Identity:
        if not right:
            raise SignInRefused("That is not right.", code=code)
        if self.factor:
            raise SignInRefused("A second factor is needed.", code="second_factor_needed")
        self.signed_in = ME
        return ME

    def _send(self, what: str) -> None:
        if self.barred:
            raise SignInRefused("An e-mail was sent just now.", code=EMAIL_LIMIT)
        self.sent.append(what)

    def sign_in(self, email: str, password: str) -> Identity:
        self.tried.append(f"{email} {password}")
        return self._in(password == PASSWORD, "invalid_credentials")

    def second_factor(self, code: str) -> Identity:
        if code != SECOND:
            raise SignInRefused("That is not right.", code="mfa_verification_failed")
        self.signed_in = ME
        return ME

    def send_code(self, email: str) -> None:
        self._send(f"code {email}")

    def sign_in_with_code(self, email: str, code: str) -> Identity:
        return self._in(code == CODE, "otp_expired")

    def send_recovery(self, email: str) -> None:
        self._send(f"recovery {email}")

    def recover(self, email: str, code: str, new_password: str) -> Identity:
        self.tried.append(f"{code} {new_password}")
        if code == CODE and new_password == self.weak:
            raise SignInRefused("Longer, please.", code="weak_password")
        return self._in(code == CODE, "otp_expired")

    def sign_up(self, email: str, password: str) -> Identity | None:
        if password == self.weak:
            raise SignInRefused("Longer, please.", code="weak_password")
        self._send(f"sign-up {email}")
        return None if self.confirms else self._in(True, "")

    def confirm_sign_up(self, email: str, code: str) -> Identity:
        return self._in(code == CODE, "otp_expired")


@dataclass
class OnboardingInMemory:
    """One project, known by its key."""

    next: Ports

    def connect(self, url: str, publishable_key: str) -> Ports:
        if publishable_key != "sb_publishable_the_right_one":
            raise SignInRefused("That key is of another project.", code="wrong_key")
        return self.next

    def stay_local(self) -> Ports:
        return self.next

    def look_around(self) -> str | None:
        return "The sandbox is not installed."


def no_log(_: Identity) -> Logbook:
    raise AssertionError("no log is opened here")


def ports_with(account: Account | None, onboarding: OnboardingInMemory | None = None) -> Ports:
    return Ports(
        account=account,
        open_logbook=no_log,
        start_sync=None,
        now=lambda: EVENING,
        onboarding=onboarding,
    )


def hold(
    talk: Generator[Asked | Opens, str, object], lines: Sequence[str]
) -> tuple[object, list[tuple[str, str]]]:
    """Hold a talk with these lines; return its end, and what was said last before each line."""
    said: list[tuple[str, str]] = []
    try:
        asked = next(talk)
        for line in lines:
            assert isinstance(asked, Asked)
            said.append((" ".join(asked.lines), asked.how))
            asked = talk.send(line)
    except StopIteration as end:
        return end.value, said
    raise AssertionError(f"more is asked: {asked}")


def come_in(ports: Ports, *lines: str) -> tuple[object, list[tuple[str, str]]]:
    talk: Generator[Asked | Opens, str, object] = way_in(ports, lambda _: None)
    return hold(talk, lines)


def test_a_password_is_asked_for_unseen_until_it_is_right() -> None:
    account = Account(signed_in=None)
    way, said = come_in(ports_with(account), "1", "me@gym.example", "wrong", PASSWORD)
    assert isinstance(way, Arrival)
    assert way.identity == ME
    assert account.tried == ["me@gym.example wrong", f"me@gym.example {PASSWORD}"]
    assert [how for _, how in said] == ["seen", "seen", "unseen", "unseen"]
    assert said[3][0].startswith("That is not right.")


def test_a_second_factor_is_asked_for_until_it_is_right() -> None:
    account = Account(signed_in=None, factor=True)
    way, said = come_in(ports_with(account), "1", "me", PASSWORD, "000000", SECOND)
    assert isinstance(way, Arrival)
    assert "authenticator" in said[3][0]


@pytest.mark.parametrize("barred", [False, True])
def test_a_code_by_email_is_taken_also_where_no_other_may_be_sent(barred: bool) -> None:
    account = Account(signed_in=None, barred=barred)
    way, said = come_in(ports_with(account), "2", "me", "000", CODE)
    assert isinstance(way, Arrival)
    assert account.sent == ([] if barred else ["code me"])
    assert said[2][1] == "long"
    assert ("An e-mail was sent just now." in said[2][0]) == barred


def test_a_new_password_keeps_its_code_when_the_password_is_refused() -> None:
    account = Account(signed_in=None)
    lines = ("3", "me", "weak", "other", "weak", "weak", CODE, "better", "better")
    way, said = come_in(ports_with(account), *lines)
    assert isinstance(way, Arrival)
    assert account.tried == [f"{CODE} weak", f"{CODE} better"]
    assert said[4][0].startswith("The two do not match.")
    assert said[7][0].startswith("Longer, please.")


@pytest.mark.parametrize(("confirms", "lines"), [(True, ("00", CODE)), (False, ())])
def test_an_account_is_made_and_confirmed(confirms: bool, lines: tuple[str, ...]) -> None:
    account = Account(signed_in=None, confirms=confirms)
    made = ("4", "me", "weak", "weak", "better", "better")
    way, _ = come_in(ports_with(account), *made, *lines)
    assert isinstance(way, Arrival)
    assert account.sent == ["sign-up me"]


def test_an_empty_line_or_q_goes_back_from_anywhere() -> None:
    account = Account(signed_in=None)
    lines = ("1", "", "1", "me", "", "2", "me", "", "3", "me", "", "4", "me", "", "q")
    way, _ = come_in(ports_with(account), *lines)
    assert way is None
    assert account.tried == []


def test_what_cannot_be_reached_is_said_and_asked_anew() -> None:
    @dataclass
    class Offline(Account):
        def send_code(self, email: str) -> None:
            raise Unreachable("gym.example cannot be reached.")

    way, said = come_in(ports_with(Offline(signed_in=None)), "2", "me", "q")
    assert way is None
    assert said[2][0].startswith("gym.example cannot be reached.")


def test_whoever_is_signed_in_already_is_chosen_by_number() -> None:
    account = Account(signed_in=ME)
    way, said = come_in(ports_with(account), "1")
    assert isinstance(way, Arrival)
    assert f"1. Go on as {ME.email}." in said[0][0]


def test_a_project_is_connected_after_a_wrong_key_then_signed_in_to() -> None:
    account = Account(signed_in=None)
    ports = ports_with(None, OnboardingInMemory(ports_with(account)))
    both = "SUPABASE_URL=https://a.supabase.co KEY=sb_publishable_the_right_one"
    lines = ("1", '"https://a.supabase.co"', "sb_publishable_wrong", both, "1", "me", PASSWORD)
    way, said = come_in(ports, *lines)
    assert isinstance(way, Arrival)
    assert way.ports.account is account
    assert said[3][0].startswith("That key is of another project.")


def test_the_log_of_this_laptop_is_begun_and_what_the_demo_lacks_is_said() -> None:
    ports = ports_with(None, OnboardingInMemory(ports_with(None)))
    way, said = come_in(ports, "3", "2")
    assert isinstance(way, Arrival)
    assert way == Arrival(way.ports, LOCAL_LIFTER)
    assert said[1][0].startswith("The sandbox is not installed.")
    with pytest.raises(Quits):
        come_in(ports, "quit")


def test_a_password_does_not_stand_on_the_screen(topset_home: Path) -> None:
    unreachable = {"TOPSET_URL": "http://127.0.0.1:9", "TOPSET_PUBLISHABLE_KEY": "sb_publishable_x"}
    home = {name: os.environ[name] for name in ("HOME", "PATH")} | {"TOPSET_HOME": str(topset_home)}
    child = pexpect.spawn(TOPSET, ["--plain"], env=home | unreachable, timeout=60)
    shown = b""
    for asked, line in (
        (b"A number chooses", "1"),
        (b"E-mail address", "me@gym.example"),
        (b"it is not shown:\r\n", "very secret"),
    ):
        child.expect(asked)
        shown += child.before + child.after
        child.sendline(line)
    child.expect(b"Try again; an empty line goes back")
    shown += child.before
    assert b"me@gym.example" in shown
    assert b"secret" not in shown
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 3


@pytest.fixture
def lifter(tmp_path: Path) -> SignedIn:
    """The lifter with an account."""
    book = Logbook.open(tmp_path / "book.sqlite3", now=lambda: EVENING)
    return SignedIn(ME, replace(ports_with(Account()), open_logbook=lambda _: book))


def test_signing_out_leaves_for_the_way_in(lifter: SignedIn) -> None:
    ways: list[Way] = []
    said = hold(account_talk(ports_with(Account()), lifter, lambda _: None, ways.append), ["2"])
    assert said[0] == []
    assert isinstance(ways[0], SignedOut)
    lifter.close()


def test_the_same_lifter_signing_in_again_stays(lifter: SignedIn) -> None:
    ways: list[Way] = []
    talk = account_talk(ports_with(Account()), lifter, lambda _: None, ways.append)
    end, said = hold(talk, ["1", "1", "", PASSWORD])
    assert end == [f"Signed in as {ME.email}."]
    assert f"an empty line for {ME.email}" in said[2][0]
    assert ways == []
    lifter.close()
