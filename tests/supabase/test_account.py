"""Signing in and out against the sandbox: each way in, and each way of being refused."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.supabase.conftest import KEY
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.faulty import Answer, SayingServer, answer, silence
from tests.support.totp import totp
from tui.sandbox.limits import Limits
from tui.sandbox.passwords import hash_code
from tui.supabase.account import Account
from tui.supabase.project import jwt_claims
from tui.supabase.session_store import SessionStore
from tui.sync.protocol import SignedOut, SignInRefused, SyncError, Unreachable


@pytest.fixture
def keeper_here(box: SandboxUnderTest, tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "sessions", box.url)


@pytest.fixture
def account(box: SandboxUnderTest, keeper_here: SessionStore) -> Account:
    return Account(box.url, box.publishable_key, keeper_here, now=box.clock)


def account_at(server: SayingServer, tmp_path: Path) -> Account:
    return Account(server.url, KEY, SessionStore(tmp_path / "sessions", server.url))


def refusal_of(ask: Callable[[], object]) -> SignInRefused:
    with pytest.raises(SignInRefused) as refusal:
        ask()
    return refusal.value


def test_signing_in_keeps_the_session_for_the_next_start(
    account: Account, keeper_here: SessionStore, lifter: TestLifter
) -> None:
    assert account.identity() is None
    identity = account.sign_in(f" {lifter.email} ", lifter.password)
    assert (identity.user_id, identity.email) == (lifter.user_id, lifter.email)
    assert account.identity() == identity
    kept = keeper_here.load(lifter.user_id)
    assert jwt_claims(kept.access_token)["sub"] == lifter.user_id


def test_a_wrong_password_is_said(account: Account, lifter: TestLifter) -> None:
    refusal = refusal_of(lambda: account.sign_in(lifter.email, "wrong"))
    assert refusal.code == "invalid_credentials"
    assert refusal.words == "The e-mail address or the password is wrong."
    assert account.identity() is None


def test_an_unconfirmed_address_is_said(account: Account, box: SandboxUnderTest) -> None:
    stranger = box.add_lifter(confirmed=False)
    refusal = refusal_of(lambda: account.sign_in(stranger.email, stranger.password))
    assert refusal.code == "email_not_confirmed"
    assert "not confirmed" in refusal.words


def test_a_blocked_account_is_said(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    with psycopg.connect(box.database.superuser_url) as connection:
        connection.execute(
            "update auth.users set banned_until = now() + interval '1 day' where id = %s",
            (lifter.user_id,),
        )
    refusal = refusal_of(lambda: account.sign_in(lifter.email, lifter.password))
    assert (refusal.code, "blocked" in refusal.words) == ("user_banned", True)


def test_too_many_tries_at_once_name_no_time_that_nobody_knows(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box(limits=Limits(token=1, burst=1))
    account = Account(box.url, box.publishable_key, SessionStore(tmp_path, box.url), now=box.clock)
    for _ in range(2):
        refusal = refusal_of(lambda: account.sign_in("a@gym.example", "wrong"))
    assert refusal.code == "over_request_rate_limit"
    assert refusal.words == "Too many tries at once: wait a little, then try again."


@pytest.mark.parametrize(("email", "password"), [("", "x"), ("a@b.example", ""), (" ", "x")])
def test_an_empty_field_is_said_without_asking_the_server(
    account: Account, email: str, password: str
) -> None:
    assert refusal_of(lambda: account.sign_in(email, password)).code == "incomplete"


def test_a_character_that_cannot_be_sent_is_refused(account: Account) -> None:
    assert refusal_of(lambda: account.sign_in("a@b.example", "\ud800")).code == "validation_failed"


def test_a_wrong_key_is_said(box: SandboxUnderTest, keeper_here: SessionStore) -> None:
    account = Account(box.url, "sb_publishable_other", keeper_here)
    for ask in (account.check_project, lambda: account.sign_in("a@gym.example", "x")):
        refusal = refusal_of(ask)
        assert refusal.code == "wrong_key"
        assert "does not accept the publishable key" in refusal.words


def test_a_secret_key_is_refused_before_anything_is_sent(
    box: SandboxUnderTest, keeper_here: SessionStore
) -> None:
    assert refusal_of(lambda: Account(box.url, "sb_secret_x", keeper_here)).code == "secret_key"


def test_a_project_tells_what_it_offers(account: Account) -> None:
    settings = account.check_project()
    assert settings.url == account.url
    assert settings.email


@pytest.mark.parametrize(
    "page",
    [
        answer(404, raw=b"<html>not here</html>"),
        answer(200, raw=b"<html>a shop</html>"),
        answer(200, {"hello": "there"}),
        answer(200, ["list"]),
        answer(404, {"message": "no route"}),
        answer(405, raw=b""),
    ],
)
def test_a_server_that_is_no_project_is_said(tmp_path: Path, page: Answer) -> None:
    with SayingServer(page) as server:
        refusal = refusal_of(account_at(server, tmp_path).check_project)
    assert refusal.code == "not_supabase"


@pytest.mark.parametrize(
    "bad",
    [
        silence(),
        answer(500, raw=b"<html>"),
        answer(503, {"message": "starting"}),
        answer(200, raw=b"<html>our terms</html>"),
        answer(200, {"access_token": "half"}, cut=9),
        answer(302, raw=b"", headers={"Location": "http://portal.example/"}),
    ],
)
def test_trouble_on_the_way_is_unreachable(tmp_path: Path, bad: Answer) -> None:
    with SayingServer(bad) as server:
        account = account_at(server, tmp_path)
        with pytest.raises(Unreachable):
            account.sign_in("a@gym.example", "secret")
    assert account.identity() is None


def test_a_host_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    with SayingServer(silence()) as gone:
        pass
    with pytest.raises(Unreachable, match="cannot be reached") as unreachable:
        account_at(gone, tmp_path).sign_in("a@gym.example", "secret")
    assert unreachable.value.code == "unreachable"


def test_a_server_without_tls_where_tls_is_asked_for_is_said(tmp_path: Path) -> None:
    with SayingServer(answer(200, {})) as server:
        url = server.url.replace("http://", "https://")
        with pytest.raises(Unreachable, match="TLS") as unreachable:
            Account(url, KEY, SessionStore(tmp_path, url)).sign_in("a@gym.example", "secret")
    assert unreachable.value.code == "tls"


def test_signing_out_ends_this_session_alone_on_the_server(
    account: Account, box: SandboxUnderTest, keeper_here: SessionStore, lifter: TestLifter
) -> None:
    elsewhere = box.sign_in(lifter)["refresh_token"]
    account.sign_in(lifter.email, lifter.password)
    here = keeper_here.load(lifter.user_id).refresh_token
    account.sign_out()
    assert account.identity() is None
    assert box.refresh(here).status_code == 400
    assert box.refresh(elsewhere).status_code == 200


def test_signing_out_with_an_old_token_ends_the_session_on_the_server_too(
    account: Account, box: SandboxUnderTest, keeper_here: SessionStore, lifter: TestLifter
) -> None:
    from dataclasses import replace

    account.sign_in(lifter.email, lifter.password)
    kept = keeper_here.load(lifter.user_id)
    keeper_here.save(replace(kept, received_at=kept.received_at - 7200))
    account.sign_out()
    assert box.refresh(kept.refresh_token).status_code == 400


def test_signing_out_works_without_a_network(
    tmp_path: Path, box: SandboxUnderTest, lifter: TestLifter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with SayingServer(answer(200, box.sign_in(lifter))) as server:
        account = account_at(server, tmp_path)
        account.sign_in(lifter.email, lifter.password)
    account.sign_out()
    assert account.identity() is None
    assert "not told" in caplog.text
    account.sign_out()


def test_neither_password_nor_token_is_logged(
    account: Account,
    keeper_here: SessionStore,
    lifter: TestLifter,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    account.sign_in(lifter.email, lifter.password)
    kept = keeper_here.load(lifter.user_id)
    account.sign_out()
    assert "/auth/v1/logout" in caplog.text
    for secret in (lifter.password, kept.access_token, kept.refresh_token):
        assert secret not in caplog.text


def test_a_code_by_e_mail_signs_in(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account.send_code(lifter.email)
    code = box.codes_sent_to(lifter.email)[-1]
    assert refusal_of(lambda: account.sign_in_with_code(lifter.email, "000000")).code == (
        "otp_expired"
    )
    identity = account.sign_in_with_code(lifter.email, f"{code[:3]} {code[3:]}")
    assert identity.user_id == lifter.user_id


def test_no_code_is_sent_to_an_address_without_an_account(account: Account) -> None:
    assert refusal_of(lambda: account.send_code("nobody@gym.example")).code == "otp_disabled"


def test_a_new_account_is_confirmed_with_the_code_that_was_sent(
    account: Account, box: SandboxUnderTest
) -> None:
    email = "new-lifter@gym.example"
    assert account.sign_up(email, "long enough 1") is None
    code = box.codes_sent_to(email)[-1]
    assert account.confirm_sign_up(email, code).email == email
    account.sign_out()
    assert account.sign_in(email, "long enough 1").email == email


def test_a_forgotten_password_is_replaced(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account.send_recovery(lifter.email)
    code = box.codes_sent_to(lifter.email)[-1]
    assert account.recover(lifter.email, code, "a new password 7").user_id == lifter.user_id
    account.sign_out()
    assert refusal_of(lambda: account.sign_in(lifter.email, lifter.password)).code == (
        "invalid_credentials"
    )
    assert account.sign_in(lifter.email, "a new password 7").user_id == lifter.user_id


def test_a_refused_new_password_can_be_chosen_again_with_the_same_code(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account.send_recovery(lifter.email)
    code = box.codes_sent_to(lifter.email)[-1]
    assert refusal_of(lambda: account.recover(lifter.email, code, "short")).code == "weak_password"
    assert account.identity() is None
    assert account.recover(lifter.email, code, "a new password 7").user_id == lifter.user_id


def test_the_link_of_an_e_mail_without_a_code_signs_in_too(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account.send_code(lifter.email)
    token = hash_code(lifter.email, box.codes_sent_to(lifter.email)[-1])
    link = f"{box.url}/auth/v1/verify?token={token}&type=magiclink&redirect_to=http://localhost"
    assert account.sign_in_with_code(lifter.email, f" {link}\n").user_id == lifter.user_id
    assert refusal_of(lambda: account.sign_in_with_code("", link)).code == "otp_expired"


@pytest.fixture
def secret(account: Account, box: SandboxUnderTest, lifter: TestLifter) -> Iterator[str]:
    """The secret of the second factor that the lifter has set up, after signing out again."""
    account.sign_in(lifter.email, lifter.password)
    factor = account.enroll_second_factor()
    account.confirm_second_factor(factor.id, totp(factor.secret, box.clock().timestamp()))
    account.sign_out()
    yield factor.secret


def test_a_second_factor_is_asked_for_before_anything_is_kept(
    account: Account,
    box: SandboxUnderTest,
    keeper_here: SessionStore,
    lifter: TestLifter,
    secret: str,
) -> None:
    asked = refusal_of(lambda: account.sign_in(lifter.email, lifter.password))
    assert asked.code == "second_factor_needed"
    assert account.identity() is None
    right = totp(secret, box.clock().timestamp())
    wrong = f"{(int(right) + 500_000) % 1_000_000:06}"
    assert refusal_of(lambda: account.second_factor(wrong)).code == "mfa_verification_failed"
    assert account.second_factor(right).user_id == lifter.user_id
    kept = keeper_here.load(lifter.user_id)
    assert jwt_claims(kept.access_token)["aal"] == "aal2"


def test_a_forgotten_password_needs_the_second_factor_too(
    account: Account, box: SandboxUnderTest, lifter: TestLifter, secret: str
) -> None:
    account.send_recovery(lifter.email)
    code = box.codes_sent_to(lifter.email)[-1]
    asked = refusal_of(lambda: account.recover(lifter.email, code, "a new password 7"))
    assert asked.code == "second_factor_needed"
    account.second_factor(totp(secret, box.clock().timestamp()))
    account.sign_out()
    asked = refusal_of(lambda: account.sign_in(lifter.email, "a new password 7"))
    assert asked.code == "second_factor_needed"


def test_a_second_factor_without_a_sign_in_is_refused(account: Account) -> None:
    assert refusal_of(lambda: account.second_factor("123456")).code == "no_pending_sign_in"
    with pytest.raises(SignedOut):
        account.enroll_second_factor()


def test_every_refusal_is_a_sync_error_in_words(account: Account) -> None:
    asks: list[Callable[[], object]] = [
        lambda: account.sign_in_with_code("x", "1"),
        lambda: account.sign_up("no address", "p"),
        lambda: account.confirm_sign_up("nobody@gym.example", "1"),
        lambda: account.recover("nobody@gym.example", "1", "p"),
    ]
    for ask in asks:
        with pytest.raises(SyncError) as error:
            ask()
        assert error.value.words.endswith(".")
