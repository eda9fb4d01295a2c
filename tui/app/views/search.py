"""Finds exercises in the catalogue by what was typed of their names."""

from __future__ import annotations

from collections.abc import Sequence

from tui.training.records import CatalogueExercise


def found(
    catalogue: Sequence[CatalogueExercise], typed: str, limit: int
) -> tuple[CatalogueExercise, ...]:
    """Return the exercises with every typed word in a name, alias, muscle or equipment.

    Names that begin with what was typed come first, then names that hold it, then the rest.
    """
    words = typed.casefold().split()
    ranked: list[tuple[int, str, CatalogueExercise]] = []
    for exercise in catalogue:
        name = exercise.name.casefold()
        hay = " ".join(
            (name, *exercise.aliases, exercise.target, exercise.body_part, exercise.equipment)
        ).casefold()
        if all(word in hay for word in words):
            whole = " ".join(words)
            rank = 0 if name.startswith(whole) else 1 if all(w in name for w in words) else 2
            ranked.append((rank, name, exercise))
    ranked.sort(key=lambda entry: entry[:2])
    return tuple(exercise for _, _, exercise in ranked[:limit])
