"""The weekly landmarks of a muscle as one line."""

from __future__ import annotations

import pytest

from tui.training.landmark_text import (
    LANDMARKS_EXPECTED,
    LandmarksError,
    format_landmarks,
    parse_landmarks,
)
from tui.training.volume import LANDMARKS, Landmarks


@pytest.mark.parametrize("muscle", LANDMARKS)
def test_the_usual_landmarks_are_read_back_from_their_line(muscle: str) -> None:
    assert parse_landmarks(format_landmarks(LANDMARKS[muscle])) == LANDMARKS[muscle]


@pytest.mark.parametrize("text", ["4/8/12–20/22", " 4 8 12 - 20 22 ", "4 / 8 / 12-20 / 22"])
def test_strokes_and_dashes_are_understood(text: str) -> None:
    assert parse_landmarks(text) == Landmarks(4, 8, 12, 20, 22)


@pytest.mark.parametrize(
    "text", ["", "8", "4 8 12 20 22", "4 8 12-20", "8 4 12-20 22", "4 8 20-12 22", "4 8 12-20 400"]
)
def test_what_cannot_be_is_refused_with_what_is_expected(text: str) -> None:
    with pytest.raises(LandmarksError, match=LANDMARKS_EXPECTED[:20]):
        parse_landmarks(text)
