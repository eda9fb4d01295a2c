"""A terminal without Unicode is given ASCII that looks alike, in the app, by lines, by commands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.terminal import Terminal
from tests.support.sample_book import sample_page
from tui.app.shell.outflow import Outflow
from tui.cli.streams import lacks_unicode
from tui.cli.wiring import AppContext
from tui.lookalikes import in_cells, in_words
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER

TOPSET = str(Path(sys.executable).with_name("topset"))
SOURCES = Path(__file__).parents[2] / "tui"
# Characters that are read and never shown: digits, letters and stops of other scripts.
READ_ALONE = frozenset("≈８５２ｘ．！хХ�")
ASCII = [
    {"LC_ALL": "C"},
    pytest.param({"LC_ALL": "POSIX"}, marks=pytest.mark.soak),  # another name of it
    {"PYTHONIOENCODING": "ascii"},
]


def shown_anywhere() -> set[str]:
    """Return every character beyond ASCII that stands in the program."""
    files = [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.tcss")]
    found = {char for file in files for char in file.read_text(encoding="utf-8")}
    return {char for char in found if not char.isascii()} - READ_ALONE


def test_everything_that_topset_shows_has_a_stand_in() -> None:
    marks = shown_anywhere() | set("╭─╮│╰╯┌┐└┘⣿⡀")
    assert {"─", "▸", "×", "–", "·", "…"} < marks
    for char in marks:
        assert in_words(char).isascii()
        assert "?" not in in_words(char) + in_cells(char), char
        assert len(in_cells(char)) == 1, char


@pytest.mark.parametrize(
    ("text", "words", "cells"),
    [
        ("82.5 × 6–8 · next…", "82.5 x 6-8 - next...", "82.5 x 6-8 . next."),
        ("Überzüge “tief”", 'Uberzuge "tief"', 'Uberzuge "tief"'),
        ("臥推", "??", "? ? "),
        ("e\u0301", "e", "e"),
        ("◆━▐20▌", "*-[20]", "*-[20]"),
    ],
)
def test_words_may_grow_and_cells_stay(text: str, words: str, cells: str) -> None:
    assert (in_words(text), in_cells(text)) == (words, cells)


@pytest.mark.parametrize(
    ("environment", "encoding", "lacks"),
    [
        ({"LC_ALL": "C"}, "utf-8", True),
        ({"LANG": "POSIX"}, "utf-8", True),
        ({"LC_ALL": "", "LC_CTYPE": "C", "LANG": "de_DE.UTF-8"}, "utf-8", True),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, "utf-8", False),
        ({}, "utf-8", False),
        ({"LC_ALL": "C", "PYTHONUTF8": "1"}, "utf-8", False),
        ({"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"}, "utf-8", False),
        ({"PYTHONIOENCODING": "ascii"}, "ascii", True),
        ({"PYTHONIOENCODING": "latin-1"}, "iso-8859-1", False),
    ],
)
def test_a_locale_that_is_set_by_name_is_meant(
    environment: dict[str, str], encoding: str, lacks: bool
) -> None:
    assert lacks_unicode(environment, encoding) == lacks


@pytest.fixture
def home(topset_home: Path) -> Path:
    """A log of this laptop alone, with today's session in it."""
    context = AppContext(Paths.under(topset_home), {}, {})
    context.make_local_log()
    with context.logbook(LOCAL_LIFTER) as opened:
        opened.base.apply(sample_page(context.today()))
    return topset_home


def environment_of(home: Path, extra: dict[str, str]) -> dict[str, str]:
    return {name: os.environ[name] for name in ("HOME", "PATH")} | {
        "TOPSET_HOME": str(home),
        **extra,
    }


@pytest.mark.parametrize("environment", ASCII, ids=["C", "POSIX", "ascii"])
def test_lines_are_ascii_and_hold_no_question_mark_for_a_glyph(
    home: Path, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [TOPSET, "--plain"],
        input="\nl\ng\nW\n2\n1\nq\nq\nq\nc très bien\nc\nf\n".encode(),
        env=environment_of(home, environment),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode("ascii")
    assert "Logged Bench Press set 1: 82.5 x 6 @8." in said
    assert "tres bien" in said
    assert not re.search(r"\w ?\?|\?\w", said.replace("? lists", ""))


def test_commands_are_ascii(home: Path) -> None:
    for command in ("today", "weeks", "changes", "doctor"):
        done = subprocess.run(
            [TOPSET, command],
            env=environment_of(home, {"LC_ALL": "C"}),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert (done.stdout + done.stderr).isascii(), command
        assert done.stdout, command


def test_the_app_draws_rules_as_dashes(home: Path) -> None:
    with Terminal([TOPSET], environment_of(home, {"LC_ALL": "C"})) as terminal:
        terminal.wait_for("Bench Press")
        assert any(line.count("-") > 90 for line in terminal.lines)
        assert "> " in terminal.text
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    shown = home.with_suffix(".shown").read_bytes()
    assert shown.isascii()


def test_an_encoding_that_has_a_character_is_sent_it() -> None:
    reading, writing = os.pipe()
    outflow = Outflow(writing, lambda: None, encoding="iso-8859-1")
    outflow.start()
    outflow.write("82.5 × 8 ── ▸ é\x1b[0m")
    outflow.stop()
    os.close(writing)
    with os.fdopen(reading, "rb") as sent:
        assert sent.read() == "82.5 × 8 -- > é\x1b[0m".encode("latin-1")
