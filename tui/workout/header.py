"""What stands above every screen, in words."""

from __future__ import annotations

from typing import Final

from tui.lazy_dataclass import dataclass
from tui.workout.notice import SyncMark

_NO_MARK: Final = SyncMark("")


@dataclass(frozen=True, slots=True)
class HeaderView:
    """The first line: what is trained, where in the plan, since when, and the sync mark.

    `facts` is given from the longest wording to the shortest; the header takes what fits.
    """

    label: str
    facts: tuple[str, ...]
    since: str = ""
    sync: SyncMark = _NO_MARK
    completed: bool = False
