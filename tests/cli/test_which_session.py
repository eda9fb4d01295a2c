"""Which session and exercise a command means, and that what is not given stays as it stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from tests.support.pages import exercise, ident, session
from tests.support.prompt import NOW, TODAY, done, make_log, run, stored
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.training.rules import DEFAULT_RULES
from tui.workout.choice import session_to_open
from tui.workout.workout import Workout

YESTERDAY = TODAY - timedelta(days=1)
SOON = TODAY + timedelta(days=2)

Log = Callable[..., Path]


@pytest.fixture
def log(topset_home: Path) -> Log:
    """Makes the log of this laptop with these sessions in one week."""
    return partial(make_log, topset_home)


def means(file: Path) -> tuple[str | None, str | None, str | None]:
    """Return what the app opens, what the prompt shows, and what --plain begins with."""
    with Logbook.open(file) as book:
        opened = session_to_open(book.workouts.agenda(TODAY), book.drafts.draft())
        (first, *_) = PlainController(book, lambda: NOW, DEFAULT_RULES).begin()
    shown = json.loads(run("today", "--json").stdout)["session"]
    return opened, shown and shown["id"], ident("s", int(first[4])) if first[:4] == "Day-" else None


def training_in(file: Path, number: int) -> None:
    """Open a session in the app."""
    with Logbook.open(file) as book:
        Workout(book, ident("s", number), now=lambda: NOW, rules=DEFAULT_RULES)


def test_after_midnight_the_session_that_was_begun_goes_on(log: Log) -> None:
    begun = session(1, 1, YESTERDAY, [exercise(1, 1, "Squat", [done(1, 1, 20)])])
    file = log(begun, session(2, 1, TODAY, [exercise(2, 2, "Row", [])]))
    assert set(means(file)) == {ident("s", 1)}
    result = run("log", "100x5")
    assert result.exit_code == 0
    assert len(stored(file, 1).exercises[0].performed) == 2
    assert stored(file, 1).session_date == YESTERDAY
    assert stored(file, 2).exercises[0].performed == ()


def test_a_session_left_open_too_long_ago_is_not_gone_on_with(log: Log) -> None:
    old = session(1, 1, TODAY - timedelta(days=3), [exercise(1, 1, "Squat", [done(1, 1, 4000)])])
    file = log(old, session(2, 1, TODAY, [exercise(2, 2, "Row", [])]))
    assert set(means(file)) == {ident("s", 2)}


def test_of_two_sessions_today_it_is_the_one_last_written_to(log: Log) -> None:
    file = log(
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [done(1, 1, 50)])]),
        session(2, 1, TODAY, [exercise(2, 2, "Row", [done(2, 2, 30)])]),
    )
    assert set(means(file)) == {ident("s", 2)}
    assert run("log", "60x5").exit_code == 0
    assert len(stored(file, 2).exercises[0].performed) == 2


def test_a_session_begun_in_the_app_is_meant_before_its_first_set(log: Log) -> None:
    file = log(
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [done(1, 1, 50)])]),
        session(2, 1, TODAY, [exercise(2, 2, "Row", [])]),
    )
    training_in(file, 2)
    assert set(means(file)) == {ident("s", 2)}


def test_a_set_at_the_prompt_brings_the_app_along(log: Log) -> None:
    file = log(
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [])]),
        session(2, 1, TODAY, [exercise(2, 2, "Row", [])]),
    )
    training_in(file, 2)
    assert run("log", "60x5", "--session", "Day-1").exit_code == 0
    assert set(means(file)) == {ident("s", 1)}


def test_of_two_that_nobody_began_none_is_written_to_unasked(log: Log) -> None:
    file = log(
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [])]),
        session(2, 1, TODAY, [exercise(2, 2, "Row", [])]),
    )
    for command in (("log", "60x5"), ("finish", "--empty")):
        result = run(*command)
        assert result.exit_code == 1
        assert "2 sessions today: Day-1, Day-2. --session names one." in result.stderr
    assert run("log", "60x5", "--session", f"{TODAY} day-2").exit_code == 0
    assert len(stored(file, 2).exercises[0].performed) == 1


@pytest.mark.parametrize(
    "name",
    [f"{SOON:%Y-%m-%d}", "Day-2", "day-2", ident("s", 2)],
    ids=["a day", "a label", "small letters", "an id"],
)
def test_a_session_is_named_by_day_label_or_id(log: Log, name: str) -> None:
    file = log(
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [])]),
        session(2, 1, SOON, [exercise(2, 2, "Row", [])]),
    )
    assert json.loads(run("today", "--session", name, "--json").stdout)["session"]["id"] == ident(
        "s", 2
    )
    result = run("log", "60x5", "--session", name)
    assert "moved from" in result.stderr
    assert stored(file, 2).session_date == TODAY
    assert run("finish", "--session", name.replace(f"{SOON}", f"{TODAY} Day-2")).exit_code == 0
    assert (stored(file, 1).completed, stored(file, 2).completed) == (False, True)


def test_a_name_that_fits_none_or_several_writes_nothing(log: Log) -> None:
    file = log(
        session(1, 1, TODAY, [exercise(1, 1, "Squat", [])], day_label="Push A"),
        session(2, 1, TODAY, [exercise(2, 2, "Row", [])], day_label="Push B"),
    )
    several = run("log", "60x5", "--session", "push")
    assert several.exit_code == 1
    assert "Several sessions fit 'push': Push A" in several.stderr
    assert ident("s", 2) in several.stderr
    for name in ("Legs", "2019-01-01", "2019-99-01"):
        assert "No session is called" in run("log", "60x5", "--session", name).stderr
    assert not any(one.performed for n in (1, 2) for one in stored(file, n).exercises)


def test_an_explicit_date_means_that_day_alone(log: Log) -> None:
    begun = session(1, 1, YESTERDAY, [exercise(1, 1, "Squat", [done(1, 1, 20)])])
    log(begun, session(2, 1, TODAY, [exercise(2, 2, "Row", [])]))
    found = json.loads(run("today", "--date", f"{TODAY}", "--json").stdout)
    assert found["session"]["id"] == ident("s", 2)


def twice(log: Log) -> Path:
    rows = [exercise(1, 1, "Pull-Up", []), exercise(2, 1, "Row", []), exercise(3, 1, "Pull-Up", [])]
    return log(session(1, 1, TODAY, rows))


@pytest.mark.parametrize(("name", "place"), [("Pull-Up#1", 0), ("pull-up#2", 2), ("pull#2", 2)])
def test_an_exercise_that_stands_twice_is_named_by_its_number(
    log: Log, name: str, place: int
) -> None:
    file = twice(log)
    result = run("log", "60x5", "--exercise", name)
    assert f"Logged Pull-Up#{1 if place == 0 else 2} set 1" in result.stderr
    counts = [len(one.performed) for one in stored(file, 1).exercises]
    assert counts == [int(place == index) for index in range(3)]


@pytest.mark.parametrize("name", ["Pull-Up", "Pull-Up#3", "Pull-Up#0", "Pull-Up#x", "Row#2"])
def test_a_number_that_fits_none_names_those_there_are(log: Log, name: str) -> None:
    file = twice(log)
    result = run("log", "60x5", "--exercise", name)
    assert result.exit_code == 1
    assert "Pull-Up#1" in result.stderr
    assert "Pull-Up#2" in result.stderr
    assert "Pull-Up#2  0/3" in run("today").stdout
    assert not any(one.performed for one in stored(file, 1).exercises)


def test_an_empty_session_is_completed_only_when_that_is_said(log: Log) -> None:
    file = log(session(1, 1, TODAY, [exercise(1, 1, "Squat", [])]))
    result = run("finish", "--difficulty", "8")
    assert result.exit_code == 1
    assert "--empty completes it all the same" in result.stderr
    assert not stored(file, 1).completed
    assert run("finish", "--empty").exit_code == 0
    assert stored(file, 1).completed


def commented(log: Log, **columns: object) -> Path:
    facts = {"notes": "slept badly\nhips stiff", "overall_difficulty": 6} | columns
    sets = [done(1, 1, 61 / 60), done(2, 1, 0, set_no=2)]
    return log(session(1, 1, TODAY, [exercise(1, 1, "Squat", sets)], **facts))  # type: ignore[arg-type]  # columns of a test


def facts(file: Path) -> tuple[int | None, int | None, str | None]:
    found = stored(file, 1)
    assert found.completed
    return found.overall_difficulty, found.duration_minutes, found.notes


def test_finish_touches_nothing_that_is_not_given_and_61_seconds_are_2_minutes(log: Log) -> None:
    file = commented(log)
    assert json.loads(run("finish", "--json").stdout)["duration_minutes"] == 2
    assert facts(file) == (6, 2, "slept badly\nhips stiff")


def test_finish_keeps_a_duration_that_stands(log: Log) -> None:
    file = commented(log, duration_minutes=75)
    assert json.loads(run("finish", "--json").stdout)["duration_minutes"] == 75
    assert facts(file) == (6, 75, "slept badly\nhips stiff")


def test_finish_writes_what_is_given_and_takes_away_what_is_given_empty(log: Log) -> None:
    file = commented(log)
    run("finish", "--difficulty", "9", "--minutes", "50", "--note", "")
    assert facts(file) == (9, 50, None)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("f", (6, 2, "slept badly\nhips stiff")),
        ("f 8", (8, 2, "slept badly\nhips stiff")),
        ("f good", (6, 2, "good")),
        ("f 8 good", (8, 2, "good")),
    ],
)
def test_plain_finish_touches_nothing_that_is_not_given(
    log: Log, line: str, kept: tuple[int, int, str]
) -> None:
    file = commented(log)
    with Logbook.open(file) as book:
        controller = PlainController(book, lambda: NOW, DEFAULT_RULES)
        controller.begin()
        assert controller.take(line)[0].startswith("1 set of the plan is left")
        controller.take("yes")
    assert facts(file) == kept


@pytest.mark.parametrize(
    ("line", "likely"),
    [("825x8", "82.5"), ("3x8x80", "3 sets of 80 × 8"), ("3x8", "3 sets of 80 × 8")],
)
def test_log_refuses_a_doubtful_set_with_both_readings(log: Log, line: str, likely: str) -> None:
    file = log(session(1, 1, TODAY, [exercise(1, 1, "Bench Press", [done(1, 1, 5)])]))
    result = run("log", line)
    assert result.exit_code == 1
    assert f"You mean {likely}" in result.stderr
    assert "Nothing is logged: `topset log '" in result.stderr
    assert len(stored(file, 1).exercises[0].performed) == 1


@pytest.mark.parametrize(("line", "weight_kg"), [(("825x8", "--yes"), 825), (("825x8!",), 825)])
def test_log_takes_a_doubtful_set_from_whoever_insists(
    log: Log, line: tuple[str, ...], weight_kg: float
) -> None:
    file = log(session(1, 1, TODAY, [exercise(1, 1, "Bench Press", [done(1, 1, 5)])]))
    assert run("log", *line).exit_code == 0
    assert stored(file, 1).exercises[0].performed[-1].weight_kg == weight_kg


def test_log_never_takes_bodyweight_on_a_barbell_unasked(log: Log) -> None:
    file = log(session(1, 1, TODAY, [exercise(1, 1, "Bench Press", [done(1, 1, 5)])]))
    result = run("log", "bw+10x8")
    assert result.exit_code == 1
    assert "Bench Press is no bodyweight exercise." in result.stderr
    assert len(stored(file, 1).exercises[0].performed) == 1
