from __future__ import annotations

import pytest

from tui.workout.line_editor import LineEditor


def typed(line: LineEditor, keys: str) -> LineEditor:
    """Type keys that the line takes; those it does not take are commands and leave it alone."""
    for key in keys:
        if line.takes(key):
            line = line.insert(key)
    return line


def test_the_first_digit_replaces_the_guess() -> None:
    assert typed(LineEditor.filled("82.5 x 8 @8"), "90x5").text == "90x5"


def test_backspace_edits_the_guess() -> None:
    line = LineEditor.filled("82.5 x 8 @8").backspace()
    assert (line.insert("9").text, line.pristine) == ("82.5 x 8 @9", False)


@pytest.mark.parametrize("line", ["3xbw+10x9", "3xbwx12", "bw x12", "3x180lbx5", "180lb x 5"])
def test_every_load_of_the_grammar_can_be_typed(line: str) -> None:
    assert typed(LineEditor.filled("80 x 8"), line).text == line


@pytest.mark.parametrize("letter", ["n", "p", "u", "d", "f", "c", "s", "r", "w", "l", "g", "k"])
def test_letters_are_commands_while_the_guess_stands(letter: str) -> None:
    assert not LineEditor.filled("82.5 x 8 @8").takes(letter)


@pytest.mark.parametrize(
    "keys", ["82.5x8@8", "82,5 8 8", "x7", "@9", "+2.5", "-5", "bw x 12", "bw+10x8", "180lb x 5"]
)
def test_everything_the_grammar_has_can_be_typed(keys: str) -> None:
    assert typed(LineEditor.filled("80 x 8"), keys).text == keys


def test_reps_in_reserve_can_be_typed_after_the_reps() -> None:
    assert typed(LineEditor.filled(""), "82.5x8r2").text == "82.5x8r2"


@pytest.mark.parametrize("letter", ["n", "u", "f", "d", "p", "c", "s", "q", "a", "o"])
def test_letters_are_text_in_a_half_typed_line(letter: str) -> None:
    assert typed(LineEditor.filled(""), "82.5x8").takes(letter)


def test_letters_are_commands_again_once_the_line_is_empty() -> None:
    line = typed(LineEditor.filled("80 x 8"), "8").backspace()
    assert (line.text, line.takes("u")) == ("", False)


def test_the_caret_moves_inside_the_line() -> None:
    line = typed(LineEditor.filled(""), "80x8").move(-2).backspace().insert("5")
    assert line.text == "85x8"


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        (("ctrl+u",), ""),
        (("ctrl+k",), "100 x 5 @8"),
        (("ctrl+w",), "100 x 5 "),
        (("ctrl+w", "ctrl+w"), "100 x "),
        (("ctrl+a", "ctrl+k"), ""),
        (("ctrl+a", "ctrl+e", "backspace"), "100 x 5 @"),
        (("ctrl+a", "right", "right", "right", "ctrl+k"), "100"),
        (("left", "left", "ctrl+u"), "@8"),
        (("left", "left", "ctrl+w"), "100 x @8"),
        (("ctrl+a", "ctrl+w"), "100 x 5 @8"),
        (("ctrl+a", "delete"), "00 x 5 @8"),
    ],
)
def test_a_line_is_edited_as_in_a_shell(keys: tuple[str, ...], left: str) -> None:
    line = typed(LineEditor.filled("80 x 8"), "100 x 5 @8")
    for key in keys:
        line = line.edited_by(key) or pytest.fail(key)
    assert line.text == left


def test_a_guess_that_was_taken_out_is_an_empty_line_in_which_letters_are_commands() -> None:
    line = LineEditor.filled("80 x 8").edited_by("ctrl+u")
    assert line is not None and (line.text, line.touched, line.takes("n")) == ("", False, False)
    assert line.edited_by("n") is None
