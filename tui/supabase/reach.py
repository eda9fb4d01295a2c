"""Whether a server is there: asked often while it is not, so it costs a connection and a few bytes.

Plain sockets: libpq's own ping would hold up every other thread while it waits.
"""

from __future__ import annotations

import socket
import sys
from typing import Final
from urllib.parse import urlsplit

_DO_YOU_SPEAK_TLS: Final = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")  # SSLRequest


def url_takes_connection(url: str, seconds: float) -> bool:
    """Tell whether something listens at the host and port of an HTTP address."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return _listens(parts.hostname or "", port, seconds)


def postgres_answers(host: str, port: int, seconds: float) -> bool:
    """Tell whether something answers where libpq would look: a host, or a folder of sockets.

    It is asked whether it speaks TLS, as libpq does first, which needs no login. One that takes
    connections and hangs up, or says nothing, is not there: a proxy before a server that is down.
    """
    try:
        with _connected(host, port, seconds) as line:
            line.settimeout(seconds)
            line.sendall(_DO_YOU_SPEAK_TLS)
            return line.recv(1) != b""
    except (OSError, UnicodeError):
        return False


def _connected(host: str, port: int, seconds: float) -> socket.socket:
    if sys.platform == "win32" or not host.startswith("/"):
        return socket.create_connection((host, port), timeout=seconds)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        line.close()
        raise
    return line


def _listens(host: str, port: int, seconds: float) -> bool:
    try:
        _connected(host, port, seconds).close()
    except (OSError, UnicodeError):
        return False
    return True
