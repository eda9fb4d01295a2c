"""The settings at work: keys, colours, the gym; each can be changed while the app is open."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import DescendantFocus
from textual.theme import Theme
from textual.widgets import Input

from tui.app.shell.screen import LifterScreen
from tui.app.shell.themes import OWN_THEMES, setting_of, theme_name
from tui.workout.commands.command import EVERYWHERE, Command
from tui.workout.keymap import GROUPS, Keymap, keymap_of
from tui.workout.ports import SettingRefused
from tui.workout.preferences import THEME_CHOICES

if TYPE_CHECKING:
    from tui.workout.ports import Ports
    from tui.workout.preferences import Preferences
    from tui.workout.signed_in import SignedIn


class Obeying(App[None]):
    """The part of the app that does as the settings say."""

    ports: Ports
    lifter: SignedIn | None
    keys: Keymap

    def dress(self) -> None:
        """Put on the colours, and take the keys; `NO_COLOR` goes before any theme."""
        for theme in OWN_THEMES:
            self.register_theme(theme)
        chosen = {theme_name(name) for name in THEME_CHOICES}
        for name in set(self.available_themes) - chosen - {self.theme}:
            self.unregister_theme(name)
        self._put_on(self.ports.preferences.theme)
        self._take_keys(self.ports.preferences)

    def _put_on(self, theme: str) -> None:
        self.theme = theme_name("ansi" if self.no_color else theme)

    def _take_keys(self, preferences: Preferences) -> None:
        self.keys = keymap_of(preferences.keys)
        self.set_keymap(self.keys.keys)
        self.shown_keys = self.keys.shown(command for _, group in GROUPS for command in group)

    def on_load(self) -> None:
        """Remember a theme that is chosen in the palette."""
        self.theme_changed_signal.subscribe(self, self._remember_theme)

    def _remember_theme(self, theme: Theme) -> None:
        name = setting_of(theme.name)
        port, now = self.ports.settings, self.ports.preferences
        if port is None or self.no_color or theme.name == theme_name(now.theme):
            return
        try:
            self.obey(port.change(("theme",), name))
        except SettingRefused as refused:
            self.notify(str(refused), severity="warning", markup=False)

    def complain_of_keys(self) -> None:
        """Say which keys of the file cannot be, and where they stand."""
        port = self.ports.settings
        for complaint in self.keys.complaints:
            where = port.where(("keys", complaint.id)) if port else "keys"
            self.notify(
                f"{where}: {complaint.id}: {complaint.words}. The usual key stays.",
                severity="warning",
                timeout=12,
                markup=False,
            )

    def obey(self, preferences: Preferences) -> None:
        """Do as the settings say now, on every screen that is open."""
        self.ports = replace(self.ports, preferences=preferences)
        if self.theme != theme_name(preferences.theme):
            self._put_on(preferences.theme)
        self._take_keys(preferences)
        lifter = self.lifter
        if lifter is None:
            return
        lifter.rules = preferences.rules
        lifter.rest_bell = preferences.rest_bell
        lifter.rest_notice = preferences.rest_notice
        for screen in self.screen_stack:
            if isinstance(screen, LifterScreen) and screen.is_mounted:
                screen.rules_changed(preferences)

    def commands_of(self, screen: object) -> tuple[Command, ...]:
        """Return the commands that hold on a screen, with the keys that they have now."""
        own = screen.OWN_COMMANDS if isinstance(screen, LifterScreen) else ()
        return tuple(self.keys.applied(command) for command in (*own, *EVERYWHERE))

    def action_gym(self) -> None:
        """Train in the next gym."""
        port, now = self.ports.settings, self.ports.preferences
        if port is None or self.lifter is None:
            return
        names = list(now.gyms)
        if len(names) < 2:
            self.notify("There is only one gym. ctrl+p, Settings, adds another.", markup=False)
            return
        name = names[(names.index(now.gym_name) + 1) % len(names)]
        try:
            self.obey(port.change(("gym",), name))
        except SettingRefused as refused:
            self.notify(str(refused), severity="warning", markup=False)
            return
        self.notify(f"Now at {name}, {self.ports.preferences.gym.unit}.", markup=False)

    def action_settings(self) -> None:
        """Show the settings."""
        from tui.app.settings.screen import SettingsScreen
        from tui.app.today.screen import TodayScreen

        port, lifter = self.ports.settings, self.lifter
        if port is None or lifter is None or isinstance(self.screen, SettingsScreen):
            return
        here = self.screen
        exercise = here.workout.exercise if isinstance(here, TodayScreen) else None
        self.push_screen(
            SettingsScreen(
                lifter,
                port,
                self.ports.preferences,
                self.obey,
                exercise=exercise.exercise_name if exercise else "",
            )
        )

    def action_jump(self) -> None:
        """Show a letter on everything that one can go to."""
        from tui.app.jump.screen import JumpScreen

        screen = self.screen
        if isinstance(screen, LifterScreen):
            self.push_screen(JumpScreen(screen, self._jumping(screen)))

    def _jumping(self, screen: LifterScreen) -> Iterable[Command]:
        return [one for one in self.commands_of(screen) if one.jump and self.makes_sense(one)]

    @abstractmethod
    def makes_sense(self, command: Command) -> bool:
        """Tell whether a command would do something now."""

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Keep every cursor still: a blinking one would write to the terminal for ever."""
        if isinstance(event.widget, Input):
            event.widget.cursor_blink = False
