"""session list, new, open, move, reopen, comment: which sessions there are, and their days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from tui.cli.at_work import tell, workout_of
from tui.cli.current_session import (
    current_session,
    offered,
    open_logbook,
    session_meant,
    session_named,
)
from tui.cli.documents import session_document
from tui.cli.exits import Stopped
from tui.cli.options import Day, as_json, which_session
from tui.cli.wiring import AppContext
from tui.cli.words import put, put_document, say
from tui.plain_text import sentence
from tui.training.wording import counted, day_and_year
from tui.workout import actions

if TYPE_CHECKING:
    from tui.cli.documents import Document
    from tui.logbook import Logbook
    from tui.training.records import Session
    from tui.workout.workout import Workout

drop_line = click.option(
    "--drop", is_flag=True, help="Even if a set is half typed in the app: that line is dropped."
)


@click.group()
def session() -> None:
    """Choose the session to train, begin a free one, change its day.

    A session is named by its date, its label, or its id; without a name it is the one at hand.
    """


@session.command("list")
@click.option("--date", "day", type=Day(), help="As of another day, like 2025-11-24.")
@as_json
@click.pass_obj
def list_sessions(context: AppContext, day: date | None, as_json: bool) -> None:
    """List what could be trained: today's sessions, open and missed ones, and the next."""
    day = day or context.today()
    with open_logbook(context) as book:
        current = current_session(book, context.today())
        sessions = offered(book.workouts.agenda(day))
    marks = [current is not None and one.id == current.id for _, one in sessions]
    if as_json:
        documents = [
            session_document(one) | {"why": why, "current": mark}
            for (why, one), mark in zip(sessions, marks, strict=True)
        ]
        put_document({"date": day, "sessions": documents})
        return
    for (why, one), mark in zip(sessions, marks, strict=True):
        state = "completed" if one.completed else why
        put(f"{'▸' if mark else ' '} {one.day_label}  {one.session_date}  {state}")
    if not sessions:
        say(f"Nothing to train on {day_and_year(day)}: `topset session new` begins a free session.")


@session.command()
@click.argument("label", default="Free session")
@drop_line
@as_json
@click.pass_obj
def new(context: AppContext, label: str, drop: bool, as_json: bool) -> None:
    """Begin a session today that no plan asked for, called LABEL, and open it."""
    label = " ".join(label.split())
    if not label:
        raise Stopped("Expected a name for the session.")
    with open_logbook(context) as book:
        _refuse_half_typed(book, None, drop=drop)
        session_id = book.workouts.start_free_session(context.today(), label)
        _tell_opened(_opened(context, book, session_id), as_json=as_json, said="begun")


@session.command("open")
@click.argument("which", metavar="DATE|LABEL|ID")
@drop_line
@as_json
@click.pass_obj
def open_session(context: AppContext, which: str, drop: bool, as_json: bool) -> None:
    """Make a session the one that is meant where none is named.

    One of another day moves to today with its first set.
    """
    with open_logbook(context) as book:
        found = session_named(book, which, context.today())
        known = {one.id for _, one in offered(book.workouts.agenda(context.today()))}
        if found.completed:
            raise Stopped(f"{found.day_label} is completed: `topset session reopen` reopens it.")
        if found.id not in known:
            raise Stopped(
                f"{found.day_label} of {day_and_year(found.session_date)} is not near enough to"
                " be trained: name it with --session, or move it with `topset session move`."
            )
        _refuse_half_typed(book, found.id, drop=drop)
        _tell_opened(_opened(context, book, found.id), as_json=as_json, said="opened")


@session.command(context_settings={"ignore_unknown_options": True})
@click.argument("day", metavar="DAY")
@which_session
@as_json
@click.pass_obj
def move(context: AppContext, day: str, session_name: str | None, as_json: bool) -> None:
    """Change the day that a session is done on: today, yesterday, -2, mon, 24 nov, 2026-11-24."""
    from tui.workout.day_entry import DayError

    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        try:
            to = actions.read_day_of(workout.session, day, context.today())
        except DayError as error:
            raise Stopped(sentence(str(error))) from error
        actions.move_to_day(workout, to)
        _tell(workout, as_json=as_json, unchanged="It is on that day already.")


@session.command()
@which_session
@as_json
@click.pass_obj
def reopen(context: AppContext, session_name: str | None, as_json: bool) -> None:
    """Take the completion of a session back; without a name, of the one completed today."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, _completed(context, book, session_name))
        if workout.session.completed:
            actions.reopen(workout)
        unchanged = f"{workout.session.day_label} is not completed."
        _tell(workout, as_json=as_json, unchanged=unchanged)


@session.command()
@click.argument("text", required=False)
@which_session
@as_json
@click.pass_obj
def comment(context: AppContext, text: str | None, session_name: str | None, as_json: bool) -> None:
    """Comment on a session: TEXT replaces what is there, "" removes it, nothing prints it."""
    with open_logbook(context) as book:
        workout = workout_of(context, book, session_meant(context, book, session_name))
        if text is not None:
            actions.comment_on_session(workout, text.strip())
        elif not as_json:
            _read(workout.session)
            return
        _tell(workout, as_json=as_json, unchanged="The comment says that already.")


def _read(about: Session) -> None:
    if about.notes:
        put(about.notes)
    else:
        say(f"No comment on {about.day_label}.")


def _completed(context: AppContext, book: Logbook, name: str | None) -> Session:
    """Return the session to reopen. Raises Stopped where several could be meant."""
    if name is not None:
        return session_named(book, name, context.today())
    done = [one for one in book.workouts.agenda(context.today()).today if one.completed]
    if len(done) > 1:
        labels = ", ".join(one.day_label for one in done)
        several = counted(len(done), "session")
        raise Stopped(f"{several} are completed today: {labels}. --session names one.")
    return done[0] if done else session_meant(context, book, None)


def _refuse_half_typed(book: Logbook, session_id: str | None, *, drop: bool) -> None:
    """Raise Stopped where a line is half typed in another session than this."""
    draft = book.drafts.draft()
    if drop or draft is None or not draft.line or draft.session_id == session_id:
        return
    there = book.workouts.session(draft.session_id)
    if there is not None and not there.completed:
        raise Stopped(
            f"“{draft.line}” is half typed in {there.day_label}: log it there first, or --drop"
            " drops it."
        )


def _opened(context: AppContext, book: Logbook, session_id: str) -> Workout:
    """Open a session as an app does, so that it is the one that is meant from now on."""
    from tui.workout.workout import Workout

    return Workout(
        book, session_id, now=context.now, rules=context.settings.rules, bests_later=True
    )


def _tell_opened(workout: Workout, *, as_json: bool, said: str) -> None:
    opened = workout.session
    if as_json:
        document = session_document(opened)
        put_document({"changed": True, "session_id": opened.id, "session": document})
    else:
        say(f"{opened.day_label} of {day_and_year(opened.session_date)} {said}.")


def _tell(workout: Workout, *, as_json: bool, unchanged: str) -> None:
    document: Document = {"session": session_document(workout.session)}
    tell(workout, document, as_json=as_json, unchanged=unchanged)
