"""Which session and which exercise a command means when it names none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from tui.cli.exits import Stopped
from tui.plain_text import sentence

if TYPE_CHECKING:
    from tui.cli.compose import House
    from tui.logbook import Logbook
    from tui.training.records import Session
    from tui.training.rules import TrainingRules
    from tui.training.sheet import ExerciseSheet, SessionSheet

NOT_FETCHED = "Nothing has been fetched yet: `topset sync`."


@contextmanager
def open_logbook(house: House) -> Iterator[Logbook]:
    """Open the lifter's logbook for one command. Raises Stopped if there is no lifter.

    A damaged logbook is set aside and salvaged.
    """
    from tui.cli.safekeeping import salvaging
    from tui.logbook import DamagedLogbook, LogbookError, NotSaved

    identity = house.lifter()
    with salvaging(house, identity):
        try:
            with house.logbook(identity) as book:
                yield book
        except DamagedLogbook:
            raise
        except NotSaved as error:
            raise Stopped(f"{sentence(str(error))} `topset doctor` looks at the disk.") from error
        except LogbookError as error:
            raise Stopped(sentence(str(error))) from error


def session_at_hand(book: Logbook, day: date) -> Session | None:
    """Return the day's session with its exercises: an unfinished one first, else one left open."""
    agenda = book.workouts.agenda(day)
    unfinished = [session for session in agenda.today if not session.completed]
    candidates = (*unfinished, *(agenda.open if not agenda.today else ()), *agenda.today)
    return book.workouts.session(candidates[0].id) if candidates else None


def unfinished_session(house: House, book: Logbook) -> Session:
    """Return the session to write into. Raises Stopped if there is none, or it is completed."""
    session = session_at_hand(book, house.today())
    if session is None and waits_for_first_fetch(house, book):
        raise Stopped(NOT_FETCHED)
    if session is None:
        raise Stopped(
            "There is no session today; `topset` and `topset --plain` begin a free one, or one of"
            " another day."
        )
    if session.completed:
        raise Stopped(f"{session.day_label} is completed; the app can reopen it.")
    return session


def waits_for_first_fetch(house: House, book: Logbook) -> bool:
    """Tell whether there is a server, and nothing has come from it yet."""
    return house.identity() != house.local_lifter() and book.base.cursor().epoch is None


def sheet_of(book: Logbook, session: Session, rules: TrainingRules) -> SessionSheet:
    """Return the session against its plan and the last times."""
    from tui.training.sheet import session_sheet

    last_times = {
        exercise.id: book.workouts.last_times(exercise, session.session_date)
        for exercise in session.exercises
    }
    return session_sheet(session, last_times, gym=rules.gym, formula=rules.formula)


def exercise_at_hand(sheet: SessionSheet, name: str | None) -> ExerciseSheet:
    """Return the named exercise, by its whole name or an unmistakable part, else the current one.

    Raises Stopped if the name fits none or several.
    """
    if not sheet.exercises:
        raise Stopped("This session has no exercises.")
    if name is None:
        return sheet.exercises[sheet.current]
    wanted = name.casefold().strip()
    names = [sheet.exercise.exercise_name.casefold() for sheet in sheet.exercises]
    whole = [index for index, known in enumerate(names) if known == wanted]
    part = [index for index, known in enumerate(names) if wanted in known]
    found = whole or part
    if len(found) == 1:
        return sheet.exercises[found[0]]
    choice = ", ".join(
        sheet.exercises[index].exercise.exercise_name for index in found or range(len(names))
    )
    raise Stopped(f"{'Several' if found else 'No'} exercises fit {name!r}: {choice}.")
