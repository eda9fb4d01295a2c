"""What was done against the plan, and what the finish form starts from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tui.training.sheet import ExerciseSheet, SessionSheet
from tui.training.units import Unit, from_kg
from tui.training.wording import sets_word


@dataclass(frozen=True, slots=True)
class FinishView:
    """The summary lines and the values that the form is filled with."""

    title: str
    exercises: tuple[tuple[str, str, bool], ...]  # name, "3 of 3", whether as planned
    summary: str
    minutes: int | None
    difficulty: int | None
    notes: str


@dataclass(frozen=True, slots=True)
class Finished:
    """What the lifter said of the session."""

    difficulty: int | None
    minutes: int | None
    notes: str | None


class FormError(ValueError):
    """A field that cannot be kept; `field` names it, the text says what is expected."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


def finish_view(sheet: SessionSheet, *, now: datetime, unit: Unit) -> FinishView:
    """Return what finishing this session shows."""
    session = sheet.session
    done = sum(one.done for one in sheet.exercises)
    planned = sum(one.planned for one in sheet.exercises if not one.exercise.skipped)
    tonnage = sum(
        performed.weight_kg * performed.reps_done
        for one in sheet.exercises
        for performed in one.exercise.performed
        if performed.weight_kg > 0
    )
    summary = f"{done} of {sets_word(planned)}" if done else "Nothing logged yet"
    if tonnage:
        summary += f" · {from_kg(tonnage, unit):,.0f} {unit} lifted".replace(",", " ")
    left = sum(
        one.planned - one.done
        for one in sheet.exercises
        if one.done < one.planned and not one.exercise.skipped
    )
    if left and done:
        summary += f" · {left} left, which is fine"
    return FinishView(
        title=f"Finish {session.day_label}",
        exercises=tuple(_exercise(one) for one in sheet.exercises),
        summary=summary,
        minutes=session.duration_minutes or minutes_trained(sheet, now),
        difficulty=session.overall_difficulty,
        notes=session.notes or "",
    )


def _exercise(one: ExerciseSheet) -> tuple[str, str, bool]:
    if one.exercise.skipped and not one.done:
        return one.exercise.exercise_name, "skipped", True
    count = f"{one.done} of {one.planned}"
    return one.exercise.exercise_name, count, one.done >= one.planned


def minutes_trained(sheet: SessionSheet, now: datetime) -> int | None:
    """Return the minutes from the first to the last set, at least 1; None without sets."""
    times = [
        performed.recorded_at for one in sheet.exercises for performed in one.exercise.performed
    ]
    if not times:
        return None
    return max(1, round((max(times) - min(times)).total_seconds() / 60))


def read_form(minutes: str, difficulty: str, notes: str) -> Finished:
    """Understand what was typed; empty fields are left open. Raises FormError."""
    return Finished(
        _whole("difficulty", difficulty, 1, 10, "Difficulty is a whole number from 1 to 10."),
        _whole("minutes", minutes, 1, 1440, "Duration is in whole minutes, from 1 to 1440."),
        notes.strip() or None,
    )


def _whole(field: str, text: str, low: int, high: int, words: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise FormError(field, words)
    return int(text)
