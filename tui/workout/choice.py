"""What the app opens with: the session to go on with, or a choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tui.training.wording import day_and_date
from tui.workout.choice_view import ChoiceView, Option
from tui.workout.formats import format_split

if TYPE_CHECKING:
    from tui.logbook.drafts import Draft
    from tui.logbook.workouts import Agenda
    from tui.training.records import Session


NO_PLAN = "No plan yet; a free session needs none."


def session_to_open(agenda: Agenda, draft: Draft | None) -> str | None:
    """Return the session that is meant where none is named, or None when the lifter has to choose.

    That is the one last written to, or last opened, as long as it is open; one of another day that
    nobody has begun, if it was opened today. Then it is the only open one of today, then the only
    one of today even if it is completed.
    """
    unfinished = [session for session in agenda.today if not session.completed]
    written = {
        session.id: agenda.written[session.id]
        for session in (*unfinished, *agenda.open)
        if session.id in agenda.written
    }
    opened = {one.id for one in (*unfinished, *agenda.open)}
    if draft is not None and draft.kept_at is not None and draft.kept_at.date() == agenda.day:
        opened |= {one.id for one in (*agenda.missed, agenda.next) if one is not None}
    if draft is not None and draft.session_id in opened:
        if draft.kept_at is None:  # kept by an older topset, which did not say when
            return draft.session_id
        before = written.get(draft.session_id, draft.kept_at)
        written[draft.session_id] = max(before, draft.kept_at)
    if written:
        return max(written, key=lambda session_id: written[session_id])
    if len(unfinished) == 1:
        return unfinished[0].id
    if not unfinished and len(agenda.today) == 1:
        return agenda.today[0].id
    return None


def choice_view(
    agenda: Agenda,
    today: date,
    *,
    waiting: str = "",
    planned_until: tuple[str, date] | None = None,
    plans: Mapping[str, tuple[str, str]] | None = None,
    problem: str = "",
) -> ChoiceView:
    """Return what could be trained.

    `waiting` says why the log may still be empty, `problem` what went wrong just now;
    `planned_until` is the split type and the last day of the plan that goes furthest; `plans` holds
    id and split type of each session's plan, which is named when there are several.
    """
    if len(agenda.today) > 1:
        title = f"{len(agenda.today)} sessions today, {day_and_date(today)}"
    elif agenda.today:
        title = f"Today, {day_and_date(today)}"
    else:
        title = f"No session today, {day_and_date(today)}"
    titles = _titles(plans or {})
    options = (
        *_sessions(agenda, today, titles),
        Option("Free session", "add exercises as you go", None),
    )
    elsewhere = agenda.next is not None or agenda.missed
    moving = ("A session of another day moves to today with its first set.",) if elsewhere else ()
    none = (NO_PLAN,) if len(options) == 1 and planned_until is None else ()
    lines = (waiting,) if waiting else (*none, *_ended(agenda, today, planned_until), *moving)
    return ChoiceView(title, (problem, *lines) if problem else lines, options)


def _ended(agenda: Agenda, today: date, until: tuple[str, date] | None) -> tuple[str, ...]:
    if until is None or until[1] >= today or agenda.next is not None or agenda.today:
        return ()
    split_type, last_day = until
    title = format_split(split_type) or "The plan"
    day = f"{day_and_date(last_day)} {last_day.year if last_day.year != today.year else ''}".strip()
    return (f"{title} ended {day}: nothing is planned after it.",)


def _titles(plans: Mapping[str, tuple[str, str]]) -> Mapping[str, str]:
    """Return the plan's title for each session where they are of several plans."""
    if len({plan_id for plan_id, _ in plans.values()}) < 2:
        return {}
    return {session_id: format_split(split) for session_id, (_, split) in plans.items()}


def _sessions(agenda: Agenda, today: date, titles: Mapping[str, str]) -> Iterator[Option]:
    for option in _plain_sessions(agenda, today):
        title = titles.get(option.session_id or "")
        yield replace(option, detail=f"{option.detail} · {title}") if title else option


def _plain_sessions(agenda: Agenda, today: date) -> Iterator[Option]:
    for session in agenda.today:
        yield _option(session, "completed" if session.completed else "today")
    for session in agenda.open:
        yield _option(session, f"begun {_ago(session.session_date, today)}, not finished")
    if agenda.next is not None:
        ahead = (agenda.next.session_date - today).days
        when = "tomorrow" if ahead == 1 else f"in {ahead} days"
        day = day_and_date(agenda.next.session_date)
        yield _option(agenda.next, f"next, {day}, {when}")
    for session in agenda.missed:
        yield _option(session, f"missed {_ago(session.session_date, today)}")


def _option(session: Session, detail: str) -> Option:
    focus = ", ".join(part.strip() for part in session.focus_area.split(",") if part.strip())
    return Option(session.day_label, detail, session.id, focus)


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return "yesterday" if days == 1 else f"{day_and_date(day)}, {days} days ago"
