"""Goes through the app by keys, and waits for what each state of it says."""

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
from tui.app.sign_in.form import Field
from tui.app.sign_in.form_screen import FormScreen

DEADLINE: Final = 60.0


@dataclass(frozen=True)
class Step:
    """Keys, and all that the screen says after them; with a name, a picture is taken then."""

    keys: Sequence[str]
    says: Sequence[str]
    picture: str = ""


class Walk:
    """One run of the app, step by step."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot

    @property
    def screen(self) -> Screen[object]:
        """The screen that is on top."""
        return self.pilot.app.screen

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so, or fail when it takes too long."""
        end = monotonic() + DEADLINE
        while not condition():
            if monotonic() > end:
                pytest.fail(f"never happened; the screen shows:\n{words_on(self.screen)}")
            await self.pilot.pause()

    async def says(self, *words: str) -> None:
        """Wait until the screen says all of this."""
        await self.until(lambda: all(one in words_on(self.screen) for one in words))

    async def press(self, keys: Sequence[str]) -> None:
        """Press keys; a line that opens has the focus before it is typed into."""
        for key in keys:
            before = self.screen
            await self.pilot.press(key)
            if isinstance(self.screen, ModalScreen | FormScreen) and self.screen is not before:
                await self.until(self._stands)

    async def fill(self, values: dict[str, str]) -> None:
        """Put values into the fields of a form, and stand in the last field."""
        for name, value in values.items():
            self.screen.query_one(f"#{name}", Field).fill(value)
        last = self.screen.query(Field).last().line
        last.focus()
        await self.until(lambda: self.pilot.app.focused is last)

    async def go(self, steps: Iterable[Step]) -> None:
        """Go through states that follow from each other."""
        for step in steps:
            await self.press(step.keys)
            await self.says(*step.says)

    def _stands(self) -> bool:
        return not self.screen.query(Input) or self.pilot.app.focused is not None
