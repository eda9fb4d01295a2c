"""A pooler of many projects in front of one database, as Supavisor is: it tells them by the login.

It takes `role.project`, or `role` with the option `reference=project`, and hands the role alone on.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import Self

REFUSAL = "(ENOTFOUND) tenant/user {user} not found"


class TenantPooler:
    """Listens on a port of loopback for one project of this name."""

    def __init__(self, unix_socket: str, project: str) -> None:
        self._target = unix_socket
        self._project = project
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(20)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with ExitStack() as stack:
            stack.enter_context(client)
            stack.enter_context(suppress(OSError, struct.error))
            parameters = _startup(client)
            user, _, project = parameters["user"].partition(".")
            options = parameters.pop("options", "")
            if self._project not in (project, options.removeprefix("reference=")):
                text = REFUSAL.format(user=parameters["user"])
                fields = f"SFATAL\0VFATAL\0CXX000\0M{text}\0\0".encode()
                client.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)
                return
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.connect(self._target)
            server.sendall(_packet(parameters | {"user": user}))
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            _pump(client, server)
            back.join(20)


def _startup(client: socket.socket) -> dict[str, str]:
    (length,) = struct.unpack("!i", _exactly(client, 4))
    text = _exactly(client, length - 4)[4:].decode()
    parts = text.rstrip("\0").split("\0")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _packet(parameters: dict[str, str]) -> bytes:
    pairs = "".join(f"{name}\0{value}\0" for name, value in parameters.items())
    body = struct.pack("!i", 196608) + pairs.encode() + b"\0"
    return struct.pack("!i", len(body) + 4) + body


def _exactly(source: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        read = source.recv(count - len(found))
        if not read:
            raise OSError("the line broke")
        found += read
    return found


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def pooled(owner_url: str, project: str) -> Iterator[TenantPooler]:
    """Put a pooler in front of the server of an owner's address."""
    from psycopg.conninfo import conninfo_to_dict

    server = conninfo_to_dict(owner_url)
    with TenantPooler(f"{server['host']}/.s.PGSQL.{server['port']}", project) as pooler:
        yield pooler
