"""topset --plain: a whole session by lines, without a screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.support.app_ports import Clock
from tests.support.prepared import copy_sandbox
from tests.support.sample_book import sample_page, write_sample_book
from tui.cli.demo import context_of_the_demo
from tui.cli.root import topset
from tui.cli.wiring import AppContext
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.plain.names import Names
from tui.sandbox.box import BoxInfo
from tui.settings.paths import Paths
from tui.sync.protocol import LOCAL_LIFTER
from tui.training.gym import POUND_GYM
from tui.training.records import Session
from tui.training.rules import DEFAULT_RULES, TrainingRules
from tui.workout import actions
from tui.workout.workout import Workout

TOPSET = str(Path(sys.executable).with_name("topset"))
EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def clock() -> Clock:
    """A Tuesday evening."""
    return Clock(EVENING)


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Logbook]:
    """The sample lifter's logbook."""
    file = write_sample_book(tmp_path / "book.sqlite3", EVENING.date())
    with Logbook.open(file, now=clock) as opened:
        yield opened


@pytest.fixture
def controller(book: Logbook, clock: Clock) -> PlainController:
    """Plain topset on today's session."""
    opened = PlainController(book, clock, DEFAULT_RULES)
    opened.begin()
    return opened


def sets_of_today(book: Logbook) -> list[tuple[str, float, int, int | None]]:
    session = book.workouts.agenda(EVENING.date()).today[0]
    full = book.workouts.session(session.id)
    assert full is not None
    return [
        (exercise.exercise_name, one.weight_kg, one.reps_done, one.rpe)
        for exercise in full.exercises
        for one in exercise.performed
    ]


def test_it_opens_with_the_session_the_exercise_and_what_enter_does(
    book: Logbook, clock: Clock
) -> None:
    said = PlainController(book, clock, DEFAULT_RULES).begin()
    assert said[0] == "Push-H, Tue 24 Nov: 7 exercises, 0 of 20 sets."
    assert said[1].startswith("1 of 7: Bench Press. Plan 3 × 6–8")
    assert said[-1].startswith("Bench Press, set 1 of 3: 82.5 x 6 @8")


def test_an_empty_line_logs_what_was_offered_and_says_the_rest(
    controller: PlainController, book: Logbook
) -> None:
    said = controller.take("")
    assert said[0] == "Logged Bench Press set 1: 82.5 × 6 @8."
    assert "Rest 3:00, until 18:03:00." in said
    assert sets_of_today(book) == [("Bench Press", 82.5, 6, 8)]


def test_lines_understand_the_whole_grammar(controller: PlainController, book: Logbook) -> None:
    for line in ("82,5x7@9", "x6", "+2.5", "3x30x10"):
        controller.take(line)
    assert sets_of_today(book) == [
        ("Bench Press", 82.5, 7, 9),
        ("Bench Press", 82.5, 6, None),
        ("Bench Press", 85.0, 6, None),
        *[("Incline DB Press", 30.0, 10, None)] * 3,
    ]


def test_a_wrong_line_says_what_was_expected_and_where(
    controller: PlainController, book: Logbook
) -> None:
    [said] = controller.take("80x8@8.5")
    assert "whole RPE" in said
    assert said.endswith("See character 6.")
    assert sets_of_today(book) == []


def test_a_set_is_chosen_amended_removed_and_brought_back(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("80x8")
    assert controller.take("set 1") == ["Bench Press, set 1 is chosen: 80 x 8."]
    controller.take("82.5x8")
    assert sets_of_today(book) == [("Bench Press", 82.5, 8, None)]
    controller.take("set 1")
    controller.take("d")
    assert sets_of_today(book) == []
    assert controller.take("u")[0].startswith("Undone: ")
    assert sets_of_today(book) == [("Bench Press", 82.5, 8, None)]


@pytest.mark.parametrize("twice", [False, True])
def test_only_a_bounced_key_is_not_a_second_set(
    controller: PlainController, book: Logbook, twice: bool
) -> None:
    controller.take("", deliberate=twice)
    said = controller.take("", deliberate=twice)
    assert len(sets_of_today(book)) == (2 if twice else 1)
    assert twice or "nothing more was logged" in said[0]


def test_advice_is_taken_and_a_set_repeated_beyond_the_plan(
    controller: PlainController, book: Logbook
) -> None:
    assert "t takes it" in controller.take("x5@10")[1]
    assert controller.take("t")[-1].startswith("Bench Press, set 2 of 3: 75 x 6 @8")
    for line in ("x7", "", "m", ""):
        controller.take(line)
    assert sets_of_today(book) == [
        ("Bench Press", 82.5, 5, 10),
        *[("Bench Press", 75.0, 7, None)] * 3,
    ]


def test_exercises_are_walked_added_swapped_and_paired(
    controller: PlainController, book: Logbook
) -> None:
    assert controller.take("n")[0].startswith("2 of 7: Incline DB Press.")
    assert controller.take("e 4")[0].startswith("4 of 7: Cable Fly.")
    assert controller.take("w lateral raise")[0].startswith("Lateral Raise for Cable Fly")
    said = controller.take("a bench press")
    assert said[0] == "Bench Press added · u undoes."
    assert said[1].startswith("8 of 8: Bench Press.")
    assert controller.take("e 1")[0].startswith("1 of 8")
    assert controller.take("S")[0].startswith("Superset: Bench Press + Incline DB Press")
    assert controller.take("e")[3] == "4. Lateral Raise, 0 of 2."


def test_an_exercise_is_chosen_by_its_number_among_those_offered(
    controller: PlainController,
) -> None:
    assert controller.take("w") == ["Expected the name of an exercise."]
    offered = controller.take("w press")
    assert offered[-1] == "Say it again with one of these names or numbers."
    name = offered[1].removeprefix("2. ").removesuffix(".")
    assert controller.take("w 2")[0].startswith(f"{name} for Bench Press")
    assert controller.take("w nothing of the kind") == [
        "No exercise in the catalogue fits “nothing of the kind”."
    ]


def test_earlier_times_plates_and_warm_up_are_read_out_without_drawings(
    controller: PlainController,
) -> None:
    assert controller.take("h")[0].startswith("Tue 17 Nov: 80 × 8 @7, 80 × 8")
    for key, told in (("l", "25"), ("g", "20 kg × 10")):
        said = "\n".join(controller.take(key))
        assert told in said
        assert not set("━▐▌┫█") & set(said)


def test_a_swap_may_hold_from_now_on(controller: PlainController) -> None:
    controller.take("e 4")
    assert controller.take("w lateral raise")[0] == "Lateral Raise for Cable Fly, today · u undoes."
    controller.take("u")
    said = controller.take("w Lateral raise, from now on")[0]
    assert re.fullmatch(
        "Lateral Raise for Cable Fly, today and (next time|the next [0-9]+ times) · u undoes.", said
    )


def test_a_warm_up_is_logged_beside_the_exercise(
    controller: PlainController, book: Logbook
) -> None:
    assert controller.take("g")[-1] == "g log logs it."
    assert sets_of_today(book) == []
    assert re.fullmatch(
        r"Warm-up of [0-9]+ sets logged above · u undoes.", controller.take("g log")[0]
    )
    logged = sets_of_today(book)
    assert {name for name, *_ in logged} == {"Bench Press warm-up"}
    assert logged[0] == ("Bench Press warm-up", 20, 10, None)
    assert controller.take("g twice") == [
        "g takes “log” after it or nothing: “g twice” did nothing."
    ]
    for _ in range(2):  # the sets of another row are named before they are undone
        controller.take("u")
    assert sets_of_today(book) == []


def test_the_rest_is_said_once_when_it_is_over(controller: PlainController, clock: Clock) -> None:
    controller.take("")
    assert controller.seconds_to_event() == 180.0
    assert controller.due() == []
    clock.moment += timedelta(seconds=180)
    assert controller.due() == ["Rest over."]
    assert (controller.due(), controller.seconds_to_event()) == ([], None)


def test_finishing_says_what_was_done_and_reopens(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("")
    assert controller.take("f 11") == ["Difficulty is a whole number from 1 to 10."]
    [asked] = controller.take("f 8 good day")
    assert asked.startswith("19 sets of the plan are left in Push-H: yes completes it")
    said = controller.take("yes")
    assert said[0].startswith("Bench Press: 1 of 3")
    session = book.workouts.agenda(EVENING.date()).today[0]
    assert (session.completed, session.overall_difficulty) == (True, 8)
    assert controller.take("f")[0].startswith("Session reopened")


def test_a_gym_in_pounds_reads_and_says_pounds(book: Logbook, clock: Clock) -> None:
    controller = PlainController(book, clock, TrainingRules(gym=POUND_GYM))
    controller.begin()
    assert controller.take("180x5")[0] == "Logged Bench Press set 1: 180 × 5."
    assert sets_of_today(book) == [("Bench Press", 81.647, 5, None)]


def test_what_it_does_not_know_points_to_the_help(controller: PlainController) -> None:
    assert "? lists" in controller.take("zz")[0]
    assert any(line.startswith("u undoes.") for line in controller.take("?"))


def session_of_today(book: Logbook) -> Session:
    return book.workouts.agenda(EVENING.date()).today[0]


@pytest.mark.parametrize("answer", ["", "n", "no", "n", "100x5", "n"])
def test_a_finish_that_is_not_confirmed_completes_nothing(
    controller: PlainController, book: Logbook, answer: str
) -> None:
    controller.take("")
    controller.take("f")
    controller.take(answer)
    assert not session_of_today(book).completed
    assert len(sets_of_today(book)) == (2 if answer == "100x5" else 1)


def test_nothing_logged_is_asked_about_before_it_is_completed(
    controller: PlainController, book: Logbook
) -> None:
    assert controller.take("f")[0].startswith("Nothing is logged in Push-H: yes completes it")
    assert not session_of_today(book).completed
    controller.take("f")
    assert session_of_today(book).completed


def test_words_on_a_completed_session_are_kept_and_it_stays_completed(
    controller: PlainController, book: Logbook
) -> None:
    for line in ("", "f", "yes"):
        controller.take(line)
    said = controller.take("f 8/10 good")
    assert said[0] == "Push-H was already completed: difficulty 8 and comment kept · u undoes."
    session = session_of_today(book)
    assert (session.completed, session.overall_difficulty, session.notes) == (True, 8, "good")
    controller.take("f hard")
    session = session_of_today(book)
    assert (session.completed, session.overall_difficulty, session.notes) == (True, 8, "hard")


def test_a_set_after_the_end_is_asked_and_a_guess_is_not_logged(
    controller: PlainController, book: Logbook
) -> None:
    for line in ("", "f", "yes"):
        controller.take(line)
    assert controller.take("") == ["Nothing was logged.", "Push-H is completed: f reopens it."]
    [asked] = controller.take("80x8")
    assert asked == (
        "Push-H is completed · an empty line adds the set to it, any other line drops it."
    )
    controller.take("i")
    controller.take("!")
    assert len(sets_of_today(book)) == 1
    controller.take("80x8")
    controller.take("")
    assert sets_of_today(book)[1:] == [("Bench Press", 80, 8, None)]
    assert session_of_today(book).completed


def test_finishing_twice_in_haste_does_not_reopen(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("")
    controller.take("f", deliberate=False)
    assert controller.take("f", deliberate=False)[0].startswith("19 sets of the plan are left")
    controller.take("yes", deliberate=True)
    assert controller.take("f", deliberate=False) == ["f twice at once: once was enough."]
    assert session_of_today(book).completed


def test_d_removes_a_set_by_its_number_and_says_how(
    controller: PlainController, book: Logbook
) -> None:
    assert controller.take("d") == [
        "No set is chosen: d and the number of a set removes it, like d 2."
    ]
    controller.take("80x8")
    controller.take("77.5x8")
    assert controller.take("d 3") == ["Set 3 is not logged yet."]
    assert controller.take("d 1")[0].startswith("Removed 80 × 8")
    assert sets_of_today(book) == [("Bench Press", 77.5, 8, None)]


def test_an_empty_line_that_can_log_nothing_points_at_no_character(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("e 7")  # never done before: there is nothing to offer
    said = " ".join(controller.take(""))
    assert said.startswith("Nothing was logged.")
    assert "character" not in said


@pytest.mark.parametrize("line", ["80", "80x8@8.5", "fish", "s 2", "1,250x5"])
def test_an_empty_line_after_one_that_was_not_understood_logs_nothing(
    controller: PlainController, book: Logbook, line: str
) -> None:
    controller.take(line)
    assert controller.take("")[0] == "Nothing was logged."
    assert sets_of_today(book) == []
    controller.take("")
    assert sets_of_today(book) == [("Bench Press", 82.5, 6, 8)]


def test_a_rest_that_is_over_rings_no_more_and_can_be_made_longer(
    controller: PlainController, clock: Clock
) -> None:
    controller.take("")
    clock.moment += timedelta(seconds=200)
    assert controller.due() == ["Rest over."]
    for _ in range(2):
        assert controller.take("<") == ["The rest is over."]
        assert (controller.seconds_to_event(), controller.due()) == (None, [])
    controller.take(">")
    assert controller.seconds_to_event() == 15.0
    controller.take("<")
    assert controller.due() == []
    assert (controller.take("R"), controller.take("R")) == (["No rest runs."], ["No rest runs."])


def test_a_rest_that_was_over_before_the_start_does_not_ring(
    controller: PlainController, book: Logbook, clock: Clock
) -> None:
    controller.take("")
    clock.moment += timedelta(seconds=200)
    again = PlainController(book, clock, DEFAULT_RULES)
    again.begin()
    assert (again.seconds_to_event(), again.due()) == (None, [])


def test_a_comment_is_read_replaced_and_taken_away_only_when_that_is_said(
    controller: PlainController, book: Logbook
) -> None:
    assert controller.take("C") == ["No comment on Push-H yet: C and words make one."]
    controller.take("C slept badly")
    assert controller.take("C")[0] == "Comment on Push-H: slept badly."
    controller.take("c elbow")
    assert controller.take("c")[0] == "Comment on Bench Press: elbow."
    assert session_of_today(book).notes == "slept badly"
    controller.take("C -")
    assert session_of_today(book).notes is None


@pytest.mark.parametrize("line", ["s 2", "n 100x5", "u 3", "m 80x8", "J 3", "q now", "sk"])
def test_a_command_with_words_that_it_does_not_take_does_nothing(
    controller: PlainController, book: Logbook, line: str
) -> None:
    controller.take("")
    before = session_of_today(book)
    [said] = controller.take(line)
    assert "nothing" in said
    assert session_of_today(book) == before
    assert not controller.over


def test_help_names_every_command(controller: PlainController) -> None:
    told = " ".join(controller.take("?"))
    for command_id in {*controller.alone(), *controller.with_words()} - {"app.help", "app.quit"}:
        key = Names().key(command_id)
        assert f"{key} " in told or command_id == "line.exit", command_id


def test_what_is_said_has_no_mark_that_is_only_for_the_eye(controller: PlainController) -> None:
    said = [
        *controller.begin(),
        *(one for line in ("l", "g", "", "h", "e", "d", "?") for one in controller.take(line)),
    ]
    assert not set("▸★✓↑↓→←●◆━▐▌┫█") & set("".join(said))


def test_a_number_opens_a_session_where_none_is_open(book: Logbook, clock: Clock) -> None:
    clock.moment = EVENING + timedelta(days=2)
    controller = PlainController(book, clock, DEFAULT_RULES)
    assert controller.begin()[-1] == "A number opens one."
    assert controller.take("99")[0].startswith("Expected a number")
    assert ": " in controller.take("1")[0]


def test_what_changes_the_offer_is_said_and_the_next_empty_line_logs_nothing(
    controller: PlainController, book: Logbook, clock: Clock
) -> None:
    assert controller.reread() == []
    session = session_of_today(book)
    elsewhere = Workout(book, session.id, now=clock, rules=DEFAULT_RULES)
    other = book.history.catalogue()[0]
    actions.swap(elsewhere, other, from_now_on=False, today=EVENING.date())
    said = controller.reread()
    assert said[0] == "Changed elsewhere."
    assert other.name in said[1]
    assert controller.take("")[0] == "Nothing was logged."
    assert sets_of_today(book) == []


def test_a_session_is_moved_to_another_day(controller: PlainController, book: Logbook) -> None:
    session = session_of_today(book)
    assert controller.take("D someday")[0].startswith(
        "“someday” was not understood: a day is today"
    )
    assert controller.take("D yesterday")[0] == "Push-H is now on Mon 23 Nov · u undoes."
    moved = book.workouts.session(session.id)
    assert moved is not None
    assert moved.session_date == EVENING.date() - timedelta(days=1)


def test_an_empty_log_says_what_it_waits_for(tmp_path: Path, clock: Clock) -> None:
    with Logbook.open(tmp_path / "empty.sqlite3", now=clock) as empty:
        controller = PlainController(empty, clock, DEFAULT_RULES, (), lambda: "Fetching your plan…")
        assert "Fetching your plan…" in controller.begin()


@pytest.fixture
def home(topset_home: Path) -> Path:
    """A log of this laptop alone, with today's session in it."""
    context = AppContext(Paths.under(topset_home), {}, {})
    context.make_local_log()
    with context.logbook(LOCAL_LIFTER) as opened:
        opened.base.apply(sample_page(context.today()))
    return topset_home


def piped(lines: str, *command: str) -> subprocess.CompletedProcess[bytes]:
    """Run the real program on lines through a pipe, as on a terminal that can draw nothing."""
    return subprocess.run(
        [TOPSET, *command, "--plain"],
        input=lines.encode(),
        env={**os.environ, "TERM": "dumb"},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_a_whole_session_goes_over_a_pipe_to_a_dumb_terminal(home: Path) -> None:
    sets = 20
    never_done_before = "15x12\nx12\n"
    done = piped("\n" * (sets - 2) + never_done_before + "f 7 by lines\nq\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\x1b" not in done.stdout
    assert b"\r" not in done.stdout
    said = done.stdout.decode().splitlines()
    assert sum(line.startswith("Logged ") for line in said) == sets
    context = AppContext(Paths.under(home), {}, {})
    with context.logbook(LOCAL_LIFTER) as opened:
        [session] = opened.workouts.agenda(context.today()).today
        assert (session.completed, session.notes) == (True, "by lines")


@pytest.mark.usefixtures("home")
def test_the_end_of_the_input_is_the_end_and_everything_is_kept() -> None:
    done = piped("80x8")
    assert (done.returncode, done.stdout.decode().splitlines()[-1]) == (0, "Everything is kept.")
    assert "0 of" not in piped("").stdout.decode().splitlines()[1]


def test_a_log_of_this_laptop_is_begun_by_lines(topset_home: Path) -> None:
    done = piped("laptop\n2\no 1\na bench press\n80x8\nq\n")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "“laptop” is no choice here" in done.stdout.decode()
    assert b"Logged Bench Press (Barbell) set 1: 80 \xc3\x97 8." in done.stdout
    context = AppContext(Paths.under(topset_home), {}, {})
    with context.logbook(LOCAL_LIFTER) as opened:
        assert opened.changes.counts().unsent > 0
    assert "Where shall" not in piped("q\n").stdout.decode()


@pytest.mark.parametrize(("answer", "told"), [("1", "sign-in"), ("", "No Supabase project is set")])
def test_whoever_wants_a_project_or_says_nothing_is_told_the_command(
    answer: str, told: str, topset_home: Path
) -> None:
    done = piped(answer)
    assert done.returncode == 3
    assert told in done.stderr.decode()
    assert not topset_home.exists()


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ((), "3\n"),
        pytest.param(("demo",), "", marks=pytest.mark.soak),
        pytest.param(("demo", "--direct"), "", marks=pytest.mark.soak),
    ],
    ids=["looking around", "demo", "direct"],
)
def test_the_demo_is_trained_by_lines(
    options: tuple[str, ...], answer: str, topset_home: Path, prepared_sandbox: Path
) -> None:
    if options:
        copy_sandbox(prepared_sandbox, topset_home)
    done = piped(f"{answer}80x8\nq\n", *options)
    assert done.returncode == 0, done.stderr
    assert b"Logged Bench Press set 1: 80 \xc3\x97 8." in done.stdout


@pytest.mark.parametrize(("direct", "door"), [(False, "data_api"), (True, "direct")])
def test_the_demo_goes_through_either_door(direct: bool, door: str, topset_home: Path) -> None:
    info = BoxInfo(
        url="http://127.0.0.1:9",
        publishable_key="sb_publishable_x",
        database_url="postgresql://topset_direct@127.0.0.1:9/postgres",
        owner_database_url="",
        email="",
        password="",
    )
    context = context_of_the_demo(AppContext(Paths.under(topset_home), {}, {}), info, direct=direct)
    assert context.settings.door == door


@pytest.mark.parametrize("command", ["today", "demo"])
def test_plain_in_front_of_a_command_is_wrong_usage(command: str) -> None:
    result = CliRunner().invoke(topset, ["--plain", command])
    assert result.exit_code == 2
    assert "topset demo --plain" in result.stderr


def test_plain_topset_imports_no_textual() -> None:
    code = (
        "import sys, tui.cli.plain_mode\n"
        "heavy = {'textual', 'psycopg', 'supabase_auth', 'httpx', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_doubtful_set_is_asked_and_an_empty_line_takes_the_offer(
    controller: PlainController, book: Logbook
) -> None:
    [said] = controller.take("825x8")
    assert said == (
        "825 kg? So far it was 67.5 to 82.5. You mean 82.5 × 8? · an empty line takes it"
        " · ! logs 825 × 8."
    )
    assert sets_of_today(book) == []
    controller.take("")
    assert sets_of_today(book) == [("Bench Press", 82.5, 8, None)]


def test_a_doubtful_set_is_logged_as_written_with_an_exclamation_mark(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("3x8")
    controller.take("!")
    assert sets_of_today(book) == [("Bench Press", 3, 8, None)]


def test_any_other_line_leaves_the_doubtful_set_unlogged(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("bw+10x8")
    controller.take("n")
    controller.take("!")
    assert sets_of_today(book) == []


def test_an_effort_alone_is_a_set_and_no_command(
    controller: PlainController, book: Logbook
) -> None:
    controller.take("r1")
    assert sets_of_today(book) == [("Bench Press", 82.5, 6, 9)]


def test_what_was_undone_is_done_again(controller: PlainController, book: Logbook) -> None:
    controller.take("")
    controller.take("u")
    controller.take("U")
    assert sets_of_today(book) == [("Bench Press", 82.5, 6, 8)]


def test_a_script_undoes_line_after_line_and_a_held_key_does_not(
    controller: PlainController, book: Logbook
) -> None:
    for _ in range(2):
        controller.take("")
    controller.take("u", deliberate=False)
    controller.take("u", deliberate=False)
    assert len(sets_of_today(book)) == 1
    controller.take("U")
    for _ in range(2):
        controller.take("u")
    assert sets_of_today(book) == []
