"""How an exercise went before, also where it was done under another name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.logbook.conftest import BENCH, TODAY
from tests.support.pages import MONDAY, exercise, ident, page, performed, session, week
from tui.logbook import Logbook
from tui.sync.protocol import PulledCatalogue

CATALOGUE = PulledCatalogue(
    digest="one",
    exercises=(
        {
            "exercise_id": "bench",
            "name": "Bench Press (Barbell)",
            "body_part": "chest",
            "target": "chest",
            "aliases": ["Flat Bench", "Bench Press"],
        },
    ),
)


@pytest.fixture
def cataloged(trained: Logbook) -> Logbook:
    """Last week's bench press, and a catalogue that knows it by three names."""
    trained.base.replace_catalogue(CATALOGUE)
    return trained


@pytest.mark.parametrize(
    ("name", "exercise_id"),
    [
        ("Bench Press", None),
        ("bench press", None),
        ("Flat Bench", None),
        ("Bench Press (Barbell)", None),
        ("Whatever the coach calls it", "bench"),
        ("Bench Press", "another catalogue's id"),
    ],
)
def test_it_is_the_same_exercise_under_every_name_that_the_catalogue_knows(
    cataloged: Logbook, name: str, exercise_id: str | None
) -> None:
    asked = replace(cataloged.workouts.exercise(BENCH), exercise_name=name, exercise_id=exercise_id)
    [before] = cataloged.workouts.last_times(asked, TODAY)
    assert [one.reps_done for one in before.sets] == [8, 8, 8]
    assert before.note == "elbows in"


def test_another_exercise_has_no_part_in_it(cataloged: Logbook) -> None:
    asked = replace(cataloged.workouts.exercise(BENCH), exercise_name="Floor Press")
    assert cataloged.workouts.last_times(asked, TODAY) == ()


def test_what_was_logged_under_an_id_is_found_by_an_alias(logbook: Logbook) -> None:
    done = [performed(1, 1, 1, 80.0, 8)]
    last = session(1, 1, MONDAY, [exercise(1, 1, "Drücken", done, exercise_id="bench")])
    today = session(2, 2, TODAY, [exercise(2, 2, "Flat bench", [])])
    logbook.base.apply(page([week(1, 1, [last]), week(2, 2, [today], starts=TODAY)], revision=2))
    logbook.base.replace_catalogue(CATALOGUE)
    asked = logbook.workouts.exercise(ident("e", 2))
    assert len(logbook.workouts.last_times(asked, TODAY)) == 1


@pytest.mark.parametrize(("before", "now"), [("Überzüge", "Überzüge"), ("ÉLÉVATION", "ÉlÉvation")])
def test_a_name_in_letters_beyond_ascii_is_found_again(
    logbook: Logbook, before: str, now: str
) -> None:
    last = session(1, 1, MONDAY, [exercise(1, 1, before, [performed(1, 1, 1, 80.0, 8)])])
    today = session(2, 2, TODAY, [exercise(2, 2, now, [])])
    logbook.base.apply(page([week(1, 1, [last]), week(2, 2, [today], starts=TODAY)], revision=2))
    asked = logbook.workouts.exercise(ident("e", 2))
    assert len(logbook.workouts.last_times(asked, TODAY)) == 1
    found = logbook.workouts.session(ident("s", 2))
    assert found is not None
    assert len(logbook.workouts.distinct_sets_before(asked, found)) == 1
