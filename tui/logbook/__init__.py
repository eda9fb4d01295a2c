"""The local copy of the training log: what the app reads and writes, on disk before on screen."""

from tui.logbook.errors import DamagedLogbook, LogbookError, NewerLogbook, NotSaved
from tui.logbook.logbook import Logbook
from tui.logbook.places import Draft

__all__ = ["DamagedLogbook", "Draft", "Logbook", "LogbookError", "NewerLogbook", "NotSaved"]
