"""A line to a server that a test can take down, or break at a chosen message."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self, TypeAlias

FaultKind: TypeAlias = Literal["cut", "truncate", "stall", "delay", "duplicate"]
Direction: TypeAlias = Literal["to_server", "to_client"]
Splitter: TypeAlias = Callable[[Direction], Callable[[bytes], Iterator[bytes]]]

JOIN_SECONDS = 20.0
DELAY_SECONDS = 0.02
LONGEST_STALL_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the message with this number, counted from when the fault was set.

    cut: it does not arrive and the line breaks; truncate: half of it arrives; stall: nothing
    crosses any more, though the line stands; delay: it comes late; duplicate: it comes twice.
    """

    kind: FaultKind
    at: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """One message that reached the line."""

    direction: Direction
    head: bytes


def http_messages(direction: Direction) -> Callable[[bytes], Iterator[bytes]]:
    """Split a stream of HTTP/1.1 into heads and bodies (those whose length is told)."""
    waiting = bytearray()
    body_left = 0

    def feed(data: bytes) -> Iterator[bytes]:
        nonlocal body_left
        waiting.extend(data)
        while waiting:
            if body_left:
                if len(waiting) < body_left:
                    return
                yield bytes(waiting[:body_left])
                del waiting[:body_left]
                body_left = 0
                continue
            end = waiting.find(b"\r\n\r\n") + 4
            if end < 4:
                return
            head = bytes(waiting[:end])
            del waiting[:end]
            for line in head.split(b"\r\n"):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    body_left = int(value)
            yield head

    return feed


def postgres_messages(direction: Direction) -> Callable[[bytes], Iterator[bytes]]:
    """Split a stream of PostgreSQL's protocol 3 (without TLS) into its messages."""
    waiting = bytearray()
    started = direction == "to_client"
    first = started

    def feed(data: bytes) -> Iterator[bytes]:
        nonlocal started, first
        waiting.extend(data)
        if first and data[:1] in (b"N", b"S"):  # whether TLS is spoken, in a byte without length
            yield bytes(waiting[:1])
            del waiting[:1]
        first = False
        while True:
            type_bytes = 1 if started else 0
            if len(waiting) < type_bytes + 4:
                return
            length = type_bytes + int.from_bytes(waiting[type_bytes : type_bytes + 4], "big")
            if len(waiting) < length:
                return
            yield bytes(waiting[:length])
            del waiting[:length]
            started = True

    return feed


class Line:
    """Carries connections on a port of loopback to a server; the port stays the same for ever.

    While it is down the port refuses connections, as a laptop without a network finds it.
    """

    def __init__(self, target: tuple[str, int] | str, splitter: Splitter) -> None:
        """`target` is a host and port, or the path of a Unix socket."""
        self.target = target
        self._splitter = splitter
        self._holder = _bound(0)  # keeps the port while nobody listens on it
        self.port: int = self._holder.getsockname()[1]
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._carriers: list[threading.Thread] = []
        self._fault: Fault | None = None
        self._healed = threading.Event()
        self.crossed: list[Crossing] = []
        self.up()

    def up(self) -> None:
        """Take connections (again)."""
        if self._listener is not None:
            return
        self._listener = _bound(self.port)
        self._listener.listen(64)
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,))
        self._accepting.start()

    def down(self) -> None:
        """Break what is open and refuse what comes."""
        if self._listener is None or self._accepting is None:
            return
        _shut(self._listener)
        self._accepting.join(JOIN_SECONDS)
        self._listener.close()
        self._listener = None
        self.cut()

    def cut(self) -> None:
        """Break every connection there is, stalled ones included."""
        self._healed.set()
        with self._guard:
            for one in self._open:
                _shut(one)
        for carrier in self._carriers:
            carrier.join(JOIN_SECONDS)
        self._carriers.clear()

    def break_at(self, fault: Fault | None) -> None:
        """Count messages from here on, and do this to one of them; None just counts."""
        with self._guard:
            self.crossed.clear()
            self._fault = fault
            self._healed.clear()

    def close(self) -> None:
        """Let go of the port."""
        self.down()
        self._holder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            carrier = threading.Thread(target=self._carry, args=(client,))
            carrier.start()
            self._carriers.append(carrier)

    def _carry(self, client: socket.socket) -> None:
        try:
            server = self._connect()
        except OSError:
            client.close()
            return
        with self._guard:
            self._open |= {client, server}
        back = threading.Thread(target=self._pump, args=(server, client, "to_client"))
        back.start()
        self._pump(client, server, "to_server")
        back.join(JOIN_SECONDS)
        with self._guard:
            self._open -= {client, server}
        client.close()
        server.close()

    def _connect(self) -> socket.socket:
        if isinstance(self.target, tuple):
            server = socket.create_connection(self.target)
        else:
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.target)
            return server
        server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    def _pump(self, source: socket.socket, sink: socket.socket, direction: Direction) -> None:
        messages = self._splitter(direction)
        try:
            while data := source.recv(65536):
                for message in messages(data):
                    self._pass(message, sink, direction)
        except (OSError, _Broken):
            pass
        _shut(source)
        _shut(sink)

    def _pass(self, message: bytes, sink: socket.socket, direction: Direction) -> None:
        with self._guard:
            number = len(self.crossed)
            self.crossed.append(Crossing(direction, message[:64]))
            fault = self._fault
            stalled = fault is not None and fault.kind == "stall" and number >= fault.at
            hit = fault is not None and number == fault.at
        if stalled:
            self._healed.wait(LONGEST_STALL_SECONDS)
            raise _Broken
        if fault is None or not hit:
            sink.sendall(message)
            return
        if fault.kind == "cut":
            raise _Broken
        if fault.kind == "truncate":
            sink.sendall(message[: len(message) // 2])
            raise _Broken
        if fault.kind == "delay":
            self._healed.wait(DELAY_SECONDS)
        if fault.kind == "duplicate":
            sink.sendall(message)
        sink.sendall(message)


class _Broken(Exception):
    """The line broke, as the test wanted."""


def _bound(port: int) -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind(("127.0.0.1", port))
    return one


def _shut(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
