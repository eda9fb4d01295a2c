"""The settings in force: keys, colours, the gym; each can be changed while the app is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.theme import Theme

from tui.app.shell.screen import LifterScreen
from tui.app.shell.themes import OWN_THEMES, setting_of, theme_name
from tui.workout.commands.command import EVERYWHERE
from tui.workout.keymap import COMMANDS, GROUPS, Keymap, keymap_of
from tui.workout.ports import SettingRefused
from tui.workout.settings import THEME_CHOICES

if TYPE_CHECKING:
    from tui.app.app import TopsetApp
    from tui.workout.commands.command import Command
    from tui.workout.settings import Settings


class SettingsInForce:
    """Has the app do as the settings say, from its start and after each change."""

    def __init__(self, app: TopsetApp) -> None:
        self._app = app
        self.keys: Keymap = keymap_of({})
        self.shown_keys: Mapping[str, str] = {}

    def apply_from_start(self) -> None:
        """Take the colours and the keys; `NO_COLOR` goes before any theme."""
        app = self._app
        for theme in OWN_THEMES:
            app.register_theme(theme)
        chosen = {theme_name(name) for name in THEME_CHOICES}
        for name in set(app.available_themes) - chosen - {app.theme}:
            app.unregister_theme(name)
        self._apply_theme(app.ports.preferences.theme)
        self._apply_keys(app.ports.preferences)

    def _apply_theme(self, theme: str) -> None:
        self._app.theme = theme_name("ansi" if self._app.no_color else theme)

    def _apply_keys(self, settings: Settings) -> None:
        self.keys = keymap_of(settings.keys)
        self._app.set_keymap(self.keys.keys)
        self.shown_keys = self.keys.shown(command for _, group in GROUPS for command in group)

    def key_of(self, command_id: str) -> str:
        """Return how the first key of a command is written, as the lifter has set it."""
        return self.keys.applied(COMMANDS[command_id]).shown

    def remember_themes(self) -> None:
        """Remember every theme that is chosen in the palette."""
        self._app.theme_changed_signal.subscribe(self._app, self._remember_theme)

    def _remember_theme(self, theme: Theme) -> None:
        name = setting_of(theme.name)
        port, now = self._app.ports.settings, self._app.ports.preferences
        if port is None or self._app.no_color or theme.name == theme_name(now.theme):
            return
        try:
            self.apply(port.change(("theme",), name))
        except SettingRefused as refused:
            self._app.notify(str(refused), severity="warning", markup=False)

    def complain_of_keys(self) -> None:
        """Say which keys of the file cannot be, and where they stand."""
        port = self._app.ports.settings
        for complaint in self.keys.complaints:
            where = port.where(("keys", complaint.id)) if port else "keys"
            self._app.notify(
                f"{where}: {complaint.id}: {complaint.words}. The usual key stays.",
                severity="warning",
                timeout=12,
                markup=False,
            )

    def apply(self, settings: Settings) -> None:
        """Do as the settings say now, on every screen that is open."""
        self._app.ports = replace(self._app.ports, preferences=settings)
        if self._app.theme != theme_name(settings.theme):
            self._apply_theme(settings.theme)
        self._apply_keys(settings)
        lifter = self._app.lifter
        if lifter is None:
            return
        lifter.settings = settings
        for screen in self._app.lifter_screens():
            screen.rules_changed(settings)

    def commands_of(self, screen: object) -> tuple[Command, ...]:
        """Return the commands that hold on a screen, with the keys that they have now."""
        own = screen.OWN_COMMANDS if isinstance(screen, LifterScreen) else ()
        return tuple(self.keys.applied(command) for command in (*own, *EVERYWHERE))

    def next_gym(self) -> None:
        """Train in the next gym."""
        port, now = self._app.ports.settings, self._app.ports.preferences
        if port is None or self._app.lifter is None:
            return
        names = list(now.gyms)
        if len(names) < 2:
            self._app.notify("There is only one gym. ctrl+p, Settings, adds another.", markup=False)
            return
        name = names[(names.index(now.gym_name) + 1) % len(names)]
        try:
            self.apply(port.change(("gym",), name))
        except SettingRefused as refused:
            self._app.notify(str(refused), severity="warning", markup=False)
            return
        self._app.notify(
            f"Now at {name}, {self._app.ports.preferences.training_gym.unit}.", markup=False
        )

    def open_screen(self) -> None:
        """Show the settings."""
        from tui.app.settings.screen import SettingsScreen
        from tui.app.today.screen import TodayScreen

        port, lifter = self._app.ports.settings, self._app.lifter
        if port is None or lifter is None or isinstance(self._app.screen, SettingsScreen):
            return
        here = self._app.screen
        exercise = here.workout.exercise if isinstance(here, TodayScreen) else None
        self._app.push_screen(
            SettingsScreen(
                lifter,
                port,
                self._app.ports.preferences,
                self.apply,
                exercise=exercise.exercise_name if exercise else "",
            )
        )
