"""The sync mark: how it stands between this laptop and the database, in a few words."""

from __future__ import annotations

from tui.sync.protocol import Counts
from tui.sync.status import SyncStatus
from tui.workout.notice import SyncMark, Tone


def sync_mark(status: SyncStatus | None, counts: Counts, stranded: int = 0) -> SyncMark:
    """Return the mark; what needs the lifter comes first, then what waits, then all is well."""
    waiting = f"{counts.unsent} to send" if counts.unsent else ""
    troubles = [
        words
        for number, words in (
            (counts.refused, f"{counts.refused} refused !"),
            (counts.conflicts, f"{counts.conflicts} in conflict !"),
        )
        if number
    ]
    if stranded:
        return SyncMark(_joined(f"{stranded} set aside: topset rescue", waiting), "bad")
    if troubles:
        return SyncMark(_joined(*troubles, waiting), "bad")
    if status is not None and status.state not in ("idle", "syncing"):
        return _out_of_touch(status, waiting)
    if waiting:
        return SyncMark(f"{waiting} ↑", "")
    return _in_touch(status)


def _out_of_touch(status: SyncStatus, waiting: str) -> SyncMark:
    since = f" since {status.offline_since:%H:%M}" if status.offline_since else ""
    words: dict[str, tuple[str, Tone]] = {
        "signed_out": ("session ended" if status.ended else "signed out", "warn"),
        "wrong_database": ("database needs migrations", "bad"),
        "trouble": ("sync error", "bad"),
        "damaged": ("logbook damaged", "bad"),
        "offline": (f"offline{since}", "warn"),
    }
    if status.state == "local":
        return SyncMark("on this laptop")
    state, tone = words[status.state]
    return SyncMark(_joined(state, waiting), tone)


def _in_touch(status: SyncStatus | None) -> SyncMark:
    if status is None:
        return SyncMark("")
    if status.state == "syncing" and status.last_fetched is None:
        return SyncMark("fetching ↓")
    if status.last_sent is not None:
        return SyncMark(f"sent {status.last_sent.astimezone():%H:%M}", "good")
    return SyncMark("all sent" if status.last_fetched else "")


def _joined(*words: str) -> str:
    return ", ".join(word for word in words if word)
