"""topset --plain looking back: weeks, sessions, and one of them opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.support.app_ports import Clock
from tests.support.sample_book import write_sample_book
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.training.rules import DEFAULT_RULES

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Logbook]:
    """The sample lifter's logbook."""
    file = write_sample_book(tmp_path / "book.sqlite3", EVENING.date())
    with Logbook.open(file, now=lambda: EVENING) as opened:
        yield opened


@pytest.fixture
def controller(book: Logbook) -> PlainController:
    """Plain topset with the weeks open."""
    opened = PlainController(book, Clock(EVENING), DEFAULT_RULES)
    opened.begin()
    return opened


def all_sets(book: Logbook) -> int:
    return sum(
        book.weeks.sets_by_day(EVENING.date() - timedelta(days=999), EVENING.date()).values()
    )


def test_weeks_are_read_out_newest_first_a_few_at_a_time(controller: PlainController) -> None:
    said = controller.take("W")
    assert said[0].endswith("weeks since 25 May.")
    assert said[2] == ("2. 16–22 Nov, Upper/Lower, week 2: 4 of 4 sessions, 81 sets, 43,715 kg.")
    assert len(said) == 10
    assert controller.take("more")[0].startswith("9. ")
    while (said := controller.take("more"))[0] != "These are the oldest weeks.":
        assert said[0][0].isdigit()


def test_a_week_and_a_session_of_it_are_read_out(controller: PlainController) -> None:
    controller.take("weeks")
    week = controller.take("9")
    assert week[0] == (
        "Upper/Lower, week 7: 29 Sep–3 Oct, 4 of 4 sessions, 57 of 57 sets, 21,490 kg."
    )
    assert week[1] == ("1. Push-H, Tue 29 Sep, done, 13 of 13 sets, 33 min · difficulty 5 of 10.")
    session = controller.take("1")
    assert session[1] == "Bench Press, 2 of 2 of plan 2 × 6–8: 65 × 6, 6, each @6."


def test_only_weeks_with_an_exercise_are_shown(controller: PlainController) -> None:
    controller.take("W")
    for line in ("/squat", "/ squat"):
        assert controller.take(line)[0] == "24 weeks with “squat”."
    assert controller.take("/nothing of the kind")[0].startswith("No exercise with")
    assert controller.take("q")[0].endswith("weeks since 25 May.")
    assert controller.take("q")[-1].startswith("Bench Press, set 1 of 3")


@pytest.mark.parametrize("way", [["W"], ["W", "9"], ["W", "9", "1"]])
def test_no_line_becomes_a_set_or_a_command_while_looking_back(
    book: Logbook, way: list[str]
) -> None:
    before, agenda = all_sets(book), book.workouts.agenda(EVENING.date())
    for line in ("100x5", "80", "x8", "bw x12", "", "u", "s", "f", "99"):
        controller = PlainController(book, Clock(EVENING), DEFAULT_RULES)
        controller.begin()
        for step in way:
            controller.take(step)
        assert controller.take(line), line
        assert all_sets(book) == before, line
        assert book.workouts.agenda(EVENING.date()) == agenda, line


def test_a_past_session_is_amended_and_added_to_on_its_day(
    controller: PlainController, book: Logbook
) -> None:
    for step in ("W", "9", "1"):
        controller.take(step)
    said = controller.take("o")
    assert said[0].startswith("Push-H, Tue 29 Sep, opened Tue 24 Nov, completed")
    assert not [line for line in said if line.startswith("Next")]
    before = all_sets(book)
    assert controller.take("")[0] == "Nothing was logged."
    assert all_sets(book) == before
    controller.take("set 1")
    assert controller.take("67.5x6")[0].startswith("Set 1 amended: 67.5 × 6")
    assert controller.take("65x6")[1].startswith("Set 3 added on Tue 29 Sep")
    assert controller.take("q")[1] == (
        "Bench Press, 3 of 2 of plan 2 × 6–8: 67.5 × 6, 65 × 6 @6, 65 × 6."
    )
    for _ in range(2):
        controller.take("q")
    assert controller.take("q")[-1].startswith("Bench Press, set 1 of 3")
    assert not controller.over


def test_a_session_of_today_or_ahead_is_trained(controller: PlainController, book: Logbook) -> None:
    for step in ("W", "1", "2"):
        controller.take(step)
    said = controller.take("o")
    assert said[-1].startswith("Back Squat, set 1 of ")
    controller.take("W")
    assert controller.take("quit") == ["Everything is kept."]
    assert controller.over


def test_what_is_asked_for_goes_back_or_leaves(controller: PlainController) -> None:
    controller.take("W")
    said = controller.take("?")
    assert said[0].endswith("weeks since 25 May.")
    assert controller.take("back")[-1].startswith("Bench Press")
    controller.take("q")
    assert controller.over
