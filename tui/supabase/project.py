"""What a lifter pastes in: a project's URL and its publishable key, checked without a network."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
from urllib.parse import urlsplit

from tui.late_pattern import late_pattern
from tui.sync.protocol import Json, SignInRefused

_REFERENCE = late_pattern(r"[a-z0-9]{20}")
_DASHBOARD = late_pattern(r"^/(?:dashboard/)?project/([a-z0-9]{20})(?:/|$)")
# Studio of a project that one runs oneself: behind the same gateway as the services, or, with the
# command line's local project, on a port of its own.
_STUDIO = late_pattern(r"/project/default(?:/.*)?$")
_LOCAL_STUDIO_PORT, _LOCAL_PORT = 54323, 54321
_DATABASE_HOST = late_pattern(r"(?:db\.)([a-z0-9]{20})\.supabase\.(?:co|red)")
_POOLED_LOGIN = late_pattern(r"[^.@:/]+\.([a-z0-9]{20})")
_SERVICE_PATHS = late_pattern(r"/(?:auth|rest|storage|realtime|functions)/v1(?:/.*)?$")
_UNSAFE = late_pattern(r"[^A-Za-z0-9._-]")
_KEY_SHAPE = late_pattern(r"[A-Za-z0-9._~+/=-]+")


def clean_url(text: str) -> str:
    """Return the project's base URL from whatever was pasted.

    That may be a reference, a page of the dashboard or the URL of an API. Raises SignInRefused
    when it cannot be a URL.
    """
    text = text.strip().strip("\"'")
    if _REFERENCE.fullmatch(text):
        return f"https://{text}.supabase.co"
    if "://" not in text:
        text = f"{'http' if is_loopback(_host_of('//' + text)) else 'https'}://{text}"
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
        parts = urlsplit("")
    if (reference := _reference_of_database(parts.hostname, parts.username)) or (
        parts.scheme in {"postgres", "postgresql"}
    ):
        url = (
            f"https://{reference}.supabase.co"
            if reference
            else "in the dashboard, Project Settings"
        )
        raise SignInRefused(
            f"That is the address of a project's database, for `database_url`. Its URL is {url}.",
            code="database_address",
        )
    if not host or parts.scheme not in {"http", "https"} or " " in text:
        raise SignInRefused(
            "That is not a project URL. It looks like https://abcdefghijklmnopqrst.supabase.co.",
            code="bad_url",
        )
    if host in {"supabase.com", "app.supabase.com"} and (found := _DASHBOARD.match(parts.path)):
        return f"https://{found[1]}.supabase.co"
    if port == _LOCAL_STUDIO_PORT and is_loopback(host):
        port = _LOCAL_PORT
    scheme = "https" if host.endswith(".supabase.co") else parts.scheme
    shown_host = f"[{host}]" if ":" in host else host
    shown_port = f":{port}" if port is not None and port != _standard_port(scheme) else ""
    path = _STUDIO.sub("", _SERVICE_PATHS.sub("", parts.path)).rstrip("/")
    return f"{scheme}://{shown_host}{shown_port}{path}"


def _reference_of_database(host: str | None, login: str | None) -> str | None:
    """Return the project's reference that a database's host, or a login at its pooler, names."""
    found = _DATABASE_HOST.fullmatch(host or "")
    if found is None and (host or "").endswith(".pooler.supabase.com"):
        found = _POOLED_LOGIN.fullmatch(login or "")
    return found[1] if found else None


def project_name(url: str) -> str:
    """Return a name safe for a folder, such as `127.0.0.1-54321` or `abcd.supabase.co`."""
    parts = urlsplit(clean_url(url))
    pieces = [parts.hostname or "", str(parts.port or ""), parts.path.strip("/")]
    return _UNSAFE.sub("-", "-".join(piece for piece in pieces if piece)).lstrip(".")


def check_key(key: str) -> str:
    """Return the publishable key without stray blanks.

    Raises SignInRefused for a key that must stay secret, and for what is no key.
    """
    key = key.strip().strip("\"'")
    if not key:
        raise SignInRefused("The publishable key is missing.", code="no_key")
    if key.startswith("sb_secret_") or jwt_claims(key).get("role") == "service_role":
        raise SignInRefused(
            "That is a secret key: it opens everyone's data and must not be on a laptop. "
            "Use the publishable key (Project Settings, API Keys), and replace the secret one "
            "if others may have seen it.",
            code="secret_key",
        )
    if key.startswith("sbp_"):
        raise SignInRefused(
            "That is a personal access token. "
            "Use the publishable key (Project Settings, API Keys).",
            code="secret_key",
        )
    if not _KEY_SHAPE.fullmatch(key):
        raise SignInRefused(
            "That is not a publishable key: it begins with sb_publishable_ (or eyJ, if it is old).",
            code="bad_key",
        )
    return key


def jwt_payload(token: str) -> str | None:
    """Return the claims of a token as the JSON inside it, unverified; None if it is no token."""
    pieces = token.split(".")
    if len(pieces) != 3:
        return None
    try:
        padded = pieces[1] + "=" * (-len(pieces[1]) % 4)
        return base64.urlsafe_b64decode(padded).decode()
    except (binascii.Error, UnicodeError, ValueError):
        return None


def jwt_claims(token: str) -> dict[str, Json]:
    """Return the claims of a token, unverified; empty if it is no token."""
    try:
        claims = json.loads(jwt_payload(token) or "{}")
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can only be this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _host_of(text: str) -> str:
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


def _standard_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80
