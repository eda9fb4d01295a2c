"""Where the Auth stand-in was measured against the real server: it answers as that one does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import psycopg
import pytest

from tests.support.box import GENEROUS, SandboxUnderTest, TestLifter, change, claims_of, refused
from tests.support.totp import totp
from tui.sandbox.auth_call import AuthSettings
from tui.sandbox.counted_tokens import counted_token, new_key, read_counted_token
from tui.sandbox.limits import Limits
from tui.supabase.account import Account
from tui.supabase.session_store import SessionStore
from tui.sync.protocol import SignInRefused

PASSWORD = "/auth/v1/token?grant_type=password"
MakeBox = Callable[..., SandboxUnderTest]


def enrol(box: SandboxUnderTest, token: str, name: str = "topset") -> dict[str, str]:
    """Begin a factor; return its id and its secret."""
    body = {"factor_type": "totp", "friendly_name": name}
    answer = box.ask("POST", "/auth/v1/factors", body, token=token)
    assert answer.status_code == 200, answer.text
    return {"id": answer.json()["id"], "secret": answer.json()["totp"]["secret"]}


def verified(box: SandboxUnderTest, token: str, factor: dict[str, str]) -> dict[str, str]:
    """Prove a factor; return the raised session and the challenge that was used."""
    path = f"/auth/v1/factors/{factor['id']}"
    asked = box.ask("POST", f"{path}/challenge", {}, token=token).json()["id"]
    body = {"challenge_id": asked, "code": totp(factor["secret"], box.clock().timestamp())}
    answer = box.ask("POST", f"{path}/verify", body, token=token)
    assert answer.status_code == 200, answer.text
    return {**answer.json(), "challenge_id": asked}


# ---- the second factor


def test_the_name_of_an_unverified_factor_is_taken_for_five_minutes(make_box: MakeBox) -> None:
    box = make_box()
    token = box.sign_in(box.add_lifter())["access_token"]
    body = {"factor_type": "totp", "friendly_name": "topset"}
    enrol(box, token)
    again = box.ask("POST", "/auth/v1/factors", body, token=token)
    assert refused(again) == (422, "mfa_factor_name_conflict")
    box.clock.forward(301)
    second = enrol(box, token)
    box.ask("POST", f"/auth/v1/factors/{second['id']}/challenge", {}, token=token)
    box.clock.forward(301)
    again = box.ask("POST", "/auth/v1/factors", body, token=token)
    assert refused(again) == (422, "mfa_factor_name_conflict")


def test_with_a_verified_factor_another_is_enrolled_at_its_level_alone(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    raised = verified(box, token, enrol(box, token))
    low = box.sign_in(lifter)["access_token"]
    body = {"factor_type": "totp", "friendly_name": "tablet"}
    assert refused(box.ask("POST", "/auth/v1/factors", body, token=low)) == (
        403,
        "insufficient_aal",
    )
    assert enrol(box, raised["access_token"], "tablet")


def test_with_a_verified_factor_the_password_is_changed_at_its_level_alone(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    raised = verified(box, token, enrol(box, token))
    low = box.sign_in(lifter)["access_token"]
    new = {"password": "another one 2"}
    assert refused(box.ask("PUT", "/auth/v1/user", new, token=low)) == (401, "insufficient_aal")
    answer = box.ask("PUT", "/auth/v1/user", new, token=raised["access_token"])
    assert answer.status_code == 200


def test_a_factor_id_that_is_none_is_not_valid(box: SandboxUnderTest, lifter: TestLifter) -> None:
    token = box.sign_in(lifter)["access_token"]
    answer = box.ask("POST", "/auth/v1/factors/x/challenge", {}, token=token)
    assert refused(answer) == (404, "validation_failed")
    unknown = box.ask("POST", f"/auth/v1/factors/{uuid4()}/challenge", {}, token=token)
    assert refused(unknown) == (404, "mfa_factor_not_found")


def test_a_used_challenge_is_refused_as_another_address(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    factor = enrol(box, token)
    raised = verified(box, token, factor)
    code = totp(factor["secret"], box.clock().timestamp())
    body = {"challenge_id": raised["challenge_id"], "code": code}
    path = f"/auth/v1/factors/{factor['id']}/verify"
    again = box.ask("POST", path, body, token=raised["access_token"])
    assert refused(again) == (422, "mfa_ip_address_mismatch")


def test_a_removed_factor_stands_in_no_answer(box: SandboxUnderTest, lifter: TestLifter) -> None:
    token = box.sign_in(lifter)["access_token"]
    factor = enrol(box, token, "phone")
    raised = verified(box, token, factor)
    path = f"/auth/v1/factors/{factor['id']}"
    assert box.ask("DELETE", path, token=raised["access_token"]).status_code == 200
    renewed = box.refresh(raised["refresh_token"]).json()
    assert "factors" not in renewed["user"]
    assert claims_of(renewed)["aal"] == "aal1"


def test_verifying_one_factor_takes_the_broken_off_ones_away(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    enrol(box, token, "begun on the tablet")
    raised = verified(box, token, enrol(box, token))
    user = box.ask("GET", "/auth/v1/user", token=raised["access_token"]).json()
    assert [factor["friendly_name"] for factor in user["factors"]] == ["topset"]


# ---- passwords and accounts


@pytest.mark.parametrize("password", ["x" * 73, "ä" * 37])
def test_a_password_longer_than_bcrypt_looks_at_is_not_valid(
    box: SandboxUnderTest, lifter: TestLifter, password: str
) -> None:
    body = {"email": "long@topset.example", "password": password}
    assert refused(box.ask("POST", "/auth/v1/signup", body)) == (400, "validation_failed")
    token = box.sign_in(lifter)["access_token"]
    changed = box.ask("PUT", "/auth/v1/user", {"password": password}, token=token)
    assert refused(changed) == (400, "validation_failed")


def test_a_sign_up_with_nothing_would_be_anonymous(box: SandboxUnderTest) -> None:
    answer = box.ask("POST", "/auth/v1/signup", {})
    assert refused(answer) == (422, "anonymous_provider_disabled")


def test_a_session_by_password_says_that_the_password_is_not_weak(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    session = box.sign_in(lifter)
    assert session["weak_password"] is None
    assert "weak_password" not in box.refresh(session["refresh_token"]).json()


# ---- what the project's owner has turned off, or on

CREDENTIALS = {"email": "new@topset.example", "password": "long enough"}


@pytest.fixture
def chosen(box: SandboxUnderTest) -> Iterator[AuthSettings]:
    """The settings of the shared box, put back afterwards."""
    before = replace(box.auth_settings)
    yield box.auth_settings
    for field in fields(AuthSettings):
        setattr(box.auth_settings, field.name, getattr(before, field.name))


@pytest.fixture
def account(box: SandboxUnderTest, tmp_path: Path) -> Account:
    """The client, as topset has it."""
    session_store = SessionStore(tmp_path / "sessions", box.url)
    return Account(box.url, box.publishable_key, session_store, now=box.clock)


def told(ask: Callable[[], object]) -> tuple[str | None, str]:
    """Return how the client tells a refusal: its code and its words."""
    with pytest.raises(SignInRefused) as refusal:
        ask()
    return refusal.value.code, refusal.value.words


def test_with_sign_ups_off_nobody_new_gets_an_account(
    box: SandboxUnderTest, lifter: TestLifter, chosen: AuthSettings, account: Account
) -> None:
    chosen.sign_ups = False
    for path, body in (("signup", CREDENTIALS), ("otp", {"email": "nobody@topset.example"})):
        assert refused(box.ask("POST", f"/auth/v1/{path}", body)) == (422, "signup_disabled")
    assert told(lambda: account.sign_up("new@topset.example", "long enough")) == (
        "signup_disabled",
        "This project takes no new accounts.",
    )
    assert not account.check_project().sign_up
    assert account.sign_in(lifter.email, lifter.password).email == lifter.email


def test_without_the_e_mail_provider_nobody_signs_up_or_in_with_one(
    box: SandboxUnderTest, lifter: TestLifter, chosen: AuthSettings, account: Account
) -> None:
    session = box.sign_in(lifter)
    chosen.by_email = False
    known = {"email": lifter.email, "password": lifter.password}
    for path, body, status in (
        ("/auth/v1/signup", CREDENTIALS, 400),
        (PASSWORD, known, 422),
        ("/auth/v1/otp", {"email": lifter.email}, 422),
    ):
        assert refused(box.ask("POST", path, body)) == (status, "email_provider_disabled")
    words = "This project does not let anyone in by e-mail and password."
    for ask in (
        lambda: account.sign_up("new@topset.example", "long enough"),
        lambda: account.sign_in(lifter.email, lifter.password),
    ):
        assert told(ask) == ("email_provider_disabled", words)
    assert not account.check_project().email
    assert box.refresh(session["refresh_token"]).status_code == 200


def test_with_autoconfirm_a_sign_up_is_a_session_and_no_letter_is_sent(
    box: SandboxUnderTest, lifter: TestLifter, chosen: AuthSettings, account: Account
) -> None:
    chosen.autoconfirm = True
    email = f"{uuid4().hex}@topset.example"
    identity = account.sign_up(email, "long enough")
    assert identity is not None
    assert (identity.email, account.identity()) == (email, identity)
    assert not box.letters_to(email)
    taken = {"email": lifter.email, "password": "long enough"}
    assert refused(box.ask("POST", "/auth/v1/signup", taken)) == (422, "user_already_exists")
    assert told(lambda: account.sign_up(lifter.email, "long enough")) == (
        "user_already_exists",
        "There is an account with this address already: sign in.",
    )


def test_with_a_captcha_every_form_is_refused_but_sessions_go_on(
    box: SandboxUnderTest, lifter: TestLifter, chosen: AuthSettings, account: Account
) -> None:
    session = box.sign_in(lifter)
    chosen.captcha = True
    known = {"email": lifter.email, "password": lifter.password}
    for path in (PASSWORD, *(f"/auth/v1/{one}" for one in ("signup", "otp", "recover", "resend"))):
        answer = box.ask("POST", path, known)
        assert refused(answer) == (400, "captcha_failed")
        assert answer.json()["msg"].startswith("captcha protection: request disallowed")
    code, words = told(lambda: account.sign_in(lifter.email, lifter.password))
    assert code == "captcha_failed"
    assert "which a terminal cannot show" in words
    assert box.refresh(session["refresh_token"]).status_code == 200


# ---- refresh tokens


def test_a_grandparent_within_ten_seconds_brings_a_new_token(make_box: MakeBox) -> None:
    box = make_box()
    first = box.sign_in(box.add_lifter())
    second = box.refresh(first["refresh_token"]).json()
    third = box.refresh(second["refresh_token"]).json()
    fourth = box.refresh(first["refresh_token"]).json()
    known = {one["refresh_token"] for one in (first, second, third)}
    assert fourth["refresh_token"] not in known
    box.clock.forward(11)
    again = box.refresh(first["refresh_token"])
    assert again.json()["refresh_token"] == fourth["refresh_token"]
    assert box.refresh(third["refresh_token"]).status_code == 200


def test_a_grandparent_after_ten_seconds_ends_the_family(make_box: MakeBox) -> None:
    box = make_box()
    first = box.sign_in(box.add_lifter())
    second = box.refresh(first["refresh_token"]).json()
    third = box.refresh(second["refresh_token"]).json()
    box.clock.forward(11)
    assert refused(box.refresh(first["refresh_token"])) == (400, "refresh_token_already_used")
    box.clock.forward(11)
    assert refused(box.refresh(third["refresh_token"])) == (400, "refresh_token_already_used")


@pytest.mark.parametrize("token", ["short", "has-a-dash-in-it", "UPPERCASE123"])
def test_a_malformed_refresh_token_is_not_valid(box: SandboxUnderTest, token: str) -> None:
    assert refused(box.refresh(token)) == (400, "validation_failed")


# ---- refresh tokens of version 2: by the real server's source, not measured


@pytest.fixture
def counting(make_box: MakeBox) -> SandboxUnderTest:
    """A box whose sessions have counted refresh tokens."""
    box = make_box()
    box.auth_settings.counted_tokens = True
    return box


def refresh_tokens(box: SandboxUnderTest, count: int) -> list[str]:
    """Sign somebody in and refresh; return the refresh tokens in their order."""
    tokens: list[str] = [box.sign_in(box.add_lifter())["refresh_token"]]
    while len(tokens) < count:
        tokens.append(box.refresh(tokens[-1]).json()["refresh_token"])
    return tokens


def test_counted_tokens_are_longer_and_a_new_one_comes_with_each_refresh(
    counting: SandboxUnderTest,
) -> None:
    tokens = refresh_tokens(counting, 3)
    assert len(set(tokens)) == 3
    assert {len(token) for token in tokens} == {51}


def test_the_parent_of_a_counted_token_brings_the_current_one_however_late(
    counting: SandboxUnderTest,
) -> None:
    first, second = refresh_tokens(counting, 2)
    for seconds in (0, 3600):
        counting.clock.forward(seconds)
        assert counting.refresh(first).json()["refresh_token"] == second


def test_an_older_counted_token_brings_the_current_one_for_ten_seconds_and_then_ends_the_session(
    counting: SandboxUnderTest,
) -> None:
    first, _, third = refresh_tokens(counting, 3)
    assert counting.refresh(first).json()["refresh_token"] == third
    counting.clock.forward(11)
    assert refused(counting.refresh(first)) == (400, "refresh_token_already_used")
    assert refused(counting.refresh(third)) == (400, "refresh_token_not_found")


def test_a_counted_token_that_the_session_did_not_sign_is_not_found(
    counting: SandboxUnderTest,
) -> None:
    token = read_counted_token(refresh_tokens(counting, 1)[0])
    assert token is not None
    forged = counted_token(token.session_id, token.counter, new_key())
    assert refused(counting.refresh(forged)) == (400, "refresh_token_not_found")
    assert refused(counting.refresh(forged[:-1] + "~")) == (400, "validation_failed")


def test_a_session_keeps_the_tokens_it_began_with_when_the_setting_changes(
    counting: SandboxUnderTest,
) -> None:
    (counted,) = refresh_tokens(counting, 1)
    counting.auth_settings.counted_tokens = False
    (stored,) = refresh_tokens(counting, 1)
    assert len(stored) == 12
    assert len(counting.refresh(counted).json()["refresh_token"]) == 51


def test_the_second_factor_goes_with_counted_tokens(counting: SandboxUnderTest) -> None:
    session = counting.sign_in(counting.add_lifter())
    token = session["access_token"]
    raised = verified(counting, token, enrol(counting, token))
    assert raised["refresh_token"] != session["refresh_token"]
    renewed = counting.refresh(raised["refresh_token"]).json()
    assert claims_of(renewed)["aal"] == "aal2"


# ---- limits


def test_requests_are_let_through_as_a_bucket_fills(make_box: MakeBox) -> None:
    assert (Limits().token, Limits().burst) == (150, 30)
    box = make_box(limits=Limits(token=1))
    answers = [box.ask("POST", PASSWORD, {}) for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {400}
    assert refused(answers[30]) == (429, "over_request_rate_limit")
    assert "Retry-After" not in answers[30].headers
    box.clock.forward(300)
    assert box.ask("POST", PASSWORD, {}).status_code == 400


def test_a_code_is_sent_right_after_a_sign_up_was_confirmed(make_box: MakeBox) -> None:
    box = make_box(limits=Limits())
    email = "quick@topset.example"
    body = {"email": email, "password": "long enough"}
    assert box.ask("POST", "/auth/v1/signup", body).status_code == 200
    verify = {"type": "signup", "email": email, "token": box.codes_sent_to(email)[-1]}
    assert box.ask("POST", "/auth/v1/verify", verify).status_code == 200
    assert box.ask("POST", "/auth/v1/otp", {"email": email}).status_code == 200
    second = box.ask("POST", "/auth/v1/otp", {"email": email})
    assert refused(second) == (429, "over_email_send_rate_limit")
    assert "you can only request this after" in second.json()["msg"]


def test_the_projects_quota_of_e_mail_has_the_same_code_and_other_words(make_box: MakeBox) -> None:
    box = make_box(limits=Limits(letters_an_hour=1))
    assert box.ask("POST", "/auth/v1/otp", {"email": box.add_lifter().email}).status_code == 200
    second = box.ask("POST", "/auth/v1/otp", {"email": box.add_lifter().email})
    assert refused(second) == (429, "over_email_send_rate_limit")
    assert second.json()["msg"] == "email rate limit exceeded"
    box.clock.forward(3601)
    assert box.ask("POST", "/auth/v1/otp", {"email": box.add_lifter().email}).status_code == 200


# ---- e-mails


def test_by_default_an_e_mail_holds_a_link_and_no_code(make_box: MakeBox) -> None:
    box = make_box(codes_in_letters=False)
    lifter, email = box.add_lifter(), "new@topset.example"
    box.ask("POST", "/auth/v1/signup", {"email": email, "password": "long enough"})
    box.ask("POST", "/auth/v1/otp", {"email": lifter.email})
    box.ask("POST", "/auth/v1/recover", {"email": lifter.email})
    letters = [*box.letters_to(email), *box.letters_to(lifter.email)]
    assert [letter.code for letter in letters] == [None] * 3
    kinds = [parse_qs(urlsplit(letter.link).query)["type"][0] for letter in letters]
    assert kinds == ["signup", "magiclink", "recovery"]


def test_a_click_confirms_and_leads_to_the_site_with_a_session(make_box: MakeBox) -> None:
    box = make_box(codes_in_letters=False)
    email = "clicks@topset.example"
    box.ask("POST", "/auth/v1/signup", {"email": email, "password": "long enough"})
    link = box.letters_to(email)[-1].link
    arrived = urlsplit(box.click(link))
    brought = {name: values[0] for name, values in parse_qs(arrived.fragment).items()}
    assert (arrived.netloc, brought["type"]) == ("localhost:3000", "signup")
    assert claims_of(brought)["email"] == email
    assert box.refresh(brought["refresh_token"]).status_code == 200
    body = {"email": email, "password": "long enough"}
    assert box.ask("POST", PASSWORD, body).status_code == 200
    spent = parse_qs(urlsplit(box.click(link)).fragment)
    assert spent["error_code"] == ["otp_expired"]


def test_a_code_of_an_odd_type_is_expired(box: SandboxUnderTest, lifter: TestLifter) -> None:
    box.ask("POST", "/auth/v1/otp", {"email": lifter.email})
    code = box.codes_sent_to(lifter.email)[-1]
    body = {"type": "odd", "email": lifter.email, "token": code}
    assert refused(box.ask("POST", "/auth/v1/verify", body)) == (403, "otp_expired")


# ---- shapes


@pytest.mark.parametrize("version", ["nonsense", "2024-99-01", "2023-12-31", "zzzz"])
def test_an_api_version_that_is_no_date_or_older_has_the_old_errors(
    box: SandboxUnderTest, version: str
) -> None:
    answer = box.ask("POST", PASSWORD, {}, headers={"X-Supabase-Api-Version": version})
    assert answer.json()["error_code"] == "validation_failed"


# ---- the hook


def test_the_first_audience_after_a_start_is_a_list(make_box: MakeBox) -> None:
    box = make_box()
    lifter = box.add_lifter()
    first, second = box.sign_in(lifter), box.sign_in(lifter)
    assert claims_of(first)["aud"] == ["authenticated"]
    assert claims_of(second)["aud"] == "authenticated"
    for session in (first, second):
        token = session["access_token"]
        assert box.ask("GET", "/auth/v1/user", token=token).status_code == 200
        assert box.ask("POST", "/rest/v1/rpc/topset_schema_version", {}, token=token).is_success


@pytest.mark.parametrize(
    "break_it",
    [
        "revoke execute on function topset_private.stamp_access_token from supabase_auth_admin",
        "revoke usage on schema topset_private from supabase_auth_admin",
        "drop function topset_private.stamp_access_token",
    ],
)
def test_a_hook_that_auth_may_not_run_or_find_stops_sign_in(
    make_box: MakeBox, break_it: str
) -> None:
    box = make_box(limits=GENEROUS)
    lifter = box.add_lifter()
    session = box.sign_in(lifter)
    change(box, break_it)
    body = {"email": lifter.email, "password": lifter.password}
    words = "Error running hook URI: pg-functions://postgres/topset_private/stamp_access_token"
    for answer in (box.ask("POST", PASSWORD, body), box.refresh(session["refresh_token"])):
        assert refused(answer) == (500, "unexpected_failure")
        assert answer.json()["msg"] == words


def test_a_failed_hook_leaves_no_session_behind(make_box: MakeBox) -> None:
    box = make_box()
    lifter = box.add_lifter()
    box.sign_in(lifter)
    change(box, "revoke usage on schema topset_private from supabase_auth_admin")
    box.ask("POST", PASSWORD, {"email": lifter.email, "password": lifter.password})
    with psycopg.connect(box.database.superuser_url) as superuser:
        [count] = superuser.execute("select count(*) from auth.sessions").fetchone() or [None]
    assert count == 1
