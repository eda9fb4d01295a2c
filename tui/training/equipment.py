"""What an exercise is loaded with, told by the catalogue first, then by words, then by its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from tui.late_pattern import late_pattern
from tui.training.records import Exercise

EquipmentKind = Literal["barbell", "dumbbell", "kettlebell", "machine", "bodyweight"]


def _any(*words: str) -> re.Pattern[str]:
    return late_pattern(rf"\b(?:{'|'.join(words)})\b")


# Words of equipment; the first line that fits tells. What is assisted takes weight off one's own.
_SIGNS: Final[tuple[tuple[EquipmentKind, re.Pattern[str]], ...]] = (
    ("bodyweight", _any("assisted", "assistance")),
    ("barbell", _any("smith", "(?:trap|hex) ?bars?")),
    ("machine", _any("dips? machine", "machine dips?", "(?:lat )?pull ?downs?(?: bars?)?")),
    (
        "bodyweight",
        _any(
            *(
                "body ?weight",
                "body only",
                "body",
                "bw",
                "none",
                "no equipment",
                "mat",
                "floor",
                "wall",
            ),
            *("pull ?ups?(?: bars?)?", "chin ?ups?(?: bars?)?", "chins", "dips?", "dipping"),
            *("(?:parallel|wall|stall|monkey|horizontal) bars?", "parallett?es?", "rings?"),
            *("suspension", "suspended", "trx", "ab ?wheel", "ab ?roller", "foam roll(?:er)?"),
            *("(?:captains?|captain s|roman) chair", "exercise ball"),
        ),
    ),
    ("kettlebell", _any("kettle ?bells?", "kbs?")),
    ("dumbbell", _any("dumb ?bells?", "dbs?")),
    (
        "machine",
        _any(
            *(r"\w*machines?", "cables?", r"\w*stack", "bands?", "sled", "leg press", "pulley"),
            *("pec ?deck", r"lever\w*", "plates?", r"medicine balls?"),
        ),
    ),
    ("barbell", _any("barbells?", "bb", r"\w*bars?", "landmine", "ez", "e z", "axle")),
)
# Names of lifts, where no word of equipment tells.
_NAMES: Final[tuple[tuple[EquipmentKind, re.Pattern[str]], ...]] = (
    (
        "bodyweight",
        _any(
            *("push ?ups?", "press ?ups?", "muscle ?ups?", "sit ?ups?", "planks?", "crunch(?:es)?"),
            *("(?:leg|knee|hip) raises?", "inverted rows?", r"pistol\w*", "air squats?"),
            *(r"burpees?", r"handstand\w*", "l ?sit", "hollow", "hang", r"nordic\w*"),
            *("back extensions?", r"jump\w*"),
        ),
    ),
    (
        "barbell",
        _any(
            *("(?:bench|military|overhead) press", "ohp", "squats?", "deadlifts?", "rdl"),
            *("cleans?", r"snatch\w*", r"jerks?", "good ?mornings?", "hip thrusts?"),
            "bent ?over rows?",
        ),
    ),
    (
        "machine",
        _any(
            *("press", "rows?", "curls?", "raises?", "fl(?:y|ye|ies|yes)", "pull ?downs?"),
            *("push ?downs?", "extensions?", "shrugs?", "kick ?backs?", "carry", "walks?"),
        ),
    ),
)
_OWN_WEIGHT: Final = tuple(sign for sign in (*_SIGNS, *_NAMES) if sign[0] == "bodyweight")
_EMPTY: Final = frozenset({"", "n a", "na", "nothing", "no"})


def equipment_kind(exercise: Exercise) -> EquipmentKind:
    """Tell what an exercise is loaded with."""
    return kind_of(exercise.equipment, exercise.exercise_name, exercise.catalogue_equipment)


@lru_cache(maxsize=1024)
def kind_of(equipment: str, name: str = "", catalogue: str = "") -> EquipmentKind:
    """Tell what is loaded: by the catalogue's equipment, the plan's, the name; machine if in doubt.

    A name that says `assisted` is believed before all of them. No equipment at all is bodyweight,
    unless the name is that of a lift with a load.
    """
    title = _plain(name)
    if re.search(r"\bassisted\b", title):
        return "bodyweight"
    written = _plain(equipment)
    told = _first(_SIGNS, _plain(catalogue)) or _first(_SIGNS, written)
    if written in {"bar", "bars"} and not catalogue:  # perhaps one to hang from
        told = _first(_OWN_WEIGHT, title) or told
    by_name = told or _first(_SIGNS, title) or _first(_NAMES, title)
    return by_name or ("bodyweight" if written in _EMPTY else "machine")


def is_bodyweight(exercise: Exercise) -> bool:
    """Tell whether the weight of a set is what is added to, or taken off, the lifter's own."""
    return equipment_kind(exercise) == "bodyweight"


def is_assisted(exercise: Exercise) -> bool:
    """Tell whether the weight of a set is what a machine or a band takes off the lifter's own."""
    words = _plain(f"{exercise.exercise_name} {exercise.equipment}")
    return re.search(r"\bassisted\b", words) is not None


def _first(
    signs: tuple[tuple[EquipmentKind, re.Pattern[str]], ...], words: str
) -> EquipmentKind | None:
    return next((kind for kind, pattern in signs if pattern.search(words)), None)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", text.casefold().replace("_", " ")).split())
