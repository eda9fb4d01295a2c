"""Access tokens: ES256, signed with a key that never leaves the sandbox's folder."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from tui.sync.protocol import Json

ALGORITHM = "ES256"
AUDIENCE = "authenticated"
ALLOWED_SKEW_SECONDS = 30  # the Data API's tolerance for clocks that differ


class BadToken(Exception):
    """The token is not one of ours."""


class ExpiredToken(BadToken):
    """The token is ours, and its time is over."""


class SigningKey:
    """The project's key pair: signs tokens, verifies them, shows its public half."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self._public = private.public_key()
        point = self._public.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.id = hashlib.sha256(point).hexdigest()[:32]

    @classmethod
    def kept_in(cls, path: Path) -> SigningKey:
        """Read the key from a file, or make one and keep it there with mode 0600."""
        if path.exists():
            loaded = serialization.load_pem_private_key(path.read_bytes(), password=None)
            if isinstance(loaded, ec.EllipticCurvePrivateKey):
                return cls(loaded)
        private = ec.generate_private_key(ec.SECP256R1())
        text = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
        return cls(private)

    def sign(self, claims: dict[str, Json]) -> str:
        """The claims as a signed token."""
        return jwt.encode(claims, self._private, algorithm=ALGORITHM, headers={"kid": self.id})

    def verify(self, token: str, now: float, *, skew: float = 0.0) -> dict[str, Json]:
        """The claims of a token of ours that is still good at `now`.

        Raises BadToken, or ExpiredToken.
        """
        try:
            claims: dict[str, Json] = jwt.decode(
                token,
                self._public,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                options={"verify_exp": False, "verify_iat": False, "require": ["exp", "sub"]},
            )
        except jwt.InvalidTokenError as error:
            raise BadToken(str(error)) from error
        expires = claims["exp"]
        if not isinstance(expires, int | float):
            raise BadToken("The exp claim is not a number.")
        if expires + skew < now:
            raise ExpiredToken("JWT expired")
        return claims

    def public_set(self) -> dict[str, Json]:
        """The public half as a JSON Web Key Set."""
        key: dict[str, Json] = json.loads(ECAlgorithm.to_jwk(self._public))
        about: dict[str, Json] = {"alg": ALGORITHM, "kid": self.id, "use": "sig", "ext": True}
        return {"keys": [{**key, **about, "key_ops": ["verify"]}]}
