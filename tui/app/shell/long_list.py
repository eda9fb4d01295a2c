"""Lists that are longer than their room: what is in sight, and how much is not."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.shell.text import clip
from tui.workout.styled import Line, Part

LEAST_ROWS = 5  # below that every row is needed for what there is to choose


def first_shown(count: int, chosen: int, height: int) -> int:
    """Return the first row to show so that the chosen one is in sight, away from the edges."""
    if count <= height:
        return 0
    return max(0, min(chosen - height // 2, count - height))


def in_sight(count: int, chosen: int, height: int) -> range:
    """Return the rows that are shown as themselves, not covered by how many more there are."""
    first = first_shown(count, chosen, height)
    last = min(count, first + height)
    if last - first < LEAST_ROWS:
        return range(first, last)
    return range(first + (first > 0), last - (last < count))


def told_more(lines: Sequence[Line], first: int, count: int, width: int) -> list[Line]:
    """Return the rows from `first` on, the outermost covered by how many of `count` are hidden.

    `first_shown` keeps the chosen row away from those two places.
    """
    told = list(lines)
    below = count - first - len(told)
    if len(told) < LEAST_ROWS:
        return told
    if first:
        told[0] = more_line("↑", first + 1, width)
    if below:
        told[-1] = more_line("↓", below + 1, width)
    return told


def more_line(arrow: str, rows: int, width: int) -> Line:
    """Return the line that says how many rows there are above or below."""
    return (Part(clip(f"   {arrow} {rows} more", width), "muted"),)
