"""One-rep maximum: the formulas and the RPE table, number by number."""

from __future__ import annotations

import pytest

from tui.training.strength import (
    Formula,
    effective_reps,
    estimate_one_rep_max,
    percent_of_max,
    why_no_estimate,
)

FORMULAS: tuple[Formula, ...] = (
    "epley", "brzycki", "wathan", "lombardi", "mayhew", "oconner", "lander",
)  # fmt: skip

ROW_10 = [100, 95.5, 92.2, 89.2, 86.3, 83.7, 81.1, 78.6, 76.2, 73.9, 70.7, 68.0, 65.3, 62.6, 59.9]
ROW_9_5 = [97.8, 93.9, 90.7, 87.8, 85.0, 82.4, 79.9, 77.4, 75.1, 72.3, 69.4, 66.7, 64.0, 61.3, 58.6]


@pytest.mark.parametrize(
    ("formula", "reps", "expected"),
    [
        ("epley", 5, 116.7),
        ("brzycki", 5, 112.5),
        ("wathan", 5, 116.6),
        ("lombardi", 5, 117.5),
        ("mayhew", 5, 119.0),
        ("oconner", 5, 112.5),
        ("lander", 5, 113.7),
        ("epley", 10, 133.3),
        ("brzycki", 10, 133.3),
        ("wathan", 10, 134.7),
        ("lombardi", 10, 125.9),
        ("mayhew", 10, 130.9),
        ("oconner", 10, 125.0),
        ("lander", 10, 134.1),
    ],
)
def test_a_formula_gives_its_published_number_for_100_kg(
    formula: Formula, reps: int, expected: float
) -> None:
    estimate = estimate_one_rep_max(100, reps, formula=formula)
    assert estimate is not None
    assert round(estimate, 1) == expected


@pytest.mark.parametrize("formula", FORMULAS)
def test_one_rep_is_its_own_maximum(formula: Formula) -> None:
    assert estimate_one_rep_max(100, 1, formula=formula) == 100


@pytest.mark.parametrize(("reps", "percent"), list(enumerate(ROW_10, 1)))
def test_row_10_of_the_table(reps: int, percent: float) -> None:
    assert percent_of_max(reps, 10) == percent


@pytest.mark.parametrize(("reps", "percent"), list(enumerate(ROW_9_5, 1)))
def test_row_9_5_of_the_table(reps: int, percent: float) -> None:
    assert percent_of_max(reps, 9.5) == percent


@pytest.mark.parametrize("shift", [1, 2, 3, 4])
def test_every_other_row_is_a_shift(shift: int) -> None:
    for reps in range(1, 12):
        assert percent_of_max(reps, 10 - shift) == ROW_10[reps - 1 + shift]
    for reps in range(1, 12 if shift < 4 else 1):
        assert percent_of_max(reps, 9.5 - shift) == ROW_9_5[reps - 1 + shift]


@pytest.mark.parametrize(("reps", "rpe"), [(0, 10), (16, 10), (12, 6), (5, 5.5), (5, 10.5)])
def test_the_table_ends(reps: int, rpe: float) -> None:
    assert percent_of_max(reps, rpe) is None


def test_with_an_rpe_the_table_is_used() -> None:
    estimate = estimate_one_rep_max(100, 5, 10)
    assert estimate is not None
    assert round(estimate, 1) == 115.9
    assert estimate_one_rep_max(100, 5, 8) == pytest.approx(100 / 0.811)


def test_without_an_rpe_epley_is_used() -> None:
    assert estimate_one_rep_max(100, 5) == pytest.approx(116.667, abs=0.001)


def test_a_named_formula_takes_the_reps_as_done() -> None:
    assert estimate_one_rep_max(100, 5, 8, "brzycki") == pytest.approx(112.5)


@pytest.mark.parametrize(
    ("weight", "reps", "rpe", "says"),
    [
        (60, 13, None, "above 12 reps: 13 done"),
        (60, 10, 7, "10 done and 3 in reserve"),
        (0, 8, None, "bodyweight"),
        (-20, 8, 8, "bodyweight"),
        (60, 0, None, "without a rep"),
    ],
)
def test_no_estimate_comes_with_the_reason(
    weight: float, reps: int, rpe: int | None, says: str
) -> None:
    assert estimate_one_rep_max(weight, reps, rpe) is None
    assert says in str(why_no_estimate(weight, reps, rpe))


def test_twelve_effective_reps_still_give_an_estimate() -> None:
    assert effective_reps(10, 8) == 12
    assert estimate_one_rep_max(68, 10, 8) == pytest.approx(100)
    assert why_no_estimate(68, 10, 8) is None
