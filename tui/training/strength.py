"""One-rep maximum from a set, by formula or by the RPE table, and the weight for a rep target.

Sources: Epley 1985, Brzycki 1993, Wathan 1994, Lombardi 1989, Mayhew 1992, O'Conner 1989, Lander
1985; the RPE table is Tuchscherer's; reps in reserve = 10 - RPE after Zourdos et al. 2016.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Literal, get_args

Formula = Literal[
    "default", "epley", "brzycki", "wathan", "lombardi", "mayhew", "oconner", "lander"
]

FORMULAS: Final[tuple[Formula, ...]] = get_args(Formula)
MOST_EFFECTIVE_REPS: Final = 12

_FORMULAS: Final[dict[Formula, Callable[[float, int], float]]] = {
    "epley": lambda w, r: w * (1 + r / 30),
    "brzycki": lambda w, r: 36 * w / (37 - r),
    "wathan": lambda w, r: 100 * w / (48.8 + 53.8 * math.exp(-0.075 * r)),
    "lombardi": lambda w, r: w * r**0.10,
    "mayhew": lambda w, r: 100 * w / (52.2 + 41.9 * math.exp(-0.055 * r)),
    "oconner": lambda w, r: w * (1 + 0.025 * r),
    "lander": lambda w, r: 100 * w / (101.3 - 2.67123 * r),
}

_WHOLE: Final = (
    *(100.0, 95.5, 92.2, 89.2, 86.3, 83.7, 81.1, 78.6, 76.2, 73.9, 70.7, 68.0),
    *(65.3, 62.6, 59.9),
)
_HALF: Final = (
    *(97.8, 93.9, 90.7, 87.8, 85.0, 82.4, 79.9, 77.4, 75.1, 72.3, 69.4, 66.7),
    *(64.0, 61.3, 58.6),
)


def percent_of_max(reps: int, rpe: float) -> float | None:
    """Return the share of a one-rep maximum, in %, that is `reps` at `rpe` by the RPE table.

    RPE goes from 6 to 10 in halves; None outside the table (it ends at 15 effective reps).
    """
    halves = round((10 - rpe) * 2)
    if reps < 1 or not 0 <= halves <= 8:
        return None
    row = _HALF if halves % 2 else _WHOLE
    index = reps - 1 + halves // 2
    return row[index] if index < len(row) else None


def share_of_max(reps: int, rpe: float) -> float:
    """Return the RPE table's share of a one-rep maximum in %, continued past its end as a guess.

    Each rep past 15 takes as great a part of the rest as the table's last one does. An RPE below
    6 counts as 6, and less than one rep as one.
    """
    effort = min(max(round(rpe * 2) / 2, 6), 10)
    halves = round((10 - effort) * 2)
    row = _HALF if halves % 2 else _WHOLE
    index = max(reps, 1) - 1 + halves // 2
    past = max(index - len(row) + 1, 0)
    return row[min(index, len(row) - 1)] * (row[-1] / row[-2]) ** past


def is_past_table(reps: int, rpe: float) -> bool:
    """Tell whether the RPE table says nothing of so many reps, so that a share is a guess."""
    return percent_of_max(reps, min(max(rpe, 6), 10)) is None


def fitting_weight(
    weight_kg: float, reps: int, rpe: float, *, wanted_reps: int, wanted_rpe: float
) -> float:
    """Return the weight in kg at which other reps are as hard as wanted, from a set as done."""
    return weight_kg * share_of_max(wanted_reps, wanted_rpe) / share_of_max(reps, rpe)


def effective_reps(reps: int, rpe: float | None) -> float:
    """Return the reps done plus those left in reserve."""
    return reps if rpe is None or rpe < 6 else reps + (10 - rpe)


def estimate_one_rep_max(
    weight_kg: float, reps: int, rpe: float | None = None, formula: Formula = "default"
) -> float | None:
    """Estimate a one-rep maximum in kg, or None where no estimate is worth showing.

    "default" uses the RPE table where there is an RPE, else Epley; a named formula takes the
    reps as done. `why_no_estimate` puts a None into words.
    """
    if why_no_estimate(weight_kg, reps, rpe, formula) is not None:
        return None
    if formula == "default" and rpe is not None:
        percent = percent_of_max(reps, rpe)
        if percent is not None:
            return weight_kg * 100 / percent
    if reps == 1:
        return weight_kg
    return _FORMULAS["epley" if formula == "default" else formula](weight_kg, reps)


def why_no_estimate(
    weight_kg: float, reps: int, rpe: float | None = None, formula: Formula = "default"
) -> str | None:
    """Say why a set gives no one-rep maximum, or None if it gives one."""
    if weight_kg <= 0:
        return "no e1RM for bodyweight work: only added weight is known"
    if reps < 1:
        return "no e1RM without a rep"
    counted = effective_reps(reps, rpe) if formula == "default" else reps
    if counted <= MOST_EFFECTIVE_REPS:
        return None
    if counted > reps:
        reserve = f"{counted - reps:g}"
        return f"no e1RM above 12 reps: {reps} done and {reserve} in reserve"
    return f"no e1RM above 12 reps: {reps} done"
