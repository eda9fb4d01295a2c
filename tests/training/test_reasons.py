"""A reason says nothing that its history does not bear out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.builders import BENCH, PULL_UP, TODAY, last, sets
from tests.training.simulation import GYMS, Asked, false_numbers
from tui.training.gym import Gym
from tui.training.progression import next_target
from tui.training.records import Exercise, LastTime, Role


def test_less_on_the_belt_is_said_as_the_load_and_not_in_percent() -> None:
    missed = [
        last((2.5, 4, 10), (2.5, 4, 10), (2.5, 4, 10), day=TODAY - timedelta(days=days))
        for days in (7, 14)
    ]
    reason = next_target(PULL_UP, missed, today=TODAY).reason
    assert reason.endswith("below 6 twice running: down to bw")


def test_a_lay_off_after_a_deload_says_that_the_sets_were_before_it() -> None:
    role = Role(plan_id="plan", rir=2)
    times = [
        replace(last((70, 6), day=TODAY - timedelta(days=14)), role=replace(role, deload=True)),
        replace(last((80, 8), (80, 7), (80, 7), day=TODAY - timedelta(days=21)), role=role),
    ]
    assert next_target(BENCH, times, today=TODAY, role=role).reason == (
        "8, 7 and 7 at 80 on 3 Nov, before the deload, 14 days without it: same weight, repeat it"
    )


lifted = st.lists(
    st.tuples(
        st.sampled_from([40.0, 60.0, 61.25, 79.379, 80.0, 82.5, 100.0, 113.398]),
        st.integers(0, 20),
        st.integers(6, 10),
    ),
    min_size=1,
    max_size=5,
)
roles = st.builds(
    Role,
    plan_id=st.just("plan"),
    day_label=st.sampled_from(["A", "B"]),
    rir=st.none() | st.integers(0, 4),
    one_off=st.booleans(),
    deload=st.booleans(),
)
ranges = st.sampled_from(["6-8", "3-5", "12-15", "8", "8+", "AMRAP", "15-20", "30s"])


@st.composite
def histories(draw: st.DrawFn) -> tuple[LastTime, ...]:
    """Earlier times on days of their own, newest first."""
    times = []
    day = TODAY
    for _ in range(draw(st.integers(1, 4))):
        day -= timedelta(days=draw(st.integers(1, 60)))
        times.append(
            LastTime(
                session_date=day,
                sets=sets(*draw(lifted), day=day),
                planned_reps=draw(ranges),
                planned_sets=draw(st.integers(1, 4)),
                role=draw(roles),
            )
        )
    return tuple(times)


@settings(deadline=None, max_examples=150)
@given(
    exercise=st.builds(
        replace,
        st.sampled_from([BENCH, PULL_UP, replace(BENCH, equipment="dumbbell")]),
        sets=st.integers(1, 4),
        reps=ranges,
        rir=st.none() | st.integers(0, 4),
    ),
    history=histories(),
    role=roles,
    gym=st.sampled_from(GYMS),
)
def test_every_number_in_a_reason_is_true(
    exercise: Exercise, history: tuple[LastTime, ...], role: Role, gym: Gym
) -> None:
    target = next_target(exercise, history, gym=gym, today=TODAY, role=role)
    asked = Asked(
        lifter=0, session=0, times_before=0, exercise=exercise, gym=gym, history=history,
        target=target, true_max=100, day=TODAY, deload=False,
    )  # fmt: skip
    assert false_numbers(asked) == [], target.reason
    if target.weight_kg is not None:
        assert target.weight_kg == gym.loading(exercise).nearest(target.weight_kg)
