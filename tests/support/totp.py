"""The authenticator on a lifter's telephone."""

from __future__ import annotations

import pyotp


def totp(secret: str, at: float) -> str:
    """Return the six digits of RFC 6238 at a time in seconds since 1970."""
    return pyotp.TOTP(secret).at(int(at))
