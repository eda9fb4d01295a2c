"""Many lifters over few connections of a pooler that hands them out for one transaction each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.laptops import database_socket
from tests.support.plans import PlantedPlan, plant_plan
from tests.support.pooler import installed, pooler
from tests.support.server_rows import weights_of
from tui.logbook import Logbook
from tui.supabase.account import Account
from tui.supabase.credentials import StoredCredentials
from tui.supabase.direct import DirectGateway
from tui.supabase.session_store import SessionStore
from tui.sync.engine import SyncEngine
from tui.training.entry import Entry

pytestmark = pytest.mark.skipif(not installed(), reason="PgBouncer is not installed here")
CLIENTS, LIFTERS, SERVER_CONNECTIONS, ROUNDS = 20, 5, 2, 3


@pytest.fixture
def gym(box: SandboxUnderTest) -> list[TestLifter]:
    return [box.add_lifter() for _ in range(LIFTERS)]


@pytest.fixture
def pooled_url(
    box: SandboxUnderTest, gym: list[TestLifter]
) -> Iterator[Callable[[TestLifter], str]]:
    """The address of a lifter's login through a pooler that all of the gym share."""
    logins = [box.direct_login(lifter) for lifter in gym]
    with pooler(box, database_socket(box), logins, server_connections=SERVER_CONNECTIONS) as url_of:
        yield lambda lifter: url_of(box.direct_login(lifter))


def test_twenty_clients_over_two_connections_see_and_write_their_own_alone(
    box: SandboxUnderTest,
    gym: list[TestLifter],
    pooled_url: Callable[[TestLifter], str],
    tmp_path: Path,
) -> None:
    session_store = SessionStore(tmp_path / "sessions", box.url)
    plans: list[PlantedPlan] = []
    for lifter in gym:
        Account(box.url, box.publishable_key, session_store).sign_in(lifter.email, lifter.password)
        plans.append(plant_plan(box.database.superuser_url, lifter.user_id))

    def train(client: int) -> int:
        lifter, plan = gym[client % LIFTERS], plans[client % LIFTERS]
        credentials = StoredCredentials(box.url, box.publishable_key, session_store, lifter.user_id)
        with (
            closing(DirectGateway(pooled_url(lifter), credentials)) as door,
            closing(Logbook.open(tmp_path / f"{client}.sqlite3")) as book,
        ):
            exchange = SyncEngine(book=book, gateway=door)
            exchange.run()
            for round_ in range(ROUNDS):
                entry = Entry(weight_kg=float(100 * (client % LIFTERS) + round_), reps=8)
                book.workouts.record_sets(plan.exercise_ids[0], [entry])
                exchange.run()
            session = book.workouts.session(plan.session_ids[0])
            assert session is not None
            hundreds = {one.weight_kg // 100 for one in session.exercises[0].performed}
            assert hundreds == {float(client % LIFTERS)}
            with psycopg.connect(box.database.superuser_url) as server:
                row = server.execute(
                    "select count(*) from pg_stat_activity"
                    " where usename ~ '^topset_' and datname = current_database()"
                ).fetchone()
            assert row is not None
            return int(row[0])

    with ThreadPoolExecutor(CLIENTS) as clients:
        connections = list(clients.map(train, range(CLIENTS)))
    assert max(connections) <= SERVER_CONNECTIONS
    with psycopg.connect(box.database.superuser_url) as server:
        for number, lifter in enumerate(gym):
            expected = [float(100 * number + r) for r in range(ROUNDS)] * (CLIENTS // LIFTERS)
            assert weights_of(server, lifter.user_id) == sorted(expected)


def test_nothing_of_a_lifter_is_left_on_the_connection_that_the_next_one_gets(
    box: SandboxUnderTest,
    gym: list[TestLifter],
    pooled_url: Callable[[TestLifter], str],
    tmp_path: Path,
) -> None:
    lifter = gym[0]
    url = pooled_url(lifter)
    session_store = SessionStore(tmp_path / "sessions", box.url)
    Account(box.url, box.publishable_key, session_store).sign_in(lifter.email, lifter.password)
    credentials = StoredCredentials(box.url, box.publishable_key, session_store, lifter.user_id)
    plant_plan(box.database.superuser_url, lifter.user_id)
    with closing(DirectGateway(url, credentials)) as door:
        door.schema_version()
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as stranger:
            for _ in range(2 * SERVER_CONNECTIONS):
                left = stranger.execute(
                    "select current_user, nullif(current_setting('request.jwt.claims', true), '')"
                ).fetchone()
                assert left == (box.direct_login(lifter), None)
