"""Every time an exercise was done: a page of days, the bests, and the trend of e1RM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tui.app.shell.text import cell_width
from tui.lazy_dataclass import dataclass
from tui.training.equipment import is_bodyweight
from tui.training.records import Exercise, LastTime
from tui.training.reps_text import Counted, counts_reps, planned_reps
from tui.training.review import TrendPoint, exercise_trend, rep_maxes
from tui.training.strength import Formula
from tui.training.units import Unit, from_kg
from tui.training.wording import sets_word, short_date
from tui.workout.formats import format_set, format_sets


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day: its date, its sets, its best e1RM, the note left then."""

    day: str
    sets: str
    one_rep_max: str
    note: str


@dataclass(frozen=True, slots=True)
class Trend:
    """What the chart is drawn from: (day as a number, value), and the words at its edges."""

    points: tuple[tuple[float, float], ...]
    title: str
    lowest: str
    highest: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class HistoryView:
    """The whole history, newest first, and which day is at the top of the page.

    `day_width` and `sets_width` are those of the widest day and sets in cells.
    """

    name: str
    summary: str
    bests: str
    trend: Trend | None
    days: tuple[DayLine, ...]
    day_width: int
    sets_width: int
    with_maximum: bool
    first: int = 0


def history_view(
    exercise: Exercise,
    times: Sequence[LastTime],
    *,
    unit: Unit,
    today: date,
    formula: Formula = "default",
    whole: bool = True,
) -> HistoryView:
    """Return the history of an exercise from its times, newest first.

    Of a history that is not `whole` nothing is said that older days could change.
    """
    times = [time for time in times if time.sets]
    bodyweight, counted = is_bodyweight(exercise), planned_reps(exercise).unit
    weighed = not bodyweight and counts_reps(exercise.exercise_name, exercise.reps)
    points = exercise_trend(times, formula=formula, bodyweight=not weighed)
    estimates = {point.day: point.one_rep_max for point in points}
    days = tuple(
        DayLine(
            short_date(time.session_date, today=today),
            format_sets(time.sets, unit, bodyweight=bodyweight, counted=counted),
            _number(estimates.get(time.session_date), unit),
            time.note or "",
        )
        for time in times
    )
    return HistoryView(
        name=exercise.exercise_name,
        summary=_summary(times, today) if whole else "reading …",
        bests=_bests(exercise, times, unit, formula) if whole else "",
        trend=_trend(points, unit, today, counted) if whole else None,
        days=days,
        day_width=max((cell_width(day.day) for day in days), default=0),
        sets_width=max((cell_width(day.sets) for day in days), default=0),
        with_maximum=any(day.one_rep_max for day in days),
    )


def _summary(times: Sequence[LastTime], today: date) -> str:
    if not times:
        return "never done before"
    sets = sum(len(time.sets) for time in times)
    often = "once" if len(times) == 1 else f"{len(times)} times"
    return f"{often} since {short_date(times[-1].session_date, today=today)}, {sets_word(sets)}"


def _bests(exercise: Exercise, times: Sequence[LastTime], unit: Unit, formula: Formula) -> str:
    bodyweight, counted = is_bodyweight(exercise), planned_reps(exercise).unit
    bests = rep_maxes(
        times,
        formula=formula,
        bodyweight=bodyweight,
        counts_reps=counts_reps(exercise.exercise_name, exercise.reps),
    )
    said: list[str] = []
    if bests.heaviest is not None:
        most = format_set(bests.heaviest, unit, bodyweight=bodyweight, counted=counted)
        said.append(f"heaviest {most}")
    shown, by_reps = {bests.heaviest}, []
    for reps in (12, 8, 5):
        best = bests.rep_maxes.get(reps)
        if best is not None and best not in shown:
            by_reps.append(f"for {reps}: {format_set(best, unit, bodyweight=bodyweight)}")
            shown.add(best)
    said += reversed(by_reps)
    if bests.one_rep_max is not None:
        said.append(f"best e1RM {_number(bests.one_rep_max, unit)}")
    return " · ".join(said)


def _trend(points: Sequence[TrendPoint], unit: Unit, today: date, counted: Counted) -> Trend | None:
    """Return the trend of e1RM; of the top set's weight, or its reps, where there is none."""
    named: tuple[tuple[str, list[tuple[float, float]]], ...] = (
        (
            f"e1RM, {unit}",
            [
                (point.day.toordinal(), from_kg(round(point.one_rep_max, 1), unit))
                for point in points
                if point.one_rep_max is not None
            ],
        ),
        (
            f"top set, {unit}",
            [(point.day.toordinal(), from_kg(point.top_set.weight_kg, unit)) for point in points],
        ),
        (
            f"top set, {counted or 'reps'}",
            [(point.day.toordinal(), point.top_set.reps_done) for point in points],
        ),
    )
    for title, values in named:
        amounts = [value for _, value in values]
        if len(values) > 1 and max(amounts) > min(amounts):
            return Trend(
                tuple(values),
                title,
                f"{min(amounts):.0f}",
                f"{max(amounts):.0f}",
                short_date(date.fromordinal(round(values[0][0])), today=today),
                short_date(date.fromordinal(round(values[-1][0])), today=today),
            )
    return None


def _number(weight_kg: float | None, unit: Unit) -> str:
    if weight_kg is None or weight_kg <= 0:
        return ""
    return f"{weight_kg if unit == 'kg' else from_kg(weight_kg, 'lb'):.1f}"
