"""Builds the today view from a session's sheet and where the lifter is in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tui.app.today.view import (
    BackgroundView,
    ExerciseItem,
    ExerciseListView,
    HeadView,
    Joined,
    Lookback,
    SetLine,
    SetTableView,
    TodayView,
)
from tui.logbook.workouts import SHOWN_BACK
from tui.training.equipment import is_bodyweight
from tui.training.progression import has_plan
from tui.training.records import LastTime
from tui.training.reps_text import Counted, planned_reps
from tui.training.sheet import ExerciseSheet, SetRow
from tui.training.units import Unit, from_kg
from tui.training.wording import day_and_date, short_date
from tui.workout.commands.today import TODAY
from tui.workout.commands.weeks import PAST
from tui.workout.entry_prompt import entry_view
from tui.workout.footer import FooterView, footer_view
from tui.workout.formats import (
    format_count,
    format_plan,
    format_set,
    format_sets,
    format_split,
    format_target,
    weight_with_unit,
)
from tui.workout.header import HeaderView
from tui.workout.inputs import TodayInputs
from tui.workout.notice import SyncMark

STILL_TRAINING = timedelta(hours=12)
FREE = "free"  # the split type of the plan that holds free sessions


def today_view(now: TodayInputs, sync: SyncMark) -> TodayView:
    """Return what the today screen shows."""
    sheets = now.sheet.exercises
    return TodayView(
        header=_header(now, sync),
        exercises=ExerciseListView(_items(sheets), now.index),
        head=_head(now),
        table=_table(now),
        entry=entry_view(now),
        background=_background(now),
        footer=_footer(now),
        table_height=1 + max((len(sheet.rows) for sheet in sheets), default=0),
    )


def _header(now: TodayInputs, sync: SyncMark) -> HeaderView:
    session = now.sheet.session
    day = day_and_date(session.session_date)
    facts = [day]
    if session.session_date != now.today:
        opened = "looking back from" if now.looking_back else "opened"
        facts[0] = f"{day}, {opened} {day_and_date(now.today)}"
    place = now.place
    if place is not None and not (place.plan and place.plan.split_type == FREE):
        title = "" if place.plan is None else format_split(place.plan.split_type)
        week = f"week {place.week.week_number} of {place.weeks_in_plan}"
        number = f"session {place.session_in_week} of {place.sessions_in_week}"
        plan = f"{title}, {week}" if title else week
        facts = [
            f"{facts[0]} · {plan} · {number}",
            f"{facts[0]} · {week} · {number}",
            f"{facts[0]} · {week}",
            facts[0],
            day,
        ]
    first = min(
        (one.recorded_at for sheet in now.sheet.exercises for one in sheet.exercise.performed),
        default=None,
    )
    return HeaderView(
        label=session.day_label,
        facts=tuple(facts),
        since=_since(first, now),
        sync=sync,
        completed=session.completed,
    )


def _since(first: datetime | None, now: TodayInputs) -> str:
    """Return when the session began, also past midnight; days later that says nothing."""
    if first is None or now.looking_back or now.now - first > STILL_TRAINING:
        return ""
    return f"{first.astimezone(now.now.tzinfo):%H:%M}"


def _items(sheets: Sequence[ExerciseSheet]) -> tuple[ExerciseItem, ...]:
    groups = [sheet.exercise.superset_group for sheet in sheets]

    def joined(place: int) -> Joined:
        group = groups[place]
        if group is None or groups.count(group) < 2:
            return ""
        above, below = group in groups[:place], group in groups[place + 1 :]
        return "middle" if above and below else "last" if above else "first"

    return tuple(_item(sheet, joined(place)) for place, sheet in enumerate(sheets))


def _item(sheet: ExerciseSheet, joined: Joined) -> ExerciseItem:
    skipped = sheet.exercise.skipped and not sheet.finished
    count = "skip" if skipped and not sheet.done else format_count(sheet)
    return ExerciseItem(sheet.exercise.exercise_name, count, sheet.finished or skipped, joined)


def _head(now: TodayInputs) -> HeadView:
    if not now.sheet.exercises:
        return HeadView("No exercises yet", "", "", reason="a adds one from the catalogue")
    sheet = now.sheet.exercises[now.index]
    exercise = sheet.exercise
    tier = f"tier {exercise.tier}" if exercise.tier.isdigit() else exercise.tier
    facts = " · ".join(
        words.lower() for words in (exercise.muscle_group, exercise.equipment, tier) if words
    )
    bodyweight, planned = is_bodyweight(exercise), has_plan(exercise)
    target = sheet.target
    weight = (
        ""
        if target.weight_kg is None
        else weight_with_unit(target.weight_kg, now.unit, bodyweight=bodyweight)
    )
    return HeadView(
        name=exercise.exercise_name,
        facts=facts,
        plan=format_plan(exercise) if planned else "",
        target=weight,
        reason=target.reason if planned else "No plan: as last time, or as you like",
        notes=_notes(sheet),
    )


def _notes(sheet: ExerciseSheet) -> tuple[tuple[str, str], ...]:
    exercise = sheet.exercise
    before = sheet.last_time.note if sheet.last_time is not None else None
    notes = [
        ("Skipped today", "s takes that back" if exercise.skipped else ""),
        ("Note", f"“{exercise.notes}”" if exercise.notes else ""),
        ("Note from last time", f"“{before}”" if before and before != exercise.notes else ""),
        ("In place of", exercise.swapped_from or ""),
        ("Not readable in the database", "; ".join(exercise.unreadable)),
    ]
    return tuple((title, text) for title, text in notes if text)


def _table(now: TodayInputs) -> SetTableView:
    if not now.sheet.exercises:
        return SetTableView((), (), 0)
    sheet = now.sheet.exercises[now.index]
    bodyweight, counted = is_bodyweight(sheet.exercise), planned_reps(sheet.exercise).unit
    earlier = _earlier(now, sheet)
    extra = "extra" if has_plan(sheet.exercise) else ""
    rows = [
        _set_line(row, earlier, now.unit, bodyweight=bodyweight, counted=counted, extra=extra)
        for row in sheet.rows
    ]
    if now.chosen_set is None and sheet.done >= len(rows):
        rows.append(_next_line(sheet, earlier, now.unit))
    chosen = sheet.done if now.chosen_set is None else now.chosen_set.set_no - 1
    return SetTableView(
        rows=tuple(rows),
        earlier_dates=tuple(short_date(time.session_date, today=now.today) for time in earlier),
        chosen=min(chosen, len(rows) - 1),
        done_heading="done" if now.looking_back else "today",
    )


def _earlier(now: TodayInputs, sheet: ExerciseSheet) -> tuple[LastTime, ...]:
    """Return the earlier times to show: the one to go on from, the newest of all, and the rest."""
    times = [time for time in now.last_times.get(sheet.exercise.id, ()) if time.sets]
    first = [time for time in (sheet.last_time, sheet.last_done) if time is not None]
    shown: list[LastTime] = []
    for time in [*first, *times]:
        if time not in shown:
            shown.append(time)
    return tuple(shown[:SHOWN_BACK])


def _next_line(sheet: ExerciseSheet, earlier: Sequence[LastTime], unit: Unit) -> SetLine:
    """Return the line of a set that no plan asks for: what it was last time, or one too many."""
    if has_plan(sheet.exercise):
        return SetLine(str(sheet.done + 1), "extra", "", ())
    row = SetRow(sheet.done + 1, None, None, None, None)
    return _set_line(
        row,
        earlier,
        unit,
        bodyweight=is_bodyweight(sheet.exercise),
        counted=planned_reps(sheet.exercise).unit,
        extra="",
    )


def _set_line(
    row: SetRow,
    earlier: Sequence[LastTime],
    unit: Unit,
    *,
    bodyweight: bool,
    counted: Counted,
    extra: str = "extra",
) -> SetLine:
    before = tuple(
        format_set(time.sets[row.set_no - 1], unit, bodyweight=bodyweight, counted=counted)
        if row.set_no <= len(time.sets)
        else ""
        for time in earlier
    )
    return SetLine(
        number=str(row.set_no),
        target=format_target(row.target, unit, bodyweight=bodyweight) if row.target else extra,
        today=""
        if row.logged is None
        else format_set(row.logged, unit, bodyweight=bodyweight, counted=counted),
        earlier=before,
        one_rep_max=_one_rep_max(row, unit),
    )


def _one_rep_max(row: SetRow, unit: Unit) -> str:
    if row.one_rep_max is None:
        return "–" if row.no_estimate else ""
    return f"{from_kg(row.one_rep_max, unit):.1f}"


def _background(now: TodayInputs) -> BackgroundView:
    if not now.sheet.exercises:
        return BackgroundView()
    exercise = now.sheet.exercises[now.index].exercise
    bodyweight, counted = is_bodyweight(exercise), planned_reps(exercise).unit

    def lookbacks(times: Sequence[LastTime]) -> tuple[Lookback, ...]:
        return tuple(
            Lookback(
                short_date(time.session_date, today=now.today),
                format_sets(time.sets, now.unit, bodyweight=bodyweight, counted=counted),
                time.note or "",
            )
            for time in times
            if time.sets
        )

    how_to = (*((exercise.instructions,) if exercise.instructions else ()), *exercise.tips)
    return BackgroundView(
        earlier=lookbacks(_earlier(now, now.sheet.exercises[now.index])),
        original=exercise.swapped_from or "",
        original_earlier=lookbacks(now.original_times.get(exercise.id, ())),
        how_to=how_to,
    )


def _footer(now: TodayInputs) -> FooterView:
    enabled = {
        "today.log": bool(now.editor.text),
        "today.next": len(now.sheet.exercises) > 1,
        "today.undo": now.can_undo,
        "today.rest": bool(now.sheet.exercises),
        "today.swap": bool(now.sheet.exercises),
    }
    labels = {
        "today.log": "log" if now.chosen_set is None else "amend",
        "today.finish": "reopen" if now.sheet.session.completed else "finish",
        "today.guess": "guess back",
    }
    commands = PAST if now.looking_back else TODAY
    if now.editor.touched:
        esc = "past.back" if now.looking_back else "today.guess"
        return footer_view(
            commands,
            labels={**labels, "past.back": "guess back"},
            shown=("today.log", esc),
            typing=True,
        )
    return footer_view(commands, enabled=enabled, labels=labels, shown=_worth_knowing(now))


def _worth_knowing(now: TodayInputs) -> tuple[str, ...]:
    """Return the commands for the footer: those of a chosen set, of one too many, or the usual."""
    sheets = now.sheet.exercises
    useful: tuple[str, ...] = ("log", "next", "undo", "swap", "add", "rest", "finish")
    if not sheets:
        useful = ("add", "undo", "finish", "choose")
    elif now.chosen_set is not None:
        useful = ("log", "next", "undo", "remove", "finish")
    elif sheets[now.index].finished:
        useful = ("log", "next", "undo", "extra", "rest", "finish")
    elif now.looking_back:
        useful = ("log", "next", "undo", "swap", "finish")
    shown = tuple(f"today.{name}" for name in useful)
    return (*shown, "past.back") if now.looking_back else shown
