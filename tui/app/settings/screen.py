"""The settings: each is changed in place and kept in config.toml at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key, Paste

from tui.app.help.view import HelpTopic
from tui.app.settings.settings_list import SettingFoot, SettingsList
from tui.app.shell.bindings import bindings
from tui.app.shell.desktop import can_notify
from tui.app.shell.header import Header
from tui.app.shell.key_footer import KeyFooter
from tui.app.shell.rule import Rule
from tui.app.shell.screen import LifterScreen
from tui.plain_text import clean
from tui.workout.commands.command import Command
from tui.workout.commands.settings import SETTINGS
from tui.workout.footer import footer_view
from tui.workout.header import HeaderView
from tui.workout.keymap import keymap_of
from tui.workout.line_editor import LineEditor
from tui.workout.ports import SettingRefused
from tui.workout.settings.changes import add_gym, read_named
from tui.workout.settings.rows import (
    EditView,
    SettingFootView,
    SettingRow,
    SettingsView,
    gym_name,
    settings_sections,
)
from tui.workout.signed_in import SignedIn

if TYPE_CHECKING:
    from tui.workout.ports import SettingsPort
    from tui.workout.settings import Settings


class SettingsScreen(LifterScreen):
    """Shows what is set; `apply` is told of every change, so that it holds at once."""

    OWN_COMMANDS: ClassVar[Sequence[Command]] = SETTINGS
    BINDINGS: ClassVar[list[BindingType]] = bindings(SETTINGS)

    top = getters.query_one("#top", Header)
    settings = getters.query_one("#settings", SettingsList)
    foot = getters.query_one("#foot", SettingFoot)
    keys = getters.query_one("#keys", KeyFooter)

    def __init__(
        self,
        lifter: SignedIn,
        port: SettingsPort,
        settings: Settings,
        apply: Callable[[Settings], None],
        *,
        exercise: str = "",
    ) -> None:
        """`exercise` is being trained: a setting of its own is offered for it first."""
        super().__init__(lifter)
        self._port = port
        self._now = settings
        self._apply = apply
        self._exercise = exercise
        self._chosen = 0
        self._editor: LineEditor | None = None
        self._awaits_key = False
        self._naming_gym = False
        self._notice, self._bad = "", False

    def compose(self) -> ComposeResult:
        """Lay out header, settings, what the chosen one takes, and keys."""
        yield Header(id="top")
        yield Rule()
        yield SettingsList(id="settings")
        yield Rule()
        yield SettingFoot(id="foot")
        yield KeyFooter(id="keys")

    def on_mount(self) -> None:
        """Show what is set."""
        self._paint()

    def rules_changed(self, settings: Settings) -> None:
        """Show what is set now, wherever it was changed."""
        self._now = settings
        self._paint()

    def help_now(self) -> HelpTopic:
        """Return what the chosen setting takes."""
        row = self._row
        here = row.written or row.value
        others = tuple(
            (written, "" if written == shown else shown)
            for written, shown in row.choices
            if written != here
        )
        now = "" if row.value == here else f" Now: {row.value}."
        return HelpTopic(row.title, ((here or "-", row.about + now), *others))

    def status_changed(self) -> None:
        """Show the new sync mark."""
        self._paint()

    # -- painting

    @property
    def _view(self) -> SettingsView:
        return SettingsView(
            settings_sections(self._now, notifies=can_notify(os.environ)), self._chosen
        )

    @property
    def _row(self) -> SettingRow:
        return self._view.rows[self._chosen]

    def _paint(self) -> None:
        self._chosen = min(self._chosen, len(self._view.rows) - 1)
        gym = f"gym: {gym_name(self._now)}, {self._now.training_gym.unit}"
        facts = (f"{gym} · {clean(self._port.place)}", gym)
        self.top.show(HeaderView("Settings", facts, "", self.lifter.mark()))
        self.settings.show(self._view)
        self.foot.show(SettingFootView(self._about(), self._edit(), self._notice, self._bad))
        changing = self._editor is not None or self._awaits_key
        enabled = {
            "settings.change": not self._awaits_key,
            "settings.after": bool(self._row.choices) and not changing,
            "settings.usual": self._row.kind != "named" and not changing,
            "settings.new_gym": not changing,
        }
        labels = {"settings.change": "change" if self._editor is None else "keep"}
        self.keys.show(footer_view(SETTINGS, enabled=enabled, labels=labels))

    def _about(self) -> str:
        if self._naming_gym:
            return "What the gym is called; it begins with what most gyms have."
        return self._row.about

    def _edit(self) -> EditView | None:
        prompt = "new gym" if self._naming_gym else self._row.title
        if self._awaits_key:
            return EditView(prompt, awaits_key=True)
        if self._editor is None:
            return None
        return EditView(prompt, self._editor.text, self._editor.caret)

    # -- choosing

    def action_row(self, step: int) -> None:
        """Choose the setting above or below; what was being typed is left."""
        self._leave_line()
        self._choose((self._chosen + step) % len(self._view.rows))

    def on_settings_list_chosen(self, message: SettingsList.Chosen) -> None:
        """Choose what was clicked; a second click changes it."""
        self._leave_line()
        self._choose(message.index)
        if message.again:
            self.action_change()

    def _choose(self, index: int) -> None:
        self._chosen = index
        self._notice = ""
        self._paint()

    # -- changing

    def on_key(self, event: Key) -> None:
        """While a value is typed, or a key is waited for, every key belongs to that."""
        if self._awaits_key:
            event.stop()
            event.prevent_default()
            self._awaits_key = False
            if event.key == "escape":
                self._paint()
            else:
                self._keep(self._row.path, event.character or event.key)
        elif self._editor is not None and self._typed(event):
            event.stop()
            event.prevent_default()
            self._paint()

    def _typed(self, event: Key) -> bool:
        editor = self._editor
        if editor is None:
            return False
        if (edited := editor.edited_by(event.key)) is not None:
            self._editor = edited
        elif event.character is not None and event.is_printable:
            self._editor = editor.insert(event.character)
        else:
            return False
        self._notice = ""
        return True

    def on_paste(self, event: Paste) -> None:
        """Take a pasted line for a typed one."""
        if self._editor is not None:
            self._editor = self._editor.insert(clean(event.text.strip())[:120])
            self._paint()

    def action_change(self) -> None:
        """Begin to change the chosen setting, or keep what was typed."""
        row = self._row
        self._notice = ""
        if self._editor is not None:
            self._take_line(row)
        elif row.kind == "choice":
            self.action_turn(1)
        elif row.kind == "key":
            self._awaits_key = True
            self._paint()
        else:
            offered = f"{self._exercise} = " if row.kind == "named" and self._exercise else ""
            self._editor = LineEditor.typed_before(row.written or offered)
            self._paint()

    def _take_line(self, row: SettingRow) -> None:
        text = "" if self._editor is None else self._editor.text.strip()
        if self._naming_gym:
            self._make_gym(text)
        elif row.kind == "named":
            try:
                self._keep(*read_named(row, text))
            except SettingRefused as refused:
                self._say(str(refused), bad=True)
        else:
            self._keep(row.path, text)

    def action_turn(self, step: int) -> None:
        """Take the next or previous value of a setting that has a few."""
        row = self._row
        if self._editor is not None or not row.choices:
            return
        written = [value for value, _ in row.choices]
        here = row.written or row.value
        at = written.index(here) if here in written else -1
        self._keep(row.path, written[(at + step) % len(written)])

    def action_usual(self) -> None:
        """Bring the usual value of the chosen setting back."""
        if self._row.kind != "named":
            self._keep(self._row.path, "")

    def action_new_gym(self) -> None:
        """Ask for the name of another gym."""
        self._naming_gym = True
        self._notice = ""
        self._editor = LineEditor.typed_before("")
        self._paint()

    def _make_gym(self, name: str) -> None:
        try:
            self._now = add_gym(self._port, self._now, name)
        except SettingRefused as refused:
            self._say(str(refused), bad=True)
            return
        self._leave_line()
        self._apply(self._now)
        self._chosen = 0
        self._say(f"{name} is where you train now: say what it has. G changes gyms anywhere.")

    def _keep(self, path: tuple[str, ...], text: str) -> bool:
        row = self._row
        if path[0] == "keys" and text and not self._key_can_be(path[1], text):
            return False
        try:
            self._now = self._port.change(path, text)
        except SettingRefused as refused:
            self._say(str(refused), bad=True)
            return False
        name = row.label if path == row.path else path[-1]
        self._leave_line()
        self._apply(self._now)
        self._say(f"kept: {name}{f' = {text}' if text else ' as usual'}")
        return True

    def _key_can_be(self, command_id: str, key: str) -> bool:
        wanted = {**self._now.keys, command_id: key}
        for complaint in keymap_of(wanted).complaints:
            if complaint.id == command_id:
                self._say(f"Not saved: {complaint.words}.", bad=True)
                return False
        return True

    def _say(self, words: str, *, bad: bool = False) -> None:
        self._notice, self._bad = clean(words), bad
        self._paint()

    def _leave_line(self) -> None:
        self._editor, self._awaits_key, self._naming_gym = None, False, False

    def action_back(self) -> None:
        """Leave what is being typed, or the settings."""
        if self._editor is None:
            self.dismiss()
            return
        self._leave_line()
        self._notice = ""
        self._paint()
