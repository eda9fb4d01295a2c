"""The entry line: what it understands, what it prints, and how it says no."""

from __future__ import annotations

import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.training.entry import (
    MOST_REPS,
    MOST_SETS,
    Entry,
    EntryError,
    format_entry,
    format_weight,
    parse_entry,
)
from tui.training.units import Unit

LAST = Entry(80, 8, 8)
BODYWEIGHT = Entry(0, 12)

units: st.SearchStrategy[Unit] = st.sampled_from(["kg", "lb"])
entries = st.builds(
    Entry,
    weight_kg=st.floats(-2000, 2000).map(lambda weight: round(weight, 3) + 0.0),
    reps=st.integers(0, MOST_REPS),
    rpe=st.none() | st.integers(6, 10),
    count=st.integers(1, MOST_SETS),
)
line_pieces = st.sampled_from(
    [
        *string.digits,
        *"x×@+-.,rR %²٣\t",
        *("82.5", "bw", "lb", "kg", "rpe", "rir", " ", "x8", "@9", "at", " at ", "sets of", "reps"),
    ]
)
lines = st.text(max_size=60) | st.lists(line_pieces, max_size=12).map("".join)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("82.5x8@8", Entry(82.5, 8, 8)),
        ("82.5x8", Entry(82.5, 8)),
        ("82,5 8 8", Entry(82.5, 8, 8)),
        ("82,5x7@9", Entry(82.5, 7, 9)),
        ("82.5 x 7 @9", Entry(82.5, 7, 9)),
        ("82.5x8 8", Entry(82.5, 8, 8)),
        ("82.5 8", Entry(82.5, 8)),
        ("82.5X8", Entry(82.5, 8)),
        ("82.5×8", Entry(82.5, 8)),
        ("82.5*8", Entry(82.5, 8)),
        (".5x20", Entry(0.5, 20)),
        ("82.5x8 rpe 8", Entry(82.5, 8, 8)),
        ("82.5x8r2", Entry(82.5, 8, 8)),
        ("82.5x8 rir 0", Entry(82.5, 8, 10)),
        ("82.5x8@10", Entry(82.5, 8, 10)),
        ("82.5x0", Entry(82.5, 0)),
        ("bw x12", Entry(0, 12)),
        ("bw 12 9", Entry(0, 12, 9)),
        ("bw+10x8", Entry(10, 8)),
        ("bw-20x8", Entry(-20, 8)),
        ("bw−20x8", Entry(-20, 8)),
        ("3x82.5x8", Entry(82.5, 8, None, 3)),
        ("3 sets of 5 at 100", Entry(100, 5, None, 3)),
        ("3x5 at 100", Entry(100, 5, None, 3)),
        ("3 x 5 reps at 100kg r2", Entry(100, 5, 8, 3)),
        ("5 at 100", Entry(100, 5)),
        ("5at100", Entry(100, 5)),
        ("5 reps AT 225lb @8", Entry(102.058, 5, 8)),
        ("5 at 8.5", Entry(8.5, 5)),
        ("12 at bw", Entry(0, 12)),
        ("3x12 at bw+10", Entry(10, 12, None, 3)),
        ("100x5 at 8", Entry(100, 5, 8)),
        ("100 for 5 at rpe 8", Entry(100, 5, 8)),
        ("100x5 at 8 rpe", Entry(100, 5, 8)),
        ("20x8 at 2 rir", Entry(20, 8, 8)),
        ("3 sets of 5 at 8", Entry(80, 5, 8, 3)),
        ("x5 at 8", Entry(80, 5, 8)),
        ("+2.5 at 9", Entry(82.5, 8, 9)),
        ("3 x 82.5kg x 8 @8", Entry(82.5, 8, 8, 3)),
        ("3xbw+10x8r1", Entry(10, 8, 9, 3)),
        ("180lb x 5", Entry(81.647, 5)),
        ("2x180lbs x5", Entry(81.647, 5, None, 2)),
        ("bw+25lb x 8", Entry(11.34, 8)),
        ("x7", Entry(80, 7)),
        ("x7@9", Entry(80, 7, 9)),
        ("@9", Entry(80, 8, 9)),
        ("r0", Entry(80, 8, 10)),
        ("+2.5", Entry(82.5, 8)),
        ("-5", Entry(75, 8)),
        ("- 5 @7", Entry(75, 8, 7)),
        ("+2,5@9", Entry(82.5, 8, 9)),
    ],
)
def test_understands_a_line(line: str, entry: Entry) -> None:
    assert parse_entry(line, basis=LAST) == entry


@pytest.mark.parametrize(
    "line",
    ["3 sets of 5 reps at 225lb rpe 8 !", "100 for 5 at 8 rpe", "bw + 10kg x 8 rir 2", "at 8"],
)
@pytest.mark.parametrize("basis", [None, LAST, BODYWEIGHT])
def test_every_beginning_of_a_line_is_understood_or_refused(line: str, basis: Entry | None) -> None:
    for end in range(len(line) + 1):
        with suppress(EntryError):
            parse_entry(line[:end], basis=basis)


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("180x5", Entry(81.647, 5)),
        ("80kg x 5", Entry(80, 5)),
        ("bw+25x8", Entry(11.34, 8)),
        ("+5", Entry(83.915, 5)),
        ("-2.5kg", Entry(79.147, 5)),
    ],
)
def test_in_a_pound_gym_bare_numbers_are_pounds(line: str, entry: Entry) -> None:
    assert parse_entry(line, basis=Entry(81.647, 5), unit="lb") == entry


@pytest.mark.parametrize(
    ("line", "basis", "entry"),
    [
        ("8", BODYWEIGHT, Entry(0, 8)),
        ("8@9", BODYWEIGHT, Entry(0, 8, 9)),
        ("8 at 9", BODYWEIGHT, Entry(0, 8, 9)),
        ("8 at 20", BODYWEIGHT, Entry(20, 8)),
        ("8 r1", Entry(-20, 5), Entry(-20, 8, 9)),
        ("-20", BODYWEIGHT, Entry(-20, 12)),
        ("+10", BODYWEIGHT, Entry(10, 12)),
        ("+5", Entry(-20, 6), Entry(-15, 6)),
    ],
)
def test_a_bare_number_is_reps_and_a_sign_is_load_for_bodyweight_work(
    line: str, basis: Entry, entry: Entry
) -> None:
    assert parse_entry(line, basis=basis) == entry


def test_a_bare_number_is_reps_where_the_exercise_is_bodyweight_work() -> None:
    assert parse_entry("8", bodyweight=True) == Entry(0, 8)
    assert parse_entry("8", basis=Entry(10, 6), bodyweight=True) == Entry(10, 8)


@pytest.mark.parametrize(
    ("line", "position", "says"),
    [
        ("", 0, "82.5x8"),
        ("82.5", 4, "and the reps?"),
        ("82.5x", 5, "reps"),
        ("82.5.3x8", 4, "one decimal point"),
        ("82.5x8@8.5", 7, "@8 or @9"),
        ("@9,5", 1, "@9 or @10"),
        ("82.5x8@11", 7, "6 to 10"),
        ("82.5x8 at 85", 10, "6 to 10"),
        ("25x5 at 100", 8, "6 to 10"),
        ("20 for 8 at 25", 12, "6 to 10"),
        ("3x5@100", 4, "6 to 10"),
        ("3x5 at", 6, "a weight was expected"),
        ("30x10 at", 8, "an RPE"),
        ("5 at", 4, "a weight was expected"),
        ("3x5 at 1,010", 7, "1010 or 1.01"),
        ("100x5 at x", 9, "an RPE"),
        ("at 100", 0, "cannot start"),
        ("82.5 8 5", 7, "6 to 10"),
        ("82.5x8 r5", 8, "0 to 4"),
        ("r1.5", 1, "r1 or r2"),
        ("-20x8", 0, "bw-20x8"),
        ("+2.5x7", 0, "bw+2.5x8"),
        ("-90", 1, "more than the last weight"),
        ("82.5x8x3", 0, "sets come first"),
        ("21x80x5", 0, "1 to 20"),
        ("0x80x5", 0, "1 to 20"),
        ("80x8.5", 3, "whole"),
        ("80x1001", 3, "0 to 1000"),
        ("2001x1", 0, "2000 kg"),
        ("+1950", 1, "2000 kg"),
        ("82.5x8 lb", 7, "unit belongs"),
        ("82.5x8@8 9", 9, "complete"),
        ("82.5x8%", 6, '"%"'),
        ("82.5x8\x00", 6, "this character"),
        ("²x3", 0, '"²"'),
        ("1e5x3", 1, '"e"'),
        ("lb", 0, "cannot start"),
        ("9" * 5000, 0, "too long"),
    ],
)
def test_says_what_was_expected_and_where(line: str, position: int, says: str) -> None:
    with pytest.raises(EntryError) as refused:
        parse_entry(line, basis=LAST)
    assert refused.value.position == position
    assert says in refused.value.message


@pytest.mark.parametrize("line", ["x7", "@9", "r2", "+2.5", "-5", "8"])
def test_a_relative_line_needs_a_set_to_be_relative_to(line: str) -> None:
    with pytest.raises(EntryError):
        parse_entry(line)


@pytest.mark.parametrize(
    ("entry", "bodyweight", "line"),
    [
        (Entry(82.5, 7, 9), False, "82.5 x 7 @9"),
        (Entry(0, 12), False, "bw x 12"),
        (Entry(10, 8), True, "bw+10 x 8"),
        (Entry(10, 8), False, "10 x 8"),
        (Entry(-20, 8), True, "bw-20 x 8"),
        (Entry(82.5, 8, None, 3), False, "3 x 82.5 x 8"),
        (Entry(0, 8, 9, 2), True, "2 x bw x 8 @9"),
    ],
)
def test_prints_an_entry(entry: Entry, bodyweight: bool, line: str) -> None:
    assert format_entry(entry, bodyweight=bodyweight) == line


@pytest.mark.parametrize("pounds", ["5", "2.5", "45", "180", "182.5", "225", "1.25", "999.75"])
def test_pounds_print_back_as_entered(pounds: str) -> None:
    entry = parse_entry(f"{pounds}x5", unit="lb")
    assert format_entry(entry, unit="lb") == f"{pounds} x 5"


@pytest.mark.parametrize(
    ("weight_kg", "unit", "bodyweight", "text"),
    [
        (82.5, "kg", False, "82.5"),
        (80, "kg", False, "80"),
        (81.647, "kg", False, "81.65"),
        (81.647, "lb", False, "180"),
        (100, "lb", False, "220.5"),
        (0, "kg", False, "bw"),
        (10, "kg", True, "bw+10"),
        (-20, "kg", False, "bw-20"),
    ],
)
def test_prints_a_weight_for_a_table(
    weight_kg: float, unit: Unit, bodyweight: bool, text: str
) -> None:
    assert format_weight(weight_kg, unit=unit, bodyweight=bodyweight) == text


@settings(deadline=None)
@given(entry=entries, unit=units, bodyweight=st.booleans())
def test_every_entry_prints_to_a_line_that_parses_to_itself(
    entry: Entry, unit: Unit, bodyweight: bool
) -> None:
    line = format_entry(entry, unit=unit, bodyweight=bodyweight)
    assert parse_entry(line, unit=unit) == entry


@settings(deadline=None, max_examples=200)
@given(line=lines, basis=st.none() | entries, unit=units, bodyweight=st.booleans())
def test_no_line_raises_anything_but_an_entry_error(
    line: str, basis: Entry | None, unit: Unit, bodyweight: bool
) -> None:
    try:
        entry = parse_entry(line, basis=basis, unit=unit, bodyweight=bodyweight)
    except EntryError as refused:
        assert 0 <= refused.position <= len(line)
        assert refused.message
        return
    assert abs(entry.weight_kg) <= 2000
    assert 0 <= entry.reps <= MOST_REPS
    assert entry.rpe is None or 6 <= entry.rpe <= 10
    assert 1 <= entry.count <= MOST_SETS
    assert parse_entry(format_entry(entry, unit=unit), unit=unit) == entry


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("180lbs x 5", Entry(81.647, 5)),
        ("225LB x 5", Entry(102.058, 5)),
        ("225 pounds x 5", Entry(102.058, 5)),
        ("225# x 5", Entry(102.058, 5)),
        ("80KGS x 5", Entry(80, 5)),
        ("80 kilos 5", Entry(80, 5)),
        ("100 x 5 reps", Entry(100, 5)),
        ("100 for 5", Entry(100, 5)),
        ("100 FOR 5 REPS @8", Entry(100, 5, 8)),
        ("100 x 5 rpe8", Entry(100, 5, 8)),
        ("100x5 @ RPE 8", Entry(100, 5, 8)),
        ("100x5 8 rpe", Entry(100, 5, 8)),
        ("100x5rir2", Entry(100, 5, 8)),
        ("100x5 2 RIR", Entry(100, 5, 8)),
        ("BW x 12", Entry(0, 12)),
        ("Bodyweight x 12", Entry(0, 12)),
        ("8 reps", Entry(80, 8)),
        ("3 sets of 8", Entry(80, 8, None, 3)),
        ("3 SETS OF 82.5 x 8", Entry(82.5, 8, None, 3)),
        ("1 set of 82.5 for 8 reps", Entry(82.5, 8)),
        ("８２．５ｘ８＠８", Entry(82.5, 8, 8)),
        ("82.5　×　8", Entry(82.5, 8)),
        ("82.5x8!", Entry(82.5, 8)),
    ],
)
def test_understands_what_people_write(line: str, entry: Entry) -> None:
    assert parse_entry(line, basis=LAST) == entry


@pytest.mark.parametrize(
    ("line", "position", "says"),
    [
        ("1,010lb x5", 0, "1010 or 1.01"),
        ("1,250x5", 0, "1250 or 1.25"),
        ("3x1.250x5", 2, "1250 or 1.25"),
        ("+2.500", 1, "2500 or 2.5"),
        ("100x5u", 5, '"u"'),
        ("100x5q", 5, '"q"'),
        ("100x5 RPE 8.5", 10, "@8 or @9"),
        ("82.5!x8", 4, "x and the reps"),
        ("82.5x8!!", 7, "once"),
        ("3 sets", 6, "a weight"),
    ],
)
def test_refuses_at_the_character_what_it_cannot_be_sure_of(
    line: str, position: int, says: str
) -> None:
    with pytest.raises(EntryError) as refused:
        parse_entry(line, basis=LAST)
    assert refused.value.position == position
    assert says in refused.value.message


@pytest.mark.parametrize(
    ("weight_kg", "unit", "line"),
    [(81.647, "kg", "180lb x 5"), (100, "lb", "100kg x 5"), (81.123, "kg", "81.1230 x 5")],
)
def test_no_weight_is_printed_with_three_decimals(weight_kg: float, unit: Unit, line: str) -> None:
    assert format_entry(Entry(weight_kg, 5), unit=unit) == line
