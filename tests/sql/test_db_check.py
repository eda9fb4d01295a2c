"""`topset db check` tells each misconfiguration of a review, with the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from tests.sql.lifters import Connection, Lifter, acting, login_of, pull, sign_up
from tests.support.cluster import Database, Templates
from tui.supabase import schema


@pytest.fixture(scope="module")
def misconfigured(templates: Templates) -> Iterator[Database]:
    """A database of these tests' own: each puts one thing wrong, and the remedy right again."""
    with templates.clone(templates.migrated) as database:
        yield database


@pytest.fixture
def superuser(misconfigured: Database) -> Iterator[Connection]:
    with psycopg.connect(misconfigured.superuser_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def owner(misconfigured: Database) -> Iterator[Connection]:
    with psycopg.connect(misconfigured.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def lifter(owner: Connection) -> Lifter:
    return sign_up(owner)


def told(owner: Connection) -> list[str]:
    """Return what is amiss and what is only noted."""
    report = schema.check(owner)
    return [*report.problems, *report.notes]


def edited(owner: Connection, superuser: Connection, finding: str) -> None:
    """Do what a finding says, as whoever it says."""
    remedy = finding.split("`")[1]
    writer = superuser if remedy.startswith("as the superuser: ") else owner
    writer.execute(remedy.removeprefix("as the superuser: ").encode())


CASES = [
    ("alter table training_set disable row level security", "row level security is off on"),
    (
        'create policy "Everyone" on training_set for select using (true)',
        'the policy "Everyone" on training_set is not one of topset\'s',
    ),
    ("grant select on training_set to anon", "anon has been granted select on training_set"),
    ("grant select on training_set to public", "public has been granted select on training_set"),
    ("grant update on exrcwiki to lifter", "lifter has been granted update on exrcwiki"),
    (
        "grant truncate on training_set to authenticated",
        "authenticated may truncate training_set as a whole",
    ),
    (
        "alter view workout_sessions set (security_invoker = false)",
        "the view workout_sessions runs as its owner",
    ),
    (
        "alter function push_changes(jsonb, uuid) set search_path = public",
        "push_changes(jsonb,uuid) does not look for names where",
    ),
    (
        "alter function topset_private.lifter_id() set search_path = ''",
        "topset_private.lifter_id() does not look for names where",
    ),
    (
        "alter function push_changes(jsonb, uuid) security definer",
        "push_changes(jsonb,uuid) runs with the rights of its owner",
    ),
    (
        "grant execute on function topset_private.rotate_stamp_key() to public",
        "everybody may call topset_private.rotate_stamp_key()",
    ),
    (
        "grant execute on function pull_catalogue(text) to anon",
        "anon may call pull_catalogue(text)",
    ),
    ("grant usage on schema public to public", "every login may use the schema public"),
    ("grant create on schema topset to lifter", "every lifter's login may create things in"),
]


@pytest.mark.parametrize(("statement", "words"), CASES)
def test_what_is_amiss_is_told_and_the_remedy_mends_it(
    owner: Connection, superuser: Connection, statement: str, words: str
) -> None:
    assert schema.check(owner).problems == ()
    owner.execute(statement.encode())
    problems = schema.check(owner).problems
    found = [problem for problem in problems if problem.startswith(words)]
    assert len(found) == 1, problems
    edited(owner, superuser, found[0])
    assert schema.check(owner).problems == ()


def test_functions_of_other_applications_are_listed_where_logins_reach_them(
    owner: Connection, superuser: Connection
) -> None:
    owner.execute(
        "create function my_address() returns text language sql security definer"
        " set search_path = '' as $$ select email from auth.users where id = auth.uid() $$"
    )
    try:
        assert schema.check(owner).problems == ()
        owner.execute("grant usage on schema public to public")
        named = [one for one in told(owner) if one.startswith("my_address() is open to every")]
        assert len(named) == 1
        owner.execute("select topset_private.close_public()")
        assert schema.check(owner).problems == ()
    finally:
        owner.execute("drop function my_address()")


def test_temporary_types_for_everybody_are_noted(
    misconfigured: Database, owner: Connection, superuser: Connection
) -> None:
    owner.execute(f'grant temporary on database "{misconfigured.name}" to public'.encode())

    def temporary() -> list[str]:
        """Return the notes on it; logins of other databases of this cluster are noted too."""
        return [one for one in schema.check(owner).notes if "temporary tables" in one]

    [note] = temporary()
    edited(owner, superuser, note)
    assert temporary() == []


def test_tables_of_auth_that_cannot_be_read_are_told_and_do_not_keep_lifters_out(
    misconfigured: Database, owner: Connection, superuser: Connection, lifter: Lifter
) -> None:
    superuser.execute("revoke select on auth.mfa_factors, auth.sessions from postgres")
    superuser.execute("revoke pg_read_all_data from postgres")
    try:
        problems = schema.check(owner).problems
        url = misconfigured.url("authenticator")
        with acting(url, "authenticated", lifter.claims) as connection:
            assert pull(connection)["revision"] == 0
        assert [one.split(" ")[0] for one in problems] == ["auth.mfa_factors", "auth.sessions"]
        for problem in problems:
            edited(owner, superuser, problem)
        assert schema.check(owner).problems == ()
    finally:
        superuser.execute("grant select on auth.mfa_factors, auth.sessions to postgres")
        superuser.execute("grant pg_read_all_data to postgres")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("alter role {} connection limit -1", "has no limit of connections"),
        ("grant authenticated to {}", "may do more than lifters may"),
        ("alter role {} createrole", "may do more than lifters may"),
    ],
)
def test_a_login_that_may_do_too_much_is_told(
    owner: Connection, superuser: Connection, lifter: Lifter, statement: str, words: str
) -> None:
    login = login_of(owner, lifter)
    owner.execute(statement.format(login).encode())
    [problem] = schema.check(owner).problems
    assert problem.startswith(f"the login {login} of a lifter ")
    assert words in problem
    edited(owner, superuser, problem.replace("; then topset db direct-login", ""))
    assert schema.check(owner).problems == ()


def test_a_login_whose_lifter_is_gone_is_noted(
    owner: Connection, superuser: Connection, lifter: Lifter
) -> None:
    login = login_of(owner, lifter)
    owner.execute("delete from auth.users where id = %s", [lifter.user_id])
    [note] = [one for one in schema.check(owner).notes if login in one]
    assert "none is known for it in this database" in note
    edited(owner, superuser, note)
    assert [one for one in told(owner) if login in one] == []


def test_large_objects_of_a_login_are_noted(
    misconfigured: Database, owner: Connection, superuser: Connection, lifter: Lifter
) -> None:
    login = login_of(owner, lifter)
    with psycopg.connect(misconfigured.url(login), autocommit=True) as connection:
        connection.execute("select lo_create(0), lo_create(0)")
    [note] = [one for one in schema.check(owner).notes if login in one]
    assert note.startswith(f"the login {login} keeps 2 large objects")
    edited(owner, superuser, note.replace("; then topset db direct-login", ""))
    assert [one for one in told(owner) if login in one] == []


def test_a_data_api_that_shows_too_much_is_told(owner: Connection, superuser: Connection) -> None:
    superuser.execute("alter role authenticator set pgrst.db_schemas = 'public, topset_private'")
    superuser.execute("alter role authenticator set pgrst.db_plan_enabled = 'true'")
    try:
        report = schema.check(owner)
    finally:
        superuser.execute("alter role authenticator reset pgrst.db_schemas")
        superuser.execute("alter role authenticator reset pgrst.db_plan_enabled")
    [problem] = report.problems
    assert problem.startswith("the Data API shows the schema topset_private")
    assert any("how queries are planned" in note for note in report.notes)


def test_the_shared_login_of_before_is_told_until_it_is_gone(
    owner: Connection, superuser: Connection
) -> None:
    owner.execute("create role topset_direct login")
    owner.execute("grant lifter to topset_direct")
    [problem] = [one for one in schema.check(owner).problems if "topset_direct" in one]
    assert "which lifters shared" in problem
    names = [one.name for one in schema.migrations()]
    for migration in schema.migrations()[names.index("direct_door") :]:
        schema.run_script(owner, migration.sql)
    [note] = [one for one in told(owner) if "topset_direct" in one]
    assert "is switched off" in note
    edited(owner, superuser, note)
    assert [one for one in told(owner) if "topset_direct" in one] == []
