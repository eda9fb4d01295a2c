"""Lines that break, answers that are lost or odd: by either door nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import conninfo

from tests.supabase.conftest import KEY, make_jwt
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.faulty import Answer, Asked, CuttingProxy, SayingServer, answer, silence
from tests.support.plans import plant_plan
from tui.supabase.credentials import StoredCredentials
from tui.supabase.data_api import DataApiGateway
from tui.supabase.direct import DirectGateway, connection_parameters
from tui.supabase.rpc_gateway import RpcGateway
from tui.sync.protocol import (
    Bug,
    Change,
    Cursor,
    SignedOut,
    SyncError,
    Unreachable,
    WrongDatabase,
)

DEVICE = str(uuid4())
TOKEN = make_jwt({"sub": str(uuid4())})


STATE_OF_A_SESSION = """
    select current_user,
           nullif(current_setting('request.jwt.claims', true), ''),
           current_setting('statement_timeout'),
           current_setting('lock_timeout'),
           (select count(*) from pg_prepared_statements)
"""


class OneToken:
    """Credentials with one token for ever."""

    def __init__(self, token: str = TOKEN) -> None:
        self._token = token

    def token(self, *, renew: bool = False) -> str:
        return self._token


def some_changes(count: int = 1, exercise_row_id: str | None = None) -> list[Change]:
    def change(n: int) -> Change:
        row_id = str(uuid4())
        return Change(
            id=str(uuid4()),
            table="training_set",
            op="insert",
            row_id=row_id,
            made_at=datetime(2026, 11, 24, 18, 3, tzinfo=UTC),
            row={
                "id": row_id,
                "exercise_row_id": exercise_row_id or str(uuid4()),
                "set_no": n + 1,
                "reps_done": 8,
                "weight_kg": 82.5,
                "rpe": None,
                "recorded_at": "2026-11-24T18:03:00+00:00",
            },
        )

    return [change(n) for n in range(count)]


def through(
    proxy: CuttingProxy, box: SandboxUnderTest, kind: str, lifter: TestLifter, token: str
) -> RpcGateway:
    if kind == "direct":
        url = conninfo.make_conninfo(box.database_url_of(lifter), host="127.0.0.1", port=proxy.port)
        return DirectGateway(url, OneToken(token))
    return DataApiGateway(
        f"http://127.0.0.1:{proxy.port}", box.publishable_key, OneToken(token), answer_seconds=10
    )


def behind(box: SandboxUnderTest, kind: str) -> tuple[str, int] | str:
    """Where the server of this door listens."""
    if kind == "data_api":
        return "127.0.0.1", urlsplit(box.url).port or 0
    found = conninfo.conninfo_to_dict(box.owner_database_url)
    return str(Path(str(found["host"])) / f".s.PGSQL.{found.get('port', 5432)}")


def test_a_connection_that_dropped_between_two_calls_is_opened_again_unnoticed(
    box: SandboxUnderTest, kind_of_door: str, lifter: TestLifter
) -> None:
    token = box.sign_in(lifter)["access_token"]
    with CuttingProxy(behind(box, kind_of_door)) as proxy:
        door = through(proxy, box, kind_of_door, lifter, token)
        try:
            door.pull(Cursor())
            proxy.cut()
            assert door.pull(Cursor()).revision == 0
        finally:
            door.close()


def test_an_answer_lost_on_the_way_is_asked_for_again_and_done_once(
    box: SandboxUnderTest, kind_of_door: str, lifter: TestLifter
) -> None:
    plan = plant_plan(box.database.superuser_url, lifter.user_id)
    token = box.sign_in(lifter)["access_token"]
    changes = some_changes(2, plan.exercise_ids[0])
    with CuttingProxy(behind(box, kind_of_door)) as proxy:
        door = through(proxy, box, kind_of_door, lifter, token)
        try:
            door.pull(Cursor())
            proxy.lose_answers = True
            with pytest.raises(Unreachable):
                door.push(changes, DEVICE)
            proxy.lose_answers = False
            told = door.push(changes, DEVICE)
        finally:
            door.close()
    assert [outcome.outcome for outcome in told] == ["applied", "applied"]
    with psycopg.connect(box.database.superuser_url) as connection:
        count = connection.execute(
            "select count(*) from training_set where exercise_row_id = %s",
            (plan.exercise_ids[0],),
        ).fetchone()
    assert count == (2,)


def test_a_server_that_is_not_there_is_unreachable(
    box: SandboxUnderTest, kind_of_door: str, lifter: TestLifter
) -> None:
    with CuttingProxy(behind(box, kind_of_door)) as proxy:
        pass
    door = through(proxy, box, kind_of_door, lifter, TOKEN)
    try:
        with pytest.raises(Unreachable):
            door.pull(Cursor())
    finally:
        door.close()


def test_a_database_without_migrations_is_told_with_the_command(
    make_box: Callable[..., SandboxUnderTest], kind_of_door: str
) -> None:
    box = make_box(migrated=False)
    lifter = box.add_lifter()
    credentials = OneToken(box.sign_in(lifter)["access_token"])
    door: RpcGateway
    if kind_of_door == "direct":
        door = DirectGateway(box.owner_database_url, credentials)
    else:
        door = DataApiGateway(box.url, box.publishable_key, credentials)
    try:
        for ask in (door.schema_version, lambda: door.pull(Cursor())):
            with pytest.raises(WrongDatabase, match="topset db migrate"):
                ask()
    finally:
        door.close()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (answer(429, {"message": "slow down"}), Unreachable),
        (answer(429, raw=b"slow down"), Unreachable),
        (answer(500, raw=b"<html>oops"), Unreachable),
        (answer(502, raw=b""), Unreachable),
        (answer(503, {"code": "PGRST002", "message": "…"}), Unreachable),
        (answer(540, raw=b"paused"), Unreachable),
        (answer(200, raw=b"<html>our terms</html>"), Unreachable),
        (answer(200, raw=b""), Unreachable),
        (answer(200, raw=b"\xff\x00{"), Unreachable),
        (answer(200, raw=b"[" * 50_000), Unreachable),
        (answer(200, [], cut=1), Unreachable),
        (answer(200, {"epoch": "x"}), Bug),
        (answer(200, None), Bug),
        (answer(302, raw=b"", headers={"Location": "http://portal.example/"}), Unreachable),
        (answer(401, {"message": "Invalid API key"}), Unreachable),
        (answer(401, {"code": "PGRST301", "message": "JWSError"}), SignedOut),
        (answer(404, {"code": "PGRST202", "message": "no function"}), WrongDatabase),
        (answer(404, raw=b"<html>not here"), Unreachable),
        (answer(400, {"code": "PGRST102", "message": "bad json"}), Bug),
        (silence(), Unreachable),
        (lambda _: b"garbage\r\n\r\n", Unreachable),
    ],
)
def test_an_odd_answer_of_the_data_api_has_its_class(said: Answer, kind: type[SyncError]) -> None:
    with SayingServer(said) as server:
        door = DataApiGateway(server.url, KEY, OneToken())
        try:
            with pytest.raises(kind) as error:
                door.pull(Cursor())
            assert type(error.value) is kind
            with pytest.raises(kind):
                door.push(some_changes(), DEVICE)
        finally:
            door.close()


def test_an_answer_that_does_not_come_is_given_up_in_time() -> None:
    from threading import Event

    over = Event()

    def late(_: Asked) -> bytes:
        over.wait(20)
        return b""

    with SayingServer(late) as server:
        door = DataApiGateway(server.url, KEY, OneToken(), answer_seconds=0.1)
        try:
            with pytest.raises(Unreachable, match="in time"):
                door.pull(Cursor())
        finally:
            over.set()
            door.close()


@pytest.mark.parametrize(
    "refusal",
    [
        answer(400, {"code": "22P05", "message": "unsupported Unicode escape sequence"}),
        answer(413, raw=b"<html>too large"),
    ],
)
def test_a_batch_refused_as_a_whole_is_split_until_the_culprit_stands_alone(
    refusal: Answer,
) -> None:
    changes = some_changes(5)
    culprit = changes[3].id

    def judge(asked: Asked) -> bytes:
        sent = asked.json()["changes"]
        assert isinstance(sent, list)
        ids = [one["id"] for one in sent]
        if culprit in ids:
            return refusal(asked)
        return answer(200, [{"id": one, "outcome": "applied"} for one in ids])(asked)

    with SayingServer(judge) as server:
        door = DataApiGateway(server.url, KEY, OneToken())
        try:
            told = door.push(changes, DEVICE)
        finally:
            door.close()
    assert [outcome.id for outcome in told] == [change.id for change in changes]
    assert [outcome.outcome for outcome in told] == [
        "refused" if change.id == culprit else "applied" for change in changes
    ]


def test_missing_grants_park_no_change() -> None:
    denied = answer(403, {"code": "42501", "message": "permission denied for table training_set"})
    with SayingServer(denied) as server:
        door = DataApiGateway(server.url, KEY, OneToken())
        try:
            with pytest.raises(WrongDatabase):
                door.push(some_changes(3), DEVICE)
        finally:
            door.close()
    assert len(server.asked) == 1


def test_nothing_of_a_direct_call_stays_on_the_connection(
    box: SandboxUnderTest,
    lifter: TestLifter,
    signed_in: Callable[[TestLifter], StoredCredentials],
) -> None:
    door = DirectGateway(box.database_url_of(lifter), signed_in(lifter))
    try:
        door.pull(Cursor())
        connection = door._connection  # what a pooler would hand to the next client
        assert connection is not None
        left = connection.execute(STATE_OF_A_SESSION).fetchone()
    finally:
        door.close()
    with psycopg.connect(box.database_url_of(lifter)) as fresh:
        assert fresh.execute(STATE_OF_A_SESSION).fetchone() == left


def test_a_statement_that_takes_too_long_is_unreachable_and_the_door_goes_on(
    box: SandboxUnderTest,
    lifter: TestLifter,
    signed_in: Callable[[TestLifter], StoredCredentials],
) -> None:
    plan = plant_plan(box.database.superuser_url, lifter.user_id)
    door = DirectGateway(box.database_url_of(lifter), signed_in(lifter), statement_seconds=0.2)
    try:
        door.pull(Cursor())
        with psycopg.connect(box.database.superuser_url) as other:
            other.execute(
                "update modular_training_week set notes = 'x' where plan_id = %s", (plan.plan_id,)
            )
            with pytest.raises(Unreachable):
                door.push(some_changes(1, plan.exercise_ids[0]), DEVICE)
        [outcome] = door.push(some_changes(1, plan.exercise_ids[0]), DEVICE)
    finally:
        door.close()
    assert outcome.outcome == "applied"


def test_a_login_that_may_not_be_lifter_is_told_what_to_do(box: SandboxUnderTest) -> None:
    door = DirectGateway(box.database.url("authenticator"), OneToken())
    try:
        with pytest.raises(WrongDatabase, match="direct-login"):
            door.pull(Cursor())
    finally:
        door.close()


@pytest.mark.parametrize(
    ("url", "sslmode"),
    [
        ("postgresql://u@/postgres?host=/run/sock", None),
        ("postgresql://u@localhost/postgres", None),
        ("postgresql://u@127.0.0.1:6543/postgres", None),
        ("postgresql://u@[::1]/postgres", None),
        ("postgresql:///postgres", None),
        ("postgresql://u@db.abcd.supabase.co/postgres", "verify-full"),
        ("postgresql://u@203.0.113.7/postgres", "verify-full"),
        ("postgresql://u@localhost,db.example/postgres", "verify-full"),
        ("postgresql://u@localhost/postgres?hostaddr=203.0.113.7", "verify-full"),
        ("host=db.example user=u", "verify-full"),
        ("postgresql://u@db.example/postgres?sslmode=require", "require"),
    ],
)
def test_tls_is_asked_for_wherever_the_line_leaves_the_machine(
    url: str, sslmode: str | None
) -> None:
    parameters = connection_parameters(url)
    assert parameters.get("sslmode") == sslmode
    assert ("sslrootcert" in parameters) == (sslmode == "verify-full")
    assert parameters["connect_timeout"] == "8"


def test_what_the_connection_string_says_goes_first() -> None:
    given = (
        "postgresql://u@db.example/p?connect_timeout=3&sslrootcert=/ca.pem&application_name=mine"
    )
    parameters = connection_parameters(given)
    assert parameters["connect_timeout"] == "3"
    assert parameters["sslrootcert"] == "/ca.pem"
    assert parameters["application_name"] == "mine"


def test_a_connection_string_that_is_none_is_said_without_its_password() -> None:
    with pytest.raises(Unreachable, match="connection string") as error:
        DirectGateway("postgresql://u:secret@host:port:x/db?nonsense=1", OneToken())
    assert "secret" not in error.value.words
    assert error.value.__cause__ is None
