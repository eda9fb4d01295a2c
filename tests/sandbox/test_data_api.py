"""The sandbox's Data API answers as PostgREST does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import jwt
import psycopg
import pytest

from tests.support.box import SandboxUnderTest, TestLifter, change
from tests.support.cluster import Templates
from tui.sandbox.data_api_errors import status_of
from tui.sandbox.tokens import SigningKey

_FUNCTIONS = """
create function public.add_up(a int, b int default 10) returns int
  language sql as 'select a + b';
create function public.who() returns jsonb
  language sql as $$ select jsonb_build_object(
    'user', current_user, 'session', session_user,
    'claims', current_setting('request.jwt.claims')::jsonb,
    'timeout', current_setting('statement_timeout'), 'path', current_setting('search_path')) $$;
create function public.numbers(up_to int) returns setof int
  language sql as 'select generate_series(1, up_to)';
create function public.nothing() returns void
  language sql as 'select';
create function public.echo(document jsonb) returns jsonb
  language sql as 'select document';
create function public.fail(state text) returns void
  language plpgsql as $$ begin
    raise exception using
      errcode = state, message = 'as asked', detail = 'why', hint = 'what to do';
  end $$;
create function public.dream() returns void
  language sql as 'select pg_sleep(60)';
create function public.secret() returns int language sql as 'select 1';
revoke execute on function public.secret() from public;
create function topset_private.hidden() returns int language sql as 'select 1';
"""


@pytest.fixture(scope="module")
def api(
    templates: Templates,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SandboxUnderTest]:
    """A sandbox with some functions to call."""
    with templates.clone(templates.migrated) as database:
        with psycopg.connect(database.owner_url, autocommit=True) as owner:
            owner.execute(_FUNCTIONS.encode())
        box = SandboxUnderTest(database, tmp_path_factory.mktemp("api"))
        box.start()
        try:
            yield box
        finally:
            box.stop()


@pytest.fixture
def token(api: SandboxUnderTest) -> str:
    """The access token of a fresh lifter."""
    found: str = api.sign_in(api.add_lifter())["access_token"]
    return found


def call(
    api: SandboxUnderTest, function: str, body: Any = None, token: str | None = None
) -> httpx.Response:
    """One call."""
    return api.ask("POST", f"/rest/v1/rpc/{function}", body, token=token)


def test_arguments_go_by_name_and_may_have_defaults(api: SandboxUnderTest, token: str) -> None:
    assert call(api, "add_up", {"b": 2, "a": 1}, token).json() == 3
    assert call(api, "add_up", {"a": 1}, token).json() == 11


@pytest.mark.parametrize(
    "document", [{"a": [1, "é", None]}, [1.5, True], "text with % and 'quotes'", 7]
)
def test_json_arrives_as_it_was_sent(api: SandboxUnderTest, token: str, document: object) -> None:
    assert call(api, "echo", {"document": document}, token).json() == document


def test_json_null_is_sql_null(api: SandboxUnderTest, token: str) -> None:
    assert call(api, "echo", {"document": None}, token).text == "null"


def test_a_set_is_a_list_and_void_is_no_content(api: SandboxUnderTest, token: str) -> None:
    assert call(api, "numbers", {"up_to": 3}, token).json() == [1, 2, 3]
    assert call(api, "numbers", {"up_to": 0}, token).json() == []
    answer = call(api, "nothing", {}, token)
    assert (answer.status_code, answer.content) == (204, b"")


def test_the_token_decides_role_claims_and_limits(api: SandboxUnderTest, token: str) -> None:
    who = call(api, "who", {}, token).json()
    assert (who["user"], who["session"]) == ("authenticated", "authenticator")
    assert who["claims"] == jwt.decode(token, options={"verify_signature": False})
    assert who["timeout"] == "8s"
    assert who["path"] == '"public", "extensions"'


def test_without_a_token_one_is_anon(api: SandboxUnderTest) -> None:
    who = call(api, "who", {}).json()
    assert (who["user"], who["timeout"]) == ("anon", "3s")
    same = call(api, "who", {}, api.publishable_key).json()
    assert same["user"] == "anon"


def test_nothing_of_one_request_is_left_for_the_next(api: SandboxUnderTest, token: str) -> None:
    call(api, "who", {}, token)
    assert call(api, "who", {}).json()["claims"] == {"role": "anon"}


@pytest.mark.parametrize(
    ("function", "body", "shown"),
    [
        ("missing", {}, "public.missing without parameters"),
        ("add_up", {"a": 1, "c": 2}, "public.add_up(a, c)"),
        ("add_up", {}, "public.add_up without parameters"),
        ("hidden", {}, "public.hidden without parameters"),
    ],
)
def test_a_function_that_is_not_there_is_404(
    api: SandboxUnderTest, token: str, function: str, body: object, shown: str
) -> None:
    answer = call(api, function, body, token)
    assert answer.status_code == 404
    assert answer.json()["code"] == "PGRST202"
    assert shown in answer.json()["message"]


def test_a_table_is_not_served(api: SandboxUnderTest, token: str) -> None:
    answer = api.ask("GET", "/rest/v1/training_set", token=token)
    assert (answer.status_code, answer.json()["code"]) == (404, "PGRST205")


def test_what_a_role_may_not_do_is_403_for_a_lifter_and_401_for_nobody(
    api: SandboxUnderTest, token: str
) -> None:
    lifter, nobody = call(api, "secret", {}, token), call(api, "secret", {})
    assert (lifter.status_code, lifter.json()["code"]) == (403, "42501")
    assert (nobody.status_code, nobody.json()["code"]) == (401, "42501")


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("P0001", 400),
        ("42501", 403),
        ("23503", 409),
        ("23505", 409),
        ("23514", 400),
        ("22P02", 400),
        ("40001", 500),
        ("53300", 503),
        ("57014", 500),
        ("PT409", 409),
        ("P0002", 500),
        ("42883", 404),
    ],
)
def test_an_sqlstate_has_its_status_and_the_error_its_four_members(
    api: SandboxUnderTest, token: str, state: str, status: int
) -> None:
    answer = call(api, "fail", {"state": state}, token)
    assert answer.status_code == status
    assert answer.json() == {
        "code": state,
        "message": "as asked",
        "details": "why",
        "hint": "what to do",
    }


def test_a_statement_that_takes_longer_than_its_role_may_is_cancelled(
    api: SandboxUnderTest, token: str
) -> None:
    role = f"hasty_{uuid4().hex}"
    claims = jwt.decode(token, options={"verify_signature": False})
    hasty = SigningKey.kept_in(api.folder / "signing-key.pem").sign({**claims, "role": role})
    with psycopg.connect(api.database.superuser_url, autocommit=True) as superuser:
        superuser.execute(f"create role {role}".encode())
        try:
            superuser.execute(f"alter role {role} set statement_timeout = 50".encode())
            superuser.execute(f"grant {role} to authenticator".encode())
            superuser.execute(f"grant usage on schema public to {role}".encode())
            answer = call(api, "dream", {}, hasty)
        finally:
            superuser.execute(f"drop owned by {role}".encode())
            superuser.execute(f"drop role {role}".encode())
    assert (answer.status_code, answer.json()["code"]) == (500, "57014")


def test_a_role_that_the_api_may_not_take_on_is_refused(api: SandboxUnderTest, token: str) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    key = SigningKey.kept_in(api.folder / "signing-key.pem")
    answer = call(api, "who", {}, key.sign({**claims, "role": "supabase_admin"}))
    assert (answer.status_code, answer.json()["code"]) == (403, "42501")


def test_any_other_sqlstate_is_400() -> None:
    assert status_of("99999", signed_in=True) == 400


@pytest.mark.parametrize(
    "broken",
    [b"{", b"nonsense", b"[1]", b"\xff{}", b'{"a": ' + b"[" * 99_999 + b"]" * 99_999 + b"}"],
)
def test_a_body_that_is_no_json_object_is_400(
    api: SandboxUnderTest, token: str, broken: bytes
) -> None:
    headers = {
        "apikey": api.publishable_key,
        "authorization": f"Bearer {token}",
        "content-type": "application/json",
    }
    answer = httpx.post(
        f"{api.url}/rest/v1/rpc/who", content=broken, headers=headers, trust_env=False
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "PGRST102")


def test_a_token_of_another_key_or_another_audience_is_401(
    api: SandboxUnderTest, token: str, tmp_path: Path
) -> None:
    claims = jwt.decode(token, options={"verify_signature": False})
    ours = SigningKey.kept_in(api.folder / "signing-key.pem")
    unsigned = jwt.encode(claims, "", algorithm="none")
    shared = jwt.encode(claims, "a secret that is long enough for the library", algorithm="HS256")
    for bad in (
        SigningKey.kept_in(tmp_path / "other.pem").sign(claims),
        ours.sign({**claims, "aud": "elsewhere"}),
        unsigned,
        shared,
        "not-a-token",
    ):
        answer = call(api, "who", {}, bad)
        assert (answer.status_code, answer.json()["code"]) == (401, "PGRST301"), bad
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_is_401_after_the_allowed_skew(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box(token_seconds=60)
    token = box.sign_in(box.add_lifter())["access_token"]
    box.clock.forward(80)
    assert call(box, "topset_schema_version", {}, token).status_code == 200
    box.clock.forward(20)
    answer = call(box, "topset_schema_version", {}, token)
    assert answer.status_code == 401
    assert answer.json() == {
        "code": "PGRST303",
        "message": "JWT expired",
        "details": None,
        "hint": None,
    }


def test_a_big_document_passes(api: SandboxUnderTest, token: str) -> None:
    document = {"sets": [{"id": n, "note": "heavy " * 20} for n in range(10_000)]}
    answer = call(api, "echo", {"document": document}, token)
    assert json.loads(answer.content) == document


def test_a_connection_that_was_cut_is_503_and_the_next_is_fresh(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box()
    token = box.sign_in(box.add_lifter())["access_token"]
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where usename = 'authenticator' and datname = current_database()"
        )
    assert call(box, "topset_schema_version", {}, token).status_code == 503
    assert call(box, "topset_schema_version", {}, token).status_code == 200


_PROMISES = """
create table public.kept ();
grant insert on public.kept to authenticated;
create function public.write_it() returns void
  language sql as 'insert into public.kept default values';
create function public.note() returns void language sql stable as 'select public.write_it()';
grant execute on function public.write_it(), public.note() to authenticated;
"""


def test_a_schema_that_is_not_shown_is_refused_and_the_first_is_meant(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box(schemas=("api", "public"))
    token = box.sign_in(box.add_lifter())["access_token"]
    path = "/rest/v1/rpc/topset_schema_version"
    assert refused_code(box.ask("POST", path, {}, token=token)) == (404, "PGRST202")
    named = box.ask("POST", path, {}, token=token, headers={"Content-Profile": "public"})
    assert named.is_success
    other = box.ask("POST", path, {}, token=token, headers={"Content-Profile": "secret"})
    assert refused_code(other) == (406, "PGRST106")
    assert other.json()["hint"] == "Only the following schemas are exposed: api, public"


def test_a_function_that_promises_to_write_nothing_is_held_to_it(
    make_box: Callable[..., SandboxUnderTest],
) -> None:
    box = make_box()
    change(box, _PROMISES)
    token = box.sign_in(box.add_lifter())["access_token"]
    answer = box.ask("POST", "/rest/v1/rpc/note", {}, token=token)
    assert refused_code(answer) == (405, "25006")
    assert box.ask("POST", "/rest/v1/rpc/write_it", {}, token=token).is_success


def refused_code(answer: httpx.Response) -> tuple[int, str]:
    """Status and PostgREST's code of a refusal."""
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("levels", [100, 900])
def test_a_change_that_is_nested_deeply_is_refused_and_no_error_of_the_server(
    box: SandboxUnderTest, lifter: TestLifter, levels: int
) -> None:
    row_id = str(uuid4())
    body = json.dumps(
        {
            "changes": [
                {
                    "id": str(uuid4()),
                    "table": "modular_training_exercise",
                    "op": "insert",
                    "row_id": row_id,
                    "row": {"id": row_id, "tips": "DEEP"},
                }
            ],
            "device": str(uuid4()),
        }
    ).replace('"DEEP"', "[" * levels + "]" * levels)
    answer = httpx.post(
        f"{box.url}/rest/v1/rpc/push_changes",
        content=body,
        headers={
            "apikey": box.publishable_key,
            "authorization": f"Bearer {box.sign_in(lifter)['access_token']}",
            "content-type": "application/json",
        },
        trust_env=False,
    )
    assert answer.status_code == 200
    [outcome] = answer.json()
    assert (outcome["outcome"], outcome["message"]) == (
        "refused",
        "it is too large, or nested too deeply",
    )
