"""Signing in and out at the prompt, against the sandbox's Auth server over HTTP."""

from __future__ import annotations

import io
import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner, Result

from tests.support.box import GENEROUS, SandboxUnderTest, TestLifter
from tests.support.totp import totp
from tui.cli.root import topset
from tui.cli.wiring import AppContext
from tui.settings.paths import Paths

NEWEST_SECRET = "select secret from auth.mfa_factors order by created_at desc limit 1"


def run(*arguments: str, stdin: str | IO[bytes] | None = None) -> Result:
    return CliRunner().invoke(topset, list(arguments), input=stdin)


class WhenAsked(io.BytesIO):
    """Standard input whose lines are only known once somebody reads them."""

    def __init__(self, *lines: Callable[[], str]) -> None:
        super().__init__()
        self._lines = iter(lines)

    def read1(self, size: int | None = -1, /) -> bytes:
        line = next(self._lines, None)
        return b"" if line is None else f"{line()}\n".encode()


@pytest.fixture(autouse=True)
def project(box: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox as the project of this laptop."""
    monkeypatch.setenv("TOPSET_URL", box.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", box.publishable_key)


def sign_in(lifter: TestLifter, *options: str) -> Result:
    return run(
        *options, "sign-in", "--email", lifter.email, "--password-stdin", stdin=lifter.password
    )


def test_whoever_signed_in_is_told_without_a_network(lifter: TestLifter) -> None:
    assert sign_in(lifter).exit_code == 0
    told = json.loads(run("whoami", "--json").stdout)
    assert set(told) == {"user_id", "email", "door", "expires_at", "ended"}
    assert (told["user_id"], told["email"], told["door"]) == (
        lifter.user_id,
        lifter.email,
        "data_api",
    )


def test_a_wrong_password_is_1_and_keeps_nothing(lifter: TestLifter) -> None:
    result = run("sign-in", "--email", lifter.email, "--password-stdin", stdin="wrong-one")
    assert result.exit_code == 1
    assert "wrong-one" not in result.output
    assert run("whoami").exit_code == 3


def test_signing_out_forgets_the_session_and_keeps_the_logbook(
    lifter: TestLifter, topset_home: Path
) -> None:
    sign_in(lifter)
    assert run("sync").exit_code == 0
    assert run("sign-out").exit_code == 0
    assert run("whoami").exit_code == 3
    assert list((topset_home / "data").glob(f"*/{lifter.user_id}.sqlite3"))


def test_a_project_named_on_the_command_line_is_kept_by_signing_in(
    lifter: TestLifter,
    box: SandboxUnderTest,
    topset_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("TOPSET_URL")
    monkeypatch.delenv("TOPSET_PUBLISHABLE_KEY")
    given = ("--url", box.url, "--publishable-key", box.publishable_key)
    assert sign_in(lifter, *given).exit_code == 0
    assert box.url in Paths.under(topset_home).config_file.read_text(encoding="utf-8")
    assert run("whoami").exit_code == 0


def test_a_day_without_a_session_is_null(lifter: TestLifter) -> None:
    sign_in(lifter)
    run("sync")
    told = json.loads(run("today", "--date", "2026-01-01", "--json").stdout)
    assert told == {"date": "2026-01-01", "session": None, "others": [], "unsent": 0}


def test_logging_without_a_session_is_1(lifter: TestLifter) -> None:
    sign_in(lifter)
    result = run("log", "80x5")
    assert (result.exit_code, result.stdout) == (1, "")


def test_the_password_stands_in_no_file(lifter: TestLifter, topset_home: Path) -> None:
    sign_in(lifter)
    run("sync")
    for file in topset_home.rglob("*"):
        if file.is_file():
            assert lifter.password.encode() not in file.read_bytes()


def test_a_code_that_was_sent_is_read_from_standard_input(
    lifter: TestLifter, box: SandboxUnderTest
) -> None:
    result = run(
        "sign-in",
        *("--email", lifter.email, "--code"),
        stdin=WhenAsked(lambda: box.codes_sent_to(lifter.email)[-1]),
    )
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"An e-mail is on its way to {lifter.email}." in result.stderr
    assert run("whoami").stdout == f"{lifter.email}\n"


def test_a_wrong_code_is_1_and_says_so(lifter: TestLifter) -> None:
    result = run("sign-in", "--email", lifter.email, "--code", stdin="000000\n")
    assert result.exit_code == 1
    assert "The code is wrong or too old" in result.stderr
    assert run("whoami").exit_code == 3


def test_no_code_goes_to_an_address_without_an_account() -> None:
    result = run("sign-in", "--email", "nobody@gym.example", "--code", stdin="000000\n")
    assert result.exit_code == 1
    assert "no account with this address" in result.stderr


def test_a_code_and_a_password_at_once_is_2(lifter: TestLifter) -> None:
    assert run("sign-in", "--code", "--password-stdin", stdin="x\n").exit_code == 2


@pytest.fixture
def secret(lifter: TestLifter, box: SandboxUnderTest, topset_home: Path) -> str:
    """The secret of a second factor that the lifter has set up."""
    given = {"url": box.url, "publishable_key": box.publishable_key}
    account = AppContext(Paths.under(topset_home), {}, given).account()
    account.sign_in(lifter.email, lifter.password)
    factor = account.enroll_second_factor()
    account.confirm_second_factor(factor.id, totp(factor.secret, box.clock().timestamp()))
    account.sign_out()
    return factor.secret


def test_the_second_factor_is_the_next_line(
    lifter: TestLifter, box: SandboxUnderTest, secret: str
) -> None:
    code = totp(secret, box.clock().timestamp())
    result = run(
        *("sign-in", "--email", lifter.email, "--password-stdin", "--json"),
        stdin=f"{lifter.password}\n{code}\n",
    )
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["user_id"] == lifter.user_id


def test_a_missing_second_factor_is_1_and_keeps_nothing(lifter: TestLifter, secret: str) -> None:
    result = sign_in(lifter)
    assert result.exit_code == 1
    assert "There was no code of your authenticator on standard input." in result.stderr
    assert run("whoami").exit_code == 3


def add_second_factor(box: SandboxUnderTest) -> str:
    """Add a second factor at the prompt, and return its secret."""

    def code() -> str:
        with psycopg.connect(box.database.superuser_url) as superuser:
            [secret] = superuser.execute(NEWEST_SECRET).fetchone() or [""]
        return totp(secret, box.clock().timestamp())

    result = run("second-factor", "add", "--json", stdin=WhenAsked(code))
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told["uri"].startswith("otpauth://totp/")
    return str(told["secret"])


def test_a_second_factor_is_added_asked_for_and_removed(
    lifter: TestLifter, box: SandboxUnderTest
) -> None:
    sign_in(lifter)
    assert "no second factor" in run("second-factor", "remove").stderr
    secret = add_second_factor(box)
    run("sign-out")
    assert sign_in(lifter).exit_code == 1
    code = totp(secret, box.clock().timestamp())
    assert sign_in(replace(lifter, password=f"{lifter.password}\n{code}\n")).exit_code == 0
    assert run("second-factor", "remove").exit_code == 0
    run("sign-out")
    assert sign_in(lifter).exit_code == 0


def test_nobody_has_no_second_factor() -> None:
    assert run("second-factor", "add").exit_code == 3
    assert run("second-factor", "remove").exit_code == 3


def test_a_new_account_is_confirmed_with_the_code_that_was_sent(box: SandboxUnderTest) -> None:
    email = f"new-{uuid4().hex[:12]}@topset.example"
    made = run("sign-up", "--email", email, "--password-stdin", stdin="a long enough one\n")
    assert made.exit_code == 1
    assert f"An e-mail is on its way to {email}" in made.stderr
    assert "There was no code or link on standard input." in made.stderr
    program, *advised = shlex.split(made.stderr.split("`")[1])  # as it is said, word for word
    assert (program, advised[:2]) == ("topset", ["sign-up", "--confirm"])
    confirmed = run(*advised, "--json", stdin=box.codes_sent_to(email)[-1] + "\n")
    assert confirmed.exit_code == 0, confirmed.stderr
    assert json.loads(confirmed.stdout)["email"] == email
    assert run("whoami").stdout == f"{email}\n"


def test_a_weak_password_makes_no_account(box: SandboxUnderTest) -> None:
    result = run("sign-up", "--email", "weak@topset.example", "--password-stdin", stdin="abc\n")
    assert result.exit_code == 1
    assert "password" in result.stderr
    assert box.codes_sent_to("weak@topset.example") == []


def test_confirming_takes_no_password() -> None:
    assert run("sign-up", "--confirm", "--password-stdin", stdin="x\n").exit_code == 2


def test_a_forgotten_password_is_replaced_by_a_new_one(
    lifter: TestLifter, box: SandboxUnderTest
) -> None:
    typed = WhenAsked(lambda: "the second one", lambda: box.codes_sent_to(lifter.email)[-1])
    result = run("new-password", "--email", lifter.email, "--password-stdin", stdin=typed)
    assert result.exit_code == 0, result.stderr
    run("sign-out")
    assert sign_in(lifter).exit_code == 1
    assert sign_in(replace(lifter, password="the second one")).exit_code == 0


def test_a_refused_new_password_may_be_followed_by_a_better_one(
    lifter: TestLifter, box: SandboxUnderTest
) -> None:
    typed = WhenAsked(
        lambda: "weak",
        lambda: box.click(box.letters_to(lifter.email)[-1].link),
        lambda: lifter.password,
        lambda: "the third one 3",
    )
    result = run("new-password", "--email", lifter.email, "--password-stdin", stdin=typed)
    assert result.exit_code == 0, result.stderr
    assert "This password is too weak." in result.stderr
    assert "The new password is the old one." in result.stderr
    run("sign-out")
    assert sign_in(replace(lifter, password="the third one 3")).exit_code == 0


def test_a_refused_new_password_that_nothing_follows_is_1(
    lifter: TestLifter, box: SandboxUnderTest
) -> None:
    typed = WhenAsked(lambda: "weak", lambda: box.codes_sent_to(lifter.email)[-1])
    result = run("new-password", "--email", lifter.email, "--password-stdin", stdin=typed)
    assert (result.exit_code, "too weak" in result.stderr) == (1, True)


def test_a_code_in_hand_is_taken_while_the_next_e_mail_is_barred(
    make_box: Callable[..., SandboxUnderTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = make_box(limits=replace(GENEROUS, seconds_between_letters=60.0), own_database=False)
    monkeypatch.setenv("TOPSET_URL", slow.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", slow.publishable_key)
    lifter = slow.add_lifter()
    assert run("sign-in", "--email", lifter.email, "--code", stdin="").exit_code == 1
    code = slow.codes_sent_to(lifter.email)[-1]
    result = run("sign-in", "--email", lifter.email, "--code", stdin=f"{code}\n")
    assert result.exit_code == 0, result.stderr
    assert "One e-mail a minute" in result.stderr
    assert "paste its link" in result.stderr


def test_an_ended_session_is_told_as_ended_and_never_as_offline(
    lifter: TestLifter, box: SandboxUnderTest, topset_home: Path
) -> None:
    sign_in(lifter)
    assert run("sync").exit_code == 0
    given = {"url": box.url, "publishable_key": box.publishable_key}
    context = AppContext(Paths.under(topset_home), {}, given)
    context.session_store.end(context.session_store.load(lifter.user_id), "session_expired")
    assert run("sync").exit_code == 3
    told = json.loads(run("status", "--json").stdout)
    assert (told["session_ended"], told["offline_since"]) == (True, None)
    assert "the session has ended" in run("status").stdout
    who = run("whoami")
    assert (who.exit_code, who.stdout) == (0, f"{lifter.email}\n")
    assert "This session has ended" in who.stderr
    about = json.loads(run("whoami", "--json").stdout)
    assert (about["ended"], about["expires_at"]) == (True, None)
    sign_in(lifter)
    assert json.loads(run("status", "--json").stdout)["session_ended"] is False


def test_a_log_of_this_laptop_is_written_without_an_account_and_sent_by_the_first(
    lifter: TestLifter, box: SandboxUnderTest, topset_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as without:
        without.delenv("TOPSET_URL")
        without.delenv("TOPSET_PUBLISHABLE_KEY")
        context = AppContext(Paths.under(topset_home), {}, {})
        context.make_local_log()
        with context.logbook(context.lifter()) as book:
            session_id = book.workouts.start_free_session(context.today())
            book.workouts.add_exercise(
                session_id, {"exercise_name": "Plank", "equipment": "bodyweight"}
            )
        assert run("log", "bw x 30").exit_code == 0
        told = json.loads(run("status", "--json").stdout)
        assert (told["project"], told["unsent"]) == ("local", 5)
        for command in ("sync", "whoami", "sign-out"):
            assert run(command).exit_code == 3
    assert run("status", "--json").exit_code == 0
    assert sign_in(lifter).exit_code == 0
    assert json.loads(run("sync", "--json").stdout)["sent"] == 5
    assert not list((topset_home / "data" / "local").glob("*.sqlite3"))
