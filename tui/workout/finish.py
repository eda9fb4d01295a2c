"""What was done against the plan, and what the finish form starts from."""

from __future__ import annotations

from collections.abc import Mapping

from tui.lazy_dataclass import dataclass
from tui.training.equipment import is_bodyweight
from tui.training.personal_records import Bests
from tui.training.records import Session
from tui.training.reps_text import planned_reps
from tui.training.review import (
    ExerciseOutcome,
    SessionSummary,
    format_tonnage,
    session_summary,
    set_count,
)
from tui.training.units import Unit
from tui.training.wording import sets_word
from tui.workout.formats import format_set


@dataclass(frozen=True, slots=True)
class ExerciseDone:
    """One exercise of the summary: sets of those planned, and the best of them."""

    name: str
    count: str  # "3 of 3", or "skipped"
    as_planned: bool
    top_set: str = ""


@dataclass(frozen=True, slots=True)
class FinishView:
    """The summary and the values that the form is filled with."""

    title: str
    exercises: tuple[ExerciseDone, ...]
    summary: str
    records: tuple[str, ...]
    comparing: bool  # with earlier sessions, which are still being read: there may be records
    volume: str
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


def finish_view(
    session: Session, bests: Mapping[str, Bests], *, unit: Unit, comparing: bool = False
) -> FinishView:
    """Return what finishing this session shows; `bests` holds by row id those of days before."""
    summary = session_summary(session, bests)
    return FinishView(
        title=f"Finish {session.day_label}",
        exercises=tuple(_exercise(one, unit) for one in summary.exercises),
        summary=_sets_and_tonnage(summary, unit),
        records=tuple(
            f"{exercise.exercise_name}: "
            + record.words(unit=unit, bodyweight=is_bodyweight(exercise))
            for exercise, record in summary.records
        ),
        comparing=comparing and any(one.performed for one in session.exercises),
        volume=", ".join(one.format_count() for one in summary.volume if one.sets),
        minutes=summary.duration_minutes,
        difficulty=session.overall_difficulty,
        notes=session.notes or "",
    )


def _sets_and_tonnage(summary: SessionSummary, unit: Unit) -> str:
    count = set_count(summary.session.exercises)
    if not count.done + count.extra:
        return "Nothing logged yet"
    said = [count.words()]
    if summary.tonnage.kg:
        said.append(format_tonnage(summary.tonnage, unit=unit))
    if summary.effort is not None and summary.effort.is_off:
        said.append(summary.effort.words())
    if count.left:
        said.append(f"{count.left} left, which is fine")
    return " · ".join(said)


def _exercise(one: ExerciseOutcome, unit: Unit) -> ExerciseDone:
    exercise = one.exercise
    if exercise.skipped and not one.done:
        return ExerciseDone(exercise.exercise_name, "skipped", True)
    top = (
        ""
        if one.top_set is None
        else format_set(
            one.top_set,
            unit,
            bodyweight=is_bodyweight(exercise),
            counted=planned_reps(exercise).unit,
        )
    )
    count = f"{one.done} of {one.planned}" if one.planned else sets_word(one.done)
    return ExerciseDone(exercise.exercise_name, count, one.done >= one.planned, top)


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
