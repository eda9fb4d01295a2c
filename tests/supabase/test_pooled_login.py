"""A lifter's login made through a pooler of many projects leads through that pooler."""

from __future__ import annotations

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.tenants import pooled
from tui.supabase import errors, schema

PROJECT = "abcdefghijklmnopqrst"


@pytest.mark.parametrize(
    ("user", "options"),
    [(f"postgres.{PROJECT}", ""), ("postgres", f"&options=reference%3D{PROJECT}")],
)
def test_the_address_names_the_project_as_the_owners_did(
    box: SandboxUnderTest, lifter: TestLifter, user: str, options: str
) -> None:
    with pooled(box.owner_database_url, PROJECT) as pooler:
        place = f"127.0.0.1:{pooler.port}/{box.database.name}?sslmode=disable{options}"
        with psycopg.connect(f"postgresql://{user}@{place}", autocommit=True) as owner:
            login = schema.create_direct_login(owner, lifter.user_id)
        parts = conninfo_to_dict(login.database_url)
        assert parts["user"] == login.role + user.removeprefix("postgres")
        assert parts.get("options") == (f"reference={PROJECT}" if options else None)
        with psycopg.connect(login.database_url) as connection:
            assert connection.execute("select session_user").fetchone() == (login.role,)


def test_an_owner_whose_own_name_has_a_dot_is_not_taken_for_a_pooled_one(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    with psycopg.connect(box.database.superuser_url, autocommit=True) as superuser:
        superuser.execute('create role "an.owner" login createrole')
        superuser.execute('grant postgres to "an.owner" with admin option')
    with psycopg.connect(box.database.url("an.owner"), autocommit=True) as owner:
        owner.execute("set role postgres")
        login = schema.create_direct_login(owner, lifter.user_id)
    assert conninfo_to_dict(login.database_url)["user"] == login.role


def test_a_login_without_its_project_is_told_by_the_poolers_own_word(
    box: SandboxUnderTest, lifter: TestLifter
) -> None:
    role = box.direct_login(lifter)
    with pooled(box.owner_database_url, PROJECT) as pooler:
        address = f"postgresql://{role}@127.0.0.1:{pooler.port}/{box.database.name}"
        with pytest.raises(psycopg.OperationalError) as refused:
            psycopg.connect(f"{address}?sslmode=disable")
    told = errors.from_connection(str(refused.value), "the pooler")
    assert "<ref>" in told.words, told.words
