"""Tokens, keys and passwords, taken out of a text by what they look like and where they stand."""

from __future__ import annotations

import re

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
