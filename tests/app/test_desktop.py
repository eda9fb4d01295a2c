"""Notifications in the words of each terminal."""

from __future__ import annotations

import pytest

from tui.app.shell.desktop import Dialect, can_notify, dialect_of, notification
from tui.settings.model import Settings
from tui.workout.settings.rows import settings_sections


@pytest.mark.parametrize(
    ("environment", "dialect"),
    [
        ({"TERM": "xterm-kitty"}, "99"),
        ({"TERM": "tmux-256color", "KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x"}, "99"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "9"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "9"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "9"),
        ({"TERM": "rxvt-unicode-256color"}, "777"),
        ({"TERM": "foot"}, "777"),
        ({"TERM": "xterm-256color", "VTE_VERSION": "7600"}, "777"),
        ({"TERM": "xterm-256color"}, None),
        ({}, None),
    ],
)
def test_each_terminal_is_asked_in_its_own_words(
    environment: dict[str, str], dialect: Dialect | None
) -> None:
    assert dialect_of(environment) == dialect
    assert bool(notification("Rest over", "Bench Press", environment)) == (dialect is not None)


def test_a_name_cannot_end_the_sequence() -> None:
    said = notification("Rest over", "Bench\x1b\\; \x07Press", {"TERM": "foot"})
    assert said.startswith("\x1b]777;notify;Rest over;Bench")
    assert said.count("\x1b") == 2
    assert said.count(";") == 3
    assert "\x07" not in said


def test_tmux_is_asked_to_pass_it_through() -> None:
    said = notification("a", "b", {"TERM": "foot", "TMUX": "/tmp/x"})
    assert said == "\x1bPtmux;\x1b\x1b]777;notify;a;b\x1b\x1b\\\x1b\\"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"TERM": "xterm-kitty"}, "when the rest is over"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "cannot notify"),
        ({"WT_SESSION": "1"}, "cannot notify"),
    ],
)
def test_the_settings_row_says_whether_this_terminal_can(
    environment: dict[str, str], words: str
) -> None:
    sections = settings_sections(Settings(), notifies=can_notify(environment))
    (row,) = (row for one in sections for row in one.rows if row.path == ("rest_notice",))
    assert words in row.about
