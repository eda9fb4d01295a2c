"""What the today screen and `topset today` show of a session, computed from records alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tui.lazy_dataclass import dataclass
from tui.training.entry import Entry
from tui.training.equipment import is_bodyweight
from tui.training.gym import DEFAULT_GYM, Gym
from tui.training.progression import (
    Target,
    has_plan,
    next_target,
    without_plan_weight,
    work_weight,
)
from tui.training.records import Exercise, LastTime, Role, Session, TrainingSet
from tui.training.reps_text import counts_reps
from tui.training.slots import done_before, same_role
from tui.training.strength import Formula, estimate_one_rep_max, why_no_estimate
from tui.training.units import entered_in


@dataclass(frozen=True, slots=True)
class SetRow:
    """One line of the set table; `target` is None for a set beyond the plan.

    `no_estimate` says why a set that was done has no `one_rep_max`.
    """

    set_no: int
    target: Target | None
    logged: TrainingSet | None
    last: TrainingSet | None
    one_rep_max: float | None
    no_estimate: str = ""


@dataclass(frozen=True, slots=True)
class ExerciseSheet:
    """One exercise against its plan; `guess` is what the entry line is filled with.

    `last_time` is the one of the same role, which the target goes on from, `last_done` the newest
    of any; without a plan both are that. `planned` is 0 where nothing was planned.
    """

    exercise: Exercise
    target: Target
    last_time: LastTime | None
    last_done: LastTime | None
    role: Role | None
    rows: tuple[SetRow, ...]
    guess: Entry | None
    done: int
    planned: int
    finished: bool


@dataclass(frozen=True, slots=True)
class SessionSheet:
    """A session's exercises in order; `current` is the index of the one to go on with."""

    session: Session
    exercises: tuple[ExerciseSheet, ...]
    current: int


def session_sheet(
    session: Session,
    last_times: Mapping[str, Sequence[LastTime]],
    *,
    gym: Gym = DEFAULT_GYM,
    formula: Formula = "default",
    one_rep_maxes: Mapping[str, float] | None = None,
    roles: Mapping[str, Role] | None = None,
    today: date | None = None,
) -> SessionSheet:
    """Lay a session out for the screen.

    `last_times`, `roles` and `one_rep_maxes` (kg, for exercises never done before) are keyed by
    the exercise's row id. `today` is the day it is trained on, the session's own if not given.
    """
    known = one_rep_maxes or {}
    begun = [place for place, one in enumerate(session.exercises) if one.performed]
    sheets = tuple(
        _exercise_sheet(
            exercise,
            session,
            last_times.get(exercise.id, ()),
            gym=gym,
            formula=formula,
            one_rep_max=known.get(exercise.id),
            role=None if roles is None else roles.get(exercise.id),
            today=today or session.session_date,
            left_behind=place < max(begun, default=0),
        )
        for place, exercise in enumerate(session.exercises)
    )
    return SessionSheet(session, sheets, current_exercise(sheets))


def current_exercise(sheets: Sequence[ExerciseSheet]) -> int:
    """Return the index of the exercise to go on with; within a superset the one that is behind."""
    open_ones = [
        index
        for index, sheet in enumerate(sheets)
        if not sheet.finished and not sheet.exercise.skipped
    ]
    if not open_ones:
        return max(len(sheets) - 1, 0)
    first = open_ones[0]
    group = sheets[first].exercise.superset_group
    if group is None:
        return first
    partners = [index for index in open_ones if sheets[index].exercise.superset_group == group]
    return min(partners, key=lambda index: (sheets[index].done, index))


def _exercise_sheet(
    exercise: Exercise,
    session: Session,
    last_times: Sequence[LastTime],
    *,
    gym: Gym,
    formula: Formula,
    one_rep_max: float | None,
    role: Role | None,
    today: date,
    left_behind: bool,
) -> ExerciseSheet:
    planned_by = (
        exercise if _weight_is_planned(exercise, session) else without_plan_weight(exercise)
    )
    target = next_target(
        planned_by,
        last_times,
        gym=gym,
        today=today,
        one_rep_max=one_rep_max,
        formula=formula,
        role=role,
    )
    ever = done_before(exercise, last_times)
    last_done = ever[0] if ever else None
    alike = same_role(exercise, role, ever) if has_plan(exercise) else ()
    last_time = alike[0] if alike else last_done
    planned = max(exercise.sets, 0)
    logged = tuple(sorted(exercise.performed, key=lambda done: done.set_no))
    rows = tuple(
        _set_row(
            number, exercise, target, logged=logged, last_time=last_time, gym=gym, formula=formula
        )
        for number in range(1, max(planned, len(logged)) + 1)
    )
    return ExerciseSheet(
        exercise=exercise,
        target=target,
        last_time=last_time,
        last_done=last_done,
        role=role,
        rows=rows,
        guess=_loadable(_guess(exercise, target, logged, rows, last_time), exercise, gym),
        done=len(logged),
        planned=planned,
        finished=len(logged) >= planned if planned else bool(logged) and left_behind,
    )


def _weight_is_planned(exercise: Exercise, session: Session) -> bool:
    """Tell whether the weight column still holds what the plan asks of this exercise.

    A completion writes the top set there, so that it is no plan any more, also after the session
    was reopened (it keeps its duration); and the weight of a swapped exercise was another's.
    """
    completed_once = session.completed or (
        session.duration_minutes is not None or session.overall_difficulty is not None
    )
    return not completed_once and exercise.swapped_from is None


def _set_row(
    number: int,
    exercise: Exercise,
    target: Target,
    *,
    logged: Sequence[TrainingSet],
    last_time: LastTime | None,
    gym: Gym,
    formula: Formula,
) -> SetRow:
    performed = logged[number - 1] if number <= len(logged) else None
    last_sets = () if last_time is None else last_time.sets
    last = last_sets[number - 1] if number <= len(last_sets) else None
    aimed = None
    if number <= exercise.sets:
        aimed = _target_of_set(target, number, exercise, last=last, last_time=last_time, gym=gym)
    estimate, no_estimate = _estimate(performed, exercise, formula)
    return SetRow(number, aimed, performed, last, estimate, no_estimate)


def _estimate(
    performed: TrainingSet | None, exercise: Exercise, formula: Formula
) -> tuple[float | None, str]:
    """Return the one-rep maximum in kg that a set stands for, else why it stands for none."""
    if performed is None:
        return None, ""
    if not counts_reps(exercise.exercise_name, exercise.reps):
        return None, "no e1RM: these are no reps"
    weight_kg = 0.0 if is_bodyweight(exercise) else performed.weight_kg
    reps, rpe = performed.reps_done, performed.rpe
    why = why_no_estimate(weight_kg, reps, rpe, formula)
    return estimate_one_rep_max(weight_kg, reps, rpe, formula), why or ""


def _target_of_set(
    target: Target,
    number: int,
    exercise: Exercise,
    *,
    last: TrainingSet | None,
    last_time: LastTime | None,
    gym: Gym,
) -> Target:
    """Return the target of one set; sets with reps of their own keep last time's weight steps."""
    if not target.reps.per_set:
        return target
    weight = target.weight_kg
    if weight is not None and last is not None and last_time is not None and not exercise.weight:
        lighter_by = work_weight(last_time) - last.weight_kg
        if lighter_by:
            weight = gym.loading(exercise).nearest(weight - lighter_by)
    aim = target.aim_of(number)
    return replace(
        target,
        weight_kg=weight,
        reps=target.reps.for_set(number),
        aim=() if aim is None else (aim,),
    )


def _guess(
    exercise: Exercise,
    target: Target,
    logged: Sequence[TrainingSet],
    rows: Sequence[SetRow],
    last_time: LastTime | None,
) -> Entry | None:
    """Guess the next set: today's last set, else the target, else last time.

    A plan with reps of its own for each set (`5/3/1`) is followed set by set. Without a plan it is
    last time's same set, and nothing once there were no more.
    """
    if last_time is not None and not has_plan(exercise):
        if len(logged) >= len(last_time.sets):
            return None
        before = last_time.sets[len(logged)]
        return Entry(before.weight_kg, before.reps_done, before.rpe)
    following = rows[len(logged)].target if len(logged) < exercise.sets else None
    if logged and not (target.reps.per_set and following is not None):
        last = logged[-1]
        return Entry(last.weight_kg, last.reps_done, last.rpe)
    if following is not None and following.weight_kg is not None:
        reps = following.aim_of(len(logged) + 1)
        if reps is not None:
            return Entry(following.weight_kg, reps, following.rpe)
    if last_time is not None:
        before = last_time.sets[min(len(logged), len(last_time.sets) - 1)]
        return Entry(before.weight_kg, before.reps_done, before.rpe)
    return None


def _loadable(guess: Entry | None, exercise: Exercise, gym: Gym) -> Entry | None:
    """Return the guess at a load of this gym; a weight typed today in its unit stays as it was."""
    if guess is None:
        return None
    typed_here = any(
        one.weight_kg == guess.weight_kg and entered_in(one.weight_kg, gym.unit) == gym.unit
        for one in exercise.performed
    )
    if typed_here:
        return guess
    return replace(guess, weight_kg=gym.loading(exercise).nearest(guess.weight_kg))
