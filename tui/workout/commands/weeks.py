"""The commands of looking back: the weeks, and a past session."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tui.workout.commands.command import BY_NUMBER, ON_SCREEN, Command
from tui.workout.commands.today import TODAY

_BACK: Final = Command(
    id="past.back",
    keys="escape,q,W",
    shown="esc",
    label="back",
    sentence="Go back to the weeks",
    action="screen.back",
    word="back",
    prompt=ON_SCREEN,
)
_LEFT_OUT: Final = frozenset({"today.choose", "today.guess"})


def _of_the_past(command: Command) -> bool:
    return command.id not in _LEFT_OUT and not command.id.startswith("today.rest")


PAST: Final = (
    *(
        replace(command, sentence=command.in_the_past or command.sentence)
        for command in TODAY
        if _of_the_past(command)
    ),
    _BACK,
)

WEEKS: Final = (
    Command(
        id="weeks.open",
        keys="enter",
        shown="enter",
        label="open",
        sentence="Open the chosen session, to amend or add sets",
        action="screen.open",
        word="weeks",
        prompt="show",
        footer=True,
        palette=False,
    ),
    Command(
        id="weeks.newer",
        keys="up",
        shown="↑",
        label="newer",
        sentence="Choose the week after",
        action="screen.week(-1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        palette=False,
    ),
    Command(
        id="weeks.older",
        keys="down",
        shown="↓",
        pair="↑↓",
        label="week",
        sentence="Choose the week before",
        action="screen.week(1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        footer=True,
        palette=False,
    ),
    Command(
        id="weeks.next_session",
        keys="right,tab,n",
        shown="→",
        pair="←→",
        label="session",
        sentence="Choose the next session of the week",
        action="screen.session(1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        footer=True,
        palette=False,
    ),
    Command(
        id="weeks.previous_session",
        keys="left,shift+tab,p",
        shown="←",
        label="session before",
        sentence="Choose the session before",
        action="screen.session(-1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        palette=False,
    ),
    Command(
        id="weeks.page_older",
        keys="pagedown,space",
        shown="pgdn",
        label="older",
        sentence="Go a page of weeks back",
        action="screen.page(1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        palette=False,
    ),
    Command(
        id="weeks.page_newer",
        keys="pageup,b",
        shown="pgup",
        label="newer",
        sentence="Go a page of weeks forward",
        action="screen.page(-1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        palette=False,
    ),
    Command(
        id="weeks.newest",
        keys="home,g",
        shown="home",
        label="newest",
        sentence="Go to the newest week",
        action="screen.end(-1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
    ),
    Command(
        id="weeks.oldest",
        keys="end,G",
        shown="end",
        label="oldest",
        sentence="Go to the oldest week",
        action="screen.end(1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
    ),
    Command(
        id="weeks.filter",
        keys="slash",
        shown="/",
        label="exercise",
        sentence="Show only the weeks with an exercise",
        action="screen.filter",
        word="weeks",
        prompt="weeks",
        footer=True,
    ),
    Command(
        id="weeks.back",
        keys="escape,q,W",
        shown="esc",
        label="back",
        sentence="Go back to training; with an exercise chosen, show everything again",
        action="screen.back",
        word="back",
        prompt=ON_SCREEN,
        footer=True,
    ),
)
