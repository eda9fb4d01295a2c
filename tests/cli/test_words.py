"""Nothing that a command prints steers the terminal."""

from __future__ import annotations

import json

import pytest

from tui.cli.words import put_document
from tui.plain_text import clean, sentence


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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nothing waits", "Nothing waits."),
        ("set 3: 80 x 5", "Set 3: 80 x 5."),
        ("evil.sqlite3 is not a topset backup", "evil.sqlite3 is not a topset backup."),
        ("./log is damaged", "./log is damaged."),
        ("ada@example.com has no account!", "ada@example.com has no account!"),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_it_begins_with_a_name(
    words: str, said: str
) -> None:
    assert sentence(words) == said
