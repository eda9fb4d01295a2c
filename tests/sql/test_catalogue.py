"""The starter catalogue: what it promises to everything that refers to it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from tests.support.cluster import Database
from tui.supabase.catalogue import ImportReport, import_file, import_starter
from tui.supabase.catalogue_file import MUSCLES, CatalogueFileError, parse_catalogue, read_catalogue
from tui.training.records import CatalogueExercise

FOLDER = Path(__file__).parents[2] / "sql" / "catalogue"
FILES = sorted(FOLDER.glob("*.json"))
LANDMARK_MUSCLES = MUSCLES[:13]


@pytest.fixture(scope="module")
def catalogue() -> tuple[CatalogueExercise, ...]:
    files = [read_catalogue(path) for path in FILES]
    assert [problem for file in files for problem in file.problems] == []
    return tuple(exercise for file in files for exercise in file.exercises)


def test_there_are_at_least_150_exercises(catalogue: tuple[CatalogueExercise, ...]) -> None:
    assert len(catalogue) >= 150


def test_ids_are_unique_slugs(catalogue: tuple[CatalogueExercise, ...]) -> None:
    ids = [exercise.exercise_id for exercise in catalogue]
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_a_name_or_alias_stands_for_one_exercise(
    catalogue: tuple[CatalogueExercise, ...],
) -> None:
    words = [
        word.casefold() for exercise in catalogue for word in (exercise.name, *exercise.aliases)
    ]
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_no_field_is_empty(catalogue: tuple[CatalogueExercise, ...]) -> None:
    for exercise in catalogue:
        assert all((exercise.name, exercise.body_part, exercise.equipment, exercise.instructions))
        assert exercise.aliases, exercise.name
        assert "\n" not in exercise.instructions
        assert exercise.instructions.endswith("."), exercise.name


def test_a_muscle_is_not_both_target_and_secondary(
    catalogue: tuple[CatalogueExercise, ...],
) -> None:
    for exercise in catalogue:
        muscles = (exercise.target, *exercise.secondary_muscles)
        assert len(set(muscles)) == len(muscles), exercise.name


@pytest.mark.parametrize("muscle", LANDMARK_MUSCLES)
def test_every_muscle_with_a_weekly_landmark_can_be_trained(
    catalogue: tuple[CatalogueExercise, ...], muscle: str
) -> None:
    assert len([e for e in catalogue if e.target == muscle]) >= 3


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("RDL", "Romanian Deadlift (Barbell)"),
        ("OHP", "Overhead Press (Barbell)"),
        ("squat", "Back Squat (Barbell)"),
        ("incline db press", "Incline Press (Dumbbell)"),
    ],
)
def test_what_lifters_say_is_found(
    catalogue: tuple[CatalogueExercise, ...], said: str, name: str
) -> None:
    found = [
        exercise.name
        for exercise in catalogue
        if said.casefold() in {alias.casefold() for alias in exercise.aliases}
    ]
    assert found == [name]


ENTRY = {
    "exercise_id": "log-press",
    "name": "Log Press",
    "body_part": "shoulders",
    "target": "front delts",
    "secondary_muscles": ["triceps"],
    "equipment": "log",
    "instructions": "Clean the log and press it.",
}


def test_a_bad_entry_is_named_by_line_and_number_and_the_good_ones_come_in() -> None:
    text = "[\n" + json.dumps(ENTRY) + ",\n\n" + json.dumps(ENTRY | {"target": "delts"}) + "\n]"
    found = parse_catalogue(text)
    assert [exercise.exercise_id for exercise in found.exercises] == ["log-press"]
    (problem,) = found.problems
    assert str(problem).startswith("line 4, entry 2: target: “delts” is not a muscle")


def test_an_entry_without_a_name_says_which_field_is_missing() -> None:
    entry = {field: value for field, value in ENTRY.items() if field != "name"}
    (problem,) = parse_catalogue(json.dumps([entry])).problems
    assert str(problem) == "line 1, entry 1: name: Field required"


def test_an_id_may_come_only_once_in_a_file() -> None:
    found = parse_catalogue(json.dumps([ENTRY, ENTRY]))
    assert len(found.exercises) == 1
    assert "taken by an earlier entry" in found.problems[0].reason


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1: expected a JSON array"),
        ('{"exercises": []}', "line 1: expected a JSON array"),
        ("[\n{},\n{oops}\n]", "line 3: not JSON"),
        ("[\n{}\n{}\n]", "line 3: expected a comma"),
        ("[\n{},\n]", "line 3: not JSON"),
        ("[\n{}", "line 2: expected a comma"),
        ("[]\n[]", "line 2: there is something after the array"),
    ],
)
def test_a_file_that_is_no_catalogue_says_where(text: str, words: str) -> None:
    with pytest.raises(CatalogueFileError, match=re.escape(words)):
        parse_catalogue(text)


def test_an_empty_array_is_an_empty_catalogue() -> None:
    assert parse_catalogue(" [ ]\n").exercises == ()


def test_free_exercise_db_entries_come_in_with_our_words() -> None:
    foreign = {
        "id": "Side_Lateral_Raise",
        "name": "Side Lateral Raise",
        "equipment": "body only",
        "primaryMuscles": ["shoulders"],
        "secondaryMuscles": ["lats", "middle back", "abductors"],
        "instructions": ["Stand. ", "Raise."],
        "category": "strength",
    }
    (exercise,) = parse_catalogue(json.dumps([foreign])).exercises
    assert exercise == CatalogueExercise(
        exercise_id="Side_Lateral_Raise",
        name="Side Lateral Raise",
        body_part="shoulders",
        target="side delts",
        secondary_muscles=("back", "glutes"),
        equipment="bodyweight",
        instructions="Stand.\nRaise.",
    )


def test_an_import_adds_then_changes_nothing_then_only_what_differs(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    other = ENTRY | {"exercise_id": "axle-press", "name": "Axle Press"}
    with psycopg.connect(database.owner_url) as owner:
        path.write_text(json.dumps([ENTRY, other]))
        assert import_file(owner, path) == ImportReport(added=2, changed=0, unchanged=0)
        assert import_file(owner, path) == ImportReport(added=0, changed=0, unchanged=2)
        path.write_text(json.dumps([ENTRY | {"tips": ["Roll it up the body."]}, other]))
        assert import_file(owner, path) == ImportReport(added=0, changed=1, unchanged=1)
        row = owner.execute(
            "select tips, secondary_muscles from public.exrcwiki where exercise_id = 'log-press'"
        ).fetchone()
    assert row == (["Roll it up the body."], ["triceps"])


def test_an_import_leaves_out_bad_entries_and_reports_them(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([ENTRY, 7]))
    with psycopg.connect(database.owner_url) as owner:
        report = import_file(owner, path)
    assert report.added == 1
    assert [problem.entry for problem in report.problems] == [2]


def test_the_starter_catalogue_comes_in_whole_and_only_once(
    database: Database, catalogue: tuple[CatalogueExercise, ...]
) -> None:
    with psycopg.connect(database.owner_url) as owner:
        assert import_starter(owner).added == len(catalogue)
        again = import_starter(owner)
        (count,) = owner.execute("select count(*) from public.exrcwiki").fetchone() or (0,)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(catalogue))
    assert count == len(catalogue)


def test_an_import_takes_what_the_database_cannot_hold_out_of_every_text(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "mine.json"
    bad = ENTRY | {"name": "Log\0 Press", "instructions": "Up\0!", "tips": ["Half \ud83d"]}
    path.write_text(json.dumps([bad]))
    with psycopg.connect(database.owner_url) as owner:
        assert import_file(owner, path).added == 1
        row = owner.execute("select name, instructions, tips from public.exrcwiki").fetchone()
    assert row == ("Log Press", "Up!", ["Half \ufffd"])
    path.write_text(json.dumps([ENTRY | {"name": "x" * 201}]))
    assert read_catalogue(path).problems[0].reason == "name: longer than 200 characters"
