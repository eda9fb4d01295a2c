"""Keys of the lifter's own: what can be holds, what cannot is said in words."""

from __future__ import annotations

import pytest

from tui.workout.commands.today import HISTORY, TODAY
from tui.workout.commands.weeks import PAST
from tui.workout.keymap import GROUPS, key_name, keymap_of


def complaint(wanted: dict[str, str], command_id: str) -> str:
    return next((one.words for one in keymap_of(wanted).complaints if one.id == command_id), "")


def test_no_two_commands_of_a_screen_come_with_the_same_key() -> None:
    for title, group in GROUPS:
        keys = [key for one in group for key in one.keys.split(",") if key]
        assert len(keys) == len(set(keys)), title


def test_every_command_has_a_key_that_reaches_it_through_a_macs_terminal() -> None:
    """Terminal.app scrolls with home, end and the page keys; macOS takes F11 and ctrl+arrow."""
    kept = {"home", "end", "pageup", "pagedown", "f11", "f12", "ctrl+up", "ctrl+down"}
    kept |= {"ctrl+left", "ctrl+right"}
    for title, group in (*GROUPS, ("History", HISTORY)):
        for command in group:
            keys = {key for key in command.keys.split(",") if key}
            assert not keys or keys - kept, (title, command.id)


def test_a_given_key_holds_and_is_shown() -> None:
    keymap = keymap_of({"today.undo": "z", "today.rest_more": "]"})
    undo = next(one for one in TODAY if one.id == "today.undo")
    assert (keymap.applied(undo).keys, keymap.applied(undo).shown) == ("z", "z")
    assert keymap.keys["today.rest_more"] == "right_square_bracket"
    assert keymap.shown(TODAY) == {"screen.undo": "z", "screen.shift_rest(15)": "]"}
    assert keymap.complaints == ()


def test_a_key_that_another_command_has_is_refused_and_the_other_is_named() -> None:
    words = complaint({"today.undo": "n"}, "today.undo")
    assert words == "n is “next” (today.next) already"


def test_a_key_can_be_taken_over_when_the_other_command_gets_a_new_one() -> None:
    keymap = keymap_of({"today.undo": "n", "today.next": "z"})
    assert keymap.complaints == ()


def test_two_commands_given_the_same_key_leave_it_to_one() -> None:
    keymap = keymap_of({"today.undo": "z", "today.skip": "z"})
    assert len(keymap.complaints) == 1
    assert len(keymap.keys) == 1


def test_a_key_of_everywhere_clashes_with_those_of_every_screen() -> None:
    assert "already" in complaint({"app.settings": "w"}, "app.settings")


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"today.undoo": "z"}, "today.undo is one"),
        ({"today.undo": "zz"}, "“zz” is not a key"),
        ({"today.undo": "7"}, "typed into the line"),
        ({"today.undo": "ctrl+i"}, "cannot tell ctrl+i from tab"),
        ({"today.undo": "ctrl+k"}, "ctrl+k edits the line of a set"),
        ({"app.weeks": "ctrl+w"}, "ctrl+w edits the line of a set"),
        ({"past.back": "left"}, "← edits the line of a set"),
    ],
)
def test_what_cannot_be_is_said_in_words(wanted: dict[str, str], words: str) -> None:
    keymap = keymap_of(wanted)
    assert words in keymap.complaints[0].words
    assert keymap.keys == {}


@pytest.mark.parametrize(
    ("written", "name"),
    [("z", "z"), ("Z", "Z"), ("?", "question_mark"), ("Ctrl+Y", "ctrl+y"), ("Esc", "escape")],
)
def test_keys_may_be_written_as_people_do(written: str, name: str) -> None:
    assert key_name(written) == name


def test_in_a_past_session_no_command_speaks_of_today() -> None:
    assert not [one.id for one in PAST if "today" in one.sentence.casefold()]
