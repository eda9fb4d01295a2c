"""Which exercises are done in turns after one was paired with the next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.training.builders import BENCH
from tui.training.records import Exercise
from tui.training.supersets import NoPartner, paired


def exercises(*groups: int | None) -> list[Exercise]:
    return [
        replace(BENCH, id="abcdef"[place], superset_group=group)
        for place, group in enumerate(groups)
    ]


@pytest.mark.parametrize(
    ("before", "chosen", "after"),
    [
        ((None, None, None), "a", (1, 1, None)),
        ((1, 1, None), "a", (None, None, None)),
        ((1, 1, None), "b", (1, 1, 1)),
        ((1, 1, 1), "a", (None, 2, 2)),
        ((1, 1, 1), "b", (1, 1, None)),
        ((None, 4, 4), "a", (4, 4, 4)),
        ((1, 1, 2, 2), "b", (1, 1, 1, 1)),
        ((None, 1, 1), "c", (None, None, None)),
    ],
)
def test_pairing_takes_the_next_in_and_pairing_again_parts_them(
    before: tuple[int | None, ...], chosen: str, after: tuple[int | None, ...]
) -> None:
    assert tuple(paired(exercises(*before), chosen).values()) == after


def test_the_last_exercise_has_nothing_to_be_paired_with() -> None:
    with pytest.raises(NoPartner):
        paired(exercises(None, None), "b")
