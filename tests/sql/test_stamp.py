"""The stamp: HMAC as the RFC has it, a hook that never fails, claims that alone prove nothing."""

from __future__ import annotations

import json
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.sql.lifters import (
    Connection,
    Door,
    Lifter,
    acting,
    ask,
    begin_session,
    claims_of,
    login_of,
    outcomes,
    pull,
    stamped,
)
from tests.support.cluster import Database
from tui.sync.protocol import Json, Row

RFC_4231 = [
    (
        b"\x0b" * 20,
        b"Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    ),
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        b"\xaa" * 20,
        b"\xdd" * 50,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        bytes(range(1, 26)),
        b"\xcd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    (
        b"\x0c" * 20,
        b"Test With Truncation",
        "a3b6167473100ee06e0c796c2955552b",
    ),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        b"\xaa" * 131,
        b"This is a test using a larger than block-size key and a larger than block-size data. "
        b"The key needs to be hashed before being used by the HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]


def test_hmac_answers_the_vectors_of_rfc_4231(owner: Connection) -> None:
    for key, message, digest in RFC_4231:
        found = ask(owner, "select encode(topset_private.hmac_sha256(%s, %s), 'hex')", key, message)
        assert isinstance(found, str)
        assert found[: len(digest)] == digest


def test_the_hook_adds_the_stamp_and_keeps_every_claim(owner: Connection, lifter: Lifter) -> None:
    claims = claims_of(lifter.user_id)
    answer = stamped(owner, claims)
    stamp = answer.pop("topset_stamp")
    assert isinstance(stamp, str)
    assert len(stamp) == 64
    assert answer == claims


def test_the_stamp_is_hmac_of_sub_session_exp_and_level(owner: Connection, lifter: Lifter) -> None:
    claims = claims_of(lifter.user_id)
    key = b"k" * 32
    owner.execute(
        "update topset_private.stamp_key set inner_pad = topset_private.hmac_pad(%s, 54),"
        " outer_pad = topset_private.hmac_pad(%s, 92)",
        [key, key],
    )
    message = f"{claims['sub']}|{claims['session_id']}|{claims['exp']}|aal1".encode()
    expected = ask(owner, "select encode(topset_private.hmac_sha256(%s, %s), 'hex')", key, message)
    assert stamped(owner, claims)["topset_stamp"] == expected


@pytest.mark.parametrize(
    "event",
    [
        None,
        {},
        [],
        "word",
        {"claims": None},
        {"claims": []},
        {"claims": {"sub": "x"}},
        {"claims": {"sub": "x", "exp": "tomorrow"}},
    ],
)
def test_the_hook_returns_what_surprises_it(database: Database, event: Json) -> None:
    with psycopg.connect(database.url("supabase_auth_admin")) as auth:
        row = auth.execute(
            "select topset_private.stamp_access_token(%s)", [Jsonb(event)]
        ).fetchone()
    assert row == (event,)


def test_the_hook_stamps_even_where_nothing_can_be_written(
    database: Database, owner: Connection, lifter: Lifter
) -> None:
    with psycopg.connect(database.url("supabase_auth_admin")) as auth:
        auth.read_only = True
        row = auth.execute(
            "select topset_private.stamp_access_token(%s)",
            [Jsonb({"claims": claims_of(lifter.user_id)})],
        ).fetchone()
    assert row is not None
    assert "topset_stamp" in row[0]["claims"]


@pytest.mark.parametrize("role", ["anon", "authenticated", "lifter", "service_role"])
def test_nobody_but_auth_can_ask_for_a_stamp(
    database: Database, owner: Connection, role: str
) -> None:
    assert not ask(
        owner,
        "select has_function_privilege(%s, 'topset_private.stamp_access_token(jsonb)', 'execute')"
        " or has_function_privilege(%s, 'topset_private.stamp(jsonb)', 'execute')"
        " or has_table_privilege(%s, 'topset_private.stamp_key', 'select')",
        role,
        role,
        role,
    )


def who(database: Database, owner: Connection, lifter: Lifter, claims: Row | None) -> Json:
    """Make a plan on this lifter's direct connection, and return whose the database finds it."""
    login = login_of(owner, lifter)
    plan_id = str(uuid4())
    plan: Row = {"id": plan_id, "split_type": "x", "week_start": "2026-11-16"}
    change: Row = {"id": plan_id, "table": "modular_training_plan", "op": "insert", "row": plan}
    try:
        with acting(database.url(login), "lifter", claims) as connection:
            assert outcomes(connection, change) == ["applied"]
    except psycopg.errors.InvalidAuthorizationSpecification:
        return None
    return ask(owner, "select user_id::text from modular_training_plan where id = %s", plan_id)


class TestOnADirectConnection:
    """Whoever holds a login can set any claims they like."""

    def test_a_stamp_proves_who_it_is(
        self, database: Database, owner: Connection, lifter: Lifter
    ) -> None:
        assert who(database, owner, lifter, lifter.claims) == lifter.user_id

    def test_claims_without_a_stamp_are_nobody(
        self, database: Database, owner: Connection, lifter: Lifter
    ) -> None:
        assert who(database, owner, lifter, claims_of(lifter.user_id)) is None

    def test_no_claims_are_nobody(
        self, database: Database, owner: Connection, lifter: Lifter
    ) -> None:
        assert who(database, owner, lifter, None) is None

    @pytest.mark.parametrize("name", ["sub", "session_id", "exp", "aal"])
    def test_a_stamp_of_other_claims_is_nobody(
        self, database: Database, owner: Connection, lifter: Lifter, other: Lifter, name: str
    ) -> None:
        fresh = {**claims_of(other.user_id, seconds=7200), "aal": "aal2"}
        assert who(database, owner, lifter, {**lifter.claims, name: fresh[name]}) is None

    @pytest.mark.parametrize("stamp", ["", None, "0" * 64, 0, True, []])
    def test_a_made_up_stamp_is_nobody(
        self, database: Database, owner: Connection, lifter: Lifter, stamp: Json
    ) -> None:
        assert who(database, owner, lifter, {**lifter.claims, "topset_stamp": stamp}) is None

    def test_an_expired_stamp_is_nobody(
        self, database: Database, owner: Connection, lifter: Lifter
    ) -> None:
        assert who(database, owner, lifter, stamped(owner, {**lifter.claims, "exp": 1})) is None

    @pytest.mark.parametrize("text", ["garbage", "[]", "1", '"word"', "null", '{"sub": 1}'])
    def test_claims_that_cannot_be_read_are_nobody(
        self, database: Database, owner: Connection, lifter: Lifter, text: str
    ) -> None:
        with (
            pytest.raises(psycopg.errors.InvalidAuthorizationSpecification, match="not signed in"),
            acting(database.url(login_of(owner, lifter)), "lifter", None) as connection,
        ):
            connection.execute("select set_config('request.jwt.claims', %s, true)", [text])
            pull(connection)

    def test_a_new_key_ends_old_stamps(
        self, database: Database, owner: Connection, lifter: Lifter
    ) -> None:
        owner.execute("select topset_private.rotate_stamp_key()")
        assert who(database, owner, lifter, lifter.claims) is None
        assert who(database, owner, lifter, stamped(owner, lifter.claims)) == lifter.user_id

    def test_claims_set_for_the_session_do_not_outrank_the_transaction(
        self, database: Database, owner: Connection, lifter: Lifter, other: Lifter
    ) -> None:
        login = database.url(login_of(owner, lifter))
        with psycopg.connect(login, autocommit=True) as connection:
            connection.execute(
                "select set_config('request.jwt.claims', %s, false)", [json.dumps(other.claims)]
            )
            with connection.transaction():
                connection.execute("set local role lifter")
                connection.execute(
                    "select set_config('request.jwt.claims', %s, true)",
                    [json.dumps(lifter.claims)],
                )
                row = connection.execute("select topset.pull_training(null, 0)").fetchone()
        assert row is not None


def test_the_data_api_needs_no_stamp(owner: Connection, lifter: Lifter, data_api: Door) -> None:
    claims = claims_of(lifter.user_id)
    begin_session(owner, claims)
    with data_api(Lifter(lifter.user_id, claims)) as connection:
        assert ask(connection, "select topset_private.lifter_id()::text") == lifter.user_id
