"""Which session and which exercise a command means when it names none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from tui.cli.exits import Stopped
from tui.plain_text import sentence

if TYPE_CHECKING:
    from tui.cli.wiring import AppContext
    from tui.logbook import Logbook
    from tui.logbook.workouts import Agenda
    from tui.sync.protocol import Identity
    from tui.training.records import Session
    from tui.training.rules import TrainingRules
    from tui.training.sheet import ExerciseSheet, SessionSheet

NOT_FETCHED = "Nothing has been fetched yet: `topset sync`."


@contextmanager
def open_logbook(context: AppContext) -> Iterator[Logbook]:
    """Open the lifter's logbook for one command. Raises Stopped if there is no lifter."""
    identity = context.lifter()
    with failures_of_the_log(context, identity), context.logbook(identity) as book:
        yield book


@contextmanager
def failures_of_the_log(context: AppContext, identity: Identity) -> Iterator[None]:
    """Salvage a log that is found damaged, and say what else fails. Raises Stopped."""
    from tui.cli.backup import salvaging
    from tui.logbook import Busy, DamagedLogbook, LogbookError, NotSaved

    with salvaging(context, identity):
        try:
            yield
        except DamagedLogbook:
            raise
        except Busy as error:
            raise Stopped(sentence(str(error))) from error
        except NotSaved as error:
            raise Stopped(f"{sentence(str(error))} `topset doctor` looks at the disk.") from error
        except LogbookError as error:
            raise Stopped(sentence(str(error))) from error


def current_session(book: Logbook, today: date) -> Session | None:
    """Return the session that is meant where none is named; the app opens the same one.

    Of several that nobody has begun, it is the first that is open.
    """
    from tui.workout.choice import session_to_open

    agenda = book.workouts.agenda(today)
    chosen = session_to_open(agenda, book.drafts.draft())
    if chosen is None:
        chosen = next((one.id for one in _open_first(agenda.today)), None)
    return None if chosen is None else book.workouts.session(chosen)


def session_of_day(book: Logbook, day: date) -> Session | None:
    """Return a day's session, one that is open before one that is completed."""
    first = next(iter(_open_first(book.history.sessions_on(day))), None)
    return None if first is None else book.workouts.session(first.id)


def session_named(book: Logbook, name: str, today: date) -> Session:
    """Return the session of a day, of a label or of an id; or of a day and a label.

    A label stands for the nearest session that has it: today's, else one left open, missed or next.
    Raises Stopped if none fits, or several do.
    """
    day, label = _day_and_label(name)
    if day is not None:
        groups = [book.history.sessions_on(day)]
    else:
        known = book.workouts.session(label.lower())
        if known is not None:
            return known
        agenda = book.workouts.agenda(today)
        upcoming = () if agenda.next is None else (agenda.next,)
        groups = [agenda.today, agenda.open, agenda.missed, upcoming]
    found: Sequence[Session] = ()
    for fits in (_is_label, _has_label):
        for group in groups:
            found = found or [one for one in group if fits(one, label)]
    if not found:
        raise Stopped(
            f"No session is called {name!r}: expected a date like 2025-11-24, a label, or an id of"
            " `topset today --json`."
        )
    if len(found) > 1:
        choice = ", ".join(f"{one.day_label} {one.session_date} ({one.id})" for one in found)
        raise Stopped(f"Several sessions fit {name!r}: {choice}.")
    session = book.workouts.session(found[0].id)
    if session is None:
        raise Stopped(f"{found[0].day_label} is gone.")
    return session


def session_to_write(context: AppContext, book: Logbook, name: str | None) -> Session:
    """Return the session to write into: the named one, else the one at hand.

    Raises Stopped if there is none, if several of today could be meant, or if it is completed.
    """
    session = session_meant(context, book, name)
    if session.completed:
        raise Stopped(f"{session.day_label} is completed: `topset session reopen` reopens it.")
    return session


def session_meant(context: AppContext, book: Logbook, name: str | None) -> Session:
    """Return the named session, else the one at hand, also if it is completed.

    Raises Stopped if there is none, or if several of today could be meant.
    """
    if name is not None:
        return session_named(book, name, context.today())
    return _only_session(context, book, context.today())


def offered(agenda: Agenda) -> list[tuple[str, Session]]:
    """Return what could be trained, each with why it is offered: the app offers the same."""
    reasons = (
        ("today", agenda.today),
        ("open", agenda.open),
        ("missed", agenda.missed),
        ("next", (agenda.next,) if agenda.next else ()),
    )
    return [(why, session) for why, sessions in reasons for session in sessions]


def _only_session(context: AppContext, book: Logbook, today: date) -> Session:
    from tui.workout.choice import session_to_open

    agenda = book.workouts.agenda(today)
    chosen = session_to_open(agenda, book.drafts.draft())
    session = None if chosen is None else book.workouts.session(chosen)
    if session is not None:
        return session
    if len(agenda.today) > 1:
        labels = ", ".join(one.day_label for one in agenda.today)
        raise Stopped(f"{len(agenda.today)} sessions today: {labels}. --session names one.")
    if waits_for_first_fetch(context, book):
        raise Stopped(NOT_FETCHED)
    raise Stopped(
        "There is no session today: `topset session new` begins a free one, `topset session list`"
        " shows those of other days, and --session names one."
    )


def _open_first(sessions: Sequence[Session]) -> list[Session]:
    return sorted(sessions, key=lambda one: one.completed)


def _day_and_label(name: str) -> tuple[date | None, str]:
    first, _, rest = name.strip().partition(" ")
    try:
        return date.fromisoformat(first), rest.strip()
    except ValueError:
        return None, name.strip()


def _is_label(session: Session, label: str) -> bool:
    return session.day_label.casefold() == label.casefold()


def _has_label(session: Session, label: str) -> bool:
    return label.casefold() in session.day_label.casefold()


def waits_for_first_fetch(context: AppContext, book: Logbook) -> bool:
    """Tell whether there is a server, and nothing has come from it yet."""
    return context.identity() != context.local_lifter() and book.base.cursor().epoch is None


def sheet_of(book: Logbook, session: Session, rules: TrainingRules, today: date) -> SessionSheet:
    """Return the session against its plan and the last times, as of the day it is trained on."""
    from tui.training.backdating import moves_to
    from tui.training.sheet import session_sheet

    day = moves_to(session, today) or session.session_date
    background = book.workouts.background(session, day)
    return session_sheet(
        session,
        background.last_times,
        gym=rules.gym,
        formula=rules.formula,
        roles=background.roles,
        today=day,
    )


def exercise_at_hand(sheet: SessionSheet, name: str | None) -> ExerciseSheet:
    """Return the named exercise, by its whole name or an unmistakable part, else the current one.

    `Pull-Up#2` is the second of those that the name fits, and a bare number that of its place.
    Raises Stopped if it fits none or several.
    """
    if not sheet.exercises:
        raise Stopped("This session has no exercises.")
    if name is None:
        return sheet.exercises[sheet.current]
    found = _fitting(sheet, name)
    if not found and name.strip().isascii() and name.strip().isdecimal():
        place = int(name) - 1
        found = [place] if 0 <= place < len(sheet.exercises) else []
    written, mark, number = name.rpartition("#")
    if not found and mark and number.strip().isdecimal():
        several = _fitting(sheet, written)
        place = int(number) - 1
        found = several[place : place + 1] if place >= 0 else []
    if len(found) == 1:
        return sheet.exercises[found[0]]
    choice = ", ".join(told_apart(sheet, index) for index in found or range(len(sheet.exercises)))
    raise Stopped(f"{'Several' if found else 'No'} exercises fit {name!r}: {choice}.")


def told_apart(sheet: SessionSheet, index: int) -> str:
    """Return an exercise's name, with its number where it stands in the session twice."""
    names = [one.exercise.exercise_name for one in sheet.exercises]
    name = names[index]
    return name if names.count(name) == 1 else f"{name}#{names[: index + 1].count(name)}"


def _fitting(sheet: SessionSheet, name: str) -> list[int]:
    wanted = name.casefold().strip()
    names = [one.exercise.exercise_name.casefold() for one in sheet.exercises]
    whole = [index for index, known in enumerate(names) if known == wanted]
    return whole or [index for index, known in enumerate(names) if wanted in known]
