"""Where a refused row could go instead: a set under another exercise, and so on up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tui.lazy_dataclass import dataclass
from tui.logbook.changes import QueuedChange, SettledChange
from tui.sync.protocol import Change, Json
from tui.training.records import Session
from tui.training.wording import day_and_date

if TYPE_CHECKING:
    from tui.logbook.logbook import Logbook

AHEAD = timedelta(days=7)
BACK = timedelta(days=35)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTarget:
    """A row that another could hang on, so many days from when that was entered."""

    row_id: str
    words: str
    detail: str
    days_away: int


def move_targets(book: Logbook, refused: QueuedChange, today: date) -> tuple[MoveTarget, ...]:
    """Return where a refused new row could go, nearest in time first.

    On a day, the exercise that a set is of comes before the others.
    """
    name = (refused.exercise_name or "").casefold()
    return tuple(
        sorted(
            _drafts(book, refused.change, today),
            key=lambda place: (place.days_away, place.words.casefold() != name),
        )
    )


def belonging(refused: SettledChange, others: Sequence[SettledChange]) -> list[SettledChange]:
    """Return the changes that move together: sets of one exercise, refused for one reason."""
    if refused.change.table != "training_set":
        return [refused]
    exercise = (refused.change.row or {}).get("exercise_row_id")
    return [
        one
        for one in others
        if one.code == refused.code
        and one.parked_with is None
        and one.change.op == "insert"
        and one.change.table == "training_set"
        and (one.change.row or {}).get("exercise_row_id") == exercise
    ]


def move(book: Logbook, changes: Sequence[SettledChange], to_row_id: str) -> None:
    """Queue refused new rows again, in order, at the end of another row.

    Raises NotSaved, or KeyError if that row or a change is gone.
    """
    for waiting in changes:
        book.changes.edit(waiting.change.id, _columns(book, waiting.change, to_row_id))


def _columns(book: Logbook, change: Change, to_row_id: str) -> dict[str, Json]:
    if change.table == "training_set":
        exercise = book.workouts.exercise(to_row_id)
        return {"exercise_row_id": to_row_id, "set_no": len(exercise.performed) + 1}
    if change.table == "modular_training_exercise":
        session = book.workouts.session(to_row_id)
        if session is None:
            raise KeyError(to_row_id)
        last = max((one.order_in_session for one in session.exercises), default=0)
        return {
            "session_id": to_row_id,
            "order_in_session": last + 1,
            "display_order": len(session.exercises),
        }
    if change.table == "modular_training_session":
        return {"week_id": to_row_id}
    raise KeyError(to_row_id)


def _drafts(book: Logbook, change: Change, today: date) -> Iterator[MoveTarget]:
    days = (today + AHEAD - timedelta(days=back) for back in range((AHEAD + BACK).days + 1))
    sessions = [session for day in days for session in book.history.sessions_on(day)]
    entered = change.made_at.date()
    sessions.sort(key=lambda one: abs(one.session_date - entered))
    if change.table == "modular_training_session":
        yield from _weeks(book, sessions, entered)
        return
    for session in sessions:
        away = abs(session.session_date - entered).days
        day = day_and_date(session.session_date)
        if change.table == "modular_training_exercise":
            yield MoveTarget(row_id=session.id, words=session.day_label, detail=day, days_away=away)
            continue
        full = book.workouts.session(session.id)
        for exercise in full.exercises if full else ():
            yield MoveTarget(
                row_id=exercise.id,
                words=exercise.exercise_name,
                detail=f"{session.day_label}, {day}",
                days_away=away,
            )


def _weeks(book: Logbook, sessions: Sequence[Session], entered: date) -> Iterator[MoveTarget]:
    offered: set[str] = set()
    for session in sessions:
        if session.week_id in offered:
            continue
        offered.add(session.week_id)
        stands = book.history.place(session.id)
        if stands is not None:
            plan = stands.plan.split_type if stands.plan else "week"
            yield MoveTarget(
                row_id=session.week_id,
                words=f"{plan}, week {stands.week.week_number}",
                detail=f"from {day_and_date(stands.week.week_start)}",
                days_away=abs(session.session_date - entered).days,
            )
