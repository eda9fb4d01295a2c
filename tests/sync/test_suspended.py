"""A laptop whose lid was closed between the answer and its COMMIT keeps no other one waiting."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.laptops import Laptop, Laptops
from tests.support.plans import PlantedPlan
from tests.support.processes import wait_for
from tests.support.proxy import Direction, Line, postgres_messages
from tests.support.server_rows import receipts_of, weights_of
from tests.support.watch import idle, looping
from tests.sync.test_bad_line import go_over
from tests.sync.test_engine import log
from tui.supabase import wire
from tui.supabase.project import jwt_claims
from tui.supabase.schema import create_direct_login
from tui.sync.loop import Pace
from tui.sync.protocol import Unreachable


@pytest.fixture
def kind() -> str:
    return "direct"


@contextmanager
def suspended(laptop: Laptop, database_url: str) -> Iterator[None]:
    """The laptop's own call, up to the answer and no further; its process goes on existing."""
    claims = json.dumps(jwt_claims(laptop.credentials.token()))
    changes = [wire.change_document(change) for change in laptop.book.changes.unsent()]
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "select set_config('role', 'lifter', true),"
            " set_config('request.jwt.claims', %s, true),"
            " set_config('idle_in_transaction_session_timeout', '0', true)",
            [claims],
        )
        connection.execute(
            "select topset.push_changes(%s, %s)", [Jsonb(changes), laptop.book.base.device()]
        )
        yield
        with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
            connection.execute("select 1")


def test_the_other_laptop_gets_its_turn_within_its_patience_and_nothing_is_lost(
    laptop: Laptop,
    laptops: Laptops,
    plan: PlantedPlan,
    server: psycopg.Connection,
) -> None:
    box, lifter = laptops.box, laptop.lifter
    other = laptops.new(lifter)
    other.sync()
    log(laptop, plan, 80.0)
    log(other, plan, 82.5)
    with suspended(laptop, box.database_url_of(lifter)):
        assert other.sync().sent == 1
        assert weights_of(server, lifter.user_id) == [82.5]
    assert laptop.sync().sent == 1
    assert weights_of(server, lifter.user_id) == [80.0, 82.5]


def test_a_laptop_that_was_asleep_before_its_commit_sends_again_at_once(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    """The server has ended the connection meanwhile, and the answer in hand counts for nothing."""
    laptop.sync()
    log(laptop, plan, 80.0)
    slept = [b"not yet"]

    def before_commit(direction: Direction) -> Callable[[bytes], Iterator[bytes]]:
        split = postgres_messages(direction)

        def feed(data: bytes) -> Iterator[bytes]:
            for message in split(data):
                if direction == "to_server" and b"COMMIT" in message and not slept:
                    slept.append(message)
                    wait_for(lambda: not in_transaction(server))
                yield message

        return feed

    with Line(laptop.line.target, before_commit) as line:
        go_over(laptop, line)
        laptop.gateway.schema_version()  # so that the connection is one that was kept
        slept.clear()
        assert laptop.sync().sent == 1
    assert slept
    assert weights_of(server, lifter.user_id) == [80.0]


def in_transaction(server: psycopg.Connection) -> bool:
    """Tell whether a topset holds a transaction open without doing anything."""
    found = server.execute(
        "select count(*) from pg_stat_activity where application_name = 'topset'"
        " and state = 'idle in transaction'"
    ).fetchone()
    return found is not None and found[0] > 0


@pytest.mark.parametrize("jump", [5, 26, -3, -30], ids=lambda hours: f"{hours:+d} h")
def test_a_clock_that_jumped_costs_no_set_and_no_session(
    laptop: Laptop,
    plan: PlantedPlan,
    lifter: TestLifter,
    server: psycopg.Connection,
    jump: int,
) -> None:
    log(laptop, plan, 80.0)
    with looping(laptop, Pace(first_retry=0.02, longest_retry=0.1)) as (loop, watch):
        watch.wait_for(idle)
        laptop.clock.skew += timedelta(hours=jump)
        log(laptop, plan, 82.5)
        laptop.line.cut()  # hours of silence end what was held open
        told = len(watch.told)
        loop.wake()
        watch.wait_for(idle, since=told)
        laptop.clock.skew -= timedelta(hours=jump)
        log(laptop, plan, 85.0)
        told = len(watch.told)
        loop.wake()
        watch.wait_for(idle, since=told)
    assert weights_of(server, lifter.user_id) == [80.0, 82.5, 85.0]
    assert receipts_of(server, lifter.user_id) == {"applied": 3}


def test_a_laptop_that_waits_in_vain_is_told_what_for(
    laptop: Laptop, plan: PlantedPlan, lifter: TestLifter, server: psycopg.Connection
) -> None:
    log(laptop, plan, 80.0)
    with server.transaction():
        server.execute("select from training_head where user_id = %s for update", [lifter.user_id])
        with pytest.raises(Unreachable, match="Another laptop of yours is busy"):
            laptop.sync()
    assert laptop.sync().sent == 1


def test_a_login_brings_limits_of_its_own(box: SandboxUnderTest, lifter: TestLifter) -> None:
    with psycopg.connect(box.database.owner_url) as owner:
        role = create_direct_login(owner, lifter.user_id).role
        settings = owner.execute(
            "select setconfig from pg_db_role_setting s join pg_roles r on r.oid = s.setrole"
            " where r.rolname = %s",
            [role],
        ).fetchone()
        owner.rollback()
    assert settings is not None
    assert {"idle_in_transaction_session_timeout=4s", "tcp_user_timeout=15s"} <= set(settings[0])
