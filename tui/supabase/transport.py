"""The HTTP client that both the account and the Data API use."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from tui.supabase.project import is_loopback
from tui.sync.protocol import Unreachable

CONNECT_SECONDS = 6.0
ANSWER_SECONDS = 20.0


def http_client(url: str, *, answer_seconds: float = ANSWER_SECONDS) -> httpx.Client:
    """Return a client with time limits, no redirects, and no proxy on the way to loopback.

    SSL_CERT_FILE and SSL_CERT_DIR name further authorities everywhere. Raises Unreachable when
    they cannot be read.
    """
    try:
        return httpx.Client(
            verify=httpx.create_ssl_context(),
            timeout=httpx.Timeout(answer_seconds, connect=min(CONNECT_SECONDS, answer_seconds)),
            follow_redirects=False,
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
            headers={"User-Agent": "topset"},
        )
    except OSError as error:
        raise Unreachable(
            "The certificates that this system names (SSL_CERT_FILE, SSL_CERT_DIR) cannot be read.",
            code="tls",
        ) from error
