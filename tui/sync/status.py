"""One frozen value that says how the exchange with the database stands."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

from tui.lazy_dataclass import dataclass

SyncState: TypeAlias = Literal[
    "idle", "syncing", "offline", "signed_out", "wrong_database", "trouble", "damaged", "local"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """What the sync mark and the sync screen show; `detail` is a sentence for the lifter.

    `local` means that there is no server; `damaged` that the logbook's file is; `trouble` that an
    answer was not understood or the disk refused, with the details in the log file. `ended` goes
    with `signed_out`: the session is over for good.
    """

    state: SyncState = "idle"
    ended: bool = False
    unsent: int = 0
    refused: int = 0
    conflicts: int = 0
    offline_since: datetime | None = None
    last_sent: datetime | None = None
    last_fetched: datetime | None = None
    next_try_seconds: float | None = None
    detail: str = ""
