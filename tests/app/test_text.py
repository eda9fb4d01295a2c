from __future__ import annotations

import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tui.app.shell.text import (
    cell_width,
    clip,
    fit,
    line_width,
    spread,
    wrap,
    wrap_phrases,
)
from tui.plain_text import clean
from tui.workout.styled import Part


def test_escape_and_bidirectional_controls_are_taken_out() -> None:
    assert clean("a\x1b]0;x\x07b\x9b2J\u202ec\u200bd") == "a]0;xb2Jcd"


# What is invisible and needed: the joiners, and the signs that Arabic and other scripts draw.
NEEDED = {0x200C, 0x200D, 0x110BD, 0x110CD, *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2}
NEEDED |= set(range(0x13430, 0x13440))


def test_no_control_or_invisible_character_of_unicode_is_left() -> None:
    harmful = [
        chr(number)
        for number in range(sys.maxunicode + 1)
        if unicodedata.category(chr(number)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        and number not in NEEDED
    ]
    assert len(harmful) > 2000
    assert {clean(f"a{one}b") for one in harmful} == {"ab", "a b"}


def test_marks_do_not_pile_up() -> None:
    assert clean("e\u0301" + "\u0302" * 500 + "x") == "e\u0301\u0302\u0302\u0302x"
    assert clean("e\u0301\u0302") == "e\u0301\u0302"


def test_half_a_surrogate_pair_is_taken_out() -> None:
    assert clean("file\udce9 name").encode() == b"file name"


def test_line_breaks_become_spaces() -> None:
    assert clean("one\ntwo\r\nthree") == "one two three"


def test_markup_is_only_text() -> None:
    assert clean("[bold]x[/bold]") == "[bold]x[/bold]"


@given(st.text(max_size=60), st.integers(0, 40))
def test_fitted_text_takes_exactly_its_cells(text: str, cells: int) -> None:
    assert cell_width(fit(text, cells)) == cells


@given(st.text(max_size=60), st.integers(0, 40))
def test_clipped_text_never_takes_more(text: str, cells: int) -> None:
    assert cell_width(clip(text, cells)) <= cells


@given(st.text(max_size=200), st.integers(5, 40), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_box(text: str, cells: int, lines: int) -> None:
    rows = wrap(text, cells, lines)
    assert len(rows) <= lines
    assert all(cell_width(row) <= cells for row in rows)


@given(st.text(max_size=60), st.integers(20, 60))
def test_the_right_end_of_a_line_is_always_shown(text: str, cells: int) -> None:
    line = spread((Part(text),), (Part("2 to send ↑"),), cells)
    assert line_width(line) == cells
    assert line[-1].text == "2 to send ↑"


def test_phrases_are_kept_together_where_they_fit() -> None:
    said = "Cable Fly for the rest of Bench Press · u undoes"
    assert wrap_phrases(said, 60, 2) == [said]
    assert wrap_phrases(said, 45, 2) == ["Cable Fly for the rest of Bench Press", "u undoes"]
    assert wrap_phrases(said, 20, 2) == ["Cable Fly for the", "rest of Bench Press…"]
    assert wrap_phrases(said, 45, 1) == [f"{said[:44]}…"]
