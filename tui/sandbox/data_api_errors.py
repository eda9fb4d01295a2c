"""How the Data API says no: PostgREST's status for each SQLSTATE, and its error document.

The table is https://docs.postgrest.org/en/stable/references/errors.html.
"""

from __future__ import annotations

import psycopg
from starlette.responses import JSONResponse

_EXACT = {
    "23503": 409,
    "23505": 409,
    "25006": 405,
    "42883": 404,
    "42P01": 404,
    "42P17": 500,
    "53400": 500,
    "57P01": 503,  # the connection was ended by an administrator
    "P0001": 400,
}
_CLASSES = {
    "08": 503,
    "09": 500,
    "0L": 403,
    "0P": 403,
    "25": 500,
    "28": 403,
    "2D": 500,
    "38": 500,
    "39": 500,
    "3B": 500,
    "40": 500,
    "53": 503,
    "54": 500,
    "55": 500,
    "57": 500,
    "58": 500,
    "F0": 500,
    "HV": 500,
    "P0": 500,
    "XX": 500,
}


class DataApiError(Exception):
    """One refusal in PostgREST's own name (codes that begin with PGRST)."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        details: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details
        self.hint = hint

    def response(self) -> JSONResponse:
        """The error document."""
        headers = {}
        if self.status == 401:
            about = f'error="invalid_token", error_description="{self.message}"'
            headers["WWW-Authenticate"] = (
                f"Bearer {about}" if self.code[:6] == "PGRST3" else "Bearer"
            )
        body = {
            "code": self.code,
            "message": self.message,
            "details": self.details,
            "hint": self.hint,
        }
        return JSONResponse(body, self.status, headers)


def from_database(error: psycopg.Error, *, signed_in: bool) -> DataApiError:
    """The refusal that a database error becomes."""
    state = error.sqlstate
    if state is None:
        message = "Database connection error. Retrying the connection."
        return DataApiError(503, "PGRST000", message)
    return DataApiError(
        status_of(state, signed_in=signed_in),
        state,
        error.diag.message_primary or str(error),
        details=error.diag.message_detail,
        hint=error.diag.message_hint,
    )


def status_of(state: str, *, signed_in: bool) -> int:
    """The HTTP status for a SQLSTATE; `PTxyz` asks for xyz."""
    if state == "42501":
        return 403 if signed_in else 401
    if state.startswith("PT") and state[2:].isdigit():
        return int(state[2:])
    return _EXACT.get(state) or _CLASSES.get(state[:2]) or 400
