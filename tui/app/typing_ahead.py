"""Keys that were typed before their screen was ready: over a slow line several come at once."""

from __future__ import annotations

from bisect import insort
from operator import attrgetter
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Key
from textual.message import Message

if TYPE_CHECKING:
    from textual.screen import Screen


class TypingAhead(App[None]):
    """Holds keys while a screen opens, then gives them to it in the order in which they came.

    Without this the digits of `f8` would go to the session and not to the form that `f` opens.
    """

    class Ready(Message):
        """A screen has opened, its focus set."""

        def __init__(self, screen: Screen[object]) -> None:
            super().__init__()
            self.screen = screen

    def __init__(self) -> None:
        super().__init__()
        self._open_screen: Screen[object] | None = None
        self._typed_early: list[Key] = []

    async def on_event(self, event: Event) -> None:
        """Take a key only once its screen has opened, and after those that came before it."""
        if isinstance(event, Key) and not event.is_forwarded and self._opens_a_screen():
            self._hold_key(event)
        else:
            await super().on_event(event)

    def _opens_a_screen(self) -> bool:
        return bool(self._typed_early) or self.screen is not self._open_screen

    def hand_on(self, event: Key) -> None:
        """Take back a key that reached a screen after another one was opened over it."""
        event.stop()
        event.prevent_default()
        key = Key(event.key, event.character)
        key.time = event.time
        self._hold_key(key)

    def _hold_key(self, key: Key) -> None:
        insort(self._typed_early, key, key=attrgetter("time"))
        screen = self.screen
        # The screen gets to this after it has mounted and asked for its focus.
        screen.call_later(lambda: self.post_message(self.Ready(screen)))

    async def on_typing_ahead_ready(self, message: Ready) -> None:
        """Give the screen what was typed for it."""
        self._open_screen = message.screen
        early, self._typed_early = self._typed_early, []
        for key in early:
            await self.on_event(key)
