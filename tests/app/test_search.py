"""The catalogue, searched as lifters type."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from time import thread_time

import pytest

from tui.training.records import CatalogueExercise
from tui.workout.search import Finder

FRAME_SECONDS = 1 / 60
FOLDER = Path(__file__).parents[2] / "sql" / "catalogue"


def starter() -> list[CatalogueExercise]:
    """The starter catalogue."""
    rows = [row for file in sorted(FOLDER.glob("*.json")) for row in json.loads(file.read_text())]
    return [
        CatalogueExercise(
            exercise_id=row["exercise_id"],
            name=row["name"],
            body_part=row["body_part"],
            target=row["target"],
            equipment=row.get("equipment", ""),
            aliases=tuple(row.get("aliases", ())),
        )
        for row in rows
    ]


@pytest.fixture(scope="module")
def finder() -> Finder:
    """The starter catalogue, ready to be searched."""
    return Finder(starter())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("bench pre", "Bench Press (Barbell)"),
        ("bench dumb", "Bench Press (Dumbbell)"),
        ("rdl", "Romanian Deadlift (Barbell)"),
        ("ohp", "Overhead Press (Barbell)"),
        ("sqaut", "Back Squat (Barbell)"),
        ("bnech press", "Bench Press (Barbell)"),
        ("dumbell fly", "Fly (Dumbbell)"),
        ("deadlfit", "Deadlift (Barbell)"),
        ("lat pul", "Lat Pulldown"),
        ("plank", "Plank"),
        ("side plank", "Side Plank"),
    ],
)
def test_names_aliases_and_typing_errors_are_found(finder: Finder, typed: str, first: str) -> None:
    assert finder.found(typed, 10)[0].name == first


def test_the_same_muscle_comes_first(finder: Finder) -> None:
    assert {one.target for one in finder.found("", 10, muscle="chest")} == {"chest"}
    press = [one.target for one in finder.found("press", 40, muscle="pectorals")]
    assert press == sorted(press, key=lambda target: target != "chest")


def test_another_muscle_is_still_found_by_its_name(finder: Finder) -> None:
    assert finder.found("deadlift", 10, muscle="chest")[0].name == "Deadlift (Barbell)"


def test_what_is_called_as_typed_comes_before_the_same_muscle(finder: Finder) -> None:
    found = [one.name for one in finder.found("plank", 10, muscle="adductors")]
    assert found[:2] == ["Plank", "Copenhagen Plank"]


def test_a_word_that_begins_as_typed_comes_before_the_same_muscle_that_holds_it(
    finder: Finder,
) -> None:
    """`lat` in place of a bench press: "Flat Bench Press" only holds it."""
    found = [one.name for one in finder.found("lat", 40, muscle="chest")]
    assert found[0].startswith("Lat")
    assert found.index("Lat Pulldown") < found.index("Bench Press (Barbell)")


def test_nothing_is_made_up(finder: Finder) -> None:
    assert finder.found("zzzz", 10) == ()
    assert finder.found("bench zzzz", 10) == ()


def test_an_exercise_is_known_by_any_of_its_names(finder: Finder) -> None:
    found = finder.named("military PRESS")
    assert found is not None
    assert found.name == "Overhead Press (Barbell)"
    assert finder.named("no such thing") is None


def test_a_thousand_exercises_are_searched_within_a_frame() -> None:
    thousand = [
        CatalogueExercise(
            exercise_id=f"{one.exercise_id}-{copy}",
            name=f"{one.name} {copy}",
            body_part=one.body_part,
            target=one.target,
            equipment=one.equipment,
            aliases=one.aliases,
        )
        for copy in range(5)
        for one in starter()
    ][:1000]
    finder = Finder(thousand)
    assert len(thousand) == 1000
    took = []
    for typed in ("", "b", "be", "ben", "bench p", "incline dum", "sqaut", "press chest") * 3:
        begun = thread_time()
        finder.found(typed, 10, muscle="chest")
        took.append(thread_time() - begun)
    assert median(took) < FRAME_SECONDS
