"""What the doctor says about one thing."""

from __future__ import annotations

from tui.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `ok` is None where it could not be, `do` is what helps."""

    name: str
    ok: bool | None
    detail: str
    do: str = ""
