"""Sets, targets and plates as a lifter reads them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tui.training.entry import Entry, EntryError, format_weight, parse_entry
from tui.training.equipment import is_bodyweight
from tui.training.gym import Gym
from tui.training.loading import Barbell
from tui.training.progression import Target, has_plan
from tui.training.records import Exercise, TrainingSet
from tui.training.reps_text import Counted
from tui.training.sheet import ExerciseSheet
from tui.training.units import Unit, from_kg, plain_number

_PARTS = frozenset({"upper", "lower", "push", "pull", "legs", "arms", "chest", "back"})


def format_set(
    performed: TrainingSet | Entry, unit: Unit, *, bodyweight: bool = False, counted: Counted = ""
) -> str:
    """Return a set as `82.5 × 8 @8`; what is counted, if no reps, is named: `bw × 60 s`."""
    reps = performed.reps_done if isinstance(performed, TrainingSet) else performed.reps
    weight = format_weight(performed.weight_kg, unit=unit, bodyweight=bodyweight)
    effort = "" if performed.rpe is None else f" @{performed.rpe}"
    return f"{weight} × {reps}{_named(counted)}{effort}"


def format_sets(
    sets: Sequence[TrainingSet], unit: Unit, *, bodyweight: bool = False, counted: Counted = ""
) -> str:
    """Return sets in one line, runs of equal weight under one weight: `80 × 8, 8, 7`."""
    if len({(one.weight_kg, one.rpe) for one in sets}) == 1 and len(sets) > 1:
        weight = format_weight(sets[0].weight_kg, unit=unit, bodyweight=bodyweight)
        effort = "" if sets[0].rpe is None else f", each @{sets[0].rpe}"
        reps = ", ".join(str(one.reps_done) for one in sets)
        return f"{weight} × {reps}{_named(counted)}{effort}"
    return ", ".join(format_set(one, unit, bodyweight=bodyweight, counted=counted) for one in sets)


def format_sets_short(
    sets: Sequence[TrainingSet], unit: Unit, *, bodyweight: bool = False, counted: Counted = ""
) -> str:
    """Return sets in as few characters as can be read: `80×8 8 7, 77.5×8`; effort is left out."""
    runs: list[tuple[float, list[str]]] = []
    for one in sets:
        if not runs or runs[-1][0] != one.weight_kg:
            runs.append((one.weight_kg, []))
        runs[-1][1].append(str(one.reps_done))
    named = _named(counted)
    return ", ".join(
        f"{format_weight(weight_kg, unit=unit, bodyweight=bodyweight)}×{' '.join(reps)}{named}"
        for weight_kg, reps in runs
    )


def _named(counted: Counted) -> str:
    return f" {counted}" if counted else ""


def format_target(target: Target | None, unit: Unit, *, bodyweight: bool = False) -> str:
    """Return a target as `82.5 × 6–8 @8`; without a weight, the reps alone."""
    if target is None:
        return ""
    effort = "" if target.rpe is None else f" @{target.rpe}"
    if target.weight_kg is None:
        return f"{target.reps.label}{effort}"
    weight = format_weight(target.weight_kg, unit=unit, bodyweight=bodyweight)
    return f"{weight} × {target.reps.label}{effort}"


def weight_with_unit(weight_kg: float, unit: Unit, *, bodyweight: bool = False) -> str:
    """Return a weight as `82.5 kg`; bodyweight stays `bw`."""
    text = format_weight(weight_kg, unit=unit, bodyweight=bodyweight)
    return text if text == "bw" else f"{text} {unit}"


def format_plan(exercise: Exercise) -> str:
    """Return the plan as `3 × 6–8, 2 in reserve`."""
    reserve = "" if exercise.rir is None else f", {exercise.rir} in reserve"
    if not has_plan(exercise):
        return "no plan"
    return f"{exercise.sets} × {exercise.reps.replace('-', '–')}{reserve}"


def format_count(sheet: ExerciseSheet) -> str:
    """Return the sets done of those planned as `2/3`; without a plan only those done."""
    return f"{sheet.done}/{sheet.planned}" if has_plan(sheet.exercise) else str(sheet.done)


def format_split(split_type: str) -> str:
    """Return a plan's split as a title: `upper_lower` is `Upper/Lower`, `full_body` `Full body`."""
    words = split_type.replace("-", "_").split("_")
    if len(words) > 1 and all(word in _PARTS for word in words):
        return "/".join(word.capitalize() for word in words)
    return " ".join(words).strip()[:1].upper() + " ".join(words).strip()[1:]


def load_hint(line: str, basis: Entry | None, exercise: Exercise, gym: Gym, unit: Unit) -> str:
    """Return what to put on the bar for the weight in the line, or the nearest that can be had."""
    weight_kg = weight_in(line, basis, exercise, unit)
    if weight_kg is None:
        return ""
    loading = gym.loading(exercise)
    if isinstance(loading, Barbell):
        plates = loading.plates_each_side(weight_kg)
        if plates:
            return f"each side {format_plates(plates)}"
        if plates is not None:
            return "the empty bar"
    elif is_bodyweight(exercise):
        return ""
    nearest = loading.nearest(weight_kg)
    if abs(nearest - weight_kg) < 0.005:
        return ""
    return f"nearest here {plain_number(from_kg(nearest, unit), decimals=2)}"


def format_plates(plates: Sequence[float]) -> str:
    """Return the plates of one side, each size as often as it hangs: `20×2 · 10×2 · 5`."""
    sizes = [(size, len(list(same))) for size, same in groupby(plates)]
    return " · ".join(
        plain_number(size) + (f"×{count}" if count > 1 else "") for size, count in sizes
    )


def weight_in(line: str, basis: Entry | None, exercise: Exercise, unit: Unit) -> float | None:
    """Return the weight in kg that a line speaks of, also while it is half typed."""
    bodyweight = is_bodyweight(exercise)
    for text in (line, f"{line} x 1", f"{line.rstrip(' xX×*@.,')} x 1"):
        try:
            return parse_entry(text, basis=basis, unit=unit, bodyweight=bodyweight).weight_kg
        except EntryError:
            continue
    return None
