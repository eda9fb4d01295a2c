"""The access token hook beside a project's own, and what is told of it when it is broken."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import psycopg
import pytest
from click.testing import CliRunner, Result

from tests.support.box import SandboxUnderTest, TestLifter, change, claims_of, refused
from tui.cli.root import topset

MakeBox = Callable[..., SandboxUnderTest]
PASSWORD = "/auth/v1/token?grant_type=password"
THEIRS = """
create schema gym;
create table gym.member (user_id uuid primary key, level text not null);
create or replace function gym.add_level(event jsonb) returns jsonb language plpgsql as $$
begin
  if (event -> 'claims' ->> 'email') like 'barred%' then
    return '{"error": {"http_code": 403, "message": "Your membership has ended"}}';
  end if;
  -- Auth's search path: `users` is a table of the schema auth.
  return jsonb_set(event, '{claims,gym}', to_jsonb(
    current_user || ' ' || (select count(*) from users where id = (event ->> 'user_id')::uuid)
  ));
end
$$;
grant usage on schema gym to supabase_auth_admin;
grant execute on function gym.add_level(jsonb) to supabase_auth_admin;
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topset, list(arguments))


@pytest.fixture
def box(make_box: MakeBox) -> SandboxUnderTest:
    """A sandbox of this test's own whose project has a hook already."""
    made = make_box()
    with psycopg.connect(made.owner_database_url, autocommit=True) as owner:
        owner.execute(THEIRS)
    return made


@pytest.fixture
def owned(box: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch) -> Iterator[SandboxUnderTest]:
    """The same, with its owner's address set."""
    monkeypatch.setenv("TOPSET_OWNER_DATABASE_URL", box.owner_database_url)
    yield box


def sign_in(box: SandboxUnderTest, lifter: TestLifter) -> dict[str, object]:
    return claims_of(box.sign_in(lifter))


def problems() -> list[str]:
    told = json.loads(run("db", "check", "--json").stdout)["problems"]
    return [str(one) for one in told]


def test_a_hook_of_the_project_is_called_first_as_auth_would_call_it(
    owned: SandboxUnderTest,
) -> None:
    lifter = owned.add_lifter()
    assert "gym" not in sign_in(owned, lifter)
    composed = run("db", "hook", "--compose", "gym.add_level")
    assert composed.exit_code == 0, composed.stderr
    claims = sign_in(owned, lifter)
    assert claims["gym"] == "supabase_auth_admin 1"
    assert len(str(claims["topset_stamp"])) == 64
    assert json.loads(run("db", "hook", "--json").stdout)["first"] == "gym.add_level"
    assert run("db", "hook", "--alone").exit_code == 0
    assert "gym" not in sign_in(owned, lifter)


def test_what_the_other_hook_refuses_is_refused(owned: SandboxUnderTest) -> None:
    run("db", "hook", "--compose", "gym.add_level")
    lifter = owned.add_lifter(email="barred@topset.example")
    body = {"email": lifter.email, "password": lifter.password}
    answer = owned.ask("POST", PASSWORD, body)
    assert refused(answer) == (403, "unknown")
    assert answer.json()["msg"] == "Your membership has ended"


def test_a_hook_of_the_project_may_call_topsets(make_box: MakeBox) -> None:
    box = make_box(hook="gym.add_level")
    theirs = THEIRS.replace(
        "return jsonb_set(event,", "return topset_private.stamp_access_token(jsonb_set(event,"
    ).replace("\n  ));\nend", "\n  )));\nend")
    with psycopg.connect(box.owner_database_url, autocommit=True) as owner:
        owner.execute(theirs.encode())
    claims = sign_in(box, box.add_lifter())
    assert claims["gym"] == "supabase_auth_admin 1"
    assert len(str(claims["topset_stamp"])) == 64


def test_two_hooks_that_name_each_other_do_not_go_round_for_ever(owned: SandboxUnderTest) -> None:
    change(
        owned,
        "create or replace function gym.add_level(event jsonb) returns jsonb language sql as"
        " $$ select topset_private.stamp_access_token(event) $$",
    )
    run("db", "hook", "--compose", "gym.add_level")
    assert len(str(sign_in(owned, owned.add_lifter())["topset_stamp"])) == 64


def test_a_composed_hook_that_was_dropped_keeps_nobody_out_and_is_told(
    owned: SandboxUnderTest,
) -> None:
    run("db", "hook", "--compose", "gym.add_level")
    change(owned, "drop function gym.add_level")
    assert "topset_stamp" in sign_in(owned, owned.add_lifter())
    assert run("db", "check").exit_code == 1
    [told] = problems()
    assert "gym.add_level" in told
    assert "is missing" in told
    _, remedy, _ = told.split("`")
    assert run(*remedy.split()[1:]).exit_code == 0
    assert problems() == []


def test_a_composed_hook_that_auth_may_not_call_is_told_with_the_grant(
    owned: SandboxUnderTest,
) -> None:
    run("db", "hook", "--compose", "gym.add_level")
    change(
        owned,
        "revoke execute on function gym.add_level(jsonb) from public, supabase_auth_admin",
    )
    [told] = problems()
    assert "nobody can sign in" in told
    change(owned, told.split("`")[1])
    assert problems() == []
    assert sign_in(owned, owned.add_lifter())["gym"] == "supabase_auth_admin 1"


@pytest.mark.parametrize(
    "lock",
    [
        "lock table topset_private.hook_setting in access exclusive mode",
        "lock table topset_private.stamp_key in access exclusive mode",
    ],
)
def test_a_locked_table_of_ours_keeps_nobody_out(box: SandboxUnderTest, lock: str) -> None:
    lifter = box.add_lifter()
    with psycopg.connect(box.database.superuser_url) as superuser:
        superuser.execute(lock.encode())
        assert box.sign_in(lifter)["user"]["id"] == lifter.user_id


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gym.nothing", "There is no function"),
        ("add_level", "is not schema.function"),
        ("gym.add_level; drop table x", "is not schema.function"),
        ("topset_private.stamp_access_token", "topset's own"),
    ],
)
def test_what_is_no_hook_is_not_composed(owned: SandboxUnderTest, name: str, words: str) -> None:
    result = run("db", "hook", "--compose", name)
    assert (result.exit_code, words in result.stderr) == (1, True), result.stderr


def test_a_hook_that_auth_may_not_call_is_not_composed_and_the_grant_is_said(
    owned: SandboxUnderTest,
) -> None:
    change(owned, "revoke execute on function gym.add_level from public, supabase_auth_admin")
    result = run("db", "hook", "--compose", "gym.add_level")
    assert result.exit_code == 1
    assert "grant execute on function gym.add_level(jsonb) to supabase_auth_admin" in result.stderr


@pytest.mark.parametrize(
    "break_it",
    [
        "revoke execute on function topset_private.stamp_access_token from supabase_auth_admin",
        "revoke execute on function topset_private.stamped_event from supabase_auth_admin",
        "revoke usage on schema topset_private from supabase_auth_admin",
        "drop function topset_private.stamp_access_token",
        "drop function topset_private.hook_first",
    ],
)
def test_a_hook_that_locks_everybody_out_fails_the_check_and_is_mended_by_migrating(
    owned: SandboxUnderTest, break_it: str
) -> None:
    lifter = owned.add_lifter()
    sign_in(owned, lifter)
    change(owned, break_it)
    body = {"email": lifter.email, "password": lifter.password}
    assert refused(owned.ask("POST", PASSWORD, body)) == (500, "unexpected_failure")
    checked = run("db", "check")
    assert checked.exit_code == 1
    assert "Auth fails wherever the hook is on" in checked.stdout
    migrated = run("db", "migrate")
    assert migrated.exit_code == 0, migrated.stderr
    assert "Repaired the access token hook." in migrated.stderr
    assert run("db", "check").exit_code == 0
    assert "topset_stamp" in sign_in(owned, lifter)


def test_a_hook_that_was_turned_off_is_told_by_the_tokens_that_came_since(
    owned: SandboxUnderTest,
) -> None:
    sign_in(owned, owned.add_lifter())
    assert json.loads(run("db", "check", "--json").stdout)["hook"] == "called"
    change(
        owned,
        "update topset_private.stamp_key set last_used = now() - interval '3 hours'",
    )
    assert json.loads(run("db", "check", "--json").stdout)["hook"] == "no longer called"
    assert "turned off" in run("db", "check").stderr


def test_doctor_calls_no_broken_hook_on_because_of_an_old_token(
    owned: SandboxUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOPSET_URL", owned.url)
    monkeypatch.setenv("TOPSET_PUBLISHABLE_KEY", owned.publishable_key)
    lifter = owned.add_lifter()
    signed_in = CliRunner().invoke(
        topset, ["sign-in", "--email", lifter.email, "--password-stdin"], input=lifter.password
    )
    assert signed_in.exit_code == 0, signed_in.stderr

    def hook() -> dict[str, object]:
        checks: list[dict[str, object]] = json.loads(run("doctor", "--json").stdout)["checks"]
        return next(check for check in checks if check["name"] == "hook")

    well = hook()
    assert well["ok"] is True
    assert "the token on this laptop carries the stamp, of 20" in str(well["detail"])
    change(owned, "revoke usage on schema topset_private from supabase_auth_admin")
    broken = hook()
    assert (broken["ok"], broken["detail"]) == (False, "Auth may not call it")
    assert "topset db migrate" in str(broken["do"])
