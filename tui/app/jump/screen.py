"""Jumping: a letter on everything in sight that one can go to, and one key goes there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tui.app.shell.painted import Painted
from tui.workout.commands.command import Command
from tui.workout.styled import Line, Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.app.shell.screen import LifterScreen

_LABELS = "123456789abcdefghijklmnopqrstuvwxyz"


class JumpTargets(Painted[tuple[tuple[str, str], ...]]):
    """The places beyond this screen, in one line."""

    @staticmethod
    def draw(view: tuple[tuple[str, str], ...], width: int, height: int) -> list[Line]:
        """Return the line."""
        parts: list[Part] = [Part(" go to ", "muted")]
        for letter, words in view:
            parts += [Part(f"  {letter}", "key"), Part(f" {words}")]
        return [(*parts, Part("   esc stays", "muted"))]


class JumpScreen(ModalScreen[None]):
    """Lies over a screen; any other key than a letter that it shows leaves it."""

    DEFAULT_CSS = """
    JumpScreen {
        background: $background 0%;
        align: left top;
        & .label {
            position: absolute;
            width: 2;
            height: 1;
            background: $accent;
            color: $background;
            text-style: bold reverse;
        }
        & JumpTargets { dock: bottom; height: 1; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+o", "dismiss", "stay", id="jump.leave"),
    ]

    def __init__(self, below: LifterScreen, places: Iterable[Command]) -> None:
        super().__init__()
        self._below = below
        self._places = tuple(places)
        self._go: dict[str, Callable[[], object]] = {}
        self._labelled_for = below.size

    def compose(self) -> ComposeResult:
        """Lay the letters over what is below."""
        yield from self._labels()
        yield JumpTargets(tuple((command.jump, command.label) for command in self._places))

    def on_resize(self) -> None:
        """Put the letters where things are now, once the screen below is laid out anew."""
        if self.size != self._labelled_for:
            self._below.call_after_refresh(self.call_later, self._label_again)

    async def _label_again(self) -> None:
        if self._below.size != self.size:
            self.on_resize()
            return
        self._labelled_for = self.size
        await self.query(".label").remove()
        await self.mount_all(self._labels())

    def _labels(self) -> list[Static]:
        self._go.clear()
        taken = {command.jump for command in self._places}
        free = iter([label for label in _LABELS if label not in taken])
        parts = (one for one in self._below.query(Widget) if isinstance(one, Painted))
        labels: list[Static] = []
        for (x, y, go), label in zip(_spots(parts), free, strict=False):
            self._go[label] = go
            mark = Static(f"{label} ", classes="label", markup=False)
            mark.styles.offset = (x, y)
            labels.append(mark)
        return labels

    def on_key(self, event: Key) -> None:
        """Go where the letter leads."""
        if event.key in ("escape", "ctrl+o"):
            return
        event.stop()
        event.prevent_default()
        self._take(event.character or "")

    def _take(self, letter: str) -> None:
        self.dismiss()
        action = next((one.action for one in self._places if one.jump == letter), None)
        if action is not None:
            self.app.call_after_refresh(self.app.run_action, action)
        elif letter in self._go:
            self.app.call_after_refresh(self._go[letter])


def _spots(parts: Iterable[Painted[object]]) -> Sequence[tuple[int, int, Callable[[], object]]]:
    return [
        (
            part.content_region.x,
            part.content_region.y + y,
            partial(Widget.post_message, part, message),
        )
        for part in parts
        if part.display and part.region.width
        for y, message in part.spots()
        if y < part.content_region.height
    ]
