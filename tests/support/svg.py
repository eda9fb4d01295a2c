"""A screen as an SVG picture: the same bytes each time, no fonts fetched, no random ids."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI
from textual.screen import Screen

from tests.support.pictures import screen_strips

_CELL, _LINE, _SIZE, _PAD = 8.4, 18, 14, 14
_FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"


def screen_svg(screen: Screen[object], title: str) -> str:
    """Return the picture of a screen that has settled."""
    strips = screen_strips(screen)
    width = screen.size.width * _CELL + 2 * _PAD
    height = len(strips) * _LINE + 2 * _PAD
    paper = _colour(screen.rich_style.bgcolor, "#000000")
    body = "\n".join(
        mark for row, strip in enumerate(strips) for mark in _row(row, strip, paper) if mark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.1f} {height}"'
        f' font-family="{_FONTS}" font-size="{_SIZE}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="100%" height="100%" rx="6" fill="{paper}"/>\n'
        f"{body}\n</svg>\n"
    )


def _row(row: int, strip: list[Segment], paper: str) -> Iterator[str]:
    column = 0
    for segment in strip:
        cells = segment.cell_length
        style = segment.style or Style()
        ink, ground = _colour(style.color, "#d5d9e0"), _colour(style.bgcolor, paper)
        if style.reverse:
            ink, ground = ground, ink
        x, y = _PAD + column * _CELL, _PAD + row * _LINE
        if ground != paper:
            yield (
                f'<rect x="{x:.1f}" y="{y}" width="{cells * _CELL:.1f}" height="{_LINE}"'
                f' fill="{ground}"/>'
            )
        yield _text(segment.text, x, y, ink, bold=bool(style.bold))
        column += cells


def _text(text: str, x: float, y: int, ink: str, *, bold: bool) -> str:
    """Return the words of a segment; the spaces before them become a distance."""
    words = text.strip(" ")
    if not words:
        return ""
    x += (len(text) - len(text.lstrip(" "))) * _CELL
    if words == "│":
        return f'<rect x="{x + _CELL / 2:.1f}" y="{y}" width="1" height="{_LINE}" fill="{ink}"/>'
    length = Segment(words).cell_length * _CELL
    weight = ' font-weight="bold"' if bold else ""
    shown = escape(words).replace(" ", "\u00a0")
    return (
        f'<text x="{x:.1f}" y="{y + 13}" fill="{ink}" textLength="{length:.1f}"'
        f' lengthAdjust="spacingAndGlyphs"{weight}>{shown}</text>'
    )


def _colour(colour: Color | None, otherwise: str) -> str:
    if colour is None or colour.is_default:
        return otherwise
    return colour.get_truecolor(MONOKAI).hex
