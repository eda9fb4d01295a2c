"""Days that are not like others, on a real logbook: each is offered, trained and shown rightly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.app.conftest import EVENING, ZONE
from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock
from tests.support.days import done_at, pulled, workout_on
from tests.support.pages import exercise, ident, plan, session, week
from tests.support.pictures import words_on
from tests.support.sample_book import small_catalogue
from tui.app.choose.screen import ChooseScreen
from tui.app.today.build import today_view
from tui.app.today.exercise_list import ExerciseList
from tui.app.today.set_table import SetTable
from tui.app.today.view import TodayView
from tui.logbook import Logbook
from tui.plain.controller import PlainController
from tui.sync.protocol import Row
from tui.training.entry import Entry
from tui.training.rules import DEFAULT_RULES
from tui.workout import actions
from tui.workout.choice import choice_view, session_to_open
from tui.workout.choice_view import ChoiceView
from tui.workout.notice import SyncMark
from tui.workout.workout import Workout

TODAY = EVENING.date()
YESTERDAY = TODAY - timedelta(days=1)
LATE = datetime(2026, 11, 23, 23, 40, tzinfo=ZONE)


@pytest.fixture
def log(open_book: Callable[[], Logbook]) -> Iterator[Logbook]:
    """An empty logbook."""
    with open_book() as opened:
        yield opened


def choice(log: Logbook) -> ChoiceView:
    agenda = log.workouts.agenda(TODAY)
    offered = [*agenda.today, *agenda.open, *agenda.missed]
    offered += [agenda.next] if agenda.next else []
    return choice_view(
        agenda,
        TODAY,
        planned_until=log.history.planned_until(),
        plans=log.history.plans_of([one.id for one in offered]),
    )


def opened_by_itself(log: Logbook) -> str | None:
    return session_to_open(log.workouts.agenda(TODAY), log.drafts.draft())


def training(log: Logbook, number: int, clock: Clock) -> Workout:
    return Workout(log, ident("s", number), now=clock, rules=DEFAULT_RULES)


def view(workout: Workout) -> TodayView:
    return today_view(workout.inputs(), SyncMark(""))


def day_of(log: Logbook, number: int) -> object:
    found = log.workouts.session(ident("s", number))
    assert found is not None
    return found.session_date


def test_of_two_sessions_today_the_lifter_chooses(log: Logbook) -> None:
    log.base.apply(pulled([workout_on(1, TODAY), workout_on(2, TODAY)], TODAY))
    assert opened_by_itself(log) is None
    offered = choice(log)
    assert offered.title == "2 sessions today, Tue 24 Nov"
    assert [option.label for option in offered.options] == ["Day-1", "Day-2", "Free session"]


def test_with_one_of_two_done_the_other_opens(log: Logbook, clock: Clock) -> None:
    log.base.apply(pulled([workout_on(1, TODAY), workout_on(2, TODAY)], TODAY))
    workout = training(log, 1, clock)
    workout.enter()
    actions.finish(workout, difficulty=None, minutes=None, notes=None)
    assert opened_by_itself(log) == ident("s", 2)


def test_a_missed_session_gets_todays_date_with_its_first_set_and_one_undo_takes_both_back(
    log: Logbook, clock: Clock
) -> None:
    log.base.apply(pulled([workout_on(1, YESTERDAY)], TODAY))
    workout = training(log, 1, clock)
    workout.edit(lambda line: line.insert("80x8"))
    assert day_of(log, 1) == YESTERDAY
    workout.enter()
    assert day_of(log, 1) == TODAY
    workout.undo()
    assert day_of(log, 1) == YESTERDAY
    assert log.workouts.undo() is None


def test_a_session_ahead_can_be_done_today(log: Logbook, clock: Clock) -> None:
    log.base.apply(pulled([workout_on(1, TODAY + timedelta(days=2))], TODAY))
    assert choice(log).options[0].detail == "next, Thu 26 Nov, in 2 days"
    workout = training(log, 1, clock)
    workout.edit(lambda line: line.insert("80x8"))
    workout.enter()
    assert day_of(log, 1) == TODAY


def test_a_past_session_keeps_its_day_and_dates_what_is_added(log: Logbook, clock: Clock) -> None:
    last_week = EVENING - timedelta(days=7)
    sets = [done_at(1, 1, 1, last_week)]
    log.base.apply(pulled([workout_on(1, last_week.date(), sets, completed=True)], TODAY))
    workout = Workout(log, ident("s", 1), now=clock, rules=DEFAULT_RULES, looking_back=True)
    workout.edit(lambda line: line.insert("82.5x6"))
    workout.enter()
    (_, added) = workout.sheet.exercises[0].exercise.performed
    assert added.recorded_at == last_week + timedelta(minutes=3)
    assert day_of(log, 1) == last_week.date()
    notice = view(workout).entry.notice
    assert notice is not None
    assert notice.words == "set 2 added on Tue 17 Nov, 18:03 · u undoes"


def test_an_amended_past_set_keeps_its_time(log: Logbook, clock: Clock) -> None:
    last_week = EVENING - timedelta(days=7)
    log.base.apply(pulled([workout_on(1, last_week.date(), [done_at(1, 1, 1, last_week)])], TODAY))
    workout = Workout(log, ident("s", 1), now=clock, rules=DEFAULT_RULES, looking_back=True)
    workout.step_set(-1)
    workout.edit(lambda line: line.insert("82.5x6"))
    workout.enter()
    (amended,) = workout.sheet.exercises[0].exercise.performed
    assert (amended.weight_kg, amended.recorded_at) == (82.5, last_week)


def test_looking_back_leaves_the_line_and_the_rest_of_today_alone(
    log: Logbook, clock: Clock
) -> None:
    rows = [workout_on(1, TODAY), workout_on(2, TODAY - timedelta(days=3))]
    log.base.apply(pulled(rows, TODAY))
    workout = training(log, 1, clock)
    workout.edit(lambda line: line.insert("80x8"))
    workout.enter()
    workout.edit(lambda line: line.insert("82.5"))
    before = log.drafts.draft()
    past = Workout(log, ident("s", 2), now=clock, rules=DEFAULT_RULES, looking_back=True)
    past.edit(lambda line: line.insert("80x8"))
    past.enter()
    assert past.rest is None
    assert log.drafts.draft() == before
    again = training(log, 1, clock)
    assert view(again).entry.text == "82.5"
    assert again.rest is not None


def test_a_plan_that_has_ended_says_so(log: Logbook) -> None:
    ended = TODAY - timedelta(days=4)
    log.base.apply(pulled([workout_on(1, ended, completed=True)], ended))
    offered = choice(log)
    assert offered.lines == ("Upper/Lower ended Fri 20 Nov: nothing is planned after it.",)
    assert [option.label for option in offered.options] == ["Free session"]


def test_sessions_of_two_active_plans_are_told_apart(log: Logbook) -> None:
    plans = (plan(1), plan(2, split_type="full_body"))
    second = week(2, 2, [session(2, 2, TODAY, [])], starts=TODAY - timedelta(days=1))
    second["plan_id"] = ident("p", 2)
    log.base.apply(pulled([workout_on(1, TODAY)], TODAY, plans=plans, others=(second,)))
    details = [option.detail for option in choice(log).options]
    assert details[:2] == ["today · Upper/Lower", "today · Full body"]


def test_a_free_session_takes_exercises_from_the_catalogue(log: Logbook, clock: Clock) -> None:
    log.base.apply(pulled([], TODAY))
    log.base.replace_catalogue(small_catalogue())
    session_id = log.workouts.start_free_session(TODAY)
    workout = Workout(log, session_id, now=clock, rules=DEFAULT_RULES)
    assert view(workout).head.name == "No exercises yet"
    chosen = next(one for one in log.history.catalogue() if one.name == "Bench Press")
    actions.add_exercise(workout, chosen)
    workout.edit(lambda line: line.insert("60x8"))
    workout.enter()
    (exercise_sheet,) = workout.sheet.exercises
    assert (exercise_sheet.exercise.exercise_id, exercise_sheet.done) == (chosen.exercise_id, 1)
    assert opened_by_itself(log) == session_id


def test_a_session_begun_yesterday_is_gone_on_with_after_midnight(
    log: Logbook, clock: Clock
) -> None:
    clock.moment = LATE
    log.base.apply(pulled([workout_on(1, YESTERDAY), workout_on(2, TODAY)], TODAY))
    workout = training(log, 1, clock)
    workout.edit(lambda line: line.insert("80x8"))
    workout.enter()
    clock.moment = LATE + timedelta(minutes=35)
    assert opened_by_itself(log) == ident("s", 1)
    again = training(log, 1, clock)
    again.enter()
    assert day_of(log, 1) == YESTERDAY
    assert again.sheet.exercises[0].done == 2
    header = view(again).header
    assert header.facts[-2:] == ("Mon 23 Nov, opened Tue 24 Nov", "Mon 23 Nov")
    assert header.since == "23:40"


def test_since_when_one_trains_is_told_in_the_lifters_own_hours(log: Logbook, clock: Clock) -> None:
    sets = [done_at(1, 1, 1, EVENING - timedelta(minutes=10))]
    log.base.apply(pulled([workout_on(1, TODAY, sets)], TODAY))
    assert view(training(log, 1, clock)).header.since == "17:50"


def many_exercises(count: int) -> Row:
    rows = [exercise(number, 1, f"Exercise {number}", []) for number in range(1, count + 1)]
    return session(1, 1, TODAY, rows)


def test_forty_exercises_scroll_and_the_chosen_one_stays_in_sight(
    log: Logbook, clock: Clock
) -> None:
    log.base.apply(pulled([many_exercises(40)], TODAY))
    workout = training(log, 1, clock)
    for index in range(40):
        workout.choose_exercise(index)
        shown = view(workout).exercises
        lines = ["".join(part.text for part in line) for line in ExerciseList.draw(shown, 24, 20)]
        assert len(lines) == 20
        assert any(f"▸ Exercise {index + 1} " in line for line in lines)


def test_a_set_of_forty_exercises_costs_little_more_than_one_of_six(
    open_book: Callable[[], Logbook], log: Logbook, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)

    def cost(count: int) -> float:
        log.base.apply(pulled([many_exercises(count)], TODAY))
        workout, took = training(log, 1, clock), []
        for _ in range(12):
            workout.edit(lambda line: line.insert("80x8"))
            begun = time.thread_time()
            workout.enter()
            view(workout)
            took.append(time.thread_time() - begun)
        return min(took)

    few, many = cost(6), cost(40)
    assert many < 6 * few, f"{few * 1000:.1f} ms with 6 exercises, {many * 1000:.1f} ms with 40"


def test_thirty_sets_scroll_and_the_next_one_stays_in_sight(log: Logbook, clock: Clock) -> None:
    bench = {**exercise(1, 1, "Bench", []), "sets": 30}
    log.base.apply(pulled([session(1, 1, TODAY, [bench])], TODAY))
    workout = training(log, 1, clock)
    log.workouts.record_sets(ident("e", 1), [Entry(80, 8, 8, count=30)])
    workout.refresh()
    for row in range(31):
        workout.choose_set(row)
        lines = SetTable.draw(view(workout).table, 55, 8)
        text = ["".join(part.text for part in line) for line in lines]
        assert len(text) == 8
        assert any(line.startswith(f" ▸ {row + 1:3}") for line in text)


async def test_two_sessions_today_are_chosen_by_keys(log: Logbook, make_app: MakeApp) -> None:
    log.base.apply(pulled([workout_on(1, TODAY), workout_on(2, TODAY)], TODAY))
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "2 sessions today"))
        await pilot.press("down", "enter")
        await until(pilot, shows(pilot, "Day-2"))
        await until(pilot, shows(pilot, "▸   1"))


async def test_midnight_passes_while_the_screen_is_open(
    log: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    clock.moment = LATE
    log.base.apply(pulled([workout_on(1, YESTERDAY)], TODAY))
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press(*"80x8", "enter")
        await until(pilot, shows(pilot, "since 23:40"))
        clock.moment = LATE + timedelta(minutes=30)
        await pilot.press(*"x7", "enter")
        await until(pilot, shows(pilot, "80 × 7"))
        assert "opened Tue 24 Nov" in words_on(pilot.app.screen)
        assert day_of(log, 1) == YESTERDAY


async def test_undoing_the_start_of_a_session_leads_to_what_else_can_be_trained(
    log: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    log.base.apply(pulled([], TODAY))
    clock.step = timedelta(seconds=1)  # so that no key bounces
    async with make_app().run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, shows(pilot, "Free session"))
        await pilot.press("f")
        await until(pilot, shows(pilot, "No exercises yet"))
        await pilot.press("u")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: bool(pilot.app.screen.query("Toast")))  # it says what was undone
        assert log.workouts.agenda(TODAY).today == ()


def test_undoing_the_start_of_a_session_by_lines_offers_what_else_can_be_trained(
    log: Logbook, clock: Clock
) -> None:
    log.base.apply(pulled([], TODAY))
    lines = PlainController(log, clock, DEFAULT_RULES)
    lines.begin()
    assert lines.take("1")[0].startswith("Free session")
    said = lines.take("u")
    assert said[0] == "Undone: Free session started."
    assert "1. Free session" in "\n".join(said)
    assert lines.take("80x8")[0] == "No session is open."


async def test_a_free_session_is_begun_and_filled_by_keys(log: Logbook, make_app: MakeApp) -> None:
    log.base.apply(pulled([], TODAY))
    log.base.replace_catalogue(small_catalogue())
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "Free session"))
        await pilot.press("f")
        await until(pilot, shows(pilot, "No exercises yet"))
        await pilot.press("a")
        await until(pilot, lambda: pilot.app.focused is not None)
        await pilot.press(*"bench", "enter")
        await until(pilot, shows(pilot, "No plan"))
        await pilot.press(*"60x8", "enter")
        await until(pilot, shows(pilot, "60 × 8"))
