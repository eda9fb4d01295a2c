"""What is typed for a command: the letters of its keys, and its word."""

from __future__ import annotations

from typing import Final

from tui.workout.commands.command import EVERYWHERE, ON_SCREEN, Command
from tui.workout.commands.today import TODAY
from tui.workout.commands.weeks import PAST
from tui.workout.keymap import COMMANDS, Keymap, format_key

# What the app has no command for: there it is a glance, or the end of the input.
OF_LINES: Final = (
    Command(
        id="line.exercises",
        keys="e",
        shown="e",
        label="exercises",
        sentence="List the exercises, or go to one by its number",
        action="",
        word="exercises",
        prompt="today",
    ),
    Command(
        id="line.here",
        keys="i",
        shown="i",
        label="here",
        sentence="Say where you are",
        action="",
        word="here",
        prompt="today",
    ),
    Command(
        id="line.exit",
        label="exit",
        sentence="Leave topset",
        action="",
        word="exit",
        prompt=ON_SCREEN,
    ),
)

# Those that have names while a session is open. Of two that have the same the first keeps it: in a
# past session q goes back, and else it leaves.
IN_A_SESSION: Final = (
    *TODAY,
    *(command for command in EVERYWHERE if command.id != "app.quit"),
    *(command for command in PAST if command.id == "past.back"),
    *(command for command in EVERYWHERE if command.id == "app.quit"),
    *OF_LINES,
)


class Names:
    """The names of all commands under the lifter's own keys."""

    def __init__(self, keymap: Keymap | None = None) -> None:
        self._keymap = keymap or Keymap()
        self._ids: dict[str, str] = {}
        for command in IN_A_SESSION:
            for name in self._names(command):
                self._ids.setdefault(name, command.id)
        self._by_id: dict[str, list[str]] = {}
        for name, command_id in self._ids.items():
            self._by_id.setdefault(command_id, []).append(name)

    def id_of(self, name: str) -> str | None:
        """Return the command that a name stands for while a session is open."""
        return self._ids.get(name)

    def of(self, command_id: str) -> tuple[str, ...]:
        """Return the names of a command, the shortest way to say it first."""
        found = self._by_id.get(command_id)
        return tuple(self._names(COMMANDS[command_id]) if found is None else found)

    def key(self, command_id: str) -> str:
        """Return the name that a sentence says for a command."""
        return self.of(command_id)[0]

    def _names(self, command: Command) -> list[str]:
        """Return the letters of a command's keys, and its word."""
        written = [format_key(key) for key in self._keymap.applied(command).keys.split(",")]
        letters = [one for one in written if one == "esc" or (len(one) == 1 and one.isascii())]
        return [*letters, *([command.word] if isinstance(command.word, str) else [])]
