"""The local copy of the training log: what the app reads and writes, on disk before on screen."""

from tui.logbook.drafts import Draft
from tui.logbook.errors import Busy, DamagedLogbook, LogbookError, NewerLogbook, NotSaved
from tui.logbook.logbook import Logbook

__all__ = ["Busy", "DamagedLogbook", "Draft", "Logbook", "LogbookError", "NewerLogbook", "NotSaved"]
