"""The sample lifter's log as the server would send it, for a logbook without a server."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from tests.support.pages import EPOCH
from tui.logbook import Logbook
from tui.sandbox.sample import sample_log
from tui.sync.protocol import Json, PulledCatalogue, PulledPage, Row
from tui.training.records import Exercise, Plan, Session, TrainingSet, Week

SAMPLE_LIFTER = "00000000-0000-4000-8000-0000000011f7"


@cache
def sample_page(today: date) -> PulledPage:
    """Return everything that the sample lifter has on a day, in one page."""
    log = sample_log(SAMPLE_LIFTER, today=today)
    sessions: dict[str, list[Row]] = {}
    for session in log.sessions:
        sessions.setdefault(session.week_id, []).append(_session(session))
    weeks = tuple(
        {**_row(week), "revision": number, "sessions": cast("Json", sessions.get(week.id, []))}
        for number, week in enumerate(log.weeks, start=1)
    )
    return PulledPage(
        epoch=EPOCH,
        revision=len(weeks),
        more=False,
        plans=tuple(_row(plan) for plan in log.plans),
        week_ids=tuple(week.id for week in log.weeks),
        weeks=weeks,
    )


def small_catalogue() -> PulledCatalogue:
    """Return a catalogue of the exercises that the sample lifter does."""
    names = sorted(
        {
            (
                exercise.exercise_name,
                exercise.muscle_group,
                exercise.equipment,
                exercise.exercise_id or exercise.exercise_name,
            )
            for session in sample_log(SAMPLE_LIFTER, today=date(2026, 11, 24)).sessions
            for exercise in session.exercises
        }
    )
    rows: list[Row] = [
        {
            "exercise_id": exercise_id,
            "name": name,
            "body_part": muscle,
            "target": muscle,
            "equipment": equipment,
        }
        for name, muscle, equipment, exercise_id in names
    ]
    return PulledCatalogue(digest="sample", exercises=tuple(rows))


def write_sample_book(file: Path, today: date) -> Path:
    """Write the file of a logbook with the sample lifter's log and the catalogue of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(_sample_book(today))
    return file


@cache
def _sample_book(today: date) -> bytes:
    """Return the file's contents: filling a logbook takes a hundred times longer than a copy."""
    with TemporaryDirectory(prefix="topset-tests-") as folder:
        file = Path(folder) / "book.sqlite3"
        with Logbook.open(file) as book:
            book.base.apply(sample_page(today))
            book.base.replace_catalogue(small_catalogue())
        return file.read_bytes()


def _session(session: Session) -> Row:
    exercises: list[Json] = [
        {
            **_row(exercise),
            "performed": [cast("Json", _row(performed)) for performed in exercise.performed],
        }
        for exercise in session.exercises
    ]
    return {**_row(session), "exercises": exercises}


def _row(record: Plan | Week | Session | Exercise | TrainingSet) -> Row:
    return {
        column.name: _json(getattr(record, column.name))
        for column in fields(record)
        if column.name not in ("exercises", "performed")
    }


def _json(value: object) -> Json:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return cast("Json", value)
