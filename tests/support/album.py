"""The pictures of the screens: which there are, and how one is compared with what is kept of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from textual.widgets import Input

from tests.support.pictures import picture
from tests.support.walk import Step, Walk

FOLDER: Final = Path(__file__).parent.parent / "app" / "pictures"
SIZES: Final = ((80, 24), (100, 30), (160, 50))
UPDATING: Final = bool(os.environ.get("UPDATE_PICTURES"))
PATIENCE: Final = 20  # looks at a picture, each after all that waits was done

# One picture a screen, at each size; a state of it is told by words in its tests.
PICTURES: Final[Mapping[str, str]] = {
    "welcome": "WelcomeScreen",
    "project": "ProjectScreen",
    "sign-in": "SignInScreen",
    "code": "CodeScreen",
    "sign-up": "SignUpScreen",
    "recover": "RecoverScreen",
    "lifters": "LiftersScreen",
    "leaving": "LeavingScreen",
    "choose": "ChooseScreen",
    "today": "TodayScreen",
    "finish": "FinishScreen",
    "plates": "CardScreen",
    "add-search": "PickExerciseScreen",
    "history": "HistoryScreen",
    "weeks": "WeeksScreen",
    "past": "PastScreen",
    "sync": "SyncScreen",
    "mend": "EditScreen",
    "move": "MoveScreen",
    "comment": "AskScreen",
    "salvaged": "TellScreen",
    "help": "HelpScreen",
    "jump": "JumpScreen",
    "settings": "SettingsScreen",
}


# A terminal so low that screens leave something out.
LOW: Final = (40, 10)
ODD_PICTURES: Final = frozenset({"today-40x10", "swap-search-40x10", "weeks-40x10"})


class Album(Walk):
    """A run of the app in which pictures are taken; after each the terminal is as it was."""

    async def go(self, steps: Iterable[Step]) -> None:
        """Go through states, and compare those that have a picture at every size."""
        for step in steps:
            await super().go([step])
            if step.picture:
                await self.compare(step.picture)

    async def compare(self, name: str) -> None:
        """Compare the screen at every size with the pictures kept of it."""
        assert PICTURES[name] == type(self.screen).__name__
        before = self.screen.size
        for size in SIZES:
            await self._resize(size)
            await self.compare_here(name)
        await self._resize(before)

    async def compare_here(self, name: str) -> None:
        """Compare the screen as it is, with patience for a layout that has not settled."""
        name = f"{name}-{self.screen.size.width}x{self.screen.size.height}"
        kept = kept_picture(name)
        seen = await self.look()
        looks_alike = 0
        for _ in range(PATIENCE):
            if seen == kept or looks_alike == PATIENCE // 2:
                break
            before, seen = seen, await self.look()
            looks_alike = looks_alike + 1 if UPDATING and seen == before else 0
        keep_or_compare(name, seen)

    async def look(self) -> str:
        """Return the picture of the screen as it is."""
        for line in self.screen.query(Input):
            line.cursor_blink = False
        await self.pilot.pause()
        return picture(self.screen)

    async def _resize(self, size: tuple[int, int]) -> None:
        if self.screen.size != size:
            await self.pilot.resize_terminal(*size)
            await self.until(lambda: self.screen.size == size)


def kept_picture(name: str) -> str:
    """Return what is kept under a name, nothing when there is none."""
    file = FOLDER / f"{name}.txt"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def keep_or_compare(name: str, seen: str) -> None:
    """Compare with the picture kept under a name, or keep this one with `UPDATE_PICTURES=1`."""
    if UPDATING:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.txt").write_text(seen, encoding="utf-8")
    assert seen.splitlines() == kept_picture(name).splitlines(), name
