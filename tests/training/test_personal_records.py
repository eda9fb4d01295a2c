"""Personal records: strictly better only, computed anew from all sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.builders import done, sets
from tui.training.personal_records import Bests, PersonalRecord, bests_of
from tui.training.records import TrainingSet

DAY = date(2026, 11, 17)
BEFORE = sets((80, 8), (85, 5), day=DAY)

performed_sets = st.lists(
    st.tuples(st.sampled_from([-20.0, 0.0, 60.0, 80.0, 82.5]), st.integers(0, 15)), max_size=12
)


def kinds(performed: TrainingSet, before: tuple[TrainingSet, ...] = BEFORE) -> list[str]:
    return [record.kind for record in bests_of(before).broken_by(performed)]


def test_a_heavier_set_is_a_record_of_each_kind_that_it_beats() -> None:
    assert kinds(done(87.5, 6)) == ["heaviest", "rep_max", "one_rep_max"]


def test_more_reps_at_a_weight_is_a_record() -> None:
    assert kinds(done(85, 6)) == ["rep_max", "most_reps", "one_rep_max"]


def test_more_weight_times_reps_is_a_record() -> None:
    assert "set_volume" in kinds(done(70, 10))


def test_a_tie_is_no_record() -> None:
    assert kinds(done(80, 8)) == []
    assert kinds(done(85, 5)) == []


def test_nothing_before_is_nothing_to_beat() -> None:
    assert kinds(done(100, 5), ()) == []


def test_a_missed_lift_breaks_nothing() -> None:
    assert kinds(done(200, 0)) == []


def test_a_rep_maximum_counts_sets_of_more_reps() -> None:
    rep_maxes = bests_of(BEFORE).rep_maxes
    assert {reps: one.weight_kg for reps, one in rep_maxes.items()} == {
        **dict.fromkeys(range(1, 6), 85),
        **dict.fromkeys(range(6, 9), 80),
    }


def test_less_assistance_is_heavier() -> None:
    assert kinds(done(-10, 8), sets((-20, 8))) == ["heaviest", "rep_max"]


def records_in_order(performed: Iterable[TrainingSet]) -> list[PersonalRecord]:
    """Return every record as it happened."""
    bests = Bests()
    found: list[PersonalRecord] = []
    for one in sorted(performed, key=lambda done: (done.recorded_at, done.set_no)):
        found += bests.broken_by(one)
        bests.take_in(one)
    return found


def test_records_come_in_order_and_disappear_when_a_past_set_is_amended() -> None:
    later = done(87.5, 5, day=DAY + timedelta(days=7))
    assert [one.kind for one in records_in_order([later, *BEFORE])][-3:] == [
        "heaviest",
        "rep_max",
        "one_rep_max",
    ]
    amended = [replace(one, weight_kg=90, reps_done=8) for one in BEFORE]
    assert records_in_order([later, *amended]) == []


def test_a_record_is_told_in_few_words() -> None:
    words = [one.words() for one in bests_of(BEFORE).broken_by(done(87.5, 6))]
    assert words == ["heaviest ever: 87.5", "heaviest for 6: 87.5", "best e1RM: 105"]
    in_pounds = bests_of(sets((100, 5))).broken_by(done(102.058, 5))[0]
    assert in_pounds.words(unit="lb") == "heaviest ever: 225"


@settings(deadline=None)
@given(performed_sets)
def test_every_record_is_strictly_better_than_all_before(
    performed: list[tuple[float, int]],
) -> None:
    all_sets = sets(*performed)
    for record in records_in_order(all_sets):
        earlier = all_sets[: record.set.set_no - 1]
        assert record.value > record.before
        if record.kind == "heaviest":
            assert all(one.weight_kg < record.value for one in earlier if one.reps_done)
        if record.kind == "most_reps":
            same = [one for one in earlier if one.weight_kg == record.set.weight_kg]
            assert all(one.reps_done < record.value for one in same)


def test_beginning_to_rate_sets_breaks_no_record() -> None:
    bests = bests_of(sets((80, 8), (80, 8)))
    rated = done(80, 8, 8, no=3)
    assert bests.broken_by(rated) == ()
    bests.take_in(rated)
    assert [one.kind for one in bests.broken_by(done(80, 8, 7, no=4))] == ["one_rep_max"]


def test_easy_and_very_long_sets_tell_no_one_rep_max() -> None:
    assert bests_of(sets((60, 5, 6), (60, 11))).one_rep_max is None
    assert bests_of(sets((60, 5, 7))).one_rep_max is not None
