"""Looking back over weeks: totals, filters, days, and all sets in order of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.logbook.conftest import BENCH, TODAY
from tests.support.pages import MONDAY, exercise, ident, page, performed, plan, session, week
from tui.logbook import Logbook
from tui.logbook.weeks import PlanWeek
from tui.sync.protocol import PulledCatalogue, Row
from tui.training.entry import Entry
from tui.training.equipment import is_bodyweight
from tui.training.loading import WarmUpSet
from tui.training.volume import direct_muscle

MONDAY_ALONE = (3, 0, 0, 0, 0, 0, 0)


def test_weeks_come_newest_first_with_their_totals(trained: Logbook) -> None:
    trained.workouts.record_sets(BENCH, [Entry(100, 5, 8)])
    this_week, last_week = trained.weeks.totals(trained.weeks.heads(TODAY))
    assert (this_week.week.week_start, last_week.week.week_start) == (TODAY, MONDAY)
    assert (this_week.sets, this_week.tonnage_kg) == (1, 500)
    assert (last_week.done_sessions, last_week.planned_sessions) == (1, 1)
    assert last_week.sets_by_weekday == MONDAY_ALONE
    assert last_week.tonnage_kg == 3 * 80 * 8


def test_weeks_ahead_are_left_out(trained: Logbook) -> None:
    assert len(trained.weeks.heads(TODAY - timedelta(days=1))) == 1


def test_a_filter_leaves_the_weeks_and_the_sets_of_the_exercise(logbook: Logbook) -> None:
    bench = exercise(1, 1, "Bench Press", [performed(1, 1, 1, 80, 8), performed(2, 1, 2, 80, 8)])
    row = exercise(2, 1, "Row", [performed(3, 2, 1, 60, 10)])
    later = exercise(3, 2, "Row", [performed(4, 3, 1, 62.5, 10)])
    weeks = [
        week(1, 1, [session(1, 1, MONDAY, [bench, row])]),
        week(2, 2, [session(2, 2, TODAY, [later])], starts=TODAY),
    ]
    logbook.base.apply(page(weeks, revision=2))
    assert logbook.weeks.exercise_names() == ("bench press", "row")
    heads = logbook.weeks.heads(TODAY, names=["bench press"])
    assert [head.week_start for head in heads] == [MONDAY]
    (totals,) = logbook.weeks.totals(heads, names=["bench press"])
    assert (totals.sets, totals.tonnage_kg) == (2, 1280)
    assert logbook.weeks.sets_by_day(MONDAY, TODAY, names=["row"]) == {MONDAY: 1, TODAY: 1}


def test_bodyweight_work_has_no_tonnage(logbook: Logbook) -> None:
    dips = exercise(1, 1, "Dips", [performed(1, 1, 1, 20, 8)], equipment="Body weight")
    assisted = exercise(2, 1, "Chin-up", [performed(2, 2, 1, -20, 8)], equipment="machine")
    logbook.base.apply(page([week(1, 1, [session(1, 1, MONDAY, [dips, assisted])])], revision=1))
    (totals,) = logbook.weeks.totals(logbook.weeks.heads(TODAY))
    assert (totals.sets, totals.tonnage_kg) == (2, 0)


def test_seconds_and_metres_have_no_tonnage(logbook: Logbook) -> None:
    carry = exercise(1, 1, "Farmer's Carry", [performed(1, 1, 1, 32, 40)], reps="40 m")
    plank = exercise(2, 1, "Plank", [performed(2, 2, 1, 10, 60)], reps="60", equipment="plate")
    squat = exercise(3, 1, "Squat", [performed(3, 3, 1, 100, 5)])
    a_session = session(1, 1, MONDAY, [carry, plank, squat])
    logbook.base.apply(page([week(1, 1, [a_session])], revision=1))
    (totals,) = logbook.weeks.totals(logbook.weeks.heads(TODAY))
    assert (totals.sets, totals.tonnage_kg) == (3, 500)


def test_what_the_catalogue_says_of_an_exercise_comes_before_the_plans_words(
    logbook: Logbook,
) -> None:
    facts: Row = {"exercise_id": "dip", "name": "Dip", "equipment": "bodyweight"}
    more: Row = {"target": "triceps", "aliases": ["Dips"]}
    entry: Row = {**facts, **more}
    logbook.base.replace_catalogue(PulledCatalogue(digest="1", exercises=(entry,)))
    by_id = exercise(1, 1, "My dips", [performed(1, 1, 1, 20, 8)], exercise_id="dip")
    by_name = exercise(2, 1, " dips", [performed(2, 2, 1, 20, 8)], equipment="machine")
    a_session = session(1, 1, MONDAY, [by_id, by_name])
    logbook.base.apply(page([week(1, 1, [a_session])], revision=1))
    shown = logbook.workouts.session(ident("s", 1))
    assert shown is not None
    for one in shown.exercises:
        assert (one.catalogue_equipment, one.catalogue_target) == ("bodyweight", "triceps")
        assert is_bodyweight(one)
        assert direct_muscle(one) == "triceps"
    (totals,) = logbook.weeks.totals(logbook.weeks.heads(TODAY))
    assert totals.tonnage_kg == 0
    known = logbook.weeks.sets_between(MONDAY, TODAY, logbook.weeks.known_as())
    assert [one.bodyweight for one in known] == [True, True]


def test_recorded_warm_ups_are_neither_work_nor_records(trained: Logbook) -> None:
    trained.editing.record_warm_up(BENCH, [WarmUpSet(20, 10), WarmUpSet(50, 3)])
    trained.workouts.record_sets(BENCH, [Entry(100, 5, 8)])
    (this_week, _) = trained.weeks.totals(trained.weeks.heads(TODAY))
    assert (this_week.sets, this_week.tonnage_kg) == (1, 500)
    assert trained.weeks.sets_by_day(TODAY, TODAY) == {TODAY: 1}
    known_as = trained.weeks.known_as()
    done = trained.weeks.sets_between(TODAY, TODAY + timedelta(days=1), known_as)
    assert [one.set.weight_kg for one in done] == [100]


def test_a_week_without_sessions_is_a_line_too(logbook: Logbook) -> None:
    logbook.base.apply(page([week(1, 1, [])], revision=1))
    (totals,) = logbook.weeks.totals(logbook.weeks.heads(TODAY))
    assert (totals.planned_sessions, totals.sets, totals.first_day) == (0, 0, MONDAY)


def test_one_exercise_under_two_names_is_known_as_one(logbook: Logbook) -> None:
    first = exercise(1, 1, "Bench Press", [performed(1, 1, 1, 80, 8)], exercise_id="0025")
    second = exercise(2, 1, "BENCH PRESS", [performed(2, 2, 1, 80, 8)])
    renamed = exercise(3, 1, "Flat Bench", [performed(3, 3, 1, 80, 8)], exercise_id="0025")
    other = exercise(4, 1, "Row", [performed(4, 4, 1, 80, 8)])
    rows = [session(1, 1, MONDAY, [first, second, renamed, other])]
    logbook.base.apply(page([week(1, 1, rows)], revision=1))
    known_as = logbook.weeks.known_as()
    done = logbook.weeks.sets_between(MONDAY, TODAY, known_as)
    assert [one.known_as for one in done] == ["0025", "0025", "0025", "row"]
    assert [one.week for one in done] == [MONDAY.isoformat()] * 4
    assert logbook.weeks.first_day() == MONDAY


def test_a_session_counts_in_the_week_in_which_it_was_trained(logbook: Logbook) -> None:
    """One planned for the first week is trained on the Tuesday of the second."""
    bench = exercise(1, 1, "Bench Press", [performed(1, 1, 1, 80, 8)])
    tuesday = TODAY + timedelta(days=1)
    logbook.base.apply(page([week(1, 1, [session(1, 1, MONDAY, [bench])])], revision=1))
    logbook.editing.move_session(session_id := ident("s", 1), tuesday)
    (moved,) = logbook.weeks.totals(logbook.weeks.heads(TODAY))
    assert (moved.week.week_start, moved.sets, moved.planned_sessions) == (TODAY, 1, 1)
    assert [one.id for one in logbook.history.sessions_of_week(TODAY)] == [session_id]


def test_a_week_is_one_row_whatever_plans_lie_in_it(logbook: Logbook) -> None:
    """A plan whose weeks begin on a Thursday, and a free session, beside the plan of Mondays."""
    thursday, sunday = MONDAY + timedelta(days=3), MONDAY + timedelta(days=6)
    rows = [
        exercise(number, number, "Row", [performed(number, number, 1, 60, 8)])
        for number in (1, 2, 3, 4)
    ]
    main = [session(1, 1, MONDAY, [rows[0]]), session(2, 1, thursday, [rows[1]])]
    weeks = [
        week(1, 1, main),
        week(2, 3, [session(3, 2, sunday, [rows[2]])], starts=thursday)
        | {"plan_id": ident("p", 2)},
        week(3, 9, [session(4, 3, thursday, [rows[3]])]) | {"plan_id": ident("p", 3)},
    ]
    plans = (plan(1), plan(2, split_type="full_body"), plan(3, split_type="free"))
    logbook.base.apply(replace(page(weeks, revision=1), plans=plans))
    (head,) = logbook.weeks.heads(TODAY)
    assert head.plans == (
        PlanWeek("upper_lower", 1),
        PlanWeek("full_body", 2),
        PlanWeek("free", 3),
    )
    (totals,) = logbook.weeks.totals([head])
    assert (totals.sets, totals.planned_sessions) == (4, 4)
    assert (totals.first_day, totals.last_day) == (MONDAY, sunday)
    assert len(logbook.history.sessions_of_week(MONDAY)) == 4


def test_the_sets_before_a_session_are_those_of_earlier_days_and_of_the_same_morning(
    logbook: Logbook,
) -> None:
    rows = [
        exercise(number, number, name, [performed(number, number, 1, 60 + number, 8)])
        for number, name in enumerate(("Row", "row", "ROW", "Bench Press"), start=1)
    ]
    sessions = [
        session(1, 1, MONDAY - timedelta(days=1), [rows[0]]),
        session(2, 1, MONDAY, [rows[1]]),
        session(3, 1, MONDAY, [rows[2], rows[3] | {"session_id": ident("s", 3)}]),
    ]
    logbook.base.apply(page([week(1, 1, sessions)], revision=1))

    def before(number: int) -> list[float]:
        found = logbook.workouts.session(ident("s", number))
        assert found is not None
        sets = logbook.workouts.distinct_sets_before(found.exercises[0], found)
        return [one.weight_kg for one in sets]

    assert (before(1), before(2), before(3)) == ([], [61], [61, 62])
