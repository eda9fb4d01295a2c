"""Fill the exercise catalogue (table `exrcwiki`) from files, as the owner or the service role."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tui.lazy_dataclass import dataclass
from tui.supabase.catalogue_file import (
    CatalogueFile,
    CatalogueFileError,
    Problem,
    parse_catalogue,
    read_catalogue,
)
from tui.supabase.schema import sql_folder
from tui.sync.protocol import PulledCatalogue, Row
from tui.training.records import CatalogueExercise

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import TupleRow

__all__ = [
    "CatalogueFile",
    "CatalogueFileError",
    "ImportReport",
    "Problem",
    "import_file",
    "import_starter",
    "parse_catalogue",
    "read_catalogue",
    "starter_catalogue",
    "starter_files",
    "upsert",
]

_UPSERT = """
insert into public.exrcwiki as kept
  (exercise_id, name, body_part, target, secondary_muscles, equipment, instructions, tips, aliases)
select
  exercise_id, name, body_part, target, secondary_muscles, equipment, instructions, tips, aliases
from jsonb_populate_recordset(null::public.exrcwiki, %s::jsonb)
on conflict (exercise_id) do update
set
  name = excluded.name,
  body_part = excluded.body_part,
  target = excluded.target,
  secondary_muscles = excluded.secondary_muscles,
  equipment = excluded.equipment,
  instructions = excluded.instructions,
  tips = excluded.tips,
  aliases = excluded.aliases
where (
  kept.name, kept.body_part, kept.target, kept.secondary_muscles, kept.equipment,
  kept.instructions, kept.tips, kept.aliases
) is distinct from (
  excluded.name, excluded.body_part, excluded.target, excluded.secondary_muscles,
  excluded.equipment, excluded.instructions, excluded.tips, excluded.aliases
)
returning xmax = 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did: counts of exercises, and the entries that were left out."""

    added: int
    changed: int
    unchanged: int
    problems: tuple[Problem, ...] = ()


def import_file(connection: Connection[TupleRow], path: Path) -> ImportReport:
    """Bring a catalogue file in; a second time changes nothing.

    Raises CatalogueFileError if the file is no catalogue at all; single bad entries are in the
    report instead.
    """
    found = read_catalogue(path)
    added, changed = upsert(connection, found.exercises)
    return ImportReport(
        added=added,
        changed=changed,
        unchanged=len(found.exercises) - added - changed,
        problems=found.problems,
    )


def import_starter(connection: Connection[TupleRow]) -> ImportReport:
    """Bring the starter catalogue in; a second time changes nothing."""
    reports = [import_file(connection, path) for path in starter_files()]
    return ImportReport(
        added=sum(report.added for report in reports),
        changed=sum(report.changed for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        problems=tuple(problem for report in reports for problem in report.problems),
    )


def starter_files() -> tuple[Path, ...]:
    """Return the files of the starter catalogue."""
    return tuple(sorted((sql_folder() / "catalogue").glob("*.json")))


def starter_catalogue() -> PulledCatalogue:
    """Return the starter catalogue as a server would send it, for a log without one."""
    rows: list[Row] = []
    for path in starter_files():
        for exercise in read_catalogue(path).exercises:
            row: Row = json.loads(json.dumps(asdict(exercise)))
            rows.append(row)
    return PulledCatalogue(digest="starter", exercises=tuple(rows))


def upsert(
    connection: Connection[TupleRow], exercises: Sequence[CatalogueExercise]
) -> tuple[int, int]:
    """Add new exercises and amend those that differ; return how many of each.

    One transaction of its own, or part of the caller's if one is open.
    """
    rows = json.dumps([asdict(exercise) for exercise in exercises])
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(_UPSERT, (rows,))
        were_added = [bool(row[0]) for row in cursor.fetchall()]
    return were_added.count(True), were_added.count(False)
