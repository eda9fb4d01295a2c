"""On which day a session is trained, and when a set was done that is entered days later."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tui.training.records import Exercise, Session

USUAL_START = time(18)
LATEST = time(23, 59)
FROM_SET_TO_SET = timedelta(minutes=3)


def moves_to(session: Session, today: date) -> date | None:
    """Return the day to which a session moves with its next set, None where it stays.

    One that was planned for another day is trained today; one that is begun has its day.
    """
    return None if is_begun(session) or session.session_date == today else today


def is_begun(session: Session) -> bool:
    """Tell whether a session has its day: a set was logged in it, or it is completed."""
    return session.completed or any(slot.performed for slot in session.exercises)


def backdated(
    session: Session, exercise: Exercise, *, usual: time | None, now: datetime
) -> datetime:
    """Return a plausible time on the session's day for one more set of an exercise.

    It is three minutes after the exercise's last set, else after the session's last. A session
    without sets begins at the usual hour. It never leaves the day, unless the session did, and is
    never in the future.
    """
    others = [one.recorded_at for slot in session.exercises for one in slot.performed]
    own = [one.recorded_at for one in exercise.performed]
    last = max(own or others, default=None)
    if last is None:
        start = datetime.combine(session.session_date, usual or USUAL_START, now.tzinfo)
        return min(start, now)
    latest = datetime.combine(session.session_date, LATEST, last.tzinfo)
    at = last + FROM_SET_TO_SET
    return min(max(min(at, latest), last), now)
