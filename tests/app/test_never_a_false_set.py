"""Whatever is typed after the first character of an entry is the set that it says, or nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual.events import Key

from tests.app.conftest import EVENING
from tests.app.test_app import DEADLINE, MakeApp, shows, until
from tests.support.app_ports import Clock
from tui.app.today.screen import TodayScreen
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.training.entry import Entry, EntryError, parse_entry
from tui.training.equipment import is_bodyweight
from tui.training.records import Session, TrainingSet
from tui.training.rules import DEFAULT_RULES
from tui.workout.line_keys import type_key
from tui.workout.workout import Workout

EXERCISES = 7
_BEGINNINGS = [
    *"0123456789+-−–.,xX×*@",
    "b",
    "B",
    "bw",
    "BW",
    "８",
    "82.5x8",
    "80",
    "x",
    "3x",
    "60s",
]
_PIECES = [
    *"0123456789.,x×@+-!? #",
    *"npudfcsrwlgktmhaoyqiJKSRCDGWUQ<>",
    *("x8", "@8", " 8", "lb", "LBS", "pounds", "kg", "KGS", "rpe8", " RPE 9", "rir2", "r2"),
    *("reps", " for ", "sets of ", "bw", "80", "82.5", "x5", "1,010", "é", "漢", "８", "²", "٣"),
    *"efvzABEFHILMNOPTVXYZ$%&'()*/:;=[\\]^_`{|}~\"",
]
lines = st.builds(
    lambda first, rest: first + "".join(rest),
    st.sampled_from(_BEGINNINGS),
    st.lists(
        st.sampled_from(_PIECES),
        max_size=7,
    ),
)
exercises = st.integers(0, EXERCISES - 1)
quietly = settings(
    deadline=None,
    max_examples=2000,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
long = settings(quietly, max_examples=100_000)


def said_by(line: str, workout: Workout) -> Entry | None:
    """Return what the parser reads in the whole line for the chosen exercise."""
    exercise = workout.exercise
    assert exercise is not None
    try:
        return parse_entry(
            line,
            basis=workout.sheet.exercises[workout.index].guess,
            unit=workout.gym.unit,
            bodyweight=is_bodyweight(exercise),
        )
    except EntryError:
        return None


def values(performed: TrainingSet) -> Entry:
    return Entry(performed.weight_kg, performed.reps_done, performed.rpe)


def check(before: Session, after: Session, row_id: str, meant: Entry | None, said: str) -> bool:
    """Hold what Enter did against what the line says; tell whether it was logged."""
    if after == before:
        assert said, "nothing was logged, and nothing said"
        return False
    assert meant is not None
    for old, new in zip(before.exercises, after.exercises, strict=True):
        added = new.performed[len(old.performed) :]
        assert new.performed[: len(old.performed)] == old.performed
        wanted = meant.count if new.id == row_id else 0
        assert [values(one) for one in added] == [
            Entry(meant.weight_kg, meant.reps, meant.rpe)
        ] * wanted
        assert (old.skipped, old.notes, old.exercise_name) == (
            new.skipped,
            new.notes,
            new.exercise_name,
        )
    assert (before.completed, before.session_date) == (after.completed, after.session_date)
    return True


def session_of(book: Logbook, session_id: str = "") -> Session:
    session = book.workouts.session(session_id or book.workouts.agenda(EVENING.date()).today[0].id)
    assert session is not None
    return session


@contextmanager
def sample(file: Path, folder: Path) -> Iterator[tuple[Logbook, Clock]]:
    """Open a copy of the sample lifter's log, with a clock that takes a second at each look."""
    clock = Clock(EVENING, step=timedelta(seconds=1))
    shutil.copy(file, folder / "typed.sqlite3")
    with Logbook.open(folder / "typed.sqlite3", now=clock) as book:
        book._connection.execute("pragma synchronous = off")  # thousands of sets, none to be kept
        yield book, clock


def hold_for(file: Path, folder: Path, runs: settings) -> None:
    """Type each line key by key on one log, as the screen hands on its keys; enter it in plain."""
    plainly = folder / "plain"
    plainly.mkdir()
    with sample(file, folder) as (book, now), sample(file, plainly) as (other, later):
        workout = Workout(book, session_of(book).id, now=now, rules=DEFAULT_RULES)
        controller = PlainController(other, later, DEFAULT_RULES)
        controller.begin()

        @runs
        @given(line=lines, index=exercises)
        def holds(line: str, index: int) -> None:
            now.moment = later.moment = EVENING  # thousands of looks would be past midnight
            type_key_by_key(book, workout, line, index)
            enter_in_plain(other, controller, line, index)

        holds()


def type_key_by_key(book: Logbook, workout: Workout, line: str, index: int) -> None:
    workout.choose_exercise(index)
    exercise, before, meant = workout.exercise, workout.session, said_by(line, workout)
    assert exercise is not None
    for char in line:
        assert type_key(workout, char, char), f"{char!r} is a command in {line!r}"
    assert workout.index == index
    workout.enter()
    said = "" if workout.notice is None else workout.notice.words
    if check(before, session_of(book, before.id), exercise.id, meant, said):
        book.workouts.undo()
        workout.refresh()
    else:
        assert workout.index == index


def enter_in_plain(book: Logbook, controller: PlainController, line: str, index: int) -> None:
    controller.take(f"e {index + 1}")
    workout = controller._open_workout
    exercise, before, meant = workout.exercise, workout.session, said_by(line, workout)
    assert exercise is not None
    said = controller.take(line)
    if check(before, session_of(book, before.id), exercise.id, meant, " ".join(said)):
        book.workouts.undo()
        workout.refresh()


def test_what_is_typed_is_the_set_or_nothing(sample_file: Path, tmp_path: Path) -> None:
    hold_for(sample_file, tmp_path, quietly)


@pytest.mark.soak
def test_100_000_lines_are_the_set_or_nothing(sample_file: Path, tmp_path: Path) -> None:
    hold_for(sample_file, tmp_path, long)


LINES = (
    *("180lbs x 5", "60s", "100 x 5 reps", "100 x 5 rpe8", "225LB x 5", "80KG x 5", "BW x 12"),
    *("100x5u", "100x5q", "1,010lb x5", "bw+10x8", "825x8", "3x8x60", "20x8x3", "3x8", "5x5x100"),
    *("82.5x8", "８２．５ｘ８", "80x7nnnn", "x7 RPE 8.5", "@9q", "b", "Bench", "+2.5", "80!?<>JKS"),
)
NAMES = {
    " ": "space",
    ".": "full_stop",
    ",": "comma",
    "@": "at",
    "+": "plus",
    "!": "exclamation_mark",
}


async def test_the_same_through_the_whole_app_in_bursts(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        workout = today.workout
        logged = 0
        for number, line in enumerate(LINES):
            index = (0, 2)[number % 2]
            workout.choose_exercise(index)
            row_id = workout.sheet.exercises[index].exercise.id
            before, meant = session_of(book), said_by(line, workout)
            for key in (*line, "enter"):
                pilot.app.post_message(Key(NAMES.get(key, key), None if key == "enter" else key))
            end = monotonic() + DEADLINE
            # This app is one of ours, which takes keys one at a time; a pilot knows any App.
            while pilot.app.message_queue_size or pilot.app._key_queue._taken_at is not None:  # type: ignore[attr-defined]
                assert monotonic() < end
                await asyncio.sleep(0)
            assert pilot.app.screen is today
            said = "" if workout.notice is None else workout.notice.words
            if check(before, session_of(book), row_id, meant, said):
                logged += 1
                book.workouts.undo()
                workout.refresh()
        assert logged >= 6
