"""The next target and the reason for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.builders import BENCH, LAST_WEEK, PULL_UP, TODAY, last
from tui.training.gym import POUND_GYM, Gym
from tui.training.loading import Plate, Steps
from tui.training.progression import next_target
from tui.training.records import Exercise, LastTime
from tui.training.units import to_kg

WEEK_BEFORE = date(2026, 11, 10)
TOP = last((80, 8, 8), (80, 8, 8), (80, 8, 9))


def test_the_top_of_the_range_in_all_sets_adds_the_increment() -> None:
    target = next_target(BENCH, [TOP], today=TODAY)
    assert (target.weight_kg, target.rpe, target.aim_of(1)) == (82.5, 8, 6)
    assert target.reason == "all three sets reached 8 at 80 last week"


def test_without_rpe_the_reps_alone_decide() -> None:
    assert next_target(BENCH, [last((80, 8), (80, 8), (80, 9))]).weight_kg == 82.5


def test_half_an_rpe_above_the_plan_still_goes_up() -> None:
    two_sets = replace(BENCH, sets=2)
    assert next_target(two_sets, [last((80, 8, 8), (80, 8, 9))]).weight_kg == 82.5


def test_the_top_of_the_range_at_too_much_effort_keeps_the_weight() -> None:
    target = next_target(BENCH, [last((80, 8, 9), (80, 8, 9), (80, 8, 9))], today=TODAY)
    assert (target.weight_kg, target.aim) == (80, (8, 8, 8))
    assert target.reason == (
        "all three sets reached 8 at 80 last week, but 1 harder than planned: same weight"
    )


def test_the_same_weight_is_a_load_of_this_gym_where_last_time_was_in_the_other_unit() -> None:
    target = next_target(BENCH, [last((80, 8), (80, 7), (80, 5))], gym=POUND_GYM, today=TODAY)
    assert target.weight_kg == to_kg(175, "lb")
    assert target.reason == (
        "8, 7 and 5 at 176.4 last week: 175 is the nearest this gym can load, one more rep"
    )
    odd = next_target(BENCH, [last((87, 8), (87, 7), (87, 5))], today=TODAY)
    assert odd.weight_kg == 87.5


def test_some_in_the_range_keeps_the_weight_and_asks_one_more_rep() -> None:
    target = next_target(BENCH, [last((80, 8), (80, 7), (80, 5))], today=TODAY)
    assert (target.weight_kg, target.aim) == (80, (8, 8, 6))
    assert target.reason == "8, 7 and 5 at 80 last week: same weight, one more rep"


def test_a_session_cut_short_does_not_go_up() -> None:
    target = next_target(BENCH, [last((80, 8), (80, 8))], today=TODAY)
    assert target.weight_kg == 80
    assert target.reason == "2 of 3 sets reached 8 at 80 last week: same weight, all of them"


def test_what_was_planned_last_time_counts_not_what_is_planned_now() -> None:
    assert next_target(BENCH, [last((80, 8), (80, 8), planned_sets=2)]).weight_kg == 82.5


def test_once_below_the_range_keeps_the_weight() -> None:
    target = next_target(BENCH, [last((80, 5), (80, 5), (80, 4)), TOP], today=TODAY)
    assert target.weight_kg == 80
    assert target.reason == "5, 5 and 4 at 80 last week, below 6: same weight once more"


def test_twice_running_below_the_range_takes_ten_percent_off() -> None:
    missed = [last((80, 5), (80, 4)), last((80, 5), (80, 5), day=WEEK_BEFORE)]
    target = next_target(BENCH, missed, today=TODAY)
    assert target.weight_kg == 72.5
    assert target.reason == (
        "5 and 4 at 80 last week; 5 and 5 at 80 on 10 Nov, below 6 twice running: 9 % less"
    )


def test_a_miss_after_ten_percent_less_is_a_first_miss_again() -> None:
    missed = [last((72.5, 5), (72.5, 5)), last((80, 5), (80, 5), day=WEEK_BEFORE)]
    assert next_target(BENCH, missed).weight_kg == 72.5


def test_two_rpe_above_the_plan_in_the_range_keeps_the_weight() -> None:
    target = next_target(BENCH, [last((80, 7, 10), (80, 6, 10), (80, 6, 10))], today=TODAY)
    assert target.weight_kg == 80
    assert target.reason == "7, 6 and 6 at 80 last week, 2 harder than planned: same weight"


def test_two_rpe_above_the_plan_below_the_range_takes_what_the_table_gives() -> None:
    target = next_target(BENCH, [last((80, 5, 10), (80, 4, 10), (80, 4, 10))], today=TODAY)
    assert target.weight_kg == 72.5  # 80 x 5 @10 is as hard as 72.9 x 6 @8
    assert target.reason == "5, 4 and 4 at 80 last week, below 6: 9 % less, by the RPE table"


def test_a_missed_attempt_at_more_does_not_stand_for_the_day() -> None:
    target = next_target(BENCH, [last((90, 2), (80, 8), (80, 8), (80, 8))], today=TODAY)
    assert target.weight_kg == 82.5


def test_the_first_time_without_an_e1rm_is_empty() -> None:
    target = next_target(BENCH, [])
    assert target.weight_kg is None
    assert target.reason == "first time: start light and find the weight"


def test_the_first_time_with_an_e1rm_takes_the_table() -> None:
    target = next_target(BENCH, [], one_rep_max=106)
    assert target.weight_kg == 82.5  # 6 @8 is 78.6 % of 106, 83.3
    assert target.reason == "first time: from an e1RM of 106"


def test_the_first_time_of_bodyweight_work_is_bodyweight() -> None:
    assert next_target(PULL_UP, []).weight_kg == 0


def test_the_plans_own_weight_wins_and_says_so() -> None:
    target = next_target(replace(BENCH, weight=85), [TOP])
    assert (target.weight_kg, target.reason) == (85, "the plan says 85")


def test_the_plans_own_weight_is_rounded_to_what_can_be_loaded() -> None:
    target = next_target(replace(BENCH, weight=83), [TOP])
    assert target.weight_kg == 82.5
    assert target.reason == "the plan says 83, 82.5 is the nearest this gym can load"


def test_a_zero_in_the_plan_is_no_weight_unless_it_is_bodyweight_work() -> None:
    assert next_target(replace(BENCH, weight=0), [TOP]).weight_kg == 82.5
    assert next_target(replace(PULL_UP, weight=0), []).reason == "the plan says bw"


def test_lower_body_goes_up_in_bigger_steps() -> None:
    squat = replace(BENCH, exercise_name="Back Squat (Barbell)", muscle_group="quads")
    assert next_target(squat, [TOP]).weight_kg == 85


def test_an_exercise_may_have_its_own_increment() -> None:
    micro = Gym(plates=(*Gym().plates, Plate(0.5)), increments={"bench press (barbell)": 1})
    assert next_target(BENCH, [TOP], gym=micro).weight_kg == 81


def test_an_increment_too_small_to_load_becomes_the_next_load() -> None:
    fussy = Gym(increments={"bench press (barbell)": 1})
    assert next_target(BENCH, [TOP], gym=fussy).weight_kg == 82.5


def test_dumbbells_go_to_the_next_pair() -> None:
    press = replace(BENCH, equipment="dumbbell")
    gym = Gym(dumbbells=Steps(2, 2))
    assert next_target(press, [last((24, 8), (24, 8), (24, 8))], gym=gym).weight_kg == 26


def test_the_heaviest_load_of_the_gym_is_not_exceeded() -> None:
    home = Gym(plates=(Plate(20, 1), Plate(10, 1)))
    target = next_target(BENCH, [TOP], gym=home, today=TODAY)
    assert (target.weight_kg, target.aim_of(1)) == (80, 9)
    assert "nothing heavier can be loaded" in target.reason


def test_a_pound_gym_thinks_in_pounds() -> None:
    pounds = Gym(unit="lb", bar=45, plates=tuple(Plate(one) for one in (45, 25, 10, 5, 2.5)),
                 upper_increment=5)  # fmt: skip
    at_180 = last((81.647, 8), (81.647, 8), (81.647, 8))
    target = next_target(BENCH, [at_180], gym=pounds, today=TODAY)
    assert target.weight_kg == 83.915
    assert target.reason == "all three sets reached 8 at 180 last week"


def test_assistance_shrinks_as_the_lifter_grows() -> None:
    target = next_target(PULL_UP, [last((-20, 8), (-20, 8), (-20, 8))], today=TODAY)
    assert target.weight_kg == -17.5
    assert target.reason == "all three sets reached 8 at bw-20 last week"


def test_as_many_as_possible_has_a_number_to_beat() -> None:
    target = next_target(replace(PULL_UP, reps="AMRAP"), [last((0, 12), (0, 9))], today=TODAY)
    assert (target.weight_kg, target.aim_of(1)) == (0, 13)
    assert target.reason == "12 at bw last week: same weight, beat it"


def test_eight_or_more_goes_up_once_eight_is_reached() -> None:
    assert next_target(replace(BENCH, reps="8+"), [TOP]).weight_kg == 82.5


def test_sets_with_reps_of_their_own_go_up_together() -> None:
    wave = replace(BENCH, reps="5/3/1")
    target = next_target(wave, [last((70, 5), (80, 3), (90, 1), planned_reps="5/3/1")])
    assert (target.weight_kg, target.aim) == (92.5, (5, 3, 1))


def test_reps_that_are_not_understood_repeat_last_time() -> None:
    odd = replace(BENCH, reps="until it burns")
    target = next_target(odd, [last((80, 8), (80, 7), planned_reps="until it burns")], today=TODAY)
    assert (target.weight_kg, target.aim) == (80, (8, 7))


def test_quite_other_reps_start_from_last_times_e1rm() -> None:
    heavy = replace(BENCH, reps="3-5")
    target = next_target(heavy, [last((80, 9, 8), (80, 8, 8), planned_reps="8-10")], today=TODAY)
    # 80 x 9 @8 is 70.7 % of 113.2; 3 @8 is 86.3 % of that, 97.7
    assert target.weight_kg == 97.5
    assert target.reason == (
        "the plan moved from 8–10 to 3–5: from 80 × 9 @8 last week, an e1RM of 113.2"
    )


@pytest.mark.parametrize(
    ("day", "phrase"),
    [
        (TODAY, "earlier today"),
        (date(2026, 11, 23), "yesterday"),
        (date(2026, 11, 16), "last week"),
        (date(2026, 11, 11), "last time, 11 Nov"),
    ],
)
def test_the_reason_says_when(day: date, phrase: str) -> None:
    reason = next_target(BENCH, [last((80, 8), (80, 8), (80, 8), day=day)], today=TODAY).reason
    assert reason == f"all three sets reached 8 at 80 {phrase}"


def test_without_a_today_the_reason_names_the_day() -> None:
    assert next_target(BENCH, [TOP]).reason.endswith("at 80 last time, 17 Nov")


def test_a_time_without_sets_is_no_time() -> None:
    nothing = LastTime(session_date=LAST_WEEK, sets=(), planned_reps="6-8")
    assert next_target(BENCH, [nothing, TOP]).weight_kg == 82.5


@pytest.mark.parametrize(("rir", "rpe"), [(None, None), (0, 10), (1, 9), (2, 8), (4, 6), (6, 6)])
def test_reserve_in_the_plan_is_an_rpe(rir: int | None, rpe: int | None) -> None:
    exercise: Exercise = replace(BENCH, rir=rir)
    assert next_target(exercise, [TOP]).rpe == rpe


times = st.lists(
    st.lists(
        st.tuples(
            st.floats(-50, 300).map(lambda weight: round(weight, 3)),
            st.integers(0, 30),
            st.integers(6, 10),
        ),
        max_size=5,
    ).map(lambda performed: last(*performed)),
    max_size=3,
)
plans = st.builds(
    replace,
    st.sampled_from([BENCH, PULL_UP, replace(BENCH, equipment="dumbbell")]),
    sets=st.integers(0, 6),
    reps=st.sampled_from(["6-8", "8", "8+", "AMRAP", "5/3/1+", "30s", "8 each side", "?", ""]),
    rir=st.none() | st.integers(0, 6),
    weight=st.none() | st.floats(-30, 200),
)


@settings(deadline=None, max_examples=120)
@given(exercise=plans, last_times=times)
def test_every_target_can_be_loaded(exercise: Exercise, last_times: list[LastTime]) -> None:
    target = next_target(exercise, last_times, today=TODAY)
    assert target.reason
    if target.weight_kg is not None:
        assert target.weight_kg == Gym().loading(exercise).nearest(target.weight_kg)
