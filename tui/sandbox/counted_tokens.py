"""Refresh tokens of version 2: a session's id and a counter, signed with a key of the session.

As the real server's source has it: nothing of a token is stored, for the session knows its counter.
A client takes them for the opaque text that they are.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from uuid import UUID

_VERSION = b"\0"
_SIGNATURE_BYTES = 16
_CHECKSUM_BYTES = 4
_ID_BYTES = 16
_LEAST_BYTES = 1 + _ID_BYTES + 1 + _SIGNATURE_BYTES + _CHECKSUM_BYTES
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CountedToken:
    """What a token says: it counts for nothing until `is_signed` says so too."""

    session_id: UUID
    counter: int
    signed: bytes
    signature: bytes

    def is_signed(self, key: str) -> bool:
        """Tell whether the session's key has made it."""
        return hmac.compare_digest(self.signature, _signature(self.signed, key))


def new_key() -> str:
    """Return a key for a session's tokens."""
    return token_hex(32)


def counted_token(session_id: UUID, counter: int, key: str) -> str:
    """Return the token of a session for a counter."""
    content = _VERSION + session_id.bytes + _varint(counter)
    content += _signature(content, key)
    content += sha256(content).digest()[:_CHECKSUM_BYTES]
    return urlsafe_b64encode(content).decode().rstrip("=")


def read_counted_token(token: str) -> CountedToken | None:
    """Return what a token says, None if it is none of these."""
    if not token.isascii() or "=" in token:
        return None
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    body, checksum = content[:-_CHECKSUM_BYTES], content[-_CHECKSUM_BYTES:]
    whole = len(content) >= _LEAST_BYTES and content.startswith(_VERSION)
    if not whole or sha256(body).digest()[:_CHECKSUM_BYTES] != checksum:
        return None
    signed, signature = body[:-_SIGNATURE_BYTES], body[-_SIGNATURE_BYTES:]
    number = signed[1 + _ID_BYTES :]
    counter = sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(number))
    if _varint(counter) != number or counter > _LARGEST:
        return None
    return CountedToken(UUID(bytes=signed[1 : 1 + _ID_BYTES]), counter, signed, signature)


def _signature(content: bytes, key: str) -> bytes:
    return hmac.digest(bytes.fromhex(key), content, "sha256")[:_SIGNATURE_BYTES]


def _varint(number: int) -> bytes:
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)
