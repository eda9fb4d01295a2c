"""Weekly sets per muscle, direct 1 and secondary ½, against landmarks; tonnage.

Fractional counting fitted best in Pelland et al. 2024. The landmarks are heuristics, no
measurements, and can be edited in the settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tui.late_pattern import late_pattern
from tui.lazy_dataclass import dataclass
from tui.training.equipment import is_bodyweight
from tui.training.records import Exercise, TrainingSet, is_warm_up
from tui.training.reps_text import counts_reps

LEAST_HARD_RPE: Final = 6


@dataclass(frozen=True, slots=True)
class Landmarks:
    """Weekly sets of one muscle: maintenance, least effective, best (a span), most recoverable."""

    mv: float
    mev: float
    mav_low: float
    mav_high: float
    mrv: float


LANDMARKS: Final[Mapping[str, Landmarks]] = {
    "chest": Landmarks(4, 8, 12, 20, 22),
    "back": Landmarks(6, 10, 14, 22, 25),
    "side delts": Landmarks(6, 8, 16, 22, 26),
    "rear delts": Landmarks(0, 6, 8, 18, 24),
    "front delts": Landmarks(0, 0, 6, 8, 12),
    "biceps": Landmarks(4, 8, 14, 20, 24),
    "triceps": Landmarks(4, 6, 10, 14, 18),
    "quads": Landmarks(6, 8, 12, 18, 20),
    "hamstrings": Landmarks(4, 6, 10, 16, 20),
    "glutes": Landmarks(0, 2, 8, 16, 18),
    "calves": Landmarks(6, 8, 12, 16, 20),
    "abs": Landmarks(0, 0, 16, 20, 25),
    "traps": Landmarks(0, 4, 8, 16, 20),
}

_SAME_MUSCLE: Final[Mapping[str, str]] = {
    "pectorals": "chest", "pecs": "chest", "upper chest": "chest", "lower chest": "chest",
    "lats": "back", "latissimus dorsi": "back", "upper back": "back", "middle back": "back",
    "mid back": "back", "rhomboids": "back",
    "shoulders": "side delts", "delts": "side delts", "deltoids": "side delts",
    "shoulder": "side delts", "delt": "side delts", "deltoid": "side delts",
    "lateral delts": "side delts", "side deltoids": "side delts", "medial delts": "side delts",
    "rear deltoids": "rear delts", "rear shoulders": "rear delts", "posterior delts": "rear delts",
    "anterior delts": "front delts", "front deltoids": "front delts",
    "front shoulders": "front delts",
    "bicep": "biceps", "brachialis": "biceps", "tricep": "triceps",
    "quadriceps": "quads", "quad": "quads", "hamstring": "hamstrings", "hams": "hamstrings",
    "gluteus": "glutes", "gluteus maximus": "glutes", "glute": "glutes",
    "calf": "calves", "gastrocnemius": "calves", "soleus": "calves",
    "abdominals": "abs", "abdominal": "abs", "core": "abs", "obliques": "abs",
    "trapezius": "traps", "trap": "traps",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MuscleVolume:
    """The sets of one muscle in a week, with its landmarks where there are any.

    `planned` is what the plan asks of it, counted as the sets are.
    """

    muscle: str
    sets: float
    direct: int
    landmarks: Landmarks | None
    planned: float = 0

    def format_count(self) -> str:
        """Say the sets, of those planned where they are not just as many: `chest 9 of 12`."""
        planned = f" of {self.planned:g}" if self.planned and self.planned != self.sets else ""
        return f"{self.muscle} {self.sets:g}{planned}"

    def words(self) -> str:
        """Say where the sets stand among the landmarks; nothing without landmarks."""
        marks = self.landmarks
        if marks is None:
            return ""
        best = f"{marks.mav_low:g}–{marks.mav_high:g}"
        steps = (
            (self.sets > marks.mrv, f"more than the {marks.mrv:g} to recover from"),
            (self.sets > marks.mav_high, f"above the best range, {best}"),
            (self.sets >= marks.mav_low, f"in the best range, {best}"),
            (self.sets >= marks.mev, f"enough to grow, best is {best}"),
            (self.sets >= marks.mv, f"keeps what is there, growth from {marks.mev:g}"),
        )
        too_little = f"too little, {marks.mv:g} keep what is there"
        return next((words for reached, words in steps if reached), too_little)


@dataclass(frozen=True, slots=True)
class Tonnage:
    """Weight times reps in kg; bodyweight sets are left out, and counted so that it can be said."""

    kg: float
    sets_left_out: int
    sets_without_reps: int = 0  # of those left out, the ones that count seconds or metres


def muscle_name(text: str) -> str:
    """Return the one name that this log uses for a muscle."""
    plain = _plain(text)
    return _SAME_MUSCLE.get(plain, plain)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("_", " ").replace("-", " ").split())


# Which head of the shoulder a lift trains, told by its name; the first that fits.
_DELTS: Final = tuple(
    (late_pattern(pattern), muscle)
    for pattern, muscle in (
        (
            r"\brear|\breverse|\bface ?pull|\bbent ?over (?:lateral|raise)|\bpull ?apart",
            "rear delts",
        ),
        (r"\blateral|\bside\b|\bupright", "side delts"),
        (
            r"press|\bohp\b|\bfront|\bpush|\bdips?\b|\bbench|\bjerk|\bthruster|\bhandstand",
            "front delts",
        ),
        (r"\brow|\bpull ?(?:up|down)|\bchin", "rear delts"),
    )
)
_ANY_DELTS: Final = frozenset({"shoulders", "shoulder", "delts", "delt", "deltoids", "deltoid"})


def muscle_of(text: str, exercise_name: str) -> str:
    """Return the muscle that a word means for a lift: `shoulders` of a press are front delts."""
    plain = _plain(text)
    if plain in _ANY_DELTS:
        name = _plain(exercise_name)
        found = (muscle for pattern, muscle in _DELTS if pattern.search(name))
        return next(found, muscle_name(plain))
    return muscle_name(plain)


def direct_muscle(exercise: Exercise) -> str:
    """Return the muscle that an exercise is for: by the catalogue, the plan's target, its group."""
    for text in (exercise.catalogue_target, exercise.target or "", exercise.muscle_group):
        muscle = muscle_of(text, exercise.exercise_name)
        if muscle in LANDMARKS:
            return muscle
    return muscle_of(exercise.muscle_group, exercise.exercise_name)


def is_hard(performed: TrainingSet) -> bool:
    """Tell whether a set counts as work: at least one rep, and RPE 6 or more where it is known."""
    return performed.reps_done > 0 and (performed.rpe is None or performed.rpe >= LEAST_HARD_RPE)


def volume_per_muscle(
    exercises: Iterable[Exercise], landmarks: Mapping[str, Landmarks] = LANDMARKS
) -> tuple[MuscleVolume, ...]:
    """Return the hard sets of each muscle that got or is to get any, the most first.

    Warm-ups are no work, and what was skipped is planned no more.
    """
    direct: dict[str, int] = {}
    sets: dict[str, float] = {}
    planned: dict[str, float] = {}
    for exercise in exercises:
        count = sum(is_hard(performed) for performed in exercise.performed)
        asked = count if exercise.skipped else exercise.sets
        if not (count or asked) or is_warm_up(exercise.tier):
            continue
        muscle = direct_muscle(exercise)
        direct[muscle] = direct.get(muscle, 0) + count
        secondary = {
            muscle_of(name, exercise.exercise_name) for name in exercise.secondary_muscles
        } - {muscle}
        for one, share in ((muscle, 1.0), *((other, 0.5) for other in secondary)):
            sets[one] = sets.get(one, 0) + count * share
            planned[one] = planned.get(one, 0) + asked * share
    return tuple(
        MuscleVolume(
            muscle, total, direct.get(muscle, 0), landmarks.get(muscle), planned.get(muscle, 0)
        )
        for muscle, total in sorted(sets.items(), key=lambda item: (-item[1], item[0]))
    )


def tonnage(exercises: Iterable[Exercise]) -> Tonnage:
    """Return the weight moved; warm-ups are no work, and bodyweight does not say what was moved.

    Nor do seconds and metres.
    """
    moved, left_out, without_reps = 0.0, 0, 0
    for exercise in exercises:
        if is_warm_up(exercise.tier):
            continue
        bodyweight = is_bodyweight(exercise)
        if not counts_reps(exercise.exercise_name, exercise.reps):
            left_out += len(exercise.performed)
            without_reps += len(exercise.performed)
            continue
        for performed in exercise.performed:
            if bodyweight or performed.weight_kg <= 0:
                left_out += 1
            else:
                moved += performed.weight_kg * performed.reps_done
    return Tonnage(round(moved, 3), left_out, without_reps)
