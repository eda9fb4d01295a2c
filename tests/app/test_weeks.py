"""The weeks: what the list and the sessions say, filters, records, and the way back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest

from tests.app.conftest import EVENING
from tests.app.test_app import MakeApp, shows, until
from tests.support.app_ports import Clock
from tests.support.long_book import WEEKS, long_page
from tests.support.once import once_a_run
from tests.support.pictures import words_on
from tui.app.today.past import PastScreen
from tui.app.today.screen import TodayScreen
from tui.app.weeks.heat_map import HeatMap, legend, shade
from tui.app.weeks.screen import WeeksScreen
from tui.app.weeks.week_list import WeekList, sparkline
from tui.app.weeks.week_pane import WeekPane
from tui.logbook import Logbook
from tui.training.rules import DEFAULT_RULES
from tui.training.volume import LANDMARKS
from tui.workout.notice import SyncMark
from tui.workout.weeks.build import WeeksInputs, weeks_view
from tui.workout.weeks.reader import PAGE, WeeksReader
from tui.workout.weeks.view import WeeksView
from tui.workout.workout import Workout

TODAY = EVENING.date()


def looking(reader: WeeksReader, chosen: int = 0, session: int = 0) -> WeeksView:
    first, around = reader.around(chosen)
    return weeks_view(
        WeeksInputs(
            heads=reader.heads,
            chosen=chosen,
            first=first,
            around=around,
            records={one.week.id: reader.records(one.week) for one in around},
            sessions=reader.sessions(reader.heads[chosen]) if reader.heads else (),
            chosen_session=session,
            typed=reader.typed,
            names=reader.names,
            days=reader.days,
            map_begins=reader.map_begins,
            today=TODAY,
            sync=SyncMark(""),
            unit="kg",
            landmarks=LANDMARKS,
        )
    )


def drawn(lines: list[tuple[tuple[str, str], ...]]) -> list[str]:
    return ["".join(part[0] for part in line).rstrip() for line in lines]


@pytest.fixture(scope="module")
def counted(sample_file: Path) -> Iterator[WeeksReader]:
    """The sample lifter's weeks, records counted."""
    with Logbook.open(sample_file, now=lambda: EVENING) as opened:
        reader = WeeksReader(opened, TODAY)
        while reader.count_on():
            pass
        yield reader


@pytest.fixture
def reader(counted: WeeksReader) -> Iterator[WeeksReader]:
    """The same for one test, which may filter them."""
    yield counted
    counted.filter("")


@pytest.fixture(scope="session")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A logbook of ten years, to be read only."""

    def fill(folder: Path) -> None:
        with Logbook.open(folder / "book.sqlite3", now=lambda: EVENING) as opened:
            opened.base.apply(long_page(TODAY))

    return once_a_run(tmp_path_factory, "long", fill) / "book.sqlite3"


def test_a_week_is_one_line_of_facts(reader: WeeksReader) -> None:
    lines = looking(reader).weeks.lines
    assert lines[0].label == "23–29 Nov"
    assert (lines[1].done, lines[1].sets, lines[1].tonnage, lines[1].records) == (
        *("4/4", "81", "43.7", "14"),
    )
    assert sum(lines[1].days) == 81


def test_a_session_says_what_became_of_it(reader: WeeksReader) -> None:
    states = [card.state for card in looking(reader).week.cards]
    assert states == ["today", "ahead", "ahead", "ahead"]
    assert [card.state for card in looking(reader, 2).week.cards] == ["done"] * 3 + ["missed"]
    squat = looking(reader, 1).week.cards[1].exercises[0]
    assert (squat.name, squat.count, squat.plan) == ("Back Squat", "4/4", "4 × 4–6")
    assert squat.short == "115×6 5 5 5"


def test_the_records_of_a_week_are_counted_in_small_goes(book: Logbook) -> None:
    reader = WeeksReader(book, TODAY)
    goes = 1
    assert looking(reader).weeks.lines[1].records == "…"
    while reader.count_on():
        goes += 1
    assert goes > 3
    assert reader.records(reader.heads[1]) == 14


def test_a_week_has_the_records_that_finishing_its_sessions_showed(
    reader: WeeksReader, book: Logbook, clock: Clock
) -> None:
    for head in reader.heads[1:9]:
        shown = [
            Workout(book, one.id, now=clock, rules=DEFAULT_RULES, looking_back=True)
            .summary()
            .records
            for one in reader.sessions(head)
        ]
        assert reader.records(head) == sum(len(records) for records in shown), head


def test_a_filter_leaves_weeks_sessions_and_sets_of_the_exercise(reader: WeeksReader) -> None:
    reader.filter("PRESS bench")
    view = looking(reader)
    assert view.header.facts[0] == "24 weeks with “PRESS bench”"
    assert view.weeks.lines[0].sets == "3"
    (card,) = view.week.cards
    assert [one.name for one in card.exercises] == ["Bench Press"]


def test_a_filter_that_finds_nothing_says_so(reader: WeeksReader) -> None:
    reader.filter("curling stones")
    view = looking(reader)
    assert view.weeks.lines == ()
    assert view.weeks.empty[0] == "No exercise with “curling stones” has been done."


def test_an_empty_log_says_what_will_be_here(open_book: Callable[[], Logbook]) -> None:
    with open_book() as empty:
        view = looking(WeeksReader(empty, TODAY))
    assert view.weeks.empty[0] == "No weeks yet."
    assert not any(key.enabled for key in view.footer.keys if key.label in ("open", "week"))


def test_a_year_is_named_where_it_changes(long_file: Path) -> None:
    with Logbook.open(long_file, now=lambda: EVENING) as opened:
        lines = looking(WeeksReader(opened, TODAY), 46).weeks.lines
    turn = next(place for place, line in enumerate(lines) if line.year == "2025")
    assert (lines[turn - 1].label, lines[turn].label) == ("5–11 Jan", "29 Dec 2025")


def test_the_list_reads_only_the_weeks_around(long_file: Path) -> None:
    with Logbook.open(long_file, now=lambda: EVENING) as opened:
        reader = WeeksReader(opened, TODAY)
        first, around = reader.around(300)
    assert len(reader.heads) == WEEKS
    assert (first, len(around)) == (240, 3 * PAGE)


@pytest.mark.parametrize("width", [30, 38, 43, 66, 100])
def test_no_line_of_the_weeks_is_wider_than_its_room(reader: WeeksReader, width: int) -> None:
    view = looking(reader, 1)
    drawings = (
        WeekList.draw(view.weeks, width, 20),
        WeekPane.draw(view.week, width, 20),
        HeatMap.draw(view.heat, width, 9),
    )
    for lines in drawings:
        assert max(len(row) for row in drawn([tuple(line) for line in lines])) <= width


@pytest.mark.parametrize("chosen", range(4))
def test_the_chosen_session_is_in_sight_in_a_low_pane(reader: WeeksReader, chosen: int) -> None:
    view = looking(reader, 1, chosen)
    rows = drawn([tuple(line) for line in WeekPane.draw(view.week, 40, 6)])
    assert any(row.startswith("▸") for row in rows)


def test_a_sparkline_is_a_bar_for_each_day() -> None:
    assert sparkline((0, 1, 10, 20, 0, 40, 0), 20) == "·▁▄█·█·"


def test_the_shades_of_the_map_are_told() -> None:
    cuts = (18, 20, 21)
    assert [shade(count, cuts) for count in (None, 0, 3, 19, 20, 30)] == [" ", "·", *"░▒▓█"]
    assert legend(cuts) == ["· none", "░ 1–17", "▒ 18–19", "▓ 20", "█ 21 or more"]


async def test_a_past_set_is_amended_and_the_way_back_keeps_the_place(
    book: Logbook, make_app: MakeApp, clock: Clock
) -> None:
    clock.step = timedelta(seconds=1)
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("n", "W", "down", "down", "right", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PastScreen))
        await until(pilot, shows(pilot, "Wed 11 Nov, looking back"))
        await pilot.press("up", *"117.5x5@9", "enter")
        await until(pilot, shows(pilot, "set 4 amended: 117.5 × 5 @9"))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, WeeksScreen))
        await until(pilot, shows(pilot, "▸ Lower-H  Wed 11 Nov"))
        await until(pilot, shows(pilot, "30,548 kg"))
        await pilot.press("W")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))
        assert "▸ Incline DB Press" in words_on(pilot.app.screen)


async def test_the_session_of_today_is_gone_back_to(book: Logbook, make_app: MakeApp) -> None:
    async with make_app().run_test(size=(80, 24)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        screen = pilot.app.screen
        await pilot.press("W", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_slash_filters_while_typing_and_escape_shows_all_again(
    book: Logbook, make_app: MakeApp
) -> None:
    async with make_app().run_test(size=(100, 30)) as pilot:
        await until(pilot, shows(pilot, "▸   1"))
        await pilot.press("W")
        await until(pilot, shows(pilot, "27 weeks"))
        await pilot.press("slash", *"dead")
        await until(pilot, shows(pilot, "with “dead”"))
        await pilot.press("down", "enter")
        await until(pilot, lambda: pilot.app.screen.focused is None)
        await pilot.press("escape")
        await until(pilot, shows(pilot, "27 weeks since"))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, TodayScreen))


def _work_of_a_key(reader: WeeksReader, start: int, count: int) -> float:
    """Return the median seconds from a key to drawn lines, scrolling down from a week."""
    took = []
    for index in range(start, start + count):
        before = time.thread_time()
        view = looking(reader, index)
        WeekList.draw(view.weeks, 44, 20)
        WeekPane.draw(view.week, 35, 20)
        took.append(time.thread_time() - before)
    return median(took)


def test_ten_years_scroll_like_half_a_year(
    book: Logbook, long_file: Path, record_property: Callable[[str, object], None]
) -> None:
    with Logbook.open(long_file, now=lambda: EVENING) as opened:
        long = WeeksReader(opened, TODAY)
        far = _work_of_a_key(long, 200, 26)
    near = _work_of_a_key(WeeksReader(book, TODAY), 0, 26)
    record_property("key_to_lines_ms", round(far * 1000, 2))
    said = f"key to lines: {near * 1000:.2f} ms of 27 weeks, {far * 1000:.2f} ms of {WEEKS}"
    assert far < 5 * near, said
    print(said)  # noqa: T201  # the figure is for whoever runs this with -s
