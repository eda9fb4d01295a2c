"""Trouble with tokens, seen from the whole round: session and unsent changes survive all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from tests.supabase.conftest import make_jwt
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.faulty import Answer, SayingServer, answer
from tests.support.laptops import DoorKind, Laptop, Laptops, switched_off_after
from tests.support.plans import PlantedPlan, plant_plan
from tests.support.proxy import Fault
from tests.support.server_rows import weights_of
from tests.support.watch import idle, looping
from tui.supabase.data_api import DataApiGateway
from tui.sync.engine import SyncEngine
from tui.sync.loop import Pace
from tui.sync.protocol import Counts, SignedOut, SyncError, Unreachable
from tui.training.entry import Entry

AN_HOUR_AND_MORE = 4000.0


class Served(NamedTuple):
    """A laptop whose tokens the test can let expire."""

    box: SandboxUnderTest
    lifter: TestLifter
    plan: PlantedPlan
    laptop: Laptop

    def log(self, weight: float) -> None:
        self.laptop.book.workouts.record_sets(
            self.plan.exercise_ids[0], [Entry(weight_kg=weight, reps=8)]
        )

    def weights(self) -> list[float]:
        with psycopg.connect(self.box.database.superuser_url) as server:
            return weights_of(server, self.lifter.user_id)

    def end_sessions(self) -> None:
        with psycopg.connect(self.box.database.superuser_url) as server:
            server.execute("delete from auth.sessions where user_id = %s", [self.lifter.user_id])


@pytest.fixture(params=[("data_api", 3600), ("direct", 30)], ids=["data_api", "direct"])
def desk(
    request: pytest.FixtureRequest, make_box: Callable[..., SandboxUnderTest], tmp_path: Path
) -> Iterator[Served]:
    """Through the Data API tokens live an hour by the sandbox's clock, which the test moves; the
    database goes by its own, so for the direct door every token is already in its last minute."""
    kind: DoorKind = request.param[0]
    box = make_box(token_seconds=request.param[1], own_database=False)
    lifter = box.add_lifter()
    plan = plant_plan(box.database.superuser_url, lifter.user_id)
    with switched_off_after(Laptops(tmp_path, box, kind)) as laptops:
        laptop = laptops.new(lifter)
        laptop.sync()
        yield Served(box, lifter, plan, laptop)


def test_a_token_that_expired_offline_is_renewed_on_the_way(desk: Served) -> None:
    desk.laptop.go_offline()
    desk.log(80.0)
    with pytest.raises(Unreachable):
        desk.laptop.sync()
    desk.box.clock.forward(AN_HOUR_AND_MORE)
    desk.laptop.go_online()
    desk.laptop.sync()
    assert desk.weights() == [80.0]


@pytest.mark.parametrize("message", range(4), ids=["head", "body", "answer's head", "answer"])
def test_a_refresh_that_is_cut_anywhere_costs_neither_session_nor_sets(
    desk: Served, message: int
) -> None:
    before = 4 if desk.laptop.kind == "data_api" else 0  # the call that is told "expired"
    desk.log(80.0)
    desk.box.clock.forward(AN_HOUR_AND_MORE)
    line = desk.laptop.http
    line.break_at(Fault("cut", before + message))
    desk.laptop.sync()  # a line that broke is tried once more in the same round
    asked = [one for one in line.crossed if b"grant_type=refresh_token" in one.head]
    assert len(asked) >= 2, "the refresh was cut, and asked for again"
    assert desk.laptop.book.changes.counts() == Counts()
    line.break_at(None)
    desk.laptop.sync()
    assert desk.weights() == [80.0]


def test_two_processes_that_refresh_at_once_both_go_on(desk: Served) -> None:
    desk.log(80.0)
    desk.box.clock.forward(AN_HOUR_AND_MORE)

    def one_round(_: int) -> None:
        rounds = desk.laptop.rounds()
        try:
            rounds.run()
        finally:
            rounds.close()

    with ThreadPoolExecutor(4) as processes:
        list(processes.map(one_round, range(4)))
    assert desk.weights() == [80.0]
    desk.laptop.credentials.token(renew=True)  # the session that is kept still lives


HTML = answer(200, raw=b"<html>Welcome to our Wi-Fi</html>")


@pytest.mark.parametrize(
    "said",
    [
        answer(429, {"code": 429, "error_code": "over_request_rate_limit", "msg": "slow down"}),
        answer(500, {"code": 500, "error_code": "unexpected_failure", "msg": "oops"}),
        answer(502, raw=b"<html>Bad gateway</html>"),
        answer(200, raw=b"\x00\xff not JSON"),
        answer(200, {"access_token": 7}),
        HTML,
    ],
    ids=["429", "500", "502 HTML", "garbage", "wrong JSON", "HTML"],
)
def test_whatever_auth_answers_session_and_sets_survive(desk: Served, said: Answer) -> None:
    desk.log(80.0)
    desk.box.clock.forward(AN_HOUR_AND_MORE)
    target = desk.laptop.http.target
    with SayingServer(said) as server:
        desk.laptop.http.target = ("127.0.0.1", server.port)
        desk.laptop.http.cut()
        for _ in range(3):
            with pytest.raises(SyncError) as trouble:
                desk.laptop.credentials.token(renew=True)
            assert not isinstance(trouble.value, SignedOut)
            with pytest.raises(SyncError):
                desk.laptop.sync()
        assert desk.laptop.book.changes.counts() == Counts(unsent=1)
    desk.laptop.http.target = target
    desk.laptop.sync()
    assert desk.weights() == [80.0]


def test_a_revoked_session_asks_for_a_sign_in_and_then_everything_is_sent(
    desk: Served,
) -> None:
    desk.end_sessions()
    desk.box.clock.forward(AN_HOUR_AND_MORE)
    with looping(desk.laptop, Pace(first_retry=1000)) as (loop, watch):
        watch.wait_for(lambda one: one.state == "signed_out")
        desk.log(80.0)
        desk.log(82.5)
        loop.wake()
        watch.wait_for(lambda one: one.state == "signed_out" and one.unsent == 2)
        desk.laptop.restart()
        assert desk.laptop.weights(desk.plan.session_ids[0]) == [80.0, 82.5]
        desk.laptop.sign_in()
        said = len(watch.told)
        loop.wake()
        watch.wait_for(idle, since=said)
    assert desk.weights() == [80.0, 82.5]


class CountedCredentials:
    """Hands out one token, and counts how often another one was asked for."""

    def __init__(self) -> None:
        self.renewals = 0

    def token(self, *, renew: bool = False) -> str:
        self.renewals += renew
        return make_jwt({"sub": "anybody"})


def test_a_token_that_is_refused_whatever_is_done_is_renewed_once_a_round(
    desk: Served,
) -> None:
    credentials = CountedCredentials()
    expired = answer(401, {"code": "PGRST303", "message": "JWT expired"})
    with (
        SayingServer(expired) as server,
        closing(DataApiGateway(server.url, desk.laptop.publishable_key, credentials)) as door,
        pytest.raises(SignedOut),
    ):
        SyncEngine(book=desk.laptop.book, gateway=door).run()
    assert credentials.renewals == 1
