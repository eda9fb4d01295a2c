"""How the Auth server says no: a status, a code for programs, words for people."""

from __future__ import annotations

from datetime import date

from starlette.responses import JSONResponse

from tui.sync.protocol import Json

VERSION_HEADER = "X-Supabase-Api-Version"
_FIRST_VERSION_WITH_SHORT_ERRORS = date(2024, 1, 1)


class AuthError(Exception):
    """One refusal; `error_code` is what clients go by."""

    def __init__(
        self, status: int, error_code: str, words: str, *, reasons: tuple[str, ...] = ()
    ) -> None:
        super().__init__(words)
        self.status = status
        self.error_code = error_code
        self.words = words
        self.reasons = reasons

    def response(self, version: str | None) -> JSONResponse:
        """The refusal in the shape that the client's API version asks for."""
        body: dict[str, Json]
        headers = {}
        if _version(version) >= _FIRST_VERSION_WITH_SHORT_ERRORS:
            body = {"code": self.error_code, "message": self.words}
            headers = {VERSION_HEADER: _FIRST_VERSION_WITH_SHORT_ERRORS.isoformat()}
        else:
            body = {"code": self.status, "error_code": self.error_code, "msg": self.words}
        if self.error_code == "weak_password":
            body["weak_password"] = {"reasons": list(self.reasons)}
        return JSONResponse(body, self.status, headers)


def _version(text: str | None) -> date:
    """The API version that was asked for; what is no date asks for the first."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return date.min


def invalid_credentials() -> AuthError:
    """The answer to a wrong password and to an unknown address alike."""
    return AuthError(400, "invalid_credentials", "Invalid login credentials")


def validation_failed(words: str) -> AuthError:
    """Something in the request is missing or malformed."""
    return AuthError(400, "validation_failed", words)


def weak_password(shortest: int) -> AuthError:
    """The password is too short."""
    words = f"Password should be at least {shortest} characters."
    return AuthError(422, "weak_password", words, reasons=("length",))
