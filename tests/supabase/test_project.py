"""What a lifter may paste as URL and key."""

from __future__ import annotations

import base64
import json

import pytest

from tui.supabase.project import check_key, clean_url, jwt_claims, project_name
from tui.sync.protocol import SignInRefused

REFERENCE = "abcdefghijklmnopqrst"
HOSTED = f"https://{REFERENCE}.supabase.co"


def jwt(claims: dict[str, object]) -> str:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part(claims)}.c2ln"


@pytest.mark.parametrize(
    ("pasted", "url"),
    [
        (HOSTED, HOSTED),
        (f"  {HOSTED}/ ", HOSTED),
        (f'"{HOSTED}"', HOSTED),
        (REFERENCE, HOSTED),
        (f"{REFERENCE}.supabase.co", HOSTED),
        (f"http://{REFERENCE}.supabase.co", HOSTED),
        (f"{HOSTED}:443/rest/v1/", HOSTED),
        (f"{HOSTED}/auth/v1/token", HOSTED),
        (f"https://supabase.com/dashboard/project/{REFERENCE}/settings/api", HOSTED),
        (f"https://app.supabase.com/project/{REFERENCE}/auth/users", HOSTED),
        ("http://gym.example:8000/project/default/editor", "http://gym.example:8000"),
        ("http://127.0.0.1:54323/project/default", "http://127.0.0.1:54321"),
        ("localhost:54323", "http://localhost:54321"),
        ("127.0.0.1:54321", "http://127.0.0.1:54321"),
        ("localhost:54321", "http://localhost:54321"),
        ("http://[::1]:54321/rest/v1", "http://[::1]:54321"),
        ("https://gym.example/supabase/", "https://gym.example/supabase"),
    ],
)
def test_a_pasted_address_becomes_the_projects_url(pasted: str, url: str) -> None:
    assert clean_url(pasted) == url


@pytest.mark.parametrize(
    "pasted", ["", "   ", "https://", "ftp://gym.example", "two words", "http://[::1", "a:b:c"]
)
def test_what_is_no_address_is_refused_with_an_example(pasted: str) -> None:
    with pytest.raises(SignInRefused, match=r"https://abcd.*supabase\.co") as refusal:
        clean_url(pasted)
    assert refusal.value.code == "bad_url"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://127.0.0.1:54321", "127.0.0.1-54321"),
        ("https://abcd.supabase.co", "abcd.supabase.co"),
        ("http://[::1]:54321", "--1-54321"),
        ("https://gym.example/su/pa", "gym.example-su-pa"),
    ],
)
def test_a_projects_name_is_safe_for_a_folder(url: str, name: str) -> None:
    assert project_name(url) == name


@pytest.mark.parametrize(
    "key", ["sb_publishable_abc", jwt({"role": "anon"}), " sb_publishable_a\n"]
)
def test_a_publishable_key_is_taken(key: str) -> None:
    assert check_key(key) == key.strip()


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("sb_secret_abc", "secret_key"),
        (jwt({"role": "service_role"}), "secret_key"),
        ("sbp_abc", "secret_key"),
        ("", "no_key"),
        ("two words", "bad_key"),
        ("sb_publishable_\x1b[31m", "bad_key"),
    ],
)
def test_a_key_that_must_not_be_here_is_refused(key: str, code: str) -> None:
    with pytest.raises(SignInRefused) as refusal:
        check_key(key)
    assert refusal.value.code == code
    assert not key or key not in refusal.value.words


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "a.%%%.c", "a.W10.c", "a.bnVsbA.c"])
def test_what_is_no_token_has_no_claims(token: str) -> None:
    assert jwt_claims(token) == {}


@pytest.mark.parametrize(
    "pasted",
    [
        f"db.{REFERENCE}.supabase.co",
        f"postgresql://postgres:secret@db.{REFERENCE}.supabase.co:5432/postgres",
        f"postgres://postgres.{REFERENCE}:secret@aws-0-eu-central-1.pooler.supabase.com:6543/x",
    ],
)
def test_the_address_of_a_database_is_told_from_the_url(pasted: str) -> None:
    with pytest.raises(SignInRefused, match=f"Its URL is {HOSTED}\\.") as refusal:
        clean_url(pasted)
    assert refusal.value.code == "database_address"
    assert "secret" not in refusal.value.words


def test_an_address_of_an_unknown_database_shows_no_password() -> None:
    with pytest.raises(SignInRefused, match="for `database_url`") as refusal:
        clean_url("postgresql://postgres:secret@gym.example/postgres")
    assert "secret" not in refusal.value.words
