"""What a command prints: data to stdout, words to stderr, nothing that steers a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime

import click

# Invisible characters that reorder the text around them.
_REORDERING = {"RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}


def harmless(text: str) -> str:
    """Return text from anywhere as one line without characters that a terminal obeys.

    Control characters become their visible pictures (ESC is shown as ␛), the others `�`.
    """
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\t\n\r":
        return " "
    if character < " ":
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "␡"
    if (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(character) in _REORDERING
    ):
        return "�"
    return character


def sentence(words: str) -> str:
    """Return words that an error holds as a sentence."""
    return f"{words[:1].upper()}{words[1:]}."


def say(words: str) -> None:
    """Tell the person at the prompt one line."""
    click.echo(harmless(words), err=True)


def put(line: str) -> None:
    """Print one line of data."""
    click.echo(harmless(line))


def put_document(document: Mapping[str, object]) -> None:
    """Print one JSON document; everything but ASCII is escaped, so that no terminal obeys it."""
    click.echo(json.dumps(document, default=_as_text, ensure_ascii=True).replace("\x7f", "\\u007f"))


def _as_text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")


def day_in_words(day: date) -> str:
    """Return a date as lifters read it, whatever the locale: Mon 24 Nov 2025."""
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.weekday()]
    month = "JanFebMarAprMayJunJulAugSepOctNovDec"[day.month * 3 - 3 : day.month * 3]
    return f"{weekday} {day.day} {month} {day.year}"
