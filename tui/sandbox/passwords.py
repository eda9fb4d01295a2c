"""Passwords and one-time codes: what is stored of them, and whether one is right."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct

USUAL_COST = 2**13
_TOTP_STEP_SECONDS = 30


def hash_password(password: str, cost: int = USUAL_COST) -> str:
    """Scrypt under a fresh salt: `scrypt$<cost>$<salt>$<digest>`."""
    salt = secrets.token_bytes(16)
    return f"scrypt${cost}${salt.hex()}${_digest(password, salt, cost).hex()}"


def password_is_right(password: str, stored: str | None) -> bool:
    """Whether this is the password that was hashed; false for a user who has none."""
    try:
        kind, cost, salt, digest = (stored or "").split("$")
        if kind != "scrypt":
            return False
        found = _digest(password, bytes.fromhex(salt), int(cost))
        return hmac.compare_digest(found, bytes.fromhex(digest))
    except ValueError:
        return False


def new_code() -> str:
    """Six digits, as the e-mail shows them."""
    return f"{secrets.randbelow(1_000_000):06}"


def hash_code(email: str, code: str) -> str:
    """What is kept of a code: useless without the address it went to."""
    return hashlib.sha224(f"{email}{code}".encode()).hexdigest()


def new_totp_secret() -> str:
    """A shared secret in base32, as authenticator apps take it."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def totp_code(secret: str, now: float) -> str:
    """The six digits of RFC 6238 (SHA-1, 30 s steps) at `now`."""
    step = struct.pack(">Q", int(now // _TOTP_STEP_SECONDS))
    mac = hmac.digest(base64.b32decode(secret), step, "sha1")
    offset = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFF_FFFF
    return f"{number % 1_000_000:06}"


def totp_is_right(secret: str, code: str, now: float) -> bool:
    """Whether the code is that of this step or of a neighbour: clocks differ."""
    steps = (now - _TOTP_STEP_SECONDS, now, now + _TOTP_STEP_SECONDS)
    return any(hmac.compare_digest(totp_code(secret, step), code) for step in steps)


def _digest(password: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=cost, r=8, p=1)
