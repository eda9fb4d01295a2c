"""A dataclass whose methods are made late behaves as the standard library's."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Generic, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.lazy_dataclass import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lift:
    """What most of ours are."""

    kinds: ClassVar[tuple[str, ...]] = ("press", "pull")
    name: str
    reps: int
    weight: float = 20.0
    places: Mapping[str, int] = dataclasses.field(default_factory=dict, compare=False)
    secret: str = dataclasses.field(default="", repr=False)

    @property
    def volume(self) -> float:
        """A member that is no field."""
        return self.reps * self.weight


@dataclass(frozen=True, slots=True)
class Paired(Lift):
    """One that adds a field to its parent's."""

    partner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One whose fields are given by name alone."""

    first: int = 1
    second: str


@dataclass(frozen=True, slots=True, eq=False)
class Itself:
    """One that equals itself alone."""

    number: int


@dataclass(slots=True)
class Tally:
    """One that may be changed."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class Of(Generic[T]):
    """One of any type."""

    value: T


@dataclasses.dataclass(frozen=True, slots=True)
class Standard:
    """The standard library's, to be compared with."""

    name: str
    reps: int
    weight: float = 20.0
    places: Mapping[str, int] = dataclasses.field(default_factory=dict, compare=False)
    secret: str = dataclasses.field(default="", repr=False)


def pickled(one: object) -> object:
    """Return a copy that has been written and read."""
    return pickle.loads(pickle.dumps(one))


def told(act: Callable[[], object]) -> tuple[type[Exception], str] | None:
    """Return what an act is refused with, whatever the class is called."""
    try:
        act()
    except Exception as refused:  # noqa: BLE001  # any refusal is compared
        return type(refused), str(refused).replace("Standard", "Lift")
    return None


lifts = st.tuples(st.sampled_from("ab"), st.integers(1, 2), st.sampled_from((1.0, 1, 2.0)))


@given(lifts, lifts)
def test_equality_hash_and_words_are_the_standard_librarys(
    first: tuple[str, int, float], second: tuple[str, int, float]
) -> None:
    ours, other, theirs = Lift(*first), Lift(*second), Standard(*first)
    assert (ours == other) == (theirs == Standard(*second))
    unlike: tuple[object, ...] = (theirs, first)
    assert all(ours != one for one in unlike)
    if ours == other:
        assert hash(ours) == hash(other)
    assert repr(ours) == repr(theirs).replace("Standard", "Lift")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((), {}),
        (("a",), {}),
        (("a", 1, 2, {}, "", 7), {}),
        (("a", 1), {"rep": 2}),
        (("a", 1), {"reps": 2}),
    ],
)
def test_what_cannot_be_given_is_refused_in_the_same_words(
    given: tuple[object, ...], named: dict[str, Any]
) -> None:
    theirs = told(lambda: Standard(*given, **named))  # type: ignore[arg-type]
    for _ in range(2):  # what is made at the first call answers the second one
        assert told(lambda: Lift(*given, **named)) == theirs  # type: ignore[arg-type]
    assert theirs is not None


def test_a_frozen_one_takes_no_value_and_has_no_room_for_another() -> None:
    ours, theirs = Lift("press", 5), Standard("press", 5)
    for name in ("reps", "unknown"):
        assert told(lambda name=name: setattr(ours, name, 6)) == (  # type: ignore[misc]
            dataclasses.FrozenInstanceError,
            f"cannot assign to field {name!r}",
        )
    assert told(lambda: delattr(ours, "reps")) == told(lambda: delattr(theirs, "reps"))
    assert not hasattr(ours, "__dict__")
    assert not hasattr(Paired("press", 5, partner="row"), "__dict__")


def test_defaults_made_by_a_factory_are_each_ones_own() -> None:
    assert Lift("press", 5).places == {}
    assert Lift("press", 5).places is not Lift("press", 5).places


def test_it_is_a_dataclass_to_those_who_ask() -> None:
    lift = Lift("press", 5)
    assert dataclasses.is_dataclass(lift)
    assert [one.name for one in dataclasses.fields(Lift)] == [
        one.name for one in dataclasses.fields(Standard)
    ]
    assert dataclasses.replace(lift, reps=8) == Lift("press", 8)
    assert dataclasses.asdict(lift) == dataclasses.asdict(Standard("press", 5))
    match lift:
        case Lift(name, reps):
            assert (name, reps, lift.volume) == ("press", 5, 100.0)
    assert Lift.kinds == ("press", "pull")


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy, pickled])
@pytest.mark.parametrize(
    "one",
    [Lift("press", 5, places={"home": 1}), Paired("press", 5, partner="row"), Tally(2), Of(3)],
)
def test_a_copy_equals_what_it_was_made_of(make: Callable[[object], object], one: object) -> None:
    assert make(one) == one
    assert repr(make(one)) == repr(one)


def test_a_child_has_its_parents_fields_first() -> None:
    assert repr(Paired("press", 5, partner="row")) == (
        "Paired(name='press', reps=5, weight=20.0, places={}, partner='row')"
    )
    assert Paired("press", 5) != Lift("press", 5)


def test_fields_by_name_alone_take_no_order() -> None:
    assert Named(second="b") == Named(first=1, second="b")
    with pytest.raises(TypeError):
        Named(1, "b")  # type: ignore[call-arg]


def test_one_without_equality_equals_itself_alone() -> None:
    one = Itself(1)
    assert one == one  # noqa: PLR0124
    assert one != Itself(1)
    assert len({one, Itself(1)}) == 2


def test_one_that_may_be_changed_has_no_hash() -> None:
    tally = Tally()
    tally.count += 1
    assert tally == Tally(1)
    with pytest.raises(TypeError):
        hash(tally)
