"""Servers that misbehave on purpose: HTTP that says what a test wrote, and a TCP proxy."""

from __future__ import annotations

import json
import socket
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import httpx

WAIT_SECONDS = 20.0
_OF_THE_LINE = frozenset({"host", "connection", "accept-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object]:
        """The body as a JSON object."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


Answer = Callable[[Asked], bytes]
Stream = Callable[[Asked], Iterator[bytes]]


def answer(
    status: int = 200,
    body: object = None,
    *,
    raw: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    cut: int | None = None,
) -> Answer:
    """Return an answer: JSON of `body`, or `raw` bytes, cut off after `cut` of them."""
    content = json.dumps(body).encode() if raw is None else raw
    kind = "application/json" if raw is None else "text/html"
    head = {"Content-Type": kind, "Content-Length": str(len(content)), "Connection": "close"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (head | dict(headers or {})).items())
    sent = f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + content[:cut]
    return lambda _: sent


def silence() -> Answer:
    """Return an answer that is never given: the connection closes without a word."""
    return lambda _: b""


def passed_on(url: str) -> Answer:
    """Return the answer that another server gives to the same request."""

    def ask(asked: Asked) -> bytes:
        kept = {name: value for name, value in asked.headers.items() if name not in _OF_THE_LINE}
        said = httpx.request(
            asked.method,
            f"{url}{asked.path}",
            content=asked.body,
            headers=kept,
            timeout=WAIT_SECONDS,
        )
        kind = {"Content-Type": said.headers.get("Content-Type", "application/json")}
        return answer(said.status_code, raw=said.content, headers=kind)(asked)

    return ask


def endless(piece: bytes, *, head: bytes = b"", every: float = 0.0) -> Stream:
    """Return an answer that has no end: `head`, then a piece again and again."""
    pause = threading.Event()

    def say(_: Asked) -> Iterator[bytes]:
        yield head
        while not pause.wait(every):
            yield piece

    return say


class _Listener(ABC):
    """Accepts connections on loopback and serves each in a thread, until it is closed."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._guard = threading.Lock()
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    @abstractmethod
    def serve(self, client: socket.socket) -> None:
        """Talk with one client."""

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._accepting.join(WAIT_SECONDS)
        self._socket.close()
        self.cut()
        for thread in self._threads:
            thread.join(WAIT_SECONDS)

    def cut(self) -> None:
        """Break every connection there is."""
        with self._guard:
            for one in self._open:
                _shut(one)

    def keep(self, one: socket.socket) -> None:
        with self._guard:
            self._open.add(one)

    def drop(self, one: socket.socket) -> None:
        with self._guard:
            self._open.discard(one)
            one.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.keep(client)
            thread = threading.Thread(target=self._serve_and_drop, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _serve_and_drop(self, client: socket.socket) -> None:
        try:
            self.serve(client)
        except OSError:
            return
        finally:
            self.drop(client)


class SayingServer(_Listener):
    """An HTTP server that gives the answers of a list in turn; the last one again and again."""

    def __init__(self, *answers: Answer | Stream) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        super().__init__()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}"

    def serve(self, client: socket.socket) -> None:
        with client.makefile("rb") as file:
            if file.peek(1)[:1] == b"\x16":  # a client that would speak TLS
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
            request = file.readline().decode("latin-1").split()
            if len(request) < 2:
                return
            headers: dict[str, str] = {}
            while line := file.readline().decode("latin-1").strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            body = file.read(int(headers.get("content-length", "0")))
        asked = Asked(request[0], request[1], headers, body)
        self.asked.append(asked)
        say = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        said = say(asked)
        for piece in (said,) if isinstance(said, bytes) else said:
            client.sendall(piece)
        _shut(client)


class CuttingProxy(_Listener):
    """A TCP proxy to another address, or to a Unix socket, whose line can be cut."""

    def __init__(self, target: tuple[str, int] | str) -> None:
        self.target = target
        self.lose_answers = False
        super().__init__()

    def serve(self, client: socket.socket) -> None:
        server = self._connect()
        self.keep(server)
        back = threading.Thread(target=self._copy, args=(server, client, True))
        back.start()
        try:
            self._copy(client, server, False)
        finally:
            back.join(WAIT_SECONDS)
            self.drop(server)

    def _connect(self) -> socket.socket:
        if isinstance(self.target, tuple):
            return socket.create_connection(self.target)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        return server

    def _copy(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        try:
            while data := source.recv(65536):
                if answers and self.lose_answers:
                    break
                sink.sendall(data)
        except OSError:
            pass
        _shut(source)
        _shut(sink)


def _shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
