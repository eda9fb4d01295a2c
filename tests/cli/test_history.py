"""Looking back at the prompt: weeks and show, in words and as JSON."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.support.pages import exercise, page, performed, session, week
from tui.cli.root import topset
from tui.logbook import Logbook
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER

TODAY = datetime.now().astimezone().date()
MONDAY = TODAY - timedelta(days=TODAY.weekday())
LAST_WEEK = TODAY - timedelta(days=7)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(topset, list(arguments))


@pytest.fixture(autouse=True)
def two_weeks(topset_home: Path) -> None:
    """The log of a lifter without a server: bench last week, a row planned for today."""
    file = Paths.under(topset_home).logbook_file(LOCAL_LIFTER.project, LOCAL_LIFTER.user_id)
    file.parent.mkdir(parents=True)
    bench = exercise(1, 1, "Bench Press", [performed(1, 1, 1, 82.5, 8)])
    weeks = [
        week(1, 1, [session(1, 1, LAST_WEEK, [bench], completed=True)], starts=LAST_WEEK),
        week(2, 2, [session(2, 2, TODAY, [exercise(2, 2, "Row", [])])], starts=TODAY),
    ]
    with Logbook.open(file) as book:
        book.base.apply(page(weeks, revision=2))


def weeks_of(*arguments: str) -> list[dict[str, object]]:
    result = run("weeks", "--json", *arguments)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)["weeks"]
    assert isinstance(found, list)
    return found


def test_weeks_come_newest_first_with_their_totals() -> None:
    this_week, last_week = weeks_of()
    assert (this_week["sets"], this_week["done_sessions"]) == (0, 0)
    assert (last_week["sets"], last_week["tonnage_kg"]) == (1, 660)
    assert last_week["first_day"] == LAST_WEEK.isoformat()


def test_weeks_can_be_asked_for_a_page_at_a_time_and_by_exercise() -> None:
    assert len(weeks_of("--limit", "1")) == 1
    assert [one["week_number"] for one in weeks_of("--before", f"{MONDAY}")] == [1]
    assert [one["sets"] for one in weeks_of("--exercise", "BENCH")] == [1]
    assert weeks_of("--exercise", "curl") == []


def test_weeks_are_told_in_a_line_each() -> None:
    result = run("weeks")
    assert len(result.stdout.splitlines()) == 2
    assert "1/1 session      1 set       660 kg" in result.stdout


def test_a_day_is_shown_with_its_sets_against_the_plan() -> None:
    result = run("show", LAST_WEEK.isoformat())
    assert "Bench Press  3 × 6-8: 82.5 × 8 @8" in result.stdout
    document = json.loads(run("show", LAST_WEEK.isoformat(), "--json").stdout)
    (shown,) = document["sessions"]
    assert shown["exercises"][0]["sets"][0]["weight_kg"] == 82.5
    assert shown["exercises"][0]["planned"] == {"sets": 3, "reps": "6-8", "rir": 2}


def test_a_day_without_a_session_says_so() -> None:
    result = run("show", (TODAY - timedelta(days=2)).isoformat())
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No session on" in result.stderr


def test_a_week_with_one_day_of_training_names_that_day_once() -> None:
    (line, _) = run("weeks").stdout.splitlines()
    assert line.count(TODAY.isoformat()) == 1
    assert "–" not in line
