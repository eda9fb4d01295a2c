"""Every command once: its key, its word in the footer, its sentence in palette and help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lacks:
    """Why the line mode has no word for a command, or the prompt no command line."""

    why: str


ON_SCREEN: Final = Lacks("it moves about on a screen")
BY_NUMBER: Final = Lacks("a line names what it means by its number")
NAMED: Final = Lacks("a command names its exercise and its set")
NO_LINE: Final = Lacks("it is about the line in which a set is typed")
NO_REST: Final = Lacks("a rest runs in what stays open")
READ_OUT: Final = Lacks("`history` reads out the last times at once")
IN_FILE: Final = Lacks("config.toml holds it, for scripts as well")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that a lifter can do; `id` is what a keymap calls it.

    `keys` are Textual's names, several joined by commas; `shown` is how the first is written;
    `pair` is how the footer writes two keys that one word is said for; `jump` is the letter of a
    place in the jump overlay; `in_the_past` is its sentence in a past session, where it says
    something else there. `word` is what the line mode calls it, or the word that leads to it
    there; `prompt` is what follows `topset` on a command line.
    """

    id: str
    keys: str = ""
    shown: str = ""
    pair: str = ""
    label: str
    sentence: str
    in_the_past: str = ""
    action: str
    word: str | Lacks
    prompt: str | Lacks
    footer: bool = False
    palette: bool = True
    jump: str = ""


EVERYWHERE: Final = (
    Command(
        id="app.help",
        keys="question_mark,f1",
        shown="?",
        label="help",
        sentence="Show the keys of this screen",
        action="app.help",
        word="help",
        prompt="--help",
        jump="?",
    ),
    Command(
        id="app.palette",
        keys="ctrl+p",
        shown="ctrl+p",
        label="all",
        sentence="Find any command by its words",
        action="app.command_palette",
        word=Lacks("`?` lists them all"),
        prompt=Lacks("--help lists them all"),
        palette=False,
    ),
    Command(
        id="app.weeks",
        keys="W",
        shown="W",
        label="weeks",
        sentence="Look back: past weeks, their sessions and sets",
        action="app.weeks",
        word="weeks",
        prompt="weeks",
        jump="w",
    ),
    Command(
        id="app.sync",
        keys="y",
        shown="y",
        label="sync",
        sentence="See what is waiting to be sent, fix what was refused",
        action="app.sync",
        word="sync",
        prompt="changes",
        jump="y",
    ),
    Command(
        id="app.today",
        label="today",
        sentence="Go back to the session you are training",
        action="app.today",
        word=Lacks("training is what q goes back to"),
        prompt="today",
        jump="t",
    ),
    Command(
        id="app.jump",
        keys="ctrl+o",
        shown="ctrl+o",
        label="jump",
        sentence="Jump: a letter on everything you can go to",
        action="app.jump",
        word=ON_SCREEN,
        prompt=ON_SCREEN,
        palette=False,
    ),
    Command(
        id="app.settings",
        keys="f2",
        shown="f2",
        label="settings",
        sentence="Change gym, plates, rests, colours and keys",
        action="app.settings",
        word="settings",
        prompt=IN_FILE,
        jump="s",
    ),
    Command(
        id="app.gym",
        keys="G",
        shown="G",
        label="next gym",
        sentence="Train in the next gym: its plates, steps and unit",
        action="app.gym",
        word="gym",
        prompt=IN_FILE,
    ),
    Command(
        id="app.theme",
        label="colours",
        sentence="Choose the colours",
        action="app.change_theme",
        word=Lacks("lines have no colours"),
        prompt=Lacks("lines have no colours"),
    ),
    Command(
        id="app.sign_in",
        label="sign in",
        sentence="Sign in again, or as somebody else; the log stays open meanwhile",
        action="app.sign_in",
        word="sign-in",
        prompt="sign-in",
    ),
    Command(
        id="app.lifters",
        label="change lifter",
        sentence="Continue as another lifter who is signed in on this laptop",
        action="app.lifters",
        word="account",
        prompt="sign-in",
    ),
    Command(
        id="app.connect",
        label="connect a project",
        sentence="Bring the log of this laptop to a Supabase project",
        action="app.connect",
        word="account",
        prompt="sign-in",
    ),
    Command(
        id="app.sign_out",
        label="sign out",
        sentence="Sign out; what was logged stays on this laptop",
        action="app.sign_out",
        word="sign-out",
        prompt="sign-out",
    ),
    Command(
        id="app.suspend",
        keys="ctrl+z",
        shown="ctrl+z",
        label="suspend",
        sentence="Put topset in the background; `fg` in the shell brings it back",
        action="app.suspend_process",
        word=Lacks("ctrl+z is the shell's own there"),
        prompt=Lacks("ctrl+z is the shell's own there"),
    ),
    Command(
        id="app.quit",
        keys="q,ctrl+q,ctrl+c",
        shown="q",
        label="quit",
        sentence="Close topset; everything is kept",
        action="app.quit",
        word="quit",
        prompt=Lacks("a command ends by itself"),
    ),
)

CHOOSE: Final = (
    Command(
        id="choose.open",
        keys="enter",
        shown="enter",
        label="open",
        sentence="Open the chosen session",
        action="screen.open",
        word="other",
        prompt="session open",
        footer=True,
        palette=False,
    ),
    Command(
        id="choose.up",
        keys="up,shift+tab",
        shown="↑",
        label="up",
        sentence="Choose the line above",
        action="screen.row(-1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        footer=True,
        palette=False,
    ),
    Command(
        id="choose.down",
        keys="down,tab",
        shown="↓",
        label="down",
        sentence="Choose the line below",
        action="screen.row(1)",
        word=BY_NUMBER,
        prompt=ON_SCREEN,
        footer=True,
        palette=False,
    ),
    Command(
        id="choose.free",
        keys="f",
        shown="f",
        label="free session",
        sentence="Start a free session",
        action="screen.free",
        word="other",
        prompt="session new",
        footer=True,
    ),
)


def help_lines(commands: Sequence[Command]) -> list[tuple[str, str]]:
    """Return the keys and sentences of the commands that have a key no earlier one took."""
    shown: list[tuple[str, str]] = []
    taken: set[str] = set()
    for command in commands:
        keys = command.keys.split(",") if command.keys else []
        if keys and keys[0] not in taken:
            shown.append((command.shown, command.sentence))
        taken.update(keys)
    return shown
