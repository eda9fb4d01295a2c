"""What an exercise is loaded with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.builders import BENCH, PULL_UP, last, sets
from tui.training.entry import Entry
from tui.training.equipment import is_assisted, is_bodyweight, kind_of
from tui.training.gym import DEFAULT_GYM
from tui.training.likelihood import Doubt, Known, understand
from tui.training.loading import Barbell
from tui.training.personal_records import bests_of
from tui.training.progression import next_target

ASSISTED = replace(PULL_UP, exercise_name="Assisted Pull-Up", equipment="machine")


@pytest.mark.parametrize(
    ("equipment", "name", "kind"),
    [
        ("barbell", "Bench Press", "barbell"),
        ("smith machine", "Squat", "barbell"),
        ("EZ-bar", "Curl", "barbell"),
        ("trap bar", "Deadlift", "barbell"),
        ("landmine", "Row", "barbell"),
        ("dumbbells", "Split Squat", "dumbbell"),
        ("DB", "Row", "dumbbell"),
        ("KB", "Swing", "kettlebell"),
        ("cable", "Fly", "machine"),
        ("resistance band", "Pull-Apart", "machine"),
        ("sled", "Push", "machine"),
        ("dip machine", "Dips", "machine"),
        ("BB", "Row", "barbell"),
        ("bar", "Back Squat", "barbell"),
        ("lat pulldown bar", "Pulldown", "machine"),
        ("bar", "Muscle-Up", "bodyweight"),
        ("bar", "Pull-Up", "bodyweight"),
        ("monkey bars", "Hang", "bodyweight"),
        ("floor", "Bird Dog", "bodyweight"),
        ("wall", "Wall Sit", "bodyweight"),
        ("Pull up bar", "Pull-Up", "bodyweight"),
        ("pull-up bar", "Hanging Leg Raise", "bodyweight"),
        ("Parallel bars", "Dip", "bodyweight"),
        ("Dips", "", "bodyweight"),
        ("dip station", "Knee Raise", "bodyweight"),
        ("TRX", "Row", "bodyweight"),
        ("suspension trainer", "Row", "bodyweight"),
        ("gymnastic rings", "Row", "bodyweight"),
        ("assisted pull-up machine", "Pull-Up", "bodyweight"),
        ("machine", "Assisted Dip", "bodyweight"),
        ("bands", "Band Assisted Pull-Up", "bodyweight"),
        ("", "", "bodyweight"),
        ("none", "Lunge", "bodyweight"),
        ("None", "Bench Press", "bodyweight"),
        ("n/a", "Push-Up", "bodyweight"),
        ("", "Plank", "bodyweight"),
        ("", "Bench Press", "barbell"),
        ("", "Dumbbell Curl", "dumbbell"),
        ("", "Leg Press", "machine"),
        ("other", "Parallel Bar Dip", "bodyweight"),
        ("other", "Trap Bar Deadlift", "barbell"),
        ("bench", "Bench Dips", "bodyweight"),
        ("weight plate", "Front Raise", "machine"),
        ("plate", "Weighted Plank", "machine"),
        ("medicine ball", "Sit-Up", "machine"),
    ],
)
def test_words_tell_what_is_loaded(equipment: str, name: str, kind: str) -> None:
    assert kind_of(equipment, name) == kind


@pytest.mark.parametrize(
    ("catalogue", "equipment", "kind"),
    [
        ("bodyweight", "machine", "bodyweight"),
        ("barbell", "", "barbell"),
        ("dumbbell", "barbell", "dumbbell"),
        ("other", "cable", "machine"),
        ("", "kettlebell", "kettlebell"),
    ],
)
def test_the_catalogue_comes_before_words(catalogue: str, equipment: str, kind: str) -> None:
    assert kind_of(equipment, "Row", catalogue) == kind


@pytest.mark.parametrize(
    ("equipment", "name", "bar"),
    [
        ("barbell", "Barbell Shrug (Traps)", 20),
        ("barbell", "Trap Raise", 20),
        ("trap bar", "Deadlift", 25),
        ("barbell", "Trap-Bar Deadlift", 25),
        ("hex bar", "Carry", 25),
        ("ez bar", "Curl", 10),
        ("barbell", "EZ Curl", 10),
    ],
)
def test_a_bar_is_known_by_its_name(equipment: str, name: str, bar: float) -> None:
    loading = DEFAULT_GYM.loading(replace(BENCH, equipment=equipment, exercise_name=name))
    assert isinstance(loading, Barbell)
    assert loading.bar == bar


# -- assisted work: what is taken off counts below nothing, and less of it is progress


def test_less_help_is_progress() -> None:
    done = last((-20, 10), (-20, 10), (-20, 10), planned_reps="6-10")
    target = next_target(replace(ASSISTED, sets=3, reps="6-10"), [done])
    assert target.weight_kg == -17.5
    [record, *_] = bests_of(done.sets, bodyweight=True).broken_by(sets((-17.5, 8))[0])
    assert record.words(bodyweight=True) == "least help ever: bw-17.5"


@pytest.mark.parametrize("name", ["Assisted Pull-Up", "Machine-Assisted Dip", "Dip (assisted)"])
def test_assisted_work_is_bodyweight(name: str) -> None:
    exercise = replace(BENCH, exercise_name=name, equipment="machine")
    assert is_assisted(exercise)
    assert is_bodyweight(exercise)


def test_a_bare_number_on_assisted_work_is_asked_about() -> None:
    doubt = understand("20x8", Known(exercise=ASSISTED))
    assert isinstance(doubt, Doubt)
    assert doubt.offer is not None
    assert doubt.offer.weight_kg == -20
    assert understand("bw-20x8", Known(exercise=ASSISTED)) == doubt.offer


def test_weight_on_what_is_called_weighted_needs_no_question() -> None:
    dip = replace(PULL_UP, exercise_name="Weighted Dip")
    assert understand("20x8", Known(exercise=dip)) == Entry(20, 8)
    assert isinstance(understand("20x8", Known(exercise=PULL_UP)), Doubt)
