"""Which keys the lifter gave to which commands, and which of them cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from difflib import get_close_matches
from typing import Final

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.workout.commands.command import CHOOSE, EVERYWHERE, Command
from tui.workout.commands.settings import SETTINGS
from tui.workout.commands.sync import SYNC
from tui.workout.commands.today import TODAY
from tui.workout.commands.weeks import PAST, WEEKS
from tui.workout.line_editor import EDITING_KEYS

# The commands by the place in which their keys hold; those of everywhere hold in each.
GROUPS: Final[tuple[tuple[str, tuple[Command, ...]], ...]] = (
    ("Everywhere", EVERYWHERE),
    ("Today", TODAY),
    ("A past session", PAST),
    ("Choosing a session", CHOOSE),
    ("Weeks", WEEKS),
    ("Sync", SYNC),
    ("Settings", SETTINGS),
)

COMMANDS: Final = {command.id: command for _, group in GROUPS for command in group}

_TYPED: Final = frozenset("0123456789xX×*@+-., bB")
_NAMED: Final = {
    " ": "space",
    "!": "exclamation_mark",
    "?": "question_mark",
    "<": "less_than_sign",
    ">": "greater_than_sign",
    "/": "slash",
    "\\": "backslash",
    ":": "colon",
    ";": "semicolon",
    "=": "equals_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "#": "number_sign",
    "$": "dollar_sign",
    "'": "apostrophe",
    '"': "quotation_mark",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "[": "left_square_bracket",
    "]": "right_square_bracket",
    "{": "left_curly_bracket",
    "}": "right_curly_bracket",
    "_": "underscore",
    "|": "vertical_line",
    "~": "tilde",
    "^": "circumflex_accent",
    "`": "grave_accent",
}
_WRITTEN: Final = {name: char for char, name in _NAMED.items() if char != " "} | {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "esc",
}
_LONG: Final = late_pattern(
    r"(?:(?:ctrl|alt|shift)\+)*(?:[a-z0-9]|f(?:[1-9]|1[0-9]|2[0-4])|enter|tab|escape|space|up|down"
    r"|left|right|home|end|pageup|pagedown|insert|delete|backspace)"
)
_SAME_FOR_TERMINALS: Final = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace"}


@dataclass(frozen=True, slots=True)
class Complaint:
    """A key that was not given: for which command, and why."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Keymap:
    """The keys that hold; `keys` has Textual's names by command id, for what was changed alone."""

    keys: Mapping[str, str] = field(default_factory=dict)
    complaints: tuple[Complaint, ...] = ()

    def applied(self, command: Command) -> Command:
        """Return the command with the keys that it has now."""
        keys = self.keys.get(command.id)
        if keys is None:
            return command
        return replace(command, keys=keys, shown=format_key(keys.split(",")[0]), pair="")

    def shown(self, groups: Iterable[Command]) -> dict[str, str]:
        """Return how the first key is written, by action, for the commands that were changed."""
        return {
            command.action: self.applied(command).shown
            for command in groups
            if command.id in self.keys
        }


def format_key(key: str) -> str:
    """Return a key as the footer writes it."""
    return _WRITTEN.get(key, key)


def key_name(written: str) -> str | None:
    """Return Textual's name of a key as a lifter writes it; None for what is no key."""
    written = written.strip() or written
    if len(written) == 1:
        return written if written.isalnum() else _NAMED.get(written)
    if written in _NAMED.values():
        return written
    name = {"esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown"}.get(
        written.lower(), written.lower()
    )
    return name if _LONG.fullmatch(name) else None


def keymap_of(wanted: Mapping[str, str]) -> Keymap:
    """Return the keymap of `[keys]`; what cannot be keeps its usual key and is complained of."""
    given: dict[str, str] = {}
    complaints: list[Complaint] = []
    for command_id, written in wanted.items():
        words = _no_command(command_id) or _no_key(command_id, written)
        if words:
            complaints.append(Complaint(command_id, words))
        else:
            given[command_id] = ",".join(key_name(one) or "" for one in written.split(","))
    while clash := _clash(given):
        complaints.append(clash)
        del given[clash.id]
    return Keymap(given, tuple(complaints))


def _no_command(command_id: str) -> str | None:
    if command_id in COMMANDS:
        return None
    near = get_close_matches(command_id, COMMANDS, 1)
    return f"there is no such command{f'; {near[0]} is one' if near else ''}"


def _no_key(command_id: str, written: str) -> str | None:
    for one in written.split(","):
        name = key_name(one)
        if name is None:
            return f"“{one.strip()}” is not a key: use a letter, f1 to f24, or ctrl+ and a letter"
        if name in _SAME_FOR_TERMINALS:
            return f"terminals cannot tell {name} from {_SAME_FOR_TERMINALS[name]}"
        if command_id.partition(".")[0] in ("today", "app") and one.strip() in _TYPED:
            return f"“{one.strip()}” is typed into the line of a set"
        if command_id.partition(".")[0] in ("today", "past", "app") and name in EDITING_KEYS:
            return f"{format_key(name)} edits the line of a set"
    return None


def _clash(given: Mapping[str, str]) -> Complaint | None:
    """Return the complaint about the first given key that another command has in the same place."""
    everywhere = GROUPS[0][1]
    for _, group in GROUPS[1:]:
        held: dict[str, Command] = {}
        given_first = sorted((*everywhere, *group), key=lambda command: command.id in given)
        for command in given_first:
            for key in filter(None, given.get(command.id, command.keys).split(",")):
                other = held.get(key)
                if other is not None and command.id in given and other.id != command.id:
                    words = f"{format_key(key)} is “{other.label}” ({other.id}) already"
                    return Complaint(command.id, words)
                held[key] = command
    return None
