"""A line chart in braille dots: two columns and four rows of dots to a cell."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_EMPTY = 0x2800


def line_chart(points: Sequence[tuple[float, float]], width: int, height: int) -> list[str]:
    """Return `height` rows of `width` cells with the points (x, y) joined, y upwards.

    The extremes of both axes lie on the edges; a flat line runs through the middle.
    """
    cells = [[0] * width for _ in range(height)]
    if points and width and height:
        across, up = width * 2 - 1, height * 4 - 1
        dots = _scaled(points, across, up)
        if len(dots) == 1:
            _set(cells, *dots[0])
        for (x0, y0), (x1, y1) in pairwise(dots):
            steps = max(abs(x1 - x0), abs(y1 - y0), 1)
            for step in range(steps + 1):
                x = x0 + round((x1 - x0) * step / steps)
                y = y0 + round((y1 - y0) * step / steps)
                _set(cells, x, y)
    return ["".join(chr(_EMPTY + cell) for cell in row) for row in cells]


def _scaled(points: Sequence[tuple[float, float]], across: int, up: int) -> list[tuple[int, int]]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    left, bottom = min(xs), min(ys)
    span_x, span_y = max(xs) - left, max(ys) - bottom
    return [
        (
            round((x - left) / span_x * across) if span_x else across,
            up - round((y - bottom) / span_y * up) if span_y else up // 2,
        )
        for x, y in points
    ]


def _set(cells: list[list[int]], x: int, y: int) -> None:
    cells[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
