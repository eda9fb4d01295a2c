"""The log file in the state folder: rotating, readable by its owner alone, without secrets."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tui.private_files import open_to_append
from tui.secret_text import without_secrets
from tui.settings.paths import ConfigError, private_folder

_CHATTY = {"httpx", "httpcore", "asyncio", "filelock"}


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class _PrivateFile(RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]  # typeshed's TextIOWrapper differs by version
        return os.fdopen(open_to_append(Path(self.baseFilename)), "a", encoding=self.encoding)


def _worth_keeping(record: logging.LogRecord) -> bool:
    """Tell whether a record says more than that one more request was made."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in _CHATTY


@contextmanager
def logging_to(file: Path) -> Iterator[bool]:
    """Send the log records of a block to the file; tell whether the file can be written.

    A laptop with a full or read-only disk still runs: it only has no log.
    """
    try:
        private_folder(file.parent)
        handler = _PrivateFile(file, maxBytes=1_000_000, backupCount=3, encoding="utf-8")
    except (ConfigError, OSError):
        yield False
        return
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    handler.addFilter(_worth_keeping)
    root = logging.getLogger()
    level_before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield True
    finally:
        root.setLevel(level_before)
        root.removeHandler(handler)
        handler.close()


def keep_bug(error: BaseException, file: Path) -> str:
    """Write an unexpected error into the log file, and return the line to show."""
    with logging_to(file) as kept:
        logging.getLogger("topset").error(
            "%s", " ".join(sys.argv[:2]), exc_info=(type(error), error, error.__traceback__)
        )
    where = file if kept else "no log file, it cannot be written"
    return f"This is a bug in topset ({type(error).__name__}). Details: {where}"
