"""What the cards over the today screen say."""

from __future__ import annotations

from tests.training.builders import BENCH
from tui.training.gym import DEFAULT_GYM
from tui.workout.cards import plates_card


def test_the_plates_card_says_what_changes_from_the_last_set() -> None:
    card = plates_card(BENCH, 87, DEFAULT_GYM, on_the_bar_kg=82.5)
    shown = ["".join(part.text for part in line) for line in card.lines]
    assert "87 kg cannot be loaded here." in shown
    assert any(line.endswith("put on 2.5") for line in shown)
