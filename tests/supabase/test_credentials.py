"""A token that is still good: refreshed once for all processes, never lost to a bad answer."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import pytest

from tests.supabase.conftest import KEY, RECEIVED, USER_ID, MakeSession
from tests.support.box import SandboxUnderTest, TestLifter
from tests.support.faulty import (
    WAIT_SECONDS,
    Answer,
    Asked,
    CuttingProxy,
    SayingServer,
    answer,
    passed_on,
    silence,
)
from tui.supabase.account import Account
from tui.supabase.credentials import StoredCredentials
from tui.supabase.project import jwt_claims
from tui.supabase.session_store import SessionStore
from tui.sync.protocol import Bug, SignedOut, SyncError, Unreachable

PROJECT = "http://127.0.0.1:54321"
SessionBody = Callable[..., dict[str, object]]


class Clocks:
    """The laptop's two clocks, moved by hand."""

    def __init__(self) -> None:
        self.wall = RECEIVED
        self.running = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.running += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def credentials_for(
    server: SayingServer, session_store: SessionStore, clocks: Clocks
) -> StoredCredentials:
    return StoredCredentials(
        server.url,
        KEY,
        session_store,
        USER_ID,
        now=lambda: clocks.wall,
        elapsed=lambda: clocks.running,
    )


def test_a_good_token_is_handed_out_without_asking_anyone(
    session_store: SessionStore, make_session: MakeSession, clocks: Clocks
) -> None:
    session_store.save(make_session())
    with SayingServer(silence()) as server:
        credentials = credentials_for(server, session_store, clocks)
        clocks.pass_by(3600 - 61)
        assert credentials.token() == make_session().access_token
        assert server.asked == []


def test_a_token_in_its_last_minute_is_refreshed_and_saved_before_it_is_used(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    with SayingServer(answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        clocks.pass_by(3600 - 59)
        token = credentials.token()
        assert credentials.token() == token
    [asked] = server.asked
    assert asked.path == "/auth/v1/token?grant_type=refresh_token"
    assert asked.headers["apikey"] == KEY
    assert asked.json()["refresh_token"] == "refresh-1"
    kept = session_store.load(USER_ID)
    assert (kept.access_token, kept.refresh_token) == (token, "refresh-2")
    assert kept.received_at == clocks.wall.timestamp()


@pytest.mark.parametrize("hours", [-30, 30])
def test_a_clock_that_is_wrong_by_hours_does_not_matter(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
    hours: int,
) -> None:
    clocks.wall += timedelta(hours=hours)
    session_store.save(make_session(received_at=clocks.wall.timestamp()))
    with SayingServer(answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        credentials.token()
        assert server.asked == []
        clocks.pass_by(3590)
        credentials.token()
        assert len(server.asked) == 1


def test_a_clock_put_back_while_topset_runs_does_not_lengthen_a_tokens_life(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    with SayingServer(answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        clocks.pass_by(1800)
        credentials.token()
        clocks.pass_by(1795)
        clocks.wall -= timedelta(minutes=50)
        credentials.token()
        assert len(server.asked) == 1


def test_a_clock_put_back_before_the_session_arrived_asks_for_a_new_token(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    clocks.wall -= timedelta(days=1)
    with SayingServer(answer(200, session_body())) as server:
        credentials_for(server, session_store, clocks).token()
        assert len(server.asked) == 1


def test_a_refused_token_is_renewed_though_it_looks_good(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    with SayingServer(answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        old = credentials.token()
        assert credentials.token(renew=True) != old
        assert len(server.asked) == 1


def test_what_another_process_refreshed_is_taken_instead_of_refreshing_again(
    session_store: SessionStore, make_session: MakeSession, clocks: Clocks
) -> None:
    session_store.save(make_session())
    with SayingServer(silence()) as server:
        credentials = credentials_for(server, session_store, clocks)
        credentials.token()
        session_store.renew(make_session(access_token="theirs", refresh_token="refresh-2"))
        assert credentials.token(renew=True) == "theirs"
        assert server.asked == []


@pytest.mark.parametrize(
    "bad",
    [
        answer(429, {"code": 429, "error_code": "over_request_rate_limit", "msg": "slow"}),
        answer(429, raw=b"slow down"),
        answer(500, raw=b"<html>oops</html>"),
        answer(503, {"code": 503, "msg": "starting"}),
        answer(200, raw=b"<html>accept our terms</html>"),
        answer(200, {"hello": "there"}),
        answer(200, raw=b"\x00\xff{"),
        answer(302, raw=b"", headers={"Location": "http://portal.example/"}),
        answer(200, {"access_token": "half"}, cut=12),
        silence(),
        lambda _: b"HTTP/1.1 garbage\r\n\r\n",
        answer(409, {"code": 409, "error_code": "conflict", "msg": "again"}),
        answer(401, {"message": "Invalid API key"}),
    ],
)
def test_a_bad_answer_keeps_the_session(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
    bad: Answer,
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)
    with SayingServer(bad, answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        with pytest.raises(Unreachable):
            credentials.token()
        assert session_store.load(USER_ID) == make_session()
        assert credentials.token() == session_body()["access_token"]
    assert [asked.json()["refresh_token"] for asked in server.asked] == ["refresh-1"] * 2


def test_a_host_that_is_not_there_keeps_the_session(
    session_store: SessionStore, make_session: MakeSession, clocks: Clocks
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)
    with SayingServer(silence()) as gone:
        pass
    with pytest.raises(Unreachable):
        credentials_for(gone, session_store, clocks).token()
    assert session_store.load(USER_ID) == make_session()


@pytest.mark.parametrize(
    "code", ["refresh_token_not_found", "refresh_token_already_used", "session_expired"]
)
def test_a_dead_session_is_not_asked_for_again(
    session_store: SessionStore, make_session: MakeSession, clocks: Clocks, code: str
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)
    with SayingServer(answer(400, {"code": 400, "error_code": code, "msg": ""})) as server:
        credentials = credentials_for(server, session_store, clocks)
        for _ in range(2):
            with pytest.raises(SignedOut) as signed_out:
                credentials.token()
            assert signed_out.value.code == code
        assert len(server.asked) == 1
    assert session_store.identity() is not None


def test_a_blocked_account_may_come_back(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)
    banned = answer(400, {"code": 400, "error_code": "user_banned", "msg": ""})
    with SayingServer(banned, answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        with pytest.raises(SignedOut):
            credentials.token()
        assert credentials.token() == session_body()["access_token"]


def test_a_session_of_somebody_else_is_not_taken(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)
    stranger = session_body(user_id="6b1f8f4e-0000-4000-8000-00000000000f")
    with SayingServer(answer(200, stranger)) as server, pytest.raises(Bug):
        credentials_for(server, session_store, clocks).token()
    assert session_store.load(USER_ID) == make_session()


def test_credentials_stay_with_their_lifter_when_another_signs_in(
    session_store: SessionStore, make_session: MakeSession, clocks: Clocks
) -> None:
    session_store.save(make_session())
    other = "6b1f8f4e-0000-4000-8000-000000000002"
    with SayingServer(silence()) as server:
        credentials = credentials_for(server, session_store, clocks)
        session_store.save(make_session(user_id=other, access_token="theirs"))
        assert credentials.token() == make_session().access_token
        session_store.forget(USER_ID)
        with pytest.raises(SignedOut):
            credentials.token()


def test_signing_out_while_a_refresh_is_under_way_stays_signed_out(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)

    def forget_first(asked: Asked) -> bytes:
        session_store.forget(USER_ID)
        return answer(200, session_body())(asked)

    with SayingServer(forget_first) as server, pytest.raises(SignedOut):
        credentials_for(server, session_store, clocks).token()
    assert session_store.identity() is None


def test_a_disk_that_does_not_take_the_new_session_is_trouble_and_the_old_one_stays(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
    tmp_path: Path,
) -> None:
    session_store.save(make_session())
    clocks.pass_by(4000)
    path = tmp_path / "sessions" / session_store.project / f"{USER_ID}.session.json"

    def block(asked: Asked) -> bytes:
        path.rename(path.with_suffix(".kept"))
        path.mkdir()
        return answer(200, session_body())(asked)

    with SayingServer(block) as server, pytest.raises(Unreachable) as trouble:
        credentials_for(server, session_store, clocks).token()
    assert trouble.value.code == "not_saved"


def test_an_answer_to_a_refresh_that_is_lost_on_the_way_is_survived(
    box: SandboxUnderTest, lifter: TestLifter, session_store: SessionStore
) -> None:
    Account(box.url, box.publishable_key, session_store).sign_in(lifter.email, lifter.password)
    kept = session_store.load(lifter.user_id)
    session_store.save(replace(kept, received_at=kept.received_at - 7200))
    port = urlsplit(box.url).port
    assert port is not None
    with CuttingProxy(("127.0.0.1", port)) as proxy:
        url = f"http://127.0.0.1:{proxy.port}"
        credentials = StoredCredentials(url, box.publishable_key, session_store, lifter.user_id)
        proxy.lose_answers = True
        with pytest.raises(Unreachable):
            credentials.token()
        proxy.lose_answers = False
        assert credentials.token() != kept.access_token
    assert session_store.load(lifter.user_id).refresh_token != kept.refresh_token


@pytest.mark.parametrize("counted", [False, True], ids=["stored tokens", "counted tokens"])
def test_a_crash_between_a_refresh_and_saving_it_is_survived(
    make_box: Callable[..., SandboxUnderTest], tmp_path: Path, counted: bool
) -> None:
    box = make_box(own_database=False)
    box.auth_settings.counted_tokens = counted
    lifter, project = box.add_lifter(), passed_on(box.url)
    answered: list[subprocess.Popen[str]] = []

    def then_crash(asked: Asked) -> bytes:
        said = project(asked)
        if answered:
            answered.pop().kill()
        return said

    with SayingServer(then_crash) as server:
        session_store = SessionStore(tmp_path / "sessions", server.url)
        Account(server.url, box.publishable_key, session_store).sign_in(
            lifter.email, lifter.password
        )
        kept = session_store.load(lifter.user_id)
        session_store.save(replace(kept, received_at=0.0))
        # Twice, and long after the seconds in which any token may be used again.
        for _ in range(2):
            child = subprocess.Popen(
                refreshing(tmp_path / "sessions", server.url, box.publishable_key, lifter.user_id),
                stdout=subprocess.PIPE,
                text=True,
            )
            answered.append(child)
            assert child.communicate(timeout=WAIT_SECONDS)[0] == "asking\n"
            assert child.returncode < 0
            box.clock.forward(3600)
        assert session_store.load(lifter.user_id).refresh_token == kept.refresh_token
        credentials = StoredCredentials(
            server.url, box.publishable_key, session_store, lifter.user_id
        )
        tokens = [credentials.token(), credentials.token(renew=True)]
    assert len({kept.access_token, *tokens}) == 3
    assert (len(session_store.load(lifter.user_id).refresh_token) > 12) == counted


def test_a_session_is_refreshed_again_and_again(
    box: SandboxUnderTest, lifter: TestLifter, session_store: SessionStore
) -> None:
    Account(box.url, box.publishable_key, session_store).sign_in(lifter.email, lifter.password)
    credentials = StoredCredentials(box.url, box.publishable_key, session_store, lifter.user_id)
    credentials.token()
    tokens = [credentials.token(renew=True) for _ in range(4)]
    assert jwt_claims(tokens[-1])["sub"] == lifter.user_id
    assert session_store.load(lifter.user_id).access_token == tokens[-1]


PROGRAM = """
import sys
from pathlib import Path
from tui.supabase.credentials import StoredCredentials
from tui.supabase.session_store import SessionStore
from tui.supabase.project import jwt_claims
folder, project, url, key, user_id = sys.argv[1:]
store = SessionStore(Path(folder), project)
credentials = StoredCredentials(url, key, store, user_id)
print("asking", flush=True)
print(credentials.token(), flush=True)
"""


def refreshing(folder: Path, url: str, key: str, user_id: str, project: str = "") -> list[str]:
    """Return the command of a process that wants a token; a project may be asked at another URL."""
    return [sys.executable, "-c", PROGRAM, str(folder), project or url, url, key, user_id]


def test_two_processes_refresh_once(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    tmp_path: Path,
) -> None:
    session_store.save(make_session())  # long ago, by the clock of the two processes
    arrived, both_ask = Event(), Event()
    body = session_body()

    def slowly(asked: Asked) -> bytes:
        arrived.set()
        assert both_ask.wait(WAIT_SECONDS)
        return answer(200, body)(asked)

    with SayingServer(slowly) as server:
        command = refreshing(tmp_path / "sessions", server.url, KEY, USER_ID, PROJECT)
        processes: list[subprocess.Popen[str]] = []
        try:
            processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            assert arrived.wait(WAIT_SECONDS)
            processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            stdout = processes[1].stdout
            assert stdout is not None and stdout.readline() == "asking\n"
            both_ask.set()
            told = [process.communicate(timeout=WAIT_SECONDS)[0] for process in processes]
        finally:
            both_ask.set()
            for process in processes:
                process.kill()
                process.communicate()
    assert told == [f"asking\n{body['access_token']}\n", f"{body['access_token']}\n"]
    assert len(server.asked) == 1


def test_no_token_is_ever_logged(
    session_store: SessionStore,
    make_session: MakeSession,
    session_body: SessionBody,
    clocks: Clocks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    session_store.save(make_session())
    clocks.pass_by(4000)
    broken = session_body() | {"user": None}
    with SayingServer(answer(200, broken), answer(200, session_body())) as server:
        credentials = credentials_for(server, session_store, clocks)
        try:
            credentials.token()
        except SyncError:
            logging.getLogger("test").exception("as the log file would have it")
        credentials.token()
    assert "grant_type=refresh_token" in caplog.text
    for secret in ("refresh-1", "refresh-2", str(session_body()["access_token"])):
        assert secret not in caplog.text
