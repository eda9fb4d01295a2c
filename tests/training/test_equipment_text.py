"""Plates and steps in one line: what is read is what is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.training.equipment_text import (
    EquipmentError,
    format_plates,
    format_steps,
    parse_plates,
    parse_steps,
)
from tui.training.gym import DEFAULT_GYM
from tui.training.loading import KG_PLATES, Plate, Steps


def test_plates_come_heaviest_first_with_their_pairs() -> None:
    assert parse_plates("1,25x1 20 x 2  10") == (Plate(20, 2), Plate(10), Plate(1.25, 1))


def test_the_usual_plates_come_back_as_they_were() -> None:
    assert parse_plates(format_plates(KG_PLATES)) == KG_PLATES


@pytest.mark.parametrize("text", ["", "heavy", "20 20", "20x", "-20", "0 10", "20y2", "1.2.3"])
def test_what_is_no_plates_is_refused(text: str) -> None:
    with pytest.raises(EquipmentError):
        parse_plates(text)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_plates(text: str) -> None:
    try:
        plates = parse_plates(text)
    except EquipmentError:
        return
    assert parse_plates(format_plates(plates)) == plates


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("2.5", Steps(2.5, 2.5)),
        ("2 from 4 to 40", Steps(2, 4, 40)),
        ("5 to 100", Steps(5, 5, 100)),
        ("2,5 FROM 5", Steps(2.5, 5)),
    ],
)
def test_steps_are_read_and_printed(text: str, steps: Steps) -> None:
    assert parse_steps(text, DEFAULT_GYM.dumbbells, "kg") == steps
    assert parse_steps(format_steps(steps), DEFAULT_GYM.dumbbells, "kg") == steps


def test_added_weight_goes_below_nothing_for_assistance() -> None:
    steps = parse_steps("1.25", DEFAULT_GYM.added, "kg")
    assert steps.nearest(-18.9) == -18.75
    assert format_steps(steps) == "1.25"


@pytest.mark.parametrize("text", ["", "none", "0", "2 to 1", "2 from 10 to 4", "2 until 40"])
def test_what_is_no_steps_is_refused(text: str) -> None:
    with pytest.raises(EquipmentError):
        parse_steps(text, DEFAULT_GYM.dumbbells, "kg")
