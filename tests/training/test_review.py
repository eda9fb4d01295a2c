"""Looking back on sessions and weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.training.builders import BENCH, LAST_WEEK, PULL_UP, TODAY, last, session, sets
from tui.training.personal_records import bests_of
from tui.training.records import WARM_UP
from tui.training.review import (
    EffortGap,
    duration_minutes,
    effort_gap,
    exercise_trend,
    format_tonnage,
    minutes_to_keep,
    rep_maxes,
    session_summary,
    set_count,
)
from tui.training.volume import Tonnage

WARMED_UP = replace(
    BENCH, id="warm-up", tier=WARM_UP, sets=2, performed=sets((20, 10), (50, 3), row="warm-up")
)
DONE = replace(BENCH, performed=sets((82.5, 8, 8), (82.5, 7, 9)))


def test_a_session_is_summed_up_against_its_plan() -> None:
    skipped = replace(PULL_UP, skipped=True)
    untouched = replace(BENCH, id="other", exercise_name="Cable Fly")
    summary = session_summary(
        session(DONE, skipped, untouched), {BENCH.id: bests_of(sets((80, 8, 8)))}
    )
    assert [(one.done, one.planned) for one in summary.exercises] == [(2, 3), (0, 3), (0, 3)]
    assert summary.effort == EffortGap(8, 8.5, 2)
    assert summary.tonnage.kg == 82.5 * 15
    assert summary.duration_minutes == 3
    assert summary.volume[0].muscle == "chest"
    top = summary.exercises[0].top_set
    assert top is not None
    assert (top.weight_kg, top.reps_done) == (82.5, 8)


def test_the_summary_names_the_sessions_records_once_each() -> None:
    climbing = replace(BENCH, performed=sets((82.5, 8, 8), (85, 8, 8)))
    summary = session_summary(session(climbing), {BENCH.id: bests_of(sets((80, 8, 8)))})
    words = [record.words() for _, record in summary.records]
    assert words == ["heaviest ever: 85", "best e1RM: 115"]


def test_the_best_set_of_the_session_holds_the_record_and_one_exercise_in_two_rows_is_one() -> None:
    before = bests_of(sets((110, 5, 8)))
    again = replace(BENCH, id="again", performed=sets((115, 6, 8), row="again"))
    twice = session(replace(BENCH, performed=sets((115, 5, 8))), again)
    summary = session_summary(twice, {BENCH.id: before, "again": before})
    assert [(record.kind, record.set.reps_done) for _, record in summary.records] == [
        ("heaviest", 6),
        ("one_rep_max", 6),
    ]


def test_records_at_two_weights_are_two() -> None:
    before = bests_of(sets((80, 8, 8), (85, 6, 8), (100, 5)))
    summary = session_summary(
        session(replace(BENCH, performed=sets((80, 9), (85, 7)))), {BENCH.id: before}
    )
    assert [record.words() for _, record in summary.records if record.kind == "most_reps"] == [
        "most reps ever at 80",
        "most reps ever at 85",
    ]


def test_a_warm_up_that_was_recorded_counts_for_nothing() -> None:
    before = {WARMED_UP.id: bests_of(sets((15, 5)))}
    summary = session_summary(session(WARMED_UP), before)
    assert (summary.records, summary.volume, summary.tonnage) == ((), (), Tonnage(0, 0))
    assert summary.effort is None


def test_sets_beyond_the_plan_of_one_exercise_make_up_for_none_of_another() -> None:
    """Five of three planned, two of four, none of four: nine were done, and six are left."""
    extras = replace(BENCH, sets=3, performed=sets((80, 8), (80, 8), (80, 8), (80, 8), (80, 8)))
    begun = replace(PULL_UP, sets=4, performed=sets((0, 8), (0, 8)))
    untouched = replace(BENCH, sets=4, performed=())
    count = set_count([extras, begun, untouched, WARMED_UP])
    assert (count.done, count.planned, count.extra, count.left) == (5, 11, 2, 6)
    assert count.words() == "5 of 11 sets, 2 extra"
    skipped = set_count([replace(begun, skipped=True), replace(untouched, skipped=True)])
    assert (skipped.done, skipped.planned, skipped.left) == (2, 2, 0)
    assert set_count([replace(extras, sets=0)]).words() == "5 sets"


def test_a_session_lasts_from_the_first_set_to_the_last() -> None:
    assert duration_minutes(session(BENCH)) is None
    assert duration_minutes(session(replace(BENCH, performed=sets((80, 8))))) == 1
    three = replace(BENCH, performed=sets((80, 8), (80, 8), (80, 8)))
    assert duration_minutes(session(three)) == 6


def test_a_set_added_on_another_day_makes_no_duration_and_one_that_stands_is_kept() -> None:
    first, second = sets((80, 8), (80, 8))
    later = replace(second, recorded_at=first.recorded_at + timedelta(hours=20))
    apart = session(replace(BENCH, performed=(first, later)))
    assert duration_minutes(apart) is None
    assert minutes_to_keep(replace(apart, duration_minutes=70)) == 70
    minute = replace(second, recorded_at=first.recorded_at + timedelta(seconds=61))
    assert minutes_to_keep(session(replace(BENCH, performed=(first, minute)))) == 2


@pytest.mark.parametrize(
    ("reported", "words"),
    [(8.2, "about as hard as planned"), (9, "1.0 RPE harder than planned"),
     (7.2, "0.8 RPE easier than planned")],
)  # fmt: skip
def test_effort_is_told_in_words(reported: float, words: str) -> None:
    assert EffortGap(8, reported, 10).words() == words


def test_effort_needs_a_plan_and_a_report() -> None:
    unplanned = replace(DONE, rir=None)
    unrated = replace(BENCH, performed=sets((80, 8)))
    assert effort_gap([unplanned, unrated]) is None


def test_a_trend_goes_from_old_to_new() -> None:
    points = exercise_trend([last((80, 8, 10), day=TODAY), last((75, 8, 10), (70, 8, 10))])
    assert [point.day for point in points] == [LAST_WEEK, TODAY]
    assert [point.top_set.weight_kg for point in points] == [75, 80]
    assert points[1].one_rep_max == pytest.approx(80 / 0.786)


def test_rep_maxes_keep_the_first_who_did_it() -> None:
    bests = rep_maxes([last((80, 8), day=TODAY), last((80, 8), day=LAST_WEEK)])
    assert bests.rep_maxes[8].recorded_at.date() == LAST_WEEK


def test_tonnage_says_what_it_leaves_out() -> None:
    assert format_tonnage(Tonnage(12340.0, 0)) == "12,340 kg lifted"
    assert (
        format_tonnage(Tonnage(1000.0, 1), unit="lb") == "2,205 lb lifted, without 1 bodyweight set"
    )
