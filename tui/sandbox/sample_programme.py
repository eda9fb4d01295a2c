"""What the sample lifter trains and what befell them: the data behind `sample.py`.

Time is counted in cycles and weeks from today. Cycle 0 begins today with Push-H, cycle -1 began
seven days ago; week 0 is the calendar week (from Monday) that today lies in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Day = Literal["Push-H", "Lower-H", "Pull-V", "Lower-V"]

DAYS_AFTER_START: dict[Day, int] = {"Push-H": 0, "Lower-H": 1, "Pull-V": 3, "Lower-V": 4}
FIRST_WEEK = -26
LAST_WEEK = 6
DELOAD_WEEKS = frozenset({-21, -15, -8, -3, 6})
ILLNESS_WEEK = -11


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One plan: its weeks, both ends included, and the columns of its row."""

    first_week: int
    last_week: int
    goal_type: str
    status: str
    notes: str


PHASES = (
    Phase(
        first_week=-26,
        last_week=-15,
        goal_type="general_fitness",
        status="archived",
        notes="Back to four days a week. Add reps first, then weight.",
    ),
    Phase(
        first_week=-14,
        last_week=-3,
        goal_type="hypertrophy",
        status="archived",
        notes="Cables and split squats in, machines out. Lost a week to the flu.",
    ),
    Phase(
        first_week=-2,
        last_week=6,
        goal_type="strength",
        status="active",
        notes="H days are heavy, V days are for volume. Eight weeks up, the ninth is a deload.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """One exercise of the programme and where the lifter stands with it.

    `weight` and `above` say how the last session of it went: the load in kg, and the reps done
    above the bottom of the range, all sets together. `step` is the smallest useful jump in kg and
    `pace` about how many reps are gained a week.
    """

    day: Day
    exercise_id: str
    name: str
    tier: int
    sets: int
    low: int
    high: int
    weight: float
    above: int
    step: float
    pace: float = 1.2
    rir: int = 2
    reps: str = ""
    phases: tuple[int, ...] = (0, 1, 2)
    first_cycle: int = -99
    tips: tuple[str, ...] = ()

    @property
    def top(self) -> int:
        """The reps above the bottom of the range when every set reaches the top."""
        return self.sets * (self.high - self.low)

    @property
    def last_cycle(self) -> int:
        """The cycle that `weight` and `above` describe."""
        last_week = PHASES[max(self.phases)].last_week
        return min(last_week, -1)


def _lift(
    day: Day,
    exercise_id: str,
    name: str,
    plan: tuple[int, int, int, int],
    now: tuple[float, int, float],
    *,
    pace: float = 1.2,
    rir: int = 2,
    reps: str = "",
    phases: tuple[int, ...] = (0, 1, 2),
    first_cycle: int = -99,
    tips: tuple[str, ...] = (),
) -> Lift:
    """Build a lift from `plan` (tier, sets, low, high) and `now` (weight, above, step)."""
    tier, sets, low, high = plan
    weight, above, step = now
    return Lift(
        day=day,
        exercise_id=exercise_id,
        name=name,
        tier=tier,
        sets=sets,
        low=low,
        high=high,
        weight=weight,
        above=above,
        step=step,
        pace=pace,
        rir=rir,
        reps=reps,
        phases=phases,
        first_cycle=first_cycle,
        tips=tips,
    )


_EARLY = (0,)
_LATER = (1, 2)

LIFTS = (
    _lift(
        *("Push-H", "bench-press-barbell", "Bench Press"),
        (1, 3, 6, 8),
        (80, 6, 2.5),
        pace=1.5,
        tips=("Feet planted, shoulder blades together.", "Same touch point every rep."),
    ),
    _lift(
        *("Push-H", "incline-press-dumbbell", "Incline DB Press"),
        (2, 3, 8, 10),
        (30, 2, 2.5),
    ),
    _lift(*("Push-H", "dips", "Dips"), (2, 3, 8, 12), (10, 3, 2.5), pace=2.4),
    _lift(*("Push-H", "pec-deck", "Pec Deck"), (3, 2, 12, 15), (50, 3, 5), phases=_EARLY),
    _lift(*("Push-H", "cable-fly", "Cable Fly"), (3, 2, 12, 15), (15, 3, 2.5), phases=_LATER),
    _lift(*("Push-H", "triceps-pushdown-cable", "Triceps Pushdown"), (3, 3, 10, 12), (35, 0, 2.5)),
    _lift(*("Push-H", "lateral-raise-dumbbell", "Lateral Raise"), (3, 4, 12, 15), (10, 3, 2.5)),
    _lift(
        *("Push-H", "face-pull", "Face Pull"),
        (3, 2, 12, 15),
        (0, 0, 2.5),
        first_cycle=0,
        tips=("New from this week: start light and own the end position.",),
    ),
    _lift(
        *("Lower-H", "back-squat-barbell", "Back Squat"),
        (1, 4, 4, 6),
        (115, 5, 2.5),
        pace=2.2,
        tips=("Brace before the descent, not during it.",),
    ),
    _lift(
        *("Lower-H", "romanian-deadlift-barbell", "Romanian Deadlift"),
        (2, 3, 8, 10),
        (100, 4, 2.5),
        pace=1.6,
    ),
    _lift(*("Lower-H", "hack-squat", "Hack Squat"), (2, 3, 10, 12), (80, 4, 5), phases=_EARLY),
    _lift(*("Lower-H", "leg-press", "Leg Press"), (2, 3, 10, 12), (180, 3, 5), phases=_LATER),
    _lift(*("Lower-H", "lying-leg-curl", "Lying Leg Curl"), (3, 3, 10, 12), (50, 2, 5), pace=0.9),
    _lift(
        *("Lower-H", "standing-calf-raise-machine", "Standing Calf Raise"),
        (3, 4, 10, 12),
        (95, 6, 5),
        rir=1,
    ),
    _lift(*("Lower-H", "cable-crunch", "Cable Crunch"), (3, 3, 12, 15), (45, 5, 5), rir=1),
    _lift(*("Pull-V", "pull-up", "Pull-Up"), (1, 4, 6, 8), (7.5, 4, 2.5), pace=1.4),
    _lift(*("Pull-V", "overhead-press-barbell", "Overhead Press"), (1, 3, 6, 8), (52.5, 0, 2.5)),
    _lift(
        *("Pull-V", "bent-over-row-barbell", "Barbell Row"), (2, 3, 8, 10), (75, 5, 2.5), pace=1.4
    ),
    _lift(*("Pull-V", "lat-pulldown", "Lat Pulldown"), (2, 3, 10, 12), (65, 2, 5), pace=0.9),
    _lift(*("Pull-V", "reverse-pec-deck", "Reverse Pec Deck"), (3, 3, 12, 15), (40, 6, 5)),
    _lift(*("Pull-V", "biceps-curl-ez-bar", "EZ Bar Curl"), (3, 3, 8, 10), (35, 4, 2.5), pace=0.8),
    _lift(*("Pull-V", "hammer-curl-dumbbell", "Hammer Curl"), (3, 2, 10, 12), (15, 2, 2.5)),
    _lift(
        *("Lower-V", "deadlift-barbell", "Deadlift"),
        (1, 3, 3, 5),
        (145, 3, 5),
        pace=1.3,
        tips=("Take the slack out of the bar first.",),
    ),
    _lift(
        *("Lower-V", "leg-extension", "Leg Extension"), (3, 3, 12, 15), (55, 4, 5), phases=_EARLY
    ),
    _lift(
        *("Lower-V", "front-squat", "Front Squat"),
        (2, 3, 6, 8),
        (80, 3, 2.5),
        pace=1.4,
        phases=_LATER,
    ),
    _lift(
        *("Lower-V", "walking-lunge-dumbbell", "Walking Lunge"),
        (2, 3, 8, 10),
        (17.5, 3, 2.5),
        reps="10 each side",
        phases=_EARLY,
    ),
    _lift(
        *("Lower-V", "bulgarian-split-squat", "Bulgarian Split Squat"),
        (2, 3, 6, 8),
        (20, 4, 2.5),
        reps="8 each side",
        phases=_LATER,
    ),
    _lift(*("Lower-V", "hip-thrust-barbell", "Hip Thrust"), (2, 3, 8, 12), (120, 7, 5), pace=2.4),
    _lift(*("Lower-V", "seated-leg-curl", "Seated Leg Curl"), (3, 3, 10, 12), (55, 3, 5)),
    _lift(
        *("Lower-V", "seated-calf-raise", "Seated Calf Raise"), (3, 4, 12, 15), (50, 8, 5), rir=1
    ),
    _lift(
        *("Lower-V", "hanging-leg-raise", "Hanging Leg Raise"),
        (3, 3, 8, 14),
        (0, 11, 0),
        pace=0.5,
        rir=1,
        reps="AMRAP",
    ),
)

# Cycles in which a lift did not move, both ends included.
PLATEAUS: dict[str, tuple[int, int]] = {
    "bench-press-barbell": (-20, -17),
    "back-squat-barbell": (-9, -5),
    "overhead-press-barbell": (-16, -9),
    "biceps-curl-ez-bar": (-24, -18),
    "lat-pulldown": (-7, -4),
}

# (weight, reps, RPE) set by set, where the story needs them exactly so.
AS_TOLD: dict[tuple[str, int], tuple[tuple[float, int, int], ...]] = {
    ("bench-press-barbell", -1): ((80, 8, 7), (80, 8, 8), (80, 8, 8)),
    ("incline-press-dumbbell", -1): ((30, 9, 8), (30, 9, 8), (30, 8, 8)),
    ("dips", -1): ((10, 10, 7), (10, 9, 8), (10, 8, 8)),
    ("cable-fly", -1): ((15, 15, 7), (15, 15, 8)),
    ("triceps-pushdown-cable", -1): ((35, 9, 9), (35, 9, 9), (35, 8, 10)),
    ("lateral-raise-dumbbell", -1): ((10, 14, 10), (10, 13, 10), (10, 12, 10), (10, 12, 10)),
    ("overhead-press-barbell", -2): ((52.5, 5, 9), (52.5, 5, 9), (52.5, 4, 10)),
    ("overhead-press-barbell", -1): ((52.5, 5, 9), (52.5, 5, 10), (52.5, 4, 10)),
}

MISSED: frozenset[tuple[int, Day]] = frozenset(
    {
        (-24, "Lower-V"),
        (-22, "Pull-V"),
        (-18, "Lower-H"),
        (-17, "Lower-V"),
        (-13, "Push-H"),
        (-9, "Lower-V"),
        (-5, "Pull-V"),
        (-4, "Lower-H"),
        (-2, "Lower-V"),
    }
)
A_DAY_LATE: frozenset[tuple[int, Day]] = frozenset(
    {(-23, "Lower-H"), (-14, "Lower-H"), (-6, "Lower-V")}
)
LEFT_EARLY: frozenset[tuple[int, Day]] = frozenset({(-16, "Pull-V"), (-7, "Lower-V")})

WEEK_NOTES: dict[int, str] = {
    -26: "First week back: find the weights, nothing to failure.",
    ILLNESS_WEEK: "Flu. Nothing this week.",
    -10: "Back from the flu: a rep less everywhere.",
    -2: "New plan: start a little lighter than you could.",
}
DELOAD_NOTE = "Deload: two thirds of the sets, lighter, well short of failure."

SESSION_NOTES: dict[tuple[int, Day], str] = {
    (-26, "Push-H"): "First session back. Sore already.",
    (-23, "Lower-H"): "A day late, meeting ran long.",
    (-20, "Pull-V"): "Slept badly, kept it short.",
    (-16, "Pull-V"): "Gym closed early, left out the last two.",
    (-12, "Lower-V"): "Scratchy throat.",
    (-10, "Push-H"): "First day back after the flu. Took it easy.",
    (-7, "Lower-V"): "Had to catch a train.",
    (-6, "Lower-H"): "Good day. Everything moved fast.",
    (-4, "Push-H"): "Shoulder a bit cranky in the warm-up, fine after.",
    (-2, "Push-H"): "New plan, feels about right.",
    (-1, "Push-H"): "All three at 8. Up next week.",
}

EXERCISE_NOTES: dict[tuple[str, int], str] = {
    ("bench-press-barbell", -20): "stuck halfway, sets touch too high",
    ("bench-press-barbell", -6): "wider grip, ring finger on the ring",
    ("bench-press-barbell", -1): "elbows in, pause on the chest",
    ("incline-press-dumbbell", -1): "second notch, about 30 degrees",
    ("dips", -12): "first time with a plate on the belt",
    ("triceps-pushdown-cable", -1): "jumped too early, elbows drifted",
    ("lateral-raise-dumbbell", -1): "too much swing, stay strict",
    ("back-squat-barbell", -24): "knees caving on the last rep",
    ("back-squat-barbell", -7): "depth good, back tight",
    ("back-squat-barbell", -1): "belt one hole tighter from set 3",
    ("romanian-deadlift-barbell", -5): "straps from set 2",
    ("pull-up", -19): "dead hang every rep",
    ("overhead-press-barbell", -12): "squeeze the glutes, no lean",
    ("overhead-press-barbell", -1): "stalled again, bar drifts forward",
    ("deadlift-barbell", -14): "hook grip tore a callus",
    ("deadlift-barbell", -3): "light and fast",
    ("front-squat", -13): "cross grip, wrists hurt otherwise",
    ("bulgarian-split-squat", -10): "shorter stance for the quads",
    ("hip-thrust-barbell", -22): "pad next time",
}
