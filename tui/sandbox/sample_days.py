"""Moves what the sample lifter has yet to train, so that there is a session on any day."""

from __future__ import annotations

from datetime import date
from typing import LiteralString

from psycopg import Connection
from psycopg.rows import TupleRow

# Sessions in order, and whether something was done in them.
_SESSIONS: LiteralString = """
select session.id, session.session_date,
       session.completed or exists (
         select from public.training_set as performed
         join public.modular_training_exercise as exercise
           on exercise.id = performed.exercise_row_id
         where exercise.session_id = session.id
       )
from public.modular_training_session as session
where session.user_id = %s
order by session.session_date
"""
_MOVE_SESSIONS: LiteralString = """
update public.modular_training_session
set session_date = session_date + %(days)s,
    day_of_week = extract(isodow from session_date + %(days)s)
where id = any(%(ids)s)
"""
_MOVE_WEEKS: LiteralString = """
update public.modular_training_week as week
set week_start = week_start + %(days)s
where exists (
    select from public.modular_training_session as session
    where session.week_id = week.id and session.id = any(%(ids)s)
  )
  and not exists (
    select from public.modular_training_session as session
    where session.week_id = week.id and session.id <> all(%(ids)s)
  )
"""


def bring_next_session(connection: Connection[TupleRow], user_id: str, *, today: date) -> int:
    """Move the rest of the plan so that its next session is today's; return by how many days.

    It stays where it is if there is a session today, or nothing left. What was done stays too.
    """
    sessions = connection.execute(_SESSIONS, [user_id]).fetchall()
    days = [day for _, day, _ in sessions]
    trained = max((day for _, day, done in sessions if done), default=date.min)
    ahead = [(row_id, day) for row_id, day, done in sessions if day > trained and not done]
    if today in days or not ahead:
        return 0
    moved = int((today - ahead[0][1]).days)
    with connection.transaction():
        values = {"days": moved, "ids": [row_id for row_id, _ in ahead]}
        connection.execute(_MOVE_WEEKS, values)
        connection.execute(_MOVE_SESSIONS, values)
    return moved
