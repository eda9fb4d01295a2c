"""What is said when a set has been logged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.training.builders import BENCH, PULL_UP, done, last, session, sets
from tui.training.entry import Entry
from tui.training.equipment import is_bodyweight
from tui.training.personal_records import bests_of, sets_of
from tui.training.records import WARM_UP, Exercise, LastTime, Role
from tui.training.sheet import session_sheet
from tui.training.signals import Signal, advised, signals

PLAN = replace(BENCH, weight=82.5)
EARLIER = last((82.5, 6, 8), (85, 6, 9), (80, 8, 8))


def said(exercise: Exercise, history: list[LastTime]) -> tuple[str, ...]:
    sheet = session_sheet(session(exercise), {exercise.id: history}).exercises[0]
    bests = bests_of(sets_of(history), bodyweight=is_bodyweight(exercise))
    return tuple(one.words for one in signals(sheet, exercise.performed[-1], history, bests))


def kinds(exercise: Exercise, history: list[LastTime]) -> tuple[tuple[str, bool], ...]:
    sheet = session_sheet(session(exercise), {exercise.id: history}).exercises[0]
    bests = bests_of(sets_of(history))
    found = signals(sheet, exercise.performed[-1], history, bests)
    return tuple((one.kind, one.is_warning) for one in found)


def after(
    *performed: tuple[float, int, int] | tuple[float, int], plan: Exercise = PLAN
) -> Exercise:
    return replace(plan, performed=sets(*performed, row=plan.id))


def test_a_set_as_planned_says_nothing() -> None:
    assert said(after((82.5, 6, 8)), [EARLIER]) == ()


def test_harder_than_planned_offers_less_for_the_last_set() -> None:
    words = said(after((82.5, 6, 8), (82.5, 6, 9)), [EARLIER])
    assert words == ("1 harder than planned: drop to 80 for the last set?",)


def test_much_harder_offers_what_the_table_says() -> None:
    words = said(after((82.5, 6, 10)), [EARLIER])
    assert words == ("2 harder than planned: drop to 77.5 for the last two?",)


def test_after_the_last_set_nothing_is_left_to_change() -> None:
    words = said(after((82.5, 6, 8), (82.5, 6, 8), (82.5, 6, 9)), [EARLIER])
    assert words == ("1 harder than planned",)


def test_one_easier_is_no_news_and_two_easier_offers_more() -> None:
    history = [EARLIER, last((100, 8, 8), day=date(2026, 10, 1))]
    assert said(after((82.5, 6, 7)), history) == ()
    words = said(after((82.5, 6, 6)), history)
    assert words == ("2 easier than planned: go up to 87.5 for the last two?",)


def test_too_few_reps_are_said_with_a_lighter_weight() -> None:
    words = said(after((82.5, 4, 10)), [EARLIER])
    assert words == ("2 short of 6: drop to 72.5 for the last two?",)


def test_most_reps_at_a_weight_is_a_record_as_it_happens() -> None:
    words = said(after((82.5, 7, 8)), [EARLIER, last((90, 8, 8), day=date(2026, 10, 1))])
    assert words == ("record: most reps ever at 82.5",)


def test_the_heaviest_ever_is_a_record() -> None:
    heavier = replace(PLAN, weight=90)
    words = said(after((90, 6, 8), plan=heavier), [EARLIER])
    assert words == ("record: heaviest ever: 90, best e1RM: 114.5",)


def test_a_tie_is_no_record_not_even_with_todays_own_set() -> None:
    assert said(after((82.5, 7, 8), (82.5, 7, 8)), [EARLIER]) == ()


def test_the_first_time_ever_breaks_nothing() -> None:
    assert said(after((82.5, 7, 8)), []) == ()


def test_the_top_of_the_range_names_the_next_weight() -> None:
    history = [last((82.5, 9, 8), (90, 8, 8))]
    words = said(after((82.5, 8, 8), (82.5, 8, 8), (82.5, 8, 8)), history)
    assert words == ("all three sets reached 8: 85 next time",)


def test_bodyweight_records_speak_of_reps_not_of_e1rm() -> None:
    exercise = replace(PULL_UP, weight=10)
    words = said(after((10, 7, 8), plan=exercise), [last((10, 6, 8), (20, 8, 9))])
    assert words == ("record: most reps ever at bw+10",)


def test_the_sheet_may_be_from_before_the_set() -> None:
    sheet = session_sheet(session(after((82.5, 6, 8))), {BENCH.id: [EARLIER]}).exercises[0]
    said_of = signals(sheet, done(82.5, 6, 9, no=2), [EARLIER], bests_of(EARLIER.sets))
    assert said_of == (Signal("harder", "1 harder than planned: drop to 80 for the last set?"),)


def test_a_warm_up_is_neither_too_hard_nor_a_record() -> None:
    warm_up = replace(after((100, 3, 10)), tier=WARM_UP)
    assert said(warm_up, [EARLIER]) == ()


def advice(exercise: Exercise) -> Entry | None:
    return advised(session_sheet(session(exercise), {exercise.id: [EARLIER]}).exercises[0])


def test_the_advice_is_the_next_set_at_the_weight_that_is_said() -> None:
    assert advice(after((82.5, 6, 10))) == Entry(77.5, 6, 8)
    assert advice(after((82.5, 5, 10), (77.5, 6, 8), (77.5, 6, 6), plan=replace(PLAN, sets=4))) == (
        Entry(82.5, 6, 8)
    )


def test_there_is_no_advice_after_a_set_as_planned_nor_after_the_last() -> None:
    assert advice(PLAN) is None
    assert advice(after((82.5, 6, 8))) is None
    assert advice(after((82.5, 6, 8), (82.5, 6, 8), (82.5, 5, 10))) is None


def test_more_reps_at_a_weight_are_not_told_twice() -> None:
    assert said(after((82.5, 8, 8)), [last((82.5, 7, 8), (90, 5, 8), (80, 8, 8))]) == (
        "record: most reps ever at 82.5, best e1RM: 111.6",
    )


def test_each_signal_carries_its_kind_and_only_a_set_that_fell_short_warns() -> None:
    assert kinds(after((82.5, 6, 9)), [EARLIER]) == (("harder", True),)
    assert kinds(after((82.5, 4)), [EARLIER]) == (("harder", True),)
    strong = [last((100, 8, 8), day=date(2026, 10, 1))]
    assert kinds(after((82.5, 6, 6)), strong) == (("easier", False),)
    assert kinds(after((82.5, 7, 8)), [EARLIER, *strong]) == (("record", False),)
    done_all = after((82.5, 8, 8), (82.5, 8, 8), (82.5, 8, 8))
    assert kinds(done_all, [last((82.5, 9, 8), (90, 8, 8))]) == (("top_of_range", False),)


def test_a_set_far_above_the_range_offers_what_the_table_gives() -> None:
    words = said(after((82.5, 12, 9)), [EARLIER, last((120, 12, 8), day=date(2026, 10, 1))])
    assert words[0] == "4 above 8: go up to 92.5 for the last two?"
    assert advice(after((82.5, 12, 9))) == Entry(92.5, 8, 8)


def test_a_set_short_at_low_effort_is_not_too_heavy() -> None:
    assert said(after((82.5, 5, 6)), [EARLIER]) == ("1 short of 6",)
    assert advice(after((82.5, 5, 6))) is None


def test_work_without_a_plan_is_neither_short_nor_too_hard() -> None:
    assert said(after((60, 3, 10), plan=replace(BENCH, sets=0, reps="", rir=None)), [EARLIER]) == ()


def test_a_deload_raises_nothing() -> None:
    role = Role(rir=4, deload=True)
    plan = replace(BENCH, sets=1, rir=4, performed=sets((80, 8, 6)))
    history = {BENCH.id: [EARLIER, last((120, 12, 8), day=date(2026, 10, 1))]}
    sheet = session_sheet(session(plan), history, roles={BENCH.id: role}).exercises[0]
    bests = bests_of(sets_of(history[BENCH.id]))
    assert signals(sheet, plan.performed[0], history[BENCH.id], bests) == ()


def test_the_first_time_beats_nothing_however_its_sets_go_up() -> None:
    climbing = after((80, 8, 7), (85, 8, 8))
    assert "record" not in [kind for kind, _ in kinds(climbing, [])]
    assert "record" in [kind for kind, _ in kinds(climbing, [last((75, 8, 8))])]
