"""When a set was done that is entered days later."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from tui.training.records import Exercise, Session

USUAL_START = time(18)
LATEST = time(23, 59)
SET_TAKES = timedelta(minutes=1)


def backdated(
    session: Session, exercise: Exercise, *, rest: timedelta, usual: time | None, now: datetime
) -> datetime:
    """Return a plausible time on the session's day for one more set of an exercise.

    It is a rest after the exercise's last set, else after the session's last; a session without
    sets begins at the usual hour. It never leaves the day, unless the session did, and is never
    in the future.
    """
    others = [one.recorded_at for slot in session.exercises for one in slot.performed]
    own = [one.recorded_at for one in exercise.performed]
    last = max(own or others, default=None)
    if last is None:
        start = datetime.combine(session.session_date, usual or USUAL_START, now.tzinfo)
        return min(start, now)
    latest = datetime.combine(session.session_date, LATEST, last.tzinfo)
    at = last + rest + SET_TAKES
    return min(max(min(at, latest), last), now)
