"""Servers that drip, never end, pack gigabytes into kilobytes or make no progress hold nobody."""

from __future__ import annotations

import gzip
import json
import resource
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.supabase.conftest import KEY, make_jwt
from tests.supabase.test_faults import DEVICE, OneToken, some_changes
from tests.support.faulty import Answer, Asked, SayingServer, Stream, answer, endless
from tests.support.pages import EPOCH, MONDAY, plan, week
from tui.logbook import Logbook
from tui.supabase import transport
from tui.supabase.account import Account
from tui.supabase.auth_client import refreshed
from tui.supabase.data_api import DataApiGateway
from tui.supabase.probe import data_api_answers, look_at_project
from tui.supabase.session_store import SessionStore
from tui.supabase.transport import AnswerLimitError, http_client
from tui.sync.engine import NO_PROGRESS, PAGES_OF_KNOWN_WEEKS, SyncEngine
from tui.sync.protocol import Cursor, Json, SyncError, Unreachable

WHOLE = 0.4
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = {"Content-Encoding": "gzip"}
MEGABYTE = 1_000_000


def get(server: SayingServer, *, most_bytes: int = MEGABYTE) -> httpx.Response:
    with http_client(server.url, whole_seconds=WHOLE, most_bytes=most_bytes) as client:
        return client.get(server.url)


def bomb(packed_bytes: int) -> bytes:
    """Return so many bytes of gzip that unpack to about a thousand times as many."""
    engine = zlib.compressobj(9, wbits=31)
    packed = b""
    while len(packed) < packed_bytes:
        packed += engine.compress(b" " * MEGABYTE)
    return packed + engine.flush()


DRIPPING = {
    "the head": endless(b"x", head=HEAD + b"X-Long: ", every=0.01),
    "the status": endless(b"1", head=b"HTTP/1.1 2", every=0.01),
    "headers": endless(b"X: y\r\n", head=HEAD, every=0.01),
    "the body": endless(b" ", head=HEAD + b"Content-Length: 9000000\r\n\r\n", every=0.01),
    "chunks": endless(b"1\r\n \r\n", head=CHUNKED, every=0.01),
    "until it closes": endless(b" ", head=HEAD + b"\r\n", every=0.01),
    "nothing": endless(b"", every=0.01),
}


@pytest.mark.parametrize("what", DRIPPING)
def test_a_dripping_answer_is_given_up_when_its_time_is_over(what: str) -> None:
    with SayingServer(DRIPPING[what]) as server:
        begun = time.monotonic()
        with pytest.raises(AnswerLimitError, match=r"did not finish .* within 0\.4 seconds"):
            get(server)
        assert time.monotonic() - begun < 60  # a byte every 10 ms would go on for ever


def test_a_kept_connection_is_watched_as_a_new_one_is() -> None:
    """The second answer comes over the line of the first, which no event announces."""
    whole = answer(200, {}, headers={"Connection": "keep-alive"})
    drip = DRIPPING["the body"]

    class TwoOnOneLine(SayingServer):
        def serve(self, client: socket.socket) -> None:
            asked = Asked("GET", "/", {}, b"")
            client.recv(65536)
            client.sendall(whole(asked))
            client.recv(65536)
            for piece in drip(asked):
                client.sendall(piece)

    with (
        TwoOnOneLine() as server,
        http_client(server.url, whole_seconds=WHOLE) as client,
    ):
        assert client.get(server.url).json() == {}
        with pytest.raises(AnswerLimitError, match="did not finish"):
            client.get(server.url)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (endless(b" " * 65536, head=HEAD + b"\r\n"), "sent more than 1 MB"),
        (endless(b"10000\r\n" + b" " * 65536 + b"\r\n", head=CHUNKED), "sent more than 1 MB"),
        (answer(200, raw=b" " * (MEGABYTE + 1)), "sent more than 1 MB"),
        (answer(500, raw=b" " * (MEGABYTE + 1)), "sent more than 1 MB"),
        (answer(200, raw=gzip.compress(bytes(range(256)) * 8000), headers=PACKED), "sent more"),
        (answer(200, raw=b"{}", headers={"Content-Encoding": "br"}), "nobody asked for"),
        (answer(200, raw=b"{}", headers={"Content-Encoding": "gzip, gzip"}), "nobody asked for"),
    ],
)
def test_an_answer_over_the_limit_is_not_read_further(said: Answer | Stream, words: str) -> None:
    with SayingServer(said) as server, pytest.raises(AnswerLimitError, match=words):
        get(server)


def test_an_answer_that_unpacks_without_end_takes_no_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    packed = bomb(300_000)
    with (
        SayingServer(answer(200, raw=packed, headers=PACKED)) as server,
        pytest.raises(AnswerLimitError, match="more than 200 times its size"),
    ):
        get(server, most_bytes=1_000 * MEGABYTE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 900_001])
def test_a_packed_answer_within_the_limit_is_read_whole(size: int) -> None:
    body = (b"0123456789" * 90_001)[:size]
    with SayingServer(answer(200, raw=gzip.compress(body, mtime=0), headers=PACKED)) as server:
        response = get(server)
    assert response.content == body
    assert "content-encoding" not in response.headers


@pytest.mark.parametrize("packed", [gzip.compress(b"{}" * 999, mtime=0)[:-9], b"not packed at all"])
def test_a_packed_answer_that_is_broken_is_no_answer(packed: bytes) -> None:
    with (
        SayingServer(answer(200, raw=packed, headers=PACKED)) as server,
        pytest.raises(httpx.TransportError),
    ):
        get(server)


# -- everything that speaks HTTP has these limits


def _data_api(url: str, _: Path) -> object:
    gateway = DataApiGateway(url, KEY, OneToken(), weeks_a_page=1)
    try:
        return gateway.pull(Cursor())
    finally:
        gateway.close()


def _catalogue(url: str, _: Path) -> object:
    gateway = DataApiGateway(url, KEY, OneToken())
    try:
        return gateway.pull_catalogue(None)
    finally:
        gateway.close()


def _push(url: str, _: Path) -> object:
    gateway = DataApiGateway(url, KEY, OneToken())
    try:
        return gateway.push(some_changes(), DEVICE)
    finally:
        gateway.close()


def _account(url: str, folder: Path) -> Account:
    return Account(url, KEY, SessionStore(folder, url))


ASKS: dict[str, Callable[[str, Path], object]] = {
    "pull": _data_api,
    "catalogue": _catalogue,
    "push": _push,
    "sign in": lambda url, folder: _account(url, folder).sign_in("a@b.example", "p"),
    "code": lambda url, folder: _account(url, folder).send_code("a@b.example"),
    "project": lambda url, folder: _account(url, folder).check_project(),
    "refresh": lambda url, _: refreshed(url, KEY, "r", lambda: datetime.now(UTC)),
    "doctor auth": lambda url, _: look_at_project(url, KEY, lambda: datetime.now(UTC)),
    "doctor data api": lambda url, _: data_api_answers(url, KEY),
}


@pytest.mark.parametrize("ask", ASKS)
def test_whoever_asks_over_http_is_told_in_a_sentence(ask: str, tmp_path: Path) -> None:
    packed = answer(200, raw=bomb(40_000), headers=PACKED)
    for said in (endless(b" " * 65536, head=HEAD + b"\r\n"), packed):
        with SayingServer(said) as server:
            with pytest.raises(SyncError) as refusal:
                ASKS[ask](server.url, tmp_path)
            assert isinstance(refusal.value, Unreachable)
            assert refusal.value.code in {"too_large", "ratio"}
            assert refusal.value.words.startswith(f"127.0.0.1:{server.port} sent ")
            assert refusal.value.words.endswith("topset read no further.")


def test_the_limits_are_those_that_are_documented() -> None:
    assert (transport.WHOLE_SECONDS, transport.WHOLE_SECONDS_OF_PAGES) == (30, 60)
    assert (transport.MOST_BYTES, transport.MOST_BYTES_OF_PAGES) == (2_000_000, 32_000_000)


# -- pages


def test_a_page_too_large_is_asked_for_in_smaller_ones() -> None:
    asked: list[Json] = []

    def say(request: Asked) -> bytes:
        count = request.json()["page"]
        assert isinstance(count, int)
        asked.append(count)
        body = {"epoch": EPOCH, "revision": 0, "more": False, "filling": "x" * count * 1000}
        return answer(200, body)(request)

    with SayingServer(say) as server:
        gateway = DataApiGateway(server.url, KEY, OneToken(), most_bytes=15_000)
        try:
            assert gateway.pull(Cursor()).revision == 0
            gateway.pull(Cursor())
        finally:
            gateway.close()
    assert asked == [40, 10, 10]


def test_a_page_too_slow_is_told_and_asked_for_in_smaller_ones_next_time() -> None:
    with SayingServer(DRIPPING["the body"]) as server:
        gateway = DataApiGateway(server.url, KEY, OneToken(), whole_seconds=WHOLE)
        try:
            for _ in range(2):
                with pytest.raises(Unreachable, match="did not finish its answer"):
                    gateway.pull(Cursor())
        finally:
            gateway.close()
        assert [one.json()["page"] for one in server.asked] == [40, 10]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    with Logbook.open(tmp_path / "ada.sqlite3") as opened:
        yield opened


def pages_of(revision: Callable[[int], int], weeks: Callable[[int], list[int]]) -> Answer:
    """Return pages that always say that there is more; both functions are given the number."""
    said = 0

    def say(request: Asked) -> bytes:
        nonlocal said
        said += 1
        documents = [
            json.loads(
                json.dumps(week(number, 1, [], starts=MONDAY) | {"revision": revision(said)})
            )
            for number in weeks(said)
        ]
        body = {
            "epoch": EPOCH,
            "revision": revision(said),
            "more": True,
            "plans": [plan()],
            "week_ids": [one["id"] for one in documents],
            "week_revisions": {},
            "weeks": documents,
        }
        return answer(200, body)(request)

    return say


@pytest.mark.parametrize(
    ("said", "most"),
    [
        (pages_of(lambda _: 5, lambda _: [1]), 2),
        (pages_of(lambda number: number, lambda _: []), 1),
        (pages_of(lambda number: number, lambda _: [1]), PAGES_OF_KNOWN_WEEKS + 2),
    ],
    ids=["the same again", "empty pages", "a week over and over"],
)
def test_pages_without_progress_end_and_say_so(said: Answer, most: int, book: Logbook) -> None:
    with SayingServer(said) as server:
        gateway = DataApiGateway(server.url, KEY, OneToken(make_jwt({"sub": str(uuid4())})))
        try:
            with pytest.raises(Unreachable) as stuck:
                SyncEngine(book=book, gateway=gateway).run()
        finally:
            gateway.close()
        assert stuck.value.words == NO_PROGRESS
        assert len(server.asked) <= most
    assert book.base.rounds(1)[0][1].problem == NO_PROGRESS
