"""The log file in the state folder: rotating, readable by its owner alone, without secrets."""

from __future__ import annotations

import logging
import os
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tui.config import private_folder

_SECRETS = (
    # a signed token, wherever it stands
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    # the password inside a database address
    (re.compile(r"(\w+://[^\s:/@]+):[^\s@]+@"), r"\1:[password]@"),
    (re.compile(r"\bsb_secret_\w+"), "[key]"),
    (re.compile(r"(?i)\b(bearer)\s+\S+"), r"\1 [token]"),
    # password=… and "refresh_token": "…" in whatever notation
    (
        re.compile(
            r"""(?ix) (\b \w*(?:password|passwd|secret|token|authorization)["']? \s*[:=]\s*)
            (?: "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | [^\s,;})&]+ )"""
        ),
        r"\1[hidden]",
    ),
)


def without_secrets(text: str) -> str:
    """Return the text with tokens, keys and passwords replaced by what they are."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class _PrivateFile(RotatingFileHandler):
    def _open(self):  # type: ignore[no-untyped-def]  # typeshed's TextIOWrapper differs by version
        descriptor = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        os.close(descriptor)
        return super()._open()


def open_log(file: Path) -> logging.Handler | None:
    """Send this process's log records to the file; None if the file cannot be written.

    A laptop with a full or read-only disk still runs: it only has no log.
    """
    try:
        private_folder(file.parent)
        handler = _PrivateFile(
            file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=False
        )
    except OSError:
        return None
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(process)d %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return handler


def close_log(handler: logging.Handler | None) -> None:
    """Stop writing to the file that `open_log` opened."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()
