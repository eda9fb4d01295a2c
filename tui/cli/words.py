"""What a command prints: data to stdout, words to stderr, nothing that steers a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

import click

from tui.plain_text import clean


def say(words: str) -> None:
    """Tell the person at the prompt one line."""
    click.echo(clean(words), err=True)


def put(line: str) -> None:
    """Print one line of data."""
    click.echo(clean(line))


def put_document(document: Mapping[str, object]) -> None:
    """Print one JSON document; everything but ASCII is escaped, so that no terminal obeys it."""
    click.echo(json.dumps(document, default=_as_text, ensure_ascii=True).replace("\x7f", "\\u007f"))


def _as_text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a JSON document")
