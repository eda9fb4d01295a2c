"""Whether a way to the server hides what goes over it; one that does not is refused unless named.

Passwords, tokens and the log itself cross these lines.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from tui.supabase.project import is_loopback
from tui.sync.protocol import SignInRefused


def refuse_plain_http(url: str, allowed: Callable[[str], bool]) -> None:
    """Raise SignInRefused for http to another machine; `allowed` is asked about its host."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or is_loopback(host) or allowed(host):
        return
    raise SignInRefused(
        f"http://{host} would carry the password and the log for anybody on the way to read: use an"
        f" address that begins with https. Where that cannot be, {_by_name(host)}.",
        code="insecure",
    )


def refuse_weak_tls(database_url: str, allowed: Callable[[str], bool]) -> None:
    """Raise SignInRefused for a PostgreSQL address that asks for less than a verified certificate.

    An address that says nothing of `sslmode` gets verify-full.
    """
    from tui.supabase.direct import connection_parameters, stays_here

    parameters = connection_parameters(database_url)
    mode = parameters.get("sslmode", "")
    if stays_here(parameters) or mode == "verify-full":
        return
    host = parameters.get("host") or parameters.get("hostaddr") or "this server"
    if allowed(host):
        return
    raise SignInRefused(
        f"The address of {host} asks for sslmode={mode}, with which anybody on the way may answer"
        f" in its place: take that out, and verify-full is used. Where that cannot be,"
        f" {_by_name(host)}.",
        code="insecure",
    )


def _by_name(host: str) -> str:
    return f'--insecure says so by name, or TOPSET_INSECURE={host}, or insecure = "{host}"'
