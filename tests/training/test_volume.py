"""Weekly sets per muscle, their landmarks, and tonnage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.builders import BENCH, PULL_UP, sets
from tui.training.volume import (
    LANDMARKS,
    Landmarks,
    MuscleVolume,
    Tonnage,
    direct_muscle,
    muscle_name,
    muscle_of,
    tonnage,
    volume_per_muscle,
)


@pytest.mark.parametrize(
    ("muscle", "numbers"),
    [
        ("chest", (4, 8, 12, 20, 22)),
        ("back", (6, 10, 14, 22, 25)),
        ("side delts", (6, 8, 16, 22, 26)),
        ("rear delts", (0, 6, 8, 18, 24)),
        ("front delts", (0, 0, 6, 8, 12)),
        ("biceps", (4, 8, 14, 20, 24)),
        ("triceps", (4, 6, 10, 14, 18)),
        ("quads", (6, 8, 12, 18, 20)),
        ("hamstrings", (4, 6, 10, 16, 20)),
        ("glutes", (0, 2, 8, 16, 18)),
        ("calves", (6, 8, 12, 16, 20)),
        ("abs", (0, 0, 16, 20, 25)),
        ("traps", (0, 4, 8, 16, 20)),
    ],
)
def test_the_landmarks_of_a_muscle(
    muscle: str, numbers: tuple[float, float, float, float, float]
) -> None:
    assert LANDMARKS[muscle] == Landmarks(*numbers)


def test_a_direct_set_is_one_and_a_secondary_one_a_half() -> None:
    bench = replace(BENCH, performed=sets((80, 8), (80, 8), (80, 7)))
    volume = {one.muscle: one.sets for one in volume_per_muscle([bench])}
    assert volume == {"chest": 3, "triceps": 1.5, "front delts": 1.5}


def test_sets_of_several_exercises_add_up() -> None:
    curl = replace(BENCH, muscle_group="biceps", secondary_muscles=(), performed=sets((15, 10)))
    pull_up = replace(PULL_UP, performed=sets((0, 8), (0, 8)))
    first = {one.muscle: (one.sets, one.direct) for one in volume_per_muscle([curl, pull_up])}
    assert first == {"back": (2, 2), "biceps": (2, 1)}


def test_only_hard_sets_count() -> None:
    easy = replace(sets((60, 8))[0], rpe=5)
    bench = replace(BENCH, performed=(easy, *sets((80, 8, 6), (80, 0, 10), (80, 8))))
    assert volume_per_muscle([bench])[0].sets == 2


def test_the_target_is_more_exact_than_the_group() -> None:
    press = replace(
        BENCH,
        muscle_group="shoulders",
        target="front delts",
        secondary_muscles=(),
        performed=sets((40, 8)),
    )
    assert volume_per_muscle([press])[0].muscle == "front delts"


@pytest.mark.parametrize(
    ("text", "muscle"),
    [("Pectorals", "chest"), ("lats", "back"), ("Rear-Delts", "rear delts"), ("quads", "quads"),
     ("abdominals", "abs"), ("neck", "neck"), ("", "")],
)  # fmt: skip
def test_a_muscle_has_one_name(text: str, muscle: str) -> None:
    assert muscle_name(text) == muscle


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (2, "too little, 4 keep what is there"),
        (5, "keeps what is there, growth from 8"),
        (9, "enough to grow, best is 12–20"),
        (12, "in the best range, 12–20"),
        (21, "above the best range, 12–20"),
        (22.5, "more than the 22 to recover from"),
    ],
)
def test_words_say_where_the_sets_stand(count: float, words: str) -> None:
    assert MuscleVolume("chest", count, 0, LANDMARKS["chest"]).words() == words


def test_tonnage_leaves_bodyweight_out_and_counts_what_it_leaves() -> None:
    bench = replace(BENCH, performed=sets((80, 8), (82.5, 6)))
    pull_up = replace(PULL_UP, performed=sets((0, 8), (10, 6)))
    assert tonnage([bench, pull_up]) == Tonnage(80 * 8 + 82.5 * 6, 2)


@pytest.mark.parametrize(
    ("name", "word", "muscle"),
    [
        ("Overhead Press", "shoulders", "front delts"),
        ("OHP", "delts", "front delts"),
        ("Machine Shoulder Press", "Shoulders", "front delts"),
        ("Arnold Press", "delts", "front delts"),
        ("Front Raise", "deltoids", "front delts"),
        ("Bench Press", "shoulders", "front delts"),
        ("Dips", "shoulders", "front delts"),
        ("Lateral Raise", "shoulders", "side delts"),
        ("Cable Side Raise", "delts", "side delts"),
        ("Upright Row", "shoulders", "side delts"),
        ("Reverse Fly", "shoulders", "rear delts"),
        ("Face Pull", "shoulders", "rear delts"),
        ("Rear Delt Row", "delts", "rear delts"),
        ("Barbell Row", "shoulders", "rear delts"),
        ("Shoulder Circles", "shoulders", "side delts"),
        ("Overhead Press", "triceps", "triceps"),
    ],
)
def test_the_name_of_a_lift_tells_the_head_of_the_shoulder(
    name: str, word: str, muscle: str
) -> None:
    assert muscle_of(word, name) == muscle


def test_the_catalogue_says_the_muscle_before_the_plan() -> None:
    row = replace(BENCH, muscle_group="push", target="power", catalogue_target="chest")
    assert direct_muscle(row) == "chest"
    assert direct_muscle(replace(row, catalogue_target="", target="chest")) == "chest"
    assert direct_muscle(replace(row, catalogue_target="", muscle_group="Pectorals")) == "chest"
