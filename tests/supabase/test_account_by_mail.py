"""Signing in with what the e-mails of a project really hold, and second factors broken off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.support.box import GENEROUS, SandboxUnderTest, TestLifter, change, claims_of
from tests.support.totp import totp
from tui.sandbox.tokens import SigningKey
from tui.supabase.account import Account
from tui.supabase.project import jwt_claims
from tui.supabase.session_store import SessionStore
from tui.sync.protocol import EMAIL_LIMIT, EMAIL_QUOTA, SessionEnded, SignInRefused, Unreachable


@pytest.fixture
def keeper_here(box: SandboxUnderTest, tmp_path: Path) -> SessionStore:
    return SessionStore(tmp_path / "sessions", box.url)


@pytest.fixture
def account(box: SandboxUnderTest, keeper_here: SessionStore) -> Account:
    return Account(box.url, box.publishable_key, keeper_here, now=box.clock)


def refusal_of(ask: Callable[[], object]) -> SignInRefused:
    with pytest.raises(SignInRefused) as refusal:
        ask()
    return refusal.value


def newest_link(box: SandboxUnderTest, email: str) -> str:
    return box.letters_to(email)[-1].link


def test_a_sign_up_is_confirmed_by_the_link_or_by_where_a_click_led(
    account: Account, box: SandboxUnderTest
) -> None:
    pasted: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("unclicked@gym.example", lambda link: link),
        ("clicked@gym.example", box.click),
    )
    for email, what in pasted:
        account.sign_up(email, "long enough 1")
        identity = account.confirm_sign_up(email, what(newest_link(box, email)))
        assert identity.email == email
        account.sign_out()
        assert account.sign_in(email, "long enough 1").email == email


def test_a_clicked_link_signs_in_with_a_session_of_its_own(
    account: Account, box: SandboxUnderTest, keeper_here: SessionStore, lifter: TestLifter
) -> None:
    account.send_code(lifter.email)
    arrived = box.click(newest_link(box, lifter.email))
    assert account.sign_in_with_code(lifter.email, arrived).user_id == lifter.user_id
    kept = keeper_here.load(lifter.user_id)
    assert kept.refresh_token not in arrived
    assert kept.access_token not in arrived


def test_a_link_that_was_clicked_is_spent_and_what_helps_is_said(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account.send_code(lifter.email)
    code, link = box.codes_sent_to(lifter.email)[-1], newest_link(box, lifter.email)
    box.click(link)
    for pasted in (code, link):
        refusal = refusal_of(partial(account.sign_in_with_code, lifter.email, pasted))
        assert "paste the address that the browser shows" in refusal.words
    refused_click = box.click(link)
    refusal = refusal_of(lambda: account.sign_in_with_code(lifter.email, refused_click))
    assert refusal.code == "otp_expired"
    assert "was used before or is too old" in refusal.words


def test_a_clicked_link_of_another_project_is_refused_in_words(
    account: Account, lifter: TestLifter
) -> None:
    pasted = "http://localhost:3000/#access_token=x.y.z&refresh_token=abcdefghijkl&type=signup"
    refusal = refusal_of(lambda: account.sign_in_with_code(lifter.email, pasted))
    assert "or is of another project" in refusal.words


def test_a_forgotten_password_is_replaced_by_a_clicked_link_after_refused_ones(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    account.send_recovery(lifter.email)
    arrived = box.click(newest_link(box, lifter.email))
    for password, code in (
        ("x" * 73, "weak_password"),
        ("short", "weak_password"),
        (lifter.password, "same_password"),
    ):
        refusal = refusal_of(partial(account.recover, lifter.email, arrived, password))
        assert refusal.code == code
    assert account.recover(lifter.email, arrived, "brand new 22").user_id == lifter.user_id
    account.sign_out()
    assert account.sign_in(lifter.email, "brand new 22")


def with_factor(account: Account, box: SandboxUnderTest, lifter: TestLifter) -> str:
    """Set a second factor up; return its secret."""
    account.sign_in(lifter.email, lifter.password)
    factor = account.enroll_second_factor()
    account.confirm_second_factor(factor.id, totp(factor.secret, box.clock().timestamp()))
    account.sign_out()
    return factor.secret


def test_a_refused_password_after_the_second_factor_needs_neither_code_again(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    secret = with_factor(account, box, lifter)
    account.send_recovery(lifter.email)
    code = box.codes_sent_to(lifter.email)[-1]
    asked = refusal_of(lambda: account.recover(lifter.email, code, lifter.password))
    assert asked.code == "second_factor_needed"
    digits = totp(secret, box.clock().timestamp())
    assert refusal_of(lambda: account.second_factor(digits)).code == "same_password"
    assert account.identity() is None
    assert account.recover(lifter.email, code, "brand new 22").user_id == lifter.user_id


def test_an_enrolment_that_was_broken_off_elsewhere_is_begun_anew(
    account: Account, box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    body = {"factor_type": "totp", "friendly_name": "topset"}
    begun = box.ask("POST", "/auth/v1/factors", body, token=token).json()
    box.ask("POST", f"/auth/v1/factors/{begun['id']}/challenge", {}, token=token)
    box.ask("POST", "/auth/v1/factors", {**body, "friendly_name": "another app"}, token=token)
    account.sign_in(lifter.email, lifter.password)
    account.enroll_second_factor()
    factor = account.enroll_second_factor()
    user = box.ask("GET", "/auth/v1/user", token=token).json()
    assert sorted(one["friendly_name"] for one in user["factors"]) == ["another app", "topset"]
    right = totp(factor.secret, box.clock().timestamp())
    assert account.confirm_second_factor(factor.id, right).user_id == lifter.user_id


def test_a_token_of_a_revoked_signing_key_is_refreshed_for_the_second_factor(
    account: Account,
    box: SandboxUnderTest,
    keeper_here: SessionStore,
    lifter: TestLifter,
    tmp_path: Path,
) -> None:
    account.sign_in(lifter.email, lifter.password)
    kept = keeper_here.load(lifter.user_id)
    claims = claims_of({"access_token": kept.access_token})
    revoked = SigningKey.kept_in(tmp_path / "revoked.pem").sign(claims)
    keeper_here.save(replace(kept, access_token=revoked))
    assert account.remove_second_factors() == 0
    assert keeper_here.load(lifter.user_id).access_token != revoked


def test_an_address_changed_elsewhere_is_known_after_the_next_refresh(
    account: Account, box: SandboxUnderTest, keeper_here: SessionStore, lifter: TestLifter
) -> None:
    account.sign_in(lifter.email, lifter.password)
    moved = f"moved-{lifter.email}"
    change(box, "update auth.users set email = %s where id = %s", moved, lifter.user_id)
    kept = keeper_here.load(lifter.user_id)
    keeper_here.save(replace(kept, received_at=kept.received_at - 7200))
    account.remove_second_factors()
    identity = account.identity()
    assert identity is not None
    assert identity.email == moved
    assert [one.email for one in account.lifters()] == [moved]


def test_limits_on_e_mail_are_told_apart(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box(limits=replace(GENEROUS, seconds_between_letters=60.0, letters_an_hour=1))
    account = Account(box.url, box.publishable_key, SessionStore(tmp_path, box.url), now=box.clock)
    first, second = box.add_lifter(), box.add_lifter()
    account.send_code(first.email)
    assert refusal_of(lambda: account.send_code(first.email)).code == EMAIL_LIMIT
    assert refusal_of(lambda: account.send_code(second.email)).code == EMAIL_QUOTA
    code = box.codes_sent_to(first.email)[-1]
    assert account.sign_in_with_code(first.email, code).user_id == first.user_id


def test_a_hook_that_breaks_or_refuses_is_told_as_such_and_ends_no_session(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box()
    lifter, session_store = box.add_lifter(), SessionStore(tmp_path, box.url)
    account = Account(box.url, box.publishable_key, session_store, now=box.clock)
    account.sign_in(lifter.email, lifter.password)
    kept = session_store.load(lifter.user_id)
    session_store.save(replace(kept, received_at=kept.received_at - 7200))
    change(box, "revoke usage on schema topset_private from supabase_auth_admin")
    refusal = refusal_of(lambda: account.sign_in(lifter.email, lifter.password))
    assert refusal.code == "hook_broken"
    assert "topset db migrate" in refusal.words
    with pytest.raises(Unreachable, match="lets nobody in"):
        account.enroll_second_factor()
    change(box, "grant usage on schema topset_private to supabase_auth_admin")
    change(
        box,
        "create or replace function topset_private.stamp_access_token(event jsonb) returns jsonb"
        " language sql as $$ select"
        """ '{"error": {"http_code": 403, "message": "Closed on Sundays"}}'::jsonb $$""",
    )
    refusal = refusal_of(lambda: account.sign_in(lifter.email, lifter.password))
    assert refusal.words.endswith("refused: Closed on Sundays")
    with pytest.raises(Exception, match="refused: Closed on Sundays") as refused:
        account.enroll_second_factor()
    assert not isinstance(refused.value, SessionEnded)
    still = session_store.load(lifter.user_id)
    assert (still.ended, jwt_claims(still.access_token)["sub"]) == (None, lifter.user_id)
