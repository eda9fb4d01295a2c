"""When a frame is worth drawing: one at opening, and none that nobody would see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

# What may be on its way to the screen before the next frame is held back: some typed characters,
# not a whole frame. On a quick line it is never reached.
_WINDOW = 4_096


class Line(Protocol):
    """The way to the terminal."""

    def behind(self) -> int:
        """Return about how many bytes have not reached the screen."""


class FrameGate:
    """Holds frames back while the line has not drained; what changed meanwhile is drawn in one.

    `hold` and `release` stop and start the drawing of the app.
    """

    def __init__(self, hold: Callable[[], None], release: Callable[[], None]) -> None:
        self._hold = hold
        self._release = release
        self._held = False

    @property
    def held(self) -> bool:
        """Whether frames are held back."""
        return self._held

    def drawn(self, line: Line) -> None:
        """Take note of a frame that was written."""
        if not self._held and line.behind() > _WINDOW:
            self._held = True
            self._hold()

    def look(self, line: Line) -> None:
        """Let frames through again once the line has drained."""
        if self._held and line.behind() <= _WINDOW // 2:
            self._held = False
            self._release()
