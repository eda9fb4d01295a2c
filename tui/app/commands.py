"""Every command once: its key, its word in the footer, its sentence in palette and help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a lifter can do; `id` is what a keymap calls it.

    `keys` are Textual's names, several joined by commas; `shown` is how the first is written.
    """

    id: str
    keys: str
    shown: str
    label: str
    sentence: str
    action: str
    footer: bool = False
    palette: bool = True

    def binding(self) -> Binding:
        """Return the binding of the key."""
        return Binding(self.keys, self.action, self.label, id=self.id, tooltip=self.sentence)


EVERYWHERE: Final = (
    Command("app.help", "question_mark,f1", "?", "help", "Show the keys of this screen", "help"),
    Command(
        "app.palette", "ctrl+p", "ctrl+p", "all", "Find any command by its words", "command_palette"
    ),
    Command("app.theme", "f2", "F2", "theme", "Choose the colours", "change_theme"),
    Command("app.sign_out", "", "", "sign out", "Sign out of this laptop", "sign_out"),
    Command("app.quit", "q,ctrl+q,ctrl+c", "q", "quit", "Close topset; everything is kept", "quit"),
)

TODAY: Final = (
    Command("today.log", "enter", "enter", "log", "Log the set in the line", "log", True, False),
    Command(
        "today.next", "n,tab", "n", "next", "Go to the next exercise", "exercise(1)", True
    ),
    Command(
        "today.previous", "p,shift+tab", "p", "previous", "Go to the exercise before", "exercise(-1)"
    ),
    Command("today.up", "up", "↑", "set above", "Choose the set above", "row(-1)", palette=False),
    Command("today.down", "down", "↓", "set below", "Choose the set below", "row(1)", palette=False),
    Command("today.undo", "u", "u", "undo", "Undo the last thing done", "undo", True),
    Command("today.remove", "d", "d", "remove", "Remove the chosen set", "remove"),
    Command("today.rest", "r", "r", "rest", "Pause the rest, or go on; start one", "rest", True),
    Command("today.rest_less", "less_than_sign", "<", "15 s less", "Rest 15 s less", "shift_rest(-15)"),
    Command("today.rest_more", "greater_than_sign", ">", "15 s more", "Rest 15 s more", "shift_rest(15)"),
    Command("today.rest_off", "R", "R", "rest off", "Stop the rest", "rest_off"),
    Command("today.comment", "c", "c", "comment", "Comment on this exercise", "comment", True),
    Command("today.skip", "s", "s", "skip", "Skip this exercise today, or take it back", "skip"),
    Command("today.finish", "f", "f", "finish", "Finish the session, or reopen it", "finish", True),
    Command("today.other", "o", "o", "other session", "Choose another session", "choose"),
    Command("today.guess", "escape", "esc", "guess", "Bring the guess back into the line", "guess"),
)

CHOOSE: Final = (
    Command("choose.up", "up", "↑", "up", "Choose the line above", "row(-1)", palette=False),
    Command("choose.down", "down,tab", "↓", "down", "Choose the line below", "row(1)", palette=False),
    Command("choose.open", "enter", "enter", "open", "Open the chosen session", "open", True, False),
    Command("choose.free", "f", "f", "free session", "Start a free session", "free", True),
)


def bindings(*groups: Iterable[Command]) -> list[BindingType]:
    """Return the bindings of these commands, for a screen's BINDINGS."""
    return [command.binding() for group in groups for command in group if command.keys]
