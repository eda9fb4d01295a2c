"""A project's URL and key as people paste them: with a name, quotes, or both at once."""

from __future__ import annotations

import re

from tui.late_pattern import late_pattern

_URL = late_pattern(r"https?://[^\s\"'`,;]+")
_KEY = late_pattern(r"\b(?:sb_[a-z]+_[A-Za-z0-9_-]{6,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)")
_FRAME = "\"'`,; \t\r\n"


def bare(pasted: str) -> str:
    """Return what was pasted without the blanks, quotes and name that came along with it."""
    text = "".join(pasted.split())
    name, equals, value = text.partition("=")
    if equals and re.fullmatch(r"(?:export)?[A-Z][A-Z0-9_]*", name):
        text = value
    return text.strip(_FRAME)


def url_and_key(text: str) -> tuple[str | None, str | None]:
    """Return the first project URL and the first key in a text such as a block of settings."""
    url, key = _URL.search(text), _KEY.search(text)
    return (url[0].rstrip("/") if url else None, key[0] if key else None)
