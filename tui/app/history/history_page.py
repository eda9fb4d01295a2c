"""A page of an exercise's history under its trend."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from tui.app.history.view import HistoryView, Trend
from tui.app.shell.braille import line_chart
from tui.app.shell.painted import Painted
from tui.app.shell.text import cell_width, clip, fit, wrap
from tui.workout.styled import Line, Part

_LEAST_DAYS = 6
_HIGHEST_CHART = 8
_LEAST_SETS = 24


def chart_height(height: int) -> int:
    """Return the rows of the chart on a page of this height; none where days need them."""
    return max(0, min(_HIGHEST_CHART, (height - _LEAST_DAYS - 6) // 2))


class HistoryPage(Painted[HistoryView]):
    """Bests, the trend, and as many days as there is room for."""

    DEFAULT_CSS = """
    HistoryPage { height: 1fr; }
    """

    @staticmethod
    def draw(view: HistoryView, width: int, height: int) -> list[Line]:
        """Return the page."""
        return page_of(view, width, height)[0]

    def days_shown(self) -> int:
        """Return how many days the page holds."""
        width, height = self.size
        return 1 if self.view is None else max(1, page_of(self.view, width, height)[1])

    def page_before(self, end: int) -> int:
        """Return the first day of the fullest page that ends before this day."""
        width, height = self.size
        return 0 if self.view is None else first_of_page_before(self.view, end, width, height)


def page_of(view: HistoryView, width: int, height: int) -> tuple[list[Line], int]:
    """Return the lines of a page, and how many days are on it."""
    lines = _head(view, width, height)
    days, count = _days(view, width, height - len(lines))
    return [*lines, *days], count


def first_of_page_before(view: HistoryView, end: int, width: int, height: int) -> int:
    """Return the first day of the fullest page that holds all days from there to before `end`."""
    room = height - len(_head(view, width, height))
    first = max(end - 1, 0)
    while first and _days(replace(view, first=first - 1), width, room)[1] >= end - first + 1:
        first -= 1
    return first


def _head(view: HistoryView, width: int, height: int) -> list[Line]:
    lines: list[Line] = [(Part(f" {row}"),) for row in wrap(view.bests, width - 2, 2)]
    rows = chart_height(height)
    if view.trend is not None and rows >= 2:
        lines += [(), *_chart(view.trend, width, rows)]
    newer = f"   ↑ {view.first} newer" if view.first else ""
    lines.append((Part(newer, "muted"),))
    return lines


def _chart(trend: Trend, width: int, rows: int) -> list[Line]:
    edge = max(len(trend.lowest), len(trend.highest))
    cells = max(8, width - edge - 4)
    lines: list[Line] = [(Part(f" {' ' * edge}  {trend.title}", "muted"),)]
    for place, row in enumerate(line_chart(trend.points, cells, rows)):
        label = {0: trend.highest, rows - 1: trend.lowest}.get(place, "")
        lines.append((Part(f" {label:>{edge}} │", "muted"), Part(row, "accent")))
    gap = " " * max(1, cells - cell_width(trend.since) - cell_width(trend.until))
    lines.append((Part(f" {' ' * edge}  {trend.since}{gap}{trend.until}", "muted"),))
    return lines


def _days(view: HistoryView, width: int, room: int) -> tuple[list[Line], int]:
    left = len(view.days) - view.first
    if not left:
        return [(Part(" nothing logged yet", "muted"),)], 0
    dates, maximum = view.day_width, 7 if view.with_maximum else 0
    sets_width = min(width - dates - maximum - 5, max(view.sets_width + 2, _LEAST_SETS))
    heading = f" {fit('', dates)}  {fit('sets', sets_width)}" + ("   e1RM" if maximum else "")
    lines: list[Line] = [(Part(heading, "muted"),)]
    count = 0
    for day in islice(view.days, view.first, None):
        rows = wrap(day.sets, sets_width, 2) or [""]
        block: list[Line] = [
            (
                Part(f" {fit(day.day, dates, right=True)}", "muted"),
                Part(f"  {fit(rows[0], sets_width)}"),
                Part(fit(day.one_rep_max, maximum, right=True), "strong"),
            )
        ]
        block += [(Part(f" {' ' * dates}  {row}"),) for row in rows[1:]]
        if day.note:
            note = clip(f"“{day.note}”", sets_width)
            block.append((Part(f" {' ' * dates}  {note}", "muted"),))
        more = left - count - 1 > 0  # older days, told in the last line
        if len(lines) + len(block) + more > room and len(lines) > 1:
            break
        lines += block
        count += 1
    if older := left - count:
        lines = [*lines[: room - 1], (Part(f"   ↓ {older} older", "muted"),)]
    return lines[:room], count
