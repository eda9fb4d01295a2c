"""today, log, finish: what is done while training, from the logbook alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from tui.cli.current_session import (
    NOT_FETCHED,
    current_session,
    exercise_at_hand,
    offered,
    open_logbook,
    session_named,
    session_of_day,
    session_to_write,
    sheet_of,
    told_apart,
    waits_for_first_fetch,
)
from tui.cli.documents import Document, session_document, set_document, sheet_document
from tui.cli.exits import Stopped
from tui.cli.options import Day, as_json, which_exercise, which_session
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say
from tui.training.wording import counted, day_and_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.logbook import Logbook
    from tui.training.records import Exercise, Session, TrainingSet
    from tui.training.sheet import ExerciseSheet, SessionSheet
    from tui.training.units import Unit


@click.command()
@click.option("--date", "day", type=Day(), help="Another day, like 2025-11-24.")
@which_session
@as_json
@click.pass_obj
def today(context: AppContext, day: date | None, session_name: str | None, as_json: bool) -> None:
    """Show the session to train against its plan."""
    with open_logbook(context) as book:
        if session_name is not None:
            session: Session | None = session_named(book, session_name, context.today())
        elif day is not None:
            session = session_of_day(book, day)
        else:
            session = current_session(book, context.today())
        day = day or context.today()
        sheet = (
            sheet_of(book, session, context.settings.rules, context.today()) if session else None
        )
        others = _others(book, day, session)
        unsent = book.changes.counts().unsent
        waits = waits_for_first_fetch(context, book)
    if as_json:
        put_document(
            {
                "date": day,
                "session": sheet_document(sheet) if sheet else None,
                "others": others,
                "unsent": unsent,
            }
        )
        return
    if sheet is None:
        say(f"No session on {day_and_year(day)}.")
        if waits:
            say(NOT_FETCHED)
    else:
        for line in _sheet_lines(sheet, context.settings.shown_unit):
            put(line)
    for other in others:
        say(f"{other['why']}: {other['day_label']}, {other['session_date']}")
    if unsent:
        say(f"{unsent} to send")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("entry")
@which_exercise
@which_session
@click.option("--yes", is_flag=True, help="Log it as written, however unlikely it looks.")
@as_json
@click.pass_obj
def log(
    context: AppContext,
    *,
    entry: str,
    name: str | None,
    session_name: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Record the next set, like "82.5x8@8", "x7" or "+2.5"."""
    from tui.cli.entered import understood
    from tui.training.backdating import moves_to
    from tui.training.entry import format_entry
    from tui.training.equipment import is_bodyweight
    from tui.training.likelihood import known_of
    from tui.training.reps_text import planned_reps

    with open_logbook(context) as book:
        session = session_to_write(context, book, session_name)
        whole = sheet_of(book, session, context.settings.rules, context.today())
        sheet = exercise_at_hand(whole, name)
        times = book.workouts.last_times(sheet.exercise, session.session_date)
        known = known_of(sheet, times, gym=context.settings.rules.gym, basis=sheet.guess)
        parsed = understood(known, entry, insists=yes, command="topset log")
        moved = moves_to(session, context.today())
        recorded = book.workouts.record_sets(
            sheet.exercise.id, [parsed], at=_backdated(context, book, sheet, session), done_on=moved
        )
    last = recorded[-1]
    if as_json:
        put_document(
            {
                "set": set_document(last),
                "sets": [set_document(done) for done in recorded],
                "exercise": sheet.exercise.exercise_name,
                "set_id": last.id,
            }
        )
        return
    words = format_entry(
        parsed, unit=context.settings.shown_unit, bodyweight=is_bodyweight(sheet.exercise)
    )
    which = told_apart(whole, whole.exercises.index(sheet))
    counted = planned_reps(sheet.exercise).unit
    say(f"Logged {which} set {last.set_no}: {words}{f' {counted}' if counted else ''}")
    if moved is not None:
        say(f"{session.day_label} moved from {day_and_year(session.session_date)} to today.")
    elif session.session_date != context.today():
        say(f"It stands in {session.day_label} of {day_and_year(session.session_date)}.")


def _backdated(
    context: AppContext, book: Logbook, sheet: ExerciseSheet, session: Session
) -> datetime | None:
    """Return when a set of a past session was done; None for one that is being trained."""
    from tui.training.backdating import backdated

    agenda = book.workouts.agenda(context.today())
    begun = any(one.performed for one in session.exercises)
    if not begun or session.id in {one.id for one in (*agenda.today, *agenda.open)}:
        return None
    return backdated(session, sheet.exercise, usual=None, now=context.now())


@click.command()
@click.option("--difficulty", type=click.IntRange(1, 10), help="How hard it was, 1 to 10.")
@click.option(
    "--minutes", type=click.IntRange(1, 1440), help="How long; otherwise from first to last set."
)
@click.option("--note", help='A comment on the session; "" removes the one that is there.')
@which_session
@click.option("--empty", is_flag=True, help="Complete it even though nothing was logged.")
@as_json
@click.pass_obj
def finish(
    context: AppContext,
    *,
    difficulty: int | None,
    minutes: int | None,
    note: str | None,
    session_name: str | None,
    empty: bool,
    as_json: bool,
) -> None:
    """Complete the session; sets may be left undone. What is not given stays as it is."""
    from tui.logbook.workouts import KEEP
    from tui.training.review import minutes_to_keep

    with open_logbook(context) as book:
        session = session_to_write(context, book, session_name)
        if not empty and not any(one.performed for one in session.exercises):
            raise Stopped(
                f"Nothing is logged in {session.day_label}: --empty completes it all the same."
            )
        sheet = sheet_of(book, session, context.settings.rules, context.today())
        minutes = minutes or minutes_to_keep(session)
        book.workouts.finish(
            session.id,
            difficulty=KEEP if difficulty is None else difficulty,
            duration_minutes=minutes,
            notes=KEEP if note is None else note.strip() or None,
        )
    undone = sum(max(0, exercise.planned - exercise.done) for exercise in sheet.exercises)
    if as_json:
        put_document({"session_id": session.id, "completed": True, "duration_minutes": minutes})
        return
    say(
        f"Completed {session.day_label}"
        + (f", {counted(undone, 'planned set')} undone." if undone else ".")
    )


def _others(book: Logbook, day: date, shown: Session | None) -> list[Document]:
    """Return what else could be done on the day, and why it is offered."""
    return [
        session_document(session) | {"why": why}
        for why, session in offered(book.workouts.agenda(day))
        if shown is None or session.id != shown.id
    ]


def _sheet_lines(sheet: SessionSheet, unit: Unit) -> list[str]:
    session = sheet.session
    state = " · completed" if session.completed else ""
    lines = [f"{session.day_label}  {day_and_year(session.session_date)}{state}"]
    for index, exercise in enumerate(sheet.exercises):
        current = index == sheet.current and not session.completed
        lines += ["", *_exercise_lines(exercise, told_apart(sheet, index), unit, current=current)]
    return lines


def _exercise_lines(sheet: ExerciseSheet, name: str, unit: Unit, *, current: bool) -> list[str]:
    from tui.training.entry import format_weight
    from tui.training.equipment import is_bodyweight
    from tui.training.progression import has_plan

    exercise = sheet.exercise
    bodyweight = is_bodyweight(exercise)
    reserve = f", {exercise.rir} in reserve" if exercise.rir is not None else ""
    skipped = "  skipped" if exercise.skipped else ""
    if has_plan(exercise):
        plan = f"{sheet.done}/{sheet.planned}  plan {exercise.sets} × {exercise.reps}{reserve}"
    else:
        plan = f"{sheet.done}  no plan"
    lines = [f"{'▸' if current else ' '} {name}  {plan}{skipped}"]
    if sheet.target.weight_kg is not None:
        weight = format_weight(sheet.target.weight_kg, unit=unit, bodyweight=bodyweight)
        lines.append(f"    next {weight} × {sheet.target.reps.text}: {sheet.target.reason}")
    if exercise.performed:
        lines.append(f"    today {describe_sets(exercise, exercise.performed, unit)}")
    lines.extend(f"    not readable in the database: {what}" for what in exercise.unreadable)
    if sheet.last_time:
        then = day_and_year(sheet.last_time.session_date)
        lines.append(f"    {then} {describe_sets(exercise, sheet.last_time.sets, unit)}")
    return lines


def describe_sets(exercise: Exercise, performed: Sequence[TrainingSet], unit: Unit) -> str:
    """Return performed sets of an exercise as one line: 82.5 × 7 @9, 82.5 × 6."""
    from tui.training.entry import format_weight
    from tui.training.equipment import is_bodyweight
    from tui.training.reps_text import planned_reps

    bodyweight, counted = is_bodyweight(exercise), planned_reps(exercise).unit
    named = f" {counted}" if counted else ""
    return ", ".join(
        f"{format_weight(done.weight_kg, unit=unit, bodyweight=bodyweight)}"
        f" × {done.reps_done}{named}" + (f" @{done.rpe}" if done.rpe is not None else "")
        for done in performed
    )
