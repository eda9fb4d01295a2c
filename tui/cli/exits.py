"""How a command ends: the exit codes, and the error that carries one of them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script can tell from how a command ended."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    OFFLINE = 4
    WRONG_DATABASE = 5
    BUG = 70


class Stopped(Exception):
    """A command cannot do what was asked; `words` say why in one sentence for the lifter."""

    def __init__(self, words: str, code: ExitCode = ExitCode.REFUSED) -> None:
        super().__init__(words)
        self.words = words
        self.code = code


def code_of(error: Exception) -> ExitCode | None:
    """Return the exit code that belongs to an error from the parts, None if it is a bug."""
    from tui.sync import protocol

    codes: tuple[tuple[type[protocol.SyncError], ExitCode], ...] = (
        (protocol.Unreachable, ExitCode.OFFLINE),
        (protocol.SignedOut, ExitCode.NOT_SIGNED_IN),
        (protocol.SignInRefused, ExitCode.REFUSED),
        (protocol.Refused, ExitCode.REFUSED),
        (protocol.WrongDatabase, ExitCode.WRONG_DATABASE),
        (protocol.BookFailed, ExitCode.REFUSED),
    )
    return next((code for kind, code in codes if isinstance(error, kind)), None)
