"""Takes pictures of what the app shows, each at every size, in one run of the app."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Final

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

from tests.support.pictures import words_on
from tui.app.screens.form import FormScreen
from tui.app.widgets.form import Field

Compare = Callable[[Screen[object], str], None]
SIZES: Final = ((80, 24), (100, 30), (160, 50))
DEADLINE: Final = 10.0
PATIENCE: Final = 20  # looks at a picture, each after all that waits was done


@dataclass(frozen=True)
class Shot:
    """One picture: the keys that lead to it from the one before, and words that it shows."""

    name: str
    shown: str
    keys: Sequence[str] = ()


class Album:
    """The pictures of one run; between two of them the terminal has the smallest size."""

    def __init__(self, pilot: Pilot[None], compare: Compare) -> None:
        self.pilot = pilot
        self._compare = compare

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so, or fail when it takes too long."""
        end = monotonic() + DEADLINE
        while not condition():
            if monotonic() > end:
                pytest.fail(f"never happened; the screen shows:\n{words_on(self._screen)}")
            await self.pilot.pause()

    async def shows(self, words: str) -> None:
        """Wait until the screen says something."""
        await self.until(lambda: words in words_on(self._screen))

    async def press(self, keys: Sequence[str]) -> None:
        """Press keys; a line that opens has the focus before it is typed into."""
        for key in keys:
            before = self._screen
            await self.pilot.press(key)
            if isinstance(self._screen, ModalScreen | FormScreen) and self._screen is not before:
                await self.until(self._stands)

    def _stands(self) -> bool:
        return not self._screen.query(Input) or self.pilot.app.focused is not None

    async def fill(self, values: dict[str, str]) -> None:
        """Put values into the fields of a form, and stand in the last field."""
        for name, value in values.items():
            self._screen.query_one(f"#{name}", Field).fill(value)
        last = self._screen.query(Field).last().line
        last.focus()
        await self.until(lambda: self.pilot.app.focused is last)

    async def take(self, shots: Iterable[Shot]) -> None:
        """Take pictures that follow from each other."""
        for one in shots:
            await self.press(one.keys)
            await self.shot(one.name, one.shown)

    async def shot(self, name: str, shown: str) -> None:
        """Once the screen says `shown`, compare it at every size with the pictures of a name."""
        await self.shows(shown)
        for size in SIZES:
            await self._resize(size)
            await self._compared(f"{name}-{size[0]}x{size[1]}")
        await self._resize(SIZES[0])

    async def _compared(self, name: str) -> None:
        """Compare, with patience for what is laid out only after the resizing has settled."""
        for _ in range(PATIENCE):
            try:
                self._compare(self._screen, name)
            except AssertionError:
                await self.pilot.pause()
            else:
                return
        self._compare(self._screen, name)

    async def _resize(self, size: tuple[int, int]) -> None:
        if self._screen.size != size:
            await self.pilot.resize_terminal(*size)
            await self.until(lambda: self._screen.size == size)
        for line in self._screen.query(Input):
            line.cursor_blink = False
        await self.pilot.pause()

    @property
    def _screen(self) -> Screen[object]:
        return self.pilot.app.screen
