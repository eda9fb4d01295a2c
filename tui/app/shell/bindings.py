"""Commands as Textual binds them."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from tui.workout.commands.command import Command


def bindings(*groups: Iterable[Command]) -> list[BindingType]:
    """Return the bindings of these commands, for a screen's BINDINGS."""
    return [
        Binding(
            command.keys, command.action, command.label, id=command.id, tooltip=command.sentence
        )
        for group in groups
        for command in group
        if command.keys
    ]
