"""Text from anywhere: made fit for a database, harmless for a terminal, and made a sentence."""

from __future__ import annotations

from typing import Final

# C0 and C1 controls, line and paragraph separators, bidirectional controls, invisible marks (but
# the joiners that scripts and emoji need), annotations, tags, and the halves of surrogate pairs,
# which no terminal can be sent.
from tui.late_pattern import late_pattern

_HARMFUL = late_pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ud800-\udfff]+"
)
# A letter has a few marks in any script; hundreds would be drawn over the lines around it.
_PILED_UP = late_pattern(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_HALVES = late_pattern("[\ud800-\udfff]")
_BREAKS = frozenset("\n\t\r\u2028\u2029")


def storable(text: str) -> str:
    """Return the text as PostgreSQL can hold it; what cannot be held is left out or marked.

    A NUL says nothing. Half of a surrogate pair stands for a byte that nobody could read, such as
    one of an argument in another encoding, and becomes the replacement character.
    """
    if text.isascii() and "\0" not in text:
        return text
    return _HALVES.sub("\ufffd", text.replace("\0", ""))


def clean(text: str) -> str:
    """Return the text in one line, without anything that steers a terminal or reorders the text.

    Line breaks become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _HARMFUL.sub(lambda found: "" if _BREAKS.isdisjoint(found[0]) else " ", text)
    return _PILED_UP.sub(r"\1", text)


_NAMING: Final = frozenset("./\\:@_~")  # what is in names and in no word


def sentence(words: str) -> str:
    """Return the words with a capital at their beginning and one stop at their end.

    The name of a file, a host or an address at the beginning stays as it is.
    """
    first = words.partition(" ")[0]
    name = not _NAMING.isdisjoint(first[:-1])
    stop = "" if words.endswith((".", "!", "?")) else "."
    return f"{words[:1] if name else words[:1].upper()}{words[1:]}{stop}"
