"""Lifters with a known strength curve who train by the targets and tell how hard it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.training.builders import BENCH, sets
from tui.training.gym import DEFAULT_GYM, POUND_GYM, Gym
from tui.training.loading import Plate, Steps
from tui.training.progression import Target, next_target
from tui.training.records import Exercise, LastTime, Role
from tui.training.strength import share_of_max
from tui.training.units import from_kg, plain_number

START = date(2026, 1, 5)
DAY_TO_DAY = 0.02
GYMS = (
    DEFAULT_GYM,
    POUND_GYM,
    Gym(plates=tuple(Plate(one) for one in (20, 10, 5, 2.5)), dumbbells=Steps(2, 4)),
)
PLANS = (
    (("3-5", 4, 2), ("8-10", 3, 2)),
    (("5", 3, 1), ("6-8", 3, 2)),
    (("4-6", 3, 2), ("10-12", 3, 3)),
    (("6-8", 3, 2), ("12-15", 2, 2)),
)


@dataclass(frozen=True)
class Asked:
    """A target, what it was made from, and the lifter's true one-rep maximum on that day."""

    lifter: int
    session: int
    times_before: int
    exercise: Exercise
    gym: Gym
    history: tuple[LastTime, ...]
    target: Target
    true_max: float
    day: date
    deload: bool

    def within_reach(self) -> tuple[float, float]:
        """Return what the curve can do for the most and the fewest reps planned, in kg."""
        reps, rpe = self.target.reps, self.target.rpe or 8
        low, high = reps.low or 1, reps.high or reps.low or 1
        return (
            self.true_max * share_of_max(high, rpe) / 100,
            self.true_max * share_of_max(low, rpe) / 100,
        )

    def off(self) -> float:
        """Return how far the target is outside of what the curve can do, as a share of it.

        A load whose neighbour in this gym is on the other side is as near as it can be.
        """
        weight = self.target.weight_kg
        if weight is None:
            return 1.0
        least, most = self.within_reach()
        loading = self.gym.loading(self.exercise)
        if weight > most:
            below = loading.below(weight)
            return 0.0 if below is None or below < least else weight / most - 1
        if weight < least:
            above = loading.above(weight)
            return 0.0 if above is None or above > most else 1 - weight / least
        return 0.0


def season(seed: int, sessions: int = 30) -> Iterator[Asked]:
    """Train one lifter: two roles in turn, every tenth session a deload, some missed."""
    chance = Random(seed)
    gym = GYMS[seed % len(GYMS)]
    plans = PLANS[seed % len(PLANS)]
    exercise = replace(BENCH, equipment=chance.choice(["barbell", "barbell", "dumbbell"]))
    strength = (
        chance.uniform(70, 180) if exercise.equipment == "barbell" else chance.uniform(35, 70)
    )
    rates = chance.random() < 0.7
    history: list[LastTime] = []
    day = START
    for number in range(sessions):
        day += timedelta(days=3 if number % 2 else 4)
        if chance.random() < 0.08:
            continue
        strength *= 1 + chance.uniform(0, 0.004)
        place = number % 2
        reps, count, rir = plans[place]
        deload = number % 10 >= 8
        if deload:
            count, rir = max(count - 1, 1), rir + 2
        role = Role(
            plan_id="plan",
            day_label=("Heavy", "Volume")[place],
            tier=exercise.tier,
            rir=rir,
            deload=deload and seed % 2 == 0,
        )
        asked = replace(exercise, sets=count, reps=reps, rir=rir)
        target = next_target(asked, history, gym=gym, today=day, role=role)
        before = sum(time.role is not None and time.role.day_label == role.day_label
                     for time in history)  # fmt: skip
        yield Asked(seed, number, before, asked, gym, tuple(history), target, strength, day, deload)
        weight = target.weight_kg
        if weight is None:
            share = share_of_max(target.reps.low or 1, 8) / 100
            weight = gym.loading(asked).nearest(strength * share * chance.uniform(0.7, 1.1))
        done = _train(chance, strength, weight, target, count, rates=rates)
        history.insert(
            0,
            LastTime(
                session_date=day,
                sets=sets(*done, day=day),
                planned_reps=reps,
                planned_sets=count,
                role=role,
            ),
        )


def _train(
    chance: Random, strength: float, weight: float, target: Target, count: int, *, rates: bool
) -> list[tuple[float, int] | tuple[float, int, int]]:
    """Do the sets: as many reps as leave about the planned reserve, or the plan's while they go."""
    today = strength * chance.gauss(1, DAY_TO_DAY)
    done: list[tuple[float, int] | tuple[float, int, int]] = []
    for number in range(1, count + 1):
        tired = today * (1 - 0.01 * (number - 1))
        most = max((reps for reps in range(1, 31)
                    if tired * share_of_max(reps, 10) / 100 >= weight), default=0)  # fmt: skip
        low = target.reps.low or 1
        high = target.reps.high or low
        planned = 10 - (target.rpe or 8)
        reserve = planned + chance.choice([-1, 0, 0, 1])
        reps = min(max(low, min(most - reserve, high + 8)), most)
        effort = 10 - (most - reps) + chance.choice([-1, 0, 0, 0, 1])
        if reps < 1:
            done.append((weight, 0))
        elif rates:
            done.append((weight, reps, min(max(effort, 5), 10)))
        else:
            done.append((weight, reps))
    return done


_DATE = re.compile(r"(?:last time, |on )(\d+ [A-Z][a-z]{2}(?: \d{4})?)")
_PERCENT = re.compile(r"(\d+) % less")
_SETS = re.compile(r"((?:\d+, )*\d+(?: and \d+)?) at (-?[\d.]+)")
_SET = re.compile(r"(-?[\d.]+) × (\d+)(?: @(\d+))?")


def _holds(done: list[int], numbers: list[int]) -> bool:
    """Tell whether the numbers stand in a row in what was done."""
    count = len(numbers)
    return any(done[first : first + count] == numbers for first in range(len(done)))


def false_numbers(asked: Asked) -> list[str]:
    """Return what a reason says that its history and target do not bear out."""
    reason, unit = asked.target.reason, asked.gym.unit
    lifted = [(time, one) for time in asked.history for one in time.sets]

    def same(text: str, weight_kg: float) -> bool:
        return abs(float(text) - from_kg(weight_kg, unit)) < 0.051

    wrong = []
    for reps, weight in _SETS.findall(reason):
        numbers = [int(one) for one in re.findall(r"\d+", reps)]
        if "reached" not in reason and not any(
            _holds([one.reps_done for one in time.sets if same(weight, one.weight_kg)], numbers)
            for time in asked.history
        ):
            wrong.append(f"{reps} at {weight}")
        if not any(same(weight, one.weight_kg) for _, one in lifted):
            wrong.append(f"at {weight}")
    for weight, number, rpe in _SET.findall(reason):
        if not any(
            same(weight, one.weight_kg)
            and one.reps_done == int(number)
            and (not rpe or one.rpe == int(rpe))
            for _, one in lifted
        ):
            wrong.append(f"{weight} × {number}")
    for percent in _PERCENT.findall(reason):
        now = asked.target.weight_kg or 0
        if not any(
            abs((1 - now / one.weight_kg) * 100 - int(percent)) <= 0.5
            for _, one in lifted
            if one.weight_kg > now
        ):
            wrong.append(f"{percent} % less")
    days = {f"{time.session_date.day} {time.session_date:%b}" for time in asked.history}
    wrong += [day for day in _DATE.findall(reason) if day.rsplit(" 20", 1)[0] not in days]
    held = plain_number(from_kg(asked.target.weight_kg or 0, unit))
    if "same weight" in reason and not any(same(held, one.weight_kg) for _, one in lifted):
        wrong.append("same weight")
    return wrong
