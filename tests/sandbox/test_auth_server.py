"""The sandbox's Auth server answers as Supabase's does."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import jwt
import psycopg
import pytest

from tests.support.box import SandboxUnderTest, TestLifter, change, claims_of, refused
from tui.sandbox.tokens import SigningKey

PASSWORD = "/auth/v1/token?grant_type=password"


# ---- signing in


def test_a_password_brings_a_session(box: SandboxUnderTest, lifter: TestLifter) -> None:
    session = box.sign_in(lifter)
    assert session["token_type"] == "bearer"
    assert session["expires_in"] == 3600
    assert session["user"]["id"] == lifter.user_id
    assert session["user"]["email"] == lifter.email
    assert session["user"]["identities"][0]["provider"] == "email"


def test_the_token_carries_every_claim(box: SandboxUnderTest, lifter: TestLifter) -> None:
    session = box.sign_in(lifter)
    claims = claims_of(session)
    assert claims["iss"] == f"{box.url}/auth/v1"
    assert (claims["sub"], claims["role"]) == (lifter.user_id, "authenticated")
    assert claims["aud"] in ("authenticated", ["authenticated"])
    assert claims["exp"] == session["expires_at"] == claims["iat"] + 3600
    assert (claims["email"], claims["phone"], claims["aal"]) == (lifter.email, "", "aal1")
    assert claims["amr"][0]["method"] == "password"
    assert claims["app_metadata"] == {"provider": "email", "providers": ["email"]}
    assert {"user_metadata", "session_id", "is_anonymous"} <= claims.keys()


def test_the_token_is_verified_by_the_published_keys(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    keys = httpx.get(f"{box.url}/auth/v1/.well-known/jwks.json", trust_env=False).json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key.key, algorithms=["ES256"], audience="authenticated")
    assert "d" not in keys["keys"][0]


def test_the_hook_in_the_database_stamps_the_token(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    assert len(claims_of(box.sign_in(lifter))["topset_stamp"]) == 64


def test_signs_in_without_the_hook_where_there_is_none(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box(migrated=False)
    assert "topset_stamp" not in claims_of(box.sign_in(box.add_lifter()))


def test_a_hook_that_fails_blocks_signing_in(make_box: Callable[..., SandboxUnderTest]) -> None:
    box = make_box()
    lifter = box.add_lifter()
    change(
        box,
        "create or replace function topset_private.stamp_access_token(event jsonb) returns jsonb"
        " language plpgsql as 'begin raise exception ''broken''; end'",
    )
    answer = box.ask("POST", PASSWORD, {"email": lifter.email, "password": lifter.password})
    assert refused(answer) == (500, "unexpected_failure")


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        ('{"error": {"http_code": 403, "message": "Closed on Sundays"}}', (403, "unknown")),
        ('{"claims": {"sub": "x"}}', (500, "unexpected_failure")),
        ("{}", (500, "unexpected_failure")),
    ],
)
def test_a_hook_may_refuse_but_not_drop_claims(
    make_box: Callable[..., SandboxUnderTest], returned: str, expected: tuple[int, str]
) -> None:
    box = make_box()
    lifter = box.add_lifter()
    change(
        box,
        "create or replace function topset_private.stamp_access_token(event jsonb) returns jsonb"
        f" language sql as $$ select '{returned}'::jsonb $$",
    )
    answer = box.ask("POST", PASSWORD, {"email": lifter.email, "password": lifter.password})
    assert refused(answer) == expected


def test_the_address_may_be_written_in_any_case(box: SandboxUnderTest, lifter: TestLifter) -> None:
    body = {"email": lifter.email.upper(), "password": lifter.password}
    assert box.ask("POST", PASSWORD, body).status_code == 200


def test_a_wrong_password_and_an_unknown_address_look_alike(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    wrong = box.ask("POST", PASSWORD, {"email": lifter.email, "password": "no"})
    unknown = box.ask("POST", PASSWORD, {"email": "nobody@topset.example", "password": "no"})
    assert wrong.json() == unknown.json()
    assert refused(wrong) == (400, "invalid_credentials")


def test_an_unconfirmed_address_cannot_sign_in(box: SandboxUnderTest) -> None:
    lifter = box.add_lifter(confirmed=False)
    answer = box.ask("POST", PASSWORD, {"email": lifter.email, "password": lifter.password})
    assert refused(answer) == (400, "email_not_confirmed")


def test_a_banned_user_neither_signs_in_nor_refreshes(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    session = box.sign_in(lifter)
    change(
        box,
        "update auth.users set banned_until = now() + interval '1 year' where id = %s",
        lifter.user_id,
    )
    answer = box.ask("POST", PASSWORD, {"email": lifter.email, "password": lifter.password})
    assert refused(answer) == (400, "user_banned")
    assert refused(box.refresh(session["refresh_token"])) == (400, "user_banned")


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        (PASSWORD, {}, (400, "validation_failed")),
        (PASSWORD, {"email": 7, "password": "x"}, (400, "bad_json")),
        (PASSWORD, [], (400, "bad_json")),
        ("/auth/v1/token?grant_type=magic", {}, (400, "invalid_credentials")),
        ("/auth/v1/token?grant_type=refresh_token", {}, (400, "validation_failed")),
    ],
)
def test_a_malformed_request_is_told_so(
    box: SandboxUnderTest, path: str, body: object, expected: tuple[int, str]
) -> None:
    assert refused(box.ask("POST", path, body)) == expected


def test_errors_follow_the_api_version_that_is_asked_for(box: SandboxUnderTest) -> None:
    body = {"email": "nobody@topset.example", "password": "no"}
    old = box.ask("POST", PASSWORD, body)
    new = box.ask("POST", PASSWORD, body, headers={"X-Supabase-Api-Version": "2024-01-01"})
    words = "Invalid login credentials"
    assert old.json() == {"code": 400, "error_code": "invalid_credentials", "msg": words}
    assert new.json() == {"code": "invalid_credentials", "message": words}
    assert new.headers["X-Supabase-Api-Version"] == "2024-01-01"


# ---- the gateway


def test_without_or_with_a_wrong_key_nothing_is_answered(box: SandboxUnderTest) -> None:
    for headers, words in (
        ({}, "No API key found in request"),
        ({"apikey": "sb_publishable_wrong"}, "Invalid API key"),
    ):
        for path in ("/auth/v1/settings", "/rest/v1/rpc/pull_training"):
            answer = httpx.get(box.url + path, headers=headers, trust_env=False)
            assert answer.status_code == 401
            assert answer.json()["message"] == words
            assert "hint" in answer.json()


def test_settings_and_health_answer_whoever_has_the_key(box: SandboxUnderTest) -> None:
    settings = box.ask("GET", "/auth/v1/settings").json()
    assert settings["external"]["email"] is True
    assert settings["disable_signup"] is False
    health = box.ask("GET", "/auth/v1/health").json()
    assert health["name"] == "GoTrue"


# ---- rotation


def test_a_refresh_token_is_replaced_when_it_is_used(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    first = box.sign_in(lifter)
    second = box.refresh(first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert claims_of(second)["session_id"] == claims_of(first)["session_id"]
    assert len(claims_of(second)["topset_stamp"]) == 64


def test_the_parent_of_the_current_token_brings_it_back_at_any_time(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box()
    first = box.sign_in(box.add_lifter())
    second = box.refresh(first["refresh_token"]).json()
    box.clock.forward(86_400)
    again = box.refresh(first["refresh_token"]).json()
    assert again["refresh_token"] == second["refresh_token"]


def test_an_unknown_refresh_token_is_not_found(box: SandboxUnderTest) -> None:
    assert refused(box.refresh("0123456789ab")) == (400, "refresh_token_not_found")


def test_a_session_past_its_end_is_expired(box: SandboxUnderTest, lifter: TestLifter) -> None:
    session = box.sign_in(lifter)
    change(
        box,
        "update auth.sessions set not_after = now() - interval '1 s' where user_id = %s",
        lifter.user_id,
    )
    assert refused(box.refresh(session["refresh_token"])) == (400, "session_expired")


# ---- who is signed in, and signing out


def test_the_user_is_shown_to_themselves(box: SandboxUnderTest, lifter: TestLifter) -> None:
    token = box.sign_in(lifter)["access_token"]
    assert box.ask("GET", "/auth/v1/user", token=token).json()["email"] == lifter.email


def test_without_a_good_token_nobody_is_shown(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> None:
    box = make_box()
    session = box.sign_in(box.add_lifter())
    forged = SigningKey.kept_in(tmp_path / "other.pem").sign(claims_of(session))
    assert refused(box.ask("GET", "/auth/v1/user")) == (401, "no_authorization")
    assert refused(box.ask("GET", "/auth/v1/user", token="x.y.z")) == (403, "bad_jwt")
    assert refused(box.ask("GET", "/auth/v1/user", token=forged)) == (403, "bad_jwt")
    box.clock.forward(3601)
    expired = box.ask("GET", "/auth/v1/user", token=session["access_token"])
    assert refused(expired) == (403, "bad_jwt")


@pytest.mark.parametrize(
    ("scope", "this_lives", "other_lives"),
    [("?scope=local", False, True), ("?scope=others", True, False), ("", False, False)],
)
def test_signing_out_ends_the_sessions_of_its_scope(
    box: SandboxUnderTest,
    lifter: TestLifter,
    scope: str,
    this_lives: bool,
    other_lives: bool,
) -> None:
    this, other = box.sign_in(lifter), box.sign_in(lifter)
    answer = box.ask("POST", f"/auth/v1/logout{scope}", token=this["access_token"])
    assert (answer.status_code, answer.content) == (204, b"")
    for session, lives in ((this, this_lives), (other, other_lives)):
        user = box.ask("GET", "/auth/v1/user", token=session["access_token"])
        renewed = box.refresh(session["refresh_token"])
        if lives:
            assert (user.status_code, renewed.status_code) == (200, 200)
        else:
            assert refused(user) == (403, "session_not_found")
            assert refused(renewed) == (400, "refresh_token_not_found")


# ---- at rest


def test_keys_and_letters_are_read_by_their_owner_alone(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    box.ask("POST", "/auth/v1/otp", {"email": lifter.email})
    for file in box.folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_no_password_is_stored_readably(box: SandboxUnderTest, lifter: TestLifter) -> None:
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        row = superuser.execute(
            "select to_jsonb(u) from auth.users u where id = %s", [lifter.user_id]
        ).fetchone()
    assert row is not None
    assert lifter.password not in json.dumps(row[0])
