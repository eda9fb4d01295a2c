"""Plays the sample programme through: from a day and a seed to plans, weeks, sessions and sets.

Pure: no clock, no database. The same arguments always give the same log, ids included.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from math import ceil
from random import Random
from uuid import UUID, uuid5

from tui.sandbox.sample_programme import (
    A_DAY_LATE,
    AS_TOLD,
    DAYS_AFTER_START,
    DELOAD_NOTE,
    DELOAD_WEEKS,
    EXERCISE_NOTES,
    FIRST_WEEK,
    ILLNESS_WEEK,
    LAST_WEEK,
    LEFT_EARLY,
    LIFTS,
    MISSED,
    PHASES,
    SESSION_NOTES,
    WEEK_NOTES,
    Day,
    Lift,
)
from tui.sandbox.sample_strength import effort, lighter, spread, standings
from tui.training.records import CatalogueExercise, Exercise, Plan, Session, TrainingSet, Week

_NAMESPACE = UUID("5a3f0c52-6f0e-4f0b-9d2c-7c6f4e6a1b90")
_ZONE = timezone(timedelta(hours=1))
_MINUTES_BETWEEN_SETS = {1: 3.0, 2: 2.3, 3: 1.6}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleLog:
    """Everything the sample lifter planned and did; sessions hold their exercises and sets."""

    plans: tuple[Plan, ...]
    weeks: tuple[Week, ...]
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """One workout of the programme on its day, before it is known what becomes of it."""

    cycle: int
    day: Day
    week: int
    number: int
    date: date
    phase: int

    @property
    def is_deload(self) -> bool:
        return self.week in DELOAD_WEEKS


def play(
    *, today: date, seed: int, user_id: str, catalogue: Mapping[str, CatalogueExercise]
) -> SampleLog:
    """Return the whole log of a sample lifter; `catalogue` is by exercise id."""
    return _Play(today=today, seed=seed, user_id=user_id, catalogue=catalogue).log()


class _Play:
    """One lifter's months, from one seed."""

    def __init__(
        self, *, today: date, seed: int, user_id: str, catalogue: Mapping[str, CatalogueExercise]
    ) -> None:
        self.today = today
        self.seed = seed
        self.catalogue = catalogue
        self.namespace = uuid5(_NAMESPACE, f"{seed} {user_id}")
        self.monday = today - timedelta(days=today.weekday())
        self.standings = {lift: standings(lift, self._chance) for lift in LIFTS}

    def log(self) -> SampleLog:
        weeks = tuple(self._week(week) for week in range(FIRST_WEEK, LAST_WEEK + 1))
        return SampleLog(
            plans=tuple(self._plan(number) for number in range(len(PHASES))),
            weeks=weeks,
            sessions=tuple(self._session(slot) for slot in self._slots()),
        )

    def _id(self, *parts: object) -> str:
        return str(uuid5(self.namespace, " ".join(str(part) for part in parts)))

    def _chance(self, *parts: object) -> Random:
        """Return a source of chance that depends on nothing but the seed and these parts."""
        return Random(f"{self.seed} {' '.join(str(part) for part in parts)}")

    def _monday_of(self, week: int) -> date:
        return self.monday + timedelta(weeks=week)

    def _plan(self, number: int) -> Plan:
        phase = PHASES[number]
        return Plan(
            id=self._id("plan", number),
            split_type="upper_lower",
            week_start=self._monday_of(phase.first_week),
            goal_type=phase.goal_type,
            experience_level="intermediate",
            status=phase.status,
            notes=phase.notes,
        )

    def _week(self, week: int) -> Week:
        phase = _phase_of(week)
        return Week(
            id=self._id("week", week),
            plan_id=self._id("plan", phase),
            week_number=week - PHASES[phase].first_week + 1,
            week_start=self._monday_of(week),
            notes=DELOAD_NOTE if week in DELOAD_WEEKS else WEEK_NOTES.get(week),
        )

    def _slots(self) -> Iterator[_Slot]:
        """Yield the workouts in order; a week's numbers start at 1 whatever day it begins with."""
        numbers: dict[int, int] = {}
        for cycle in range(FIRST_WEEK - 1, LAST_WEEK + 1):
            for day, days_after in DAYS_AFTER_START.items():
                on = self.today + timedelta(weeks=cycle, days=days_after)
                week = (on - self.monday).days // 7
                if not FIRST_WEEK <= week <= LAST_WEEK:
                    continue
                numbers[week] = numbers.get(week, 0) + 1
                if (cycle, day) in A_DAY_LATE and on.isoweekday() < 7:
                    on += timedelta(days=1)
                yield _Slot(
                    cycle=cycle,
                    day=day,
                    week=week,
                    number=numbers[week],
                    date=on,
                    phase=_phase_of(week),
                )

    def _session(self, slot: _Slot) -> Session:
        session_id = self._id("session", slot.cycle, slot.day)
        done = self._was_done(slot)
        lifts = [lift for lift in LIFTS if _is_in(lift, slot)]
        exercises = tuple(
            self._exercise(
                lift,
                slot,
                session_id,
                order,
                skipped=done and (slot.cycle, slot.day) in LEFT_EARLY and order > len(lifts) - 2,
            )
            for order, lift in enumerate(lifts, start=1)
        )
        if done:
            exercises = self._perform(slot, lifts, exercises)
        times = [one.recorded_at for exercise in exercises for one in exercise.performed]
        muscles = dict.fromkeys(exercise.muscle_group for exercise in exercises)
        return Session(
            id=session_id,
            week_id=self._id("week", slot.week),
            day_label=slot.day,
            session_date=slot.date,
            day_of_week=slot.date.isoweekday(),
            focus_area=",".join(muscles),
            session_number=slot.number,
            overall_difficulty=self._difficulty(slot, exercises) if done else None,
            duration_minutes=ceil((times[-1] - times[0]).total_seconds() / 60) if done else None,
            completed=done,
            notes=SESSION_NOTES.get((slot.cycle, slot.day)) if done else None,
            exercises=exercises,
        )

    def _was_done(self, slot: _Slot) -> bool:
        missed = slot.week == ILLNESS_WEEK or (slot.cycle, slot.day) in MISSED
        return slot.date < self.today and not missed

    def _exercise(
        self, lift: Lift, slot: _Slot, session_id: str, order: int, *, skipped: bool
    ) -> Exercise:
        entry = self.catalogue[lift.exercise_id]
        return Exercise(
            id=self._id("exercise", slot.cycle, lift.exercise_id),
            session_id=session_id,
            exercise_name=lift.name,
            muscle_group=entry.target,
            sets=ceil(lift.sets * 2 / 3) if slot.is_deload else lift.sets,
            reps=lift.reps or f"{lift.low}-{lift.high}",
            equipment=entry.equipment,
            tier=str(lift.tier),
            rir=4 if slot.is_deload else lift.rir,
            target=entry.target,
            secondary_muscles=entry.secondary_muscles,
            tips=lift.tips,
            instructions=entry.instructions,
            display_order=order,
            exercise_id=lift.exercise_id,
            order_in_session=order,
            skipped=skipped,
        )

    def _perform(
        self, slot: _Slot, lifts: list[Lift], exercises: tuple[Exercise, ...]
    ) -> tuple[Exercise, ...]:
        """Return the exercises with the sets done, one after the other on one evening."""
        chance = self._chance("evening", slot.cycle, slot.day)
        clock = datetime.combine(slot.date, time(17, 40), tzinfo=_ZONE)
        clock += timedelta(seconds=round(chance.random() * 50 * 60))
        performed = []
        for lift, exercise in zip(lifts, exercises, strict=True):
            if exercise.skipped:
                performed.append(exercise)
                continue
            sets = []
            for number, (weight, reps, rpe) in enumerate(self._sets(lift, slot, exercise), 1):
                sets.append(
                    TrainingSet(
                        id=self._id("set", slot.cycle, lift.exercise_id, number),
                        exercise_row_id=exercise.id,
                        set_no=number,
                        reps_done=reps,
                        weight_kg=weight,
                        rpe=rpe,
                        recorded_at=clock,
                    )
                )
                pause = _MINUTES_BETWEEN_SETS[lift.tier] * (0.9 + 0.35 * chance.random())
                clock += timedelta(seconds=round(pause * 60))
            clock += timedelta(seconds=round((0.5 + 1.5 * chance.random()) * 60))
            note = EXERCISE_NOTES.get((lift.exercise_id, slot.cycle))
            performed.append(_with_sets(exercise, tuple(sets), note))
        return tuple(performed)

    def _sets(
        self, lift: Lift, slot: _Slot, exercise: Exercise
    ) -> list[tuple[float, int, int | None]]:
        """Return (weight, reps, RPE) for each set of one lift on one day."""
        told = AS_TOLD.get((lift.exercise_id, slot.cycle))
        if told is not None:
            return list(told)
        chance = self._chance("sets", lift.exercise_id, slot.cycle)
        standing = self.standings[lift][slot.cycle]
        if slot.is_deload:
            load = lighter(lift, standing.weight, 0.15)
            return [(load, lift.low, 6) for _ in range(exercise.sets)]
        reps = spread(lift, standing.above, uneven=chance.random() < 0.3)
        if lift.tier == 3 and chance.random() < 0.05:
            reps = reps[:-1]
        worn = 1 if slot.week == ILLNESS_WEEK + 1 else 0
        return [
            (
                standing.weight,
                count,
                effort(lift, number / max(len(reps) - 1, 1), worn, chance),
            )
            for number, count in enumerate(reps)
        ]

    def _difficulty(self, slot: _Slot, exercises: tuple[Exercise, ...]) -> int:
        """Return how hard the session felt, from the effort of its sets."""
        rpes = [one.rpe for exercise in exercises for one in exercise.performed if one.rpe]
        swing = self._chance("difficulty", slot.cycle, slot.day).random()
        return min(max(round(sum(rpes) / len(rpes) - 1.3 + 1.6 * swing), 1), 10)


def _phase_of(week: int) -> int:
    return next(n for n, phase in enumerate(PHASES) if week <= phase.last_week)


def _is_in(lift: Lift, slot: _Slot) -> bool:
    return lift.day == slot.day and slot.phase in lift.phases and slot.cycle >= lift.first_cycle


def _with_sets(exercise: Exercise, sets: tuple[TrainingSet, ...], note: str | None) -> Exercise:
    """Return the exercise as a finished session leaves it."""
    rpes = [one.rpe for one in sets if one.rpe is not None]
    return replace(
        exercise,
        performed=sets,
        notes=note,
        weight=max(one.weight_kg for one in sets),
        difficulty=round(sum(rpes) / len(rpes)) if rpes else None,
    )
