"""Whether a server takes connections at all: asked often while it does not.

Plain sockets: libpq's own ping would hold up every other thread while it waits.
"""

from __future__ import annotations

import socket
import sys
from urllib.parse import urlsplit


def url_takes_connection(url: str, seconds: float) -> bool:
    """Tell whether something listens at the host and port of an HTTP address."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return _listens(parts.hostname or "", port, seconds)


def postgres_takes_connection(host: str, port: int, seconds: float) -> bool:
    """Tell whether something listens where libpq would look: a host, or a folder of sockets."""
    if sys.platform == "win32" or not host.startswith("/"):
        return _listens(host, port, seconds)
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(seconds)
            line.connect(f"{host}/.s.PGSQL.{port}")
    except OSError:
        return False
    return True


def _listens(host: str, port: int, seconds: float) -> bool:
    try:
        socket.create_connection((host, port), timeout=seconds).close()
    except (OSError, UnicodeError):
        return False
    return True
