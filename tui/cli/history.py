"""weeks and show: looking back, from the logbook alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from tui.cli.current_session import open_logbook
from tui.cli.documents import Document, performed_document
from tui.cli.options import Day, as_json
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say
from tui.training.wording import counted, day_and_year, matching, sets_word

if TYPE_CHECKING:
    from tui.logbook.weeks import WeekTotals
    from tui.training.records import Session
    from tui.training.units import Unit


@click.command()
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--before", type=Day(), help="Only weeks that began before this day.")
@click.option("--exercise", "typed", help="Only weeks and sets of exercises with these words.")
@as_json
@click.pass_obj
def weeks(
    context: AppContext, limit: int, before: date | None, typed: str | None, as_json: bool
) -> None:
    """List past weeks, newest first."""
    up_to = context.today() if before is None else before - timedelta(days=1)
    with open_logbook(context) as book:
        names = None if typed is None else matching(book.weeks.exercise_names(), typed)
        found = book.weeks.totals(book.weeks.heads(up_to, names=names, limit=limit), names=names)
    if as_json:
        put_document({"weeks": [_week_document(totals) for totals in found]})
        return
    for totals in found:
        put(_week_line(totals, context.settings.shown_unit))
    if not found:
        say("No weeks yet." if typed is None else f"No week with {typed!r}.")


def _week_document(totals: WeekTotals) -> Document:
    return {
        "id": totals.week.id,
        "week_start": totals.week.week_start,
        "week_number": totals.week.plans[0].number,
        "plan": totals.week.plans[0].split_type,
        "plans": [
            {"plan": plan.split_type, "week_number": plan.number} for plan in totals.week.plans
        ],
        "first_day": totals.first_day,
        "last_day": totals.last_day,
        "planned_sessions": totals.planned_sessions,
        "done_sessions": totals.done_sessions,
        "sets": totals.sets,
        "sets_by_weekday": totals.sets_by_weekday,
        "tonnage_kg": totals.tonnage_kg,
    }


def _week_line(totals: WeekTotals, unit: Unit) -> str:
    from tui.training.units import from_kg

    title = ", ".join(f"{plan.split_type} {plan.number}" for plan in totals.week.plans)
    days = f"{totals.first_day}"
    if totals.last_day != totals.first_day:
        days += f" – {totals.last_day}"
    return (
        f"{days:23}  {title:16}"
        f"  {totals.done_sessions}/{counted(totals.planned_sessions, 'session'):10}"
        f"  {sets_word(totals.sets):>8}"
        f"  {from_kg(totals.tonnage_kg, unit):8.0f} {unit}"
    )


@click.command()
@click.argument("day", type=Day(), metavar="DATE")
@as_json
@click.pass_obj
def show(context: AppContext, day: date, as_json: bool) -> None:
    """Show the sessions of one day with their sets."""
    with open_logbook(context) as book:
        heads = book.history.sessions_on(day)
        sessions = [found for head in heads if (found := book.workouts.session(head.id))]
    if as_json:
        documents = [performed_document(session) for session in sessions]
        put_document({"date": day, "sessions": documents})
        return
    for session in sessions:
        for line in _lines(session, context.settings.shown_unit):
            put(line)
    if not sessions:
        say(f"No session on {day_and_year(day)}.")


def _lines(session: Session, unit: Unit) -> list[str]:
    from tui.cli.training import describe_sets

    state = "completed" if session.completed else "not completed"
    lines = [f"{session.day_label}  {day_and_year(session.session_date)} · {state}"]
    for exercise in session.exercises:
        done = describe_sets(exercise, exercise.performed, unit) or "–"
        plan = f"  {exercise.sets} × {exercise.reps}" if exercise.sets else ""
        lines.append(f"  {exercise.exercise_name}{plan}: {done}")
        lines.extend(f"    not readable in the database: {what}" for what in exercise.unreadable)
    if session.notes:
        lines.append(f'  "{session.notes}"')
    return lines
