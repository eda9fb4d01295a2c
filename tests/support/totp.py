"""The authenticator on a lifter's telephone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct


def totp(secret: str, at: float) -> str:
    """Return the six digits of RFC 6238 at a time in seconds since 1970."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at // 30)), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
