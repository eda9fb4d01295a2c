"""The keys that are typed into the line: text, the caret, and `!` for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.workout.line_editor import EDITING_KEYS

if TYPE_CHECKING:
    from tui.workout.workout import Workout

_HELD: Final = ("alt+", "ctrl+", "meta+", "super+", "hyper+")


def type_key(workout: Workout, key: str, character: str | None) -> bool:
    """Take a key into the line; tell whether it was for the line, and is no command.

    `key` is its name. A character that is typed with alt or ctrl is none.
    """
    if character is not None and not key.startswith(_HELD):
        if character == "!" and workout.asks:
            workout.insist()
            return True
        if workout.takes(character):
            workout.edit(lambda line: line.insert(character))
            return True
    if key not in EDITING_KEYS:
        return False
    workout.edit(lambda line: line.edited_by(key) or line)
    return True
