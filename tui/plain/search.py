"""Finds an exercise of the catalogue by what is typed, or by its number among those offered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tui.training.records import CatalogueExercise
from tui.workout.search import Finder

_OFFERED: Final = 5


class Search:
    """Remembers what was offered last, so that a number can answer."""

    def __init__(self, catalogue: Sequence[CatalogueExercise]) -> None:
        self._finder = Finder(catalogue)
        self._offered: tuple[CatalogueExercise, ...] = ()

    def look(self, typed: str) -> CatalogueExercise | tuple[str, ...]:
        """Return the one exercise that is meant, else lines with those that could be."""
        if not typed:
            return ("Expected the name of an exercise.",)
        if typed.isdigit() and 1 <= int(typed) <= len(self._offered):
            return self._offered[int(typed) - 1]
        found = self._finder.meant(typed, _OFFERED)
        if len(found) == 1:
            return found[0]
        self._offered = found
        if not found:
            return (f"No exercise in the catalogue fits “{typed}”.",)
        offered = (f"{number}. {one.name}." for number, one in enumerate(found, start=1))
        return (*offered, "Say it again with one of these names or numbers.")
