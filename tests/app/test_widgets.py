"""What the widgets draw, asked of their pure functions."""

from __future__ import annotations

import pytest

from tui.app.shell.header import Header
from tui.app.shell.text import line_width
from tui.app.today.entry_line import EntryLine
from tui.app.today.exercise_head import ExerciseHead
from tui.app.today.exercise_list import ExerciseList
from tui.app.today.rest_line import RestLine
from tui.app.today.set_table import SetTable
from tui.app.today.view import ExerciseItem, ExerciseListView, HeadView, SetLine, SetTableView
from tui.training.entry import Entry, EntryError, parse_entry
from tui.workout.entry_view import EntryView, Purpose
from tui.workout.header import HeaderView
from tui.workout.notice import Notice, SyncMark
from tui.workout.rest import RestView
from tui.workout.styled import Line

HEAVY = SetTableView(
    rows=(
        SetLine("1", "102.25 × 10–12 @10", "102.25 × 12 @10", ("101.25 × 12 @10",), "144.6"),
        SetLine("2", "102.25 × 10–12 @10", "", ("101.25 × 11 @10",)),
    ),
    earlier_dates=("17 Nov 2025",),
    chosen=1,
)


def text(line: Line) -> str:
    return "".join(part.text for part in line)


@pytest.mark.parametrize("width", range(50, 161, 5))
def test_the_set_table_drops_columns_but_never_clips_a_number(width: int) -> None:
    lines = SetTable.draw(HEAVY, width, 6)
    assert all(line_width(line) <= width for line in lines)
    assert "102.25 × 10–12 @10" in text(lines[1])
    assert "102.25 × 12 @10" in text(lines[1])
    assert not any("…" in text(line) for line in lines)


def test_a_wide_set_table_shows_several_earlier_times() -> None:
    row = SetLine("1", "80 × 8", "", ("80 × 8", "77.5 × 8", "75 × 8"))
    view = SetTableView((row,), ("17 Nov", "10 Nov", "3 Nov"), 0)
    assert "last time, 17 Nov" in text(SetTable.draw(view, 110, 3)[0])
    assert "3 Nov" in text(SetTable.draw(view, 110, 3)[0])


@pytest.mark.parametrize("width", [40, 56, 80, 120])
def test_an_error_points_at_its_column(width: int) -> None:
    notice = Notice("the log keeps whole RPE only: @8 or @9?", "bad", 5)
    view = EntryView(Purpose("set", 3), "80x7@8.5", 8, False, notice=notice)
    lines = [text(line) for line in EntryLine.draw(view, width, 3)]
    assert lines[1].index("^") == lines[0].index("@8.5") + 1
    assert all(len(line) <= width for line in lines)


def test_the_caret_is_drawn_inside_the_line() -> None:
    view = EntryView(Purpose("set", 1), "80x8", 1, False)
    parts = EntryLine.draw(view, 60, 3)[0]
    assert [part.text for part in parts if "caret" in part.style] == ["0"]


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_the_header_gives_up_facts_before_the_sync_mark(width: int) -> None:
    facts = ("Mon 24 Nov · Upper/Lower, week 3 of 8 · session 1 of 4", "Mon 24 Nov")
    view = HeaderView("Push-H", facts, "17:31", SyncMark("offline since 17:40, 12 to send"))
    (line,) = Header.draw(view, width, 1)
    assert line_width(line) == width
    assert "offline since 17:40, 12 to send" in text(line)
    assert "Mon 24 Nov" in text(line) or width < 70


def test_a_long_list_of_exercises_keeps_the_chosen_one_in_sight() -> None:
    items = tuple(ExerciseItem(f"Exercise {number}", "0/3", False) for number in range(30))
    lines = ExerciseList.draw(ExerciseListView(items, 22), 24, 10)
    assert len(lines) == 10
    assert any("▸ Exercise 22" in text(line) for line in lines)


def test_the_reason_of_the_target_takes_a_second_line_rather_than_being_cut() -> None:
    reason = "all three sets reached 8 at 80 last week"
    view = HeadView("Bench Press", "chest · barbell · tier 1", "3 × 6–8", "82.5 kg", reason)
    lines = [text(line) for line in ExerciseHead.draw(view, 45, 5)]
    assert " ".join(" ".join(lines[2:4]).split()) == f"Next 82.5 kg: {reason}"


def test_the_rest_says_what_is_left_of_what() -> None:
    (line,) = RestLine.draw(RestView(92, 180, "18:06"), 56, 1)
    assert "1:32 of 3:00  until 18:06" in text(line)


NARROWEST = 48  # of the entry line, on a terminal of 80 columns


@pytest.mark.parametrize(
    "typed",
    ["60s", "100x5u", "x60s", "xx", "80", "80 x", "80x8x", "80x8@", "@", "!", "rest", "80.5.5x8",
     "80x8@11", "80x8 @ 5 5", "1,010x5", "3x80x8x2", "+", "kg", "80 kg kg x 8", "--5x5"],
)  # fmt: skip
def test_what_to_type_instead_is_not_cut_off_at_eighty_columns(typed: str) -> None:
    with pytest.raises(EntryError) as refused:
        parse_entry(typed, basis=Entry(80, 8))
    error = refused.value
    notice = Notice(str(error), "bad", error.position)
    view = EntryView(Purpose("set", 3), typed, len(typed), False, notice=notice)
    drawn = [text(line) for line in EntryLine.draw(view, NARROWEST, 3)]
    assert "…" not in "".join(drawn), drawn
    remedy = str(error).rpartition(": ")[2]
    assert " ".join(remedy.split()[-2:]) in " ".join("".join(drawn).split())
