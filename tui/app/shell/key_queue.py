"""One key at a time: over a slow line several come at once, and an early one may open a screen."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING

from textual.app import App
from textual.events import Event, Key, Paste

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.widget import Widget

# A place that closes may lose what waits in it: no key waits longer than this for the one before.
_LOST_SECONDS = 1.0


class KeyQueue:
    """Hands the app a key only when all that the one before set in motion has come to rest.

    Without this the 8 of `f8` would go to the session, not to the form that `f` opens, and a
    second Enter would answer a question that the first one has closed.
    """

    def __init__(self, app: App[None], deliver: Callable[[Event], Awaitable[None]]) -> None:
        """`deliver` gives an event to the app as Textual would."""
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Key | Paste] = deque()
        self._taken_at: float | None = None
        self._place: tuple[object, Widget | None] | None = None

    async def take(self, event: Key | Paste) -> None:
        """Take what is typed in turn."""
        self._waiting.append(event)
        if self._taken_at is None or monotonic() - self._taken_at > _LOST_SECONDS:
            await self._take_next()

    async def _take_next(self) -> None:
        if not self._waiting:
            self._taken_at = None
            return
        event = self._waiting.popleft()
        self._taken_at, self._place = monotonic(), None
        way = self._way()
        await self._deliver(event)
        self._follow(way)

    def _way(self) -> Iterator[DOMNode]:
        """Return where a key's messages pass: from the focus up to the app."""
        return iter((self._app.focused or self._app.screen).ancestors_with_self)

    def _follow(self, way: Iterator[DOMNode]) -> None:
        """Go that way behind the messages, waiting one's turn at each place."""
        for node in way:
            if node.call_later(self._follow, way):
                return
        if self._app.is_running:
            self._app.call_later(self._arrived)

    async def _arrived(self) -> None:
        """Take the next key if nothing has moved since the last time round, else go round again."""
        place = (self._app.screen, self._app.focused)
        if place == self._place:
            await self._take_next()
        else:
            self._place = place
            self._follow(self._way())
