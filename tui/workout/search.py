"""Finds exercises in the catalogue by what was typed of their names, typing errors included.

A `Finder` prepares every word of the catalogue once, so that a search of a thousand exercises
takes less than a frame: each typed word is compared with the words, not with the exercises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.plain_text import storable
from tui.training.records import CatalogueExercise
from tui.training.volume import muscle_name

_WORD = late_pattern(r"[^\W_]+")

# How well a typed word fits a word of an exercise; lower is better, None is not at all.
_WHOLE, _BEGINS, _HOLDS, _MISTYPED = 0, 1, 2, 3
_NAME_BEGINS = -1  # the name itself begins with all that was typed

_ENOUGH_TO_MISTYPE = 4  # letters; fewer are like too much
_LONGER = 4


@dataclass(frozen=True, slots=True)
class _Entry:
    exercise: CatalogueExercise
    name: str
    names: frozenset[str]
    in_name: frozenset[str]
    in_aliases: frozenset[str]
    about: frozenset[str]
    initials: frozenset[str]
    muscle: str


class Finder:
    """Searches a catalogue by name, alias, muscle and equipment."""

    def __init__(self, catalogue: Iterable[CatalogueExercise]) -> None:
        self._entries = [_entry(exercise) for exercise in catalogue]
        self._vocabulary = frozenset(
            word
            for entry in self._entries
            for word in (*entry.in_name, *entry.in_aliases, *entry.about, *entry.initials)
        )

    def __len__(self) -> int:
        return len(self._entries)

    def named(self, name: str) -> CatalogueExercise | None:
        """Return the exercise that has this name or alias, in upper or lower case."""
        wanted = name.strip().casefold()
        return next(
            (entry.exercise for entry in self._entries if wanted in entry.names),
            None,
        )

    def meant(self, typed: str, limit: int) -> tuple[CatalogueExercise, ...]:
        """Return the one exercise that is meant, else the best of those that could be."""
        known = self.named(typed)
        return self.found(typed, limit) if known is None else (known,)

    def found(self, typed: str, limit: int, *, muscle: str = "") -> tuple[CatalogueExercise, ...]:
        """Return the exercises that fit every typed word, the best first.

        One that is called just what was typed comes first, then those with words that begin with
        what was typed, then those that hold it somewhere; among equals those for `muscle` come
        first, then those whose name begins with it. With nothing typed the muscle alone decides.
        """
        words = _words(typed)
        fits = [self._fitting(word) for word in words]
        whole = " ".join(words)
        said = typed.strip().casefold()
        wanted = muscle_name(muscle)
        ranked: list[tuple[tuple[int, bool, bool, int, str], CatalogueExercise]] = []
        for entry in self._entries:
            score = _score(entry, whole, fits)
            if score is None:
                continue
            other = bool(wanted) and entry.muscle != wanted
            fits_worse = max(score, _BEGINS)
            rank = (fits_worse, said not in entry.names, other, score, entry.name)
            ranked.append((rank, entry.exercise))
        ranked.sort(key=lambda one: one[0])
        return tuple(exercise for _, exercise in ranked[:limit])

    def _fitting(self, typed: str) -> dict[str, int]:
        """Return the words of the catalogue that a typed one may mean, and how well it fits."""
        fitting: dict[str, int] = {}
        nearly = _mistyped(typed)
        for word in self._vocabulary:
            if word.startswith(typed):
                fitting[word] = _WHOLE if word == typed else _BEGINS
            elif typed in word and len(typed) > 1:
                fitting[word] = _HOLDS
            elif nearly(word):
                fitting[word] = _MISTYPED
        return fitting


def own_exercise(name: str) -> CatalogueExercise:
    """Return an exercise of the lifter's own naming, as the database can hold the name."""
    return CatalogueExercise(
        exercise_id="", name=" ".join(storable(name).split()), body_part="", target=""
    )


def _score(entry: _Entry, whole: str, fits: Sequence[dict[str, int]]) -> int | None:
    """Return how well an exercise fits all typed words, or None where one does not fit."""
    if not fits:
        return 0
    if entry.name.startswith(whole):
        return _NAME_BEGINS
    if whole.replace(" ", "") in entry.initials:
        return 1
    worst = 0
    for fitting in fits:
        best = _best(entry.in_name, fitting)
        alias = _best(entry.in_aliases, fitting)
        about = _best(entry.about, fitting)
        known = [
            score
            for score in (
                best,
                None if alias is None else max(alias, _BEGINS),
                None if about is None else max(about, _HOLDS),
            )
            if score is not None
        ]
        if not known:
            return None
        worst = max(worst, min(known))
    return worst + 1 if worst >= _MISTYPED else worst


def _best(words: frozenset[str], fitting: dict[str, int]) -> int | None:
    return min((fitting[word] for word in words if word in fitting), default=None)


def _mistyped(typed: str) -> Callable[[str], bool]:
    """Return what tells whether a word begins with the typed one but for one typing error.

    That is a wrong, missing, extra or swapped letter after the first, in a word not much longer.
    """
    if len(typed) < _ENOUGH_TO_MISTYPE:
        return lambda word: False
    from rapidfuzz.distance import OSA

    most = len(typed)

    def nearly(word: str) -> bool:
        if typed[0] != word[0] or not -1 <= len(word) - most <= _LONGER:
            return False
        return any(
            OSA.distance(typed, word[:letters], score_cutoff=1) <= 1
            for letters in (most - 1, most, most + 1)
        )

    return nearly


def _entry(exercise: CatalogueExercise) -> _Entry:
    names = (exercise.name, *exercise.aliases)
    return _Entry(
        exercise=exercise,
        name=exercise.name.casefold(),
        names=frozenset(name.casefold() for name in names),
        in_name=frozenset(_words(exercise.name)),
        in_aliases=frozenset(word for alias in exercise.aliases for word in _words(alias)),
        about=frozenset(_words(f"{exercise.target} {exercise.body_part} {exercise.equipment}")),
        initials=frozenset(
            "".join(word[0] for word in _words(name)) for name in names if len(_words(name)) > 1
        ),
        muscle=muscle_name(exercise.target or exercise.body_part),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
