"""What is asked before a line is logged, by what the exercise has seen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.builders import BENCH, PULL_UP, sets
from tui.training.entry import Entry, EntryError, parse_entry
from tui.training.gym import POUND_GYM
from tui.training.likelihood import Doubt, Known, understand

AT_80 = Known(exercise=BENCH, basis=Entry(82.5, 8, 8), sets=sets((80, 8), (82.5, 7)))
AT_60 = Known(exercise=BENCH, basis=Entry(60, 8), sets=sets((60, 8), (60, 7)))
NEVER_DONE = Known(exercise=BENCH)
RAISES = replace(BENCH, exercise_name="Lateral Raise", equipment="dumbbell")
LIGHT = Known(exercise=RAISES, basis=Entry(6, 12), sets=sets((6, 12), (7.5, 10)))
LIGHT_FIRST = Known(exercise=RAISES)
PULL_UPS = Known(exercise=PULL_UP, basis=Entry(0, 8), sets=sets((0, 8), (0, 7)))
WEIGHTED = Known(exercise=PULL_UP, basis=Entry(10, 8), sets=sets((10, 8), (12.5, 7)))
IN_POUNDS = Known(
    exercise=BENCH, gym=POUND_GYM, basis=Entry(81.647, 5), sets=sets((81.647, 5), (83.915, 5))
)


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (AT_80, "82.5x8"),
        (AT_80, "40x5"),
        (AT_80, "100x3"),
        (AT_80, "180lb x 5"),
        (AT_80, "3x82.5x8"),
        (AT_80, "3 sets of 8"),
        (AT_80, "+2.5"),
        (AT_80, "3 sets of 5 at 80"),
        (AT_80, "3x5 at 82.5"),
        (AT_80, "5 at 80"),
        (AT_80, "5 reps at 80 kg"),
        (AT_80, "80x5 at 8"),
        (AT_80, "3 sets of 5 at 8"),
        (NEVER_DONE, "3x5 at 60"),
        (NEVER_DONE, "60x8"),
        (NEVER_DONE, "3x60x8"),
        (LIGHT, "8x12"),
        (LIGHT, "3x6x12"),
        (LIGHT_FIRST, "20x15"),
        (PULL_UPS, "12"),
        (PULL_UPS, "bw+10x8"),
        (PULL_UPS, "bw-20x8"),
        (PULL_UPS, "+10"),
        (PULL_UPS, "3xbw+10x9"),
        (WEIGHTED, "10x8"),
        (IN_POUNDS, "80kg x 5"),
        (IN_POUNDS, "225x3"),
    ],
)
def test_what_is_likely_is_taken_as_written(known: Known, line: str) -> None:
    assert understand(line, known) == known.parse(line)


@pytest.mark.parametrize(
    ("known", "line", "offer", "other"),
    [
        (AT_80, "825x8", Entry(82.5, 8), None),
        (AT_80, "3x5 at 825", Entry(82.5, 5, None, 3), None),
        (AT_80, "80 at 8", Entry(80, 8), None),
        (AT_80, "5 at 8", Entry(80, 5), None),
        (LIGHT, "3x12 at 8", Entry(3, 12, 8), Entry(8, 12, None, 3)),
        (LIGHT, "3 sets of 12 at 8", Entry(6, 12, 8, 3), Entry(8, 12, None, 3)),
        (LIGHT, "12 at 8", Entry(8, 12), Entry(12, 8)),
        (PULL_UPS, "12 at 8", Entry(0, 12, 8), Entry(8, 12)),
        (PULL_UPS, "12 at 20", Entry(20, 12), Entry(12, 20)),
        (AT_80, "8.25x8@8", Entry(82.5, 8, 8), None),
        (AT_80, "10x8", Entry(100, 8), Entry(82.5, 8, None, 10)),
        (AT_80, "82.5lb x8", Entry(82.5, 8), None),
        (AT_80, "225x5", Entry(102.058, 5), None),
        (AT_80, "20x10", Entry(20, 10), None),
        (AT_80, "8x80", Entry(80, 8), None),
        (AT_80, "80x88", Entry(80, 8), None),
        (AT_80, "+250", Entry(85, 8), None),
        (AT_60, "3x8x60", Entry(60, 8, None, 3), None),
        (AT_60, "20x8x3", Entry(20, 8, None, 3), Entry(20, 3, None, 8)),
        (AT_60, "3x8@9", Entry(60, 8, 9, 3), None),
        (AT_60, "5x5x100", Entry(100, 5, None, 5), None),
        (NEVER_DONE, "3x8x60", Entry(60, 8, None, 3), None),
        (NEVER_DONE, "500x5", Entry(500, 5), None),
        (LIGHT, "3x8", Entry(6, 8, None, 3), None),
        (LIGHT, "3x5x8", Entry(5, 8, None, 3), Entry(8, 5, None, 3)),
        (LIGHT, "60x12", Entry(6, 12), None),
        (LIGHT_FIRST, "3x8", Entry(3, 8), None),
        (LIGHT_FIRST, "3x12x8", Entry(12, 8, None, 3), Entry(8, 12, None, 3)),
        (PULL_UPS, "3x8", Entry(0, 8, None, 3), Entry(0, 3, None, 8)),
        (PULL_UPS, "bw+100x5", Entry(10, 5), Entry(1, 5)),
        (IN_POUNDS, "80x5", Entry(80, 5), None),
        (IN_POUNDS, "180kg x 5", Entry(81.647, 5), None),
    ],
)
def test_what_is_not_is_asked_with_the_likely_reading(
    known: Known, line: str, offer: Entry, other: Entry | None
) -> None:
    doubt = understand(line, known)
    assert isinstance(doubt, Doubt)
    assert (doubt.offer, doubt.written) == (offer, known.parse(line))
    assert doubt.other == other
    assert known.words(offer) in doubt.question(known) or offer == doubt.written


@pytest.mark.parametrize("line", ["bw+10x8", "bw x 12", "0x8", "BW x 12"])
def test_bodyweight_on_a_barbell_is_never_one_enter_away(line: str) -> None:
    doubt = understand(line, AT_80)
    assert isinstance(doubt, Doubt)
    assert doubt.offer is None
    assert doubt.question(AT_80) == "Bench Press (Barbell) is no bodyweight exercise."


@pytest.mark.parametrize(
    ("line", "offer"),
    [
        ("82.5x8x3", Entry(82.5, 8, None, 3)),
        ("60x5x5@8", Entry(60, 5, 8, 5)),
        ("8x82.5", Entry(82.5, 8)),
    ],
)
def test_an_order_that_says_nothing_is_asked_with_one_that_does(line: str, offer: Entry) -> None:
    with pytest.raises(EntryError):
        parse_entry(line)
    doubt = understand(line, AT_80)
    assert isinstance(doubt, Doubt)
    assert (doubt.offer, doubt.written) == (offer, None)


@pytest.mark.parametrize("line", ["825x8!", "bw+10x8 !", "3x8!", "8.25x8@8!"])
def test_whoever_insists_is_not_asked(line: str) -> None:
    assert understand(line, AT_80) == parse_entry(line[:-1])


def test_the_question_names_what_was_seen_and_what_is_meant() -> None:
    doubt = understand("825x8", AT_80)
    assert isinstance(doubt, Doubt)
    assert doubt.question(AT_80) == "825 kg? So far it was 80 to 82.5. You mean 82.5 × 8?"


def test_a_set_that_is_amended_is_no_evidence_for_itself() -> None:
    known = replace(AT_80, basis=Entry(825, 8))
    assert understand("82.5x8", known) == Entry(82.5, 8)
    assert isinstance(understand("x7", replace(AT_80, basis=Entry(825, 8))), Entry)
