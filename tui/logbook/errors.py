"""What can go wrong with the logbook, in words for the lifter."""

from __future__ import annotations


class LogbookError(Exception):
    """Something is wrong with the local copy; the text says what."""


class NotSaved(LogbookError):
    """A write did not reach the disk: nothing was changed and nothing is shown as logged."""


class TextTooLong(LogbookError):
    """A name or a comment is longer than anybody reads; nothing was kept."""


class Busy(NotSaved):
    """Another topset is writing, or holds the file; trying again helps."""


class StillOpen(Busy):
    """The file cannot be replaced while another topset has it open."""


class DamagedLogbook(LogbookError):
    """The file cannot be read as a logbook."""


class NewerLogbook(LogbookError):
    """A newer topset wrote this file; it is left untouched."""
