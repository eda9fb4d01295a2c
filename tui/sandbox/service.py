"""The HTTP of one project: Auth and the Data API behind one port on loopback."""

from __future__ import annotations

import errno
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from psycopg import Connection
from psycopg_pool import ConnectionPool
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount

from tui.environment import utc_now
from tui.sandbox.auth_call import AuthServices, AuthSettings
from tui.sandbox.auth_server import Pool, auth_routes
from tui.sandbox.auth_sessions import HOOK, Sessions
from tui.sandbox.data_api_server import data_api_routes
from tui.sandbox.gateway import ApiKeyGate, Condition
from tui.sandbox.letters import Letters
from tui.sandbox.limits import Limits
from tui.sandbox.tokens import SigningKey

_HOST = "127.0.0.1"
_PORTS = range(20_000, 32_000)  # below those that systems hand out for outgoing connections
_START_SECONDS = 15.0


class ServiceFailed(Exception):
    """The HTTP server did not come up."""


def new_publishable_key() -> str:
    """A key in the form of Supabase's publishable keys."""
    return f"sb_publishable_{secrets.token_urlsafe(16)}_{secrets.token_hex(4)}"


class Service:
    """Auth and the Data API of one database, in threads of this process.

    `url_for` gives a connection string for a role; the folder holds signing key and letters.
    """

    def __init__(
        self,
        folder: Path,
        url_for: Callable[[str], str],
        publishable_key: str,
        *,
        limits: Limits | None = None,
        token_seconds: int = 3600,
        now: Callable[[], datetime] | None = None,
        codes_in_letters: bool = False,
        hook: str = HOOK,
        schemas: tuple[str, ...] = ("public",),
    ) -> None:
        """`codes_in_letters`, `hook` and `schemas` (those that the Data API shows, in order) are
        what a project's owner chooses in its settings.
        """
        self._schemas = schemas
        self.condition = Condition()
        self._now = now or utc_now
        self._url_for = url_for
        self._publishable_key = publishable_key
        self._key = SigningKey.kept_in(folder / "signing-key.pem")
        self._sessions = Sessions(self._key, self._now, token_seconds=token_seconds, hook=hook)
        self.letters = Letters(folder / "letters.log")
        self._services = AuthServices(
            self._sessions,
            self.letters,
            limits or Limits(),
            self._now,
            codes_in_letters=codes_in_letters,
        )
        self._pools: list[Pool] = []
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    @property
    def auth_settings(self) -> AuthSettings:
        """What the project's owner has chosen for signing in; may be changed while it is served."""
        return self._services.settings

    @property
    def url(self) -> str:
        """The project's URL."""
        return f"http://{_HOST}:{self.port}"

    def start(self, wanted_port: int | None = None) -> None:
        """Listen on the wanted port, or on a free one when it is somebody else's."""
        listener = _listen(wanted_port)
        self.port = listener.getsockname()[1]
        self._sessions.issuer = f"{self.url}/auth/v1"
        auth_pool = _pool(self._url_for("supabase_auth_admin"))
        data_pool = _pool(self._url_for("authenticator"))
        self._pools = [auth_pool, data_pool]
        app = Starlette(
            routes=[
                Mount("/auth/v1", routes=auth_routes(auth_pool, self._services, self._key)),
                Mount(
                    "/rest/v1",
                    routes=data_api_routes(
                        data_pool, self._key, self._now, self._schemas, self.condition
                    ),
                ),
            ],
            middleware=[
                Middleware(
                    ApiKeyGate, publishable_key=self._publishable_key, condition=self.condition
                )
            ],
        )
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                lifespan="off",
                ws="none",
                http="h11",
                loop="asyncio",
                timeout_graceful_shutdown=1,
                server_header=False,
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, args=([listener],), name="topset-sandbox", daemon=True
        )
        self._thread.start()
        deadline = time.monotonic() + _START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                self.stop()
                raise ServiceFailed("The sandbox's HTTP server did not start.")
            time.sleep(0.005)

    def stop(self) -> None:
        """Answer what is being answered, then close everything."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._server = self._thread = None
        for pool in self._pools:
            pool.close()
        self._pools = []


def _pool(url: str) -> Pool:
    pool: ConnectionPool[Connection[Any]] = ConnectionPool(
        url, min_size=1, max_size=8, timeout=10.0, open=True
    )
    return pool


def _listen(wanted: int | None) -> socket.socket:
    """A listening socket on the wanted port, else on any that is free."""
    tried = [] if wanted is None else [wanted]
    tried += [secrets.choice(_PORTS) for _ in range(20)]
    for port in [*tried, 0]:
        # asyncio sends without Nagle's delay only where the protocol is named: 40 ms a request.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
            listener.listen(128)
        except OSError as error:
            with suppress(OSError):
                listener.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return listener
    raise ServiceFailed("There is no free port on 127.0.0.1.")
