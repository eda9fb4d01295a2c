"""Tokens, keys and passwords, taken out of a text by what they look like and where they stand."""

from __future__ import annotations

from tui.late_pattern import late_pattern

_SECRETS = (
    # a signed token, wherever it stands
    (late_pattern(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    # the password inside a database address
    (late_pattern(r"(\w+://[^\s:/@]+):[^\s@]+@"), r"\1:[password]@"),
    (late_pattern(r"\bsb_secret_\w+"), "[key]"),
    (late_pattern(r"(?i)\b(bearer)\s+\S+"), r"\1 [token]"),
    # password=… and "refresh_token": "…" in whatever notation
    (
        late_pattern(
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
