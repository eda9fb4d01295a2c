"""Seconds and metres are no reps: what is read, aimed at, added up and said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.builders import BENCH, PULL_UP, TODAY, last, session, sets
from tui.training.entry import Entry, EntryError
from tui.training.likelihood import Known, understand
from tui.training.personal_records import bests_of
from tui.training.progression import next_target
from tui.training.records import Exercise
from tui.training.reps_text import counts_reps, parse_planned_reps, reps_of
from tui.training.review import format_tonnage, session_summary
from tui.training.sheet import session_sheet
from tui.training.signals import signals
from tui.training.volume import tonnage

PLANK = replace(PULL_UP, exercise_name="Plank", sets=3, reps="30-60 s", rir=None)
CARRY = replace(
    BENCH, exercise_name="Farmer's Carry", equipment="dumbbell", sets=3, reps="40 m", rir=None
)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "label"),
    [
        ("30s", 30, 30, "s", "30 s"),
        ("20-30 s", 20, 30, "s", "20–30 s"),
        ("20s-30s", 20, 30, "s", "20–30 s"),
        ("3 x 30 s", 30, 30, "s", "30 s"),
        ("3x20-30s", 20, 30, "s", "20–30 s"),
        ("3 × 40 m", 40, 40, "m", "40 m"),
        ("3x8-10", 8, 10, "", "8–10"),
        ("30 sec hold", 30, 30, "s", "30 s"),
        ("hold for 45 seconds", 45, 45, "s", "45 s"),
        ("30s+", 30, None, "s", "30+ s"),
        ('45"', 45, 45, "s", "45 s"),
        ("1 min", 60, 60, "s", "60 s"),
        ("1:30", 90, 90, "s", "90 s"),
        ("1 min 30 s", 90, 90, "s", "90 s"),
        ("2m30s", 150, 150, "s", "150 s"),
        ("30 s each side", 30, 30, "s", "30 s"),
        ("40 m", 40, 40, "m", "40 m"),
        ("40m", 40, 40, "m", "40 m"),
        ("20-40 metres", 20, 40, "m", "20–40 m"),
        ("1 km", 1000, 1000, "m", "1000 m"),
        ("40 yards", 40, 40, "yd", "40 yd"),
        ("100 ft", 100, 100, "ft", "100 ft"),
        ("40 m walk", 40, 40, "m", "40 m"),
        ("12 reps", 12, 12, "", "12"),
        ("6-8", 6, 8, "", "6–8"),
    ],
)
def test_a_plan_in_seconds_or_metres(
    text: str, low: int, high: int | None, unit: str, label: str
) -> None:
    reps = parse_planned_reps(text)
    assert (reps.low, reps.high, reps.unit, reps.label) == (low, high, unit, label)


@pytest.mark.parametrize(
    ("name", "text", "unit", "reps"),
    [
        ("Plank", "60", "s", False),
        ("Side Plank (Left)", "45", "s", False),
        ("Wall Sit", "45-60", "s", False),
        ("Dead Hang", "AMRAP", "s", False),
        ("Hollow Hold", "30", "s", False),
        ("Plank", "3 reps", "", True),
        ("Push-Up to Plank", "10", "", True),
        ("Hang Clean", "5", "", True),
        ("Farmer's Walk", "40", "", False),
        ("Sled Push", "20", "", False),
        ("Sled Row", "12", "", True),
        ("Walking Lunge", "20", "", True),
        ("Bench Press", "6-8", "", True),
    ],
)
def test_a_name_may_say_that_no_reps_are_counted(
    name: str, text: str, unit: str, reps: bool
) -> None:
    assert reps_of(name, text).unit == unit
    assert counts_reps(name, text) is reps


@pytest.mark.parametrize(
    ("exercise", "done", "weight_kg", "aim", "words"),
    [
        (PLANK, [(0, 40), (0, 35), (0, 30)], 0, (45, 40, 35), "5 s more"),
        (PLANK, [(0, 60), (0, 60), (0, 60)], 0, (65, 65, 65), "5 s more"),
        (replace(PLANK, equipment="mat"), [(5, 30), (5, 30), (5, 30)], 5, (35, 35, 35), "30 s at"),
        (CARRY, [(25, 40), (25, 40), (25, 40)], 27.5, (40,), "reached 40 m at 25"),
        (CARRY, [(25, 40), (25, 30), (25, 30)], 25, (40, 40, 40), "all of 40 m"),
    ],
)
def test_targets_grow_by_five_seconds_or_by_load(
    exercise: Exercise,
    done: list[tuple[float, int]],
    weight_kg: float,
    aim: tuple[int, ...],
    words: str,
) -> None:
    target = next_target(exercise, [last(*done, planned_reps=exercise.reps)], today=TODAY)
    assert "rep" not in target.reason
    assert words in target.reason
    assert (target.weight_kg, target.aim) == (weight_kg, aim)


def test_neither_tonnage_nor_records_nor_e1rm_take_them_for_reps() -> None:
    carry = replace(CARRY, performed=sets((24, 60), (24, 40)))
    bench = replace(BENCH, id="b", performed=sets((80, 8)))
    plank = replace(PLANK, id="p", performed=sets((0, 60)))
    moved = tonnage([carry, bench, plank])
    assert moved.kg == 640
    words = format_tonnage(moved)
    assert words == "640 kg lifted, without 3 sets by time or distance"
    before = bests_of(sets((24, 40)), counts_reps=False)
    assert before.broken_by(sets((24, 60))[0]) == ()
    [record] = before.broken_by(sets((26, 20))[0])
    assert record.words() == "heaviest ever: 26"
    (sheet, _) = session_sheet(session(carry, bench), {}).exercises
    assert {row.one_rep_max for row in sheet.rows} == {None}
    assert sheet.rows[0].no_estimate == "no e1RM: these are no reps"


def test_what_is_short_is_said_in_seconds_and_metres() -> None:
    for exercise, performed, words in (
        (PLANK, sets((0, 25)), "5 s short of 30 s"),
        (CARRY, sets((24, 30)), "10 m short of 40 m"),
    ):
        trained = replace(exercise, performed=performed)
        (sheet,) = session_sheet(session(trained), {}).exercises
        said = signals(sheet, performed[0], bests=bests_of((), counts_reps=False), last_times=())
        assert [one.words for one in said] == [words]


def test_finishing_says_no_record_of_seconds() -> None:
    plank = replace(PLANK, performed=sets((0, 60)))
    summary = session_summary(
        session(plank), {plank.id: bests_of(sets((0, 40)), counts_reps=False)}
    )
    assert not summary.records


@pytest.mark.parametrize(
    ("exercise", "line", "entry"),
    [
        (PLANK, "60", Entry(0, 60)),
        (PLANK, "60s", Entry(0, 60)),
        (PLANK, "x60 sec", Entry(0, 60)),
        (PLANK, "1:00", Entry(0, 60)),
        (PLANK, "1 min 30 s @8", Entry(0, 90, 8)),
        (PLANK, "bw+5 x 45s", Entry(5, 45)),
        (CARRY, "25 x 40m", Entry(25, 40)),
        (CARRY, "40 m", Entry(25, 40)),
        (CARRY, "27.5x20 metres @9", Entry(27.5, 20, 9)),
        (CARRY, "40 m at 27.5", Entry(27.5, 40)),
        (CARRY, "3x40m at 25 kg", Entry(25, 40, None, 3)),
    ],
)
def test_a_set_may_be_typed_with_the_plans_unit(
    exercise: Exercise, line: str, entry: Entry
) -> None:
    weight = 25 if exercise is CARRY else 0
    known = Known(exercise=exercise, basis=Entry(weight, 40), sets=sets((weight, 40)))
    assert understand(line, known) == entry
    assert known.parse(line) == entry


def test_the_first_time_of_a_hold_needs_no_weight() -> None:
    assert understand("60s", Known(exercise=PLANK)) == Entry(0, 60)


@pytest.mark.parametrize("line", ["80x8s", "60s", "80x40m", "80 x 1:00"])
def test_where_reps_are_counted_no_unit_is_taken(line: str) -> None:
    known = Known(exercise=BENCH, basis=Entry(80, 8), sets=sets((80, 8)))
    with pytest.raises(EntryError):
        understand(line, known)


@pytest.mark.parametrize(
    ("name", "text", "unit"),
    [
        ("Row", "500", "m"),
        ("Rowing Machine", "500", "m"),
        ("Rowing (Concept2)", "2000", "m"),
        ("Ski Erg", "250", "m"),
        ("Running", "400", "m"),
        ("Hill Sprints", "60-80", "m"),
        ("Row", "8-12", ""),
        ("Row", "500 reps", ""),
        ("Seated Row", "60", ""),
        ("Bent Over Barbell Row", "8", ""),
        ("Walking Lunge", "50", ""),
        ("Push-up", "100", ""),
    ],
)
def test_a_plain_number_of_a_distance_is_metres(name: str, text: str, unit: str) -> None:
    assert reps_of(name, text).unit == unit
    assert counts_reps(name, text) == (unit == "")


@pytest.mark.parametrize("text", ["10", "AMRAP", "easy"])
def test_what_a_machine_for_a_distance_counts_is_no_reps(text: str) -> None:
    assert not counts_reps("Rowing Machine", text)


@pytest.mark.parametrize(
    ("text", "reps"),
    [
        ("1 mile", False),
        ("1/2 mile", False),
        ("0.5 km", False),
        ("2 laps", False),
        ("15 cal", False),
        ("10 breaths", False),
        ("max hold", False),
        ("max time", False),
        ("30s on/30s off", False),
        ("60s AMRAP", True),
        ("max", True),
        ("5/3/1+", True),
        ("as heavy as you like", True),
    ],
)
def test_a_text_without_a_number_may_say_that_no_reps_are_counted(text: str, reps: bool) -> None:
    assert counts_reps("Squat", text) is reps
    assert counts_reps("Farmer's Carry", text) is False
