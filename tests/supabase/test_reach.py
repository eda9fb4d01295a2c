"""Whether a server is there: somebody who merely takes connections is not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.faulty import Answer, SayingServer, answer
from tui.supabase.data_api import DataApiGateway
from tui.supabase.reach import postgres_answers


class NoToken:
    """A probe asks without one."""

    def token(self, *, renew: bool = False) -> str:
        raise AssertionError(renew)


@pytest.mark.parametrize(
    ("said", "there"),
    [
        (answer(200, "20261125141000"), True),
        (answer(401, {"code": "42501", "message": "permission denied"}), True),
        (answer(404, {"code": "PGRST202", "message": "no function"}), True),
        (answer(200, {}), False),
        (answer(200, []), False),
        (answer(200, raw=b"<html>sign in</html>"), False),
        (answer(503, {"code": "PGRST002", "message": "no schema"}), False),
        (answer(502, raw=b"bad gateway"), False),
    ],
)
def test_a_data_api_is_there_when_it_answers_as_one(said: Answer, there: bool) -> None:
    with SayingServer(said) as server:
        gateway = DataApiGateway(server.url, "sb_publishable_key", NoToken())
        try:
            assert gateway.reachable(2.0) is there
        finally:
            gateway.close()


@contextmanager
def listening(says: bytes | None) -> Iterator[int]:
    """A port on which somebody says this to each who comes; None: hangs up at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_one() -> None:
            line, _ = server.accept()
            with line:
                if says is not None:
                    line.recv(8)
                    line.sendall(says)
                    line.recv(1)

        thread = threading.Thread(target=answer_one)
        thread.start()
        yield server.getsockname()[1]
        thread.join(10)


@pytest.mark.parametrize(("says", "there"), [(b"N", True), (b"S", True), (None, False)])
def test_a_postgresql_is_there_when_it_does_not_hang_up(says: bytes | None, there: bool) -> None:
    with listening(says) as port:
        assert postgres_answers("127.0.0.1", port, 2.0) is there


def test_where_nobody_listens_nobody_is() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not postgres_answers("127.0.0.1", port, 2.0)
    assert not postgres_answers("/nowhere", 5432, 2.0)
