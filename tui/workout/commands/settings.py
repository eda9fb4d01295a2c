"""The commands of the settings screen."""

from __future__ import annotations

from typing import Final

from tui.workout.commands.command import Command

SETTINGS: Final = (
    Command(
        id="settings.change",
        keys="enter",
        shown="enter",
        label="change",
        sentence="Change the chosen setting, or keep what was typed",
        action="screen.change",
        footer=True,
        palette=False,
    ),
    Command(
        id="settings.up",
        keys="up,shift+tab",
        shown="↑",
        label="above",
        sentence="Choose the setting above",
        action="screen.row(-1)",
        palette=False,
    ),
    Command(
        id="settings.down",
        keys="down,tab",
        shown="↓",
        label="below",
        sentence="Choose the setting below",
        action="screen.row(1)",
        palette=False,
    ),
    Command(
        id="settings.before",
        keys="left",
        shown="←",
        label="before",
        sentence="Take the previous value",
        action="screen.turn(-1)",
        palette=False,
    ),
    Command(
        id="settings.after",
        keys="right,space",
        shown="→",
        label="next",
        sentence="Take the next value",
        action="screen.turn(1)",
        footer=True,
        palette=False,
    ),
    Command(
        id="settings.usual",
        keys="d",
        shown="d",
        label="usual",
        sentence="Restore the usual value",
        action="screen.usual",
        footer=True,
    ),
    Command(
        id="settings.new_gym",
        keys="a",
        shown="a",
        label="new gym",
        sentence="Add another gym",
        action="screen.new_gym",
        footer=True,
    ),
    Command(
        id="settings.back",
        keys="escape,q",
        shown="esc",
        label="back",
        sentence="Cancel a change, or go back",
        action="screen.back",
        footer=True,
        palette=False,
    ),
)
