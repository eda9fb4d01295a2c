"""A week's sets of each muscle against its landmarks, in as many words as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tui.training.volume import MuscleVolume


def describe_muscles(volume: Sequence[MuscleVolume], *, over: bool) -> tuple[str, ...]:
    """Return the longest words first; what was too little and too much comes before the rest.

    While the week is not `over` nothing is too little yet. Nothing trained is no words.
    """
    if not volume:
        return ()
    few = [one for one in volume if over and one.landmarks and one.sets < one.landmarks.mev]
    many = [one for one in volume if one.landmarks and one.sets > one.landmarks.mrv]
    rest = [one for one in volume if one not in few and one not in many]
    others = f"{len(rest)} muscles" if len(rest) > 1 else "1 muscle"

    def words(of: Callable[[Iterable[MuscleVolume]], str], enough: str) -> str:
        groups = (
            ("too few: ", of(few)),
            ("too many: ", of(many)),
            ("enough sets: " if over else "sets so far: ", enough if rest else ""),
        )
        said = " · ".join(title + muscles for title, muscles in groups if muscles)
        return said[:1].upper() + said[1:]

    counted = ", ".join(one.format_count() for one in rest)
    short = words(_named, "" if few or many else others)
    return (words(_measured, counted), words(_measured, others), short)


def _measured(volume: Iterable[MuscleVolume]) -> str:
    return ", ".join(f"{one.muscle} {one.sets:g}/{_mark(one):g}" for one in volume)


def _named(volume: Iterable[MuscleVolume]) -> str:
    return ", ".join(one.muscle for one in volume)


def _mark(one: MuscleVolume) -> float:
    """Return the landmark that was missed: the most, or the least that makes grow."""
    if one.landmarks is None:
        return 0
    return one.landmarks.mrv if one.sets > one.landmarks.mrv else one.landmarks.mev
