"""Plates, dumbbells, stacks and warm-up ramps."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.builders import BENCH
from tui.training.gym import DEFAULT_GYM
from tui.training.loading import (
    KG_PLATES,
    LB_PLATES,
    Barbell,
    Loading,
    Plate,
    Steps,
    WarmUpSet,
    warm_up_ramp,
)

KG = Barbell()
LB = Barbell(45, LB_PLATES, "lb")
HOME = Barbell(20, (Plate(20, 1), Plate(15, 2), Plate(10, 1), Plate(5, 1), Plate(1.25, 1)))
DUMBBELLS = Steps(2.5, 5, 30)
ADDED = Steps(2.5, -200)

inventories = st.lists(
    st.builds(Plate, st.sampled_from([25, 20, 15, 10, 7.5, 5, 2.5, 1.25]), st.integers(0, 3)),
    max_size=5,
    unique_by=lambda plate: plate.weight,
).map(lambda plates: Barbell(20, tuple(plates)))


@pytest.mark.parametrize(
    ("weight", "plates"),
    [
        (20, ()),
        (22.5, (1.25,)),
        (60, (20,)),
        (82.5, (25, 5, 1.25)),
        (100, (25, 15)),
        (140, (25, 25, 10)),
        (227.5, (25, 25, 25, 25, 2.5, 1.25)),
    ],
)
def test_a_standard_set_is_loaded_heaviest_first(weight: float, plates: tuple[float, ...]) -> None:
    assert KG.plates_each_side(weight) == plates


@pytest.mark.parametrize(
    ("pounds", "plates"), [(45, ()), (135, (45,)), (185, (45, 25)), (225, (45, 45)), (50, (2.5,))]
)
def test_a_pound_bar_is_counted_in_pounds(pounds: float, plates: tuple[float, ...]) -> None:
    assert LB.plates_each_side(round(pounds * 0.45359237, 3)) == plates


@pytest.mark.parametrize("weight", [15, 20.5, 81, 83.75])
def test_what_cannot_be_loaded_has_no_plates(weight: float) -> None:
    assert KG.plates_each_side(weight) is None


def test_a_counted_set_is_searched_where_greedy_would_fail() -> None:
    assert HOME.plates_each_side(80) == (20, 10)
    assert HOME.plates_each_side(80 + 2.5) == (20, 10, 1.25)
    no_ten = Barbell(20, (Plate(20, 1), Plate(15, 2)))
    assert no_ten.plates_each_side(80) == (15, 15)


@pytest.mark.parametrize(
    ("weight", "below", "nearest", "above"),
    [
        (82.5, 80, 82.5, 85),
        (83, 82.5, 82.5, 85),
        (83.75, 82.5, 82.5, 85),
        (84, 82.5, 85, 85),
        (20, None, 20, 22.5),
        (7, None, 20, 20),
    ],
)
def test_a_bar_rounds_to_what_can_be_loaded(
    weight: float, below: float | None, nearest: float, above: float | None
) -> None:
    assert (KG.below(weight), KG.nearest(weight), KG.above(weight)) == (below, nearest, above)


def test_a_counted_set_ends() -> None:
    heaviest = 20 + 2 * (20 + 15 + 15 + 10 + 5 + 1.25)
    assert HOME.nearest(500) == heaviest
    assert HOME.above(heaviest) is None
    assert HOME.below(500) == heaviest


def test_a_bar_without_plates_is_only_the_bar() -> None:
    bare = Barbell(20, ())
    assert (bare.nearest(60), bare.above(20), bare.below(20)) == (20, None, None)
    assert bare.plates_each_side(20) == ()


@settings(deadline=None, max_examples=60)
@given(barbell=inventories, weight=st.floats(0, 300))
def test_the_search_agrees_with_trying_everything(barbell: Barbell, weight: float) -> None:
    loads: dict[float, int] = {}
    counts = [range((plate.pairs or 0) + 1) for plate in barbell.plates]
    for combination in product(*counts):
        used = zip(combination, barbell.plates, strict=True)
        total = 20 + 2 * sum(count * plate.weight for count, plate in used)
        loads[total] = min(loads.get(total, 99), sum(combination))
    weight = round(weight, 3)
    assert barbell.below(weight) == max((one for one in loads if one < weight), default=None)
    assert barbell.above(weight) == min((one for one in loads if one > weight), default=None)
    assert barbell.nearest(weight) == min(loads, key=lambda one: (abs(one - weight), one))
    for total, fewest in loads.items():
        plates = barbell.plates_each_side(total)
        assert plates is not None
        assert (len(plates), 20 + 2 * sum(plates)) == (fewest, total)


@pytest.mark.parametrize(
    ("weight", "below", "nearest", "above"),
    [
        (10, 7.5, 10, 12.5),
        (11, 10, 10, 12.5),
        (11.25, 10, 10, 12.5),
        (12, 10, 12.5, 12.5),
        (5, None, 5, 7.5),
        (1, None, 5, 5),
        (30, 27.5, 30, None),
        (99, 30, 30, None),
    ],
)
def test_dumbbells_go_in_steps(
    weight: float, below: float | None, nearest: float, above: float | None
) -> None:
    shown = (DUMBBELLS.below(weight), DUMBBELLS.nearest(weight), DUMBBELLS.above(weight))
    assert shown == (below, nearest, above)


def test_pound_dumbbells_step_in_pounds() -> None:
    assert Steps(5, 5, unit="lb").above(22.68) == 24.948


def test_assistance_steps_below_nothing() -> None:
    assert (ADDED.below(-20), ADDED.above(-20), ADDED.nearest(-19)) == (-22.5, -17.5, -20)


@pytest.mark.parametrize(
    ("work", "loading", "ramp"),
    [
        (100, KG, [(20, 10), (40, 5), (60, 3), (80, 1)]),
        (82.5, KG, [(20, 10), (32.5, 5), (50, 3), (65, 1)]),
        (40, KG, [(20, 10), (25, 3), (32.5, 1)]),
        (22.5, KG, [(20, 10)]),
        (20, KG, []),
        (25, DUMBBELLS, [(10, 5), (15, 3), (20, 1)]),
        (5, DUMBBELLS, []),
        (20, ADDED, [(0, 5), (7.5, 5), (12.5, 3), (15, 1)]),
        (0, ADDED, []),
        (-20, ADDED, []),
    ],
)
def test_the_warm_up_ramp(work: float, loading: Loading, ramp: list[tuple[float, int]]) -> None:
    assert warm_up_ramp(work, loading) == tuple(WarmUpSet(*one) for one in ramp)


@settings(deadline=None)
@given(work=st.floats(0, 400))
def test_a_warm_up_rises_and_stays_under_the_work_weight(work: float) -> None:
    weights = [step.weight_kg for step in warm_up_ramp(work, KG)]
    assert weights == sorted(set(weights))
    assert all(weight < work for weight in weights)


def test_the_standard_plates_are_those_of_a_gym() -> None:
    assert [plate.weight for plate in KG_PLATES] == [25, 20, 15, 10, 5, 2.5, 1.25]
    assert [plate.weight for plate in LB_PLATES] == [45, 35, 25, 10, 5, 2.5]


def test_collars_weigh_with_the_bar() -> None:
    barbell = Barbell(collars=5)
    assert barbell.plates_each_side(100) == (25, 10, 2.5)
    assert barbell.plates_each_side(25) == ()
    assert barbell.plates_each_side(20) is None
    assert (barbell.nearest(20), barbell.below(25), barbell.above(25)) == (25, None, 27.5)
    assert DEFAULT_GYM.loading(BENCH) == Barbell()
    assert replace(DEFAULT_GYM, collars=2.5).loading(BENCH).nearest(20) == 22.5
