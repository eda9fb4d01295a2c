"""Builds the weeks view from what was read of the logbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from tui.lazy_dataclass import dataclass
from tui.logbook.weeks import PlanWeek, WeekHead, WeekTotals
from tui.training.equipment import is_bodyweight
from tui.training.progression import has_plan
from tui.training.records import Exercise, Session
from tui.training.reps_text import planned_reps
from tui.training.review import SetCount, set_count
from tui.training.units import Unit, from_kg
from tui.training.volume import Landmarks, volume_per_muscle
from tui.training.wording import counted, day_and_date, day_span, month_word, sets_word, short_date
from tui.workout.commands.weeks import WEEKS
from tui.workout.footer import footer_view
from tui.workout.formats import format_sets, format_sets_short, format_split
from tui.workout.header import HeaderView
from tui.workout.notice import SyncMark, Tone
from tui.workout.weeks.muscles import describe_muscles
from tui.workout.weeks.view import (
    ExerciseLine,
    HeatMapView,
    SessionCard,
    WeekLine,
    WeekListView,
    WeeksView,
    WeekView,
)

WEEKS_ON_THE_MAP = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksInputs:
    """Everything that the weeks view is built from.

    `around` are the totals of the weeks around the chosen one, the first of them at `first`;
    `sessions` are those of the chosen week. `records` holds None while they are being counted.
    """

    heads: Sequence[WeekHead]
    chosen: int
    first: int
    around: Sequence[WeekTotals]
    records: Mapping[str, int | None]
    sessions: Sequence[Session]
    chosen_session: int
    typed: str
    names: frozenset[str] | None
    days: Mapping[date, int]
    map_begins: date
    today: date
    sync: SyncMark
    unit: Unit
    landmarks: Mapping[str, Landmarks]


def weeks_view(now: WeeksInputs) -> WeeksView:
    """Return what the weeks screen shows."""
    return WeeksView(
        header=_header(now),
        weeks=_list(now),
        week=_week(now),
        heat=_heat_map(now),
        footer=footer_view(
            WEEKS,
            enabled={
                "weeks.open": bool(now.sessions),
                "weeks.older": len(now.heads) > 1,
                "weeks.next_session": len(now.sessions) > 1,
                "weeks.filter": bool(now.heads) or bool(now.typed),
            },
            labels={"weeks.back": "show all"} if now.typed else None,
        ),
    )


def _header(now: WeeksInputs) -> HeaderView:
    count = counted(len(now.heads), "week") if now.heads else "no weeks"
    if now.typed:
        return HeaderView("Weeks", (f"{count} with “{now.typed}”", count), "", now.sync)
    if not now.heads:
        return HeaderView("Weeks", (day_and_date(now.today),), "", now.sync)
    since = short_date(now.heads[-1].week_start, today=now.today)
    return HeaderView("Weeks", (f"{count} since {since}", count), "", now.sync)


def _list(now: WeeksInputs) -> WeekListView:
    lines = tuple(_line(totals, now.first + place, now) for place, totals in enumerate(now.around))
    busiest = max(now.days.values(), default=0)
    empty: tuple[str, ...] = ()
    if not now.heads:
        empty = (
            (f"No exercise with “{now.typed}” has been done.", "Esc shows everything again.")
            if now.typed
            else ("No weeks yet.", "What you train is kept here, week by week.")
        )
    moved = "tonnes" if now.unit == "kg" else "k lb"
    older = len(now.heads) - now.first - len(lines)
    return WeekListView(
        lines, now.chosen - now.first, busiest, moved, empty, newer=now.first, older=older
    )


def _line(totals: WeekTotals, index: int, now: WeeksInputs) -> WeekLine:
    head = totals.week
    newer = now.heads[index - 1].week_start.year if index else head.week_start.year
    if head.week_start.year == newer:
        label = day_span(head.week_start, head.week_start + timedelta(days=6))
    else:
        label = f"{short_date(head.week_start)} {head.week_start.year}"
    records = now.records.get(head.id)
    return WeekLine(
        year=str(head.week_start.year),
        label=label,
        done=f"{totals.done_sessions}/{totals.planned_sessions}",
        sets=str(totals.sets) if totals.sets else "–",
        tonnage=_thousands(totals.tonnage_kg, now.unit),
        records="…" if records is None else str(records or "–"),
        days=totals.sets_by_weekday,
        title=_title(head),
    )


def _thousands(tonnage_kg: float, unit: Unit) -> str:
    return f"{from_kg(tonnage_kg, unit) / 1000:.1f}" if tonnage_kg else "–"


def _title(head: WeekHead) -> str:
    return " and ".join(_plan_week(week) for week in head.plans)


def _plan_week(week: PlanWeek) -> str:
    title = format_split(week.split_type)
    return f"{title}, week {week.number}" if title else f"Week {week.number}"


def _week(now: WeeksInputs) -> WeekView:
    if not now.heads:
        return WeekView("", (), (), 0)
    totals = now.around[now.chosen - now.first]
    year = totals.last_day.year
    facts = [
        day_span(totals.first_day, totals.last_day)
        + (f" {year}" if year != now.today.year else ""),
        f"{totals.done_sessions} of {counted(totals.planned_sessions, 'session')}",
        _sets(totals, now),
    ]
    if totals.tonnage_kg:
        facts.append(f"{from_kg(totals.tonnage_kg, now.unit):,.0f} {now.unit}")
    records = now.records.get(totals.week.id)
    if records:
        facts.append(counted(records, "record"))
    return WeekView(
        title=_title(totals.week),
        facts=tuple(facts),
        cards=tuple(_card(session, now) for session in now.sessions),
        chosen=now.chosen_session,
        muscles=_muscles(now, totals) if now.names is None else (),
    )


def _sets(totals: WeekTotals, now: WeeksInputs) -> str:
    """Return the sets of the plan that were done; filtered, the sets of the exercises alone."""
    if now.names is not None:
        return sets_word(totals.sets)
    return set_count(one for session in now.sessions for one in session.exercises).words()


def _muscles(now: WeeksInputs, totals: WeekTotals) -> tuple[str, ...]:
    exercises = (one for session in now.sessions for one in session.exercises)
    over = totals.week.week_start + timedelta(days=6) < now.today
    return describe_muscles(volume_per_muscle(exercises, now.landmarks), over=over)


def _card(session: Session, now: WeeksInputs) -> SessionCard:
    exercises = [
        one
        for one in session.exercises
        if now.names is None or one.exercise_name.casefold() in now.names
    ]
    done = sum(len(one.performed) for one in session.exercises)
    state, tone = _state(session, done, now.today)
    return SessionCard(
        label=session.day_label,
        date=day_and_date(session.session_date),
        count=_count(set_count(session.exercises)),
        state=state,
        tone=tone,
        facts=_session_facts(session),
        exercises=tuple(_exercise(one, now.unit) for one in exercises),
    )


def _count(count: SetCount) -> str:
    return f"{count.done}/{count.planned}" + (f" +{count.extra}" if count.extra else "")


def _state(session: Session, done: int, today: date) -> tuple[str, Tone]:
    if session.completed:
        return "done", "good"
    if session.session_date == today:
        return "today", ""
    if done:
        return "open", "warn"
    return ("missed", "warn") if session.session_date < today else ("ahead", "muted")


def _session_facts(session: Session) -> str:
    facts = []
    if session.duration_minutes:
        facts.append(f"{session.duration_minutes} min")
    if session.overall_difficulty:
        facts.append(f"difficulty {session.overall_difficulty} of 10")
    if session.notes:
        facts.append(f"“{session.notes}”")
    return " · ".join(facts)


def _exercise(exercise: Exercise, unit: Unit) -> ExerciseLine:
    bodyweight, planned_work = is_bodyweight(exercise), planned_reps(exercise)
    counted = planned_work.unit
    nothing = "skipped" if exercise.skipped else "–"
    sets = exercise.performed
    done, planned = len(sets), has_plan(exercise)
    return ExerciseLine(
        name=exercise.exercise_name,
        count=f"{done}/{exercise.sets}" if planned else str(done),
        plan=f"{exercise.sets} × {planned_work.label}" if planned else "",
        sets=format_sets(exercise.performed, unit, bodyweight=bodyweight, counted=counted)
        or nothing,
        short=format_sets_short(exercise.performed, unit, bodyweight=bodyweight, counted=counted)
        or nothing,
    )


def _begins_month(mondays: Sequence[date], place: int) -> bool:
    """Tell whether a month is named here; the first only where the next leaves it room."""
    month = mondays[place].month
    if place:
        return month != mondays[place - 1].month
    return month == mondays[1].month


def _heat_map(now: WeeksInputs) -> HeatMapView:
    mondays = [now.map_begins + timedelta(weeks=number) for number in range(WEEKS_ON_THE_MAP)]
    weeks = tuple(
        tuple(
            now.days.get(day, 0) if day <= now.today else None
            for day in (monday + timedelta(days=number) for number in range(7))
        )
        for monday in mondays
    )
    months = tuple(
        month_word(monday) if _begins_month(mondays, place) else ""
        for place, monday in enumerate(mondays)
    )
    chosen = None
    if now.heads:
        start = now.heads[now.chosen].week_start
        column = (start - now.map_begins).days // 7
        chosen = column if 0 <= column < WEEKS_ON_THE_MAP else None
    trained = sorted(count for count in now.days.values() if count)
    cuts = tuple(trained[len(trained) * quarter // 4] for quarter in (1, 2, 3)) if trained else ()
    facts = (
        "Last 26 weeks",
        f"{counted(len(trained), 'day')} trained, {len(trained) / WEEKS_ON_THE_MAP:.1f} a week",
        f"{sets_word(sum(trained))}",
    )
    return HeatMapView(weeks, months, chosen, cuts, facts)
