"""Signing up, codes by e-mail, forgotten passwords and second factors, as Supabase has them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from tests.support.box import SandboxUnderTest, TestLifter, claims_of, refused
from tests.support.totp import totp
from tui.sandbox.limits import Limits

PASSWORD = "/auth/v1/token?grant_type=password"


# ---- codes by e-mail, signing up, a forgotten password


def test_a_code_by_email_signs_in(box: SandboxUnderTest, lifter: TestLifter) -> None:
    body = {"email": lifter.email, "create_user": False}
    assert box.ask("POST", "/auth/v1/otp", body).json() == {}
    code = box.codes_sent_to(lifter.email)[-1]
    verify = {"type": "email", "email": lifter.email, "token": code}
    session = box.ask("POST", "/auth/v1/verify", verify).json()
    assert session["user"]["id"] == lifter.user_id
    assert claims_of(session)["amr"][0]["method"] == "otp"
    assert refused(box.ask("POST", "/auth/v1/verify", verify)) == (403, "otp_expired")


def test_a_wrong_or_late_code_is_expired(make_box: Callable[..., SandboxUnderTest]) -> None:
    box = make_box()
    lifter = box.add_lifter()
    box.ask("POST", "/auth/v1/otp", {"email": lifter.email})
    code = box.codes_sent_to(lifter.email)[-1]
    wrong = {"type": "email", "email": lifter.email, "token": f"{(int(code) + 1) % 10**6:06}"}
    assert refused(box.ask("POST", "/auth/v1/verify", wrong)) == (403, "otp_expired")
    box.clock.forward(3601)
    late = {"type": "email", "email": lifter.email, "token": code}
    assert refused(box.ask("POST", "/auth/v1/verify", late)) == (403, "otp_expired")


def test_no_code_for_a_stranger_who_shall_not_be_created(box: SandboxUnderTest) -> None:
    body = {"email": "stranger@topset.example", "create_user": False}
    assert refused(box.ask("POST", "/auth/v1/otp", body)) == (422, "otp_disabled")


def test_one_letter_a_minute(make_box: Callable[..., SandboxUnderTest]) -> None:
    box = make_box(limits=Limits())
    lifter = box.add_lifter()
    assert box.ask("POST", "/auth/v1/otp", {"email": lifter.email}).status_code == 200
    second = box.ask("POST", "/auth/v1/otp", {"email": lifter.email})
    assert refused(second) == (429, "over_email_send_rate_limit")
    box.clock.forward(61)
    assert box.ask("POST", "/auth/v1/otp", {"email": lifter.email}).status_code == 200


def test_signing_up_and_confirming_by_code(box: SandboxUnderTest) -> None:
    email = f"new-{uuid4().hex[:8]}@topset.example"
    user = box.ask("POST", "/auth/v1/signup", {"email": email, "password": "long enough"}).json()
    assert "access_token" not in user
    assert user["email"] == email
    assert "confirmation_sent_at" in user
    body = {"email": email, "password": "long enough"}
    assert refused(box.ask("POST", PASSWORD, body)) == (400, "email_not_confirmed")
    code = box.codes_sent_to(email)[-1]
    confirmed = box.ask(
        "POST", "/auth/v1/verify", {"type": "signup", "email": email, "token": code}
    )
    assert confirmed.json()["user"]["email_confirmed_at"]
    assert box.ask("POST", PASSWORD, body).status_code == 200


def test_signing_up_does_not_tell_who_exists(box: SandboxUnderTest, lifter: TestLifter) -> None:
    answer = box.ask("POST", "/auth/v1/signup", {"email": lifter.email, "password": "long enough"})
    assert answer.status_code == 200
    assert answer.json()["id"] != lifter.user_id
    assert box.codes_sent_to(lifter.email) == []


def test_a_short_password_is_weak_and_says_why(box: SandboxUnderTest) -> None:
    body = {"email": "short@topset.example", "password": "abc"}
    answer = box.ask("POST", "/auth/v1/signup", body)
    assert refused(answer) == (422, "weak_password")
    assert answer.json()["weak_password"] == {"reasons": ["length"]}


def test_a_forgotten_password_is_replaced(box: SandboxUnderTest, lifter: TestLifter) -> None:
    assert box.ask("POST", "/auth/v1/recover", {"email": lifter.email}).json() == {}
    assert box.ask("POST", "/auth/v1/recover", {"email": "no@topset.example"}).json() == {}
    code = box.codes_sent_to(lifter.email)[-1]
    verify = {"type": "recovery", "email": lifter.email, "token": code}
    token = box.ask("POST", "/auth/v1/verify", verify).json()["access_token"]
    same = box.ask("PUT", "/auth/v1/user", {"password": lifter.password}, token=token)
    assert refused(same) == (422, "same_password")
    assert box.ask("PUT", "/auth/v1/user", {"password": "another"}, token=token).status_code == 200
    assert box.sign_in(TestLifter(lifter.user_id, lifter.email, "another"))


# ---- the second factor


def test_a_second_factor_raises_the_session(box: SandboxUnderTest, lifter: TestLifter) -> None:
    session = box.sign_in(lifter)
    token = session["access_token"]
    body = {"factor_type": "totp", "friendly_name": "phone", "issuer": "topset"}
    factor = box.ask("POST", "/auth/v1/factors", body, token=token).json()
    assert factor["totp"]["uri"].startswith("otpauth://totp/")
    path = f"/auth/v1/factors/{factor['id']}"
    asked = box.ask("POST", f"{path}/challenge", {}, token=token).json()
    code = totp(factor["totp"]["secret"], box.clock().timestamp())
    wrong = {"challenge_id": asked["id"], "code": "x"}
    answer = box.ask("POST", f"{path}/verify", wrong, token=token)
    assert refused(answer) == (422, "mfa_verification_failed")
    right = {"challenge_id": asked["id"], "code": code}
    raised = box.ask("POST", f"{path}/verify", right, token=token).json()
    assert claims_of(raised)["aal"] == "aal2"
    assert {entry["method"] for entry in claims_of(raised)["amr"]} == {"password", "totp"}
    assert raised["user"]["factors"][0]["status"] == "verified"
    assert claims_of(box.refresh(raised["refresh_token"]).json())["aal"] == "aal2"


def test_a_verified_factor_is_removed_only_at_its_own_level(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    factor = box.ask("POST", "/auth/v1/factors", {"factor_type": "totp"}, token=token).json()
    path = f"/auth/v1/factors/{factor['id']}"
    asked = box.ask("POST", f"{path}/challenge", {}, token=token).json()
    code = totp(factor["totp"]["secret"], box.clock().timestamp())
    body = {"challenge_id": asked["id"], "code": code}
    raised = box.ask("POST", f"{path}/verify", body, token=token).json()
    low = box.sign_in(lifter)["access_token"]
    assert refused(box.ask("DELETE", path, token=low)) == (422, "insufficient_aal")
    gone = box.ask("DELETE", path, token=raised["access_token"])
    assert gone.json() == {"id": factor["id"]}
