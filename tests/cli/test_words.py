"""Nothing that a command prints steers the terminal."""

from __future__ import annotations

import json

import pytest

from tui.cli.words import put_document
from tui.plain_text import clean


@pytest.mark.parametrize(
    "text", ["\x1b[2J", "\x9b2J", "a\x07b", "\u202egnp", "one\ntwo", "\x7f", "\u2028", "\x00"]
)
def test_text_from_anywhere_is_one_line_without_control_characters(text: str) -> None:
    shown = clean(text)
    assert shown.isprintable()


def test_what_lifters_read_stays() -> None:
    assert clean("82.5 × 6–8 · Klimmzüge · סט") == "82.5 × 6–8 · Klimmzüge · סט"


def test_a_document_is_ascii_and_reads_back_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"name": "\x1b[31m \x9b \x7f ü \u202e"}
    put_document(document)
    printed = capsys.readouterr().out
    assert printed.strip().isascii()
    assert printed.strip().isprintable()
    assert json.loads(printed) == document
