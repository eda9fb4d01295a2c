"""A calendar of the last weeks: the more sets a day had, the darker its cell."""

from __future__ import annotations

from bisect import bisect_right

from tui.app.shell.painted import Painted
from tui.app.shell.text import clip
from tui.training.wording import DAYS
from tui.workout.styled import Line, Part
from tui.workout.weeks.view import HeatMapView

_DAYS = tuple(DAYS[row] if row % 2 == 0 else "" for row in range(7))
_SHADES = "░▒▓█"


def shade(count: int | None, cuts: tuple[int, ...]) -> str:
    """Return the cell of a day: blank ahead, a dot without sets, else one of four shades."""
    if count is None:
        return " "
    if not count:
        return "·"
    return _SHADES[bisect_right(cuts, count)]


def legend(cuts: tuple[int, ...]) -> list[str]:
    """Return what each shade stands for."""
    said = ["· none"]
    start = 1
    for place, cut in enumerate(cuts):
        if start < cut:
            last = cut - 1
            said.append(
                f"{_SHADES[place]} {start}–{last}" if start < last else f"{_SHADES[place]} {last}"
            )
        start = cut
    return [*said, f"{_SHADES[len(cuts)]} {start} or more"]


class HeatMap(Painted[HeatMapView]):
    """Seven lines of days under the months, and what the shades mean."""

    DEFAULT_CSS = """
    HeatMap { height: 9; }
    """

    @staticmethod
    def draw(view: HeatMapView, width: int, height: int) -> list[Line]:
        """Return the months, the days, and a mark under the chosen week."""
        months = ""
        for place, month in enumerate(view.months):
            if month:
                months = months.ljust(2 * place) + month
        cells = 2 * len(view.weeks)
        side = _side(view)
        lines: list[Line] = [(Part(f"      {months.ljust(cells)}", "muted"), *side[0])]
        for day in range(7):
            shades = "".join(f"{shade(week[day], view.cuts)} " for week in view.weeks)
            row = (Part(f" {_DAYS[day]:3}  ", "muted"), Part(shades, "accent"))
            lines.append((*row, *side[day + 1]))
        mark = "" if view.chosen is None else " " * (2 * view.chosen) + "▴"
        lines.append((Part(f"      {mark}", "accent"),))
        return [tuple(_clipped(line, width)) for line in lines]


def _side(view: HeatMapView) -> list[Line]:
    """Return what stands beside the days: the facts, then the shades."""
    texts = [*view.facts, "", "sets a day"]
    shades = legend(view.cuts)
    texts += ["  ".join(shades[:3]), "  ".join(shades[3:])]
    return [(Part(f"  {text}", "muted"),) for text in texts] + [()] * (8 - len(texts))


def _clipped(line: Line, cells: int) -> list[Part]:
    kept: list[Part] = []
    for part in line:
        text = clip(part.text, cells) if len(part.text) > cells else part.text
        kept.append(Part(text, part.style))
        cells -= len(text)
        if cells <= 0:
            break
    return kept
