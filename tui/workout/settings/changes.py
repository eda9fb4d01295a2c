"""What a change of a setting takes besides one value: a name to it, or another gym."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.workout.ports import SettingRefused
from tui.workout.settings.rows import gym_name

if TYPE_CHECKING:
    from tui.settings.model import Settings
    from tui.workout.ports import SettingsPort
    from tui.workout.settings.rows import SettingRow


def read_named(row: SettingRow, text: str) -> tuple[tuple[str, ...], str]:
    """Return where a named setting goes and its value. Raises SettingRefused."""
    name, equals, value = (part.strip() for part in text.rpartition("="))
    if not (name and equals and value):
        raise SettingRefused(f"Expected an exercise, = and a value. {row.about}")
    return (*row.path, name), value


def add_gym(port: SettingsPort, now: Settings, name: str) -> Settings:
    """Add another gym, with what most have, and go there. Raises SettingRefused.

    Where no gym was described yet, the usual one is, so that there is a way back.
    """
    if not name or name in now.gyms:
        raise SettingRefused("Expected a name that no other gym has.")
    if not now.gyms:
        port.change(("gyms", gym_name(now), "unit"), now.training_gym.unit)
    port.change(("gyms", name, "unit"), now.unit)
    return port.change(("gym",), name)
